"""Feeds as RSS 2.0 (https://www.rssboard.org/rss-specification) with summaries."""

from __future__ import annotations

from collections.abc import Iterable
from email.utils import format_datetime
from html import escape

from lxml import etree

from ..core.dates import timestamp
from ..model import autodiscovery
from .entry import Entry
from .feed import Feed
from .xml import ATOM, CONTENT, DUBLIN_CORE, add, add_thumbnail, document_text

_DC = f"{{{DUBLIN_CORE}}}"
#: The last is not used: every feed has always begun with these, and would else be another file for that alone.
_NAMESPACES = {"dc": DUBLIN_CORE, "atom": ATOM, "content": CONTENT}


def document(feed: Feed, items: Iterable[etree._Element]) -> str:
    """The text of one RSS document; `items` are as `item_element` gives them."""
    site = feed.site
    root = etree.Element("rss", version="2.0", nsmap=_NAMESPACES)
    channel = add(root, "channel")
    add(channel, "title", feed.title)
    add(channel, "link", site.address(feed.page))
    add(channel, "description", feed.subtitle or feed.title)
    add(channel, f"{{{ATOM}}}link", href=site.address(feed.path), rel="self", type=autodiscovery.RSS.media_type)
    if feed.hub:
        add(channel, f"{{{ATOM}}}link", href=feed.hub, rel="hub")
    if feed.rights:
        add(channel, "copyright", feed.rights)
    add(channel, "language", site.language)
    add(channel, "lastBuildDate", format_datetime(timestamp(feed.updated)))
    channel.extend(items)
    return document_text(root, feed.stylesheet)


def item_element(entry: Entry) -> etree._Element:
    """One item, the same in every RSS document."""
    element = etree.Element("item", nsmap={"dc": DUBLIN_CORE})
    add(element, "title", entry.title)
    add(element, "link", entry.url)
    if entry.summary:
        # RSS reads a description as HTML, so plain text must be escaped once more.
        add(element, "description", escape(entry.summary, quote=False))
    add(element, "guid", entry.id, isPermaLink="false")
    for category in entry.categories:
        add(element, "category", category.label, domain=category.scheme)
    add(element, "pubDate", format_datetime(entry.published))
    # Not RSS's own `author`, which wants an address for mail.
    for name in [person.name for person in entry.authors] or [entry.site_author]:
        add(element, f"{_DC}creator", name)
    if entry.language:
        add(element, f"{_DC}language", entry.language)
    add_thumbnail(element, entry.thumbnail)
    return element
