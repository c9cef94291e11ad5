"""What the author pointed at, as a set of files that can be listed and opened but never written or escaped
from."""

from __future__ import annotations

import os
import stat
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from importer.errors import ImportFailure

MAX_FILES = 200_000
#: A zip that unpacks to more than this many bytes, and to more than `MAX_RATIO` times its size, is a bomb.
MAX_PLAIN = 1 << 30
MAX_RATIO = 100
_SKIPPED = {"__MACOSX", ".git", "node_modules", ".DS_Store"}


class Source:
    """A folder or a single file. Names of members are POSIX paths from `name`'s folder."""

    def __init__(self, path: Path, only: str = "") -> None:
        self.name = str(path)
        self.only = only
        """Where the author named one file, that member; the others lie beside it."""
        self._root = path.parent if only else path
        if only:
            self._root = next((up for up in path.parents if up.name == "Blogger"), path.parent)
            self.only = path.relative_to(self._root).as_posix()

    def members(self) -> Iterator[str]:
        """Names of all files, sorted; links are not followed, hidden files not seen."""
        count = 0
        for folder, folders, files in os.walk(self._root):
            folders[:] = sorted(f for f in folders if f not in _SKIPPED and not f.startswith("."))
            for file in sorted(files):
                path = Path(folder, file)
                if file in _SKIPPED or file.startswith(".") or not stat.S_ISREG(path.lstat().st_mode):
                    continue
                count += 1
                if count > MAX_FILES:
                    raise ImportFailure(self.name, f"more than {MAX_FILES} files; point at the export itself")
                yield path.relative_to(self._root).as_posix()

    def open(self, member: str) -> BinaryIO:
        """Open a member for reading."""
        try:
            return open(self._root / member, "rb")
        except OSError as error:
            raise ImportFailure(self.shown(member), error.strerror or "cannot be read") from None

    def size(self, member: str) -> int:
        """Bytes of a member."""
        return (self._root / member).stat().st_size

    def shown(self, member: str) -> str:
        """A member's name as messages have it."""
        return str(self._root / member)


class ZipSource(Source):
    """A zip, read in place: nothing is ever unpacked to a path that the zip names."""

    def __init__(self, path: Path) -> None:
        self.name, self.only = str(path), ""
        try:
            self._zip = zipfile.ZipFile(path)
            entries = self._zip.infolist()
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
            raise ImportFailure(self.name, f"the zip is broken ({error}); download it again") from None
        self._entries = {entry.filename: entry for entry in entries if not entry.is_dir()}
        self._refuse_hostile(entries, path.stat().st_size)

    def _refuse_hostile(self, entries: list[zipfile.ZipInfo], size: int) -> None:
        if len(entries) > MAX_FILES:
            raise ImportFailure(self.name, f"more than {MAX_FILES} entries")
        for entry in entries:
            parts = PurePosixPath(entry.filename.replace("\\", "/")).parts
            if ".." in parts or entry.filename.startswith(("/", "\\")) or ":" in entry.filename[:2]:
                raise ImportFailure(self.name, f"an entry's path leaves the zip ({entry.filename!r}): not an export")
            if stat.S_ISLNK(entry.external_attr >> 16):
                raise ImportFailure(self.name, f"an entry is a link ({entry.filename!r}): not an export")
            if entry.flag_bits & 1:
                raise ImportFailure(self.name, f"{entry.filename!r} is encrypted; unpack the zip first")
        plain = sum(entry.file_size for entry in entries)
        packed = sum(entry.compress_size for entry in entries)
        if packed > size or (plain > MAX_PLAIN and plain > size * MAX_RATIO):
            raise ImportFailure(self.name, f"unpacks to {plain:,} bytes from {size:,}: a zip bomb, not an export")

    def members(self) -> Iterator[str]:
        """Names of all files, sorted, without what the packing system added."""
        for name in sorted(self._entries):
            parts = name.split("/")
            if not any(part in _SKIPPED or part.startswith(".") for part in parts):
                yield name

    def open(self, member: str) -> BinaryIO:
        """Open a member for reading; `_Checked` turns damage into a clear failure."""
        try:
            return _Checked(self._zip.open(self._entries[member]), self.shown(member))  # type: ignore[return-value]
        except (zipfile.BadZipFile, KeyError, OSError, NotImplementedError, RuntimeError) as error:
            raise ImportFailure(self.shown(member), f"cannot be unpacked ({error})") from None

    def size(self, member: str) -> int:
        """Bytes of a member, unpacked."""
        return self._entries[member].file_size

    def shown(self, member: str) -> str:
        """A member's name as messages have it."""
        return f"{self.name}/{member}"


class _Checked:
    """A zip's member whose damage shows as `ImportFailure`."""

    def __init__(self, stream: object, name: str) -> None:
        self._stream, self._name = stream, name

    def read(self, size: int = -1) -> bytes:
        try:
            return self._stream.read(size)  # type: ignore[attr-defined, no-any-return]
        except Exception as error:  # zlib, lzma and bz2 each raise their own
            raise ImportFailure(self._name, f"is damaged ({error}); download the zip again") from None

    def __enter__(self) -> _Checked:
        return self

    def __exit__(self, *_: object) -> None:
        self._stream.close()  # type: ignore[attr-defined]


def open_source(path: Path) -> Source:
    """The source at `path`: a folder, a zip, or a file with what lies beside it."""
    path = Path(os.path.abspath(path))
    if path.is_dir():
        return Source(path)
    if not path.is_file():
        raise ImportFailure(str(path), "no such file or folder")
    try:
        with open(path, "rb") as stream:
            head = stream.read(4)
    except OSError as error:
        raise ImportFailure(str(path), error.strerror or "cannot be read") from None
    return ZipSource(path) if head.startswith(b"PK\x03\x04") else Source(path, only=path.name)
