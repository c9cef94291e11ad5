"""What builds leave in SQLite stays from build to build, and what another version of the code left is no hindrance."""

from __future__ import annotations

from pathlib import Path

from archive.core.database import Database

OLD = ("CREATE TABLE IF NOT EXISTS a (x TEXT)", "CREATE TABLE IF NOT EXISTS b (y TEXT)")
NEW = ("CREATE TABLE IF NOT EXISTS a (x TEXT, more TEXT)",)


def filled(path: Path) -> None:
    first = Database(path, OLD)
    with first.db as db:
        db.execute("INSERT INTO a VALUES ('kept')")
    first.close()


def test_what_is_put_in_stays(tmp_path: Path) -> None:
    filled(tmp_path / "file")
    assert Database(tmp_path / "file", OLD).db.execute("SELECT * FROM a").fetchall() == [("kept",)]


def test_tables_of_another_form_are_made_anew(tmp_path: Path) -> None:
    filled(tmp_path / "file")
    with Database(tmp_path / "file", NEW).db as db:
        db.execute("INSERT INTO a VALUES ('new', 'more')")
        assert db.execute("SELECT * FROM a").fetchall() == [("new", "more")]
        assert db.execute("SELECT count(*) FROM sqlite_master WHERE name = 'b'").fetchone() == (0,)
