"""Pages and feeds of names that need no second look."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from archive.html.remembered import Remembered
from archive.model.mentioned import Found
from archive.model.outputs import Unchanged
from archive.pages.pages import Page

from unit.archives import archive_of

KEYS: Any = SimpleNamespace(everywhere="templates", listing=lambda page: f"key of {page.name}")
PAGES = [Page(f"names/org/{name}", "object.html", name, name, dict) for name in ("a", "b")]


@pytest.mark.parametrize("left", [("", ()), ("other", [1, 2]), ("x",)])
def test_what_another_version_left_is_made_anew(left: Any) -> None:
    archive = replace(archive_of(1), found=Found(stamp="now"))
    memory = {"names": left}
    assert list(Remembered(memory, KEYS).pages(archive, lambda: PAGES)) == PAGES
    (unchanged,) = Remembered(memory, KEYS).pages(archive, lambda: PAGES)
    assert isinstance(unchanged, Unchanged)
    assert unchanged.keys == {"names/org/a.html": "key of names/org/a", "names/org/b.html": "key of names/org/b"}
    assert unchanged.make("names/org/b.html") is PAGES[1]
    other: Any = SimpleNamespace(everywhere="other templates", listing=KEYS.listing)
    assert list(Remembered(memory, other).pages(archive, lambda: PAGES)) == PAGES
