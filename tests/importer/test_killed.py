"""Killed at any moment, nothing is half-written, and running again completes it."""

# ruff: noqa: E501 - lines of exports and of vectors stay as they are
from __future__ import annotations

import json
import os
import random
import shutil
import signal
import time
from pathlib import Path

import pytest
from conftest import jpeg
from importer.run import Import, Settings
from importer.source import open_source

#: ``KILLS=200 pytest …`` kills more often.
KILLS = int(os.environ.get("KILLS", "8"))
ENTRY = """<entry><id>tag:blogger.com,1999:blog-1.post-{n}</id><blogger:type>POST</blogger:type><blogger:status>LIVE</blogger:status>
<title>Post {n}</title><content type='html'>{body} &lt;img src="http://x.example/{image}.jpg" /&gt;</content><published>2012-10-{day:02}T09:00:00Z</published>
<blogger:filename>/2012/10/p{n}.html</blogger:filename></entry>
<entry><id>tag:blogger.com,1999:blog-1.post-{c}</id><blogger:parent>tag:blogger.com,1999:blog-1.post-{n}</blogger:parent><blogger:type>COMMENT</blogger:type>
<blogger:status>LIVE</blogger:status><author><name>B</name></author><content type='html'>Well said</content><published>2012-11-01T10:00:00Z</published></entry>"""


@pytest.fixture(scope="module")
def export(tmp_path_factory) -> Path:
    """A folder with 60 posts, as many comments and 20 images."""
    folder = tmp_path_factory.mktemp("export")
    entries = "".join(
        ENTRY.format(n=n, c=n + 1000, body=f"word{n} " * 90, image=n % 20, day=n % 28 + 1) for n in range(1, 61)
    )
    head = "<feed xmlns='http://www.w3.org/2005/Atom' xmlns:blogger='http://schemas.google.com/blogger/2018'><title>T</title>"
    (folder / "feed.atom").write_text(f"{head}{entries}</feed>")
    for number in range(20):
        (folder / f"{number}.jpg").write_bytes(jpeg()[:-12] + bytes([number]) * 50000)
    return folder


def start(source: Path, site: Path) -> int:
    """Import in a process of its own; gives its number."""
    child = os.fork()
    if child == 0:
        try:
            Import(open_source(source), Settings(site / "posts", quiet=True, checked=False)).run()
            os._exit(0)
        finally:
            os._exit(1)
    return child


def ended(child: int) -> int:
    """Exit code of a process, negative where a signal ended it."""
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def contents(site: Path) -> dict[str, bytes]:
    """Every file that is there for good: all but what is being written aside."""
    return {
        path.relative_to(site).as_posix(): path.read_bytes()
        for path in site.rglob("*")
        if path.is_file() and ".importing" not in path.parts
    }


def test_killed_at_any_moment(export, tmp_path):
    whole = tmp_path / "whole"
    began = time.perf_counter()
    assert ended(start(export, whole)) == 0
    took = time.perf_counter() - began
    wanted = contents(whole)
    assert len(wanted) == 60 * 2 + 20 + 2
    rng = random.Random(7)
    killed = interrupted = 0
    for number in range(KILLS):
        site = tmp_path / f"site{number % 4}"  # some of them are killed again and again before they are complete
        run = start(export, site)
        time.sleep(took * rng.uniform(0.05, 0.95))
        os.kill(run, signal.SIGKILL)
        killed += ended(run) == -signal.SIGKILL
        there = contents(site)
        there.pop("posts/.imported.json", None)
        assert all(wanted[name] == data for name, data in there.items()), "a file is half-written"
        interrupted += 0 < len(there) < len(wanted) - 1
        manifest = site / "posts/.imported.json"
        assert not manifest.exists() or json.loads(manifest.read_text())["format"] == 1
        if number % 4 == 3 or number == KILLS - 1:
            for one in range(4):
                assert ended(start(export, tmp_path / f"site{one}")) == 0
                assert contents(tmp_path / f"site{one}") == wanted
                assert not (tmp_path / f"site{one}" / "posts/.importing").exists()
                shutil.rmtree(tmp_path / f"site{one}")
    assert killed > KILLS // 4
    print(f"{killed} killed, {interrupted} of them while writing")
