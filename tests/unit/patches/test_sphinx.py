"""Where Sphinx is changed: files are found where it finds them."""

from collections.abc import Iterator
from itertools import product
from pathlib import Path
from types import SimpleNamespace

import pytest
from archive.patches import sphinx
from sphinx.environment import BuildEnvironment

DOCNAMES = ("index", "a/one", "a/b/two", "linked/three", "a/to-b/two", "gone/four", "a/alias")
NAMES = (
    "", ".", "..", "one.md", "./one.md", "../index.md", "b/two.md", "b/../one.md", "to-b/two.md", "to-b/../one.md",
    "../linked/three.md", "../../index.md", "../../../index.md", "/index.md", "/a/to-b/two.md", "alias.md", "away.md",
    "../linked/../index.md", "b//two.md", "b/", "...", ".hidden", "nothing.md", "nowhere/nothing.md", "../a/b/two.md",
    "a..b.md", "é/two.md", "..\\\\one.md", "to-b", "../linked", "x" * 300,
)  # fmt: skip


@pytest.fixture
def env(tmp_path: Path) -> Iterator[SimpleNamespace]:
    """A source folder with links to a folder within, to one outside, and to files within and outside."""
    root, outside = tmp_path / "site", tmp_path / "outside"
    (root / "a/b").mkdir(parents=True)
    outside.mkdir()
    for path in (root / "index.md", root / "a/one.md", root / "a/b/two.md", outside / "three.md"):
        path.touch()
    (root / "linked").symlink_to(outside)
    (root / "a/to-b").symlink_to("b")
    (root / "a/alias.md").symlink_to("b/two.md")
    (root / "a/away.md").symlink_to(outside / "three.md")
    yield SimpleNamespace(srcdir=root, docname="index", doc2path=lambda name, base: Path(f"{name}.md"))


def test_a_file_is_where_sphinx_finds_it(env: SimpleNamespace) -> None:
    asked = [(name, docname) for name, docname in product(NAMES, (*DOCNAMES, None))]
    expected = [BuildEnvironment.relfn2path(env, *each) for each in asked]  # type: ignore[arg-type]
    undo = sphinx.folders_once()
    try:
        for _ in range(2):
            found = [BuildEnvironment.relfn2path(env, *each) for each in asked]  # type: ignore[arg-type]
            assert found == expected
    finally:
        undo()
    assert len({path for _, path in expected}) > 20
