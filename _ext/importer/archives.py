"""Archives as sources: zip, tar, web archives, and files packed with gzip, bzip2 or xz.

Read in place: nothing is ever unpacked to a path that an archive names. Of one that is cut short or damaged, what can
be unpacked is read, and `Source.damaged` says so.
"""

from __future__ import annotations

import bz2
import gzip
import lzma
import stat
import struct
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import PurePosixPath
from typing import BinaryIO

from importer.errors import ImportFailure
from importer.source import MAX_FILES, SKIPPED, Source
from importer.webarchives import MARKS, WebArchive, holds_records

#: What unpacks to more than this many bytes, and to more than `MAX_RATIO` times its size, is a bomb.
MAX_PLAIN = 1 << 30
MAX_RATIO = 100
_CHUNK = 1 << 16
#: A decompressor that fails loses what it was making: it is asked for no more than this at a time.
_STEP = 1 << 12
_LOCAL = b"PK\x03\x04"
_GZIP = b"\x1f\x8b"
_UNPACKERS: tuple[tuple[bytes, Callable[[BinaryIO], object]], ...] = (
    (_GZIP, lambda stream: gzip.GzipFile(fileobj=stream)),
    (b"BZh", lambda stream: bz2.BZ2File(stream)),
    (b"\xfd7zXZ\0", lambda stream: lzma.LZMAFile(stream)),  # noqa: SIM115 - it lives as long as the source
)


def opened(stream: BinaryIO, name: str, depth: int = 0, damaged: dict[str, str] | None = None) -> Source | None:
    """The archive in `stream`, known by its first bytes and kept open; None if it is none."""
    damaged = {} if damaged is None else damaged
    if not stream.seekable():
        stream = _copied(stream)
    head = stream.read(16)
    if head.startswith((_LOCAL, b"PK\x05\x06")):
        return ZipSource(stream, name, depth, damaged)
    for mark, unpacker in _UNPACKERS:
        if head.startswith(mark):
            stream.seek(0)
            packed = _Packed(partial(_unpacking, unpacker, stream), name, _length(stream), damaged)
            head = packed.opened().read(512)
            if mark == _GZIP and (head.startswith(MARKS) or (name in damaged and holds_records(stream))):
                damaged.pop(name, None)
                return WebArchive(stream, name, depth, damaged, packed.limit)
            if _is_tar(head):
                return TarSource(_copied(packed.opened()), name, depth, damaged)
            return PackedSource(packed, name, depth, damaged)
    if head.startswith(MARKS):
        return WebArchive(stream, name, depth, damaged, max(MAX_PLAIN, _length(stream)))
    stream.seek(0)
    return TarSource(stream, name, depth, damaged) if _is_tar(stream.read(512)) else None


def _unpacking(unpacker: Callable[[BinaryIO], object], stream: BinaryIO) -> object:
    return unpacker(Slice(stream, 0, _length(stream)))  # type: ignore[arg-type]


def _length(stream: BinaryIO) -> int:
    return stream.seek(0, 2)


def _is_tar(head: bytes) -> bool:
    return head[257:262] == b"ustar"


def _copied(stream: BinaryIO) -> BinaryIO:
    """What can be read of `stream`, in a temporary file without a name."""
    copy = tempfile.TemporaryFile()  # noqa: SIM115 - it lives as long as the source
    with stream:
        while data := stream.read(_CHUNK):
            copy.write(data)
    copy.seek(0)
    return copy


class Slice:
    """A part of a file as a file."""

    def __init__(self, stream: BinaryIO, start: int, length: int) -> None:
        self._stream, self._start, self._length, self._at = stream, start, length, 0

    def read(self, size: int = -1) -> bytes:
        left = max(0, self._length - self._at)
        self._stream.seek(self._start + self._at)
        data = self._stream.read(left if size is None or size < 0 else min(size, left))
        self._at += len(data)
        return data

    def seek(self, offset: int, whence: int = 0) -> int:
        self._at = max(0, offset + (0, self._at, self._length)[whence])
        return self._at

    def tell(self) -> int:
        return self._at

    def seekable(self) -> bool:
        return True

    def readable(self) -> bool:
        return True

    def close(self) -> None:
        """Nothing to do: the archive stays open."""

    def __enter__(self) -> Slice:
        return self

    def __exit__(self, *_: object) -> None:
        pass


class Unpacked:
    """A stream that is unpacked as it is read. It ends where it is damaged, and `damaged` then says so."""

    def __init__(self, stream: object, name: str, limit: int, damaged: dict[str, str]) -> None:
        self._stream, self._name, self._limit, self._damaged = stream, name, limit, damaged
        self._given = 0

    def read(self, size: int = -1) -> bytes:
        if size is None or size < 0:
            return b"".join(iter(lambda: self.read(_CHUNK), b""))
        try:
            data: bytes = self._stream.read(size)  # type: ignore[attr-defined]
        except Exception as error:  # zlib, lzma, bz2 and zipfile each raise their own
            self._damaged.setdefault(self._name, str(error) or "it is cut short")
            return b""
        self._given += len(data)
        if self._given > self._limit:
            raise ImportFailure(self._name, f"unpacks to more than {self._limit:,} bytes: a bomb, not an export")
        return data

    def seekable(self) -> bool:
        return False

    def readable(self) -> bool:
        return True

    def close(self) -> None:
        self._stream.close()  # type: ignore[attr-defined]

    def __enter__(self) -> Unpacked:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


@dataclass(frozen=True)
class _Packed:
    """One packed file, which can be unpacked from its beginning again and again."""

    unpack: Callable[[], object]
    name: str
    length: int
    damaged: dict[str, str]

    @property
    def limit(self) -> int:
        """Bytes that it may unpack to."""
        return max(MAX_PLAIN, self.length * MAX_RATIO)

    def opened(self) -> BinaryIO:
        return Unpacked(_Whole(self.unpack()), self.name, self.limit, self.damaged)  # type: ignore[return-value]


class _Whole:
    """A decompressor's stream read in small steps, so that nothing before a fault is lost with it."""

    def __init__(self, stream: object) -> None:
        self._stream = stream
        self._failed: Exception | None = None

    def read(self, size: int) -> bytes:
        made: list[bytes] = []
        left = size
        while left and not self._failed:
            try:
                data = self._stream.read1(min(left, _STEP))  # type: ignore[attr-defined]
            except Exception as error:  # zlib, lzma and bz2 each raise their own
                self._failed = error
                break
            if not data:
                break
            made.append(data)
            left -= len(data)
        if self._failed and not made:
            raise self._failed
        return b"".join(made)

    def close(self) -> None:
        self._stream.close()  # type: ignore[attr-defined]


class PackedSource(Source):
    """One file packed by itself."""

    def __init__(self, packed: _Packed, name: str, depth: int, damaged: dict[str, str]) -> None:
        super().__init__(name, depth, damaged)
        self._packed = packed
        self.only = PurePosixPath(name).stem or "export"
        self._length: int | None = None

    def own_members(self) -> Iterator[str]:
        yield self.only

    def own_open(self, member: str) -> BinaryIO:
        return self._packed.opened()

    def own_size(self, member: str) -> int:
        if self._length is None:
            with self.own_open(member) as stream:
                self._length = sum(map(len, iter(lambda: stream.read(_CHUNK), b"")))
        return self._length

    def shown(self, member: str) -> str:
        return self.name


class TarSource(Source):
    """A tar, unpacked; only its regular files are seen."""

    def __init__(self, stream: BinaryIO, name: str, depth: int, damaged: dict[str, str]) -> None:
        super().__init__(name, depth, damaged)
        self._stream = stream
        self._files: dict[str, tuple[int, int]] = {}
        stream.seek(0)
        try:
            with tarfile.open(fileobj=stream, mode="r:") as tar:
                for entry in tar:
                    if entry.isreg():
                        self._files[entry.name.removeprefix("./")] = (entry.offset_data, entry.size)
                    if len(self._files) > MAX_FILES:
                        raise ImportFailure(name, f"more than {MAX_FILES} entries")
        except (tarfile.TarError, OSError, ValueError) as error:
            damaged[name] = str(error)

    def own_members(self) -> Iterator[str]:
        return _seen(self._files)

    def own_open(self, member: str) -> BinaryIO:
        return Slice(self._stream, *self._files[member])  # type: ignore[return-value]

    def own_size(self, member: str) -> int:
        return self._files[member][1]


class ZipSource(Source):
    """A zip. Where its directory is missing, since it is cut short, its files are found one after another."""

    def __init__(self, stream: BinaryIO, name: str, depth: int, damaged: dict[str, str]) -> None:
        super().__init__(name, depth, damaged)
        self._stream = stream
        self._zip: zipfile.ZipFile | None = None
        self._entries: dict[str, zipfile.ZipInfo] = {}
        self._found: dict[str, _Local] = {}
        try:
            stream.seek(0)
            self._zip = zipfile.ZipFile(stream)
            entries = self._zip.infolist()
            self._refuse_hostile(entries, _length(stream))
            self._entries = {entry.filename: entry for entry in entries if not entry.is_dir()}
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, struct.error) as error:
            damaged[name] = str(error)
            self._found = {one.name: one for one in _locals(stream) if not one.name.endswith("/")}
            for one in self._found.values():
                self._refuse_path(one.name)

    def _refuse_hostile(self, entries: list[zipfile.ZipInfo], size: int) -> None:
        if len(entries) > MAX_FILES:
            raise ImportFailure(self.name, f"more than {MAX_FILES} entries")
        for entry in entries:
            self._refuse_path(entry.filename)
            if stat.S_ISLNK(entry.external_attr >> 16):
                raise ImportFailure(self.name, f"an entry is a link ({entry.filename!r}): not an export")
            if entry.flag_bits & 1:
                raise ImportFailure(self.name, f"{entry.filename!r} is encrypted; unpack the zip first")
        plain = sum(entry.file_size for entry in entries)
        packed = sum(entry.compress_size for entry in entries)
        if packed > size or (plain > MAX_PLAIN and plain > size * MAX_RATIO):
            raise ImportFailure(self.name, f"unpacks to {plain:,} bytes from {size:,}: a zip bomb, not an export")

    def _refuse_path(self, name: str) -> None:
        parts = PurePosixPath(name.replace("\\", "/")).parts
        if ".." in parts or name.startswith(("/", "\\")) or ":" in name[:2]:
            raise ImportFailure(self.name, f"an entry's path leaves the zip ({name!r}): not an export")

    def own_members(self) -> Iterator[str]:
        return _seen(self._entries or self._found)

    def own_open(self, member: str) -> BinaryIO:
        shown = self.shown(member)
        if member in self._found:
            return self._salvaged(self._found[member], shown)
        entry = self._entries[member]
        try:
            whole = _Fallback(self._zip, entry, self._stream)
        except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError, struct.error) as error:
            raise ImportFailure(shown, f"cannot be unpacked ({error})") from None
        return Unpacked(whole, shown, max(MAX_PLAIN, _length(self._stream) * MAX_RATIO), self.damaged)  # type: ignore[return-value]

    def _salvaged(self, local: _Local, shown: str) -> BinaryIO:
        limit = max(MAX_PLAIN, _length(self._stream) * MAX_RATIO)
        return Unpacked(local.opened(self._stream), shown, limit, self.damaged)  # type: ignore[return-value]

    def own_size(self, member: str) -> int:
        if member in self._entries:
            return self._entries[member].file_size
        with self.own_open(member) as stream:
            return sum(map(len, iter(lambda: stream.read(_CHUNK), b"")))


class _Fallback:
    """A zip's member; where its checks fail, the same bytes as far as they can be unpacked, and then the failure."""

    def __init__(self, whole: zipfile.ZipFile | None, entry: zipfile.ZipInfo, stream: BinaryIO) -> None:
        assert whole is not None
        self._checked = whole.open(entry)
        self._entry, self._raw_file = entry, stream
        self._raw: object | None = None
        self._failure: Exception | None = None
        self._given = 0

    def read(self, size: int) -> bytes:
        if self._raw is None:
            try:
                data: bytes = self._checked.read(size)
                self._given += len(data)
                return data
            except Exception as error:  # zlib, lzma and bz2 each raise their own
                self._failure = error
                self._raw = self._unchecked()
        data = self._raw.read(size)  # type: ignore[attr-defined]
        if not data and self._failure:
            failure, self._failure = self._failure, None
            raise failure
        return data

    def _unchecked(self) -> object:
        self._raw_file.seek(self._entry.header_offset)
        local = _local(self._raw_file.read(30), self._raw_file, self._entry.header_offset)
        if local is None or local.method not in (0, 8):
            return Slice(self._raw_file, 0, 0)
        raw = _Whole(Inflating(Slice(self._raw_file, local.start, self._entry.compress_size), local.method))
        skipped = 0
        while skipped < self._given:
            data = raw.read(min(_CHUNK, self._given - skipped))
            if not data:
                break
            skipped += len(data)
        return raw

    def close(self) -> None:
        self._checked.close()


@dataclass(frozen=True)
class _Local:
    """A file in a zip as its local header has it (PKWARE APPNOTE, section 4.3.7)."""

    name: str
    start: int
    method: int
    packed: int | None
    """Bytes, packed; None where the header does not say."""

    def opened(self, stream: BinaryIO) -> object:
        """What can be unpacked of it."""
        length = _length(stream) - self.start if self.packed is None else self.packed
        return _Whole(Inflating(Slice(stream, self.start, length), self.method))


class Inflating:
    """Bytes stored or deflated in a zip, as they are read. The end of its data without its end mark is a failure."""

    def __init__(self, stream: Slice, method: int) -> None:
        self._stream, self._method = stream, method
        self._inflate = zlib.decompressobj(-15)
        self._waiting = b""

    def read1(self, size: int) -> bytes:
        if self._method == 0:
            return self._stream.read(size)
        while not self._inflate.eof:
            if not self._waiting:
                self._waiting = self._stream.read(_CHUNK)
            if not self._waiting:
                raise EOFError("it is cut short")
            data = self._inflate.decompress(self._waiting, size)
            self._waiting = self._inflate.unconsumed_tail
            if data:
                return data
        return b""

    @property
    def ended(self) -> int:
        """Where the data ended, once all were read."""
        return self._stream.tell() - len(self._inflate.unused_data)

    def close(self) -> None:
        """Nothing to do: the zip stays open."""


def _local(header: bytes, stream: BinaryIO, at: int) -> _Local | None:
    if len(header) < 30 or not header.startswith(_LOCAL):
        return None
    flags, method = struct.unpack_from("<HH", header, 6)
    packed, _, name_length, extra_length = struct.unpack_from("<IIHH", header, 18)
    name = stream.read(name_length).decode("utf-8" if flags & 0x800 else "cp437", "replace")
    known = not flags & 8 and packed != 0xFFFFFFFF
    return _Local(name, at + 30 + name_length + extra_length, method, packed if known else None)


def _locals(stream: BinaryIO) -> Iterator[_Local]:
    """The files of a zip, found by their local headers, one after another."""
    at = 0
    for _ in range(MAX_FILES):
        stream.seek(at)
        found = _local(stream.read(30), stream, at)
        if found is None or found.method not in (0, 8):
            return
        yield found
        at = _next(stream, found)
        if at < 0:
            return


def _next(stream: BinaryIO, local: _Local) -> int:
    """Where the next local header is; -1 if there is none."""
    after = local.start + (local.packed or 0)
    if local.packed is None and local.method == 8:
        inflating = Inflating(Slice(stream, local.start, _length(stream) - local.start), 8)
        try:
            while inflating.read1(_CHUNK):
                pass
        except (EOFError, zlib.error):
            return -1
        after = local.start + inflating.ended
    stream.seek(after)
    tail = b""
    while data := stream.read(_CHUNK):
        found = (tail + data).find(_LOCAL)
        if found >= 0:
            return after - len(tail) + found
        after += len(data)
        tail = data[-3:]
    return -1


def _seen(names: Iterable[str]) -> Iterator[str]:
    for name in sorted(names):
        if not any(part in SKIPPED or part.startswith(".") for part in name.split("/")):
            yield name
