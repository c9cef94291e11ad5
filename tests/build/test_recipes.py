"""The guide's recipes, followed to the letter in a copy of the site: what they say to write is read from the guide."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from copy import copy
from pathlib import Path

import pytest

from build.built import Built
from build.sites import ROOT, Site, differences

#: A block of code, the last file that the text before it names, and the language of the block.
_BLOCK = re.compile(r"`(_[\w./]+)`(?:(?!`_|```).)*?\n```(\w+)\n(.*?)\n```\n", re.DOTALL)


def recipe(title: str) -> list[tuple[str, str, str]]:
    """The file, the language and the text of each block of code below a heading of the guide."""
    guide = (ROOT / "guide/design.md").read_text(encoding="utf-8")
    section = guide.split(f"\n### {title}\n")[1].split("\n##")[0]
    found = _BLOCK.findall(section)
    assert len(found) == section.count("\n```") / 2, "a block of code without the name of a file before it"
    return found


def follow(title: str, folder: Path) -> None:
    """Do as the recipe says in a copy of the site."""
    for path, language, text in recipe(title):
        file = folder / path
        if language == "diff":
            file.write_text(patched(file.read_text(encoding="utf-8"), text), encoding="utf-8")
        else:
            assert not file.exists(), path
            file.write_text(f"{text}\n", encoding="utf-8")


def patched(text: str, diff: str) -> str:
    """`text` after a change; what the change goes by must stand in it once."""
    for hunk in re.split(r"^@@.*\n", diff, flags=re.MULTILINE):
        lines = hunk.splitlines()
        old = "\n".join(line[1:] for line in lines if line[:1] in " -")
        assert text.count(old) == 1, f"not there, or not once:\n{old}"
        text = text.replace(old, "\n".join(line[1:] for line in lines if line[:1] in " +"))
    return text


@pytest.fixture
def copied(site: Callable[[str], Site]) -> Site:
    """The blog with code of its own, two posts of which say where they were written."""
    blog = site("blog")
    shutil.copytree(ROOT / "_ext", blog.src / "_ext", ignore=shutil.ignore_patterns("__pycache__"))
    blog.post("2012/08/abroad", date="2012-08-01", location="Oslo")
    blog.post("2012/08/home", date="2012-08-02", location="Wick & Thurso")
    return blog


def test_what_the_recipes_write_keeps_the_rules_of_the_house(copied: Site) -> None:
    follow("A kind of page", copied.src)
    follow("A field of the front matter", copied.src)
    command = [sys.executable, "-m", "ruff", "check", "--quiet", "--config", str(ROOT / ".ruff.toml"), "_ext"]
    done = subprocess.run(command, cwd=copied.src, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


def built(blog: Site) -> Built:
    """The blog built by its own code, in an interpreter of its own."""
    path = os.pathsep.join([str(blog.src / "_ext"), str(blog.src)])
    result = blog.spawn("-W", "--keep-going", env={"PYTHONPATH": path})
    assert (result.status, result.stderr) == (0, "")
    return Built(blog.out)


def steps(blog: Site) -> Iterator[Built]:
    """The blog after each of the recipes, and after edits of what they show."""
    built(blog)
    follow("A kind of page", blog.src)
    follow("A field of the front matter", blog.src)
    yield built(blog)
    blog.post("2012/08/home", date="2012-08-02", location="Wick & Thurso", translator="Zoë <Z>")
    yield built(blog)
    blog.post("2012/08/abroad", date="2012-08-01", location="Rome")
    yield built(blog)


def test_a_page_and_a_field_are_added_as_the_guide_says(copied: Site) -> None:
    after = steps(copied)
    first = next(after)
    assert first.texts("blog/places.html", "article h2") == ["Leeds", "Oslo", "Wick & Thurso"]
    assert {"2012/08/home.html", "2012/08/abroad.html"} < set(first.addresses("blog/places.html", ".chain a"))
    assert first.texts("blog/places.html", ".breadcrumbs a") == ["Home", "Archive"]
    assert "https://blog.example/blog/places.html" in first.sitemap()
    assert first.page("blog/places.html").select_one(".current a")["href"].endswith("archive.html")
    stamp = (copied.out / "blog/places.html").stat().st_mtime_ns
    second = next(after)
    assert "Translated by Zoë <Z>" in second.texts("2012/08/home.html", ".byline")
    assert "Translated" not in second.read("2012/08/abroad.html")
    assert (copied.out / "blog/places.html").stat().st_mtime_ns == stamp, "it shows no translators"
    third = next(after)
    assert third.texts("blog/places.html", "article h2") == ["Leeds", "Rome", "Wick & Thurso"]
    aside = copy(copied)
    aside.out, aside.doctrees = copied.out.with_name("clean"), copied.doctrees.with_name("clean-doctrees")
    built(aside)
    assert differences(copied.tree(), aside.tree()) == []
