"""Feeds as Atom 1.0 (RFC 4287) with the full text, and the archive documents of RFC 5005."""

from __future__ import annotations

from collections.abc import Iterable

from lxml import etree

from ..core.dates import timestamp
from ..model import autodiscovery
from .entry import Entry
from .feed import Feed
from .xml import ATOM, BASE, HISTORY, LANG, add, add_thumbnail, document_text

_A = f"{{{ATOM}}}"
_FH = f"{{{HISTORY}}}"
_TYPE = autodiscovery.ATOM.media_type


def document(feed: Feed, entries: Iterable[etree._Element]) -> str:
    """The text of one Atom document; `entries` are as `entry_element` gives them."""
    site = feed.site
    root = etree.Element(f"{_A}feed", nsmap={"fh": HISTORY, None: ATOM} if feed.is_archive else {None: ATOM})
    root.set(LANG, site.language)
    # Without the site's address, from where the feed itself stands.
    root.set(BASE, site.url or "../" * feed.path.count("/"))
    add(root, f"{_A}id", feed.id)
    add(root, f"{_A}title", feed.title)
    add(root, f"{_A}updated", timestamp(feed.updated).isoformat())
    add(add(root, f"{_A}author"), f"{_A}name", feed.author)
    add(root, f"{_A}link", href=site.address(feed.path), rel="self", type=_TYPE)
    add(root, f"{_A}link", href=site.address(feed.page), rel="alternate", type="text/html")
    if feed.hub:
        add(root, f"{_A}link", href=feed.hub, rel="hub")
    if feed.older:
        add(root, f"{_A}link", href=site.address(feed.older), rel="prev-archive", type=_TYPE)
    if feed.newer:
        add(root, f"{_A}link", href=site.address(feed.newer), rel="next-archive", type=_TYPE)
    if feed.is_archive:
        add(root, f"{_A}link", href=site.address(feed.subscription), rel="current")
    if feed.rights:
        add(root, f"{_A}rights", feed.rights)
    add(root, f"{_A}subtitle", feed.subtitle or feed.title)
    if feed.licence_url:
        add(root, f"{_A}link", rel="license", href=feed.licence_url)
    if feed.is_archive:
        add(root, f"{_FH}archive")
    root.extend(entries)
    return document_text(root, feed.stylesheet)


def entry_element(entry: Entry) -> etree._Element:
    """One entry, the same in every Atom document."""
    element = etree.Element(f"{_A}entry", nsmap={None: ATOM})
    if entry.language:
        element.set(LANG, entry.language)
    add(element, f"{_A}id", entry.id)
    add(element, f"{_A}title", entry.title)
    add(element, f"{_A}updated", entry.updated.isoformat())
    for person in entry.authors:
        author = add(element, f"{_A}author")
        add(author, f"{_A}name", person.name)
        add(author, f"{_A}uri", person.url)
    content = add(element, f"{_A}content", entry.content(), type="html")
    # A relative address that the text still holds is meant from the post's own page. Not the whole
    # entry: its link would then be a reference to the base itself, which readers may misread.
    if "://" in entry.url:
        content.set(BASE, entry.url)
    add(element, f"{_A}link", href=entry.url)
    if entry.summary:
        add(element, f"{_A}summary", entry.summary)
    for category in entry.categories:
        add(element, f"{_A}category", term=category.term, scheme=category.scheme, label=category.label)
    add(element, f"{_A}published", entry.published.isoformat())
    if entry.via:
        add(element, f"{_A}link", rel="via", href=entry.via)
    add_thumbnail(element, entry.thumbnail)
    return element
