"""Files that the documents of a copy of an archive need beside their texts, such as pictures."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from archive.core.addresses import PAGES, POSTS
from archive.model.definitions import FOLDER as DEFINITIONS
from archive.source.comments import SUFFIX as COMMENTS
from archive.source.scanning import misnaming

from importer.model import ArchiveFile, Fault, Item
from importer.source import Source

#: A file has at most so many bytes.
MAX_FILE = 512 << 20


@dataclass(frozen=True)
class NeededFile:
    """A file that a document of a copy needs."""

    path: str
    """From the folder of the archive."""
    sha256: str
    size: int
    text: str
    """What is in it, where the record says so."""
    where: str


def needed_files(source: Source, needed: Mapping[str, NeededFile]) -> Iterator[Item]:
    """The needed files: as their records have them, or what has their digest in `source`, whatever it is called."""
    by_size: dict[int, list[str]] = {}
    if any(not one.text for one in needed.values()):
        for member in source.own_members():
            by_size.setdefault(source.own_size(member), []).append(member)
    for path, one in sorted(needed.items()):
        if not _may_be_written(path):
            yield Fault(f"{one.where}: needs the file {path!r}, which an import may not write: put it there by hand")
        elif one.text:
            if hashlib.sha256(one.text.encode()).hexdigest() != one.sha256:
                yield Fault(f"{one.where}: {path} is not what its digest says: it was changed or damaged")
            yield ArchiveFile(path, partial(str.encode, one.text))
        else:
            members = (member for member in by_size.get(one.size, ()) if _digest(source, member) == one.sha256)
            if member := next(members, ""):
                yield ArchiveFile(path, partial(_content, source, member))
            else:
                yield Fault(f"{one.where}: needs {path}, which is not beside this copy as it was: put it there, or "
                            "import the whole folder of copies")  # fmt: skip


def _may_be_written(path: str) -> bool:
    """Whether a path is one of a file beside texts, or of a picture beside definitions."""
    beside_text = path.startswith((POSTS, PAGES)) and not path.endswith((".md", COMMENTS))
    beside_names = path.startswith(f"{DEFINITIONS}/") and not path.lower().endswith((".yaml", ".yml"))
    return is_plain(path) and (beside_text or beside_names)


def _content(source: Source, member: str) -> bytes:
    with source.open(member) as stream:
        return stream.read(MAX_FILE)


def _digest(source: Source, member: str) -> str:
    return hashlib.sha256(_content(source, member)).hexdigest()


def is_plain(path: str) -> bool:
    """Whether a path leads to a file that an archive may have, and nowhere else."""
    parts = path.split("/")
    inside = all(part and not part.startswith(".") for part in parts)
    return inside and not misnaming(path) and "\\" not in path
