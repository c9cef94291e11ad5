"""Feeds with full text: Atom (RFC 4287) and RSS by way of feedparser, JSON Feed 1.0 and 1.1."""

from __future__ import annotations

import html
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import feedparser
from lxml import etree

from importer.dates import in_zone, timestamp
from importer.decoding import parsed_json
from importer.errors import ImportFailure
from importer.model import Blog, Entry, Item, Remark
from importer.readers import Options, XmlFile
from importer.readers.blogger import key, title
from importer.source import Source
from importer.words import plain

MAX_SIZE = 256 << 20


def read(source: Source, members: tuple[str, ...], options: Options) -> Iterator[Item]:
    """Entries of each feed."""
    for member in members:
        name = source.shown(member)
        if source.size(member) > MAX_SIZE:
            raise ImportFailure(name, f"larger than {MAX_SIZE >> 20} MB, which no feed is")
        with source.open(member) as stream:
            data = stream.read(MAX_SIZE + 1)
        if data.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").startswith(b"{"):
            yield from _json(data, name, options)
        else:
            yield from _xml(data, name, options)


def _xml(data: bytes, name: str, options: Options) -> Iterator[Item]:
    """Entries of a feed; one that is not well-formed is mended first."""
    document = None
    parsed = None if b"<!ENTITY" in data.replace(b"\0", b"") else _parsed(data, name)
    if parsed is None or not parsed.entries or hasattr(parsed.get("bozo_exception"), "getLineNumber"):
        document = XmlFile(lambda: BytesIO(data), name, frozenset(), keep=True)
        for _ in document:
            pass
        parsed = _parsed(etree.tostring(document.root) if document.root is not None else b"", name)
    if not parsed.entries and (parsed.bozo or not parsed.get("version")):
        raise ImportFailure(name, f"cannot be read as a feed ({parsed.get('bozo_exception', 'no entries')})")
    yield _blog(parsed.feed)
    brief = 0
    for number, entry in enumerate(parsed.entries, 1):
        options.tally.entries += 1
        options.progress(number)
        brief += not entry.get("content")
        made = _entry(entry, f"{name}: entry {number}", options)
        last = document is not None and document.cuts_entry and number == len(parsed.entries)
        yield from document.drafted_if_cut(iter((made,)), last) if document else (made,)
    if document:
        yield from document.findings()
    if brief and brief == len(parsed.entries) and parsed.get("version", "").startswith("atom"):
        yield Remark(f"{brief} entries have a summary only: the feed does not carry full text")


def _blog(feed: Any) -> Blog:
    """What the head of a feed says of the blog."""
    made_with = f"{(feed.get('generator_detail') or {}).get('href', '')} {feed.get('generator', '')}".lower()
    return Blog(
        title(feed.get("title", "")),
        (feed.get("link") or "").rstrip("/"),
        language=feed.get("language") or "",
        tagline=plain(feed.get("subtitle") or ""),
        licence_url=next((one.get("href", "") for one in feed.get("links", ()) if one.get("rel") == "license"), "")
        or feed.get("license", ""),
        service=next((name for name in ("blogger", "wordpress") if name in made_with), ""),
    )


def _parsed(data: bytes, name: str) -> Any:
    try:
        return feedparser.parse(data, sanitize_html=False, resolve_relative_uris=True)
    except Exception as error:  # feedparser lets errors of its many parsers through
        raise ImportFailure(name, f"cannot be read as a feed ({error})") from None


def _moment(entry: Any, name: str, options: Options) -> datetime | None:
    found = timestamp(dict.get(entry, name) or "", UTC)  # its own get() fills one date from another
    parsed = dict.get(entry, f"{name}_parsed")
    if found is None and parsed:
        try:
            found = datetime(*parsed[:6]).replace(tzinfo=UTC)
        except (ValueError, TypeError):
            return None
    return in_zone(found, options.zone) if options.zone_given else found


def _entry(entry: Any, where: str, options: Options) -> Entry:
    bodies = entry.get("content") or [entry.get("summary_detail") or {"value": entry.get("summary", "")}]
    body = next((one for one in bodies if "html" in one.get("type", "")), bodies[0])
    value = body.get("value", "")
    id, link = entry.get("id", "") or "", entry.get("link", "") or ""
    names = dict.fromkeys(one.get("name", "").strip() for one in entry.get("authors", []) if one.get("name"))
    return Entry(
        key=key(id or link or where),
        kind="post",
        title=title(entry.get("title", "")),
        html=html.escape(value, quote=False) if body.get("type") == "text/plain" else value,
        where=where,
        id=id,
        published=_moment(entry, "published", options) or _moment(entry, "updated", options),
        updated=_moment(entry, "updated", options),
        address=link,
        labels=tuple(dict.fromkeys(tag.get("term") for tag in entry.get("tags", []) if _is_label(tag))),
        authors=tuple(names),
        language=body.get("language") or "",
        enclosures=tuple(one.get("href", "") for one in entry.get("enclosures", []) if one.get("href")),
    )


def _is_label(tag: Any) -> bool:
    return bool(tag.get("term")) and not (tag.get("scheme") or "").startswith("http://schemas.google.com/g/2005#kind")


def _json(data: bytes, name: str, options: Options) -> Iterator[Item]:
    """JSON Feed, https://jsonfeed.org/version/1.1."""
    try:
        feed = parsed_json(data)
        items = feed["items"]
        if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
            raise ValueError("items is no list of objects")
    except (ValueError, KeyError, TypeError) as error:
        raise ImportFailure(name, f"cannot be read as a JSON feed ({error})") from None
    address = _text(feed, "home_page_url").rstrip("/")
    tagline = plain(_text(feed, "description"))
    yield Blog(title(_text(feed, "title")), address, language=_text(feed, "language"), tagline=tagline)
    for number, item in enumerate(items, 1):
        options.tally.entries += 1
        options.progress(number)
        yield json_entry(item, f"{name}: item {number}", options)


def _text(item: Any, *names: str) -> str:
    return next((str(item[name]) for name in names if isinstance(item.get(name), (str, int)) and item[name]), "")


def json_entry(item: Any, where: str, options: Options) -> Entry:
    """The entry of an item of a JSON feed; `item` is an object, whatever it holds."""
    people = item.get("authors") or [item.get("author")]
    people = [one for one in people if isinstance(one, dict)] if isinstance(people, list) else []
    tags = item.get("tags") if isinstance(item.get("tags"), list) else []
    attached = item.get("attachments") if isinstance(item.get("attachments"), list) else []
    id, link = _text(item, "id"), _text(item, "url", "external_url")
    body = _text(item, "content_html") or f"<p>{html.escape(_text(item, 'content_text', 'summary'), quote=False)}</p>"
    published = timestamp(_text(item, "date_published"), options.zone)
    return Entry(
        key=key(id or link or where),
        kind="post",
        title=title(_text(item, "title")),
        html=body.replace("\n\n", "</p><p>") if not item.get("content_html") else body,
        where=where,
        id=id,
        published=in_zone(published, options.zone) if options.zone_given else published,
        updated=timestamp(_text(item, "date_modified"), options.zone),
        address=link,
        labels=tuple(dict.fromkeys(str(tag) for tag in tags or () if isinstance(tag, str) and tag.strip())),
        authors=tuple(_text(one, "name") for one in people if _text(one, "name")),
        language=_text(item, "language"),
        image=_text(item, "image"),
        enclosures=tuple(_text(one, "url") for one in attached or () if isinstance(one, dict) and _text(one, "url")),
    )
