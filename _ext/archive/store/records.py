"""What builds remember beside documents: dataclasses of which each build makes one, and rows of small tables.

What is derived has a stamp with it, a digest of all that it was made from: with another stamp it is made anew.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC
from typing import Any, TypeVar

from ..core.problems import Problem
from ..source import definitionfiles, linkfile
from .database import Database, codec_of

Record = TypeVar("Record")


class Records:
    """The records: one of each of `kinds`, which are dataclasses, in JSON."""

    def __init__(self, database: Database, kinds: Sequence[type[Any]]) -> None:
        self._database = database
        self._held: dict[type[Any], Any] = {}
        self._changed: set[type[Any]] = set()
        self._codecs = {kind: codec_of(kind, UTC) for kind in kinds}
        described = " ".join(codec.description for codec in self._codecs.values())
        database.declare("record", "type TEXT PRIMARY KEY, value TEXT NOT NULL", described)

    def get(self, kind: type[Record]) -> Record | None:
        """The record of a type; None if no build has left any."""
        if kind not in self._held:
            query = "SELECT value FROM record WHERE type = ?"
            row = self._database.db.execute(query, (kind.__name__,)).fetchone()
            self._held[kind] = self._codecs[kind].read(json.loads(row[0])) if row else None
        found: Record | None = self._held[kind]
        return found

    def put(self, record: Any) -> None:
        """Hold a record in the place of the one of its type."""
        if self.get(type(record)) != record:
            self._held[type(record)] = record
            self._changed.add(type(record))

    def save(self) -> bool:
        """Write the records that changed; whether there were any."""
        rows = [(kind.__name__, json.dumps(self._codecs[kind].write(self._held[kind]))) for kind in self._changed]
        if rows:
            with self._database.db as db:
                db.executemany("INSERT OR REPLACE INTO record VALUES (?, ?)", sorted(rows))
        self._changed.clear()
        return bool(rows)

    def forget(self) -> None:
        """Hold nothing: what is asked for is read again."""
        self._held.clear()
        self._changed.clear()


@dataclass(frozen=True)
class Configuration:
    """The settings that the last build was made with."""

    digest: str


@dataclass(frozen=True)
class ReadDefinitions:
    """What the files of definitions said."""

    code: str
    """Digest of the code that read them."""
    read: definitionfiles.DefinitionFiles


@dataclass(frozen=True)
class ReadLinks:
    """What the file of links said."""

    code: str
    """Digest of the code that read it."""
    read: linkfile.LinkFile


@dataclass(frozen=True)
class StaticFiles:
    """What was copied to ``_static`` and from ``html_extra_path``."""

    key: str = ""
    """Empty while they are copied."""
    paths: tuple[str, ...] = ()
    """From the output's root."""


@dataclass(frozen=True)
class RelatedRules:
    """Digest of the code by which related posts were found."""

    code: str


@dataclass(frozen=True)
class WarnedDocuments:
    """Documents about which a build warned, so that the next reads them again and repeats it."""

    docnames: frozenset[str] = frozenset()


@dataclass(frozen=True)
class NamePages:
    """The pages of all names."""

    stamp: str
    keys: Mapping[str, str]
    """The key of each page by its path."""
    addresses: tuple[tuple[str, str], ...]
    """For the sitemap: each address, and the day of the newest post shown there."""


@dataclass(frozen=True)
class NameFeedsStamp:
    """What the feeds of all names were made from, but for the texts of posts."""

    stamp: str


@dataclass(frozen=True)
class NameFeeds:
    """The feeds of one name."""

    keys: Mapping[str, str]
    """The key of each by its path."""


@dataclass(frozen=True)
class BibliographyRead:
    """What reading the files of works gave."""

    digest: str = ""
    """Of the files and the style."""
    problems: tuple[Problem, ...] = ()
    style: str = ""
    """The style by which entries were tried, and the versions of what applies it."""
    sound: frozenset[str] = field(default_factory=frozenset)
    """Digests of the entries that it can show."""


@dataclass(frozen=True)
class WordedReferences:
    """The references of works that are defined, as HTML, each by a digest of what it was made from."""

    html: Mapping[str, str] = field(default_factory=dict)
