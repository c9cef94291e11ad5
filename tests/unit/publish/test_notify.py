"""What is told to a hub and to search engines, and what is asked of a published site: by a server on this machine."""

from __future__ import annotations

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import parse_qs

import pytest
from publish import __main__ as command
from publish import findings, notify, published
from publish.published import Entry, Published

from unit.publish.test_checks import GOOD, site


class Listener(ThreadingHTTPServer):
    """Notes what is sent to it, and serves a folder."""

    daemon_threads = True
    folder: Path
    answer = 204

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.heard: list[tuple[str, str, bytes]] = []
        self.root = f"http://127.0.0.1:{self.server_port}/"


class _Handler(BaseHTTPRequestHandler):
    server: Listener

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.heard.append((self.path, self.headers["Content-Type"], body))
        self.send_response(self.server.answer)
        self.end_headers()

    def do_GET(self) -> None:
        file = self.server.folder / self.path[1:]
        self.send_response(200 if file.is_file() else 404)
        self.end_headers()
        self.wfile.write(file.read_bytes() if file.is_file() else b"")

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def listener() -> Iterator[Listener]:
    server = Listener()
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def test_what_is_new_or_changed_is_told() -> None:
    old = Published("", {"a.html": Entry("1"), "b.html": Entry("1"), "gone.html": Entry("1")})
    now = Published("https://loaves.org/", {"a.html": Entry("1"), "b.html": Entry("2"), "c.html": Entry()})
    assert findings.changed(old, now) == ["https://loaves.org/b.html", "https://loaves.org/c.html"]
    assert len(findings.changed(None, now)) == 3


def test_a_hub_is_told_of_the_feeds(listener: Listener) -> None:
    told = notify.news("https://loaves.org/", ["https://loaves.org/a.html"], hub=listener.root + "hub")
    assert list(notify.send(told)) == [f"{listener.root}hub: told of 3 feeds"]
    ((path, kind, body),) = listener.heard
    assert (path, kind) == ("/hub", "application/x-www-form-urlencoded")
    assert parse_qs(body.decode()) == {
        "hub.mode": ["publish"],
        "hub.url": [f"https://loaves.org/blog/{name}" for name in ("atom.xml", "rss.xml", "feed.json")],
    }


def test_search_engines_are_told_of_the_addresses_in_as_many_requests_as_they_take(
    listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notify, "MOST", 2)
    changed = [f"https://loaves.org/{name}.html" for name in "abc"]
    told = notify.news("https://loaves.org/", changed, key="0123456789")
    assert len(list(notify.send(told, listener.root))) == 2
    bodies = [json.loads(body) for _, _, body in listener.heard]
    assert [body["urlList"] for body in bodies] == [changed[:2], changed[2:]]
    assert {body["keyLocation"] for body in bodies} == {"https://loaves.org/0123456789.txt"}
    assert {body["host"] for body in bodies} == {"loaves.org"}


def test_who_does_not_listen_is_named_and_nothing_fails(listener: Listener) -> None:
    listener.answer = 429
    told = notify.news("https://loaves.org/", ["https://loaves.org/a.html"], hub=listener.root, key="0123456789")
    hub, engines = notify.send(told, "http://127.0.0.1:9/")
    assert hub == f"{listener.root}: was not taken: 429 Too Many Requests"
    assert engines.startswith("http://127.0.0.1:9/: does not answer: ")


def test_without_a_hub_a_key_or_a_change_nothing_is_told() -> None:
    assert notify.news("https://loaves.org/", ["https://loaves.org/a.html"]) == {}
    assert notify.news("https://loaves.org/", [], hub="https://hub.example/") == {}


def test_the_published_site_is_asked_and_compared(
    listener: Listener, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    listener.folder = site(tmp_path / "published", {"2021/03/one": GOOD, "2021/03/two": GOOD}, root=listener.root)
    out = site(tmp_path / "new", {"2021/03/one": GOOD, "2021/03/three": GOOD}, root=listener.root)
    code = command.main([str(out), "--site", str(tmp_path / "new"), "--fetch"])
    said = capsys.readouterr().out
    assert code == 1 and "/2021/03/two.html: was published" in said and "(2 published before)" in said
    # What is there now is known from then on, without asking again.
    kept = published.read_record(tmp_path / "new/published.txt")
    assert kept and set(kept.entries) == {"2021/03/one.html", "2021/03/two.html"}


@pytest.mark.parametrize("first", [True, False])
def test_news_are_noted_by_what_is_published_and_sent_from_the_note(
    first: bool, listener: Listener, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    listener.folder = tmp_path / "nowhere"
    if not first:
        listener.folder = site(tmp_path / "published", {"2021/03/one": GOOD}, root=listener.root)
    out = site(tmp_path / "new", {"2021/03/one": GOOD, "2021/03/two": GOOD}, root=listener.root)
    command_line = [str(out), "--site", str(tmp_path / "new"), "--news", str(tmp_path / "news.json")]
    # Nobody is to be told yet.
    assert command.main(command_line) == 0
    assert json.loads((tmp_path / "news.json").read_text(encoding="utf-8")) == {}
    with (tmp_path / "new/conf.py").open("a", encoding="utf-8") as conf:
        conf.write(f'websub_hub = "{listener.root}hub"\n')
    assert command.main(command_line) == 0
    told = json.loads((tmp_path / "news.json").read_text(encoding="utf-8"))
    new = ["2021/03/one.html", "2021/03/two.html"][not first :]
    assert told["changed"] == [listener.root + path for path in new]
    assert notify.main([str(tmp_path / "news.json")]) == 0
    assert [path for path, _, _ in listener.heard] == ["/hub"]
    assert capsys.readouterr().out.splitlines()[-1].endswith("told of 3 feeds")


def test_a_host_that_has_no_site_is_named(
    listener: Listener, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    listener.folder = tmp_path
    out = site(tmp_path / "new", {"2021/03/one": GOOD}, root=listener.root)
    assert command.main([str(out), "--site", str(tmp_path / "new"), "--fetch"]) == 1
    assert f"{listener.root}blog/atom.xml: the host says 404" in capsys.readouterr().err
