"""Whatever is imported into an empty archive, the archive can be checked and built: no warning, no edit by hand."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from building import bring, build, empty_site, faults
from conftest import FIXTURES
from importer.errors import ImportFailure
from random_blogs import RandomBlog, random_blogs

SHARED = Path(__file__).resolve().parents[3] / "shared"
OURS = sorted([*FIXTURES.iterdir(), *(FIXTURES / "feeds").iterdir()])
BESIDE = [path for folder in ("cases", "real") for path in sorted((SHARED / folder).glob("*"))]
THEIRS = [path for path in BESIDE if path.suffix == ".xml" or path.is_dir()]
#: What is no export, or not one whole.
REFUSED = {"blogger-theme", "wordpress-importer-malformed", "wordpress-importer-malformed-simple"}


@pytest.mark.parametrize("source", [path for path in OURS if path.name != "feeds"], ids=lambda path: path.name)
def test_every_fixture_builds(source: Path, tmp_path: Path) -> None:
    site = empty_site(tmp_path / "site")
    bring(source, site)
    assert faults(site) == []


@pytest.mark.parametrize("source", THEIRS, ids=lambda path: path.name)
def test_what_lies_beside_the_project_builds(source: Path, tmp_path: Path) -> None:
    site = empty_site(tmp_path / "site")
    try:
        bring(source, site)
    except ImportFailure:
        assert source.stem in REFUSED and not (site / "posts").exists()
        return
    assert faults(site) == []


def test_several_blogs_in_one_archive_build(tmp_path: Path) -> None:
    site = empty_site(tmp_path / "site")
    for name in ("takeout", "wordpress.xml", "feeds/atom.xml", "feeds/rss.xml", "archive.txt", "pages"):
        bring(FIXTURES / name, site)
    assert faults(site) == []


def build_all(blogs: list[RandomBlog], folder: Path, first: int = 1) -> list[str]:
    """Import `blogs` into one archive and build it; what is wrong, with the fewest blogs that show it."""
    site = empty_site(folder)
    for number, blog in enumerate(blogs, first):
        source = folder / "exports" / f"{number}-{blog.format}"
        source.parent.mkdir(exist_ok=True)
        source.write_bytes(blog.export(number * 1000))
        report = bring(source, site)
        held, found = report.counted
        assert held == found, f"{source}: {held} entries, {found} accounted for"
    wrong = faults(site)
    if not wrong or len(blogs) == 1:
        return [f"{folder}: {line}" for line in wrong]
    half = len(blogs) // 2
    parts = ((blogs[:half], f"{folder}a", first), (blogs[half:], f"{folder}b", first + half))
    return [line for part, name, start in parts for line in build_all(part, Path(name), start)] or wrong


def test_random_blogs_build(tmp_path: Path) -> None:
    assert build_all(random_blogs(40, 5), tmp_path / "site") == []


def lost_on_the_way(blogs: list[RandomBlog], folder: Path) -> list[str]:
    """Import `blogs` into one archive, build it and import what was built: posts that are not what they were."""
    site, again = empty_site(folder / "site"), empty_site(folder / "again")
    for number, blog in enumerate(blogs, 1):
        source = folder / f"{number}-{blog.format}"
        source.write_bytes(blog.export(number * 1000))
        bring(source, site, language="en-GB")
    assert build(site, folder / "built") == []
    report = bring(folder / "built/out", again, language="en-GB")
    assert report.sound, report.text()
    return [file.relative_to(site).as_posix() for file in sorted(site.glob("posts/**/*.md"))
            if (folder / "built/out" / file.relative_to(site / "posts").with_suffix(".html")).exists()  # is published
            and _text(file) != _text(again / file.relative_to(site))]  # fmt: skip


def _text(file: Path) -> str:
    """A post's text, but for what stands for pictures that have the words of their caption or none, and for rows of
    tables without words."""
    text = file.read_text(encoding="utf-8").split("\n---\n", 1)[1] if file.exists() else ""
    text = re.sub(r"\[(?:[^\[\]\\]|\\.)*\](?=\([^()]*\)\{\.missing-image)", "[]", text)
    return re.sub(r"(?m)^(?::header-rows: 1|[* ] -)\n", "", text)


def test_random_blogs_come_back_from_their_sites(tmp_path: Path) -> None:
    assert lost_on_the_way(random_blogs(12, 7), tmp_path) == []


@pytest.mark.fuzz
@pytest.mark.parametrize("batch", range(20))
def test_many_random_blogs_come_back_from_their_sites(batch: int, tmp_path: Path) -> None:
    start = int(os.environ.get("FUZZ_START", "500")) + batch
    assert lost_on_the_way(random_blogs(40, start), tmp_path) == []


@pytest.mark.fuzz
@pytest.mark.parametrize("batch", range(20))
def test_many_random_blogs_build(batch: int, tmp_path: Path) -> None:
    start = int(os.environ.get("FUZZ_START", "100")) + batch
    assert build_all(random_blogs(100, start), tmp_path / "site") == []
