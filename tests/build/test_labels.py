"""A name that two documents give is the first one's, and an error: however many processes read, whatever was edited."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from build.sites import Site, differences

TEXTS = {
    "titled": "(twice)=\n## A place of {}",
    "untitled": "(twice)=\nWords of {}.",
    "figure": "```{{figure}} /square.png\n:name: twice\n\nOf {}.\n```",
    "formula": "```{{math}}\n:label: twice\n\nx = 1\n```\n\nOf {}.",
    "term": "```{{glossary}}\ntwice\n  In the sense of {}.\n```",
}
REFERENCES = {"formula": "{eq}`twice`", "term": "{term}`twice`"}
#: The line on which each stands in a post that says no more.
LINES = {"titled": 8, "untitled": 8, "figure": 7, "formula": 7, "term": 8}
SAID = re.compile(r"posts/2012/(\w+)\.md:(\d+): WARNING: the name `twice` is that of the place at (\S+) too")


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Posts enough to be read by two processes, which share them by turns; none gives a name."""
    site = Site(tmp_path_factory.mktemp("labels") / "blog", "empty")
    site.write(
        "square.png", (Path(__file__).parents[1] / "roots/test-blog/posts/2012/10/pictures/square.png").read_bytes()
    )
    for number in range(30):
        site.post(f"2012/more-{number:02}", date="2012-10-01")
    site.keep()
    return site


@pytest.fixture
def site(plain: Site) -> Iterator[Site]:
    plain.restore()
    return plain


def give(site: Site, kind: str, *names: str) -> None:
    for name in names:
        site.post(f"2012/{name}", TEXTS[kind].format(name), date="2012-10-02")


@pytest.mark.parametrize("kind", TEXTS)
def test_the_second_is_named_with_the_first_by_any_number_of_processes_and_again(site: Site, kind: str) -> None:
    # Read by one process and by two, in whatever order: `a` is the first.
    give(site, kind, "a", "b", "z")
    reference = REFERENCES.get(kind, "{ref}`it <twice>`")
    site.post("2012/c", f"See {reference}.", date="2012-10-03")
    expected = [(name, str(LINES[kind]), f"posts/2012/a.md:{LINES[kind]}") for name in ("b", "z")]
    trees = []
    for options in (("-E", "-j", "1"), ("-E", "-j", "2"), ()):
        result = site.build(*options)
        assert SAID.findall(result.stderr) == expected and result.stderr.count("WARNING") == 2, result.stderr
        trees.append(site.tree())
    assert differences(trees[0], trees[1]) == differences(trees[0], trees[2]) == []
    page = (site.out / "2012/c.html").read_text()
    assert re.search(r'href="a\.html#[^"]*twice', page), page


def test_which_is_the_first_does_not_depend_on_what_was_edited(site: Site) -> None:
    give(site, "titled", "a", "b")
    site.post("2012/c", "See {ref}`twice`.", date="2012-10-03")
    site.build()
    site.edit("posts/2012/a.md", "A place", "The place")
    site.build()
    assert "The place of a" in (site.out / "2012/c.html").read_text() and differences(site.tree(), site.clean()) == []
    # What only the second has from now on is its own, though it is not read again.
    (site.src / "posts/2012/a.md").unlink()
    result = site.build()
    assert (result.status, result.stderr) == (0, "") and "A place of b" in (site.out / "2012/c.html").read_text()
    assert differences(site.tree(), site.clean()) == []
