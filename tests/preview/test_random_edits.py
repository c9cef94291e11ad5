"""Random edits of a blog while its preview runs: after each, what is served is what a clean build gives.

Where that build fails, what is served is what was served before.
"""

from __future__ import annotations

import hashlib
import os
import random
import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path
from urllib.parse import quote

import pytest

from preview.conftest import blog
from preview.running import SERVING, Preview

#: So many edits are in `make fuzz`.
EDITS = int(os.environ.get("ARCHIVE_PREVIEW_EDITS", "300"))
TEMPLATES = ("site.html", "post.html", "month.html", "listing.html", "home.html", "404.html")
WORDS = (
    "Plain.", "See [the post](../../2020/05/a-post.md).", "{person}`Annie` came.", "> Said.", "![](/_static/logo.svg)",
)  # fmt: skip
#: What every file of a folder holds, by its path from there.
Tree = dict[str, str]


class Author:
    """Makes edits; what is broken by one is mended by a later one."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.folder, self.random, self.number = folder, random.Random(seed), 0
        self.broken: dict[Path, str] = {}

    def edit(self) -> str:
        """Change something, or several things at once; say what."""
        if self.broken and self.random.random() < 0.6:
            return self._mend()
        kinds = [self._write, self._write, self._append, self._append, self._delete, self._template, self._conf,
                 self._style, self._break]  # fmt: skip
        count = 1 if self.random.random() < 0.7 else self.random.randint(2, 12)
        return "; ".join(self.random.choice(kinds)() for _ in range(count))

    def _put(self, path: Path, text: str) -> str:
        self.number += 1
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path.relative_to(self.folder).as_posix()

    def _posts(self) -> list[Path]:
        return sorted(path for path in (self.folder / "posts").rglob("*.md") if path not in self.broken)

    def _write(self) -> str:
        year, month, name = self.random.choice((2019, 2020)), self.random.randint(1, 3), self.random.choice("abcdefgh")
        path = self.folder / f"posts/{year}/{month:02}/{name}.md"
        if path in self.broken:
            return "nothing"
        header = self.random.choice(("", "draft: true\n", "tags: Tea\n", "tags: Tea, Toast\n", "withhold: an order\n"))
        title, text = f"{name.upper()} {self.number}", self.random.choice(WORDS)
        return self._put(path, f"---\ndate: {year}-{month:02}-11\n{header}---\n\n# {title}\n\n{text}\n")

    def _append(self) -> str:
        path = self.random.choice(self._posts())
        return self._put(path, path.read_text(encoding="utf-8") + f"\n{self.random.choice(WORDS)} {self.number}\n")

    def _delete(self) -> str:
        others = [path for path in self._posts() if path.name != "a-post.md"]
        if not others:
            return "nothing"
        path = self.random.choice(others)
        path.unlink()
        return f"no {path.relative_to(self.folder)}"

    def _template(self) -> str:
        path = self.folder / "_templates" / self.random.choice([name for name in TEMPLATES if self._is_whole(name)])
        head, block, tail = path.read_text(encoding="utf-8").partition("{% block content %}")
        return self._put(path, f"{head}{block}<!-- {self.number} -->{tail}" if block else f"{head} ")

    def _is_whole(self, name: str) -> bool:
        path = self.folder / "_templates" / name
        return path.is_file() and path not in self.broken

    def _conf(self) -> str:
        path = self.folder / "conf.py"
        if path in self.broken:
            return "nothing"
        line = self.random.choice((f"tagline = 'No. {self.number}'", f"page_size = {2 + self.number % 3}"))
        return self._put(path, path.read_text(encoding="utf-8") + f"{line}\n")

    def _style(self) -> str:
        path = self.folder / "_static/archive.css"
        return self._put(path, path.read_text(encoding="utf-8") + f"\n.a{self.number} {{ color: teal }}\n")

    def _break(self) -> str:
        path, wrong = self.random.choice(
            [
                (self.folder / "conf.py", "\ntagline = (\n"),
                (self.folder / "conf.py", "\npage_size = 'many'\n"),
                (self.folder / "conf.py", "\n1 / 0\n"),
                (self.folder / "_templates/site.html", "{% if %}"),
                (self.folder / "_templates/post.html", "{% block content %}{{ no.such.thing }}{% endblock %}"),
                (self.folder / "_templates/month.html", "{{ 1"),
                *[(path, None) for path in self._posts()[:1]],
            ]
        )
        if path in self.broken:
            return "nothing"
        text = self.broken[path] = path.read_text(encoding="utf-8")
        wrong = text.replace("date: 2", "date: the year 2") if wrong is None else text + wrong
        return f"broken {self._put(path, wrong)}"

    def _mend(self) -> str:
        path = self.random.choice(sorted(self.broken))
        return f"mended {self._put(path, self.broken.pop(path))}"


def tree(folder: Path) -> Tree:
    """Digests of all files below `folder`."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def clean(folder: Path) -> tuple[int, Tree, str]:
    """A build of the same sources from nothing: its status, its output, and what it said."""
    with tempfile.TemporaryDirectory() as aside:
        settings = ["-D", "show_drafts=1", "-D", "search_index=0"]
        done = subprocess.run(
            [sys.executable, "-m", "sphinx", "-q", *settings, "-d", f"{aside}/doctrees", str(folder), f"{aside}/out"],
            env=os.environ | {"PYTHONPATH": f"{folder}/_ext"}, capture_output=True, text=True, check=False,
        )  # fmt: skip
        return done.returncode, tree(Path(aside, "out")), done.stderr


def play(folder: Path, seed: int, edits: int) -> None:
    """Make `edits` edits, and compare after each."""
    author = Author(blog(folder), seed)
    for _ in range(6):
        author._write()
    preview = Preview(folder)
    expected: Tree = {}
    try:
        preview.wait_for(SERVING)
        for number in range(edits):
            preview.settle()
            builds, said = len(preview.printed(SERVING)), author.edit()
            why = f"seed {seed}, edit {number}: {said}"
            status, output, complaints = clean(folder)
            if status == 0:
                expected = output
            elif status == 1:  # all was built but what is wrong, which keeps its last good page
                expected = expected | output
            if said != "nothing":
                preview.wait_for(SERVING, builds + 1)
            if expected:
                preview.until(partial(_is_served, preview, expected), f"{why}\n{complaints}")
    except AssertionError as error:
        served = tree(preview.served)
        differ = sorted(path for path in served.keys() | expected.keys() if served.get(path) != expected.get(path))
        raise AssertionError(f"{error}\nnot as a clean build: {differ}") from None
    finally:
        preview.stop()


def _is_served(preview: Preview, expected: Tree) -> bool:
    return tree(preview.served) == expected and all(
        hashlib.sha256(preview.get("/" + quote(path))[1]).hexdigest() == digest for path, digest in expected.items()
    )


def test_after_each_of_some_edits_what_is_served_is_a_clean_build(tmp_path: Path) -> None:
    play(tmp_path / "blog", seed=14, edits=4)


@pytest.mark.fuzz
@pytest.mark.parametrize("seed", range(3))
def test_after_each_of_many_edits_what_is_served_is_a_clean_build(tmp_path: Path, seed: int) -> None:
    play(tmp_path / "blog", seed, EDITS // 3)
