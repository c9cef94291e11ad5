"""What builds leave in the one database comes back as it was, and only rows that changed are written."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

import pytest
from archive.store.database import Database, Table
from hypothesis import given, settings
from hypothesis import strategies as st

LONDON = ZoneInfo("Europe/London")


class Pair(NamedTuple):
    name: str
    places: tuple[int, ...]


@dataclass(frozen=True)
class Part:
    word: str
    at: datetime | None = None


@dataclass(frozen=True)
class Everything:
    text: str = ""
    number: int = 0
    sure: bool = False
    words: tuple[str, ...] = ()
    pairs: tuple[tuple[str, str], ...] = ()
    named: tuple[Pair, ...] = ()
    part: Part | None = None
    known: frozenset[str] = frozenset()
    by_name: Mapping[str, Part] | None = None
    by_pair: Mapping[tuple[str, str], tuple[str, ...]] | None = None


DATES = st.datetimes(timezones=st.just(LONDON), allow_imaginary=True)
PARTS = st.builds(Part, st.text(max_size=3), st.none() | DATES)
ANY = st.builds(
    Everything, st.text(st.characters(exclude_categories=["Cs"]), max_size=3), st.integers(-5, 5), st.booleans(),
    st.lists(st.text(max_size=2), max_size=2).map(tuple),
    st.lists(st.tuples(st.text(max_size=2), st.text(max_size=2)), max_size=2).map(tuple),
    st.lists(st.builds(Pair, st.text(max_size=2), st.lists(st.integers(0, 9)).map(tuple)), max_size=2).map(tuple),
    st.none() | PARTS, st.frozensets(st.text(max_size=2), max_size=2),
    st.none() | st.dictionaries(st.text(max_size=2), PARTS, max_size=2),
    st.none() | st.dictionaries(st.tuples(st.text(max_size=2), st.text(max_size=2)), st.just(("x",)), max_size=2),
)  # fmt: skip


def table(path: Path) -> tuple[Database, Table[Everything]]:
    database = Database(path)
    made = Table(database, "thing", Everything, key="name")
    made.zone = LONDON
    database.open()
    database.use_file()
    return database, made


@settings(max_examples=40, deadline=None)
@given(st.dictionaries(st.text(st.characters(exclude_categories=["Cs"]), max_size=2), ANY, max_size=4))
def test_rows_come_back_with_their_types(tmp_path_factory: pytest.TempPathFactory, rows: dict[str, Everything]) -> None:
    path = tmp_path_factory.mktemp("rows") / "file"
    database, kept = table(path)
    kept.replace(rows)
    kept.save()
    database.close()
    again = table(path)[1].rows()
    assert again == rows
    # By its `repr` a post is told from another: zone and fold are part of that.
    assert {name: repr(again[name]) for name in rows if not rows[name].known} == {
        name: repr(row) for name, row in rows.items() if not row.known
    }


def test_only_what_changed_is_written(tmp_path: Path) -> None:
    database, kept = table(tmp_path / "file")
    rows = {str(number): Everything(number=number) for number in range(300)}
    kept.replace(rows)
    assert kept.save()
    written: list[str] = []
    database.db.set_trace_callback(written.append)
    kept.replace({name: replace(row) for name, row in rows.items()})
    assert not kept.save() and written == []
    kept.replace({**{name: row for name, row in rows.items() if name != "8"}, "7": Everything(text="new")})
    assert kept.save()
    changes = [line.partition(" ")[0] for line in written if line.startswith(("INSERT", "DELETE"))]
    assert changes == ["INSERT", "DELETE"]
    database.close()
    again = table(tmp_path / "file")[1].rows()
    assert (again["7"].text, len(again), "8" in again) == ("new", 299, False)


def test_a_file_with_other_tables_is_not_opened(tmp_path: Path) -> None:
    database, kept = table(tmp_path / "file")
    kept.replace({"x": Everything(part=Part("y", datetime(2012, 10, 3, tzinfo=UTC)))})
    kept.save()
    database.close()
    other = Database(tmp_path / "file")
    Table(other, "thing", Part, key="name")
    assert not other.open()
    assert other.db.execute("SELECT count(*) FROM thing").fetchone() == (0,)
    assert table(tmp_path / "file")[1].rows()["x"].part is not None


def test_nothing_is_written_before_the_file_is_to_be_used(tmp_path: Path) -> None:
    database = Database(tmp_path / "file")
    kept = Table(database, "thing", str, key="name")
    assert not database.open()
    assert kept.rows() == {} and list(tmp_path.iterdir()) == []


def test_forked_processes_read_alone(tmp_path: Path) -> None:
    database, kept = table(tmp_path / "file")
    kept.replace({"x": Everything(text="y")})
    kept.save()
    pid = os.fork()
    if not pid:
        try:
            there = database.db.execute("SELECT text FROM thing").fetchone() == ("y",)
            database.db.execute("DELETE FROM thing")
        except sqlite3.OperationalError as error:
            os._exit(0 if there and "readonly" in str(error) else 2)
        os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
