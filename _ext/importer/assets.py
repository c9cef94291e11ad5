"""Files of the source that posts refer to, found by address, and copied once whatever their name."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Protocol
from urllib.parse import quote, unquote

from importer import pictures
from importer.addresses import host_of, parts_of
from importer.errors import ImportFailure
from importer.source import Source

MAX_IMAGE = 64 << 20
MAX_FILE = 512 << 20
_DATA = re.compile(r"\bsrc\s*=\s*([\"'])data:image/[\w.+-]+;base64,([A-Za-z0-9+/=\s]+)\1", re.I)
_SIZE = re.compile(r"/[swh]\d[\w-]*+(?=/[^/]*+$)")
_SUFFIX_SIZE = re.compile(r"=[swh]\d[\w-]*+$")
#: What a built site calls a smaller picture: after the picture, whose own name ends in a digest.
_MADE_SMALLER = re.compile(r"(.+-[0-9a-f]{8})-\d+\.webp")
_WORDPRESS_SIZE = re.compile(r"-\d+x\d+(?=\.\w+$)")


def largest(address: str) -> str:
    """A Blogger or Google image address that asks for the image at up to 1600 pixels."""
    host = host_of(address)
    if not host.endswith((".bp.blogspot.com", ".googleusercontent.com", ".ggpht.com")):
        return address
    return _SUFFIX_SIZE.sub("=s1600", _SIZE.sub("/s1600", address))


class Fetch(Protocol):
    """Gives what stands at an address, of so many bytes at most, or raises `OSError`."""

    def __call__(self, address: str, limit: int) -> bytes: ...

    def archived(self, address: str, day: str, limit: int) -> bytes:
        """The same from a web archive, as it was on a day."""


@dataclass
class Downloads:
    """What came over the network."""

    sizes: list[int] = field(default_factory=list)
    """Bytes of each file of this run that its old host had."""
    archived: dict[str, int] = field(default_factory=dict)
    """Of each that the web archive had, by its address, the same."""
    before: set[str] = field(default_factory=set)
    """Addresses that an earlier run had fetched already."""

    @property
    def count(self) -> int:
        """How many files came in this run."""
        return len(self.sizes) + len(self.archived)


@dataclass
class Assets:
    """Finds, checks and copies. `write` takes a path from the folder that holds the posts, and bytes."""

    source: Source
    skipped: frozenset[str]
    """Members that are the export itself."""
    folder: str
    """Where copies go: ``posts/images``."""
    write: Callable[[str, bytes], None]
    fetch: Fetch | None = None
    fetched: dict[str, str] = field(default_factory=dict)
    """Copies of earlier downloads, by address."""
    missing: dict[str, str] = field(default_factory=dict)
    """Why an address has no copy."""
    copied: dict[str, str] = field(default_factory=dict)
    """Copies, by address."""
    pictures: set[str] = field(default_factory=set)
    """Addresses that were asked for as those of pictures."""
    downloads: Downloads = field(default_factory=lambda: Downloads())
    day: str = ""
    """Of the entry whose files are asked for, ``YYYYMMDD``; empty if it has none."""
    downloaded: Callable[[], None] = lambda: None
    """Called after each download, which is not to be lost whatever happens then."""
    _no_stills: set[str] = field(default_factory=set)
    """Addresses of pictures of films that were looked for in vain."""
    _by_name: dict[str, list[str]] | None = None

    def copy(self, address: str, others: tuple[str, ...] = (), image: bool = True) -> str:
        """Path of the copy of the file at `address` (or one of the `others`, smaller), or empty."""
        if image:
            self.pictures.add(address)
        if address in self.copied or address in self.missing:
            return self.copied.get(address, "")
        for wanted in dict.fromkeys((address, *others)):
            member = self._member(wanted)
            found = self._keep(self._read(member), image) if member else ""
            if not found:
                found = self._downloaded(wanted, image)
            if found:
                self.copied[address] = found
                return found
        self.missing.setdefault(address, "not in the export")
        return ""

    def whole(self, address: str) -> str:
        """The address of the picture of which a built site made the one at `address` smaller; that itself where it is
        whole, or the source has no other."""
        folder, _, name = address.rpartition("/")
        if made := _MADE_SMALLER.fullmatch(unquote(name)):
            stem = f"{made[1].casefold()}."
            for found, members in self._index().items():
                if found.startswith(stem):
                    return f"{folder}/{quote(PurePosixPath(members[0]).name)}"
        return address

    def still(self, address: str) -> str:
        """Path of the copy of a picture that is welcome, such as that of a film: no word where there is none."""
        if address in self._no_stills:
            return ""
        asked = address in self.pictures
        found = self.copy(address)
        if not found and not asked:
            self.pictures.discard(address)
            del self.missing[address]
            self._no_stills.add(address)
        return found

    def unpacked(self, html: str) -> str:
        """`html` with the images that it holds itself (``data:``, RFC 2397) copied like any other."""

        def swap(match: re.Match[str]) -> str:
            try:
                found = self._keep(base64.b64decode(match[2]), image=True)
            except ValueError:
                found = ""
            address = f"https://embedded.invalid/{found.rpartition('/')[2] or 'damaged-image'}"
            if found:
                self.copied[address] = found
            return f'src="{address}"'

        return _DATA.sub(swap, html) if "base64," in html else html

    def _downloaded(self, address: str, image: bool) -> str:
        if address in self.fetched:
            self.downloads.before.add(address)
            return self.fetched[address]
        if self.fetch is None or not address.startswith(("http://", "https://")):
            return ""
        fetch, limit = self.fetch, MAX_IMAGE if image else MAX_FILE
        # Not every server has the largest that its addresses could name.
        names = list(dict.fromkeys((largest(address), address) if image else (address,)))
        found, size, why = self._first(names, lambda wanted: fetch(wanted, limit), image)
        if found:
            self.downloads.sizes.append(size)
        else:
            found, size, why_not = self._first(names, lambda wanted: fetch.archived(wanted, self.day, limit), image)
            if not found:
                self.missing[address] = f"could not be fetched ({why}; from the web archive: {why_not})"
                return ""
            self.downloads.archived[address] = size
        self.fetched[address] = found
        self.downloaded()
        return found

    def _first(self, names: Sequence[str], fetch: Callable[[str], bytes], image: bool) -> tuple[str, int, str]:
        """The copy of the first of some addresses at which there is what should be, and its bytes; else why there is
        none."""
        why = ""
        for name in names:
            try:
                data = fetch(name)
            except OSError as error:
                why = str(error)
                continue
            if found := self._keep(data, image):
                return found, len(data), ""
            why = "no image of a safe kind"
        return "", 0, why

    def _read(self, member: str) -> bytes:
        if self.source.size(member) > MAX_FILE:
            return b""
        try:
            with self.source.open(member) as stream:
                data = stream.read(MAX_FILE)
            damage = self.source.damaged.get(self.source.shown(member))
            if damage:
                raise ImportFailure(member, f"is damaged in the archive ({damage})")
            return data
        except ImportFailure as error:
            self.missing[member] = str(error)
            return b""

    def _keep(self, data: bytes, image: bool) -> str:
        """Write `data` under a name made of their content; empty if they are not what they should be."""
        suffix = pictures.kind(data)
        if not suffix and not image:
            suffix = _enclosure_kind(data)
        if not suffix:
            return ""
        data = pictures.stripped(data)
        name = f"{self.folder}/{hashlib.sha256(data).hexdigest()[:20]}.{suffix}"
        self.write(name, data)
        return name

    def _member(self, address: str) -> str:
        """The one file of the source that `address` can mean: of that name, and the most of its folders."""
        parts = parts_of(address)
        if not parts:
            return ""
        names = [parts[-1], _WORDPRESS_SIZE.sub("", parts[-1])]
        for name in dict.fromkeys(reversed(names)):
            members = self._index().get(name.casefold(), [])
            scored = sorted(((_tail(member, [*parts[:-1], name]), member) for member in members), reverse=True)
            if len(scored) == 1 or (scored and scored[0][0] > scored[1][0]) or self._all_same(members):
                return scored[0][1]
            if scored:
                self.missing[address] = "several files of the export have that name"
        return ""

    def _all_same(self, members: list[str]) -> bool:
        if not 1 < len(members) < 9 or len({self.source.size(member) for member in members}) > 1:
            return False
        return len({hashlib.sha256(self._read(member)).digest() for member in members}) == 1

    def _index(self) -> dict[str, list[str]]:
        if self._by_name is None:
            self._by_name = {}
            for member in self.source.members():
                if member not in self.skipped:
                    self._by_name.setdefault(PurePosixPath(member).name.casefold(), []).append(member)
        return self._by_name


def _tail(member: str, parts: list[str]) -> int:
    """How many parts of a path and of an address agree, from the end."""
    count = 0
    for one, other in zip(reversed(member.split("/")), reversed(parts), strict=False):
        if one.casefold() != other.casefold():
            break
        count += 1
    return count


def _enclosure_kind(data: bytes) -> str:
    """Suffix for sound, film and paper, told from the bytes; empty for anything else."""
    if data.startswith((b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2")):
        return "mp3"
    if data[4:8] == b"ftyp":
        return "m4a" if data[8:11] == b"M4A" else "mp4"
    if data[:4] == b"RIFF" and data[8:12] == b"WAVE":
        return "wav"
    marks = {b"OggS": "ogg", b"fLaC": "flac", b"\x1aE\xdf\xa3": "webm", b"%PDF-": "pdf"}
    return next((suffix for mark, suffix in marks.items() if data.startswith(mark)), "")
