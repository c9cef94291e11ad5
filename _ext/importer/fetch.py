"""Images over the network, only where the author asked for them: one at a time, unhurried, bounded, public
hosts only."""

from __future__ import annotations

import http.client
import ipaddress
import socket
import time
from collections.abc import Callable
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, OpenerDirector, Request, build_opener

PAUSE = 0.5
"""Seconds between two requests to one host."""
TIMEOUT = 20
#: A host that so often did not answer at all is not asked again: each time costs as long as `TIMEOUT`.
GIVEN_UP = 3
#: What servers say that want to be asked more slowly, how often they are asked, and for how long at most one waits.
_LATER, _TRIES, _LONGEST = (429, 503), 3, 60.0
MAX_TOTAL = 8 << 30
AGENT = "blog-archive-importer"


def public(host: str) -> None:
    """Raise `OSError` unless every address of `host` is a public one, so that no page can reach into a
    local network."""
    for *_, address in socket.getaddrinfo(host, None):
        if not ipaddress.ip_address(str(address[0]).split("%")[0]).is_global:
            raise OSError("the host is not a public one")


class _Redirects(HTTPRedirectHandler):
    max_redirections = 5

    def __init__(self, allowed: Callable[[str], None]) -> None:
        self._allowed = allowed

    def redirect_request(self, req, fp, code, msg, headers, newurl):  # type: ignore[no-untyped-def]
        _check(newurl, self._allowed)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _check(address: str, allowed: Callable[[str], None]) -> None:
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise OSError("not an http address")
    allowed(parts.hostname)


class Fetcher:
    """Called with an address and a limit in bytes; gives the bytes, or raises `OSError`."""

    def __init__(self, allowed: Callable[[str], None] = public, pause: float = PAUSE) -> None:
        self._allowed, self._pause = allowed, pause
        self._opener: OpenerDirector = build_opener(_Redirects(allowed))
        self._last: dict[str, float] = {}
        self._total = 0
        self._silent: dict[str, int] = {}

    def __call__(self, address: str, limit: int) -> bytes:
        host = urlsplit(address).hostname or ""
        if self._silent.get(host, 0) >= GIVEN_UP:
            raise OSError("the host does not answer")
        try:
            _check(address, self._allowed)
        except socket.gaierror as error:
            self._silent[host] = self._silent.get(host, 0) + 1
            raise OSError(f"{host} is not there ({error.strerror or error})") from None
        data = self._answer(host, address, limit)
        self._silent[host] = 0
        if len(data) > limit:
            raise OSError(f"larger than {limit:,} bytes")
        self._total += len(data)
        if self._total > MAX_TOTAL:
            raise OSError("this run has fetched enough; run it again to go on")
        return data

    def _answer(self, host: str, address: str, limit: int) -> bytes:
        """What the host gives, asked again where it wants to be asked later."""
        for left in reversed(range(_TRIES)):
            wait = self._last.get(host, 0.0) + self._pause - time.monotonic()
            if wait > 0:
                time.sleep(wait)
            self._last[host] = time.monotonic()
            try:
                with self._opener.open(Request(address, headers={"User-Agent": AGENT}), timeout=TIMEOUT) as answer:
                    return bytes(answer.read(limit + 1))
            except HTTPError as error:
                self._silent[host] = 0
                if not left or error.code not in _LATER:
                    raise OSError(str(error.reason)) from None
                self._last[host] += _later(error.headers.get("Retry-After"), self._pause)
            except (URLError, TimeoutError, ConnectionError) as error:
                self._silent[host] = self._silent.get(host, 0) + 1
                raise OSError(str(getattr(error, "reason", "") or error)) from None
            except (http.client.HTTPException, ValueError) as error:
                raise OSError(str(error) or type(error).__name__) from None
        raise AssertionError("the last try gives or raises")


def _later(told: str | None, pause: float) -> float:
    """How many seconds to wait beside the pause, of a server that wants to be asked later."""
    return min(float(told), _LONGEST) if told and told.isascii() and told.isdigit() else 4 * pause
