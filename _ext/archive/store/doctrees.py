"""The doctrees of all documents, kept from build to build in one file.

Sphinx gives each a file of its own. Thousands of files of a few kilobytes cost more than all that is in them: to make,
to find again, and to put into a cache.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from ..core.database import Database

#: So many are held before they are written, in one transaction.
AT_ONCE = 100


class Doctrees(Database):
    """Each process that reads documents holds a few, and writes them together."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, ("CREATE TABLE IF NOT EXISTS doctree (docname TEXT PRIMARY KEY, tree BLOB)",))
        self._held: dict[str, bytes] = {}

    def put(self, docname: str, doctree: Any) -> None:
        """Take in a doctree, which is of no use for anything else then; `keep` writes the last of them."""
        # As Sphinx does: what belongs to the process cannot be stored.
        doctree.reporter = doctree.transformer = None
        doctree.settings = doctree.settings.copy()
        doctree.settings.warning_stream = doctree.settings.env = doctree.settings.record_dependencies = None
        self._held[docname] = pickle.dumps(doctree, pickle.HIGHEST_PROTOCOL)
        if len(self._held) >= AT_ONCE:
            self.keep()

    def keep(self) -> None:
        """Write those that are held."""
        with self.db as db:
            db.executemany("INSERT OR REPLACE INTO doctree VALUES (?, ?)", self._held.items())
        self._held.clear()

    def get(self, docname: str) -> bytes:
        """The doctree as it was pickled. Raises KeyError."""
        row = self.db.execute("SELECT tree FROM doctree WHERE docname = ?", (docname,)).fetchone()
        if row is None:
            raise KeyError(docname)
        return bytes(row[0])

    def by_name(self) -> ByName:
        """All doctrees, for Sphinx, which looks for that of a document, and now and then for another's, by its name."""
        return ByName(self)

    def names(self) -> set[str]:
        """The documents whose doctrees are here."""
        return {name for (name,) in self.db.execute("SELECT docname FROM doctree")}

    def forget(self, docnames: Iterable[str]) -> None:
        """Remove the doctrees of documents that are gone, or that have been read elsewhere since."""
        with self.db as db:
            db.executemany("DELETE FROM doctree WHERE docname = ?", [(name,) for name in docnames])


class ByName(dict[str, bytes]):
    """Doctrees as they were pickled, each fetched when it is asked for and not kept."""

    def __init__(self, doctrees: Doctrees) -> None:
        super().__init__()
        self._doctrees = doctrees

    def __missing__(self, docname: str) -> bytes:
        return self._doctrees.get(docname)
