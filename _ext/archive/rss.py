"""Feeds as RSS 2.0 with summaries."""

from __future__ import annotations

from html import escape
from typing import Any

from . import syndication as say
from .atom import begin_entry, channel, stylesheet
from .model import Post
from .syndication import Feed


def render(feed: Feed) -> str:
    """The text of one RSS document. Authors are Dublin Core creators: RSS's own want an address."""
    document = channel(feed, "application/rss+xml")
    document.load_extension("dc", atom=False)
    document.register_extension("more", _FeedMore, None, atom=False)
    document.more.feed = feed
    for post in feed.posts:
        _fill(begin_entry(document, feed, post), feed, post)
    text: bytes = document.rss_str(pretty=True)
    return text.decode()


def _fill(item: Any, feed: Feed, post: Post) -> None:
    # RSS reads a description as HTML, so plain text must be escaped once more.
    if text := say.summary(post):
        item.description(escape(text, quote=False), isSummary=True)
    item.dc.dc_creator([say.clean(term.name) for term in post.authors] or [say.author(feed.site)])
    if post.language:
        item.dc.dc_language(post.language)


class _FeedMore:
    """What the generator cannot say of a feed by itself."""

    feed: Feed

    def extend_ns(self) -> dict[str, str]:
        return {}

    def extend_rss(self, root: Any) -> None:
        root.addprevious(stylesheet(self.feed))
