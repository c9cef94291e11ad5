"""What every document names, and in which sentences, kept from build to build."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from hashlib import blake2b
from typing import NamedTuple

from ..core.digests import digest
from ..model.mentioned import OPEN, opens
from .database import Database

#: The sentences of so many documents are held in memory, some 4 kB each.
KEPT = 5000


class NotedReference(NamedTuple):
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


class NotedDocument(NamedTuple):
    """The notes of a document as they are kept, in JSON: two texts, which processes hand over in no time."""

    references: str
    """A list of the parts of each `NotedReference`."""
    sentences: str
    """The sentence of each reference, with marks about the mention: see `mentioned`."""


def noted(found: Mapping[tuple[str, str, str], str]) -> NotedDocument:
    """The notes of a document: `found` gives, in order, the sentences by kind, target and place."""
    rows = [
        NotedReference(*reference, _digest(sentence), opens(sentence) if OPEN in sentence else "")
        for reference, sentence in found.items()
    ]
    references, sentences = (json.dumps(part, ensure_ascii=False) for part in (rows, list(found.values())))
    return NotedDocument(references, sentences)


class Sentences:
    """What every document names, and in which sentences."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._texts: dict[str, list[str]] = {}
        self._digests: dict[str, str] | None = None
        columns = "docname TEXT PRIMARY KEY, digest TEXT, reference_list TEXT, sentences TEXT"
        database.declare("mention", columns, "JSON")
        database.index("mention", "docname, digest")

    def put(self, documents: Mapping[str, NotedDocument | None]) -> None:
        """Take in the notes of each document, in the place of those that it had."""
        rows = [(name, digest(made.references), *made) for name, made in documents.items() if made]
        self._texts.clear()
        self._digests = None
        with self._database.db as db:
            db.executemany("DELETE FROM mention WHERE docname = ?", [(name,) for name in documents])
            db.executemany("INSERT INTO mention VALUES (?, ?, ?, ?)", rows)

    def keep_only(self, docnames: Iterable[str]) -> None:
        """Forget the documents that are gone."""
        kept = set(docnames)
        gone = [(name,) for name in self.digests() if name not in kept]
        if gone:
            self._digests = None
            with self._database.db as db:
                db.executemany("DELETE FROM mention WHERE docname = ?", gone)

    def digests(self) -> dict[str, str]:
        """Of each document that has any, a digest of its notes, in the order of the names."""
        if self._digests is None:
            self._digests = dict(self._database.db.execute("SELECT docname, digest FROM mention ORDER BY docname"))
        return self._digests

    def references(self, docname: str) -> list[NotedReference]:
        """The references of a document, in order."""
        query = "SELECT reference_list FROM mention WHERE docname = ?"
        row = self._database.db.execute(query, (docname,)).fetchone()
        return list(map(NotedReference._make, json.loads(row[0]))) if row else []

    def of(self, docname: str) -> list[str]:
        """All sentences of a document, by the place of their note."""
        texts = self._texts.get(docname)
        if texts is None:
            if len(self._texts) >= KEPT:
                self._texts.clear()
            query = "SELECT sentences FROM mention WHERE docname = ?"
            row = self._database.db.execute(query, (docname,)).fetchone()
            texts = self._texts[docname] = json.loads(row[0]) if row else []
        return texts


def _digest(sentence: str) -> str:
    return blake2b(sentence.encode(), digest_size=8).hexdigest()
