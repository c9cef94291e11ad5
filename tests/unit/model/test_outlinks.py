"""What is known of a link, and what that comes to."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from archive.model import outlinks
from archive.model.outlinks import LinkState, OutboundLink

LINK = OutboundLink("https://a.example/")
COPY = "https://web.archive.org/web/20121016080000/https://a.example/"


@pytest.mark.parametrize(
    ("known", "state"),
    [
        ({}, LinkState.UNKNOWN),
        ({"status": "200"}, LinkState.LIVE),
        ({"status": "200", "moved": "https://b.example/"}, LinkState.MOVED),
        ({"status": "403"}, LinkState.CLOSED),
        ({"status": "999"}, LinkState.CLOSED),
        ({"status": "robots"}, LinkState.CLOSED),
        ({"status": "404"}, LinkState.LOST),
        ({"status": "404", "copy": COPY}, LinkState.COPIED),
        ({"status": "soft 404", "copy": COPY}, LinkState.COPIED),
        ({"status": "404", "instead": "https://b.example/"}, LinkState.REPLACED),
        ({"status": "404", "verdict": "live"}, LinkState.LIVE),
        ({"status": "200", "verdict": "dead"}, LinkState.LOST),
        ({"status": "timeout", "since": "2026-01-01", "checked": "2026-01-30"}, LinkState.FAILING),
        ({"status": "timeout", "since": "2026-01-01", "checked": "2026-01-31"}, LinkState.LOST),
        ({"status": "503", "since": "2026-01-01", "checked": "2026-06-01", "copy": COPY}, LinkState.COPIED),
        ({"status": "500", "checked": "2026-06-01"}, LinkState.FAILING),
    ],
)
def test_the_state_of_a_link(known: dict[str, str], state: LinkState) -> None:
    assert replace(LINK, **known).state is state


def test_a_link_is_lost_only_once_a_copy_was_looked_for_or_its_author_says_so() -> None:
    dead = replace(LINK, status="404")
    assert not dead.is_lost
    assert replace(dead, sought="2026-01-01").is_lost
    assert replace(LINK, verdict="dead").is_lost
    assert not replace(dead, sought="2026-01-01", copy=COPY).is_lost


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("https://a.example/x#part", "https://a.example/x"),
        ("//a.example/x", "https://a.example/x"),
        (" HTTP://A.example/X ", "HTTP://A.example/X"),
        ("mailto:me@a.example", ""), ("other.html", ""), ("#part", ""), ("ftp://a.example/", ""),
    ],
)  # fmt: skip
def test_the_address_by_which_a_link_is_known(address: str, key: str) -> None:
    assert outlinks.link_key(address) == key


def test_copies_tell_their_day_where_their_address_does() -> None:
    assert outlinks.day_of_copy(COPY) == date(2012, 10, 16)
    assert outlinks.day_of_copy(outlinks.dated_copy("https://a.example/", date(2012, 10, 16))) == date(2012, 10, 16)
    assert outlinks.day_of_copy("https://web.archive.org/web/20121316080000/https://a.example/") is None
    assert outlinks.day_of_copy("https://archive.ph/AbC12") is None


def test_hosts_of_web_archives_are_known_by_their_names_and_not_by_likeness() -> None:
    assert outlinks.is_copy(COPY) and outlinks.is_copy("https://wayback.archive.org/x")
    assert not outlinks.is_copy("https://notarchive.org/") and not outlinks.is_copy("https://[bad/")
