"""The one file of SQLite in which a build leaves what the next wants to find, and its tables.

It is one process's to write: those that it forks read alone.
"""

from __future__ import annotations

import json
import os
import sqlite3
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import UTC, tzinfo
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar, get_type_hints

from .typed import Form, form_of

Row = TypeVar("Row")
Record = TypeVar("Record")
#: What columns of these types are; all others hold JSON.
_PLAIN = {str: "TEXT", int: "INTEGER", bool: "INTEGER"}


class Kept(Protocol):
    """What is held while a build lasts, and written as it ends."""

    def save(self) -> bool: ...

    def forget(self) -> None: ...


class Database:
    """The file at `path`. What it is to hold is told by `declare`, before it is opened.

    Until `use_file` nothing is written there: where no such file can be used, a database in memory stands for it. A
    build that was killed is begun again, so nothing waits for the disk.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._schema: dict[str, str] = {}
        self._descriptions: list[str] = []
        self._on_disk = False
        self._owner = os.getpid()
        self._connections: dict[int, sqlite3.Connection] = {}

    def declare(self, table: str, columns: str, description: str = "") -> None:
        """Have a table of these columns, with the primary key first; `description` tells forms of it apart."""
        self._schema[table] = f"CREATE TABLE {table} ({columns})"
        self._descriptions.append(description)

    def index(self, table: str, columns: str) -> None:
        """Have these columns of a table by themselves too, where a row is large and they are asked for alone."""
        self._schema[f"{table} index"] = f"CREATE INDEX {table}_index ON {table} ({columns})"

    def opens(self) -> bool:
        """Take up the file that is there; whether it holds the tables that this version of the code wants."""
        self.forget()
        if not self.path.is_file():
            return False
        self._on_disk = True
        try:
            fits = bool(self.db.execute("PRAGMA user_version").fetchone()[0] == self._version)
        except sqlite3.Error:
            fits = False
        if not fits:
            self.forget()
        return fits

    def forget(self) -> None:
        """Take up nothing; the file stays as it is."""
        self.close()
        self._on_disk = False

    def use_file(self) -> None:
        """From now on have everything in the file, which is made if it is not there."""
        if not self._on_disk:
            self.close()
            self._on_disk = True

    @property
    def is_on_disk(self) -> bool:
        """Whether the file is in use."""
        return self._on_disk

    @property
    def db(self) -> sqlite3.Connection:
        """The connection of this process."""
        pid = os.getpid()
        if pid not in self._connections:
            self._connections[pid] = self._connect()
        return self._connections[pid]

    def _connect(self) -> sqlite3.Connection:
        new = not self._on_disk or not self.path.exists()
        # The process that writes needs a moment for each hundred rows.
        db = sqlite3.connect(self.path if self._on_disk else ":memory:", timeout=60)
        db.execute("PRAGMA synchronous = OFF")
        db.execute("PRAGMA journal_mode = MEMORY")
        db.execute("PRAGMA cache_size = -500")
        if new:
            for statement in self._schema.values():
                db.execute(statement)
            db.execute(f"PRAGMA user_version = {self._version}")
            db.commit()
        if os.getpid() != self._owner:
            db.execute("PRAGMA query_only = ON")
        return db

    @property
    def _version(self) -> int:
        """Tells the tables of this version of the code from those of another."""
        return zlib.crc32("\n".join([*self._schema.values(), *self._descriptions]).encode()) & 0x7FFFFFFF

    def close(self) -> None:
        """Close the connections; the next use opens one again."""
        for db in self._connections.values():
            db.close()
        self._connections.clear()


class Table(Generic[Row]):
    """Rows of one type, each under a name: read together when they are first asked for, and held until `save`.

    Each field of a dataclass is a column; of a text, `column` is the name of the one.
    """

    def __init__(self, database: Database, name: str, kind: type[Row], *, key: str, column: str = "value") -> None:
        self._database, self._name, self._kind, self._key = database, name, kind, key
        self.zone: tzinfo = UTC
        """In which dates are."""
        self._read: dict[str, Row] | None = None
        self._held: Mapping[str, Row] | None = None
        hints = get_type_hints(kind) if is_dataclass(kind) else {column: kind}
        names = [field.name for field in fields(kind)] if is_dataclass(kind) else [column]
        self._columns = {name: hints[name] for name in names}
        declared = ", ".join(f"{name} {_PLAIN.get(hint, 'TEXT')} NOT NULL" for name, hint in self._columns.items())
        described = " ".join(form_of(hint, UTC).description for hint in self._columns.values())
        database.declare(name, f"{key} TEXT PRIMARY KEY, {declared}", described)

    def rows(self) -> Mapping[str, Row]:
        """All rows, by their names."""
        return self._stored() if self._held is None else self._held

    def replace(self, rows: Mapping[str, Row]) -> None:
        """Have `rows`, which nobody changes any more, in the place of all that were."""
        self._held = rows

    def save(self) -> bool:
        """Write the rows that changed, and remove those that are gone; whether there were any."""
        stored, held = self._stored(), self._held
        if held is None or held is stored or held == stored:
            return False
        forms = [None if hint in _PLAIN else form for hint, form in self._forms()]
        changed = [(name, *self._as_columns(row, forms)) for name, row in held.items() if stored.get(name) != row]
        marks = ", ".join("?" * (len(self._columns) + 1))
        with self._database.db as db:
            db.executemany(f"INSERT OR REPLACE INTO {self._name} VALUES ({marks})", changed)
            gone = [(name,) for name in stored.keys() - held.keys()]
            db.executemany(f"DELETE FROM {self._name} WHERE {self._key} = ?", gone)
        self._read, self._held = dict(held), None
        return True

    def forget(self) -> None:
        """Hold nothing: what is asked for is read again."""
        self._read = self._held = None

    def _forms(self) -> list[tuple[Any, Form]]:
        return [(hint, form_of(hint, self.zone)) for hint in self._columns.values()]

    def _as_columns(self, row: Row, forms: Sequence[Form | None]) -> list[Any]:
        values = [row] if self._kind is str else [getattr(row, name) for name in self._columns]
        return [json.dumps(form.write(value)) if form else value for form, value in zip(forms, values, strict=True)]

    def _stored(self) -> dict[str, Row]:
        if self._read is None:
            names = ", ".join([self._key, *self._columns])
            found = self._database.db.execute(f"SELECT {names} FROM {self._name}").fetchall()
            self._read = self._made(found) if found else {}
        return self._read

    def _made(self, found: list[Any]) -> dict[str, Row]:
        keys, *columns = zip(*found, strict=True)
        values = [_column(hint, form, column) for (hint, form), column in zip(self._forms(), columns, strict=True)]
        make: Callable[..., Any] = (lambda value: value) if self._kind is str else self._kind
        return dict(zip(keys, map(make, *values), strict=True))


def _column(hint: Any, form: Form, column: Sequence[Any]) -> Sequence[Any]:
    """The values of a column; those in JSON are read at once, which takes half as long."""
    if hint is bool:
        return list(map(bool, column))
    if hint in _PLAIN:
        return column
    return list(map(form.read, json.loads(f"[{','.join(column)}]")))


class Records:
    """One record of each type, in JSON: dataclasses of which a build makes one."""

    def __init__(self, database: Database, kinds: Sequence[type[Any]]) -> None:
        self._database = database
        self._held: dict[type[Any], Any] = {}
        self._changed: set[type[Any]] = set()
        self._forms = {kind: form_of(kind, UTC) for kind in kinds}
        described = " ".join(form.description for form in self._forms.values())
        database.declare("record", "type TEXT PRIMARY KEY, value TEXT NOT NULL", described)

    def get(self, kind: type[Record]) -> Record | None:
        """The record of a type; None if no build has left any."""
        if kind not in self._held:
            query = "SELECT value FROM record WHERE type = ?"
            row = self._database.db.execute(query, (kind.__name__,)).fetchone()
            self._held[kind] = self._forms[kind].read(json.loads(row[0])) if row else None
        found: Record | None = self._held[kind]
        return found

    def put(self, record: Any) -> None:
        """Have a record in the place of that of its type."""
        if self.get(type(record)) != record:
            self._held[type(record)] = record
            self._changed.add(type(record))

    def save(self) -> bool:
        """Write the records that changed; whether there were any."""
        rows = [(kind.__name__, json.dumps(self._forms[kind].write(self._held[kind]))) for kind in self._changed]
        if rows:
            with self._database.db as db:
                db.executemany("INSERT OR REPLACE INTO record VALUES (?, ?)", sorted(rows))
        self._changed.clear()
        return bool(rows)

    def forget(self) -> None:
        """Hold nothing: what is asked for is read again."""
        self._held.clear()
        self._changed.clear()
