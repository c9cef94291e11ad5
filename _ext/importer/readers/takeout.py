"""Blogger's Takeout: ``feed.atom`` in the namespace ``http://schemas.google.com/blogger/2018``, zip or
folder."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from contextlib import suppress
from io import StringIO
from typing import Any

from importer.addresses import path_of
from importer.dates import in_zone, timestamp
from importer.dates import zone as zone_named
from importer.errors import ImportFailure
from importer.model import Blog, Comment, Dropped, Entry, Item, Remark
from importer.readers import Options, xml_file
from importer.readers.blogger import ATOM, FOREIGN, author, content, enclosures, key, link, title
from importer.source import Source
from importer.words import plain
from importer.xmlstream import text

MAX_SETTINGS = 1 << 20
_SETTINGS = frozenset({"NAME", "DESCRIPTION", "LOCALE", "TIME_ZONE", "CUSTOM_DOMAIN", "SUBDOMAIN"})
B = "{http://schemas.google.com/blogger/2018}"


def read(source: Source, members: tuple[str, ...], options: Options) -> Iterator[Item]:
    """Items of one blog's feed, then of the feeds of comments that repeat and complete it."""
    blogs = [name for name in members if "/Comments/" not in f"/{name}"]
    if len(blogs) > 1:
        names = ", ".join(sorted(name.split("/")[-2] if "/" in name else name for name in blogs))
        raise ImportFailure(source.name, f"holds several blogs ({names}); name one by IMPORTOPTS='--blog NAME'")
    told = _settings(source, [f"{name.rpartition('/')[0]}/settings.csv".lstrip("/") for name in blogs])
    yield told
    if not options.zone_given and not told.zone:
        command = "make import SRC=… IMPORTOPTS='--zone Europe/London'"
        yield Remark(f"dates are exported in UTC, and were left there: `{command}` moves them to the blog's zone")
    for member in sorted(members, key=lambda name: (name not in blogs, name)):
        yield from _feed(source, member, options)


def _settings(source: Source, members: list[str]) -> Blog:
    """What the table of settings beside a feed says: a line for each, or all in one line below their names."""
    there = set(source.members())
    rows: list[list[str]] = []
    for member in members:
        if member in there:
            with source.open(member) as stream, suppress(csv.Error):
                table = stream.read(MAX_SETTINGS).decode("utf-8-sig", "replace")
                rows += [row for row in csv.reader(StringIO(table, newline="")) if row]
    names = [_setting_name(cell) for row in rows[:1] for cell in row]
    if len(rows) > 1 and len(_SETTINGS.intersection(names)) > 1:
        told = dict(zip(names, map(str.strip, rows[1]), strict=False))
    else:
        told = {_setting_name(row[0]): row[1].strip() for row in rows if len(row) > 1}
    zone, domain = told.get("TIME_ZONE", ""), told.get("CUSTOM_DOMAIN", "")
    address = f"http://{domain}" if re.fullmatch(r"[\w-]+(\.[\w-]+)+", domain) else ""
    return Blog(
        language=told.get("LOCALE", ""),
        tagline=plain(told.get("DESCRIPTION", "")),
        zone=zone if zone_named(zone) else "",
        address=address,
    )


def _setting_name(cell: str) -> str:
    return cell.strip().upper().removeprefix("BLOG_")


def _feed(source: Source, member: str, options: Options) -> Iterator[Item]:
    done = 0
    document = xml_file(source, member, frozenset({"entry", "title"}))
    for parent, element in document:
        if element.tag == f"{ATOM}title" and parent == "feed":
            yield Blog(title=title(element.text or ""), address=options.site_url)
        elif element.tag == f"{ATOM}entry":
            options.tally.entries += 1
            done += 1
            options.progress(done)
            yield from document.drafted_if_cut(
                _entry(element, f"{document.shown}: entry {done}", options), document.cut(element)
            )
        elif element.tag.endswith("entry"):
            options.tally.entries += 1
            yield Dropped(FOREIGN, f"{document.shown}:{element.sourceline}")
    yield from document.findings()


def _entry(entry: Any, where: str, options: Options) -> Iterator[Item]:
    id = text(entry, f"{ATOM}id").strip()
    kind = text(entry, f"{B}type").strip().upper()
    status = text(entry, f"{B}status").strip().upper()
    name = title(text(entry, f"{ATOM}title")) or id
    if status == "SOFT_TRASHED" or text(entry, f"{B}trashed").strip():
        yield Dropped("in the trash", name)
    elif kind == "COMMENT":
        yield _comment(entry, id or where, status, options)
    elif kind in ("POST", "PAGE"):
        yield from _post(entry, id, kind, status, where, options)
    else:
        yield Dropped(f"entry of another kind ({kind.lower() or 'none given'})", name)


def _comment(entry: Any, id: str, status: str, options: Options) -> Item:
    who, uri = author(entry)
    if status in ("SPAM_COMMENT", "SPAM"):
        return Dropped("spam comment", f"{who or 'anonymous'}, {id}")
    if status not in ("LIVE", ""):
        return Dropped(f"comment not published ({status.lower()})", f"{who or 'anonymous'}, {id}")
    above, answered = text(entry, f"{B}parent").strip(), text(entry, f"{B}inReplyTo").strip()
    return Comment(
        id=key(id),
        post=key(above or answered),
        parent=key(answered) if answered else key(above),
        name=who,
        link=uri,
        date=in_zone(timestamp(text(entry, f"{ATOM}published"), options.zone), options.zone),
        html=content(entry),
    )


def _post(entry: Any, id: str, kind: str, status: str, where: str, options: Options) -> Iterator[Item]:
    created = text(entry, f"{ATOM}published") or text(entry, f"{B}created")
    published = in_zone(timestamp(created, options.zone), options.zone)
    labels = _labels(entry)
    if any("\n" in label for label in labels):
        labels = [part for label in labels for part in label.split("\n")]
    if any(len(label) > 60 and label.count(" ") > 7 for label in labels):
        yield Remark(f"{where}: a label of many words may be several joined by the export: {labels!r}")
    who, uri = author(entry)
    place = entry.find(f"{B}location")
    filename = text(entry, f"{B}filename").strip()
    known = status in ("LIVE", "SCHEDULED", "DRAFT", "")
    yield Entry(
        key=key(id) or where,
        kind="page" if kind == "PAGE" else "post",
        title=title(text(entry, f"{ATOM}title")),
        html=content(entry),
        where=where,
        id=id,
        published=published,
        updated=in_zone(timestamp(text(entry, f"{ATOM}updated"), options.zone), options.zone),
        state="live" if known and status != "DRAFT" else "draft",
        note="" if known else f"its state was {status}, which is not known",
        address=link(entry, "alternate") or (options.site_url + filename if path_of(filename) else ""),
        labels=tuple(dict.fromkeys(label.strip() for label in labels if label.strip())),
        authors=(who,) if who else (),
        profile=uri,
        location=text(place, f"{B}name").strip() if place is not None else "",
        description=" ".join(text(entry, f"{B}metaDescription").split()),
        enclosures=enclosures(entry)
        + tuple(
            one.get("url") or one.get("href") or (one.text or "").strip() for one in entry.iterfind("{*}enclosure")
        ),
    )


def _labels(entry: Any) -> list[str]:
    return [
        one.get("term") or ""
        for one in entry.iterfind(f"{ATOM}category")
        if (one.get("scheme") or "").startswith("tag:blogger.com") or not one.get("scheme")
    ]
