"""What builds remember comes back as it was, and is written only where it changed."""

from __future__ import annotations

from pathlib import Path

from archive.store.database import Database
from archive.store.records import Inventory, NamePages, Records


def test_a_record_is_that_of_its_type(tmp_path: Path) -> None:
    database = Database(tmp_path / "file")
    records = Records(database, [Inventory, NamePages])
    database.use_file()
    records.put(Inventory("a"))
    assert (records.get(Inventory), records.get(NamePages)) == (Inventory("a"), None)
    assert (records.save(), records.save()) == (True, False)
    records.forget()
    assert records.get(Inventory) == Inventory("a")
