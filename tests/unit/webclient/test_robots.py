"""What hosts ask of programs is kept to: RFC 9309."""

from __future__ import annotations

from collections.abc import Iterator

import loopback
import pytest
from loopback import FakeClock, Host, leads, page, says
from webclient.client import Failure
from webclient.robots import Robots


@pytest.fixture
def host() -> Iterator[Host]:
    with loopback.serving() as host:
        yield host


RULES = b"User-agent: *\nDisallow: /private\n\nUser-agent: keeper\nDisallow: /a*.pdf$\nAllow: /\n"


@pytest.mark.parametrize(
    ("reply", "token", "path", "allowed"),
    [
        (says(200, RULES), "other", "/private/x", False),
        (says(200, RULES), "other", "/public", True),
        (says(200, RULES), "keeper", "/private/x", True),
        (says(200, RULES), "keeper", "/a/b.pdf", False),
        (says(404), "keeper", "/x", True),
        (says(403), "keeper", "/x", True),
        (says(500), "keeper", "/x", False),
        (says(429), "keeper", "/x", False),
        (leads("/elsewhere.txt"), "other", "/private/x", False),
        (leads("/robots.txt"), "other", "/private/x", True),
        (says(200, b"\xff\xfe<html>\x00"), "keeper", "/x", True),
        (says(200, b""), "keeper", "/x", True),
    ],
)
def test_rules_are_kept(host: Host, reply: loopback.Reply, token: str, path: str, allowed: bool) -> None:
    host.at("/elsewhere.txt", says(200, RULES))
    host.at("/robots.txt", reply)
    assert Robots(loopback.client(), token).allow(host.root + path) is allowed


def test_a_host_is_asked_once_for_its_rules(host: Host) -> None:
    host.at("/robots.txt", page("none"))
    robots = Robots(loopback.client(), "keeper")
    assert [robots.allow(f"{host.root}/{number}") for number in range(3)] == [True] * 3
    assert host.asked == ["/robots.txt"]


def test_a_host_that_wishes_to_be_asked_slowly_is(host: Host) -> None:
    clock = FakeClock()
    client = loopback.client(clock, pause=1.0)
    host.at("/robots.txt", says(200, b"User-agent: *\nCrawl-delay: 9\n"))
    Robots(client, "keeper").allow(f"{host.root}/x")
    for _ in range(2):
        client.get(host.at("/x", page("X")), 100)
    assert clock.slept == [1.0, 9.0]


def test_a_host_that_cannot_be_reached_is_said_to_be_so() -> None:
    with pytest.raises(Failure) as failed:
        Robots(loopback.client(), "keeper").allow(f"http://127.0.0.1:{loopback.closed_port()}/x")
    assert failed.value.kind == "refused"
