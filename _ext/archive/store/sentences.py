"""What every document names, and in which sentences, kept from build to build."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Mapping
from hashlib import blake2b
from typing import NamedTuple

from ..core.digests import digest
from ..model.mentioned import OPEN, opens

#: The sentences of so many documents are held in memory, some 4 kB each.
KEPT = 5000


class Stored(NamedTuple):
    """A note of one reference as it stands in a text, without its sentence."""

    kind: str
    target: str
    """As the author wrote it."""
    at: str
    """Which of the document's sentences it stands in: the same for two references in one."""
    digest: str
    """Of the sentence."""
    opens: str
    """The names that stand open in the sentence: see `mentioned.opens`."""


class Written(NamedTuple):
    """The notes of a document as they are kept: two texts, which processes hand over in no time."""

    notes: str
    """A line each, of the parts of a `Stored`."""
    sentences: str
    """A line each, with marks about the mention: see `mentioned`."""


def written(found: Mapping[tuple[str, str, str], str]) -> Written:
    """The notes of a document: `found` gives, in order, the sentences by kind, target and place."""
    return Written("\n".join(map(_line, found.items())), "\n".join(found.values()))


class Sentences:
    """What every document names, and in which sentences: in the file of the fragments."""

    def __init__(self, db: Callable[[], sqlite3.Connection]) -> None:
        self._db = db
        self._texts: dict[str, list[str]] = {}
        self._digests: dict[str, str] | None = None

    def put(self, noted: Mapping[str, Written | None]) -> None:
        """Take in the notes of each document, in the place of those that it had."""
        rows = [(name, digest(made.notes), *made) for name, made in noted.items() if made]
        self._texts.clear()
        self._digests = None
        with self._db() as db:
            db.executemany("DELETE FROM mention WHERE docname = ?", [(name,) for name in noted])
            db.executemany("INSERT INTO mention VALUES (?, ?, ?, ?)", rows)

    def keep_only(self, docnames: Iterable[str]) -> None:
        """Forget the documents that are gone."""
        kept, db = set(docnames), self._db()
        gone = [(name,) for name in self.digests() if name not in kept]
        if gone:
            self._digests = None
            with db:
                db.executemany("DELETE FROM mention WHERE docname = ?", gone)

    def digests(self) -> dict[str, str]:
        """Of each document that has any, a digest of its notes, in the order of the names."""
        if self._digests is None:
            self._digests = dict(self._db().execute("SELECT docname, digest FROM mention ORDER BY docname"))
        return self._digests

    def notes(self, docname: str) -> list[Stored]:
        """The notes of a document, in order."""
        row = self._db().execute("SELECT notes FROM mention WHERE docname = ?", (docname,)).fetchone()
        return [Stored._make(line.split("\t")) for line in row[0].split("\n")] if row else []

    def of(self, docname: str) -> list[str]:
        """All sentences of a document, by the place of their note."""
        texts = self._texts.get(docname)
        if texts is None:
            if len(self._texts) >= KEPT:
                self._texts.clear()
            row = self._db().execute("SELECT sentences FROM mention WHERE docname = ?", (docname,)).fetchone()
            texts = self._texts[docname] = str(row[0]).split("\n") if row else []
        return texts


def _line(note: tuple[tuple[str, str, str], str]) -> str:
    (kind, target, at), sentence = note
    told = blake2b(sentence.encode(), digest_size=8).hexdigest()
    return f"{kind}\t{target}\t{at}\t{told}\t{opens(sentence) if OPEN in sentence else ''}"
