"""The one file of SQLite in which a build leaves what the next wants to find, its tables, and how values stand there.

It is one process's to write: those that it forks read alone. What is no text or number stands there in JSON, and comes
back of its declared type: tuples stay tuples, and dataclasses and dates what they were.
"""

from __future__ import annotations

import json
import os
import sqlite3
import types
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar, Union, get_args, get_origin, get_type_hints

Row = TypeVar("Row")
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
        described = " ".join(codec_of(hint, UTC).description for hint in self._columns.values())
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

    def _forms(self) -> list[tuple[Any, Codec]]:
        return [(hint, codec_of(hint, self.zone)) for hint in self._columns.values()]

    def _as_columns(self, row: Row, forms: Sequence[Codec | None]) -> list[Any]:
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


def _column(hint: Any, form: Codec, column: Sequence[Any]) -> Sequence[Any]:
    """The values of a column; those in JSON are read at once, which takes half as long."""
    if hint is bool:
        return list(map(bool, column))
    if hint in _PLAIN:
        return column
    return list(map(form.read, json.loads(f"[{','.join(column)}]")))


Convert = Callable[[Any], Any]


def _same(value: Any) -> Any:
    return value


@dataclass(frozen=True)
class Codec:
    """How the values of a type stand in JSON."""

    description: str
    """Of all types within it: another description, and what was stored cannot be read."""
    write: Convert = _same
    """Gives what `json.dumps` takes."""
    read: Convert = _same
    """Gives the value, of what `json.loads` gives."""


def codec_of(kind: Any, zone: tzinfo) -> Codec:
    """The form of a type: of texts, numbers, dates, dataclasses, named tuples, and tuples, sets and mappings of these.

    Dates are taken to be in `zone`, and stored by the clock there. Raises TypeError for any other type.
    """
    origin, parts = get_origin(kind), get_args(kind)
    if kind in (str, int, bool, Any):
        return Codec(str(kind))
    if kind is datetime:
        return Codec("datetime", _write_date, lambda kept: _read_date(kept, zone))
    if origin in (Union, types.UnionType) and len(parts) == 2 and parts[1] is type(None):
        return _optional(codec_of(parts[0], zone))
    if origin is tuple and parts[1:] == (...,):
        return _many(tuple, codec_of(parts[0], zone))
    if origin is frozenset:
        return _many(frozenset, codec_of(parts[0], zone))
    if origin is tuple:
        return _row(kind, [codec_of(part, zone) for part in parts], tuple, lambda *values: values)
    if origin is Mapping:
        return _mapping(codec_of(parts[0], zone), codec_of(parts[1], zone))
    if is_dataclass(kind) and isinstance(kind, type):
        hints, names = get_type_hints(kind), [field.name for field in fields(kind)]
        forms = [codec_of(hints[name], zone) for name in names]
        return _row(kind.__name__, forms, lambda value: [getattr(value, name) for name in names], kind)
    if isinstance(kind, type) and issubclass(kind, tuple) and hasattr(kind, "_fields"):
        return _row(kind.__name__, [codec_of(hint, zone) for hint in get_type_hints(kind).values()], tuple, kind)
    raise TypeError(f"values of {kind} cannot be stored")


def _write_date(moment: datetime) -> list[Any]:
    return [moment.replace(tzinfo=None, fold=0).isoformat(), moment.fold]


def _read_date(kept: list[Any], zone: tzinfo) -> datetime:
    text, fold = kept
    return datetime.fromisoformat(text).replace(tzinfo=zone, fold=fold)


def _optional(form: Codec) -> Codec:
    if form.read is _same:
        return Codec(f"{form.description}?")
    return Codec(
        f"{form.description}?",
        lambda value: None if value is None else form.write(value),
        lambda kept: None if kept is None else form.read(kept),
    )


def _many(kind: type[Any], form: Codec) -> Codec:
    """Tuples of any length, and sets, which are stored in order."""
    order: Convert = sorted if kind is frozenset else _same
    description = f"{kind.__name__}[{form.description}]"
    if form.read is _same:
        return Codec(description, lambda values: list(order(values)), kind)
    write, read = form.write, form.read
    return Codec(
        description,
        lambda values: [write(value) for value in order(values)],
        lambda kept: kind([read(value) for value in kept]),
    )


def _mapping(key: Codec, value: Codec) -> Codec:
    """Where keys are texts, an object of JSON; else a list of pairs."""
    description = f"{{{key.description}: {value.description}}}"
    if key.read is not _same:
        return Codec(
            description,
            lambda values: [[key.write(name), value.write(one)] for name, one in values.items()],
            lambda kept: {key.read(name): value.read(one) for name, one in kept},
        )
    if value.read is _same:
        return Codec(description, dict)
    return Codec(
        description,
        lambda values: {name: value.write(one) for name, one in values.items()},
        lambda kept: {name: value.read(one) for name, one in kept.items()},
    )


def _row(name: Any, forms: list[Codec], parts: Convert, make: Callable[..., Any]) -> Codec:
    """A list of a fixed length, each part of a type of its own; only what JSON has not is looked at one by one."""
    description = f"{name}({', '.join(form.description for form in forms)})"
    odd = [(place, form) for place, form in enumerate(forms) if form.read is not _same or form.write is not _same]

    def write(value: Any) -> list[Any]:
        row = list(parts(value))
        for place, form in odd:
            row[place] = form.write(row[place])
        return row

    def read(row: list[Any]) -> Any:
        for place, form in odd:
            row[place] = form.read(row[place])
        return make(*row)

    return Codec(description, write, read)
