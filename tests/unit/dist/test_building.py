"""How the commands that make copies end, where they cannot make them."""

from collections.abc import Callable
from pathlib import Path

import pytest
from dist import __main__ as copies
from dist import building, epub


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
