"""Feeds as Atom 1.0 (RFC 4287) with the full text, and the archive documents of RFC 5005."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from lxml import etree

from . import syndication as say
from .entries import Entry
from .syndication import Feed
from .xmlfeed import begin_entry, channel, fill, stylesheet, text_of

_XML = "{http://www.w3.org/XML/1998/namespace}"
_HISTORY = "http://purl.org/syndication/history/1.0"


def render(feed: Feed, entries: Iterable[str]) -> str:
    """The text of one Atom document around the texts of its entries, each as `entry` gives it."""
    document = channel(feed, "application/atom+xml")
    for rel, path in (("prev-archive", feed.older), ("next-archive", feed.newer)):
        if path:
            document.link(href=say.address(feed.site, path), rel=rel, type="application/atom+xml")
    if feed.is_archive:
        document.link(href=say.address(feed.site, feed.subscription), rel="current")
    document.register_extension("more", _FeedMore, rss=False)
    document.more.feed = feed
    text: bytes = document.atom_str(pretty=True)
    return fill(text.decode(), "</feed>", entries)


def entry(shown: Entry) -> str:
    """The lines of one entry, the same in every Atom document."""
    made, site, post = begin_entry(shown), shown.site, shown.post
    made.content(shown.full_text(), type="html")
    made.author(
        [
            {"name": say.clean(term.name), "uri": say.address(site, f"{term.page}.html")}
            for term in post.authors
        ]
    )
    if shown.summary:
        made.summary(shown.summary)
    element = made.atom_entry()
    # A relative address that the text still holds is meant from the post's own page. Not the whole
    # entry: its link would then be a reference to the base itself, which readers may misread.
    element.find("content").set(f"{_XML}base", shown.address)
    if post.language:
        element.set(f"{_XML}lang", post.language)
    if post.original:
        # Not by the generator, which drops the relation of every link of an entry.
        etree.SubElement(element, "link", rel="via", href=say.iri(post.original))
    return text_of(element, etree.Element("feed"))


class _FeedMore:
    """What the generator cannot say of a feed by itself, put into its tree."""

    feed: Feed

    def extend_ns(self) -> dict[str, str]:
        return {"fh": _HISTORY} if self.feed.is_archive else {}

    def extend_atom(self, root: Any) -> None:
        root.set(f"{_XML}base", self.feed.site.url)
        root.addprevious(stylesheet(self.feed))
        if self.feed.site.licence_url:
            etree.SubElement(root, "link", rel="license", href=self.feed.site.licence_url)
        if self.feed.is_archive:
            etree.SubElement(root, f"{{{_HISTORY}}}archive")
