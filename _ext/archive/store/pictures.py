"""Pictures: what is known of the file of each, and the smaller ones that were made of it.

These files are large, and none is read again while its size, inode and times are the same. The smaller pictures take
most of the time of a first build. So they are stored by themselves, each under a digest of the picture's contents, and
outlive a build that was killed.
"""

from __future__ import annotations

import hashlib
import json
import os
import zlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import imagesize

from ..core.outfiles import write_whole
from .database import Database, Table

#: A file that changed so short a time before it was read may change again without its times telling: in nanoseconds.
_RECENT = 2_000_000_000


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file of the source, as it was when it was last read."""

    stamp: str
    """Its size, inode and times."""
    digest: str
    """Of its contents."""
    width: int = 0
    """In pixels, upright; 0 where it is no picture of which that can be told."""
    height: int = 0


class SourceFiles:
    """What is known of large files of the source, by their paths from its folder."""

    def __init__(self, database: Database) -> None:
        self._table = Table(database, "picture", SourceFile, key="path")
        self._seen: dict[str, SourceFile] = {}
        self._began = 0

    def of(self, root: Path, path: str) -> SourceFile:
        """What is known of a file below `root`. Raises OSError."""
        if path not in self._seen:
            stat = os.stat(root / path)
            stamp = f"{stat.st_size} {stat.st_ino} {stat.st_mtime_ns} {stat.st_ctime_ns}"
            known = self._table.rows().get(path)
            self._seen[path] = known if known and known.stamp == stamp else self._read(root / path, stamp)
        return self._seen[path]

    def _read(self, path: Path, stamp: str) -> SourceFile:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=16)).hexdigest()
        return SourceFile(stamp, digest, *_measured(path))

    def begin(self, began: int) -> None:
        """Note when the build began, in nanoseconds as the file system has it: files that changed shortly before are
        not remembered."""
        self._began = began

    def save(self) -> bool:
        """Remember the files that were asked for."""
        self._table.replace({path: file for path, file in self._seen.items() if self._is_settled(file)})
        return self._table.save()

    def _is_settled(self, file: SourceFile) -> bool:
        """Whether a later change of a file will show in its times."""
        return int(file.stamp.rpartition(" ")[2]) < self._began - _RECENT

    def forget(self) -> None:
        self._seen.clear()
        self._table.forget()


def _measured(path: Path) -> tuple[int, int]:
    """Width and height of a picture as a browser shows it, upright; zeros where that cannot be told."""
    width, height = imagesize.get(path)
    return (round(width), round(height)) if width > 0 and height > 0 else (0, 0)


@dataclass(frozen=True, slots=True)
class Scaled:
    """What was made of a picture."""

    widths: tuple[int, ...] = ()
    """Those of the smaller ones in pixels, the smallest first."""
    fault: str = ""
    """Why there are none, where there should be."""


class ScaledPictures:
    """The smaller pictures, in one file for each picture that they were made of, called after its `key`.

    Its first line says in JSON what follows: width, length in bytes and CRC-32 of each. A file appears whole or not at
    all, so any that is there may be trusted, whatever became of the build that made it.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._heads: dict[str, list[Any]] = {}

    def get(self, key: str) -> Scaled | None:
        """What was made under a key; None if nothing was, or it is damaged."""
        try:
            if key not in self._heads:
                with (self._folder / key).open("rb") as file:
                    head = json.loads(file.readline())
                self._heads[key] = [str(head["fault"]), [tuple(map(int, row)) for row in head["pictures"]]]
        except (OSError, ValueError, TypeError, KeyError):
            return None
        fault, pictures = self._heads[key]
        return Scaled(tuple(width for width, _, _ in pictures), fault)

    def picture(self, key: str, width: int) -> bytes | None:
        """The picture of a width that was made under a key; None if it is damaged."""
        try:
            with (self._folder / key).open("rb") as file:
                start = len(file.readline())
                for each_width, length, checksum in self._heads[key][1]:
                    if each_width == width:
                        file.seek(start)
                        data = file.read(length)
                        return data if len(data) == length and zlib.crc32(data) == checksum else None
                    start += length
        except OSError:
            pass
        return None

    def put(self, key: str, pictures: Sequence[tuple[int, bytes]], fault: str = "") -> None:
        """Keep what was made; several processes may do so at once."""
        rows = [(width, len(data), zlib.crc32(data)) for width, data in pictures]
        head = json.dumps({"fault": fault, "pictures": rows}).encode() + b"\n"
        self._folder.mkdir(parents=True, exist_ok=True)
        write_whole(self._folder / key, head + b"".join(data for _, data in pictures))

    def forget(self, key: str) -> None:
        """Remove what was made under a key."""
        self._heads.pop(key, None)
        (self._folder / key).unlink(missing_ok=True)

    def keep_only(self, keys: Collection[str]) -> None:
        """Remove the files of pictures that are gone, and what a killed process left."""
        if self._folder.is_dir():
            for entry in list(os.scandir(self._folder)):
                if entry.name not in keys:
                    os.unlink(entry.path)
            if not keys:
                self._folder.rmdir()
