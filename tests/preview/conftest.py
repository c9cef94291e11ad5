"""Folders in which a live preview runs."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from browser.sites import copy_project

from preview.running import Preview

POST = "---\ndate: 2020-05-04\n---\n\n# A post\n\nIts text as it was.\n"
DRAFT = "---\ndraft: true\n---\n\n# A draft\n\nNot to be read yet.\n"


def blog(folder: Path) -> Path:
    """A copy of the project, its guide left out, with a post and a draft."""
    copy_project(folder, posts=False)
    shutil.rmtree(folder / "guide")
    (folder / "guide").mkdir()
    (folder / "guide/index.md").write_text("# Guide\n", encoding="utf-8")
    month = folder / "posts/2020/05"
    month.mkdir(parents=True)
    (month / "a-post.md").write_text(POST, encoding="utf-8")
    (month / "a-draft.md").write_text(DRAFT, encoding="utf-8")
    return folder


@pytest.fixture
def begin() -> Iterator[Callable[..., Preview]]:
    """Starts a preview in a folder, which is stopped in the end: `begin(folder, "HOST=box.example")`."""
    with ExitStack() as stack:

        def begin(folder: Path, *variables: str) -> Preview:
            preview = Preview(folder, *variables)
            stack.callback(preview.stop)
            return preview

        yield begin


@pytest.fixture(scope="module")
def preview(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Preview]:
    """A preview that the tests of a module share, in a folder with a difficult name; they leave it as they found it."""
    preview = Preview(blog(tmp_path_factory.mktemp("live") / "tests" / ".blog (nëw+)"), "HOST=box.example")
    try:
        yield preview
    finally:
        preview.stop()
