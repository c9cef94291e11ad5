"""What one build leaves for the next: the key of every file written, and the HTML of every text.

Kept beside Sphinx's doctrees, never in the output, under a seal: checksums, by which damage is seen. A build that was
killed leaves a mark, and the next one then starts from nothing, so that no half-written file is ever trusted. One that
ended in an error keeps what it wrote. The output is trusted only as far as it is known here.
"""

from __future__ import annotations

import errno
import json
import os
import pickle
import shutil
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ..core.database import Database
from ..core.digests import digest
from ..core.outfiles import OWN_FOLDERS, Standing, clear, is_of_a_build, remove, standing
from ..core.reserved import folders
from .doctrees import Doctrees
from .packing import Packed, pack, unpack
from .seal import Seal, Sealed, write_whole
from .sentences import Sentences

#: The file of Sphinx's in which all that was read stands, beside the doctrees.
ENVIRONMENT = "environment.pickle"
#: The file in the output in which Sphinx says how it was built, and a line in it that says which state knows it.
BUILD_INFO = ".buildinfo"
SEAL = "seal.json"
_SIGNATURE = "archive: "


class Obstacle(OSError):
    """Something that no build wrote stands where a file is to be written."""


@dataclass(frozen=True, slots=True)
class Fragment:
    """The HTML of one text as listings and feeds show it; links begin with `rooted.SITE_SCHEME`."""

    docname: str
    body: str
    excerpt: str
    images: tuple[tuple[str, str], ...] = ()
    """Images that the page shows: (source, name under ``_images``)."""


class Fragments(Database):
    """The fragments of all documents."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, (
            # Apart from the text, since every build reads all of it.
            "CREATE TABLE IF NOT EXISTS head (docname TEXT PRIMARY KEY, digest TEXT, excerpt TEXT, images TEXT)",
            "CREATE TABLE IF NOT EXISTS body (docname TEXT PRIMARY KEY, html TEXT)",
            "CREATE TABLE IF NOT EXISTS mention (docname TEXT PRIMARY KEY, digest TEXT, notes TEXT, sentences TEXT)",
            "CREATE INDEX IF NOT EXISTS mention_digest ON mention (docname, digest)",
        ))  # fmt: skip

    def put(self, fragments: Iterable[Fragment]) -> None:
        rows = [
            (f.docname, digest(f.body), f.excerpt, "\n".join("\t".join(image) for image in f.images), f.body)
            for f in fragments
        ]
        with self.db as db:
            db.executemany("INSERT OR REPLACE INTO head VALUES (?, ?, ?, ?)", (row[:-1] for row in rows))
            db.executemany("INSERT OR REPLACE INTO body VALUES (?, ?)", ((row[0], row[-1]) for row in rows))

    def keep_only(self, docnames: Iterable[str]) -> None:
        """Forget the documents that are gone."""
        kept = set(docnames)
        gone = [(name,) for (name,) in self.db.execute("SELECT docname FROM head") if name not in kept]
        with self.db as db:
            db.executemany("DELETE FROM head WHERE docname = ?", gone)
            db.executemany("DELETE FROM body WHERE docname = ?", gone)

    def heads(self) -> dict[str, tuple[str, str]]:
        """Of every document, the digest of its HTML and its excerpt."""
        return {n: (d, e) for n, d, e in self.db.execute("SELECT docname, digest, excerpt FROM head")}

    def images(self) -> dict[str, str]:
        """Every image that a page shows, source to name under ``_images``."""
        rows = self.db.execute("SELECT images FROM head WHERE images != '' ORDER BY docname")
        lines = (line for (images,) in rows for line in images.split("\n"))
        return dict(line.split("\t") for line in lines)

    def body(self, docname: str) -> str:
        row = self.db.execute("SELECT html FROM body WHERE docname = ?", (docname,)).fetchone()
        return str(row[0]) if row else ""


class Store:
    """The folder beside the doctrees in which all this is kept.

    A build calls `open`, `begin`, `settle` once all is read, `plan` and `wrote` about whatever it writes, and `close`;
    or `fail`, where it ends in an error. Files of the output are named by their paths from its root.
    """

    def __init__(self, doctreedir: Path, outdir: Path) -> None:
        self._doctreedir, self._outdir = doctreedir, outdir
        self._folder = doctreedir / "archive"
        self._mark = self._folder / "building"
        self._seal = Seal(self._folder / SEAL)
        self._state = self._folder / "state.pickle"
        self._environment = doctreedir / ENVIRONMENT
        self._aside = self._folder / ENVIRONMENT
        self.keys: dict[str, str] = {}
        """Of every file that builds have left in the output, the key that it was written from; empty if it may not be
        trusted."""
        self.memory: dict[str, Any] = {}
        """Whatever else a build wants to find again, by name; not changed in place."""
        self.others: set[str] = set()
        """Files in the output that other extensions wrote."""
        self.lost = False
        """Whether nothing is known of what stands in the output."""
        self._stored: dict[str, str] = {}
        self._loaded: dict[str, Any] = {}
        self._packed: dict[str, Packed] = {}
        self._former: set[str] | None = None
        self._output = ""
        self._planned: set[str] = set()
        self._settled = False
        self._began = 0
        self._before = Standing()
        self.fragments = Fragments(self._folder / "fragments.sqlite")
        self.sentences = Sentences(lambda: self.fragments.db)
        self.doctrees = Doctrees(self._folder / "doctrees.sqlite")

    @property
    def scratch(self) -> Path:
        """A file for this process to write and read back."""
        return self._folder / f"scratch-{os.getpid()}"

    @property
    def compiled(self) -> Path:
        """A folder for compiled templates."""
        return self._folder / "templates"

    # The last build

    def open(self) -> str:
        """Take up what the last build left, but for what is damaged and what came of it; give a line to say about that.

        Nothing is taken up of a build that was killed. No file is written before `begin`.
        """
        if not self._folder.is_dir():
            clear(self._folder)
        self._bring_back()
        sealed = self._seal.read() or Sealed()
        self.others = set(sealed.others)
        damaged = {path.name for path in self._files if path.exists() and not self._is_sound(path, sealed)}
        damaged |= {path.name for path in self._files[2:] if path.name in sealed.sums and not path.exists()}
        sound = self._state.name not in damaged and self._load()
        self.lost = not sound or sealed.lost
        self._output = sealed.output
        unsealed = not (self._folder / SEAL).exists()
        killed, known = self._mark.exists(), self._state.exists() or self.fragments.path.exists() or bool(sealed.sums)
        if killed or not sound or self.fragments.path.name in damaged:
            planned = self._killed_plan() if killed else []
            self.start_anew(planned)
        else:
            for path in self._files[:2]:
                if path.name in damaged:
                    clear(path)
        if killed or not (damaged and known):
            return ""
        if unsealed:  # which all versions before this one were
            return f"{self._doctreedir}: what the last build left is another version's, and made anew"
        names = " and ".join(sorted(damaged)) if sealed.sums else SEAL
        return f"{self._doctreedir}: what the last build left is damaged ({names}), and made anew"

    def start_anew(self, planned: Iterable[str] = ()) -> None:
        """Forget the last build; have `begin` remove all that it wrote, or planned to."""
        self._former = {*planned, *self.keys, *self.others}
        clear(self._environment)
        self.keys, self.memory, self.others = {}, {}, set()
        self._stored, self._loaded, self._packed = {}, {}, {}

    def close_for_another(self) -> None:
        """Seal what such a builder may have changed."""
        self.doctrees.close()
        if sealed := self._seal.read():
            sums = {path.name: self._seal.sum(path) for path in self._files[:2]}
            self._seal.write(replace(sealed, sums=sealed.sums | sums))

    @property
    def _files(self) -> tuple[Path, ...]:
        """All that is sealed; the first two can be made again without the rest."""
        return (self._environment, self.doctrees.path, self._state, self.fragments.path)

    def _is_sound(self, path: Path, sealed: Sealed) -> bool:
        return sealed.sums.get(path.name) == self._seal.sum(path)

    def _signed(self) -> str:
        """What the output says of the build that left it."""
        try:
            lines = (self._outdir / BUILD_INFO).read_text(encoding="utf-8").splitlines()
        except (OSError, ValueError):
            return ""
        return next((line.removeprefix(_SIGNATURE) for line in lines if line.startswith(_SIGNATURE)), "")

    def _killed_plan(self) -> list[str]:
        try:
            return list(map(str, json.loads(self._mark.read_text(encoding="utf-8") or "[]")))
        except (OSError, ValueError, TypeError):
            self.lost = True
            return []

    def _load(self) -> bool:
        try:
            with self._state.open("rb") as file:
                keys, packed = pickle.load(file)
            memory = {name: unpack(value) for name, value in packed.items()}
        except Exception:  # a damaged file can raise anything, and a clean build mends it
            return False
        self.keys, self.memory, self._loaded, self._packed = keys, memory, dict(memory), packed
        self._stored = dict(keys)
        return True

    def _discard(self, former: Iterable[str]) -> None:
        """Remove all that builds left, `former` being what they wrote in the output."""
        for path in former:
            remove(self._outdir, path)
        for folder in OWN_FOLDERS:
            shutil.rmtree(self._outdir / folder, ignore_errors=True)
        for doctree in self._doctreedir.rglob("*.doctree"):
            clear(doctree)
        clear(self._folder)

    # This build

    def begin(self) -> None:
        """Set the mark: until `close` or `fail`, nothing that is there can be trusted."""
        if self._former is not None:
            self._discard(self._former)
        elif self._signed() != self._output:
            self.keys, self.lost = dict.fromkeys(self.keys, ""), True
        self.compiled.mkdir(parents=True, exist_ok=True)
        clear(self._mark)
        self._mark.touch()
        self._began = self._mark.stat().st_ctime_ns
        self._before = standing(self._outdir)
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
        new = set(named) - self.keys.keys() - self._planned
        self.keys.update(dict.fromkeys(named, ""))
        if new:
            self._planned |= new
            write_whole(self._mark, json.dumps(sorted(self._planned)).encode())
        if self._before.files or self._before.folders:
            for path in named:
                self._make_way(path)

    def _make_way(self, path: str) -> None:
        """Remove a file that stands where `path` needs a folder, and the files in a folder that stands at `path`."""
        before = self._before
        for folder in folders(path):
            if folder in before.files:
                self._remove_obstacle(folder)
        if path in before.folders:
            for inside in [one for one in before.files if one.startswith(f"{path}/")]:
                self._remove_obstacle(inside)
            if (self._outdir / path).is_dir():
                (self._outdir / path).rmdir()
            before.folders.discard(path)

    def _remove_obstacle(self, path: str) -> None:
        if not self._is_of_a_build(path):
            raise Obstacle(errno.EEXIST, "no build wrote it, and a page needs its place", f"{self._outdir}/{path}")
        remove(self._outdir, path)
        self._before.files.discard(path)

    def wrote(self, keys: Mapping[str, str]) -> None:
        """Note that files were written, and from what."""
        self.keys |= keys

    def is_current(self, path: str, key: str) -> bool:
        """Whether the file at `path` was written from what `key` stands for."""
        return not self.missing({path: key})

    def missing(self, keys: Mapping[str, str]) -> list[str]:
        """The paths of those files that are not there, or were not written from what `keys` stand for."""
        known, there = self.keys, self._before.files
        return [
            path for path, key in keys.items() if known.get(path) != key or (path not in there and self._gone(path))
        ]

    def _gone(self, path: str) -> bool:
        """Whether a file that is not listed is not there: it may have a dot in front, or stand behind a link."""
        return not (self._outdir / path).is_file()

    def remove_stale(self, keys: Iterable[str]) -> list[str]:
        """Remove what an earlier build wrote and this one, with `keys`, does not stand for; give what of it no state
        knew."""
        kept = set(keys)
        for path in sorted(self.keys.keys() - kept):
            remove(self._outdir, path)
        unknown = self._before.files - self.keys.keys() - kept - self.others
        found = sorted(path for path in unknown if not self._is_fresh(path) and self._is_of_a_build(path))
        for path in found:
            remove(self._outdir, path)
        self._before.files.difference_update(found)
        return found

    def _is_of_a_build(self, path: str) -> bool:
        return path in self.keys or is_of_a_build(self._outdir, path, dated=self.lost)

    def close(self, keys: dict[str, str], info: str) -> None:
        """End a build that went well: `keys` are all the files that it stands for, `info` is what Sphinx says of it."""
        self.keys, self.lost = keys, False
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

    def _save(self, info: str | None) -> None:
        self.fragments.close()
        self.doctrees.close()
        packed = {name: pack(value, self._loaded.get(name), self._packed.get(name))
                  for name, value in self.memory.items()}  # fmt: skip
        if self.keys != self._stored or packed != self._packed:
            write_whole(self._state, pickle.dumps((self.keys, packed), pickle.HIGHEST_PROTOCOL))
        sealed = self._seal.read() or Sealed()
        output = sealed.output
        if self.keys != self._stored or not output:
            output = digest(*(f"{path}\t{key}" for path, key in sorted(self.keys.items())))
        self._sign(output, info)
        sums = {path.name: self._seal.sum(path) for path in self._files if path.exists()}
        if self._aside.exists():
            sums[ENVIRONMENT] = self._seal.sum(self._aside)
        self._seal.write(Sealed(sums, output, sorted(self.others), self.lost))
        self._mark.unlink(missing_ok=True)

    def _sign(self, output: str, info: str | None) -> None:
        """Have the output say which state it belongs to."""
        path = self._outdir / BUILD_INFO
        old = path.read_text(encoding="utf-8") if path.is_file() else ""
        lines = [line for line in (old if info is None else info).splitlines() if not line.startswith(_SIGNATURE)]
        new = "\n".join([*lines, _SIGNATURE + output, ""])
        if new != old:
            path.write_text(new, encoding="utf-8")

    def finish(self) -> set[str]:
        """After all else, extensions' own work too: have Sphinx's file where it belongs, and note which files they
        wrote. Gives those in the output that no build has to do with."""
        self._bring_back()
        sealed = self._seal.read()
        if self._mark.exists() or not sealed:
            return set()
        now = standing(self._outdir).files - self.keys.keys()
        before = self._before.files
        theirs = {path for path in now if path not in before or path in self.others or self._is_fresh(path)}
        self._seal.write(replace(sealed, others=sorted(theirs)))
        return now - theirs

    def _is_fresh(self, path: str) -> bool:
        """Whether a file was written since this build began."""
        try:
            return (self._outdir / path).lstat().st_ctime_ns >= self._began
        except OSError:
            return False
