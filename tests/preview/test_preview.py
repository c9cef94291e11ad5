"""The live preview: what it serves, to whom, what it builds anew, and how it ends."""

from __future__ import annotations

import json
import re
import shutil
import signal
import socket
from collections.abc import Callable
from pathlib import Path
from threading import Event

import pytest
from archive.cli.preview.building import publish
from archive.files.policy import POLICY
from bs4 import BeautifulSoup
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Origin

from preview.conftest import blog
from preview.running import CHANGED, SERVING, Preview

POST = "/2020/05/a-post.html"


# What it serves, and to whom


@pytest.mark.parametrize(
    "host", ["localhost", "LOCALHOST:8000", "127.0.0.1", "[::1]:8000", "blog.localhost", "box.example"]
)
def test_it_answers_to_the_names_of_this_machine_and_to_those_given(preview: Preview, host: str) -> None:
    assert preview.get(POST, host)[0] == 200


@pytest.mark.parametrize(
    "host",
    ["evil.example", "evil.example:80", "localhost.evil.example", "127.0.0.1.evil.example", "evilbox.example", "@"],
)
@pytest.mark.parametrize("path", ["/2020/05/a-draft.html", "/_preview/builds", "/_preview/reload.js", "/404.html"])
def test_it_answers_to_no_other_name(preview: Preview, path: str, host: str) -> None:
    status, body = preview.get(path, host)
    assert status == 400 and b"Not to be read yet" not in body


def test_pages_of_other_sites_learn_nothing_of_builds(preview: Preview) -> None:
    address = preview.url.replace("http", "ws") + "/_preview/builds"
    with connect(address, origin=Origin(preview.url)) as own:
        assert json.loads(own.recv())["problem"] == ""
    with pytest.raises(InvalidStatus), connect(address, origin=Origin("http://evil.example")):
        pass


def test_pages_are_those_of_the_site_with_its_policy_and_one_script_of_the_same_host(preview: Preview) -> None:
    status, page = preview.get(POST)
    assert status == 200 and page == (preview.served / POST[1:]).read_bytes()
    said = BeautifulSoup(page, "lxml").select_one('meta[http-equiv="Content-Security-Policy"]')
    assert said and said["content"] == POLICY


def test_what_is_not_there_is_answered_by_the_site_s_page_for_that(preview: Preview) -> None:
    assert preview.get("/nothing.html") == (404, (preview.served / "404.html").read_bytes())
    assert preview.get("/../../conf.py")[0] == preview.get("/%2e%2e/%2e%2e/%2e%2e/conf.py")[0] == 404


# What it builds


def test_a_template_that_is_edited_again_and_again_is_always_built(preview: Preview) -> None:
    """A pool whose workers could not be ended stood still at the first or second of these."""
    template = preview.folder / "_templates/site.html"
    text = template.read_text(encoding="utf-8")
    for number in range(3):
        edited = text.replace("{% block", f"<!-- {number} -->{{% block", 1)
        preview.after(lambda edited=edited: template.write_text(edited, encoding="utf-8"))
    preview.after(lambda: template.write_text(text, encoding="utf-8"))


BROKEN = {
    "conf.py": ("\ntagline = (\n", "conf.py"),
    "_templates/post.html": ("{% if %}", "post.html"),
    "posts/2020/05/a-post.md": (None, "posts/2020/05/a-post.md:2"),
}


@pytest.mark.parametrize("path", BROKEN)
def test_a_build_that_fails_keeps_the_last_good_pages_and_says_why(preview: Preview, path: str) -> None:
    file, (added, named) = preview.folder / path, BROKEN[path]
    text = file.read_text(encoding="utf-8")
    preview.settle()
    before = preview.get(POST)
    wrong = text + added if added else text.replace("2020-05-04", "the fourth of May")
    said = preview.after(lambda: file.write_text(wrong, encoding="utf-8"))
    assert named in said and "last good" in said
    assert preview.get(POST) == before
    said = preview.after(lambda: file.write_text(text, encoding="utf-8"))
    assert "last good" not in said and preview.get(POST) == before


def test_what_editors_write_beside_a_file_is_no_change(preview: Preview) -> None:
    builds, month = preview.wait_for_rest(1), preview.folder / "posts/2020/05"
    names = [".a-post.md.swp", ".a-post.md.swx", "4913", "a-post.md~", "#a-post.md#", "a-post.md.tmp", ".~lock.a.md#"]
    for name in names:
        (month / name).write_text("half a wo", encoding="utf-8")
    (month / ".#a-post.md").symlink_to("ann@box.example.1234:1")
    post = month / "a-post.md"
    text = post.read_text(encoding="utf-8")
    said = preview.after(lambda: post.write_text(text + "\nMore.\n", encoding="utf-8"))
    assert preview.wait_for_rest(1) == builds + 1 and "WARNING" not in said, said
    for name in [*names, ".#a-post.md"]:
        (month / name).unlink()


def test_a_file_in_a_folder_that_is_new_is_built(preview: Preview) -> None:
    folder = preview.folder / "posts/2021"

    def write() -> None:
        (folder / "02").mkdir(parents=True)
        (folder / "02/new.md").write_text("---\ndate: 2021-02-03\n---\n\n# New\n\nWords.\n", encoding="utf-8")

    write()
    preview.until(lambda: preview.get("/2021/02/new.html")[0] == 200)
    shutil.rmtree(folder)
    preview.until(lambda: preview.get("/2021/02/new.html")[0] == 404)


def test_the_build_folder_may_be_removed(preview: Preview) -> None:
    preview.settle()
    before = preview.get(POST)
    preview.after(lambda: shutil.rmtree(preview.folder / "_build"))
    preview.until(lambda: preview.get(POST) == before)


# How it begins and ends


def test_a_port_that_is_taken_is_said_before_anything_is_built(tmp_path: Path, begin: Callable[..., Preview]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        preview = begin(blog(tmp_path / "blog"), f"PORT={port}")
        preview.ended()
    assert preview.process.returncode != 0
    assert preview.printed(f"port {port} is taken") and "Traceback" not in preview.said and "Sphinx" not in preview.said


def test_a_second_preview_of_a_folder_names_the_first(preview: Preview, begin: Callable[..., Preview]) -> None:
    second = begin(preview.folder)
    second.ended()
    assert second.process.returncode != 0 and second.printed(preview.url) and "Traceback" not in second.said


def test_it_begins_with_sources_that_cannot_be_built(tmp_path: Path, begin: Callable[..., Preview]) -> None:
    folder = blog(tmp_path / "blog")
    conf = (folder / "conf.py").read_text(encoding="utf-8")
    (folder / "conf.py").write_text(conf + "\nthis is no Python\n", encoding="utf-8")
    # Through a link, and with all that is built elsewhere.
    (tmp_path / "link").symlink_to(folder)
    preview = begin(tmp_path / "link", f"BUILDDIR={tmp_path / 'büilt here'}")
    assert preview.get("/")[0] == 404 and "conf.py" in preview.said
    said = preview.after(lambda: (folder / "conf.py").write_text(conf, encoding="utf-8"))
    assert "last good" not in said and preview.get(POST)[0] == 200
    assert not (folder / "_build").exists()


@pytest.mark.parametrize(
    ("moment", "number"),
    [
        ("Starting", signal.SIGINT), ("reading", signal.SIGINT), ("writing 1", signal.SIGINT),
        (SERVING, signal.SIGTERM), (CHANGED, signal.SIGINT),
    ],
)  # fmt: skip
def test_it_ends_at_any_moment_with_all_that_it_started(
    tmp_path: Path, begin: Callable[..., Preview], moment: str, number: int
) -> None:
    preview = begin(blog(tmp_path / "blog"))
    if moment == CHANGED:
        preview.wait_for(SERVING)
        (preview.folder / "_static/archive.css").write_text("body { color: teal }", encoding="utf-8")
    preview.wait_for(moment)
    preview.signal(number)
    preview.ended()
    assert "Traceback" not in preview.said
    if urls := re.findall(r"http://127\.0\.0\.1:(\d+)", preview.said):
        socket.create_server(("127.0.0.1", int(urls[0]))).close()


# What is copied


def test_publishing_makes_one_folder_the_other(tmp_path: Path) -> None:
    built, served = tmp_path / "built", tmp_path / "served"
    files = {"a.html": "1", "b/c.html": "2", "b/d/e.html": "3", "was-a-folder": "4"}
    for path, text in files.items():
        (built / path).parent.mkdir(parents=True, exist_ok=True)
        (built / path).write_text(text)
    for path in ("b/d/gone.html", "old/gone.html", "was-a-folder/gone.html"):
        (served / path).parent.mkdir(parents=True, exist_ok=True)
        (served / path).write_text("old")
    stop = Event()
    stop.set()
    publish(built, served, stop, removing=False)
    assert not (served / "a.html").exists()  # an interrupt does not wait for thousands of files
    assert publish(built, served, Event(), removing=True) == len(files) + 3
    assert {p.relative_to(served).as_posix(): p.read_text() for p in served.rglob("*") if p.is_file()} == files
    assert not (served / "old").exists()
    assert publish(built, served, Event(), removing=True) == 0
    (built / "a.html").unlink()
    assert publish(built, served, Event(), removing=False) == 0 and (served / "a.html").exists()
