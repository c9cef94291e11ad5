"""The web archive: the copy nearest to a day, new copies, and what it says where it has none or will not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import loopback
import pytest
from loopback import FakeClock, WebArchive, says
from webclient.wayback import ArchiveError, NoCopy, Wayback

ADDRESS = "https://gone.example/a?b=1&c=é"
DAY = date(2012, 10, 16)


@pytest.fixture
def archive() -> Iterator[WebArchive]:
    with loopback.serving() as host:
        yield WebArchive(host)


def wayback(archive: WebArchive, clock: FakeClock | None = None) -> Wayback:
    return Wayback(loopback.client(clock), archive.places, "access:secret")


def test_the_nearest_copy_is_found_in_one_question(archive: WebArchive) -> None:
    archive.copies[ADDRESS] = ["20100101000000", "20121018093000", "20200101000000"]
    assert wayback(archive).nearest(ADDRESS, DAY) == archive.copy("20121018093000", ADDRESS)
    assert archive.host.asked == ["/available"]


def test_where_the_quick_interface_knows_of_none_the_index_is_asked(archive: WebArchive) -> None:
    archive.copies[ADDRESS] = ["20200101000000", "20121018093000"]
    archive.unavailable.add(ADDRESS)
    assert wayback(archive).nearest(ADDRESS, DAY) == archive.copy("20121018093000", ADDRESS)
    assert archive.host.asked == ["/available", "/cdx"]


def test_what_it_does_not_have_it_does_not_have(archive: WebArchive) -> None:
    assert wayback(archive).nearest(ADDRESS, DAY) == ""


@pytest.mark.parametrize(
    ("closest", "found"),
    [
        (b'{"available": true, "status": "404", "timestamp": "20121018093000"}', False),
        (b'{"available": false, "status": "200", "timestamp": "20121018093000"}', False),
        (b'{"available": true, "timestamp": "soon"}', False),
        (b'{"available": true, "timestamp": "20121018093000"}', True),
        (b"[]", False), (b"null", False), (b"7", False),
    ],
)  # fmt: skip
def test_of_its_answers_only_a_copy_of_a_page_that_was_there_counts(
    archive: WebArchive, closest: bytes, found: bool
) -> None:
    archive.host.at("/available", says(200, b'{"archived_snapshots": {"closest": ' + closest + b"}}"))
    assert bool(wayback(archive).nearest(ADDRESS, DAY)) is found


@pytest.mark.parametrize("reply", [says(500), says(403), says(200, b"<html>Busy"), loopback.silent])
def test_where_it_gives_no_answer_nothing_is_known(archive: WebArchive, reply: loopback.Reply) -> None:
    archive.host.at("/available", reply)
    with pytest.raises(ArchiveError, match="the web archive"):
        wayback(archive).nearest(ADDRESS, DAY)


def test_it_is_asked_again_when_it_wants(archive: WebArchive) -> None:
    clock = FakeClock()
    archive.copies[ADDRESS] = ["20121018093000"]
    archive.host.pages["/available"] = loopback.in_turn(says(429, Retry_After="60"), archive.host.pages["/available"])
    assert wayback(archive, clock).nearest(ADDRESS, DAY) and clock.slept == [60.0]


def test_a_copy_is_made_once_it_is_ready(archive: WebArchive) -> None:
    clock = FakeClock()
    done = {"status": "success", "timestamp": "20261128120000", "original_url": ADDRESS, "http_status": 200}
    archive.jobs[ADDRESS] = [{"status": "pending", "resources": []}, {"status": "pending"}, done]
    assert wayback(archive, clock).save(ADDRESS) == archive.copy("20261128120000", ADDRESS)
    assert clock.slept == [6.0, 6.0]


def test_why_no_copy_was_made_is_told(archive: WebArchive) -> None:
    with pytest.raises(ArchiveError, match="captured too often"):
        wayback(archive).save(ADDRESS)
    archive.jobs[ADDRESS] = [{"status": "error", "status_ext": "error:no-access", "message": "The host bars robots."}]
    with pytest.raises(NoCopy, match="bars robots"):
        wayback(archive).save(ADDRESS)
    archive.jobs[ADDRESS] = [{"status": "pending"}]
    with pytest.raises(NoCopy, match="not made the copy yet"):
        wayback(archive).save(ADDRESS)
    with pytest.raises(ArchiveError, match="401"):
        Wayback(loopback.client(), archive.places, "").save(ADDRESS)
