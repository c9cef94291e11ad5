"""What Atom and RSS documents have in common: the generator, and how a document and its entries are put together."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from feedgen.entry import FeedEntry
from feedgen.feed import FeedGenerator
from lxml import etree

from . import syndication as say
from .entries import Entry
from .syndication import Feed

STYLESHEET = "_static/feed.css"


def channel(feed: Feed, media_type: str) -> Any:
    """A feed generator that holds what Atom and RSS say alike; the clock has no part in it."""
    site = feed.site
    document = FeedGenerator()
    document.generator("")  # its version would change every feed with every release of the library
    document.docs("")
    document.id(say.feed_id(feed))
    document.title(feed.title)
    document.subtitle(say.subtitle(site) or feed.title)
    document.updated(say.moment(feed.updated))
    document.language(site.language)
    document.author(name=say.author(site))
    document.rights(say.rights(site))
    document.link(href=say.address(site, feed.path), rel="self", type=media_type)
    # The address of the page comes last of the two: the generator makes RSS's link of the last.
    document.link(href=say.address(site, feed.page), rel="alternate", type="text/html")
    return document


def stylesheet(feed: Feed) -> Any:
    """The instruction by which a browser shows the feed in a style; its address is relative."""
    href = "../" * feed.path.count("/") + STYLESHEET
    return etree.ProcessingInstruction("xml-stylesheet", f'type="text/css" href="{href}"')


def begin_entry(shown: Entry) -> Any:
    """The generator of an entry, with what Atom and RSS say alike of a post."""
    made = FeedEntry()
    made.id(shown.id)
    made.title(shown.title)
    made.link(href=shown.address)
    made.published(shown.published)
    made.updated(shown.updated)
    made.category([{"term": each.term, "label": each.name, "scheme": each.scheme} for each in shown.labels])
    return made


def text_of(element: Any, parent: Any) -> str:
    """The lines of an element as they stand in `parent`, where that and what is around it holds nothing else."""
    parent.append(element)
    text: str = etree.tostring(parent.getroottree(), pretty_print=True, encoding="unicode")
    # Every "<" and ">" of the contents is escaped, so these are the element's own.
    start, end = f"<{element.tag}", f"</{element.tag}>\n"
    begin = text.rindex("\n", 0, text.index(start)) + 1
    return text[begin : text.rindex(end) + len(end)]


def fill(document: str, end: str, entries: Iterable[str]) -> str:
    """The text of a document with the lines of its entries put before its last line that says `end`."""
    place = document.rindex("\n", 0, document.rindex(end)) + 1
    return "".join((document[:place], *entries, document[place:]))
