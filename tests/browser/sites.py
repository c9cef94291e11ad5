"""The sites that the browser tests read, built as `make html` builds, once for all test processes."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
#: What in the project's folder is no part of the site. What Python compiled comes along, else each copy compiles it.
LEFT_OUT = shutil.ignore_patterns(".*", "_build", "node_modules", "tests")


@dataclass(frozen=True, slots=True)
class BuiltSite:
    """A site that is built and served."""

    out: Path
    url: str
    """Address of its root, ending in a slash."""
    named: tuple[tuple[str, str], ...] = ()
    """Pages that stand for their kind, from the root; of other kinds the first in the output does."""

    def page(self, kind: str) -> str | None:
        """The page of this kind to look at, from the root: None if the site has none."""
        if kind in dict(self.named):
            return dict(self.named)[kind]
        for path in sorted(self.out.glob(KINDS[kind])):
            # Else it only leads on to another page.
            if "</article>" in path.read_text(encoding="utf-8"):
                return path.relative_to(self.out).as_posix()
        return None


#: Every kind of page, and where it stands.
KINDS = {
    "front page": "index.html",
    "post": "[0-9][0-9][0-9][0-9]/[0-9][0-9]/*.html",
    "pictures": "[0-9][0-9][0-9][0-9]/[0-9][0-9]/pictured.html",
    "all posts": "blog/index.html",
    "year": "blog/[0-9][0-9][0-9][0-9].html",
    "month": "blog/[0-9][0-9][0-9][0-9]/[0-9][0-9].html",
    "tag": "blog/tag/*.html",
    "tags": "blog/tag.html",
    "archive": "blog/archive.html",
    "figures": "figures.html",
    "names": "names/index.html",
    "names of a kind": "names/person.html",
    "name": "names/person/*.html",
    "threads": "threads.html",
    "thread": "threads/**/*.html",
    "days": "on/index.html",
    "day": "on/[0-9]*.html",
    "citations": "cite/*/*.html",
    "withheld": "withheld.html",
    "about": "about.html",
    "guide": "guide/writing.html",
    "subscribe": "subscribe.html",
    "search": "search.html",
    "not found": "404.html",
}


def copy_project(target: Path, *, posts: bool) -> Path:
    """Copy the project to a new folder `target`, with its posts or without any."""
    shutil.copytree(PROJECT, target, ignore=LEFT_OUT)
    if not posts:
        shutil.rmtree(target / "posts", ignore_errors=True)
        (target / "posts").mkdir()
    return target


def build(source: Path, out: Path, *settings: str) -> Path:
    """Build the site at `source` into `out`, every warning an error; `settings` are of conf.py."""
    command = [sys.executable, "-m", "sphinx", "-b", "html", "-W", "--keep-going", "-q", "-j", "auto"]
    command += ["-d", f"{out}.doctrees", *(f"-D{setting}" for setting in settings), str(source), str(out)]
    environment = {**os.environ, "PYTHONPATH": str(source / "_ext")}
    done = subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    assert done.returncode == 0, f"the site does not build:\n{done.stdout}{done.stderr}"
    return out


def once(folder: Path, make: Callable[[Path], object]) -> Path:
    """Let `make` fill `folder`, unless another test process has, or has failed to; wait while one does."""
    with open(f"{folder}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        outcome = Path(f"{folder}.outcome")
        if not outcome.exists():
            try:
                make(folder)
            except AssertionError as error:
                outcome.write_text(str(error), encoding="utf-8")
                raise
            outcome.touch()
    failure = outcome.read_text(encoding="utf-8")
    assert not failure, failure
    return folder
