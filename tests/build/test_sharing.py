"""What the builds of tests share is what each would make of its own (`sharing`)."""

from pathlib import Path

import forked
import pytest
import sharing

from build.built import Built
from build.sites import Site, differences


@pytest.fixture
def shared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for what is shared in which nothing is yet."""
    folder = tmp_path / "shared"
    folder.mkdir()
    monkeypatch.setattr(forked, "shared", folder)
    return folder


def test_a_build_that_takes_up_what_others_left_gives_what_one_without_gives(tmp_path: Path, shared: Path) -> None:
    giving, taking, alone = (Site(tmp_path / name, "blog") for name in ("giving", "taking", "alone"))
    assert giving.build().status == 0
    left = {path: path.stat().st_mtime_ns for path in shared.iterdir()}
    assert len(left) > 30
    assert taking.build().status == alone.spawn().status == 0
    assert {path: path.stat().st_mtime_ns for path in shared.iterdir()} == left
    assert differences(giving.tree(), alone.tree()) == differences(taking.tree(), alone.tree()) == []


def test_a_template_that_is_edited_is_not_shared(tmp_path: Path, shared: Path) -> None:
    whole, edited = Site(tmp_path / "whole", "empty"), Site(tmp_path / "edited", "empty")
    edited.edit("_templates/site.html", "<title>", "<title>Edited: ")
    assert edited.build().status == 0
    left = len(list(shared.iterdir()))
    assert whole.build().status == 0
    assert len(list(shared.iterdir())) == left + 2  # what it uses, and its code
    assert Built(edited.out).text("index.html", "title").startswith("Edited: ")
    assert not Built(whole.out).text("index.html", "title").startswith("Edited: ")


def test_code_that_is_taken_up_names_the_file_of_its_own_site() -> None:
    code = compile("def outer():\n def inner(): pass\n return inner", "theirs.html", "exec")
    code = sharing._moved(code, "ours.html")
    names: dict[str, object] = {}
    exec(code, names)
    inner = names["outer"]()  # type: ignore[operator]
    assert inner.__code__.co_filename == "ours.html"
