"""The formats of feeds: Atom 1.0 (RFC 4287) with the full text and archive documents (RFC 5005), and with summaries RSS
2.0 (https://www.rssboard.org/rss-specification) and JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/).

An entry of Atom or RSS is one element of XML, made once for all feeds that carry it. An element stands in one tree at a
time: put into a document, it leaves the one before, whose text is made by then, since one document is written after
another. So no text is ever cut or joined: each document is written whole, from a tree, and lxml sees to escaping and
namespaces.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from email.utils import format_datetime
from html import escape
from typing import Any, NamedTuple

from lxml import etree

from ..core.dates import timestamp
from ..model.autodiscovery import ATOM, JSON_FEED, RSS, Format
from .feed import Entry, Feed, Thumbnail

#: Namespaces: of Atom, Dublin Core, the archive documents of RFC 5005, pictures, and the full text in RSS.
_ATOM_NS = "http://www.w3.org/2005/Atom"
_DC_NS = "http://purl.org/dc/elements/1.1/"
_HISTORY_NS = "http://purl.org/syndication/history/1.0"
_MEDIA_NS = "http://search.yahoo.com/mrss/"
_CONTENT_NS = "http://purl.org/rss/1.0/modules/content/"
_A, _DC, _FH = f"{{{_ATOM_NS}}}", f"{{{_DC_NS}}}", f"{{{_HISTORY_NS}}}"
_BASE, _LANG = (f"{{http://www.w3.org/XML/1998/namespace}}{name}" for name in ("base", "lang"))
#: The last is not used: every feed has always begun with these, and would else be another file for that alone.
_RSS_NAMESPACES = {"dc": _DC_NS, "atom": _ATOM_NS, "content": _CONTENT_NS}

_as_json = json.JSONEncoder(ensure_ascii=False).encode


def _add(parent: etree._Element, tag: str, text: str = "", **attributes: str) -> etree._Element:
    """Add an element to the end of another; give it. Text and attributes may hold anything that XML can."""
    element = etree.SubElement(parent, tag, attributes)
    if text:
        element.text = text
    return element


def _add_thumbnail(parent: etree._Element, thumbnail: Thumbnail | None) -> None:
    """Add the picture of an entry, if it has one; its namespace is declared there alone."""
    if thumbnail:
        attributes = {"url": thumbnail.url, "width": str(thumbnail.width), "height": str(thumbnail.height)}
        etree.SubElement(parent, f"{{{_MEDIA_NS}}}thumbnail", attributes, nsmap={"media": _MEDIA_NS})


def _xml_text(root: etree._Element, stylesheet: str) -> str:
    """The text of a document, to be stored as UTF-8; `stylesheet` is the address of that by which browsers show it."""
    root.addprevious(etree.ProcessingInstruction("xml-stylesheet", f'type="text/css" href="{stylesheet}"'))
    # By itself lxml declares an encoding only of bytes, which take half as long again.
    text: str = etree.tostring(root.getroottree(), encoding="unicode", pretty_print=True)
    return f"<?xml version='1.0' encoding='UTF-8'?>\n{text}"


def atom_document(feed: Feed, entries: Iterable[etree._Element]) -> str:
    """The text of one Atom document; `entries` are as `atom_entry` gives them."""
    site = feed.site
    nsmap = {"fh": _HISTORY_NS, None: _ATOM_NS} if feed.is_archive else {None: _ATOM_NS}
    root = etree.Element(f"{_A}feed", nsmap=nsmap)
    root.set(_LANG, site.language)
    # Without the site's address, from where the feed itself stands.
    root.set(_BASE, site.url or "../" * feed.path.count("/"))
    _add(root, f"{_A}id", feed.id)
    _add(root, f"{_A}title", feed.title)
    _add(root, f"{_A}updated", timestamp(feed.updated).isoformat())
    _add(_add(root, f"{_A}author"), f"{_A}name", feed.author)
    _add(root, f"{_A}link", href=site.address(feed.path), rel="self", type=ATOM.media_type)
    _add(root, f"{_A}link", href=site.address(feed.page), rel="alternate", type="text/html")
    if feed.hub:
        _add(root, f"{_A}link", href=feed.hub, rel="hub")
    if feed.older:
        _add(root, f"{_A}link", href=site.address(feed.older), rel="prev-archive", type=ATOM.media_type)
    if feed.newer:
        _add(root, f"{_A}link", href=site.address(feed.newer), rel="next-archive", type=ATOM.media_type)
    if feed.is_archive:
        _add(root, f"{_A}link", href=site.address(feed.subscription), rel="current")
    if feed.rights:
        _add(root, f"{_A}rights", feed.rights)
    _add(root, f"{_A}subtitle", feed.subtitle or feed.title)
    if feed.licence_url:
        _add(root, f"{_A}link", rel="license", href=feed.licence_url)
    if feed.is_archive:
        _add(root, f"{_FH}archive")
    root.extend(entries)
    return _xml_text(root, feed.stylesheet)


def atom_entry(entry: Entry) -> etree._Element:
    """One entry, the same in every Atom document."""
    element = etree.Element(f"{_A}entry", nsmap={None: _ATOM_NS})
    if entry.language:
        element.set(_LANG, entry.language)
    _add(element, f"{_A}id", entry.id)
    _add(element, f"{_A}title", entry.title)
    _add(element, f"{_A}updated", entry.updated.isoformat())
    for person in entry.authors:
        author = _add(element, f"{_A}author")
        _add(author, f"{_A}name", person.name)
        _add(author, f"{_A}uri", person.url)
    content = _add(element, f"{_A}content", entry.content(), type="html")
    # A relative address that the text still holds is meant from the post's own page. Not the whole
    # entry: its link would then be a reference to the base itself, which readers may misread.
    if "://" in entry.url:
        content.set(_BASE, entry.url)
    _add(element, f"{_A}link", href=entry.url)
    if entry.summary:
        _add(element, f"{_A}summary", entry.summary)
    for category in entry.categories:
        _add(element, f"{_A}category", term=category.term, scheme=category.scheme, label=category.label)
    _add(element, f"{_A}published", entry.published.isoformat())
    if entry.via:
        _add(element, f"{_A}link", rel="via", href=entry.via)
    _add_thumbnail(element, entry.thumbnail)
    return element


def rss_document(feed: Feed, items: Iterable[etree._Element]) -> str:
    """The text of one RSS document; `items` are as `rss_item` gives them."""
    site = feed.site
    root = etree.Element("rss", version="2.0", nsmap=_RSS_NAMESPACES)
    channel = _add(root, "channel")
    _add(channel, "title", feed.title)
    _add(channel, "link", site.address(feed.page))
    _add(channel, "description", feed.subtitle or feed.title)
    _add(channel, f"{_A}link", href=site.address(feed.path), rel="self", type=RSS.media_type)
    if feed.hub:
        _add(channel, f"{_A}link", href=feed.hub, rel="hub")
    if feed.rights:
        _add(channel, "copyright", feed.rights)
    _add(channel, "language", site.language)
    _add(channel, "lastBuildDate", format_datetime(timestamp(feed.updated)))
    channel.extend(items)
    return _xml_text(root, feed.stylesheet)


def rss_item(entry: Entry) -> etree._Element:
    """One item, the same in every RSS document."""
    element = etree.Element("item", nsmap={"dc": _DC_NS})
    _add(element, "title", entry.title)
    _add(element, "link", entry.url)
    if entry.summary:
        # RSS reads a description as HTML, so plain text must be escaped once more.
        _add(element, "description", escape(entry.summary, quote=False))
    _add(element, "guid", entry.id, isPermaLink="false")
    for category in entry.categories:
        _add(element, "category", category.label, domain=category.scheme)
    _add(element, "pubDate", format_datetime(entry.published))
    # Not RSS's own `author`, which wants an address for mail.
    for name in [person.name for person in entry.authors] or [entry.site_author]:
        _add(element, f"{_DC}creator", name)
    if entry.language:
        _add(element, f"{_DC}language", entry.language)
    _add_thumbnail(element, entry.thumbnail)
    return element


def json_document(feed: Feed, items: Iterable[str]) -> str:
    """The text of one JSON Feed document; `items` are as `json_item` gives them."""
    members = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.site.address(feed.page),
        "feed_url": feed.site.address(feed.path),
        "description": feed.subtitle,
        "language": feed.site.language,
        "authors": [{"name": feed.author}],
        "hubs": [{"type": "WebSub", "url": feed.hub}] if feed.hub else [],
    }
    encoded = {name: _as_json(value) for name, value in members.items() if value}
    # An array in JSON is the texts of its values between commas (RFC 8259, 5), whoever encoded them.
    encoded["items"] = "[\n" + ",\n".join(items) + "\n]"
    return _object(encoded) + "\n"


def json_item(entry: Entry) -> str:
    """The one line of an item, the same in every JSON Feed document."""
    members = {
        "id": entry.id,
        "url": entry.url,
        "title": entry.title,
        "image": entry.image,
        "date_published": entry.published.isoformat(),
        "date_modified": entry.updated.isoformat(),
        "authors": [{"name": author.name, "url": author.url} for author in entry.authors],
        "tags": list(dict.fromkeys(category.label for category in entry.categories)),
        "language": entry.language,
    }
    # An item must have content, be it empty.
    return _as_json(_without_empty(members) | {"content_text": entry.summary})


def _object(members: Mapping[str, str]) -> str:
    """A JSON object (RFC 8259, 4) of members whose values are encoded already."""
    return "{" + ", ".join(f"{_as_json(name)}: {value}" for name, value in members.items()) + "}"


def _without_empty(members: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in members.items() if value}


class Renderer(NamedTuple):
    """How feeds of one format are rendered."""

    entry: Callable[[Entry], Any]
    """Gives what stands for a post in every feed of the format."""
    document: Callable[[Feed, Iterable[Any]], str]
    """Gives the text of a document from what `entry` gave of its posts."""
    full_text: bool
    """Whether entries hold the full text of their posts, or a summary alone."""


RENDERERS: Mapping[Format, Renderer] = {
    ATOM: Renderer(atom_entry, atom_document, full_text=True),
    RSS: Renderer(rss_item, rss_document, full_text=False),
    JSON_FEED: Renderer(json_item, json_document, full_text=False),
}
