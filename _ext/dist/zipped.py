"""A folder as one ZIP, which every desktop opens: the same bytes of the same files, and sealed.

The comment at its end is the SHA-256 of all bytes before it, so that a change is found wherever it is, also where no
file stands: ``sha256:9f86…``.
"""

from __future__ import annotations

import re
import shutil
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from .bag import chunks, digest, files

#: Files that are compressed by themselves.
PACKED = frozenset(".avif .br .epub .gif .gz .jpeg .jpg .mp3 .mp4 .ogg .png .webm .webp .woff .woff2 .zip".split())
_SEAL = re.compile(rb"sha256:([0-9a-f]{64})")
#: In bytes.
SEAL_LENGTH = len("sha256:") + 64


def write(folder: Path, target: Path, moment: datetime) -> None:
    """Pack `folder`, under its own name, into the file `target`; `moment` is the time of all files in it."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed:
        packed.comment = b"sha256:" + b"0" * 64
        for path in files(folder):
            _add_file(packed, folder / path, f"{folder.name}/{path}", moment)
    seal = digest(_before_seal(target)).encode()
    with target.open("r+b") as file:
        file.seek(-len(seal), 2)
        file.write(seal)


def is_intact(file: Path) -> bool | None:
    """Whether all bytes of a ZIP are those that were written; None if it was never sealed."""
    with file.open("rb") as opened:
        opened.seek(max(0, file.stat().st_size - SEAL_LENGTH))
        seal = _SEAL.fullmatch(opened.read())
    if seal:
        return digest(_before_seal(file)) == seal[1].decode()
    try:
        with zipfile.ZipFile(file) as packed:
            return False if packed.comment else None
    except (zipfile.BadZipFile, ValueError, OSError):
        return False


def add(packed: zipfile.ZipFile, name: str, data: bytes, moment: datetime, kind: int = zipfile.ZIP_DEFLATED) -> None:
    """Add a file of these bytes to a ZIP; `kind` is how they are compressed."""
    packed.writestr(_entry(name, moment, kind), data, compresslevel=9)


def _entry(name: str, moment: datetime, kind: int, mode: int = 0o644) -> zipfile.ZipInfo:
    about = zipfile.ZipInfo(name, moment.astimezone(UTC).timetuple()[:6])
    about.compress_type = kind
    about.create_system = 3  # Unix, whose modes these are
    about.external_attr = (0o100000 | mode) << 16
    return about


def _add_file(packed: zipfile.ZipFile, file: Path, name: str, moment: datetime) -> None:
    kind = zipfile.ZIP_STORED if file.suffix.lower() in PACKED else zipfile.ZIP_DEFLATED
    about = _entry(name, moment, kind, 0o755 if file.stat().st_mode & 0o100 else 0o644)
    about.file_size = file.stat().st_size  # tells whether a form for large files is wanted
    with file.open("rb") as source, packed.open(about, "w") as target:
        shutil.copyfileobj(source, target)


def _before_seal(file: Path) -> Iterator[bytes]:
    left = file.stat().st_size - SEAL_LENGTH
    for chunk in chunks(file):
        yield chunk[:left]
        left -= len(chunk)
        if left <= 0:
            break
