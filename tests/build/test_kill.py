"""Killed at any moment, a build leaves nothing behind that the next one could stumble over.

``ARCHIVE_KILLS`` sets how many builds are killed (8).
"""

import os
import random
import signal
import subprocess
import sys
import time

import pytest
from sites import Site, Tree, differences

KILLS = int(os.environ.get("ARCHIVE_KILLS", "8"))
OTHERS = {"CNAME": "blog.example", ".git/HEAD": "ref: main", "2012/by-hand.html": "Hello."}


def command(site: Site, *options: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "sphinx", *site.arguments(*options)], env=site.environment(),
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> tuple[Site, Tree, float]:
    """The blog with an edit that is not built yet, the output that it should have, and how long its build takes."""
    site = Site(tmp_path_factory.mktemp("kill") / "begun", "blog")
    for number in range(1, 21):
        site.post(f"2012/08/more-{number}", "See [dawn](../10/dawn.md).", date=f"2012-08-{number:02}", tags="More")
    site.build()
    for path, text in OTHERS.items():
        (site.out / path).parent.mkdir(exist_ok=True)
        (site.out / path).write_text(text)
    site.edit("posts/2012/10/dawn.md", "# Dawn", "# Daybreak")
    site.edit("posts/2012/08/more-3.md", "tags: More", "tags: Fewer, c")
    (site.src / "posts/2012/10/notes.md").unlink()
    site.write("_static/archive.css", "body { color: teal }\n")
    site.keep()
    begin = time.monotonic()
    expected = site.clean("-j", "2")
    return site, expected, time.monotonic() - begin


@pytest.mark.parametrize("number", range(KILLS))
def test_after_a_kill_the_next_build_ends_in_the_clean_build_s_bytes(
    begun: tuple[Site, Tree, float], number: int
) -> None:
    site, expected, duration = begun
    site.restore()
    chance = random.Random(number)
    process = command(site, "-j", "2")
    time.sleep(0.3 + chance.random() * duration * 1.2)
    # Either the whole process group at once, as when a machine stops, or the parent of the workers alone.
    (os.killpg if number % 2 else os.kill)(process.pid, signal.SIGKILL)
    process.wait()
    result = site.build("-j", "2")
    tree = site.tree()
    assert {path: (site.out / path).read_text() for path in OTHERS} == OTHERS
    assert differences({path: tree[path] for path in tree if path not in OTHERS}, expected) == []
    assert result.status == 0 and "Traceback" not in result.stderr
