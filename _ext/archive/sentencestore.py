"""What every document names, and in which sentences, kept from build to build."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from .digests import digest
from .mentioned import opens


@dataclass(frozen=True, slots=True)
class Note:
    """One reference as it stands in a text."""

    kind: str
    target: str
    """As the author wrote it."""
    sentence: str
    """With marks about the mention: see `mentioned`."""


class Sentences:
    """What every document names, and in which sentences: in the file of the fragments."""

    def __init__(self, db: Callable[[], sqlite3.Connection]) -> None:
        self._db = db

    def put(self, noted: Mapping[str, Sequence[Note]]) -> None:
        """Take in the notes of each document, in the place of those that it had."""
        rows = [
            (name, "\n".join(map(_line, notes)), "\n".join(note.sentence for note in notes))
            for name, notes in noted.items()
        ]
        with self._db() as db:
            db.executemany("DELETE FROM mention WHERE docname = ?", [(name,) for name, *_ in rows])
            db.executemany("INSERT INTO mention VALUES (?, ?, ?)", [row for row in rows if row[1]])

    def keep_only(self, docnames: Iterable[str]) -> None:
        """Forget the documents that are gone."""
        kept, db = set(docnames), self._db()
        gone = [(name,) for (name,) in db.execute("SELECT docname FROM mention") if name not in kept]
        with db:
            db.executemany("DELETE FROM mention WHERE docname = ?", gone)

    def notes(self) -> Iterator[tuple[str, list[tuple[str, str, str, str]]]]:
        """Of each document the notes in order: kind, target, digest of the sentence, names that stand open in it."""
        for name, notes in self._db().execute("SELECT docname, notes FROM mention ORDER BY docname"):
            yield name, [(kind, target, stamp, left) for kind, target, stamp, left in
                         (line.split("\t") for line in notes.split("\n"))]  # fmt: skip

    def get(self, docname: str, place: int) -> str:
        row = self._db().execute("SELECT sentences FROM mention WHERE docname = ?", (docname,)).fetchone()
        return str(row[0]).split("\n")[place] if row else ""


def _line(note: Note) -> str:
    return "\t".join((note.kind, note.target, digest(note.sentence)[:16], opens(note.sentence)))
