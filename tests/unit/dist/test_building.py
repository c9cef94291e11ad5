"""How the commands that make copies end, where they cannot make them."""

from collections.abc import Callable
from pathlib import Path

import pytest
from dist import __main__ as copies
from dist import building, epub


def test_a_page_that_lost_its_end_since_it_was_built_is_named(tmp_path: Path) -> None:
    """Copies would be sealed without the rest of its text."""
    pages = {"a.html": "<!doctype html><p>A</p></html>", "b.html": "<!doctype html><p>B</p></body>\n</html>\n"}
    for name, text in pages.items():
        (tmp_path / name).write_text(text)
    building.check_pages(tmp_path, pages)
    for damaged in ("", "<!doctype html><p>Half of a wo"):
        (tmp_path / "b.html").write_text(damaged)
        with pytest.raises(building.BuildFailed, match=r"b\.html: .*remove it and try again"):
            building.check_pages(tmp_path, pages)


@pytest.mark.parametrize("command", [copies.main, epub.main])
@pytest.mark.parametrize(
    ("error", "said"),
    [
        (building.BuildFailed("the site has faults"), "the site has faults"),
        (OSError(28, "No space left on device", "blog.zip"), "blog.zip: No space left on device: make room there"),
        (KeyboardInterrupt(), "stopped before its end"),
    ],
)
def test_what_ends_a_command_is_said_in_a_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
    command: Callable[[list[str]], int], error: BaseException, said: str,
) -> None:  # fmt: skip
    def site(*arguments: object) -> object:
        raise error

    monkeypatch.setattr(building, "site", site)
    assert command([str(tmp_path), str(tmp_path / "build")]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(said)
