"""What makes all that was read stale: another version of this extension, or of a package beneath it."""

import importlib.metadata
from pathlib import Path

import pytest
from archive.reading.settings import PACKAGES, code_digest


def test_the_code_s_digest_is_that_of_every_module(tmp_path: Path) -> None:
    """Of those in folders within, too."""
    (tmp_path / "within").mkdir()
    digests = set()
    for path in ("module.py", "within/module.py", "within/other.py"):
        (tmp_path / path).write_text("VALUE = 1\n")
        digests.add(code_digest(tmp_path))
    (tmp_path / "within/other.py").write_text("VALUE = 2\n")
    assert len(digests | {code_digest(tmp_path)}) == 4
    assert code_digest(tmp_path) == code_digest(tmp_path)


@pytest.mark.parametrize("package", PACKAGES)
def test_another_version_of_a_package_is_another_digest(package: str, monkeypatch: pytest.MonkeyPatch) -> None:
    before, version = code_digest(), importlib.metadata.version
    monkeypatch.setattr(importlib.metadata, "version", lambda name: version(name) + "1" * (name == package))
    assert code_digest() != before
