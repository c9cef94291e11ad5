"""The file of SQLite in which a build leaves what the next wants to find, its tables, and the form of values there.

Only one process writes it: those that it forks only read. What is no text or number stands there in JSON, and is read
back as its declared type: tuples stay tuples, and dataclasses and dates what they were.
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
from typing import Any, Generic, TypeVar, Union, get_args, get_origin, get_type_hints

Row = TypeVar("Row")
#: The types of SQLite for columns of these types; all others hold JSON.
_PLAIN = {str: "TEXT", int: "INTEGER", bool: "INTEGER"}


class Database:
    """The file at `path`. Its tables are declared by `declare`, before it is opened.

    Until `use_file` nothing is written there: if `open` took up no file, a database in memory stands for it. Nothing
    waits for the disk, since what a build leaves that was killed is thrown away.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._schema: dict[str, str] = {}
        self._descriptions: list[str] = []
        self._on_disk = False
        self._owner = os.getpid()
        self._connections: dict[int, sqlite3.Connection] = {}

    def declare(self, table: str, columns: str, description: str = "") -> None:
        """Have a table of these columns, with the primary key first; `description` tells the form of its values."""
        self._schema[table] = f"CREATE TABLE {table} ({columns})"
        self._descriptions.append(description)

    def index(self, table: str, columns: str) -> None:
        """Have an index of these columns of a table, for queries of them alone where rows are large."""
        self._schema[f"{table} index"] = f"CREATE INDEX {table}_index ON {table} ({columns})"

    def open(self) -> bool:
        """Use the file that is there, if it has the tables that this version of the code declares; give whether so."""
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
        """Use no file; the one that is there stays as it is."""
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
        """A number that is another for other tables, or another form of their values."""
        return zlib.crc32("\n".join([*self._schema.values(), *self._descriptions]).encode()) & 0x7FFFFFFF

    def close(self) -> None:
        """Close the connections; the next use opens one again."""
        for db in self._connections.values():
            db.close()
        self._connections.clear()


class Table(Generic[Row]):
    """Rows of one type, each under a name: read together when they are first asked for, and held until `save`.

    A row is a dataclass, each field of which is a column; or a text, whose one column is called `column`.
    """

    def __init__(self, database: Database, name: str, kind: type[Row], *, key: str, column: str = "value") -> None:
        self._database, self._name, self._kind, self._key = database, name, kind, key
        self.zone: tzinfo = UTC
        """In which dates are."""
        self._read: dict[str, Row] | None = None
        """What stands in the file, once it was asked for."""
        self._held: Mapping[str, Row] | None = None
        """What is to stand there, if that is something else."""
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
        """Hold `rows`, which must not be changed any more, in the place of all that there were."""
        self._held = rows

    def save(self) -> bool:
        """Write the rows that changed, and remove those that are gone; whether there were any."""
        stored, held = self._stored(), self._held
        if held is None or held is stored or held == stored:
            return False
        codecs = [None if hint in _PLAIN else codec for hint, codec in self._codecs()]
        changed = [(name, *self._as_columns(row, codecs)) for name, row in held.items() if stored.get(name) != row]
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

    def _codecs(self) -> list[tuple[Any, Codec]]:
        return [(hint, codec_of(hint, self.zone)) for hint in self._columns.values()]

    def _as_columns(self, row: Row, codecs: Sequence[Codec | None]) -> list[Any]:
        values = [row] if self._kind is str else [getattr(row, name) for name in self._columns]
        return [json.dumps(codec.write(value)) if codec else value for codec, value in zip(codecs, values, strict=True)]

    def _stored(self) -> dict[str, Row]:
        if self._read is None:
            names = ", ".join([self._key, *self._columns])
            rows = self._database.db.execute(f"SELECT {names} FROM {self._name}").fetchall()
            self._read = self._decoded(rows) if rows else {}
        return self._read

    def _decoded(self, rows: list[Any]) -> dict[str, Row]:
        keys, *columns = zip(*rows, strict=True)  # column by column, which is faster
        values = [_column(hint, codec, column) for (hint, codec), column in zip(self._codecs(), columns, strict=True)]
        make: Callable[..., Any] = (lambda value: value) if self._kind is str else self._kind
        return dict(zip(keys, map(make, *values), strict=True))


def _column(hint: Any, codec: Codec, column: Sequence[Any]) -> Sequence[Any]:
    """The values of a column; those in JSON are read at once, which takes half as long."""
    if hint is bool:
        return list(map(bool, column))
    if hint in _PLAIN:
        return column
    return list(map(codec.read, json.loads(f"[{','.join(column)}]")))


Convert = Callable[[Any], Any]


def _same(value: Any) -> Any:
    return value


@dataclass(frozen=True)
class Codec:
    """How the values of a type are written as JSON, and read back."""

    description: str
    """Of the type and all types within it: what was stored under another description cannot be read."""
    write: Convert = _same
    """From a value to what `json.dumps` takes."""
    read: Convert = _same
    """From what `json.loads` gives to the value."""


def codec_of(kind: Any, zone: tzinfo) -> Codec:
    """The codec for a type: a text, number, date, dataclass or named tuple, or tuples, sets and mappings of these.

    Dates are taken to be in `zone`, and stored by the clock there. Raises TypeError for any other type.
    """
    origin, parts = get_origin(kind), get_args(kind)
    if kind in (str, int, bool, Any):
        return Codec(str(kind))
    if kind is datetime:
        return Codec("datetime", _write_date, lambda stored: _read_date(stored, zone))
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
        codecs = [codec_of(hints[name], zone) for name in names]
        return _row(kind.__name__, codecs, lambda value: [getattr(value, name) for name in names], kind)
    if isinstance(kind, type) and issubclass(kind, tuple) and hasattr(kind, "_fields"):
        return _row(kind.__name__, [codec_of(hint, zone) for hint in get_type_hints(kind).values()], tuple, kind)
    raise TypeError(f"values of {kind} cannot be stored")


def _write_date(moment: datetime) -> list[Any]:
    return [moment.replace(tzinfo=None, fold=0).isoformat(), moment.fold]


def _read_date(stored: list[Any], zone: tzinfo) -> datetime:
    text, fold = stored
    return datetime.fromisoformat(text).replace(tzinfo=zone, fold=fold)


def _optional(codec: Codec) -> Codec:
    if codec.read is _same:
        return Codec(f"{codec.description}?")
    return Codec(
        f"{codec.description}?",
        lambda value: None if value is None else codec.write(value),
        lambda stored: None if stored is None else codec.read(stored),
    )


def _many(kind: type[Any], codec: Codec) -> Codec:
    """Tuples of any length, and sets, which are stored in order."""
    order: Convert = sorted if kind is frozenset else _same
    description = f"{kind.__name__}[{codec.description}]"
    if codec.read is _same:
        return Codec(description, lambda values: list(order(values)), kind)
    write, read = codec.write, codec.read
    return Codec(
        description,
        lambda values: [write(value) for value in order(values)],
        lambda stored: kind([read(value) for value in stored]),
    )


def _mapping(key: Codec, value: Codec) -> Codec:
    """Where keys are texts, an object of JSON; else a list of pairs."""
    description = f"{{{key.description}: {value.description}}}"
    if key.read is not _same:
        return Codec(
            description,
            lambda values: [[key.write(name), value.write(each)] for name, each in values.items()],
            lambda stored: {key.read(name): value.read(each) for name, each in stored},
        )
    if value.read is _same:
        return Codec(description, dict)
    return Codec(
        description,
        lambda values: {name: value.write(each) for name, each in values.items()},
        lambda stored: {name: value.read(each) for name, each in stored.items()},
    )


def _row(name: Any, codecs: list[Codec], parts: Convert, make: Callable[..., Any]) -> Codec:
    """A list of a fixed length, each part of a type of its own; parts that JSON has themselves are not touched."""
    description = f"{name}({', '.join(codec.description for codec in codecs)})"
    converted = [
        (place, codec) for place, codec in enumerate(codecs) if codec.read is not _same or codec.write is not _same
    ]

    def write(value: Any) -> list[Any]:
        row = list(parts(value))
        for place, codec in converted:
            row[place] = codec.write(row[place])
        return row

    def read(row: list[Any]) -> Any:
        for place, codec in converted:
            row[place] = codec.read(row[place])
        return make(*row)

    return Codec(description, write, read)
