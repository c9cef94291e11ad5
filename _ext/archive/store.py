"""What one build leaves for the next: the key of every file written, and the HTML of every text.

Kept beside Sphinx's doctrees, never in the output. A build that was killed leaves a mark, and the next one
then starts from nothing, so that no half-written file is ever trusted.
"""

from __future__ import annotations

import os
import pickle
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from .database import Database
from .digests import digest
from .doctrees import Doctrees
from .outfiles import remove
from .packing import Packed, pack, unpack
from .sentencestore import Sentences

#: Folders of the output that belong to the build alone.
OWN_FOLDERS = ("_static", "_images", "_downloads", "_sources", "pagefind")


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
        rows = (
            (f.docname, digest(f.body), f.excerpt, "\n".join("\t".join(image) for image in f.images), f.body)
            for f in fragments
        )
        # Taken up before they are written, some at a time: what makes them reads here too, and cannot while we write.
        while batch := list(islice(rows, 100)):
            with self.db as db:
                db.executemany("INSERT OR REPLACE INTO head VALUES (?, ?, ?, ?)", (row[:-1] for row in batch))
                db.executemany("INSERT OR REPLACE INTO body VALUES (?, ?)", ((row[0], row[-1]) for row in batch))

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
    """The folder beside the doctrees in which all this is kept."""

    def __init__(self, doctreedir: Path, outdir: Path) -> None:
        self._doctreedir, self._outdir = doctreedir, outdir
        self._folder = doctreedir / "archive"
        self._mark = self._folder / "building"
        self._state = self._folder / "state.pickle"
        self.keys: dict[str, str] = {}
        """Of every file in the output, the key that it was written from."""
        self.memory: dict[str, Any] = {}
        """Whatever else a build wants to find again, by name; not changed in place."""
        self._loaded: dict[str, Any] = {}
        self._packed: dict[str, Packed] = {}
        self._planned: set[str] = set()
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

    def open(self) -> None:
        """Take up what the last build left; throw it away, and its output, if that build did not end well."""
        loaded = self._load()
        if self._mark.exists():
            self._discard(self._mark.read_text(encoding="utf-8").splitlines())
        elif not loaded:
            self._discard([])

    def begin(self) -> None:
        """Set the mark: until `close`, nothing that is there can be trusted."""
        self._folder.mkdir(parents=True, exist_ok=True)
        self._mark.touch()

    def plan(self, paths: Iterable[str]) -> None:
        """Note which files may now be written, so that after a kill they can be told from somebody else's.

        Those of the last build are noted already, in its state.
        """
        if self._planned.issuperset(new := set(paths) - self.keys.keys()):
            return
        self._planned |= new
        aside = self._mark.with_suffix(".new")
        aside.write_text("\n".join(sorted(self._planned)), encoding="utf-8")
        os.replace(aside, self._mark)

    def is_current(self, path: str, key: str) -> bool:
        """Whether the file at `path` was written from what `key` stands for."""
        return not self.missing({path: key})

    def missing(self, keys: Mapping[str, str]) -> list[str]:
        """The paths of those files that are not there, or were not written from what `keys` stand for."""
        # Asked of each file at every build: `access` takes two thirds of the time of `os.path.exists`.
        known, out, access, there = self.keys, self._outdir, os.access, os.F_OK
        return [path for path, key in keys.items() if known.get(path) != key or not access(f"{out}/{path}", there)]

    def remove_stale(self, keys: Iterable[str]) -> None:
        """Remove what an earlier build wrote and this one, with `keys`, does not stand for."""
        for path in sorted(self.keys.keys() - set(keys)):
            remove(self._outdir, path)

    def close(self, keys: dict[str, str]) -> None:
        """End a build that went well: `keys` are all the files that it stands for."""
        self.fragments.close()
        self.doctrees.close()
        packed = {name: pack(value, self._loaded.get(name), self._packed.get(name))
                  for name, value in self.memory.items()}  # fmt: skip
        if keys != self.keys or packed != self._packed:
            aside = self._state.with_suffix(".new")
            with aside.open("wb") as file:
                pickle.dump((keys, packed), file, pickle.HIGHEST_PROTOCOL)
            os.replace(aside, self._state)
        self._mark.unlink(missing_ok=True)

    def _load(self) -> bool:
        try:
            with self._state.open("rb") as file:
                keys, packed = pickle.load(file)
            memory = {name: unpack(value) for name, value in packed.items()}
        except Exception:  # a damaged file can raise anything, and a clean build mends it
            return False
        self.keys, self.memory, self._loaded, self._packed = keys, memory, dict(memory), packed
        return True

    def _discard(self, planned: list[str]) -> None:
        for path in {*planned, *self.keys}:
            remove(self._outdir, path)
        for folder in OWN_FOLDERS if (self._outdir / ".buildinfo").exists() else ():
            shutil.rmtree(self._outdir / folder, ignore_errors=True)
        for doctree in self._doctreedir.rglob("*.doctree"):
            doctree.unlink()
        (self._doctreedir / "environment.pickle").unlink(missing_ok=True)
        shutil.rmtree(self._folder, ignore_errors=True)
        self.keys, self.memory, self._loaded, self._packed = {}, {}, {}, {}
