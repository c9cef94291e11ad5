"""The command from end to end, against hosts and a web archive on loopback."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import loopback
import pytest
from archive.source import linkfile
from loopback import FakeClock, Host, WebArchive, leads, page, says
from outlinks.__main__ import Network, main
from outlinks.asking import Asker

Run = Callable[..., int]


@pytest.fixture
def host() -> Iterator[Host]:
    with loopback.serving() as host:
        host.at("/robots.txt", says(404))
        yield host


@pytest.fixture
def archive() -> Iterator[WebArchive]:
    with loopback.serving("localhost") as host:
        yield WebArchive(host)


@pytest.fixture
def site(tmp_path: Path, host: Host) -> Path:
    (tmp_path / "conf.py").write_text('project = "A blog"\ninclude_patterns = ["index.md", "posts/**.md"]\n')
    (tmp_path / "index.md").write_text("# Home\n")
    file = tmp_path / "posts/2012/10/a.md"
    file.parent.mkdir(parents=True)
    host.at("/live", page("Live"))
    host.at("/moved", leads("/live"))
    links = " ".join(f"[{name}]({host.root}/{name})" for name in ("live", "moved", "dead", "lost"))
    file.write_text(f"---\ndate: 2012-10-16\n---\n\n# A\n\n{links}\n")
    return tmp_path


@pytest.fixture
def run(site: Path, archive: WebArchive) -> Run:
    def run(*options: str, day: str = "2026-11-28") -> int:
        clock = FakeClock(day)
        network = Network(loopback.client(clock), clock, archive.places)
        return main([str(site), *options], lambda address: network)

    return run


def states(site: Path) -> dict[str, str]:
    links = linkfile.read(site).links.links
    return {link.address.rpartition("/")[2]: str(link.state) for link in links}


def test_a_first_run_asks_all_and_a_second_nothing(
    site: Path, host: Host, archive: WebArchive, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    archive.copies[f"{host.root}/dead"] = ["20121018093000"]
    assert run() == 0
    assert states(site) == {
        "dead": "dead, with a copy", "live": "live", "lost": "dead, without a copy", "moved": "moved"
    }  # fmt: skip
    said = capsys.readouterr().out
    assert "4 links: 1 live, 1 moved, 1 dead, with a copy, 1 dead, without a copy." in said
    assert f"{host.root}/dead (404; posts/2012/10/a.md)" in said
    assert "Links of A blog" in (site / "_build/links.html").read_text()
    before, text = list(host.asked), (site / "links.yaml").read_text()
    assert run() == 0
    assert (host.asked, (site / "links.yaml").read_text()) == (before, text)
    assert "Asked now: 0" in capsys.readouterr().out


def test_what_is_stopped_half_way_is_kept_and_gone_on_with(
    site: Path, host: Host, run: Run, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ask = Asker.ask

    def stopped(asker: Asker, address: str) -> object:
        if host.times("/dead"):
            raise KeyboardInterrupt
        return ask(asker, address)

    monkeypatch.setattr(Asker, "ask", stopped)
    assert run() == 1
    assert "run it again to go on" in capsys.readouterr().err
    assert states(site)["dead"].startswith("dead") and states(site)["moved"] == "not asked yet"
    monkeypatch.setattr(Asker, "ask", ask)
    assert run() == 0
    assert states(site)["moved"] == "moved" and host.times("/dead") == 1


def test_a_file_that_would_lose_something_is_left_as_it_is(
    site: Path, host: Host, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    for text, said in (
        ("# mine\nhttps://a.example/:\n  status: 200\n", "links.yaml:1: the comment would be lost"),
        ("https://a.example/:\n  statsu: 200\n", "links.yaml:2: "),
    ):
        (site / "links.yaml").write_text(text)
        assert run() == 2
        assert said in capsys.readouterr().err and (site / "links.yaml").read_text() == text
    assert host.asked == []


def test_copies_are_made_for_whoever_has_the_keys(
    site: Path, host: Host, archive: WebArchive, run: Run, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    for name in ("IA_ACCESS_KEY_ID", "IA_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name, raising=False)
    assert run("--save") == 2
    assert "set IA_ACCESS_KEY_ID and IA_SECRET_ACCESS_KEY" in capsys.readouterr().err and host.asked == []
    monkeypatch.setenv("IA_ACCESS_KEY_ID", "access")
    monkeypatch.setenv("IA_SECRET_ACCESS_KEY", "secret")
    address = f"{host.root}/live"
    archive.jobs[address] = [{"status": "success", "timestamp": "20261128120000", "original_url": address}]
    assert run("--save") == 0
    links = linkfile.read(site).links
    assert links.by_address[address].saved == "2026-11-28"
    assert "secret" not in (site / "links.yaml").read_text() + (site / "_build/links.html").read_text()


@pytest.mark.parametrize(
    ("known", "result", "said"),
    [
        ("", 1, "newly gone: 2"),
        ("{root}/dead:\n  status: 404\n\n{root}/lost:\n  verdict: dead\n", 0, "newly gone: 0"),
        ("{root}/dead:\n  status: 200\n\n{root}/lost:\n  status: 410\n", 1, "/dead is gone (404)"),
    ],
)
def test_checking_fails_on_what_is_newly_gone_alone_and_writes_nothing(
    site: Path, host: Host, run: Run, capsys: pytest.CaptureFixture[str], known: str, result: int, said: str
) -> None:
    (site / "out").mkdir()
    text = known.format(root=host.root)
    (site / "links.yaml").write_text(text)
    assert run("--check", str(site / "out")) == result
    assert said in capsys.readouterr().out
    assert (site / "links.yaml").read_text() == text and not (site / "_build").exists()


def test_checking_fails_on_links_within_the_site_and_needs_no_network_for_it(
    site: Path, host: Host, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    (site / "out").mkdir()
    (site / "out/index.html").write_text('<a href="none.html">It</a>')
    assert run("--check", str(site / "out"), "--no-network") == 1
    assert "index.html:1: `none.html` leads to nothing" in capsys.readouterr().out and host.asked == []
    (site / "out/none.html").write_text("<p>")
    assert run("--check", str(site / "out"), "--no-network") == 0


def test_what_may_pass_is_no_breakage(site: Path, host: Host, run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    (site / "out").mkdir()
    host.at("/dead", says(500))
    host.at("/lost", says(403))
    assert run("--check", str(site / "out")) == 0
    assert f"{host.root}/dead (500)" in capsys.readouterr().out
