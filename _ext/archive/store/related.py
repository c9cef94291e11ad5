"""The telling words of each post, and which posts are related to it: rows of which an edit changes a few."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from ..model.related import Relations, Traits
from .database import Database


class KeptRelation(NamedTuple):
    """What is kept of one post."""

    stamp: str
    """Digest of all that its traits come of."""
    known: Relations


class RelatedPosts:
    """The tables of words and of related posts."""

    def __init__(self, database: Database) -> None:
        self._database = database
        database.declare("word", "docname TEXT PRIMARY KEY, words TEXT, count INTEGER")
        columns = "docname TEXT PRIMARY KEY, stamp TEXT, sorting TEXT, traits TEXT, related TEXT"
        database.declare("related", columns, "JSON")
        database.index("related", "docname, stamp")

    def words(self) -> dict[str, str]:
        """The telling words of each post, between blanks."""
        return dict(self._database.db.execute("SELECT docname, words FROM word"))

    def counts(self) -> dict[str, int]:
        """How many words there are in each post."""
        return dict(self._database.db.execute("SELECT docname, count FROM word"))

    def put_words(self, words: Mapping[str, tuple[str, int]]) -> None:
        """Take in the telling words of posts that were read, and how many words there are in all."""
        if words:
            with self._database.db as db:
                rows = ((docname, *noted) for docname, noted in words.items())
                db.executemany("INSERT OR REPLACE INTO word VALUES (?, ?, ?)", rows)

    def clear(self) -> None:
        """Forget which posts are related, but not their words."""
        with self._database.db as db:
            db.execute("DELETE FROM related")

    def stamps(self) -> dict[str, str]:
        """The stamp of each post."""
        return dict(self._database.db.execute("SELECT docname, stamp FROM related"))

    def traits(self, docname: str) -> Traits:
        """The traits of a post that is kept."""
        query = "SELECT sorting, traits FROM related WHERE docname = ?"
        order, names = self._database.db.execute(query, (docname,)).fetchone()
        return Traits(order, frozenset(json.loads(names)))

    def put_stamps(self, stamps: Mapping[str, str]) -> None:
        """Note what posts with the same traits as before are made of now."""
        with self._database.db as db:
            rows = [(stamp, name) for name, stamp in stamps.items()]
            db.executemany("UPDATE related SET stamp = ? WHERE docname = ?", rows)

    def related(self) -> dict[str, tuple[str, ...]]:
        """Of each post, the names of those related to it, the closest first."""
        rows = self._database.db.execute("SELECT docname, related FROM related WHERE related != '[]'").fetchall()
        found = json.loads(f"[{','.join(names for _, names in rows)}]")
        return {docname: tuple(names) for (docname, _), names in zip(rows, found, strict=True)}

    def all(self) -> dict[str, KeptRelation]:
        """Everything that is kept of each post."""
        query = "SELECT docname, stamp, sorting, traits, related FROM related"
        rows = self._database.db.execute(query).fetchall()
        # Of thousands all at once, which takes half as long.
        traits, related = (json.loads(f"[{','.join(row[column] for row in rows)}]") for column in (3, 4))
        return {
            docname: KeptRelation(stamp, Relations(Traits(order, frozenset(names)), tuple(found)))
            for (docname, stamp, order, _, _), names, found in zip(rows, traits, related, strict=True)
        }

    def put(self, kept: Mapping[str, KeptRelation], gone: Iterable[str]) -> None:
        """Take in what was found of some posts, and forget those that are gone."""
        rows = [
            (name, one.stamp, one.known.traits.order, json.dumps(sorted(one.known.traits.names), ensure_ascii=False),
             json.dumps(one.known.related, ensure_ascii=False))
            for name, one in kept.items()
        ]  # fmt: skip
        names = [(name,) for name in gone]
        with self._database.db as db:
            db.executemany("INSERT OR REPLACE INTO related VALUES (?, ?, ?, ?, ?)", rows)
            db.executemany("DELETE FROM related WHERE docname = ?", names)
            db.executemany("DELETE FROM word WHERE docname = ?", names)
