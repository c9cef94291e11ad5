"""The doctrees of all documents, kept from build to build in the one database.

Sphinx gives each a file of its own. Thousands of files of a few kilobytes cost more than all that is in them: to make,
to find again, and to put into a cache.
"""

from __future__ import annotations

import os
import pickle
import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from .database import Database

#: So many are held before they are written, in one transaction.
AT_ONCE = 100
_COLUMNS = "docname TEXT PRIMARY KEY, tree BLOB"


class Doctrees:
    """Doctrees, pickled.

    A process that was forked to read documents writes those of each of its shares to a file of its own, which `take_up`
    moves into the database: the process may have begun another share by then.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._owner = os.getpid()
        self._held: dict[str, bytes] = {}
        self._handed_over = 0
        database.declare("doctree", _COLUMNS)

    def put(self, docname: str, doctree: Any) -> None:
        """Take in a doctree, which is of no use for anything else then; `keep` writes the last of them."""
        # As Sphinx does: what belongs to the process cannot be stored.
        doctree.reporter = doctree.transformer = None
        doctree.settings = doctree.settings.copy()
        doctree.settings.warning_stream = doctree.settings.env = doctree.settings.record_dependencies = None
        self._held[docname] = pickle.dumps(doctree, pickle.HIGHEST_PROTOCOL)
        if len(self._held) >= AT_ONCE:
            self.keep()

    def hand_over(self) -> Path | None:
        """Write the last of a share; in a forked process, give the file in which its doctrees are."""
        aside = self.keep()
        self._handed_over += 1
        return aside

    def keep(self) -> Path | None:
        """Write those that are held; in a forked process, to the file that is given."""
        rows = self._held.items()
        aside = None
        if os.getpid() == self._owner:
            with self._database.db as db:
                db.executemany("INSERT OR REPLACE INTO doctree VALUES (?, ?)", rows)
        else:
            aside = self._database.path.with_name(f"doctrees-{os.getpid()}-{self._handed_over}.sqlite")
            share = sqlite3.connect(aside)
            share.execute("PRAGMA synchronous = OFF")
            share.execute("PRAGMA journal_mode = OFF")
            with share:
                share.execute(f"CREATE TABLE IF NOT EXISTS doctree ({_COLUMNS})")
                share.executemany("INSERT OR REPLACE INTO doctree VALUES (?, ?)", rows)
            share.close()
        self._held.clear()
        return aside

    def drop_shares(self) -> None:
        """Remove the files of processes that were ended before their share was taken up."""
        for aside in self._database.path.parent.glob("doctrees-*.sqlite"):
            aside.unlink()

    def take_up(self, aside: Path) -> None:
        """Move the doctrees of a forked process into the database."""
        db = self._database.db
        db.execute("ATTACH DATABASE ? AS share", (str(aside),))
        db.execute("PRAGMA share.cache_size = -100")
        with db:
            db.execute("INSERT OR REPLACE INTO doctree SELECT docname, tree FROM share.doctree")
        db.execute("DETACH DATABASE share")
        aside.unlink()

    def get(self, docname: str) -> bytes:
        """The doctree as it was pickled. Raises KeyError."""
        row = self._database.db.execute("SELECT tree FROM doctree WHERE docname = ?", (docname,)).fetchone()
        if row is None:
            raise KeyError(docname)
        return bytes(row[0])

    def by_name(self) -> ByName:
        """All doctrees, for Sphinx, which looks for that of a document, and now and then for another's, by its name."""
        return ByName(self)

    def names(self) -> set[str]:
        """The documents whose doctrees are here."""
        return {name for (name,) in self._database.db.execute("SELECT docname FROM doctree")}

    def forget(self, docnames: Iterable[str]) -> None:
        """Remove the doctrees of documents that are gone, or that have been read elsewhere since."""
        with self._database.db as db:
            db.executemany("DELETE FROM doctree WHERE docname = ?", [(name,) for name in docnames])


class ByName(dict[str, bytes]):
    """Doctrees as they were pickled, each fetched when it is asked for and not kept."""

    def __init__(self, doctrees: Doctrees) -> None:
        super().__init__()
        self._doctrees = doctrees

    def __missing__(self, docname: str) -> bytes:
        return self._doctrees.get(docname)
