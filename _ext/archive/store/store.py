"""What one build leaves for the next, and the steps of a build: open, begin, settle, plan, close or fail, and finish.

It stands beside Sphinx's doctrees, never in the output, under a seal of checksums, by which damage is seen. A build
that was killed leaves a mark, and the next one then starts from nothing, so that no half-written file is ever trusted.
One that ended in an error keeps what it wrote. The output is trusted only as far as it is known here.
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

#: The file of Sphinx's environment, beside the doctrees.
ENVIRONMENT = "environment.pickle"
SEAL = "seal.json"
DATABASE = "archive.sqlite"


class Store:
    """All that a build finds of the last one, and leaves for the next.

    A build calls `open`; `begin`; `settle` once all is read; `plan` before it writes any files; `close`, or `fail` if
    it ends in an error; and `finish` after all else. A builder that is not the archive's calls `open` and
    `close_for_other_builder`.
    """

    def __init__(self, doctreedir: Path, outdir: Path) -> None:
        self._doctreedir = doctreedir
        self._folder = doctreedir / "archive"
        self._mark = self._folder / "building"
        self._seal = Seal(self._folder / SEAL)
        self._environment = doctreedir / ENVIRONMENT
        self._aside = self._folder / ENVIRONMENT
        self._former_files: set[str] | None = None
        """Files of earlier builds, of which none is trusted, and which `begin` removes."""
        self._signature = ""
        """Of the output, as the seal has it."""
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
        """What reading each post and page gave, by its path."""
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
            records.BibliographyRead, records.Configuration, MentionIndex, records.NameFeedsStamp, records.NamePages,
            records.ReadDefinitions, records.ReadLinks, records.RelatedRules, records.StaticFiles,
            records.WarnedDocuments, records.WordedReferences,
        ))  # fmt: skip
        self._tables = (self.sources, self.comments, self.name_feeds, self.fed_texts, self.source_files, self.records)

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
        """A folder for compiled templates, where they are not kept beside the code."""
        return self._folder / "templates"

    # The last build

    def open(self, zone: tzinfo) -> str:
        """Take up what the last build left, but for what is damaged and what came of it; give a line to say about that.

        The line is empty if there is nothing to say. Nothing is taken up of a build that was killed. No file is written
        before `begin`. Dates are in `zone`.
        """
        if not self._folder.is_dir():
            clear(self._folder)
        self._bring_back()
        self.sources.zone = zone
        sealed = self._seal.read() or Sealed()
        was_killed = self._mark.exists()
        left_anything = self._database.path.exists() or bool(sealed.sums)
        damaged = self._damaged(sealed)
        is_usable = DATABASE not in damaged and self._database.open()
        self.output.others, self._signature = set(sealed.others), sealed.output
        self.output.lost = not is_usable or sealed.lost
        if is_usable:
            self.output.keys = dict(self._files.rows())
        if was_killed or not is_usable:
            self.start_anew(self._killed_plan() if was_killed else [])
        elif damaged:
            clear(self._environment)
        if was_killed or not left_anything or (is_usable and not damaged):
            return ""
        if not damaged or not (self._folder / SEAL).exists():
            return f"{self._doctreedir}: what the last build left is another version's, and made anew"
        names = " and ".join(sorted(damaged)) if sealed.sums else SEAL
        return f"{self._doctreedir}: what the last build left is damaged ({names}), and made anew"

    def start_anew(self, planned: Iterable[str] = ()) -> None:
        """Forget the last build; have `begin` remove all that it wrote, or planned to."""
        output = self.output
        self._former_files = {*planned, *output.keys, *output.others}
        clear(self._environment)
        output.keys, output.others = {}, set()
        self._database.forget()
        for table in (self._files, *self._tables):
            table.forget()

    @property
    def _sealed_files(self) -> tuple[Path, Path]:
        return (self._environment, self._database.path)

    def _damaged(self, sealed: Sealed) -> set[str]:
        """The names of those sealed files that are not what the seal says, or of which it says nothing."""
        names = set()
        for path in self._sealed_files:
            if path.exists() and sealed.sums.get(path.name) != self._seal.sum(path):
                names.add(path.name)
        if DATABASE in sealed.sums and not self._database.path.exists():
            names.add(DATABASE)
        return names

    def _killed_plan(self) -> list[str]:
        """The files that the killed build set out to write."""
        try:
            return list(map(str, json.loads(self._mark.read_text(encoding="utf-8") or "[]")))
        except (OSError, ValueError, TypeError):
            self.output.lost = True
            return []

    # This build

    def begin(self) -> None:
        """Set the mark: until `close` or `fail`, nothing that is there can be trusted."""
        if self._former_files is not None:
            self.output.discard(self._former_files)
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
        self.source_files.begin(began)
        self._set_aside()

    def settle(self) -> None:
        """Note that all is read, and that Sphinx has saved its environment, which stays whatever happens now."""
        self._set_aside()
        self._settled = True

    def _set_aside(self) -> None:
        """Put Sphinx's environment aside, since Sphinx would remove it when a build fails."""
        if self._environment.exists():
            os.replace(self._environment, self._aside)

    def _bring_back(self) -> None:
        """Put Sphinx's environment back into its place."""
        if self._aside.exists():
            clear(self._environment)
            os.replace(self._aside, self._environment)

    def plan(self, paths: Iterable[str]) -> None:
        """Note which files are to be written now, and remove what an earlier build left in their way. Raises Obstacle.

        None of them is trusted until it is written. If the build is killed, the next one knows by this list that they
        are not somebody else's.
        """
        planned = list(paths)
        new = set(planned) - self.output.keys.keys() - self._planned
        self.output.wrote(dict.fromkeys(planned, ""))
        if new:
            self._planned |= new
            write_whole(self._mark, json.dumps(sorted(self._planned)).encode())
        self.output.make_way(planned)

    def close(self, keys: dict[str, str], info: str) -> None:
        """End a build that went well: `keys` are those of all its files, `info` is what Sphinx says of it."""
        self.output.keys, self.output.lost = keys, False
        self._save(info)

    def fail(self, unread: Iterable[str]) -> None:
        """End a build in an error: what it wrote is kept, and what it read if that was all.

        `unread` are the documents that it set out to read. If this fails too, the mark stays, and the next build starts
        from nothing.
        """
        try:
            if not self._settled:
                clear(self._environment)  # what it knows may not fit the rest: the one set aside does
                self.doctrees.forget(unread)
            self._save(None)
        except (OSError, sqlite3.Error):
            pass

    def close_for_other_builder(self) -> None:
        """Seal anew what a builder may have changed that is not the archive's."""
        self._database.close()
        if sealed := self._seal.read():
            changed = self._sealed_files if self._database.is_on_disk else (self._environment,)
            sums = {path.name: self._seal.sum(path) for path in changed}
            self._seal.write(replace(sealed, sums=sealed.sums | sums))

    def _save(self, info: str | None) -> None:
        """Write all that changed, sign the output, seal all and take the mark away."""
        self._files.replace(self.output.keys)
        changed = self._files.save()
        for table in self._tables:
            table.save()
        self.related.save()
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
        """After all else, also the work of other extensions: put Sphinx's environment back, and note the files that
        they wrote. Gives those in the output that no build wrote."""
        self._bring_back()
        sealed = self._seal.read()
        if self._mark.exists() or not sealed:
            return set()
        unknown = self.output.note_others()
        self._seal.write(replace(sealed, others=sorted(self.output.others)))
        return unknown


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
    """Whether the build did not know what stood in the output as it began, and then ended in an error."""


class Seal:
    """The file of the seal: a checksum of each file that a build leaves, by which damage and mixtures are seen.

    The checksum of a file is worked out again only if its size, time or inode changed.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._known: dict[Path, tuple[tuple[int, int, int], str]] = {}

    def read(self) -> Sealed | None:
        """What the seal says; None if there is none, or it is damaged."""
        try:
            stored = json.loads(self._path.read_bytes())
            others = list(map(str, stored["others"]))
            sealed = Sealed(dict(stored["sums"]), str(stored["output"]), others, bool(stored["lost"]))
            checksum = stored["seal"]
        except (OSError, ValueError, TypeError, KeyError):
            return None
        return sealed if checksum == _checksum(repr(sealed).encode()) else None

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
