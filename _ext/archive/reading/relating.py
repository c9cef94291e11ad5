"""Noting the telling words of each post while it is read, and finding the related posts once all are.

Neither belongs in the environment, which every build loads and saves whole: they stand in tables of
the store, of which a build that changed one post writes a few rows.
"""

from __future__ import annotations

import importlib
import sqlite3
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.search import languages

from ..core.digests import digest
from ..model import related
from ..model.archive import Archive
from ..model.posts import Post
from ..model.related import Known, Traits
from .build import Build
from .notes import records

#: Of so many that changed, each is looked at by itself before all are compared.
FEW = 20
_TABLES = """
CREATE TABLE IF NOT EXISTS word (docname TEXT PRIMARY KEY, words TEXT);
CREATE TABLE IF NOT EXISTS kin (docname TEXT PRIMARY KEY, stamp TEXT, sorting TEXT, traits TEXT, related TEXT);
"""


def setup(app: Sphinx, build: Build) -> None:
    build.connect("doctree-read", _note_words)
    app.connect("env-merge-info", _merge)
    build.connect("env-updated", _keep_words)


def find(build: Build, archive: Archive) -> dict[str, tuple[str, ...]]:
    """Of each post, by name, the names of those related to it, the closest first."""
    db = _database(build)
    memory, code = build.store.memory, build.app.config.archive_code
    if memory.get("kin") != code:  # other rules may find others
        with db:
            db.execute("DELETE FROM kin")
        memory["kin"] = code
    noted = dict(db.execute("SELECT docname, words FROM word"))
    stamps = dict(db.execute("SELECT docname, stamp FROM kin"))
    now = {post.docname: _Post(build.app.env, archive, post, noted.get(post.docname, "")) for post in archive.posts}
    if stamps.keys() == now.keys() and _same_traits(db, {n: one for n, one in now.items() if stamps[n] != one.stamp}):
        found = db.execute("SELECT docname, related FROM kin")
        return {name: tuple(related_to.split("\n")) for name, related_to in found if related_to}
    return _compared(db, now, stamps, gone=noted.keys() - now.keys())


def _same_traits(db: sqlite3.Connection, changed: dict[str, _Post]) -> bool:
    """Whether posts that changed, a few, have the same traits all the same; if so, note what they are made of now."""
    if len(changed) > FEW:
        return False
    for name, one in changed.items():
        (kept,) = db.execute("SELECT sorting, traits FROM kin WHERE docname = ?", (name,))
        if kept != _as_kept(one.traits()):
            return False
    with db:
        rows = [(one.stamp, name) for name, one in changed.items()]
        db.executemany("UPDATE kin SET stamp = ? WHERE docname = ?", rows)
    return True


def _as_kept(traits: Traits) -> tuple[str, str]:
    return traits.order, "\n".join(sorted(traits.names))


def _compared(
    db: sqlite3.Connection, now: dict[str, _Post], stamps: dict[str, str], gone: Iterable[str]
) -> dict[str, tuple[str, ...]]:
    """Compare the posts that changed, and keep what comes of it."""
    known: dict[str, Known] = {}
    for name, order, traits, found in db.execute("SELECT docname, sorting, traits, related FROM kin"):
        known[name] = Known(Traits(order, frozenset(traits.split("\n"))), tuple(found.split("\n")) if found else ())
    has = {name: known[name].traits if stamps.get(name) == one.stamp else one.traits() for name, one in now.items()}
    related_to = related.update(has, known)
    news = {name: Known(has[name], related_to[name]) for name in now}
    rows = [
        (name, now[name].stamp, *_as_kept(new.traits), "\n".join(new.related))
        for name, new in news.items() if known.get(name) != new or stamps[name] != now[name].stamp
    ]  # fmt: skip
    with db:
        db.executemany("INSERT OR REPLACE INTO kin VALUES (?, ?, ?, ?, ?)", rows)
        db.executemany("DELETE FROM kin WHERE docname = ?", [(name,) for name in known.keys() - has.keys()])
        db.executemany("DELETE FROM word WHERE docname = ?", [(name,) for name in gone])
    return related_to


class _Post:
    """What a post's traits are made of; `stamp` is a digest of it."""

    def __init__(self, env: BuildEnvironment, archive: Archive, post: Post, told: str) -> None:
        self._archive, self._post, self._told = archive, post, told
        self._linked = [name for name in records(env)[post.docname].targets if name in archive.by_docname]
        named = archive.found.surfaces.get(post.docname, "")
        self.stamp = digest(post.metadata_digest, named, told, *self._linked)

    def traits(self) -> Traits:
        post, named = self._post, self._archive.mentions_in(self._post.docname)
        linked = [*self._linked, *(mention.key for mention in named if mention.kind == "post")]
        return related.traits(
            f"{post.date.isoformat()} {post.path}",
            references=filter(None, (post.docname, post.follows, *linked)),
            mentions=(f"{mention.kind}/{mention.key}" for mention in named if mention.kind != "post"),
            tags=(term.slug for term in post.tags),
            categories=(term.slug for term in post.categories),
            words=self._told.split(),
        )


def _database(build: Build) -> sqlite3.Connection:
    db = build.store.fragments.db
    db.executescript(_TABLES)
    return db


def _noted(env: BuildEnvironment) -> dict[str, str]:
    """The words of the posts that this process has read; taken out of the environment before it is saved."""
    if not hasattr(env, "archive_words"):
        env.archive_words = {}  # type: ignore[attr-defined]
    return env.archive_words  # type: ignore[no-any-return, attr-defined]


def _note_words(build: Build, doctree: nodes.document) -> None:
    app = build.app
    docname = app.env.current_document.docname
    meta = build.scan.posts.get(docname)
    if meta is None:
        return
    language = (meta.language or app.config.language or "en").partition("-")[0].partition("_")[0]
    blocks = [node.astext() for node in _texts(doctree)]
    head = "\n".join([*blocks[:1], meta.description])
    told = related.telling(head, "\n\n".join(blocks[1:]), _stopwords(language), language == "en")
    _noted(app.env)[docname] = " ".join(told)


def _texts(node: nodes.Element) -> Iterator[nodes.TextElement]:
    """The titles, paragraphs and the like in it, in order."""
    for child in node.children:
        if isinstance(child, (nodes.title, nodes.paragraph, nodes.term, nodes.line)):
            yield child
        elif isinstance(child, nodes.Element):
            yield from _texts(child)


@cache
def _stopwords(language: str) -> frozenset[str]:
    """Sphinx's own for that language, if it has any."""
    found: Any = languages.get(language)
    if isinstance(found, str):
        module, _, name = found.rpartition(".")
        found = getattr(importlib.import_module(module), name)
    whole: Iterable[str] = getattr(found, "stopwords", ())
    return frozenset(part for word in whole for part in word.lower().split("'"))


def _merge(app: Sphinx, env: BuildEnvironment, docnames: list[str], other: BuildEnvironment) -> None:
    _noted(env).update(_noted(other))


def _keep_words(build: Build, env: BuildEnvironment) -> None:
    rows = list(_noted(env).items())
    del env.archive_words  # type: ignore[attr-defined]
    if rows:
        with _database(build) as db:
            db.executemany("INSERT OR REPLACE INTO word VALUES (?, ?)", rows)
