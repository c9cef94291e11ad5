"""What settings mean; and what makes all that was read stale: another version of this extension, or of a package
beneath it."""

import importlib.metadata
from pathlib import Path
from types import SimpleNamespace

import pytest
from archive.model.oldaddresses import OldAddress, OldBlog
from archive.reading.settings import PACKAGES, code_digest, old_blogs


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


@pytest.mark.parametrize(
    ("setting", "roots"),
    [
        ("", [("wordpress", "blog/")]),
        ("blogger", [("wordpress", "blog/"), ("blogger", "")]),
        # A file says better where it stood.
        ("wordpress", [("wordpress", "blog/")]),
        (["wordpress", "blogger"], [("wordpress", "blog/"), ("blogger", "")]),
    ],
)
def test_services_are_those_of_files_and_of_the_setting(setting: str | list[str], roots: list[tuple[str, str]]) -> None:
    told = OldBlog("old-addresses/a.txt", (OldAddress("blog/index.html", "wordpress", ""),))
    found = old_blogs(SimpleNamespace(old_addresses=setting), (told,))
    assert [root for blog in found for root in blog.roots] == roots
