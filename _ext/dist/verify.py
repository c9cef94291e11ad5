"""``python -m dist.verify BAG``: tell whether a bag, a folder or a ZIP of one, is what it was when it was made.

Names each file that is missing, changed or extra. Reads bags of others too: https://www.rfc-editor.org/rfc/rfc8493
"""

from __future__ import annotations

import hashlib
import os
import re
import sys
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from archive.cli import print_any_name

from . import zipped
from .bag import DECLARATION, PAYLOAD, chunks, files, unescaped

_MANIFEST = re.compile(r"(?P<tag>tag)?manifest-(?P<algorithm>[a-z0-9]+)\.txt")
#: A line of a manifest: a digest, and the path of a file, which `md5sum` and the like may write with ``*`` or ``./``.
_LINE = re.compile(r"([0-9A-Fa-f]+)[ \t]+\*?(?:\./)?(.+)")
#: What the bytes of a damaged ZIP may make Python raise.
_DAMAGES = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, RuntimeError, ValueError)


class NoBag(Exception):
    """There is no bag where one was to be; the message says so, and how to mend it."""


@dataclass
class Findings:
    """What is wrong with a bag. Files are named by their paths from its folder."""

    missing: set[str] = field(default_factory=set)
    changed: set[str] = field(default_factory=set)
    extra: set[str] = field(default_factory=set)
    unreadable: dict[str, str] = field(default_factory=dict)
    """Why files cannot be read, such as who may."""
    unknown: int = 0
    """Of how many files no manifest that can be read tells anything."""
    zip_fault: str = ""
    """What is wrong with the ZIP as such."""
    files: int = 0
    """How many were looked at."""
    size: int = 0
    """Of these, in bytes."""

    def __bool__(self) -> bool:
        return bool(self.missing or self.changed or self.extra or self.unreadable)

    def lines(self) -> Iterator[str]:
        """What is wrong, each file on a line of its own."""
        kinds = {"missing": self.missing, "changed": self.changed, "extra": self.extra}
        for kind, paths in kinds.items():
            yield from (f"{kind}: {_shown(path)}" for path in sorted(paths))
        yield from (f"unreadable: {_shown(path)} ({why})" for path, why in sorted(self.unreadable.items()))
        if self.unknown:
            yield f"unknown: whether {self.unknown:,} files are as they were, which no manifest lists that can be read"
        if self.zip_fault:
            yield self.zip_fault


class Holder(Protocol):
    """What the files of a bag are in."""

    def names(self) -> list[str]:
        """The paths of all files, from the folder of the bag."""

    def chunks(self, name: str) -> Iterator[bytes]:
        """The bytes of a file, some at a time. Raises one of `_DAMAGES` where they cannot be read."""


@dataclass
class Folder:
    """A bag as it is made."""

    root: Path

    def names(self) -> list[str]:
        return list(files(self.root))

    def chunks(self, name: str) -> Iterator[bytes]:
        file = self.root / name
        if file.is_symlink() or not file.is_file():  # a pipe would be waited for without an end
            raise ValueError(f"{name} is no file")
        return chunks(file)


@dataclass
class Packed:
    """A bag in a ZIP, in a folder of its own or not."""

    packed: zipfile.ZipFile
    root: str

    def names(self) -> list[str]:
        return [info.filename.removeprefix(self.root) for info in self.packed.infolist() if not info.is_dir()]

    def chunks(self, name: str) -> Iterator[bytes]:
        with self.packed.open(self.root + name) as opened:
            while chunk := opened.read(1 << 20):
                yield chunk


def verify(path: Path) -> Findings:
    """What is wrong with the bag at `path`. Raises NoBag."""
    if path.is_dir():
        return _checked(Folder(path))
    if not path.is_file():
        raise NoBag(f"{path}: there is no bag: make one with `make dist`, or name another with BAG=path")
    try:
        intact = zipped.is_intact(path)
    except OSError as error:
        raise NoBag(f"{path}: cannot be read ({error.strerror}): see who may read it") from error
    try:
        with zipfile.ZipFile(path) as packed:
            declared = [name for name in packed.namelist() if name.rpartition("/")[2] == DECLARATION]
            root = min(declared, key=len, default="").removesuffix(DECLARATION)
            findings = _checked(Packed(packed, root))
    except (*_DAMAGES, NoBag) as error:
        if intact is None or not path.name.endswith(".zip"):
            raise NoBag(f"{path}: there is no bag in it ({error}): name another with BAG=path") from error
        damage = f"{path.name} cannot be opened as a ZIP ({error}): it was cut short or damaged, so take another copy"
        findings = Findings(zip_fault=damage)
    if intact is False:
        if not findings and not findings.zip_fault:
            findings.zip_fault = f"all its files are as they were; what changed in {path.name} stands around them"
        findings.changed.add(path.name)
    return findings


def _checked(holder: Holder) -> Findings:
    """What is wrong with the bag in `holder`. Raises NoBag."""
    names = holder.names()
    # A file system may write the accents of a name in another way.
    there = {unicodedata.normalize("NFC", name): name for name in names}
    manifests = [found for name in sorted(there) if (found := _MANIFEST.fullmatch(name))]
    if DECLARATION not in there and not manifests:
        raise NoBag(f"no {DECLARATION}")
    findings = Findings(files=len(names))
    listed = _listed_files(holder, there, manifests, findings)
    findings.missing |= listed.keys() - there.keys()
    # What lists all the other files is listed nowhere itself.
    unlisted = there.keys() - listed.keys() - {found[0] for found in manifests if found["tag"]}
    if not any(path.startswith(f"{PAYLOAD}/") for path in listed):
        unknown = {path for path in unlisted if path.startswith(f"{PAYLOAD}/")}
        findings.unknown = len(unknown)
        unlisted -= unknown
    findings.extra |= unlisted
    for path in sorted(listed.keys() & there.keys()):
        try:
            size, is_same = _compared(holder, there[path], listed[path])
        except PermissionError as error:
            findings.unreadable[path] = error.strerror or str(error)
            continue
        except _DAMAGES:
            size, is_same = 0, False
        findings.size += size
        if not is_same:
            findings.changed.add(path)
    if len(there) < len(names):
        findings.changed |= {name for name in there if names.count(there[name]) > 1}
    return findings


def _listed_files(
    holder: Holder, there: Mapping[str, str], manifests: Sequence[re.Match[str]], findings: Findings
) -> dict[str, dict[str, str]]:
    """The files that manifests list, each with its digests by their algorithms; notes manifests that are missing, or
    hold what they should not."""
    listed: dict[str, dict[str, str]] = {}
    for manifest in manifests:
        digests = _digests(holder, there[manifest[0]], manifest["algorithm"])
        if digests is None:
            findings.changed.add(manifest[0])
            continue
        for path, digest in digests.items():
            if path.startswith(f"{PAYLOAD}/") == bool(manifest["tag"]):
                findings.changed.add(manifest[0])
            listed.setdefault(path, {})[manifest["algorithm"]] = digest
    if all(manifest["tag"] for manifest in manifests):
        findings.missing.add("manifest-sha256.txt")
    if not any(manifest["tag"] for manifest in manifests):
        findings.missing.add("tagmanifest-sha256.txt")
    return listed


def _digests(holder: Holder, name: str, algorithm: str) -> Mapping[str, str] | None:
    """The digests that a manifest gives, by path; None if that is not what it holds."""
    if algorithm not in hashlib.algorithms_available:
        return None
    try:
        text = b"".join(holder.chunks(name)).decode()
    except _DAMAGES:
        return None
    digests: dict[str, str] = {}
    for line in text.removesuffix("\n").split("\n"):
        entry = _LINE.fullmatch(line.removesuffix("\r"))
        if not entry or len(entry[1]) != 2 * hashlib.new(algorithm).digest_size:
            return None
        path = unicodedata.normalize("NFC", unescaped(entry[2]))
        if path in digests:
            return None
        digests[path] = entry[1]
    # Large or small, but not both: a bit that flipped makes one of the other.
    digits = "".join(digests.values())
    if digits not in (digits.lower(), digits.upper()):
        return None
    return {path: digest.lower() for path, digest in digests.items()}


def _compared(holder: Holder, name: str, digests: Mapping[str, str]) -> tuple[int, bool]:
    """How large a file is, and whether it has the digests that manifests give it, by their algorithms."""
    size, hashes = 0, {algorithm: hashlib.new(algorithm) for algorithm in digests}
    for chunk in holder.chunks(name):
        size += len(chunk)
        for hashed in hashes.values():
            hashed.update(chunk)
    return size, {algorithm: hashed.hexdigest() for algorithm, hashed in hashes.items()} == digests


def _shown(path: str) -> str:
    """A path on one line, whatever signs are in it."""
    return path.encode("unicode_escape").decode()


def _is_bag(folder: Path) -> bool:
    """Whether a folder is a bag, be it a damaged one."""
    return (folder / DECLARATION).exists() or any(_MANIFEST.fullmatch(file.name) for file in folder.glob("*.txt"))


def newest(dist: Path) -> Path:
    """The bag that `make dist` left in its folder. Raises NoBag."""
    found = sorted(dist.glob("*.zip"))
    if not found:
        raise NoBag(f"{dist}: there is no bag: make one with `make dist`, or name another with BAG=path")
    return found[0]


def main(arguments: Sequence[str]) -> int:
    """Say what is wrong with the bag that is named, or with that in a folder of `make dist`; 1 if anything is."""
    path = Path(arguments[0])
    print_any_name()
    try:
        bag = path if path.is_file() or _is_bag(path) else newest(path)
        findings = verify(bag)
    except NoBag as error:
        print(error, file=sys.stderr)
        return 2
    for line in findings.lines():
        print(line)
    shown = os.path.relpath(bag)
    if findings:
        unreadable = f", {len(findings.unreadable)} unreadable" if findings.unreadable else ""
        print(f"{shown}: {len(findings.missing)} missing, {len(findings.changed)} changed, {len(findings.extra)} extra"
              f"{unreadable}")  # fmt: skip
        return 1
    print(f"{shown}: all {findings.files:,} files are as they were, {findings.size:,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
