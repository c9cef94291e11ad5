"""Whatever a host says, as bytes: something is known of the link then, and nothing is raised."""

from __future__ import annotations

import random
import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Thread

import loopback
import pytest
from outlinks.asking import Asker
from webclient.client import Limits
from webclient.robots import Robots

LIMITS = Limits(connect=0.5, read=0.2, total=0.4, tries=1)
_STATUS = (
    b"HTTP/1.1 200 OK", b"HTTP/1.0 200", b"HTTP/1.1 301 Moved", b"HTTP/1.1 302 Found", b"HTTP/1.1 404 Not Found",
    b"HTTP/1.1 429 Too Many", b"HTTP/1.1 999 No", b"HTTP/1.1 100 Continue", b"HTTP/1.1 20 OK", b"HTTP/9.9 200 OK",
    b"ICY 200 OK", b"", b"\x00\xff", b"HTTP/1.1 200 \xff\xfe", b"HTTP/1.1 99999 Many", b"HTTP/1.1 -1 None",
)  # fmt: skip
_HEADERS = (
    b"Content-Length: 5", b"Content-Length: -7", b"Content-Length: many", b"Content-Length: 99999999999999",
    b"Transfer-Encoding: chunked", b"Transfer-Encoding: \xff", b"Content-Encoding: gzip", b"Content-Encoding: br",
    b"Content-Encoding: deflate, gzip, zstd", b"Location: /", b"Location: //", b"Location: http://[::1", b"Location:",
    b"Location: http://a.example:99999/", b"Location: \xff\xfe", b"Location: ?", b"Location: javascript:1",
    b"Location: http://" + b"a" * 300 + b"/", b"Retry-After: -1", b"Retry-After: Fri, 99 Nov 9999", b"Retry-After: 1e9",
    b"Set-Cookie: \x00=\xff; Max-Age=x", b": nothing", b"no colon", b"X: " + b"y" * 70_000, b" folded", b"",
)  # fmt: skip
_BODIES = (
    b"", b"hello", b"\x1f\x8b\x08\x00bad", b"5\r\nhello\r\n0\r\n\r\n", b"zz\r\nhello", b"ffffffffffffffffff\r\n",
    b"<title>Page not found</title>", b"<title>\xff", b"\x00" * 200_000,
)  # fmt: skip
_KNOWN = re.compile("[1-9][0-9]{2}|soft 404|broken|timeout|loop|no host|tls|robots|refused")


def _answer(chance: random.Random) -> bytes:
    lines = [chance.choice(_STATUS), *chance.choices(_HEADERS, k=chance.randint(0, 4))]
    whole = b"\r\n".join(lines) + b"\r\n\r\n" + chance.choice(_BODIES)
    if chance.random() < 0.3:
        place = chance.randrange(len(whole))
        whole = whole[:place] + bytes([chance.randrange(256)]) + whole[place + 1 :]
    return whole[: chance.randrange(len(whole))] if chance.random() < 0.2 else whole


@contextmanager
def _saying(answers: Iterator[bytes]) -> Iterator[str]:
    """A host that says one of `answers` to each question, and hangs up."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        def serve() -> None:
            with suppress(OSError):
                while True:
                    caller, _ = server.accept()
                    with caller, suppress(OSError):
                        caller.settimeout(0.5)
                        asked = caller.recv(65_536)
                        # Else it could tell nobody to ask for anything.
                        robots = asked.startswith(b"GET /robots.txt")
                        caller.sendall(b"HTTP/1.1 404 None\r\nContent-Length: 0\r\n\r\n" if robots else next(answers))

        Thread(target=serve, daemon=True).start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}"
        with suppress(OSError):
            server.shutdown(socket.SHUT_RDWR)


def _judge(count: int, seed: int) -> None:
    chance = random.Random(seed)
    said = [_answer(chance) for _ in range(count)]
    stream = iter([*said, *said, *said, *said])
    with _saying(stream) as root:
        for number in range(count):
            client = loopback.client(limits=LIMITS)  # anew, for after three failures a host is left alone
            found = Asker(client, Robots(client, "keeper")).ask(f"{root}/{number}")
            assert _KNOWN.fullmatch(found.status), (found, said[number])


def test_any_answer_comes_to_something() -> None:
    _judge(120, seed=7)


@pytest.mark.fuzz
@pytest.mark.parametrize("seed", range(5))
def test_any_answer_comes_to_something_at_length(seed: int) -> None:
    _judge(2000, seed=seed)
