"""What builds remember comes back as it was, and is written only where it changed."""

from __future__ import annotations

from pathlib import Path

from archive.store.database import Database
from archive.store.records import NamePages, Records, RelatedRules


def test_a_record_is_that_of_its_type(tmp_path: Path) -> None:
    database = Database(tmp_path / "file")
    records = Records(database, [RelatedRules, NamePages])
    database.use_file()
    records.put(RelatedRules("a"))
    assert (records.get(RelatedRules), records.get(NamePages)) == (RelatedRules("a"), None)
    assert (records.save(), records.save()) == (True, False)
    records.forget()
    assert records.get(RelatedRules) == RelatedRules("a")
