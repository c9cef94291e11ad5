"""The lock on a folder, where there can be none."""

from __future__ import annotations

import errno
import fcntl
from pathlib import Path

import pytest
from archive.store.buildlock import BuildLock


@pytest.mark.parametrize(
    ("of", "name", "number"),
    [(fcntl, "flock", errno.ENOLCK), (Path, "open", errno.EACCES), (Path, "open", errno.EROFS)],
)
def test_where_nothing_can_be_locked_the_build_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, of: object, name: str, number: int
) -> None:
    def refuse(*args: object, **options: object) -> None:
        raise OSError(number, "refused")

    monkeypatch.setattr(of, name, refuse)
    BuildLock().take(tmp_path / "out")


def test_a_full_disk_is_no_reason_to_go_on_without(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(fcntl, "flock", refuse)
    with pytest.raises(OSError, match="full"):
        BuildLock().take(tmp_path / "out")
