"""Feeds as RSS 2.0 with summaries."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Any

from lxml import etree

from . import syndication as say
from .entries import Entry
from .syndication import Feed
from .xmlfeed import begin_entry, channel, fill, stylesheet, text_of

_NAMESPACES = {"dc": "http://purl.org/dc/elements/1.1/"}
_DC = f"{{{_NAMESPACES['dc']}}}"


def render(feed: Feed, items: Iterable[str]) -> str:
    """The text of one RSS document around the texts of its items, each as `item` gives it."""
    document = channel(feed, "application/rss+xml")
    document.register_extension("more", _FeedMore, atom=False)
    document.more.feed = feed
    text: bytes = document.rss_str(pretty=True)
    return fill(text.decode(), "</channel>", items)


def item(shown: Entry) -> str:
    """The lines of one item, the same in every RSS document.

    Authors are Dublin Core creators: RSS's own want an address.
    """
    made = begin_entry(shown)
    if shown.summary:
        # RSS reads a description as HTML, so plain text must be escaped once more.
        made.description(escape(shown.summary, quote=False))
    element = made.rss_entry()
    for name in [say.clean(term.name) for term in shown.post.authors] or [say.author(shown.site)]:
        etree.SubElement(element, f"{_DC}creator").text = name
    if shown.post.language:
        etree.SubElement(element, f"{_DC}language").text = shown.post.language
    # The document's root declares the prefix, so that no item need do so.
    return text_of(element, etree.SubElement(etree.Element("rss", nsmap=_NAMESPACES), "channel"))


class _FeedMore:
    """What the generator cannot say of a feed by itself."""

    feed: Feed

    def extend_ns(self) -> dict[str, str]:
        return _NAMESPACES

    def extend_rss(self, root: Any) -> None:
        root.addprevious(stylesheet(self.feed))
