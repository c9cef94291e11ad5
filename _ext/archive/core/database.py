"""A file of SQLite beside the doctrees, which each process of a build opens for itself."""

from __future__ import annotations

import os
import sqlite3
import zlib
from pathlib import Path


class Database:
    """Made anew if it is not there. A build that was killed is begun again, so nothing waits for the disk."""

    def __init__(self, path: Path, tables: tuple[str, ...]) -> None:
        """`tables` are the statements that create them where they are not there."""
        self.path, self._tables = path, tables
        self._connections: dict[int, sqlite3.Connection] = {}

    @property
    def db(self) -> sqlite3.Connection:
        """The connection of this process."""
        pid = os.getpid()
        if pid not in self._connections:
            self.path.parent.mkdir(parents=True, exist_ok=True)  # no other builder has begun a build here
            # Other processes may be writing: they need a moment for each hundred rows.
            db = self._connections[pid] = sqlite3.connect(self.path, timeout=60)
            for statement in ("PRAGMA synchronous = OFF", "PRAGMA journal_mode = MEMORY"):
                db.execute(statement)
            self._stand(db)
        return self._connections[pid]

    def _stand(self, db: sqlite3.Connection) -> None:
        """Have the tables there: another version of this code may have left others, of which nothing can be used."""
        mark = zlib.crc32("\n".join(self._tables).encode()) & 0x7FFFFFFF
        if db.execute("PRAGMA user_version").fetchone()[0] == mark:
            return
        db.execute("BEGIN EXCLUSIVE")
        # Another process may have come first.
        if db.execute("PRAGMA user_version").fetchone()[0] != mark:
            for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
                db.execute(f'DROP TABLE "{name}"')
            for statement in self._tables:
                db.execute(statement)
            db.execute(f"PRAGMA user_version = {mark}")
        db.commit()

    def close(self) -> None:
        for db in self._connections.values():
            db.close()
        self._connections.clear()
