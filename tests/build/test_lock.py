"""Two builds at once in one folder: the second waits for the first, and says for whom."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from build.sites import Site

#: A build that, while it reads, says that it has come so far, and goes on when it is told to.
HOLDING = """
def setup(app):
    import os, pathlib, time
    folder = pathlib.Path(os.environ["HOLD"]) if "HOLD" in os.environ else None
    def hold(app, *args):
        (folder / "held").touch()
        while not (folder / "go").exists():
            time.sleep(0.05)
    if folder:
        app.connect("env-before-read-docs", hold)
"""


def begin(blog: Site, **env: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "sphinx", "-q", *blog.arguments("-W")]
    return subprocess.Popen(command, env=blog.environment(env), stderr=subprocess.PIPE, text=True)


def until(happened: Callable[[], object]) -> None:
    end = time.monotonic() + 120
    while not happened():
        assert time.monotonic() < end
        time.sleep(0.05)


def held(blog: Site) -> subprocess.Popen[str]:
    """A build that has begun, and waits before it reads."""
    blog.write("conf.py", (blog.src / "conf.py").read_text() + HOLDING)
    first = begin(blog, HOLD=str(blog.src.parent))
    until((blog.src.parent / "held").exists)
    return first


def locks(blog: Site) -> list[Path]:
    return sorted(blog.src.parent.glob(".*.build-lock"))


def test_the_second_build_waits_for_the_first_and_names_it(site: Callable[[str], Site]) -> None:
    blog = site("empty")
    first = held(blog)
    second = begin(blog)
    assert second.stderr
    line = second.stderr.readline()
    assert re.search(rf"another build is at work in \S+ \(process {first.pid}, since \d{{4}}-\d\d-\d\d ", line)
    assert second.poll() is None
    blog.write("posts/2012/10/new.md", "---\ndate: 2012-10-01\n---\n\n# New\n")
    (blog.src.parent / "go").touch()
    assert (first.wait(120), first.communicate()[1]) == (0, "")
    assert (second.wait(120), second.communicate()[1]) == (0, "")
    assert "2012/10/new.html" in blog.tree() and locks(blog) == []
    assert blog.tree() == blog.clean()


def test_the_lock_is_that_of_the_output_too(site: Callable[[str], Site]) -> None:
    blog = site("empty")
    first = held(blog)
    blog.doctrees = blog.doctrees.with_name("others")
    second = begin(blog)
    assert second.stderr and str(blog.out) in second.stderr.readline()
    second.send_signal(signal.SIGINT)
    assert second.wait(120) == 2 and "Traceback" not in second.communicate()[1]
    (blog.src.parent / "go").touch()
    assert first.wait(120) == 0


def test_the_lock_goes_with_a_build_that_is_killed(site: Callable[[str], Site]) -> None:
    blog = site("empty")
    first = held(blog)
    os.kill(first.pid, signal.SIGKILL)
    first.wait(120)
    assert locks(blog)
    second = begin(blog)
    assert (second.wait(120), second.communicate()[1]) == (0, "") and locks(blog) == []
