"""What is due, what is learnt, and that a run which is ended has lost nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from threading import Barrier

import loopback
import pytest
from archive.model.outlinks import OutboundLink
from archive.source import linkfile
from loopback import FakeClock, Host, WebArchive, page, says
from outlinks import refreshing
from outlinks.asking import Asker, Finding
from outlinks.refreshing import Ledger, Offline, Tally
from webclient.robots import Robots
from webclient.wayback import Wayback

TODAY = date(2026, 11, 28)
LINK = OutboundLink("https://a.example/", ("posts/a.md",))
COPY = "https://web.archive.org/web/20121016080000/https://a.example/"


@pytest.fixture
def host() -> Iterator[Host]:
    with loopback.serving() as host:
        host.at("/robots.txt", says(404))
        yield host


def ledger(folder: Path, *links: OutboundLink, **given: object) -> Ledger:
    return Ledger(folder / linkfile.NAME, {link.address: link for link in links}, FakeClock(), **given)  # type: ignore[arg-type]


def asker(**given: object) -> Asker:
    client = loopback.client(**given)  # type: ignore[arg-type]
    return Asker(client, Robots(client, "keeper"))


@pytest.mark.parametrize(
    ("known", "is_due"),
    [
        ({}, True),
        ({"status": "200", "checked": "2026-09-01"}, False),
        ({"status": "200", "checked": "2026-08-30"}, True),
        ({"status": "404", "checked": "2026-08-30"}, False),
        ({"status": "404", "checked": "2026-05-01"}, True),
        ({"status": "timeout", "since": "2026-11-20", "checked": "2026-11-24"}, True),
        ({"status": "timeout", "since": "2026-11-20", "checked": "2026-11-26"}, False),
        ({"status": "404", "checked": "2026-05-01", "check": False}, False),
    ],
)
def test_only_what_is_due_is_asked(known: dict[str, object], is_due: bool) -> None:
    link = replace(LINK, **known)  # type: ignore[arg-type]
    assert (refreshing.due([link], TODAY) == [link]) is is_due
    assert (refreshing.due([link], TODAY, everything=True) == [link]) is link.check


@pytest.mark.parametrize(
    ("known", "found", "since"),
    [
        ({"status": "200"}, "404", "2026-11-28"),
        ({"status": "timeout", "since": "2026-11-01"}, "timeout", "2026-11-01"),
        ({"status": "timeout", "since": "2026-11-01"}, "500", "2026-11-01"),
        ({"status": "timeout", "since": "2026-11-01"}, "404", "2026-11-01"),
        ({"status": "timeout", "since": "2026-11-01"}, "200", ""),
        ({"status": "timeout", "since": "2026-11-01"}, "403", ""),
        ({"status": "200"}, "200", ""),
    ],
)
def test_since_when_a_link_fails_is_kept(known: dict[str, str], found: str, since: str) -> None:
    now = refreshing.learnt(replace(LINK, **known), Finding(found), TODAY)
    assert (now.status, now.checked, now.since) == (found, "2026-11-28", since)


def test_what_is_learnt_is_written(host: Host, tmp_path: Path) -> None:
    links = [OutboundLink(host.at("/a", page("A"))), OutboundLink(host.at("/b", says(410)), note="mine")]
    book, tally = ledger(tmp_path, *links), Tally()
    refreshing.ask(book, asker(), links, tally)
    book.write()
    found = linkfile.read(tmp_path).links.links
    assert [(one.status, one.checked, one.note) for one in found] == [
        ("200", "2026-11-28", ""), ("410", "2026-11-28", "mine"),
    ]  # fmt: skip
    assert tally.asked == 2


def test_hosts_are_asked_at_the_same_time_and_each_in_turn(host: Host, tmp_path: Path) -> None:
    """A host that waits for another to be asked would wait for ever, were one asked after the other."""
    with loopback.serving("localhost") as other:
        other.at("/robots.txt", says(404))
        both = Barrier(2, timeout=5)

        def meets(handler: loopback.Handler) -> None:
            both.wait()
            handler.reply(200)

        links = [OutboundLink(one.at("/a", meets)) for one in (host, other)]
        book = ledger(tmp_path, *links)
        limits = replace(loopback.LIMITS, read=8.0, total=8.0)
        refreshing.ask(book, asker(limits=limits), links, Tally())
        assert [link.status for link in book.links.values()] == ["200", "200"]


def test_a_run_that_is_ended_goes_on_where_it_was(host: Host, tmp_path: Path) -> None:
    links = [OutboundLink(host.at(f"/{number}", page("A"))) for number in range(6)]
    book = ledger(tmp_path, *links)

    def ended(done: int) -> None:
        if done == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        refreshing.ask(book, asker(), links, Tally(), ended)
    book.write()
    kept = linkfile.read(tmp_path).links.links
    left = refreshing.due(kept, TODAY)
    assert len(left) == 4, "two answers were kept"
    before = list(host.asked)
    again = ledger(tmp_path, *kept)
    refreshing.ask(again, asker(), left, Tally())
    assert not {one.address for one in left} & {host.root + path for path in before[:3]}
    assert {link.status for link in again.links.values()} == {"200"}


def test_what_an_author_writes_while_a_run_lasts_stays(tmp_path: Path) -> None:
    file, other = tmp_path / linkfile.NAME, replace(LINK, address="https://b.example/")
    file.write_text(linkfile.text([LINK, other]))
    book = ledger(tmp_path, LINK, other)
    mine = replace(LINK, note="mine", instead="https://c.example/")
    added = OutboundLink("https://d.example/", verdict="dead")
    file.write_text(linkfile.text([mine, other, added]))
    book.links[LINK.address] = replace(LINK, status="404")
    book.links[other.address] = replace(other, status="200")
    book.write()
    assert linkfile.read(tmp_path).links.links == (
        replace(mine, status="404"), replace(other, status="200"), added,
    )  # fmt: skip
    file.write_text("https://a.example/:\n  statsu: 404\n")
    book.links[LINK.address] = replace(mine, status="410")
    book.write()
    assert "statsu" in file.read_text() and "410" in book.aside.read_text()
    assert [str(fault) for fault in book.faults] and "statsu" in str(book.faults[0])


def test_what_an_author_wrote_while_a_host_was_asked_stays(host: Host, tmp_path: Path) -> None:
    archive = WebArchive(host)
    host.at("/robots.txt", says(404))
    link = replace(LINK, address=host.at("/a", says(404)))
    book = ledger(tmp_path, link)
    book.write()
    book.path.write_text(linkfile.text([replace(link, note="mine")]))
    book.write()
    refreshing.ask(book, asker(), [link], Tally())
    assert book.links[link.address].note == "mine"
    archive.copies[link.address] = ["20121018093000"]
    refreshing.find_copies(book, Wayback(loopback.client(), archive.places), [link], lambda link: TODAY, Tally())
    assert (book.links[link.address].note, book.links[link.address].status) == ("mine", "404")
    assert book.links[link.address].copy


def test_a_machine_that_is_cut_off_learns_nothing(tmp_path: Path) -> None:
    port = loopback.closed_port()
    links = [
        OutboundLink(f"http://127.0.9.{number}:{port}/", status="200", checked="2026-01-01")
        for number in range(1, refreshing.ALONE + 1)
    ]
    book = ledger(tmp_path, *links)
    with pytest.raises(Offline, match="is this machine online"):
        refreshing.ask(book, asker(), links, Tally())
    assert list(book.links.values()) == links


def test_copies_are_looked_for_first_of_what_is_dead_and_kept_with_their_day(host: Host, tmp_path: Path) -> None:
    archive = WebArchive(host)
    dead = replace(LINK, address="https://dead.example/", status="404")
    archive.copies = {dead.address: ["20121018093000", "20200101000000"], LINK.address: ["20200101000000"]}
    none = replace(LINK, address="https://none.example/", status="404")
    book, tally = ledger(tmp_path, LINK, dead, none), Tally()
    wanted = refreshing.wanting_copies(book.links.values(), TODAY)
    assert [link.address for link in wanted] == [dead.address, none.address, LINK.address]
    wayback = Wayback(loopback.client(), archive.places)
    refreshing.find_copies(book, wayback, wanted, lambda link: date(2012, 10, 16), tally)
    assert book.links[dead.address].copy == archive.copy("20121018093000", dead.address)
    assert book.links[none.address].is_lost and tally.copies_found == 2
    assert refreshing.wanting_copies(book.links.values(), TODAY) == []
    assert refreshing.wanting_copies(book.links.values(), date(2027, 6, 1)) == [book.links[none.address]]


def test_a_web_archive_that_does_not_answer_is_left_alone_and_is_no_proof(host: Host, tmp_path: Path) -> None:
    archive = WebArchive(host)
    host.at("/available", says(500))
    links = [replace(LINK, address=f"https://{number}.example/", status="404") for number in range(6)]
    book, tally = ledger(tmp_path, *links), Tally()
    wayback = Wayback(loopback.client(), archive.places)
    refreshing.find_copies(book, wayback, links, lambda link: None, tally)
    assert len(tally.left) == 6 and host.times("/available") == 3 * refreshing.GIVEN_UP
    assert not any(link.sought for link in book.links.values())


def test_copies_are_made_of_what_is_live_and_was_not_saved_for_long(host: Host, tmp_path: Path) -> None:
    archive = WebArchive(host)
    live = replace(LINK, status="200")
    links = [live, replace(live, address="https://b.example/", saved="2026-06-01"),
             replace(live, address="https://c.example/", status="404")]  # fmt: skip
    archive.jobs[live.address] = [{"status": "success", "timestamp": "20261128120000", "original_url": live.address}]
    book, tally = ledger(tmp_path, *links), Tally()
    wanted = refreshing.wanting_saves(links, TODAY)
    assert wanted == [live]
    refreshing.save_copies(book, Wayback(loopback.client(), archive.places, "access:secret"), wanted, tally)
    now = book.links[live.address]
    assert (now.saved, now.copy, tally.copies_made) == ("2026-11-28", archive.copy("20261128120000", live.address), 1)
