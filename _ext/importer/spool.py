"""Where items wait, on disk, until the whole source has been read and found sound.

A private temporary SQLite database, which the system removes with the process: an export of any size costs
little memory, entries come out in order of date, and comments find their post wherever the source has them.
"""

from __future__ import annotations

import pickle
import sqlite3
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from importer.addresses import redirect_of
from importer.model import Comment, Entry, Fragment, Media

_TABLES = """
pragma cache_size = -16000;
pragma journal_mode = off;
pragma synchronous = off;
create table entry (key text primary key, sort text, item blob);
create table comment (number integer primary key, id text, post text, sort text, item blob);
create table media (
  id text, post text, address text, caption text, alt text, page text, width integer, height integer
);
create table fragment (id text primary key, html text, raw text);
"""


class Spool:
    """Items of one source. Nothing outside this process ever reads or writes it."""

    def __init__(self) -> None:
        self._ids: set[str] = set()
        self._db = sqlite3.connect("", isolation_level=None)
        self._db.executescript(_TABLES)
        self._db.execute("begin")
        self.item_count = 0
        """How many entries, comments and attachments were given, those not kept included."""

    def add_entry(self, entry: Entry) -> bool:
        """Keep `entry`; False if one of the same key was there (the longer text stays)."""
        self.item_count += 1
        other = self.entry(entry.key)
        if other and _are_two(entry, other):
            entry = replace(entry, key=f"{entry.key} {entry.address or entry.title}")
            other = self.entry(entry.key)
        if other:
            entry = _merge(entry, other) if len(entry.html) > len(other.html) else _merge(other, entry)
        row = (entry.key, _sort(entry), pickle.dumps(entry, 5))
        self._db.execute("insert or replace into entry values (?, ?, ?)", row)
        return other is None

    def add_comment(self, comment: Comment) -> bool:
        """Keep `comment`; False if one of the same id was there."""
        self.item_count += 1
        if comment.id in self._ids:
            return False
        self._ids.add(comment.id)
        when = comment.date.timestamp() if comment.date else 0.0
        self._db.execute(
            "insert into comment (id, post, sort, item) values (?, ?, ?, ?)",
            (comment.id, comment.post, f"{comment.place:09} {when + 1e11:015.0f}", pickle.dumps(comment, 5)),
        )
        return True

    def add_media(self, media: Media) -> None:
        """Keep an attachment, to be asked for by its own id or its post's."""
        self.item_count += 1
        row = (media.id, media.post, media.address, media.caption, media.alt, media.page, media.width, media.height)
        self._db.execute("insert into media values (?, ?, ?, ?, ?, ?, ?, ?)", row)

    def add_fragment(self, fragment: Fragment) -> None:
        """Keep a text that entries show by reference."""
        self._db.execute("insert or ignore into fragment values (?, ?, ?)", (fragment.id, fragment.html, fragment.raw))

    def fragment(self, id: str) -> Fragment | None:
        """A text that entries show by reference; None if there is none of that id."""
        row = self._db.execute("select id, html, raw from fragment where id = ?", (id,)).fetchone()
        return Fragment(*row) if row else None

    def entry(self, key: str) -> Entry | None:
        """The entry of that key, if there is one."""
        row = self._db.execute("select item from entry where key = ?", (key,)).fetchone()
        return pickle.loads(row[0]) if row else None

    def keys(self) -> set[str]:
        """The key of every entry."""
        return {key for (key,) in self._db.execute("select key from entry")}

    def entries(self) -> Iterator[Entry]:
        """Every entry, the oldest first. Those of which only the day is known get places of their own within it."""
        places = Counter[date]()
        for (blob,) in self._db.execute("select item from entry order by sort, key"):
            entry: Entry = pickle.loads(blob)
            if entry.order and entry.day and not entry.published:
                places[entry.day] += 1
                entry = replace(entry, order=places[entry.day])
            yield entry

    def comments(self, post: str) -> list[Comment]:
        """The comments of one post, the oldest first."""
        rows = self._db.execute("select item from comment where post = ? order by sort, number", (post,))
        return [pickle.loads(blob) for (blob,) in rows]

    def attach_comments(self) -> list[tuple[str, int]]:
        """Move comments that hang from a comment to its post. Gives the keys of posts that have comments and are no
        entries here, and how many comments those are."""
        self._db.execute("create index comment_id on comment (id)")
        for _ in range(200):
            moved = self._db.execute(
                "update comment set post = (select up.post from comment up where up.id = comment.post)"
                " where post not in (select key from entry)"
                " and exists (select 1 from comment up"
                " where up.id = comment.post and up.post != comment.post)"
            ).rowcount
            if moved < 1:
                break
        self._db.execute("create index comment_post on comment (post, sort)")
        return list(
            self._db.execute(
                "select post, count(*) from comment where post not in (select key from entry) group by post order by 1"
            )
        )

    def media(self, post: str = "", ids: tuple[str, ...] = ()) -> tuple[Media, ...]:
        """The attachments of a post, or those with certain ids, in that order."""
        if ids:
            found = [self._db.execute("select * from media where id = ?", (one,)).fetchone() for one in ids]
            return tuple(Media(*row) for row in found if row)
        return tuple(Media(*row) for row in self._db.execute("select * from media where post = ?", (post,)))

    def all_media(self) -> Iterator[Media]:
        """Every attachment."""
        return (Media(*row) for row in self._db.execute("select * from media order by rowid"))


def _sort(entry: Entry) -> str:
    """What entries are ordered by: the moment in UTC, else the day and the place in it, else last."""
    if entry.published:
        return f"{entry.published.timestamp() + 1e11:015.0f}"
    if entry.day:
        return f"{(entry.day.toordinal() - 719163) * 86400 + (entry.order or 0) + 1e11:015.0f}"
    return "9"


def _are_two(entry: Entry, other: Entry) -> bool:
    """Whether entries of one key are two all the same: by their addresses, or having none, by title and text."""
    one, another = redirect_of(entry.address), redirect_of(other.address)
    if one or another:
        return bool(one and another) and one != another
    titled = bool(entry.title and other.title) and entry.title != other.title
    return titled and bool(entry.html and other.html) and entry.html != other.html


def _merge(longer: Entry, other: Entry) -> Entry:
    """`longer`, with what only `other` knew of."""
    return replace(
        longer,
        id=longer.id or other.id,
        title=longer.title or other.title,
        published=longer.published or other.published,
        day=longer.day or other.day,
        order=longer.order or other.order,
        address=longer.address or other.address,
        labels=longer.labels or other.labels,
        authors=longer.authors or other.authors,
        profile=longer.profile or other.profile,
    )
