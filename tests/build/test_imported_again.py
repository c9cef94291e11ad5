"""An archive from the pages of its own site: what was built is imported into an empty folder."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from archive.source import frontmatter
from archive.source.consistency import redirect_key
from importer.report import Report
from importer.run import Import, Settings
from importer.source import open_source

from build.built import Built
from build.sites import ROOTS

#: Where posts of the roots name nobody, the site does.
AUTHORS = {"blog": "Ann Author", "names": "Chris Mills"}


@dataclass(frozen=True)
class Again:
    """A root, and what was imported of its site."""

    source: Path
    folder: Path
    report: Report
    author: str

    def fields(self, root: Path, file: Path) -> dict[str, Any]:
        """What a post says of itself, in the words of the model."""
        front, problems = frontmatter.read(file.read_bytes(), file.name, ZoneInfo("Europe/London"))
        assert front, problems
        names = ("date", "timed", "categories", "tags", "description", "location", "language", "original", "thread")
        said = {name: getattr(front, name) for name in names}
        return said | {
            "authors": front.authors or (self.author,),
            "redirects": {redirect_key(path) for path in front.redirects},
        }


@pytest.fixture(scope="module", params=sorted(AUTHORS))
def again(request: pytest.FixtureRequest, built: Callable[[str], Built], tmp_path_factory: Any) -> Again:
    folder = tmp_path_factory.mktemp("again") / "site"
    settings = Settings(folder / "posts", quiet=True, now=datetime(2020, 1, 1, tzinfo=UTC), language="en-GB")
    report = Import(open_source(built(request.param).folder), settings).run()
    return Again(ROOTS / f"test-{request.param}", folder, report, AUTHORS[request.param])


def published(folder: Path) -> dict[str, Path]:
    """The posts of a folder but for drafts, by their paths."""
    files = {file.relative_to(folder).as_posix(): file for file in sorted((folder / "posts").rglob("*.md"))}
    return {name: file for name, file in files.items() if "draft: true" not in file.read_text(encoding="utf-8")}


def test_every_post_comes_back_with_its_fields(again: Again) -> None:
    posts, found = published(again.source), published(again.folder)
    assert posts.keys() == found.keys() and again.report.sound
    for name, file in posts.items():
        assert again.fields(again.folder, found[name]) == again.fields(again.source, file), name


def test_comments_come_back(again: Again) -> None:
    for file in again.source.rglob("*.comments.json"):
        found = again.folder / file.relative_to(again.source)
        assert json.loads(found.read_text())["comments"] == json.loads(file.read_text())["comments"]
