"""Asking hosts: each answer that they may give, and none of them for ever."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import loopback
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from loopback import FakeClock, Host, closed_port, in_turn, leads, page, says
from webclient.client import MOST_REDIRECTS, Failure, Limits, refuse_private, retry_after


@pytest.fixture(scope="module")
def serving() -> Iterator[Host]:
    with loopback.serving() as host:
        yield host


@pytest.fixture
def host(serving: Host) -> Host:
    serving.pages.clear()
    serving.asked.clear()
    serving.headers.clear()
    return serving


@pytest.mark.parametrize("status", [200, 204, 401, 403, 404, 410, 451, 418])
def test_an_answer_is_an_answer(host: Host, status: int) -> None:
    answer = loopback.client().get(host.at("/a", says(status)), 100)
    assert (answer.status, answer.good, host.times("/a")) == (status, status < 300, 1)


def test_redirects_are_followed_and_told(host: Host) -> None:
    host.at("/b", leads("/c", 302))
    host.at("/c", page("There"))
    answer = loopback.client().get(host.at("/a", leads(f"{host.root}/b#part")), 100)
    assert answer.address == f"{host.root}/c" and b"There" in answer.body
    assert [(each.status, each.to) for each in answer.redirects] == [(301, f"{host.root}/b"), (302, f"{host.root}/c")]


@pytest.mark.parametrize("there", ["a loop", "to itself", "without an end"])
def test_redirects_without_an_end_have_one(host: Host, there: str) -> None:
    if there == "a loop":
        host.at("/b", leads("/a"))
    if there == "without an end":
        host.pages |= {f"/{number}": leads(f"/{number + 1}") for number in range(MOST_REDIRECTS + 5)}
    to = {"a loop": "/b", "to itself": "/a", "without an end": "/0"}[there]
    with pytest.raises(Failure, match="without an end") as failed:
        loopback.client().get(host.at("/a", leads(to)), 100)
    assert failed.value.kind == "loop" and len(host.asked) <= MOST_REDIRECTS + 1


def test_a_host_that_gives_a_cookie_may_lead_back(host: Host) -> None:
    host.at("/b", says(302, Location="/a", Set_Cookie="seen=1; Path=/"))
    answer = loopback.client().get(host.at("/a", in_turn(leads("/b", 302), page("In"))), 100)
    assert b"In" in answer.body and host.headers[-1]["cookie"] == "seen=1"


@pytest.mark.parametrize("status", [429, 503])
def test_a_host_that_says_when_is_asked_then(host: Host, status: int) -> None:
    clock = FakeClock()
    address = host.at("/a", in_turn(says(status, Retry_After="7"), page("Now")))
    assert loopback.client(clock).get(address, 100).status == 200
    assert clock.slept == [7.0]


def test_a_host_that_says_when_by_a_date_is_asked_then(host: Host) -> None:
    clock = FakeClock()
    address = host.at("/a", in_turn(says(429, Retry_After="Sat, 28 Nov 2026 12:00:30 GMT"), page("Now")))
    assert loopback.client(clock).get(address, 100).status == 200
    assert clock.slept == [30.0]


def test_a_host_that_makes_one_wait_too_long_has_said_its_last(host: Host) -> None:
    clock = FakeClock()
    answer = loopback.client(clock).get(host.at("/a", says(429, Retry_After="3600")), 100)
    assert (answer.status, answer.retry_after, clock.slept, host.times("/a")) == (429, 3600.0, [], 1)


def test_what_may_pass_is_asked_again_and_later_each_time(host: Host) -> None:
    clock = FakeClock()
    answer = loopback.client(clock).get(host.at("/a", says(500)), 100)
    assert (answer.status, clock.slept, host.times("/a")) == (500, [2.0, 4.0], 3)


def test_a_body_without_an_end_is_taken_up_to_the_limit(host: Host) -> None:
    answer = loopback.client().get(host.at("/a", loopback.endless), 100_000)
    assert (answer.status, len(answer.body), answer.is_whole) == (200, 100_000, False)


@pytest.mark.parametrize(("limit", "whole"), [(5, True), (4, False)])
def test_what_is_cut_off_is_told_from_what_is_whole(host: Host, limit: int, whole: bool) -> None:
    answer = loopback.client().get(host.at("/a", says(200, b"12345")), limit)
    assert (answer.body, answer.is_whole) == (b"12345"[:limit], whole)


def test_a_page_that_breaks_off_is_taken_as_far_as_it_came(host: Host) -> None:
    answer = loopback.client().get(host.at("/a", loopback.cut_short), 1000)
    assert (answer.status, answer.body, answer.is_whole) == (200, b"<title>Half a page</title>", False)


ONCE = Limits(connect=0.5, read=0.3, total=0.6, tries=1)


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (loopback.silent, "timeout"),
        (loopback.dripping, "timeout"),
        (loopback.tarpit, "timeout"),
        (loopback.no_http, "broken"),
    ],
)
def test_what_never_comes_is_not_waited_for(host: Host, reply: loopback.Reply, kind: str) -> None:
    clock = loopback.Clock()  # that of the machine
    with pytest.raises(Failure) as failed:
        loopback.client(clock, limits=ONCE).get(host.at("/a", reply), 10_000)
    assert failed.value.kind == kind


@pytest.mark.parametrize("is_proxy", [False, True])
def test_a_handshake_that_never_ends_is_hung_up_on(monkeypatch: pytest.MonkeyPatch, is_proxy: bool) -> None:
    """Be it that of a host, or what a proxy says in the place of one."""
    with loopback.dripping_handshake() as (port, hung_up):
        address = f"https://127.0.0.1:{port}/"
        if is_proxy:
            monkeypatch.delenv("no_proxy", raising=False)
            monkeypatch.setenv("https_proxy", f"http://127.0.0.1:{port}")
            address = "https://a.example/"
        with pytest.raises(Failure) as failed:
            loopback.client(loopback.Clock(), limits=replace(ONCE, connect=30.0)).get(address, 100)
        assert (failed.value.kind, hung_up.get(timeout=30)) == ("timeout", True)


def test_of_a_redirect_no_body_is_waited_for(host: Host) -> None:
    def leading(handler: loopback.Handler) -> None:
        handler.send_response(301)
        handler.send_header("Location", "/b")
        handler.end_headers()
        loopback.dripping_bytes(handler)

    host.at("/b", page("There"))
    assert b"There" in loopback.client(loopback.Clock(), limits=ONCE).get(host.at("/a", leading), 10_000).body


def test_of_what_is_not_there_no_page_is_waited_for(host: Host) -> None:
    def gone(handler: loopback.Handler) -> None:
        handler.send_response(404)
        handler.end_headers()
        loopback.dripping_bytes(handler)

    assert loopback.client(loopback.Clock(), limits=ONCE).get(host.at("/a", gone), 10_000).status == 404


def test_a_host_without_a_trusted_certificate_is_none(tmp_path: Path) -> None:
    with loopback.serving(certificate=loopback.untrusted(tmp_path)) as host, pytest.raises(Failure) as failed:
        loopback.client().get(host.at("/a", page("Secret")), 100)
    assert failed.value.kind == "tls" and host.asked == []


def test_a_port_at_which_nobody_listens_refuses() -> None:
    with pytest.raises(Failure) as failed:
        loopback.client().get(f"http://127.0.0.1:{closed_port()}/", 100)
    assert failed.value.kind == "refused"


@pytest.mark.parametrize("address", ["http://", "http://[::1/", "ftp://a.example/", "http://a.example:x/", "nothing"])
def test_what_is_no_address_is_said_to_be_none(address: str) -> None:
    with pytest.raises(Failure) as failed:
        loopback.client().get(address, 100)
    assert failed.value.kind == "broken"


@pytest.mark.parametrize("host", ["127.0.0.1", "10.1.2.3", "169.254.169.254", "::1", "100.64.0.1", "0.0.0.0"])
def test_a_host_within_a_local_network_is_never_asked(host: str) -> None:
    with pytest.raises(Failure) as failed:
        refuse_private(host)
    assert failed.value.kind == "private"


def test_a_name_that_no_host_can_have_is_no_host() -> None:
    with pytest.raises(Failure) as failed:
        refuse_private(f"{'a' * 64}.example")
    assert failed.value.kind == "no host"


def test_a_redirect_into_a_local_network_is_not_followed(host: Host) -> None:
    def allowed(name: str) -> None:
        if name == "localhost":
            raise Failure("private", "the host is not a public one")

    host.at("/inside", page("Secret"))
    inside = f"http://localhost:{host.server_port}/inside"
    with pytest.raises(Failure, match="not a public") as failed:
        loopback.client(check_host=allowed).get(host.at("/a", leads(inside)), 100)
    assert host.asked == ["/a"] and failed.value.redirects[0].to == inside


def test_keys_go_to_no_other_host_than_the_one_that_they_are_for(host: Host) -> None:
    with loopback.serving("localhost") as other:
        other.at("/b", page("Elsewhere"))
        address = host.at("/a", leads(f"{other.root}/b"))
        loopback.client().get(address, 100, {"Authorization": "LOW access:secret"})
        assert host.headers[0]["authorization"] == "LOW access:secret"
        assert "authorization" not in other.headers[0] and other.headers[0]["user-agent"] == "tester"


def test_passwords_of_whoever_runs_it_go_to_no_host(
    host: Host, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login me password secret\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    loopback.client().get(host.at("/a", page("A")), 100)
    assert "authorization" not in host.headers[-1]


def test_a_host_is_asked_no_more_often_than_its_pause_and_others_meanwhile(host: Host) -> None:
    clock = FakeClock()
    asking = loopback.client(clock, pause=1.5)
    address = host.at("/a", page("A"))
    for _ in range(3):
        asking.get(address, 100)
    assert clock.slept == [1.5, 1.5]
    with loopback.serving("localhost") as other:
        asking.get(other.at("/a", page("B")), 100)
    assert clock.slept == [1.5, 1.5]


@settings(deadline=None)
@given(told=st.text(max_size=40) | st.from_regex(r"[A-Z][a-z]{2}, [0-9]{1,3} Nov [0-9]{1,5} [0-9:]{5,9} [A-Z]{3}"))
def test_whatever_a_host_tells_to_wait_is_a_time_or_nothing(told: str) -> None:
    seconds = retry_after(told, datetime(2026, 11, 28, tzinfo=UTC))
    assert seconds is None or seconds >= 0
