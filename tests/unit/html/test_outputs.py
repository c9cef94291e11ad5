"""Pages and feeds of names that need no second look."""

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from archive.html.outputs import UnchangedNames
from archive.model.archive import Unchanged
from archive.model.mentions import MentionIndex
from archive.pages.sitepages import Withheld
from archive.store.records import NamePages
from archive.store.store import Store

from unit.archives import archive_of

KEYS: Any = SimpleNamespace(of_template=lambda name: name, of_page=lambda page: f"key of {page.name}")
PAGES = [Withheld(name=f"names/org/{name}", title="Withheld") for name in ("a", "b")]


@pytest.mark.parametrize("left", [None, NamePages("", {}, ()), NamePages("other", {"a": "b"}, (("a", ""),))])
def test_what_was_left_of_others_is_made_anew(tmp_path: Path, left: NamePages | None) -> None:
    archive = replace(archive_of(1), mention_index=MentionIndex(stamp="now"))
    store = Store(tmp_path / "doctrees", tmp_path / "out")
    if left:
        store.records.put(left)
    assert list(UnchangedNames(store, KEYS).pages(archive, lambda: PAGES)) == PAGES
    (unchanged,) = UnchangedNames(store, KEYS).pages(archive, lambda: PAGES)
    assert isinstance(unchanged, Unchanged)
    assert unchanged.keys == {"names/org/a.html": "key of names/org/a", "names/org/b.html": "key of names/org/b"}
    assert unchanged.make("names/org/b.html") is PAGES[1]
    other: Any = SimpleNamespace(of_template=lambda name: f"other {name}", of_page=KEYS.of_page)
    assert list(UnchangedNames(store, other).pages(archive, lambda: PAGES)) == PAGES
