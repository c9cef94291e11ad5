"""The seal: what it says stands only if it is whole."""

import json
from pathlib import Path

import pytest
from archive.store.store import Seal, Sealed

SEALED = Sealed({"archive.sqlite": "0badcafe"}, "abc", ["extra.html"], lost=True)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    Seal(tmp_path / "seal.json").write(SEALED)
    return tmp_path / "seal.json"


def test_a_seal_says_what_was_sealed(path: Path) -> None:
    assert Seal(path).read() == SEALED


@pytest.mark.parametrize("field", ["sums", "output", "others", "lost", "seal"])
def test_a_seal_that_lacks_anything_is_none(path: Path, field: str) -> None:
    stored = json.loads(path.read_text())
    del stored[field]
    path.write_text(json.dumps(stored))
    assert Seal(path).read() is None


@pytest.mark.parametrize("text", ["", "{", "[]", "null"])
def test_a_damaged_seal_is_none(path: Path, text: str) -> None:
    path.write_text(text)
    assert Seal(path).read() is None


def test_a_seal_that_says_something_else_than_was_sealed_is_none(path: Path) -> None:
    path.write_text(path.read_text().replace("0badcafe", "0badcaff"))
    assert Seal(path).read() is None
