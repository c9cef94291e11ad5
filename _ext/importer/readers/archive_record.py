"""What copies of an archive of this software hold, JSON Lines and databases alike: records, each an item of JSON Feed.

The source of a post that stands in its record is taken as it is; where there is none, or none that can be read, the
post is made of its HTML. `guide/copies.md` has the fields. No path of a record leads anywhere but among posts and
standing pages, and what is not as it should be is told with its place.
"""

from __future__ import annotations

import dataclasses
import hashlib
import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, tzinfo
from functools import partial
from typing import Any
from urllib.parse import unquote

from archive.core.addresses import PAGES, POSTS, is_generated, permalink
from archive.core.slugs import file_name, slugify
from archive.model.definitions import KINDS, Definition
from archive.model.oldaddresses import FOLDER as OLD_ADDRESSES
from archive.model.outlinks import OutboundLink
from archive.source import fields, frontmatter, linkfile, markdown, oldaddresses
from archive.source.frontmatter import FrontMatter, split_front_matter
from archive.source.sourcefiles import SourceError, decode
from myst_parser.config.main import MdParserConfig

from importer.addresses import path_of, redirect_of
from importer.dates import timestamp, zone
from importer.fields import one_line, sound
from importer.model import ArchiveFile, Blog, Comment, Dropped, Entry, Fault, Item, Remark
from importer.readers import Options
from importer.readers.archive_files import NeededFile, is_plain, needed_files
from importer.readers.built_site import key
from importer.readers.feed import json_entry
from importer.source import Source

Record = Mapping[str, Any]
BIBLIOGRAPHY = "references.bib"
#: Standing pages stand in `PAGES`, but for these.
_AT_ROOT = ("about.md", "index.md")
_ID = re.compile(r"^id:.*\n(?:[ \t].*\n)*", re.MULTILINE)
#: The first line of a table of contents.
_CONTENTS = re.compile(r"(`{3,}|:{3,})\{toctree\}\s*")
_WANTING = "an archive of this software has none such; it was changed or damaged"
#: What no copy has.
NOWHERE = Remark("drafts, posts dated ahead and withheld ones are in no copy of an archive")


@dataclass
class Records:
    """The records of one source, one by one, and together."""

    options: Options
    zone: tzinfo = UTC
    _paths: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Of each document the digest of its text, and where it is told."""
    _ids: dict[str, str] = field(default_factory=dict)
    _needed: dict[str, NeededFile] = field(default_factory=dict)
    _works: dict[str, None] = field(default_factory=dict)
    _names: dict[tuple[str, str], Definition] = field(default_factory=dict)
    _links: list[tuple[str, str]] = field(default_factory=list)
    """The documents to which texts lead, and from where."""
    _pages: list[Entry] = field(default_factory=list)
    """Standing pages wait, since they list others."""
    _is_named: bool = False
    """Whether anything was said of the whole."""

    def blog(self, blog: Record) -> Iterator[Item]:
        """What is said of the whole."""
        self._is_named = True
        own = _mapping(blog, "_archive") or blog
        name = _text(own, "time_zone")
        self.zone = zone(name) or self.zone
        services = _texts(own, "services")
        yield Blog(
            title=one_line(_text(blog, "title")),
            address=_text(blog, "home_page_url").rstrip("/"),
            zone=name if zone(name) else "",
            language=_text(blog, "language"),
            tagline=one_line(_text(blog, "description")),
            licence_url=_text(own, "licence_url"),
            service=services[0] if len(services) == 1 else "",
        )

    def post(self, record: Record, where: str) -> Iterator[Item]:
        """What the record of a post holds."""
        yield from self._document(record, where, "post")

    def page(self, record: Record, where: str) -> Iterator[Item]:
        """What the record of a standing page holds."""
        yield from self._document(record, where, "page")

    def old_addresses(self, files: Record, where: str) -> Iterator[Item]:
        """The files of old addresses, each a list of lines by its path."""
        for path in files:
            folder, _, name = path.rpartition("/")
            if folder != OLD_ADDRESSES or not name.endswith(".txt") or file_name(name) != name:
                yield Fault(f"{where}: a file of old addresses is called {path!r}: {_WANTING}")
                continue
            problems: list[Any] = []
            kept = list(oldaddresses.parse("\n".join(_texts(files, path)), path, problems))
            yield from (Fault(f"{where}: {path}: {problem.message}") for problem in problems)
            text = "\n".join(("# Where old addresses lead: see ‘Old addresses’ in guide/publishing.md.",
                              *map(oldaddresses.to_line, kept), ""))  # fmt: skip
            yield ArchiveFile(path, partial(str.encode, text))

    def names(self, names: Sequence[Record], where: str) -> Iterator[Item]:
        """What is defined of names; what of that no file of definitions could say."""
        for one in names:
            named = _definition(one)
            if named is None:
                yield Fault(f"{where}: a name, {one.get('name')!r}, is not defined as it should be: {_WANTING}")
            else:
                self._names.setdefault((named.kind, named.key), named)

    def links(self, links: Sequence[Record], where: str) -> Iterator[Item]:
        """What is known of links to other sites, as their file; what of that no such file could say."""
        kept: list[OutboundLink] = []
        for one in links:
            read = linkfile.parse(linkfile.text([_link(one)]).encode())
            yield from (Fault(f"{where}: of a link: {problem.message}") for problem in read.problems)
            kept += read.links.links
        if kept:
            yield ArchiveFile(linkfile.NAME, partial(str.encode, linkfile.text(kept)))

    def rest(self, source: Source) -> Iterator[Item]:
        """What all records tell together, once they are read: files that lie in `source` among others."""
        documents = {path.removesuffix(".md") for path in self._paths}
        for page in self._pages:
            entry = self._listing_only(page, documents)
            if entry != page:
                yield Remark(f"{page.file} no longer lists documents that are in no copy, such as the software's guide")
            yield entry
        yield from self._names.values()
        if self._works:
            yield ArchiveFile(BIBLIOGRAPHY, partial(str.encode, "\n\n".join((*self._works, ""))))
        yield from needed_files(source, self._needed)
        lost: dict[str, list[str]] = {}
        for target, where in self._links:
            if target not in documents:
                lost.setdefault(target, []).append(where)
        for target, places in sorted(lost.items()):
            yield Fault(f"{places[0]}: leads to {target}.md, which this copy does not hold"
                        f"{_more(places)}: put it there, or take the link out")  # fmt: skip

    def _document(self, record: Record, where: str, kind: str) -> Iterator[Item]:
        tally = self.options.tally
        tally.entries += 1
        own, title = _mapping(record, "_archive"), one_line(_text(record, "title"))
        if not own:
            yield json_entry(record, where, self.options)  # of another program
            return
        if not self._is_named:
            yield from self.blog(_mapping(own, "blog"))
        path, faults = self._path(own, record, kind)
        yield from (Fault(f"{where}: {fault}") for fault in faults)
        text, digest = _text(own, "source"), _text(own, "sha256")
        found = hashlib.sha256(text.encode()).hexdigest()
        if path in self._paths:
            first, place = self._paths[path]
            if first != found:
                yield Fault(f"{where}: {path} was told before ({place}), with another text: the first is kept")
            yield Dropped("the same entry again", title or where)
            return
        self._paths[path] = found, where
        if text and found != digest:
            yield Fault(f"{where}: the source of {path} is not what its digest says: it was changed or damaged, and is "
                        "taken as it stands")  # fmt: skip
        front, problems = self._front(text, path, kind)
        if problems:
            yield Fault(f"{where}: the source of {path} cannot be read ({problems[0]}): the text is made of its HTML")
            text = ""
        elif not text:
            yield Fault(f"{where}: there is no source of {path}: the text is made of its HTML")
        if text and (other := self._ids.setdefault(front.id, where) if front.id else where) != where:
            yield Fault(f"{where}: the id {front.id} is that of another post ({other}): {path} gets one of its own")
            text = _without_id(text)
        entry = self._entry(record, own, front, _Place(path, kind, where), text)
        tally.comments += len(_rows(own))
        if kind == "page":
            self._pages.append(entry)
        else:
            yield entry
        yield from self._comments(own, entry, where)
        yield from self._beside(own, where)
        if text:
            self._note_links(text, path, where)

    def _path(self, own: Record, record: Record, kind: str) -> tuple[str, list[str]]:
        """Where a document stands in the archive, and what is wrong with what the record says of that."""
        path = _text(own, "path")
        folders = (POSTS,) if kind == "post" else (PAGES,)
        allowed = path.startswith(folders) or (kind == "page" and path in _AT_ROOT)
        is_source = is_plain(path) and path.endswith(".md")
        if allowed and is_source and not is_generated(permalink(path.removesuffix(".md"))):
            return path, []
        name = path.rpartition("/")[2].removesuffix(".md")
        if kind == "page" and is_plain(path) and (made := file_name(name)):
            return f"{PAGES}{made}.md", []  # a page that stood elsewhere, as conf.py said
        stem = path_of(_text(record, "url")).strip("/").removesuffix(".html")
        parts = [named for part in stem.split("/") if (named := file_name(part))]
        made = f"{folders[0]}{'/'.join(parts) or slugify(_text(record, 'title'))}.md"
        return made, [f"the path {path!r} is none that a {kind} can have: it goes to {made}"]

    def _front(self, text: str, path: str, kind: str) -> tuple[FrontMatter, list[str]]:
        """What a source says of itself, or why it cannot be read."""
        if not text:
            return FrontMatter(), []
        if kind == "page":
            try:
                decode(text.encode())
                return FrontMatter(), []
            except SourceError as error:
                return FrontMatter(), [str(error)]
        front, problems = frontmatter.read(text.encode(), path, self.zone)
        return front or FrontMatter(), [f"line {problem.line}: {problem.message}" for problem in problems]

    def _entry(self, record: Record, own: Record, front: FrontMatter, place: _Place, text: str) -> Entry:
        """The entry of a record: its source's own words go before the record's."""
        published = front.date or timestamp(_text(record, "date_published"), UTC)
        timed = front.timed if front.date else not own.get("day_only")
        order = front.order or (_order(published) if published and not timed else None)
        docname = place.path.removesuffix(".md")
        return Entry(
            key=key(f"/{permalink(docname)}"),
            kind="page" if place.kind == "page" else "post",
            title=one_line(_text(record, "title")),
            html=_text(record, "content_html"),
            where=place.where,
            id=front.id or (_text(record, "id") if not text else ""),
            published=published if timed else None,
            day=published.date() if published and not timed else None,
            order=order,
            updated=front.updated or timestamp(_text(record, "date_modified"), UTC),
            state="draft" if front.draft or front.withhold is not None else "live",
            address=_text(record, "url"),
            redirects=() if text else tuple(filter(None, map(redirect_of, _texts(own, "redirects")))),
            labels=front.tags or _texts(own, "tags"),
            categories=front.categories or _texts(own, "categories"),
            authors=front.authors or _authors(record),
            location=front.location or _text(own, "location"),
            language=front.language or _text(record, "language"),
            description=front.description or _text(_mapping(own, "front_matter"), "description"),
            original=front.original or _text(own, "original"),
            follows=f"/{follows}" if (follows := _text(own, "follows")) else "",
            file=place.path,
            source=text,
        )

    def _comments(self, own: Record, entry: Entry, where: str) -> Iterator[Item]:
        for place, row in enumerate(_rows(own), 1):
            anchor, html = _text(row, "id"), row.get("html")
            if not anchor or not isinstance(html, str):
                yield Fault(f"{where}: comment {place} has no `{'html' if anchor else 'id'}`: {_WANTING}")
                yield Dropped("comment without a text or an id", f"{where}, comment {place}")
                continue
            parent = _text(row, "parent")
            yield Comment(
                id=f"{entry.key}#{anchor}", post=entry.key, parent=f"{entry.key}#{parent}" if parent else entry.key,
                name=_text(row, "name"), link=_text(row, "link"), date=timestamp(_text(row, "date"), UTC), html=html,
                by_author=bool(row.get("author")), kind=_text(row, "kind") or "comment", anchor=anchor, place=place,
            )  # fmt: skip

    def _beside(self, own: Record, where: str) -> Iterator[Item]:
        """What a document names, cites and shows."""
        yield from self.names((*_mappings(own, "names"), *_mappings(own, "profiles")), where)
        for entry in _texts(own, "works"):
            self._works[entry.strip()] = None
        for one in _mappings(own, "files"):
            path, size = _text(one, "path"), one.get("size", 0)
            size = size if isinstance(size, int) else 0
            needed = NeededFile(path, _text(one, "sha256"), size, _text(one, "text"), where)
            self._needed.setdefault(path, needed)

    def _note_links(self, text: str, path: str, where: str) -> None:
        """Note to which documents a text leads."""
        body, _ = markdown.without_front_matter(text)
        if ".md" in body:
            for link in markdown.scanner(MdParserConfig()).scan(body).links:
                target = unquote(link.target.partition("#")[0])
                if target.endswith(".md") and "://" not in target:
                    folder = "" if target.startswith("/") else posixpath.dirname(path)
                    found = posixpath.normpath(posixpath.join(folder, target.lstrip("/")))
                    self._links.append((found.removesuffix(".md"), where))

    def _listing_only(self, page: Entry, documents: set[str]) -> Entry:
        """A standing page without lines of contents that lead to documents which are in no copy, as the guide's."""
        folder, fence = posixpath.dirname(page.file), ""
        kept = []
        for line in page.source.splitlines(keepends=True):
            plain = line.strip()
            if not fence:
                begun = _CONTENTS.fullmatch(plain)
                fence = begun[1] if begun else ""
            elif plain == fence:
                fence = ""
            elif plain and not plain.startswith(":") and not _is_listed(plain, folder, documents):
                continue
            kept.append(line)
        return replace(page, source="".join(kept))


def _is_listed(line: str, folder: str, documents: set[str]) -> bool:
    """Whether a line of a table of contents, such as ``About <about>``, leads to one of `documents` or elsewhere."""
    name = line.rpartition("<")[2].rstrip(">") if line.endswith(">") else line
    if "://" in name or name == "self":
        return True
    path = name.lstrip("/") if name.startswith("/") else posixpath.join(folder, name)
    return posixpath.normpath(path).removesuffix(".md") in documents


@dataclass(frozen=True)
class _Place:
    """Where a document stands in its archive, and where in the copy it is told."""

    path: str
    kind: str
    where: str


def _definition(record: Record) -> Definition | None:
    """What a record says of a name; None if a file of definitions could not say it."""
    kind, key, name = _text(record, "kind"), _text(record, "key"), one_line(_text(record, "name"))
    links, image = _mapping(record, "links"), _text(record, "image")
    good = all(isinstance(link, str) and sound(fields.address, link) for link in links.values())
    if kind not in KINDS or not key or slugify(key) != key or not name or not good or (image and not is_plain(image)):
        return None
    return Definition(
        kind=kind, name=name, key=key, aliases=tuple(map(one_line, _texts(record, "aliases"))),
        about=one_line(_text(record, "about")), dates=one_line(_text(record, "dates")),
        links=tuple((one_line(label), link) for label, link in links.items()), sort=one_line(_text(record, "sort")),
        image=image,
    )  # fmt: skip


def _link(record: Record) -> OutboundLink:
    """What a record says of a link to another site."""
    said = {field.name: one_line(_text(record, field.name)) for field in dataclasses.fields(OutboundLink)}
    used, check = tuple(map(one_line, _texts(record, "used"))), record.get("check") is not False
    return OutboundLink(**said | {"used": used, "check": check})  # type: ignore[arg-type]


def _order(moment: datetime) -> int | None:
    """The place within a day of which only this is known: noon, and a second for each place."""
    return moment.hour * 3600 + moment.minute * 60 + moment.second - 43_200 if moment.hour == 12 else None


def _without_id(text: str) -> str:
    """A source without the field `id`."""
    header = split_front_matter(decode(text.encode())).header
    return text.replace(header, _ID.sub("", header), 1)


def _more(places: Sequence[str]) -> str:
    return f" (nor do {len(places) - 1:,} more links)" if len(places) > 1 else ""


def _authors(record: Record) -> tuple[str, ...]:
    found = _mappings(record, "authors") or [_mapping(record, "author")]
    return tuple(dict.fromkeys(name for one in found if (name := one_line(_text(one, "name")))))


def _rows(own: Record) -> list[Record]:
    return _mappings(own, "comments")


def _text(record: Record, name: str) -> str:
    """A member that should be text; empty for anything else."""
    value = record.get(name)
    return value if isinstance(value, str) else ""


def _texts(record: Record, name: str) -> tuple[str, ...]:
    value = record.get(name)
    return tuple(one for one in value if isinstance(one, str)) if isinstance(value, list) else ()


def _mapping(record: Record, name: str) -> Record:
    value = record.get(name)
    return value if isinstance(value, dict) else {}


def _mappings(record: Record, name: str) -> list[Record]:
    value = record.get(name)
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
