"""What is learnt of one address, whatever its host does."""

from __future__ import annotations

from collections.abc import Iterator

import loopback
import pytest
from archive.core.texts import digest
from loopback import Host, closed_port, leads, page, says
from outlinks.asking import GIVEN_UP, Asker, Finding
from webclient.client import Limits
from webclient.robots import Robots

LIMITS = Limits(connect=0.5, read=0.25, total=0.5, tries=1)


@pytest.fixture
def host() -> Iterator[Host]:
    with loopback.serving() as host:
        yield host


def ask(address: str, limits: Limits = LIMITS) -> Finding:
    client = loopback.client(loopback.Clock(), limits=limits)
    return Asker(client, Robots(client, "keeper")).ask(address)


@pytest.mark.parametrize(
    ("reply", "status"),
    [
        (page("A report"), "200"),
        (says(403), "403"),
        (says(404), "404"),
        (says(410), "410"),
        (says(429), "429"),
        (says(500), "500"),
        (loopback.silent, "timeout"),
        (loopback.endless, "200"),
        (loopback.no_http, "broken"),
        (leads("/a"), "loop"),
        (leads("mailto:me@a.example"), "broken"),
    ],
)
def test_the_status_of_a_link(host: Host, reply: loopback.Reply, status: str) -> None:
    assert ask(host.at("/a", reply)).status == status


def test_what_a_host_keeps_programs_from_is_not_asked(host: Host) -> None:
    host.at("/robots.txt", says(200, b"User-agent: *\nDisallow: /a"))
    assert ask(host.at("/a", page("A"))).status == "robots" and host.times("/a") == 0
    host.at("/b", leads("/a"))
    assert ask(f"{host.root}/b").status == "robots" and host.times("/a") == 0


@pytest.mark.parametrize(
    ("to", "status", "moved"),
    [
        ("/new/place", 301, "/new/place"),
        ("/new/place", 308, "/new/place"),
        ("/new/place", 302, ""),
        ("/old/", 301, ""),
        ("/old/index.html", 301, ""),
    ],
)
def test_a_page_that_moved_for_good_has_a_new_address(host: Host, to: str, status: int, moved: str) -> None:
    host.at(to, page("There"))
    found = ask(host.at("/old", leads(to, status)))
    assert (found.status, found.moved) == ("200", moved and host.root + moved)


def test_of_a_chain_every_step_must_be_for_good(host: Host) -> None:
    host.at("/b", leads("/c", 307))
    host.at("/c", page("There"))
    assert ask(host.at("/a", leads("/b", 301))).moved == ""


class TestPagesThatStandForNone:
    """Soft 404s, and what only looks like one."""

    def test_a_host_that_leads_everything_to_its_front_page(self, host: Host) -> None:
        host.otherwise = leads("/", 302)
        host.at("/robots.txt", says(404))
        host.at("/", page("Welcome"))
        assert ask(f"{host.root}/2012/10/report.html").status == "soft 404"
        assert ask(f"{host.root}/").status == "200"

    def test_a_host_that_says_so_in_the_title_alone(self, host: Host) -> None:
        host.otherwise = page("Page not found – A paper")
        host.at("/robots.txt", says(404))
        assert ask(f"{host.root}/2012/10/report.html").status == "soft 404"

    def test_a_page_about_such_pages_is_there(self, host: Host) -> None:
        assert ask(host.at("/a", page("Why 404 is not found on any door"))).status == "200"

    def test_a_page_that_was_led_to_is_there_if_others_are_not(self, host: Host) -> None:
        host.at("/new", page("The report"))
        assert ask(host.at("/old", leads("/new", 302))).status == "200"

    def test_a_host_that_has_a_page_for_everything_is_believed_if_nothing_points_to_it(self, host: Host) -> None:
        host.otherwise = page("A shop")
        assert ask(f"{host.root}/a").status == "200"
        assert not [path for path in host.asked if digest(f"{host.root}/a")[:12] in path]


def test_a_host_that_does_not_answer_is_soon_left_alone_and_others_are_asked(host: Host) -> None:
    client = loopback.client(limits=LIMITS)
    asker = Asker(client, Robots(client, "keeper"))
    host.otherwise = loopback.silent
    host.at("/robots.txt", says(404))
    assert [asker.ask(f"{host.root}/{number}").status for number in range(GIVEN_UP + 2)] == ["timeout"] * (GIVEN_UP + 2)
    assert len(host.asked) == GIVEN_UP + 1
    assert asker.ask(f"http://127.0.0.1:{closed_port()}/").status == "refused"


def test_a_host_that_wants_to_be_asked_much_later_is_left_for_another_run(host: Host) -> None:
    client = loopback.client()
    asker = Asker(client, Robots(client, "keeper"))
    busy = asker.ask(host.at("/a", says(429, Retry_After="7200")))
    assert busy.put_off and busy.retry_after == 7200
    assert asker.ask(host.at("/b", page("B"))).put_off and host.times("/b") == 0
