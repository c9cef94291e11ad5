"""The HTML of every document's text, as listings and feeds show it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

from ..core.digests import digest
from .database import Database


@dataclass(frozen=True, slots=True)
class Fragment:
    """The HTML of one text as listings and feeds show it; links begin with `paths.SITE_SCHEME`."""

    docname: str
    body: str
    excerpt: str
    images: tuple[tuple[str, str], ...] = ()
    """Images that the page shows: (source, name under ``_images``)."""
    pictures: int = 0
    """How many pictures there are in the text, those of other sites too."""
    hosts: tuple[str, ...] = ()
    """The sites that it links to, each once."""


class Fragments:
    """The fragments of all documents. What every build reads of them stands apart from their texts."""

    def __init__(self, database: Database) -> None:
        self._database = database
        columns = "docname TEXT PRIMARY KEY, digest TEXT, excerpt TEXT, images TEXT, pictures INTEGER, hosts TEXT"
        database.declare("document", columns, "images: JSON; hosts between blanks")
        database.declare("body", "docname TEXT PRIMARY KEY, html TEXT")

    def put(self, fragments: Iterable[Fragment]) -> None:
        """Store the texts that were written."""
        rows = [(f.docname, digest(f.body), f.excerpt, json.dumps(f.images), f.pictures, " ".join(f.hosts), f.body)
                for f in fragments]  # fmt: skip
        with self._database.db as db:
            db.executemany("INSERT OR REPLACE INTO document VALUES (?, ?, ?, ?, ?, ?)", (row[:-1] for row in rows))
            db.executemany("INSERT OR REPLACE INTO body VALUES (?, ?)", ((row[0], row[-1]) for row in rows))

    def keep_only(self, docnames: Iterable[str]) -> None:
        """Forget the documents that are gone."""
        kept = set(docnames)
        gone = [(name,) for (name,) in self._database.db.execute("SELECT docname FROM document") if name not in kept]
        with self._database.db as db:
            db.executemany("DELETE FROM document WHERE docname = ?", gone)
            db.executemany("DELETE FROM body WHERE docname = ?", gone)

    def heads(self) -> dict[str, tuple[str, str]]:
        """Of every document, the digest of its HTML and its excerpt."""
        rows = self._database.db.execute("SELECT docname, digest, excerpt FROM document")
        return {name: (told, excerpt) for name, told, excerpt in rows}

    def counts(self) -> dict[str, tuple[int, tuple[str, ...]]]:
        """Of every document, how many pictures there are in it and which sites it links to."""
        rows = self._database.db.execute("SELECT docname, pictures, hosts FROM document")
        return {name: (pictures, tuple(hosts.split())) for name, pictures, hosts in rows}

    def images(self) -> dict[str, str]:
        """Every image that a page shows, source to name under ``_images``."""
        rows = self._database.db.execute("SELECT images FROM document WHERE images != '[]' ORDER BY docname")
        return {source: name for (images,) in rows for source, name in json.loads(images)}

    def body(self, docname: str) -> str:
        """The HTML of a document; empty if it has none."""
        row = self._database.db.execute("SELECT html FROM body WHERE docname = ?", (docname,)).fetchone()
        return str(row[0]) if row else ""
