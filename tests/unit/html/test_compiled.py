"""What is kept of templates: where, and that nothing damaged or of other words is taken up."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from archive.html import compiled
from archive.html.compiled import TemplateCache, TemplateUses, folder_for
from jinja2 import DictLoader, Environment

USES = {"of-one": TemplateUses(("base.html",), False, ("show",), ()), "of-two": TemplateUses((), True, (), ("title",))}


@pytest.fixture
def code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The site that the code belongs to, where Python keeps compiled modules."""
    site = tmp_path / "site"
    site.mkdir()
    monkeypatch.setattr(compiled, "SITE", site)
    monkeypatch.setattr(compiled, "__file__", str(site / "compiled.py"))
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(sys, "pycache_prefix", None)
    return site


def test_they_are_kept_beside_the_code_of_the_site(code: Path, tmp_path: Path) -> None:
    assert folder_for(code, tmp_path / "build") == code / "__pycache__/templates"
    assert (code / "__pycache__/templates").is_dir() and not (tmp_path / "build").exists()


def test_those_of_another_site_are_kept_with_its_build(code: Path, tmp_path: Path) -> None:
    assert folder_for(tmp_path, tmp_path / "build") == tmp_path / "build"
    assert (tmp_path / "build").is_dir() and not (code / "__pycache__").exists()


def test_where_python_writes_no_compiled_modules_neither_are_templates(
    code: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert folder_for(code, tmp_path / "build") == tmp_path / "build"
    assert not (code / "__pycache__").exists()


def test_where_none_can_be_written_beside_the_code_they_are_kept_with_the_build(code: Path, tmp_path: Path) -> None:
    (code / "__pycache__").write_text("a file in its place")
    (tmp_path / "build").write_text("and here one that an earlier build may have left")
    assert folder_for(code, tmp_path / "build") == tmp_path / "build"
    assert (tmp_path / "build").is_dir()


def test_what_templates_make_use_of_is_known_to_the_next_build(tmp_path: Path) -> None:
    assert TemplateCache(tmp_path, "words").uses() == {}
    TemplateCache(tmp_path, "words").keep_uses(USES)
    assert TemplateCache(tmp_path, "words").uses() == USES
    assert TemplateCache(tmp_path, "other words").uses() == {}


def test_of_what_is_damaged_nothing_is_known(tmp_path: Path) -> None:
    cache = TemplateCache(tmp_path, "words")
    cache.keep_uses(USES)
    (kept,) = tmp_path.iterdir()
    whole = kept.read_bytes()
    for place in range(len(whole)):
        kept.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        assert cache.uses() == {}, place
        kept.write_bytes(whole[:place])
        assert cache.uses() == {}, place


def rendered(folder: Path, source: str, words: str = "words") -> str:
    environment = Environment(loader=DictLoader({"a.html": source}), bytecode_cache=TemplateCache(folder, words))
    return environment.get_template("a.html").render()


def test_a_template_is_compiled_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert rendered(tmp_path, "One") == "One"
    assert rendered(tmp_path, "Two") == "Two"  # another source: compiled anew
    monkeypatch.setattr(Environment, "compile", None)
    assert rendered(tmp_path, "Two") == "Two"
    for source, words in (("One", "words"), ("Two", "other words")):
        with pytest.raises(TypeError):
            rendered(tmp_path, source, words)


def test_a_damaged_template_is_compiled_again(tmp_path: Path) -> None:
    rendered(tmp_path, "One")
    (kept,) = tmp_path.iterdir()
    whole = kept.read_bytes()
    for place in range(len(whole)):
        kept.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        assert rendered(tmp_path, "One") == "One"
        assert kept.read_bytes() == whole
