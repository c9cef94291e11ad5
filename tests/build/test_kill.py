"""Killed at any moment, a build leaves nothing behind that the next one could stumble over.

``ARCHIVE_KILLS`` sets how many builds are killed (4).
"""

from __future__ import annotations

import multiprocessing
import os
import random
import shutil
import signal
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from build.sites import Site, Tree, differences

KILLS = int(os.environ.get("ARCHIVE_KILLS", "4"))
#: Files in the output that are not ours.
OTHERS = {"CNAME": "blog.example", ".git/HEAD": "ref: main", "2012/by-hand.html": "Hello."}


class Killer:
    """Counts the files that a build and its workers write; tears the one of that `number`, and kills the build."""

    def __init__(self, site: Site, number: int = 0) -> None:
        self._folders = (str(site.out), str(site.doctrees))
        self._number = number
        self.count = multiprocessing.Value("i", 0)
        self._counts = True

    def lie_in_wait(self) -> None:
        self._build = os.getpid()
        sys.addaudithook(self._hear)

    def _hear(self, event: str, arguments: tuple[Any, ...]) -> None:
        if not self._counts or event != "open" or not str(arguments[0]).startswith(self._folders):
            return
        if arguments[2] & (os.O_WRONLY | os.O_RDWR) and self._next() == self._number:
            self.strike(str(arguments[0]))

    def _next(self) -> int:
        """The number of a file; 0 once nobody counts, as a worker was ended that was just counting."""
        lock = self.count.get_lock()
        self._counts = lock.acquire(timeout=5)
        if not self._counts:
            return 0
        try:
            self.count.value += 1
            return int(self.count.value)
        finally:
            lock.release()

    def strike(self, path: str) -> None:
        Path(path).write_text("torn")
        os.kill(self._build, signal.SIGKILL)


@dataclass(frozen=True)
class Begun:
    """A blog with an edit that is not built yet."""

    site: Site
    before: Tree
    after: Tree
    """Clean builds of the sources as they were before the edit, and as they are."""
    writes: dict[str, int]
    """How many files the build of the edit writes, by the number of its processes."""

    def take_back(self) -> None:
        shutil.rmtree(self.site.src)
        shutil.copytree(self.site.src.with_name("unedited"), self.site.src)


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Begun:
    site = Site(tmp_path_factory.mktemp("kill") / "begun", "blog")
    for number in range(1, 21):
        site.post(f"2012/08/more-{number}", "See [](../10/dawn.md).", date=f"2012-08-{number:02}", tags="More")
    site.build()
    before = site.tree()
    for path, text in OTHERS.items():
        (site.out / path).parent.mkdir(exist_ok=True)
        (site.out / path).write_text(text)
    shutil.copytree(site.src, site.src.with_name("unedited"))
    site.edit("posts/2012/10/dawn.md", "# Dawn", "# Daybreak")
    site.edit("posts/2012/08/more-3.md", "tags: More", "tags: Fewer, c")
    (site.src / "posts/2012/10/lunch.md").unlink()
    site.write("_static/archive.css", "body { color: teal }\n")
    site.keep()
    writes = {}
    for jobs in ("1", "2"):
        killer = Killer(site)
        site.build("-j", jobs, first=killer.lie_in_wait)
        writes[jobs] = killer.count.value
        site.restore()
    return Begun(site, before, site.clean(), writes)


@pytest.mark.parametrize("number", range(KILLS))
def test_after_a_kill_the_next_build_ends_in_the_clean_build_s_bytes(begun: Begun, number: int) -> None:
    """Whether the edit stays or its author takes it back, and whether one process wrote or several."""
    site = begun.site
    site.restore()
    jobs = "1" if number % 4 > 1 else "2"
    # How many of the shared parts are rendered depends on which process takes which page.
    killer = Killer(site, random.Random(number).randint(1, begun.writes[jobs] * 4 // 5))
    killed = site.build("-j", jobs, first=killer.lie_in_wait)
    assert killed.status == -signal.SIGKILL
    if number % 2:
        begun.take_back()
    result = site.build("-j", jobs)
    assert result.status == 0 and "Traceback" not in result.stderr
    tree = site.tree()
    assert {path: (site.out / path).read_text() for path in OTHERS} == OTHERS
    ours = {path: tree[path] for path in tree if path not in OTHERS}
    assert differences(ours, begun.before if number % 2 else begun.after) == []
