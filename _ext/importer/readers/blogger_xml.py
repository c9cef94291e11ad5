"""Blogger's older export, ``blog-MM-DD-YYYY.xml``: Atom (RFC 4287) with threading (RFC 4685) and GData
kinds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from importer.addresses import path_of
from importer.dates import in_zone, timestamp
from importer.dates import zone as zone_named
from importer.model import Blog, Comment, Dropped, Entry, Item
from importer.readers import Options, xml_file
from importer.readers.blogger import ATOM, FOREIGN, author, content, enclosures, key, link, title
from importer.source import Source
from importer.words import plain
from importer.xmlstream import text

KIND = "http://schemas.google.com/g/2005#kind"
THR = "{http://purl.org/syndication/thread/1.0}"
GD = "{http://schemas.google.com/g/2005}"
_IMAGE_ENDS = (".jpg", ".jpeg", ".png", ".gif", ".webp")


def read(source: Source, members: tuple[str, ...], options: Options) -> Iterator[Item]:
    """Items of the export's files, in the order of their names."""
    done = 0
    for member in members:
        document = xml_file(source, member, frozenset({"entry", "title", "subtitle", "link"}))
        for parent, element in document:
            if element.tag == f"{ATOM}entry":
                options.tally.entries += 1
                done += 1
                options.progress(done)
                item = _entry(element, f"{document.shown}:{element.sourceline}", options)
                yield from document.drafted_if_cut(iter((item,)), document.cut(element))
            elif element.tag.endswith("entry"):
                options.tally.entries += 1
                yield Dropped(FOREIGN, f"{document.shown}:{element.sourceline}")
            elif parent == "feed" and element.tag == f"{ATOM}title":
                yield Blog(title=title(element.text or ""))
            elif parent == "feed" and element.tag == f"{ATOM}subtitle":
                yield Blog(tagline=plain(element.text or ""))
            elif parent == "feed" and element.tag == f"{ATOM}link" and element.get("rel") == "alternate":
                yield Blog(address=(element.get("href") or "").rstrip("/"))
        yield from document.findings()


def _setting(name: str, value: str) -> Item:
    """What a setting says of the blog as a whole."""
    if name == "BLOG_LOCALE":
        return Blog(language=value, entry=True)
    if name == "BLOG_TIME_ZONE" and zone_named(value):
        return Blog(zone=value, entry=True)
    if name == "BLOG_DESCRIPTION":
        return Blog(tagline=plain(value), entry=True)
    return Dropped("setting", name)


def _kind(entry: Any) -> str:
    for category in entry.iterfind(f"{ATOM}category"):
        if category.get("scheme") == KIND:
            return (category.get("term") or "").rsplit("#", 1)[-1]
    return "comment" if entry.find(f"{THR}in-reply-to") is not None else "post"


def _entry(entry: Any, where: str, options: Options) -> Item:
    kind = _kind(entry)
    id = text(entry, f"{ATOM}id").strip()
    name = title(text(entry, f"{ATOM}title"))
    if kind == "settings":
        return _setting(id.rpartition(".")[2], text(entry, f"{ATOM}content").strip())
    if kind == "template":
        return Dropped("template", name or id)
    if kind == "comment":
        return _comment(entry, id or where, options)
    if kind not in ("post", "page"):
        return Dropped(f"entry of another kind ({kind})", name or id)
    return _post(entry, id, kind, name, where, options)


def _property(entry: Any, name: str) -> str:
    for one in entry.iterfind(f"{GD}extendedProperty"):
        if one.get("name") == name:
            return one.get("value") or ""
    return ""


def _comment(entry: Any, id: str, options: Options) -> Item:
    who, uri = author(entry)
    above = entry.find(f"{THR}in-reply-to")
    post = key(above.get("ref") or "") if above is not None else ""
    answered = ""
    for one in entry.iterfind(f"{ATOM}link"):
        tail = (one.get("href") or "").rpartition("/comments/default/")[2]
        if one.get("rel") == "related" and tail.isdigit():
            answered = f"blogger:{tail}"
    if entry.find("{*}control/{*}draft") is not None:
        return Dropped("comment not published", f"{who}, {id}")
    body = content(entry)
    if _property(entry, "blogger.contentRemoved") == "true" and not body.strip():
        body = "This comment has been removed."
    return Comment(
        id=key(id),
        post=post,
        parent=answered or post,
        name=who,
        link=uri,
        date=timestamp(text(entry, f"{ATOM}published"), options.zone),
        html=body,
    )


def _post(entry: Any, id: str, kind: str, name: str, where: str, options: Options) -> Item:
    address = link(entry, "alternate", "text/html") or link(entry, "replies", "text/html").split("#")[0]
    state = text(entry, "{*}control/{*}draft").strip().lower()
    body = content(entry)
    published = timestamp(text(entry, f"{ATOM}published"), options.zone)
    if not body.strip() and not address and name.lower().endswith(_IMAGE_ENDS):
        return Dropped("image that the export lists as a draft post", name)
    who, uri = author(entry)
    labels = [
        one.get("term") or ""
        for one in entry.iterfind(f"{ATOM}category")
        if (one.get("scheme") or "").startswith("http://www.blogger.com/atom/ns#")
    ]
    georss = text(entry, "{http://www.georss.org/georss}featurename").strip()
    return Entry(
        key=key(id) or where,
        kind="page" if kind == "page" else "post",
        title=name,
        html=body,
        where=where,
        id=id,
        published=in_zone(published, options.zone) if options.zone_given else published,
        updated=timestamp(text(entry, f"{ATOM}updated"), options.zone),
        state="draft" if state == "yes" else "live",
        address=address if path_of(address) else "",
        labels=tuple(dict.fromkeys(label.strip() for label in labels if label.strip())),
        authors=(who,) if who else (),
        profile=uri,
        location=georss,
        enclosures=enclosures(entry),
        description="",
    )
