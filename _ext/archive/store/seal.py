"""The seal on what a build leaves: a checksum of each of its files, by which damage and mixtures are seen."""

from __future__ import annotations

import json
import os
import zlib
from dataclasses import asdict, dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Sealed:
    """What a seal says."""

    sums: dict[str, str] = field(default_factory=dict)
    """Checksums by the names of files."""
    output: str = ""
    """Digest of the output's keys, which stands in the output too."""
    others: list[str] = field(default_factory=list)
    """Files in the output that other extensions wrote."""
    lost: bool = False
    """Whether what stands in the output was not known when the build began, which then did not end well."""


class Seal:
    """The file that holds it. Checksums are worked out again only for files that changed since."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._known: dict[Path, tuple[tuple[int, int, int], str]] = {}

    def read(self) -> Sealed | None:
        """What the seal says; None if there is none, or it is damaged."""
        try:
            said = json.loads(self._path.read_bytes())
            read = Sealed(dict(said["sums"]), str(said["output"]), list(map(str, said["others"])), bool(said["lost"]))
        except (OSError, ValueError, TypeError, KeyError):
            return None
        return read if said["seal"] == _sum(repr(read).encode()) else None

    def write(self, sealed: Sealed) -> None:
        """Put it there whole, unless the same stands there."""
        if sealed != self.read():
            seal = _sum(repr(sealed).encode())
            write_whole(self._path, json.dumps({**asdict(sealed), "seal": seal}, indent=1).encode())

    def sum(self, path: Path) -> str:
        """Checksum of a file; empty if it cannot be read."""
        try:
            stat = path.stat()
            stamp = (stat.st_size, stat.st_mtime_ns, stat.st_ino)
            if self._known.get(path, (None, ""))[0] != stamp:
                with path.open("rb") as file:
                    crc = 0
                    while data := file.read(1 << 20):
                        crc = zlib.crc32(data, crc)
                self._known[path] = (stamp, f"{crc:08x}")
        except OSError:
            return ""
        return self._known[path][1]


def _sum(data: bytes) -> str:
    """Against damage, not against malice: CRC-32 goes through 2 GB a second."""
    return f"{zlib.crc32(data):08x}"


def write_whole(path: Path, data: bytes) -> None:
    """Write a file whole or not at all."""
    aside = path.with_name(f"{path.name}.new")
    aside.write_bytes(data)
    os.replace(aside, path)
