"""What is stored of each document: its doctree, the HTML of its text, its references with their sentences, and the
telling words and related posts of a post. Each has tables of its own, of which an edit changes a few rows."""

from __future__ import annotations

import json
import os
import pickle
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any, NamedTuple

from ..core.texts import digest
from ..model.mentions import OPEN, open_names
from ..model.related import Relations, Traits
from .database import Database

#: How many doctrees are held before they are written, in one transaction.
DOCTREES_AT_ONCE = 100
_DOCTREE_COLUMNS = "docname TEXT PRIMARY KEY, tree BLOB"


class Doctrees:
    """The doctrees of all documents, pickled.

    Sphinx gives each a file of its own. Thousands of files of a few kilobytes cost more than all that is in them: to
    make, to find again, and to put into a cache.

    A process that was forked to read documents writes those of each of its shares to a file of its own, which `take_up`
    moves into the database: the process may have begun another share by then.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._owner = os.getpid()
        self._held: dict[str, bytes] = {}
        self._handed_over = 0
        database.declare("doctree", _DOCTREE_COLUMNS)

    def put(self, docname: str, doctree: Any) -> None:
        """Pickle a doctree, from which that takes what other uses need; `flush` writes the last of them."""
        # As Sphinx does: what belongs to the process cannot be pickled.
        doctree.reporter = doctree.transformer = None
        doctree.settings = doctree.settings.copy()
        doctree.settings.warning_stream = doctree.settings.env = doctree.settings.record_dependencies = None
        self._held[docname] = pickle.dumps(doctree, pickle.HIGHEST_PROTOCOL)
        if len(self._held) >= DOCTREES_AT_ONCE:
            self.flush()

    def finish_share(self) -> Path | None:
        """Write the last doctrees of a share of documents; in a forked process, give the file that has all of them."""
        aside = self.flush()
        self._handed_over += 1
        return aside

    def flush(self) -> Path | None:
        """Write the doctrees that are held, into the database or, in a forked process, a file, which is given."""
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
                share.execute(f"CREATE TABLE IF NOT EXISTS doctree ({_DOCTREE_COLUMNS})")
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

    def by_name(self) -> DoctreesByName:
        """All doctrees, for Sphinx, which looks for that of a document, and now and then for another's, by its name."""
        return DoctreesByName(self)

    def names(self) -> set[str]:
        """The documents whose doctrees are here."""
        return {name for (name,) in self._database.db.execute("SELECT docname FROM doctree")}

    def forget(self, docnames: Iterable[str]) -> None:
        """Remove the doctrees of documents that are gone, or that have been read elsewhere since."""
        with self._database.db as db:
            db.executemany("DELETE FROM doctree WHERE docname = ?", [(name,) for name in docnames])


class DoctreesByName(dict[str, bytes]):
    """Doctrees as they were pickled, each fetched when it is asked for and not kept."""

    def __init__(self, doctrees: Doctrees) -> None:
        super().__init__()
        self._doctrees = doctrees

    def __missing__(self, docname: str) -> bytes:
        return self._doctrees.get(docname)


@dataclass(frozen=True, slots=True)
class Fragment:
    """The HTML of one text as feeds and listings show it; addresses begin with `addresses.SITE_SCHEME`."""

    docname: str
    body: str
    """The whole text, without its title."""
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
        documents, bodies = [], []
        for each in fragments:
            images, hosts = json.dumps(each.images), " ".join(each.hosts)
            documents.append((each.docname, digest(each.body), each.excerpt, images, each.pictures, hosts))
            bodies.append((each.docname, each.body))
        with self._database.db as db:
            db.executemany("INSERT OR REPLACE INTO document VALUES (?, ?, ?, ?, ?, ?)", documents)
            db.executemany("INSERT OR REPLACE INTO body VALUES (?, ?)", bodies)

    def keep_only(self, docnames: Iterable[str]) -> None:
        """Forget the documents that are gone."""
        kept = set(docnames)
        gone = [(name,) for (name,) in self._database.db.execute("SELECT docname FROM document") if name not in kept]
        with self._database.db as db:
            db.executemany("DELETE FROM document WHERE docname = ?", gone)
            db.executemany("DELETE FROM body WHERE docname = ?", gone)

    def digests_and_excerpts(self) -> dict[str, tuple[str, str]]:
        """Of every document, the digest of its HTML and its excerpt."""
        rows = self._database.db.execute("SELECT docname, digest, excerpt FROM document")
        return {name: (body_digest, excerpt) for name, body_digest, excerpt in rows}

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


#: Of how many documents the sentences are held in memory, some 4 kB each.
SENTENCES_HELD = 5000


class NotedReference(NamedTuple):
    """A note of one reference as it stands in a text, without its sentence."""

    kind: str
    target: str
    """As the author wrote it."""
    at: str
    """Which of the document's sentences it stands in: the same for two references in one."""
    digest: str
    """Of the sentence."""
    open_names: str
    """The names that stand open in the sentence: see `mentions.open_names`."""


class NotedDocument(NamedTuple):
    """All notes of a document as they are stored, in JSON: as two texts they are quickly sent between processes."""

    references: str
    """A list of the parts of each `NotedReference`."""
    sentences: str
    """The sentence of each reference, with marks about the mention: see `mentions`."""


def noted_document(found: Mapping[tuple[str, str, str], str]) -> NotedDocument:
    """The notes of a document: `found` has its sentences, in order, by kind, target and place of the reference."""
    rows = [
        NotedReference(*reference, _digest(sentence), open_names(sentence) if OPEN in sentence else "")
        for reference, sentence in found.items()
    ]
    references, sentences = (json.dumps(part, ensure_ascii=False) for part in (rows, list(found.values())))
    return NotedDocument(references, sentences)


class Sentences:
    """The references of every document, and the sentences that they stand in."""

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

    def all_references(self) -> Iterator[tuple[str, list[NotedReference]]]:
        """Of every document that has any, its name and its references, in order."""
        for docname, stored in self._database.db.execute("SELECT docname, reference_list FROM mention"):
            yield docname, list(map(NotedReference._make, json.loads(stored)))

    def of(self, docname: str) -> list[str]:
        """All sentences of a document, by the place of their note."""
        texts = self._texts.get(docname)
        if texts is None:
            if len(self._texts) >= SENTENCES_HELD:
                self._texts.clear()
            query = "SELECT sentences FROM mention WHERE docname = ?"
            row = self._database.db.execute(query, (docname,)).fetchone()
            texts = self._texts[docname] = json.loads(row[0]) if row else []
        return texts


def _digest(sentence: str) -> str:
    return blake2b(sentence.encode(), digest_size=8).hexdigest()


class KeptRelation(NamedTuple):
    """The traits of one post, and its related posts."""

    stamp: str
    """Digest of all that its traits are made from."""
    known: Relations


class RelatedPosts:
    """The telling words of posts, and which posts are related."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._held: tuple[Mapping[str, KeptRelation], list[str]] = {}, []
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
        """Take in what was found of some posts, and forget those that are gone; `save` writes it."""
        self._held = kept, list(gone)

    def save(self) -> None:
        """Write what was taken in last."""
        kept, gone = self._held
        self._held = {}, []
        rows = [
            (name, stamp, relations.traits.order, json.dumps(sorted(relations.traits.names), ensure_ascii=False),
             json.dumps(relations.related, ensure_ascii=False))
            for name, (stamp, relations) in kept.items()
        ]  # fmt: skip
        names = [(name,) for name in gone]
        with self._database.db as db:
            db.executemany("INSERT OR REPLACE INTO related VALUES (?, ?, ?, ?, ?)", rows)
            db.executemany("DELETE FROM related WHERE docname = ?", names)
            db.executemany("DELETE FROM word WHERE docname = ?", names)
