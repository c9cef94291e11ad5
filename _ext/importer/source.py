"""What the author pointed at, as a set of files that can be listed and opened but never written or escaped
from."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from importer.errors import ImportFailure

MAX_FILES = 200_000
#: Archives are looked into so deep: a zip that holds the zip of a folder with a packed export.
MAX_NESTED = 3
SKIPPED = {"__MACOSX", ".git", "node_modules", ".DS_Store"}
_PACKED = (".zip", ".gz", ".tgz", ".tar", ".bz2", ".xz", ".warc", ".wacz")


class Source:
    """A set of files. Names of members are POSIX paths; an archive among them is looked into like a folder of its name.

    A kind of source gives what is its own in `own_members`, `own_open` and `own_size`.
    """

    def __init__(self, name: str, depth: int = 0, damaged: dict[str, str] | None = None) -> None:
        self.name = name
        self.only = ""
        """Where the author named one file, that member; the others lie beside it."""
        self.damaged = {} if damaged is None else damaged
        """Files of which only a part could be unpacked, as messages name them, and what is wrong with each."""
        self._depth = depth
        self._notes: list[str] = []
        self._archives: dict[str, Source] = {}
        self._looked: set[str] = set()

    def own_members(self) -> Iterator[str]:
        """Names of all files, sorted, without hidden ones and those that packing systems add."""
        raise NotImplementedError

    def own_open(self, member: str) -> BinaryIO:
        """Open a file for reading."""
        raise NotImplementedError

    def own_size(self, member: str) -> int:
        """Bytes of a file, unpacked."""
        raise NotImplementedError

    @property
    def notes(self) -> list[str]:
        """What there is to say of it and of the archives in it that were looked into."""
        return [*self._notes, *(note for archive in self._archives.values() for note in archive.notes)]

    def shown(self, member: str) -> str:
        """A member's name as messages have it."""
        return f"{self.name}/{member}"

    def members(self) -> Iterator[str]:
        """Names of all files, sorted, those in archives among them included."""
        count = 0
        for member in self.own_members():
            archive = self._archive(member)
            for inner in archive.members() if archive else ("",):
                count += 1
                if count > MAX_FILES:
                    raise ImportFailure(self.name, f"more than {MAX_FILES} files; point at the export itself")
                yield f"{member}/{inner}" if inner else member

    def open(self, member: str) -> BinaryIO:
        """Open a member for reading."""
        archive, inner = self._holder(member)
        return archive.open(inner) if archive else self.own_open(member)

    def size(self, member: str) -> int:
        """Bytes of a member, unpacked."""
        archive, inner = self._holder(member)
        return archive.size(inner) if archive else self.own_size(member)

    def _archive(self, member: str) -> Source | None:
        """The archive that `member` is; None for any other file."""
        if member not in self._looked:
            self._looked.add(member)
            if member.lower().endswith(_PACKED) and self._depth < MAX_NESTED and not self.only:
                from importer.archives import opened  # which is made of this module's class

                try:
                    made = opened(self.own_open(member), self.shown(member), self._depth + 1, self.damaged)
                except ImportFailure as failure:
                    self.damaged[self.shown(member)] = str(failure)
                    made = None
                if made:
                    self._archives[member] = made
        return self._archives.get(member)

    def _holder(self, member: str) -> tuple[Source | None, str]:
        for name, archive in self._archives.items():
            if member.startswith(f"{name}/"):
                return archive, member[len(name) + 1 :]
        return None, member


class Folder(Source):
    """A folder; links are not followed, hidden files not seen."""

    def __init__(self, root: Path, only: str = "") -> None:
        super().__init__(str(root / only) if only else str(root))
        self._root = root
        self.only = only

    def own_members(self) -> Iterator[str]:
        for folder, folders, files in os.walk(self._root):
            folders[:] = sorted(f for f in folders if f not in SKIPPED and not f.startswith("."))
            for file in sorted(files):
                path = Path(folder, file)
                if file not in SKIPPED and not file.startswith(".") and stat.S_ISREG(path.lstat().st_mode):
                    yield path.relative_to(self._root).as_posix()

    def own_open(self, member: str) -> BinaryIO:
        try:
            return open(self._root / member, "rb")
        except OSError as error:
            raise ImportFailure(self.shown(member), error.strerror or "cannot be read") from None

    def own_size(self, member: str) -> int:
        return (self._root / member).stat().st_size

    def shown(self, member: str) -> str:
        return str(self._root / member)


def open_source(path: Path) -> Source:
    """The source at `path`: a folder, an archive (zip, tar, gzip, bzip2, xz), or a file with what lies beside it."""
    path = Path(os.path.abspath(path))
    if path.is_dir():
        return Folder(path)
    if not path.is_file():
        raise ImportFailure(str(path), "no such file or folder")
    try:
        stream = open(path, "rb")  # noqa: SIM115 - an archive stays open as long as the source
    except OSError as error:
        raise ImportFailure(str(path), error.strerror or "cannot be read") from None
    from importer.archives import opened  # which is made of this module's class

    archive = opened(stream, str(path))
    if archive:
        return archive
    stream.close()
    root = next((up for up in path.parents if up.name == "Blogger"), path.parent)
    return Folder(root, path.relative_to(root).as_posix())
