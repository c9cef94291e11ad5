"""A build that ends in an error says so in one line, and costs the next one nothing but what was not written."""

from __future__ import annotations

import os
import re
import resource
import signal
from pathlib import Path

import pytest
from forked import Result

from build.sites import Site, Tree, differences
from build.test_kill import Killer

DUSK = "posts/2012/10/dusk.md"


def made(folder: Path, settings: str = "") -> Site:
    """A blog that is built, and kept."""
    blog = Site(folder, "empty")
    blog.write("conf.py", (blog.src / "conf.py").read_text() + settings)
    for number in range(1, 31):
        blog.post(f"2012/10/post-{number}", "Words.", date=f"2012-10-{number:02}", tags="Lean")
    blog.post("2012/10/dusk", "Of dusk.", date="2012-10-09", tags="Lean")
    assert blog.build("-j", "2").status == 0
    blog.keep()
    return blog


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Site:
    return made(tmp_path_factory.mktemp("failing") / "blog")


@pytest.fixture
def blog(original: Site) -> Site:
    original.restore()
    return original


@pytest.fixture(scope="module")
def edited(original: Site) -> Tree:
    original.restore()
    edit(original)
    return original.clean()


def edit(blog: Site) -> None:
    blog.edit(DUSK, "Of dusk.", "Of dusk and dawn.")
    blog.edit(DUSK, "tags: Lean", "tags: Late")


def one_line(result: Result) -> str:
    assert result.status not in (0, 70), result.stderr
    (line,) = result.stderr.splitlines()
    assert "Traceback" not in result.stderr
    return line


def mended(blog: Site, clean: Tree, reads: int) -> None:
    """The next build reads no more than it must, and ends in what a clean build gives."""
    result = blog.build("-W", "-j", "2")
    assert (result.status, result.stderr) == (0, "")
    counts = re.search(r"(\d+) added, (\d+) changed, (\d+) removed", result.stdout)
    assert counts and int(counts[1]) + int(counts[2]) == reads, result.stdout
    assert differences(blog.tree(), clean) == []


#: Handlers of events, of which one fails where a build is told to. They are there from the first: an edit of `conf.py`
#: makes all be read again.
HANDLERS = """
import os

def fall_at(event):
    def fall(app, *args):
        if os.environ.get("FAIL") == event:
            {}["nothing"]
    return fall


def setup(app):
    for event in %r:
        app.connect(event, fall_at(event))
"""
#: How many documents the build after the failed one reads, by the event.
EVENTS = {"config-inited": 1, "doctree-read": 1, "env-updated": 1, "doctree-resolved": 0, "html-page-context": 0,
          "build-finished": 0}  # fmt: skip
#: An edit that breaks the build, and the place that is to be named.
BREAKS: dict[str, tuple[str, str, str, str]] = {
    "syntax of a template": ("_templates/post.html", "{% block content %}", "{% block content %}{% if %}",
                             r"_templates/post\.html:4: .*mend the template"),
    "a filter that is none": ("_templates/listing.html", "{% block content %}", "{% block content %}{{ 1 | nosuch }}",
                              r"_templates/listing\.html:\d+: .*nosuch.*mend the template"),
    "an attribute of nothing": ("_templates/macros.html", "<h1{% if", "<h1{{ nothing.there }}{% if",
                                r"_templates/macros\.html:\d+: .*'nothing' is undefined"),
    "a template that is not there": ("_templates/site.html", "{% extends", "{% include 'nosuch.html' %}{% extends",
                                     r"_templates/site\.html:\d+: there is no template `nosuch\.html`"),
}  # fmt: skip


@pytest.mark.parametrize(("fault", "jobs"), [*((fault, "2") for fault in BREAKS), (next(iter(BREAKS)), "1")])
def test_a_fault_in_a_template_is_named_and_costs_no_reading(blog: Site, edited: Tree, fault: str, jobs: str) -> None:
    path, old, new, said = BREAKS[fault]
    edit(blog)
    whole = (blog.src / path).read_text()
    assert old in whole
    blog.write(path, whole.replace(old, new, 1))
    assert re.search(said, one_line(blog.build("-j", jobs)))
    blog.write(path, whole)
    mended(blog, edited, reads=0)


@pytest.fixture(scope="module")
def handled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Site, Tree]:
    """The blog with the handlers, and a clean build of it once it is edited."""
    blog = made(tmp_path_factory.mktemp("handled") / "blog", HANDLERS % list(EVENTS))
    edit(blog)
    return blog, blog.clean("-j", "2")


@pytest.mark.parametrize("event", EVENTS)
def test_a_handler_that_fails_is_named(handled: tuple[Site, Tree], event: str) -> None:
    blog, clean = handled
    blog.restore()
    edit(blog)
    line = one_line(blog.build("-j", "2", env={"FAIL": event}))
    number = (blog.src / "conf.py").read_text().splitlines().index('            {}["nothing"]') + 1
    assert f"conf.py:{number}: " in line and "KeyError: 'nothing'" in line and event in line
    result = blog.build("-W", "-j", "2")
    assert result.status == 0
    counts = re.search(r"(\d+) added, (\d+) changed", result.stdout)
    assert counts and (int(counts[1]), int(counts[2])) == (0, EVENTS[event])
    assert differences(blog.tree(), clean) == []


@pytest.mark.parametrize("number", range(4))
def test_after_ctrl_c_the_next_build_is_right(blog: Site, edited: Tree, number: int) -> None:
    edit(blog)
    blog.write("_static/archive.css", (blog.src / "_static/archive.css").read_text() + "/* */")
    killer = Interrupter(blog, 3 + number * 25)
    result = blog.build("-j", "2", first=killer.lie_in_wait)
    assert result.status == 2 and result.stderr.split() == ["Interrupted!"]
    blog.edit("_static/archive.css", "/* */", "")
    assert blog.build("-W", "-j", "2").status == 0
    assert differences(blog.tree(), edited) == []


class Interrupter(Killer):
    """Presses Ctrl-C, which all processes of a terminal are told of, as a build writes its file of that number."""

    def lie_in_wait(self) -> None:
        os.setsid()
        super().lie_in_wait()

    def strike(self, path: str) -> None:
        os.killpg(self._build, signal.SIGINT)


@pytest.mark.parametrize("size", [25_000, 45_000, 70_000])
def test_after_a_full_disk_the_next_build_is_right(blog: Site, edited: Tree, size: int) -> None:
    """No file can be larger: the same error in the same places."""
    edit(blog)
    blog.write("_static/archive.css", (blog.src / "_static/archive.css").read_text() + "/* */")
    result = blog.build("-j", "2", first=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size)))
    assert "make room" in one_line(result)
    blog.edit("_static/archive.css", "/* */", "")
    assert blog.build("-W", "-j", "2").status == 0
    assert differences(blog.tree(), edited) == []


def test_a_warning_of_a_build_that_failed_comes_again(blog: Site) -> None:
    """The page that was warned of was written before the error: it is not taken for one that is in order."""
    blog.edit(DUSK, "Of dusk.", "Of {ref}`nothing`.")
    listing = (blog.src / "_templates/listing.html").read_text(encoding="utf-8")
    blog.write("_templates/listing.html", f"{listing}{{% if %}}")
    assert "undefined label: 'nothing'" in blog.build().stderr
    blog.write("_templates/listing.html", listing)
    assert "undefined label: 'nothing'" in blog.build().stderr
    assert differences(blog.tree(), blog.clean()) == []
