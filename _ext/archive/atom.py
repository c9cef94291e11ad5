"""Feeds as Atom 1.0 (RFC 4287) with the full text, and the archive documents of RFC 5005."""

from __future__ import annotations

import posixpath
from collections.abc import Callable
from typing import Any

from feedgen.feed import FeedGenerator
from lxml import etree

from . import syndication as say
from .model import Post, Term
from .syndication import Feed

STYLESHEET = "_static/feed.css"
_XML = "{http://www.w3.org/XML/1998/namespace}"
_HISTORY = "http://purl.org/syndication/history/1.0"


def render(feed: Feed, body: Callable[[Post], str]) -> str:
    """The text of one Atom document; `body` gives the stored HTML of a post."""
    document = channel(feed, "application/atom+xml")
    for rel, path in (("prev-archive", feed.older), ("next-archive", feed.newer)):
        if path:
            document.link(href=say.address(feed.site, path), rel=rel, type="application/atom+xml")
    if feed.is_archive:
        document.link(href=say.address(feed.site, feed.subscription), rel="current")
    document.register_extension("more", _FeedMore, _EntryMore, rss=False)
    document.more.feed = feed
    for post in feed.posts:
        entry = begin_entry(document, feed, post)
        entry.content(say.full_text(feed.site, body(post)), type="html")
        entry.author([_person(feed, term.name, term.page) for term in post.authors])
        entry.more.feed, entry.more.post = feed, post
    text: bytes = document.atom_str(pretty=True)
    return text.decode()


def channel(feed: Feed, media_type: str) -> Any:
    """A feed generator that holds what Atom and RSS say alike; the clock has no part in it."""
    site = feed.site
    document = FeedGenerator()
    document.generator("")  # its version would change every feed with every release of the library
    document.docs("")
    document.id(say.feed_id(feed))
    document.title(feed.title)
    document.subtitle(say.clean(site.tagline).strip() or feed.title)
    document.updated(say.moment(feed.updated))
    document.language(site.language)
    document.author(name=say.author(site))
    document.rights(say.rights(site))
    document.link(href=say.address(site, feed.path), rel="self", type=media_type)
    # The address of the page comes last of the two: the generator makes RSS's link of the last.
    document.link(href=say.address(site, feed.page), rel="alternate", type="text/html")
    return document


def begin_entry(document: Any, feed: Feed, post: Post) -> Any:
    """Adds an entry with what Atom and RSS say alike of a post, and gives it."""
    entry = document.add_entry(order="append")
    entry.id(say.entry_id(feed.site, post))
    entry.title(say.title(post))
    entry.link(href=say.address(feed.site, post.path))
    entry.published(say.moment(post.date))
    entry.updated(say.moment(say.touched(post)))
    entry.category(
        [
            {"term": term.slug, "label": say.clean(term.name), "scheme": _scheme(feed, term)}
            for term in post.categories + post.tags
        ]
    )
    if text := say.summary(post):
        entry.summary(text)
    return entry


def stylesheet(feed: Feed) -> Any:
    """The instruction by which a browser shows the feed in a style; its address is relative."""
    href = posixpath.relpath(STYLESHEET, posixpath.dirname(feed.path))
    return etree.ProcessingInstruction("xml-stylesheet", f'type="text/css" href="{href}"')


def _scheme(feed: Feed, term: Term) -> str:
    """What the name is one of: the page of all categories, or of all tags."""
    return say.address(feed.site, f"blog/{term.kind}.html")


def _person(feed: Feed, name: str, page: str) -> dict[str, str]:
    return {"name": say.clean(name), "uri": say.address(feed.site, f"{page}.html")}


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


class _EntryMore:
    """What the generator cannot say of an entry by itself."""

    feed: Feed
    post: Post

    def extend_ns(self) -> dict[str, str]:
        return {}

    def extend_atom(self, root: Any) -> None:
        # A relative address that the text still holds is meant from the post's own page. Not the whole
        # entry: its link would then be a reference to the base itself, which readers may misread.
        root.find("content").set(f"{_XML}base", say.address(self.feed.site, self.post.path))
        if self.post.language:
            root.set(f"{_XML}lang", self.post.language)
        if self.post.original:
            # Not by the generator, which drops the relation of every link of an entry.
            etree.SubElement(root, "link", rel="via", href=say.iri(self.post.original))
