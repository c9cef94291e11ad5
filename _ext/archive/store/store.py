"""What one build leaves for the next, and the life of a build: open, begin, settle, and close or fail.

Kept beside Sphinx's doctrees, never in the output, under a seal: checksums, by which damage is seen. A build that was
killed leaves a mark, and the next one then starts from nothing, so that no half-written file is ever trusted. One that
ended in an error keeps what it wrote. The output is trusted only as far as it is known here.
"""

from __future__ import annotations

import json
import os
import sqlite3
import zlib
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from datetime import tzinfo
from pathlib import Path

from ..core.outfiles import clear, write_whole
from ..model.mentions import MentionIndex
from ..source import comments, scanning
from . import records
from .database import Database, Table
from .documents import Doctrees, Fragments, RelatedPosts, Sentences
from .output import OutputFolder
from .pictures import ScaledPictures, SourceFiles

#: The file of Sphinx's in which all that was read stands, beside the doctrees.
ENVIRONMENT = "environment.pickle"
SEAL = "seal.json"
DATABASE = "archive.sqlite"


class Store:
    """The folder beside the doctrees in which all this is kept.

    A build calls `open`, `begin`, `settle` once all is read, `plan` before it writes anything, and `close`; or `fail`,
    where it ends in an error; and `finish` after all else.
    """

    def __init__(self, doctreedir: Path, outdir: Path) -> None:
        self._doctreedir = doctreedir
        self._folder = doctreedir / "archive"
        self._mark = self._folder / "building"
        self._seal = Seal(self._folder / SEAL)
        self._environment = doctreedir / ENVIRONMENT
        self._aside = self._folder / ENVIRONMENT
        self._former: set[str] | None = None
        self._signature = ""
        self._planned: set[str] = set()
        self._settled = False
        self.output = OutputFolder(outdir)
        self._database = database = Database(self._folder / DATABASE)
        self.fragments = Fragments(database)
        self.doctrees = Doctrees(database)
        self.sentences = Sentences(database)
        self.related = RelatedPosts(database)
        self._files = Table(database, "file", str, key="path", column="key")
        self.sources = Table(database, "source", scanning.ScannedFile, key="path")
        """What reading the front matter of each post gave, by its path."""
        self.comments = Table(database, "comments", comments.ScannedComments, key="docname")
        """What was found of the comments on each post."""
        self.name_feeds = Table(database, "name_feeds", records.NameFeeds, key="page")
        """The feeds of each name, by its page."""
        self.fed_texts = Table(database, "fed_text", str, key="docname", column="digest")
        """Digests of the posts that the feeds of names were made of."""
        self.source_files = SourceFiles(database)
        """What is known of pictures and other large files of the source."""
        self.scaled = ScaledPictures(doctreedir / "pictures")
        """The smaller pictures that were made of them."""
        self.records = records.Records(database, (
            records.BibliographyRead, records.Configuration, MentionIndex, records.Inventory,
            records.NameFeedsStamp, records.NamePages, records.ReadDefinitions, records.ReadLinks,
            records.RelatedRules, records.StaticFiles, records.TemplatesRead, records.WarnedDocuments,
            records.WordedReferences,
        ))  # fmt: skip
        self._kept = (self.sources, self.comments, self.name_feeds, self.fed_texts, self.source_files, self.records)

    @property
    def scratch(self) -> Path:
        """A file for this process to write and read back."""
        return self._folder / f"scratch-{os.getpid()}"

    @property
    def catalogues(self) -> Path:
        """A folder for compiled catalogues of words."""
        return self._folder / "locale"

    @property
    def compiled(self) -> Path:
        """A folder for compiled templates."""
        return self._folder / "templates"

    # The last build

    def open(self, zone: tzinfo) -> str:
        """Take up what the last build left, but for what is damaged and what came of it; give a line to say about that.

        Nothing is taken up of a build that was killed. No file is written before `begin`. Dates are in `zone`.
        """
        if not self._folder.is_dir():
            clear(self._folder)
        self._bring_back()
        self.sources.zone = zone
        sealed = self._seal.read() or Sealed()
        self.output.others = set(sealed.others)
        damaged = {path.name for path in self._sealed_files if path.exists() and not self._is_sound(path, sealed)}
        if DATABASE in sealed.sums and not self._database.path.exists():
            damaged.add(DATABASE)
        sound = DATABASE not in damaged and self._database.opens()
        if sound:
            self.output.keys = dict(self._files.rows())
        self.output.lost = not sound or sealed.lost
        self._signature = sealed.output
        killed, unsealed = self._mark.exists(), not (self._folder / SEAL).exists()
        known = self._database.path.exists() or bool(sealed.sums)
        if killed or not sound:
            self.start_anew(self._killed_plan() if killed else [])
        elif damaged:
            clear(self._environment)
        if killed or not known or (sound and not damaged):
            return ""
        if unsealed or not damaged:
            return f"{self._doctreedir}: what the last build left is another version's, and made anew"
        names = " and ".join(sorted(damaged)) if sealed.sums else SEAL
        return f"{self._doctreedir}: what the last build left is damaged ({names}), and made anew"

    def start_anew(self, planned: Iterable[str] = ()) -> None:
        """Forget the last build; have `begin` remove all that it wrote, or planned to."""
        output = self.output
        self._former = {*planned, *output.keys, *output.others}
        clear(self._environment)
        output.keys, output.others = {}, set()
        self._database.forget()
        for kept in (self._files, *self._kept):
            kept.forget()

    @property
    def _sealed_files(self) -> tuple[Path, Path]:
        return (self._environment, self._database.path)

    def _is_sound(self, path: Path, sealed: Sealed) -> bool:
        return sealed.sums.get(path.name) == self._seal.sum(path)

    def _killed_plan(self) -> list[str]:
        try:
            return list(map(str, json.loads(self._mark.read_text(encoding="utf-8") or "[]")))
        except (OSError, ValueError, TypeError):
            self.output.lost = True
            return []

    # This build

    def begin(self) -> None:
        """Set the mark: until `close` or `fail`, nothing that is there can be trusted."""
        if self._former is not None:
            self.output.discard(self._former)
            for doctree in self._doctreedir.rglob("*.doctree"):
                clear(doctree)
            clear(self._folder)
        elif self.output.signature() != self._signature:
            self.output.distrust()
        self.compiled.mkdir(parents=True, exist_ok=True)
        self._database.use_file()
        self.doctrees.drop_shares()
        clear(self._mark)
        self._mark.touch()
        began = self._mark.stat().st_ctime_ns
        self.output.begin(began)
        self.source_files.began(began)
        self._set_aside()

    def settle(self) -> None:
        """All has been read, and Sphinx has saved it: what was read stays, whatever happens now."""
        self._set_aside()
        self._settled = True

    def _set_aside(self) -> None:
        """Put Sphinx's environment where Sphinx does not find it, which removes it when a build fails."""
        if self._environment.exists():
            os.replace(self._environment, self._aside)

    def _bring_back(self) -> None:
        if self._aside.exists():
            clear(self._environment)
            os.replace(self._aside, self._environment)

    def plan(self, paths: Iterable[str]) -> None:
        """Note which files are to be written now: none is trusted until it is written, and after a kill they can be
        told from somebody else's. What an earlier build left in their way goes. Raises Obstacle.
        """
        named = list(paths)
        new = set(named) - self.output.keys.keys() - self._planned
        self.output.wrote(dict.fromkeys(named, ""))
        if new:
            self._planned |= new
            write_whole(self._mark, json.dumps(sorted(self._planned)).encode())
        self.output.make_way(named)

    def close(self, keys: dict[str, str], info: str) -> None:
        """End a build that went well: `keys` are all the files that it stands for, `info` is what Sphinx says of it."""
        self.output.keys, self.output.lost = keys, False
        self._save(info)

    def fail(self, unread: Iterable[str]) -> None:
        """End a build in an error: what it wrote is kept, and what it read if that was all; `unread` are the documents
        that it set out to read. If even that fails, the mark stays, and the next build starts from nothing.
        """
        try:
            if not self._settled:
                clear(self._environment)  # what it knows may not fit the rest: the one set aside does
                self.doctrees.forget(unread)
            self._save(None)
        except (OSError, sqlite3.Error):
            pass

    def close_for_other_builder(self) -> None:
        """Seal what a builder may have changed that is not the archive's."""
        self._database.close()
        if sealed := self._seal.read():
            changed = self._sealed_files if self._database.is_on_disk else (self._environment,)
            sums = {path.name: self._seal.sum(path) for path in changed}
            self._seal.write(replace(sealed, sums=sealed.sums | sums))

    def _save(self, info: str | None) -> None:
        self._files.replace(self.output.keys)
        changed = self._files.save()
        for kept in self._kept:
            kept.save()
        self._database.close()
        sealed = self._seal.read() or Sealed()
        signature = self.output.digest() if changed or not sealed.output else sealed.output
        self.output.sign(signature, info)
        sums = {path.name: self._seal.sum(path) for path in self._sealed_files if path.exists()}
        if self._aside.exists():
            sums[ENVIRONMENT] = self._seal.sum(self._aside)
        self._seal.write(Sealed(sums, signature, sorted(self.output.others), self.output.lost))
        self._mark.unlink(missing_ok=True)

    def finish(self) -> set[str]:
        """After all else, extensions' own work too: have Sphinx's file where it belongs, and note which files they
        wrote. Gives those in the output that no build has to do with."""
        self._bring_back()
        sealed = self._seal.read()
        if self._mark.exists() or not sealed:
            return set()
        strange = self.output.note_others()
        self._seal.write(replace(sealed, others=sorted(self.output.others)))
        return strange


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
    """The file that holds the seal: a checksum of each file that a build leaves, by which damage and mixtures are seen.

    Checksums are worked out again only for files that changed since.
    """

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
        return read if said["seal"] == _checksum(repr(read).encode()) else None

    def write(self, sealed: Sealed) -> None:
        """Put it there whole, unless the same stands there."""
        if sealed != self.read():
            seal = _checksum(repr(sealed).encode())
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


def _checksum(data: bytes) -> str:
    """Against damage, not against malice: CRC-32 goes through 2 GB a second."""
    return f"{zlib.crc32(data):08x}"
