"""The archive as a database of SQLite with full-text search, such as Datasette (https://datasette.io/) opens.

``schema.sql`` has its tables. The same archive gives the same bytes: all is written in one order and then laid out anew
(``VACUUM INTO``), and nothing in it is of the clock.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import urldefrag

from archive.core.addresses import permalink
from archive.core.texts import plain_text
from lxml import html

from .records import Record, Records, definition, old_addresses
from .site import Site

#: By which a program knows what such a file is: ``BLOG``, at its byte 68 (https://www.sqlite.org/fileformat.html).
APPLICATION_ID = 0x424C4F47
#: Of the tables; a reader refuses what is newer than it.
VERSION = 1
_LINK_COLUMNS = "address status checked since moved copy sought saved instead verdict note".split()


def write(site: Site, target: Path) -> None:
    """Write the database."""
    database = sqlite3.connect(":memory:", isolation_level=None)
    try:
        database.executescript(
            f"PRAGMA page_size = 4096; PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = {VERSION};"
        )
        database.executescript(files("dist").joinpath("schema.sql").read_text(encoding="utf-8"))
        database.execute("BEGIN")
        _Filling(site, database).fill()
        for name in ("posts_fts", "comments_fts"):
            database.execute(f"INSERT INTO {name} ({name}) VALUES ('rebuild')")
            database.execute(f"INSERT INTO {name} ({name}) VALUES ('optimize')")
        database.execute("COMMIT")
        target.unlink(missing_ok=True)
        database.execute("VACUUM INTO ?", (str(target),))
    finally:
        database.close()


@dataclass
class _Filling:
    """The rows of one database, as they are written."""

    site: Site
    database: sqlite3.Connection
    _records: Records = field(init=False)
    _numbers: dict[tuple[str, ...], int] = field(default_factory=dict)
    """Of each thing that several posts have in common, its row."""

    def __post_init__(self) -> None:
        self._records = Records(self.site)

    def fill(self) -> None:
        """Write all rows."""
        records = self._records
        self._blog(records.blog())
        posts = list(records.posts())
        numbers = {record["url"]: number for number, record in enumerate(posts, 1)}
        for number, record in enumerate(posts, 1):
            self._post(number, record, numbers)
        for number, record in enumerate(records.pages(), 1):
            self._page(number, record)
        for path, lines in old_addresses(self.site):
            for line in lines:
                self._insert("old_addresses", file=path, line=line)
        for link in records.links():
            columns = {name: link.get(name) for name in _LINK_COLUMNS}
            self._insert("outbound_links", **columns, used=_json(link.get("used", [])), checks=int("check" not in link))

    def _blog(self, blog: Record) -> None:
        own = blog["_archive"]
        self._insert(
            "blog", title=blog.get("title", ""), address=blog.get("home_page_url"), tagline=blog.get("description"),
            author=self.site.archive.site.author or None, language=blog.get("language", ""), time_zone=own["time_zone"],
            licence=own.get("licence"), licence_url=own.get("licence_url"), services=_json(own.get("services", [])),
        )  # fmt: skip

    def _post(self, number: int, record: Record, numbers: dict[str, int]) -> None:
        own = record["_archive"]
        text = plain_text(record["content_html"])
        followed = self.site.archive.site.address(own["follows"]) if "follows" in own else ""
        self._insert(
            "posts", id=number, path=own["path"], url=record["url"], title=record["title"],
            date=record["date_published"], day_only=int("day_only" in own), updated=record.get("date_modified"),
            language=record.get("language", ""), summary=record.get("summary"), image=record.get("image"),
            original=own.get("original"), location=own.get("location"), feed_id=record["id"],
            follows=numbers.get(followed), thread=own.get("thread"), words=len(text.split()), text=text,
            html=record["content_html"], source=own["source"], sha256=own["sha256"],
        )  # fmt: skip
        self._tags(number, own)
        self._people(number, record)
        self._comments(number, own.get("comments", []))
        self._links(number, record, numbers)
        self._beside("post", number, own)

    def _page(self, number: int, record: Record) -> None:
        own = record["_archive"]
        self._insert("pages", id=number, path=own["path"], url=record["url"], title=record["title"],
                     html=record["content_html"], source=own["source"], sha256=own["sha256"])  # fmt: skip
        for defined in own.get("names", []):
            self._name(defined)
        self._beside("page", number, own)

    def _tags(self, post: int, own: Record) -> None:
        for kind, names in (("category", own.get("categories", [])), ("tag", own.get("tags", []))):
            for position, name in enumerate(names, 1):
                tag = self._shared("tags", kind, name, kind=kind, name=name)
                self._insert("post_tags", post=post, tag=tag, position=position)

    def _people(self, post: int, record: Record) -> None:
        """Authors, and what a post names."""
        for position, author in enumerate(record.get("authors", []), 1):
            profile = self._records.profile(author["name"])
            described = self._name(definition(profile)) if profile else None
            person = self._person(author["name"], author.get("url"), described)
            self._insert("post_people", post=post, person=person, wrote=1, position=position)
        for position, defined in enumerate(record["_archive"].get("names", []), 1):
            name = self._name(defined)
            self._insert("post_names", post=post, name=name, position=position)
            if defined["kind"] == "person":
                url = self.site.archive.site.address(permalink(f"names/person/{defined['key']}"))
                person = self._person(defined["name"], url, name)
                self._insert("post_people", post=post, person=person, wrote=0, position=position)

    def _person(self, name: str, url: str | None, definition: int | None = None) -> int:
        person = self._shared("people", name, name=name, url=url)
        if definition:
            self.database.execute("UPDATE people SET definition = ? WHERE id = ?", (definition, person))
        return person

    def _name(self, defined: Record) -> int:
        return self._shared(
            "names", defined["kind"], defined["key"], kind=defined["kind"], key=defined["key"], name=defined["name"],
            aliases=_json(defined.get("aliases", [])), about=defined.get("about"), dates=defined.get("dates"),
            links=_json(defined.get("links", {})), sort=defined.get("sort"), image=defined.get("image"),
        )  # fmt: skip

    def _comments(self, post: int, rows: list[Record]) -> None:
        numbers: dict[str, int] = {}
        for row in rows:
            numbers[row["id"]] = self._insert(
                "comments", post=post, anchor=row["id"], parent=numbers.get(row.get("parent", "")),
                name=row.get("name"), date=row.get("date"), link=row.get("link"),
                by_author=int(bool(row.get("author"))), kind=row.get("kind"), text=plain_text(row["html"]),
                html=row["html"],
            )  # fmt: skip

    def _links(self, post: int, record: Record, numbers: dict[str, int]) -> None:
        for address, words in _links(record["content_html"]):
            page = urldefrag(address).url
            if page != record["url"]:  # within the post, as those of notes
                self._insert("links", post=post, url=address, text=words, leads_to=numbers.get(page))

    def _beside(self, kind: str, number: int, own: Record) -> None:
        """What a post or a page, by its `kind`, has beside its text."""
        for path in own.get("redirects", []):
            self.database.execute(f"INSERT OR IGNORE INTO redirects (path, {kind}) VALUES (?, ?)", (path, number))
        for file in own.get("files", []):
            self._insert("files", **{kind: number}, path=file["path"], sha256=file["sha256"], size=file.get("size", 0),
                         url=file.get("url"), text=file.get("text"))  # fmt: skip
        for entry in own.get("works", []):
            self._insert("works", **{kind: number}, bibtex=entry)

    def _shared(self, table: str, *identity: str, **values: Any) -> int:
        """The row of something that several posts may have, told from others by its `identity`; written once."""
        key = (table, *identity)
        if key not in self._numbers:
            self._numbers[key] = self._insert(table, **values)
        return self._numbers[key]

    def _insert(self, table: str, **values: Any) -> int:
        """Write a row; gives its number."""
        marks = ", ".join("?" * len(values))
        statement = f"INSERT INTO {table} ({', '.join(values)}) VALUES ({marks})"
        return self.database.execute(statement, tuple(values.values())).lastrowid or 0


def _links(text: str) -> Iterator[tuple[str, str]]:
    """The addresses to which some HTML leads, and the words of each link, in their order."""
    if text.strip():
        for element in html.fragment_fromstring(text, create_parent="div").iter("a"):
            if address := element.get("href"):
                yield address, " ".join(element.text_content().split())


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
