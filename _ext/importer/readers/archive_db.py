"""An archive of this software as a database of SQLite: the same records as its lines of JSON, put together of its rows.

The file may be anybody's: it is only read, nothing of its schema may do anything, and no statement takes for ever
(https://www.sqlite.org/security.html).
"""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from importer.decoding import parsed_json
from importer.errors import ImportFailure
from importer.model import CutShort, Fault, Item
from importer.readers import Options
from importer.readers.archive_record import NOWHERE, Records
from importer.source import Source

#: The newest form of the tables that is known here (``PRAGMA user_version``).
VERSION = 1
#: Steps of SQLite's machine, in thousands, of one statement.
_MOST_STEPS = 2_000_000
_ALLOWED = frozenset((sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_PRAGMA, sqlite3.SQLITE_FUNCTION))
Row = dict[str, Any]


def read(source: Source, members: tuple[str, ...], options: Options) -> Iterator[Item]:
    """The records of each database."""
    records = Records(options)
    for member in members:
        name = source.shown(member)
        # SQLite reads files by their names alone.
        with tempfile.TemporaryDirectory() as folder:
            copy = Path(folder, "archive.db")
            with source.open(member) as stream, copy.open("wb") as file:
                shutil.copyfileobj(stream, file)
            try:
                with closing(_opened(copy)) as database:
                    yield from _items(_Reading(database, name), records, options)
            except (sqlite3.Error, KeyError) as error:  # a column may be missing too
                if not options.tally.entries:
                    raise ImportFailure(name, f"cannot be read as an archive ({error}): take another copy") from None
                yield CutShort(f"{name} ({error})", archive=True)
    yield NOWHERE
    yield from records.rest(source)


def _opened(file: Path) -> sqlite3.Connection:
    """A database that nothing can be written into, and whose views and triggers can do nothing."""
    database = sqlite3.connect(f"{file.as_uri()}?mode=ro&immutable=1", uri=True)
    database.row_factory = lambda cursor, row: dict(zip((one[0] for one in cursor.description), row, strict=True))
    database.text_factory = lambda data: data.decode("utf-8", "replace")
    database.execute("PRAGMA trusted_schema = OFF")
    database.execute("PRAGMA cell_size_check = ON")
    database.set_authorizer(lambda action, *_: sqlite3.SQLITE_OK if action in _ALLOWED else sqlite3.SQLITE_DENY)
    return database


class _Reading:
    """One database as it is read."""

    def __init__(self, database: sqlite3.Connection, name: str) -> None:
        self._database, self.name = database, name
        self._names: dict[int, Row] = {}

    def rows(self, query: str, *values: object) -> list[Row]:
        """All rows that a query gives. Raises `sqlite3.Error` where it takes too long."""
        steps = [0]

        def step() -> int:
            steps[0] += 1
            return steps[0] > _MOST_STEPS

        self._database.set_progress_handler(step, 1000)
        return self._database.execute(query, values).fetchall()

    def each(self, table: str) -> Iterator[Row]:
        """The rows of a table in their order, one in memory at a time."""
        last = -1
        while found := self.rows(f"SELECT * FROM {table} WHERE id > ? ORDER BY id LIMIT 1", last):
            last = found[0]["id"]
            yield found[0]

    def beside(self, kind: str, number: int) -> Row:
        """What a post or a page, by its `kind`, has beside its text, as a record has it."""
        return {
            "files": self.rows(f"SELECT path, sha256, size, url, text FROM files WHERE {kind} = ? ORDER BY id", number),
            "works": [row["bibtex"] for row in
                      self.rows(f"SELECT bibtex FROM works WHERE {kind} = ? ORDER BY id", number)],
            "redirects": [row["path"] for row in self.rows(f"SELECT path FROM redirects WHERE {kind} = ?", number)],
        }  # fmt: skip

    def tags(self, post: int) -> Row:
        found = self.rows("SELECT kind, name FROM post_tags JOIN tags ON tags.id = tag WHERE post = ?"
                          " ORDER BY position", post)  # fmt: skip
        return {of: [row["name"] for row in found if row["kind"] == kind]
                for kind, of in (("category", "categories"), ("tag", "tags"))}  # fmt: skip

    def comments(self, post: int) -> list[Row]:
        """The comments beneath a post in the fields of its file."""
        found = self.rows("SELECT * FROM comments WHERE post = ? ORDER BY id", post)
        anchors = {row["id"]: row["anchor"] for row in found}
        return [{"id": row["anchor"], "parent": anchors.get(row["parent"]), "name": row["name"], "date": row["date"],
                 "link": row["link"], "author": bool(row["by_author"]), "kind": row["kind"], "html": row["html"]}
                for row in found]  # fmt: skip

    def names(self) -> list[Row]:
        """All that is defined, as a record of a post has it."""
        found = self.rows("SELECT * FROM names ORDER BY id")
        return [{**row, "aliases": _json(row["aliases"]), "links": _json(row["links"])} for row in found]

    def links(self) -> list[Row]:
        """What is known of links to other sites; nothing in a database of before it was kept there."""
        if not self.rows("SELECT name FROM sqlite_schema WHERE name = 'outbound_links'"):
            return []
        found = self.rows("SELECT * FROM outbound_links ORDER BY address")
        return [{**row, "used": _json(row["used"]), "check": bool(row["checks"])} for row in found]

    def authors(self, post: int) -> list[Row]:
        return self.rows("SELECT name FROM post_people JOIN people ON people.id = person WHERE post = ? AND wrote"
                         " ORDER BY position", post)  # fmt: skip


def _items(database: _Reading, records: Records, options: Options) -> Iterator[Item]:
    version = database.rows("PRAGMA user_version")[0]["user_version"]
    if version > VERSION:
        raise ImportFailure(database.name, f"is of newer software (version {version}, where {VERSION} can be read): "
                            "first `make upgrade`")  # fmt: skip
    for damage in (row["quick_check"] for row in database.rows("PRAGMA quick_check(5)")):
        if damage != "ok":
            yield Fault(f"{database.name}: is damaged: {damage}")
    for blog in database.rows("SELECT * FROM blog"):
        own = {**blog, "services": _json(blog["services"])}
        yield from records.blog({**blog, "home_page_url": blog["address"], "description": blog["tagline"],
                                 "_archive": own})  # fmt: skip
    for row in database.each("pages"):
        own = {name: row[name] for name in ("path", "source", "sha256")} | database.beside("page", row["id"])
        record = {"url": row["url"], "title": row["title"], "content_html": row["html"], "_archive": own}
        yield from records.page(record, f"{database.name}: pages {row['id']}")
    for number, row in enumerate(database.each("posts"), 1):
        options.progress(number)
        yield from records.post(_post(database, row), f"{database.name}: posts {row['id']}")
    yield from records.names(database.names(), database.name)
    old: dict[str, list[str]] = {}
    for row in database.rows("SELECT file, line FROM old_addresses ORDER BY rowid"):
        old.setdefault(row["file"], []).append(row["line"])
    yield from records.old_addresses(old, database.name)
    yield from records.links(database.links(), database.name)


def _post(database: _Reading, row: Row) -> Row:
    """The record of a post."""
    number = row["id"]
    own = {
        "path": row["path"], "source": row["source"], "sha256": row["sha256"], "day_only": bool(row["day_only"]),
        "original": row["original"], "location": row["location"], "thread": row["thread"],
        "comments": database.comments(number), **database.tags(number), **database.beside("post", number),
    }  # fmt: skip
    return {
        "id": row["feed_id"], "url": row["url"], "title": row["title"], "date_published": row["date"],
        "date_modified": row["updated"], "authors": database.authors(number), "language": row["language"],
        "_archive": own, "content_html": row["html"],
    }  # fmt: skip


def _json(text: Any) -> Any:
    """A list or a mapping that a column holds as JSON; None for what is none."""
    try:
        return parsed_json(text.encode())
    except (ValueError, AttributeError):
        return None
