"""The addresses of the old blog that are no entry's own: of lists of posts, of numbers, of pages of pictures.

They stand in a file of the archive, ``old-addresses/HOST.txt``, by whose lines the build has them lead on: see
`archive.source.oldaddresses`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from pathlib import Path
from urllib.parse import unquote

from archive.core.problems import Problem
from archive.core.slugs import file_name, name_key
from archive.model.oldaddresses import FOLDER, KINDS, SERVICES, Kind, OldAddress, Service
from archive.source import fields, oldaddresses
from archive.source.consistency import redirect_key

from importer.addresses import host_of, path_of, query_of
from importer.fields import sound
from importer.model import Entry, Listing, Media, TermKind
from importer.permalinks import Permalinks
from importer.place import Redirects

#: What a blog of each format was kept with.
SERVICES_OF_FORMATS: Mapping[str, Service] = {
    "wxr": "wordpress", "takeout": "blogger", "blogger_xml": "blogger", "saved_pages": "blogger",
}  # fmt: skip
#: By what parameters WordPress asked for terms with numbers.
_BY_NUMBER: Mapping[TermKind, str] = {"category": "cat", "author": "author"}
#: A file as bodies name it, without the size that WordPress puts behind the names of its copies.
_FILE = re.compile(r"/([^/\s\"'()<>?\[\]]+?)(?:-\d+x\d+)?\.[A-Za-z0-9]{2,5}(?=[\s\"'()<>?\[\],&]|$)")
_NUMBERS = re.compile(r"wp-image-(\d+)|\bids=[\"']?([\d,\s]+)|\"(?:id|mediaId)\":(\d+)|attachment_id=(\d+)")
#: Address, what it leads to, and its name.
_Line = tuple[str, Kind, str]


class OldBlog:
    """Takes note of entries as they are written; then gives the lines of the file."""

    def __init__(
        self, format: str, home: str, listings: list[Listing], media: Iterable[Media], respelt: Iterable[str],
        is_own: Callable[[str], bool],
    ) -> None:  # fmt: skip
        """`home` is where the blog stood, `listings` and `media` what it had beside its entries, of these what is
        attached to none; `respelt` are labels that the archive spells otherwise; `is_own` says whether an address is
        the blog's."""
        self.service = SERVICES_OF_FORMATS.get(format)
        self.home = home
        self.nowhere: list[str] = []
        """Old addresses that answer no longer, each with the reason."""
        self._listings = listings
        if self.service == "blogger":  # of whose labels the build knows the addresses, if they are spelt so
            self._listings = [Listing("tag", name, name, "search/label") for name in respelt]
        self._is_own = is_own
        self._permalinks = Permalinks(home, listings, is_own)
        self._loose = {name: one.id for one in media for name in _FILE.findall(one.address)}
        """Pictures that are attached to no entry: the number of each by its name."""
        self._shown: dict[str, str] = {}
        """The first file that shows each picture, by its number."""
        self._used: set[tuple[str, str]] = set()
        self._entries: list[_Line] = []
        self._days: set[str] = set()

    @property
    def file(self) -> str:
        """Where its lines stand, from the folder of the site."""
        name = f"{host_of(self.home)}{path_of(self.home).rstrip('/').replace('/', '-')}"
        return f"{FOLDER}/{file_name(name) or self.service or 'blog'}.txt"

    def note(self, entry: Entry, file: str, was_shown: bool) -> None:
        """Take note of an entry as it stands in the archive, at `file`; `was_shown` says whether readers saw it: where
        there was nothing else to see, nothing need be answered."""
        if was_shown and entry.kind == "post":
            for kind, names in (("category", entry.categories), ("tag", entry.labels), ("author", entry.authors)):
                self._used.update((kind, name_key(name)) for name in names)
        if self.service != "wordpress":
            return
        body = entry.raw or entry.html
        if self._loose:
            self._note_pictures(entry.image, body, file)
        if was_shown:
            self._permalinks.note(entry, body)
            self._entries += ((address, "file", file) for address in self._addresses(entry, body))
            if entry.kind == "post" and entry.published:
                self._days.add(entry.published.date().isoformat())

    def _note_pictures(self, featured: str, body: str, file: str) -> None:
        shown = [self._loose.get(name, "") for name in _FILE.findall(body)]
        for found in _NUMBERS.finditer(body):
            shown += re.findall(r"\d+", next(filter(None, found.groups())))
        for number in filter(None, (*shown, featured)):
            self._shown.setdefault(number, file)

    def _addresses(self, entry: Entry, body: str) -> Iterator[str]:
        """Other addresses of an entry than its own."""
        root = self._permalinks.root
        if entry.number:
            yield from [f"{root}?page_id={entry.number}"] if entry.kind == "page" else []
            yield f"{root}?p={entry.number}"
        path = "" if query_of(entry.address) else path_of(entry.address)
        if path.strip("/"):
            whole, end = path.rstrip("/"), "/" if path.endswith("/") else ""
            parts = range(2, body.count("<!--nextpage-->") + 2)
            others = [f"{whole.rpartition('/')[0]}/{unquote(slug)}{end}" for slug in entry.old_slugs if slug]
            yield from map(oldaddresses.readable, (*others, *(f"{whole}/{part}{end}" for part in parts)))

    def lines(
        self, named: Callable[[TermKind, str], str], served: Mapping[str, tuple[str, str]], media: Iterable[Media],
        redirects: Redirects, others: Mapping[str, OldAddress],
    ) -> list[OldAddress]:  # fmt: skip
        """The lines of the file; what cannot lead anywhere goes to `nowhere`.

        `named` gives the name that a term has in the archive, by its kind and its own; `served` the file of each entry
        and its path there, by its key; `redirects` are the old addresses that lead somewhere, `others` the lines of
        other files.
        """
        paths = dict(served.values())
        files = {key: file for key, (file, _) in served.items()}
        found: dict[str, OldAddress] = {}
        for address, kind, name in self._all(named, files, media) if self.service else ():
            line, why = _line(address, kind, name)
            if line and kind not in SERVICES:
                rival = others.get(redirect_key(line.path), line)
                why = redirects.claim(address, paths.get(name, f"{kind} {name}"))
                if (rival.kind, rival.name) != (kind, name):
                    why = f"it leads to the {rival.kind} {rival.name} of another blog"
            key = redirect_key(line.path) if line else ""
            if line and why is None:
                found.setdefault(key, line)
            elif why and key not in found:
                self._lose(address, why)
        return sorted(found.values(), key=_order)

    def _lose(self, address: str, why: str) -> None:
        self.nowhere.append(f"{address}: {why}")

    def _all(
        self, named: Callable[[TermKind, str], str], files: Mapping[str, str], media: Iterable[Media]
    ) -> Iterator[_Line]:
        """The lines, the surer first."""
        assert self.service
        home = self.home if sound(fields.address, self.home) else ""
        yield from ((root, self.service, home) for root in self._permalinks.roots)
        yield from self._entries
        yield from self._terms(named)
        kinds: tuple[tuple[Kind, int], ...] = (("year", 4), ("month", 7), ("day", 10))
        for kind, length in kinds:
            for time in sorted({day[:length] for day in self._days}):
                yield f"{self._permalinks.times}{time.replace('-', '/')}/", kind, time
        if self.service == "wordpress":
            yield from self._attachments(files, media)

    def _terms(self, named: Callable[[TermKind, str], str]) -> Iterator[_Line]:
        root = self._permalinks.root
        for one in self._listings:
            kind = one.kind
            before = [f"{root}{one.base}/"] if one.base or not kind else self._permalinks.terms(kind)
            addresses = [oldaddresses.readable(f"{base}{one.path}/") for base in before]
            if kind is None:
                for address in addresses:
                    self._lose(address, "formats of posts are not kept")
                continue
            if one.number and kind in _BY_NUMBER:
                addresses.append(f"{root}?{_BY_NUMBER[kind]}={one.number}")
            name = named(kind, one.name) if one.name else ""
            if not name or (kind, name_key(name)) in self._used:  # else nobody was shown anything there
                yield from ((address, kind, name) for address in addresses)

    def _attachments(self, files: Mapping[str, str], media: Iterable[Media]) -> Iterator[_Line]:
        """The pages that showed a picture or another file alone: they lead to the entry in which it is."""
        for one in media:
            path = path_of(one.page)
            is_page = self._is_own(one.page) and not re.search(r"\.\w{2,5}$", path)
            addresses = [oldaddresses.readable(path)] if is_page and path.strip("/") and not query_of(one.page) else []
            addresses += [f"{self._permalinks.root}?attachment_id={one.id}"] if one.id.isdigit() else []
            file = files.get(one.post, "") or self._shown.get(one.id, "")
            for address in addresses:
                if file:
                    yield address, "file", file
                else:
                    self._lose(address, f"no entry shows {path_of(one.address) or 'the file'}")


def _line(address: str, kind: Kind, name: str) -> tuple[OldAddress | None, str | None]:
    """The line that the archive reads of these, or what it has against it."""
    problems: list[Problem] = []
    line = next(oldaddresses.parse(f"{address} {kind} {name}", "", problems), None)
    return line, problems[0].message if problems else None


def _order(line: OldAddress) -> tuple[int, str]:
    """Services first, files last."""
    rank = -1 if line.kind in SERVICES else KINDS.index(line.kind) or len(KINDS)
    return rank, line.path.removesuffix("index.html")


def text(home: str, lines: Iterable[OldAddress], before: str = "", removed: Container[str] = ()) -> str:
    """The text of a file with these lines, and those that it had `before` of other addresses, of an export in parts.

    Of these such fall away as led to files that the author has `removed`.
    """
    lines = list(lines)
    known = {redirect_key(one.path) for one in lines}
    had = (one for one in oldaddresses.parse(before, "", []) if one.kind != "file" or one.name not in removed)
    lines += [one for one in had if redirect_key(one.path) not in known]
    about = f"# Where addresses of {home or 'the old blog'} lead: see ‘Old addresses’ in guide/publishing.md."
    return "\n".join((about, *map(oldaddresses.to_line, sorted(lines, key=_order)), ""))


def of_others(site: Path, own: str) -> dict[str, OldAddress]:
    """The lines of the files of old addresses in the folder of the site, but for the file `own`, by their keys."""
    blogs = oldaddresses.read(site, {}, ()).blogs
    return {redirect_key(one.path): one for blog in blogs if blog.path != own for one in blog.addresses}
