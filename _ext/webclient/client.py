"""One request after another over HTTP: bounded in time, in size and in redirects, to public hosts only, and asked again
where a host says so.

Redirects are followed here and not by the library, since each leads to a host that must be allowed and has its turn.
Status codes and ``Retry-After``: https://www.rfc-editor.org/rfc/rfc9110
"""

from __future__ import annotations

import ipaddress
import socket
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from .pace import Clock, Pace

if TYPE_CHECKING:
    import requests

#: Redirects that are followed in a row.
MOST_REDIRECTS = 10
REDIRECT_STATUSES = frozenset({301, 302, 303, 307, 308})
#: Redirects that are for good.
PERMANENT = frozenset({301, 308})
#: What hosts say that want to be asked more slowly, and what may pass by itself.
SLOWER, PASSING = frozenset({429, 503}), frozenset({500, 502, 504})
#: Failures that may pass by themselves within seconds.
_PASSING_KINDS = frozenset({"timeout", "broken"})


class Failure(OSError):
    """Why there is no answer: of the kinds ``no host``, ``refused``, ``timeout``, ``tls``, ``loop``, ``private``,
    ``robots`` and ``broken``."""

    def __init__(self, kind: str, message: str, redirects: tuple[Redirect, ...] = ()) -> None:
        super().__init__(message)
        self.kind = kind
        self.redirects = redirects


@dataclass(frozen=True, slots=True)
class Redirect:
    """One redirect."""

    status: int
    to: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What a host said, once all redirects were followed."""

    address: str
    """Where they led."""
    status: int
    reason: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    """As much of it as was wanted."""
    is_whole: bool = True
    """Whether that is all of it."""
    redirects: tuple[Redirect, ...] = ()
    retry_after: float | None = None
    """After how many seconds the host wants to be asked again, if it says so."""

    @property
    def good(self) -> bool:
        """Whether it is what was asked for, and no error: of the statuses 2xx."""
        return 200 <= self.status < 300


@dataclass(frozen=True, slots=True)
class Limits:
    """Of one request, redirects and all."""

    connect: float = 10.0
    """Seconds to connect."""
    read: float = 20.0
    """Seconds to wait for more at any time."""
    total: float = 60.0
    """Seconds for each answer, however slowly it comes."""
    tries: int = 3
    """How often a host is asked that fails in a way that may pass."""
    back_off: float = 2.0
    """Seconds before the second try; twice as long before each further one."""
    longest_wait: float = 120.0
    """The longest that a host may make one wait; where it wants more, its answer stands."""


@dataclass(frozen=True, slots=True)
class _Request:
    """What is asked for, wherever it is."""

    method: str
    limit: int
    """Bytes of its body that are read, at most."""
    headers: Mapping[str, str]
    form: Mapping[str, str] | None = None
    is_allowed: Callable[[str], bool] = lambda address: True
    """Whether a redirect to an address may be followed."""


def refuse_private(host: str) -> None:
    """Raise `Failure` unless all addresses of `host` are public, so that no page can reach into a local network."""
    try:
        addresses = socket.getaddrinfo(host, None)
    except (OSError, UnicodeError) as error:
        if isinstance(error, socket.gaierror) and error.errno == socket.EAI_AGAIN:
            raise Failure("broken", "no name server answers: is this machine online?") from None
        raise Failure("no host", f"{host} is not there ({getattr(error, 'strerror', None) or error})") from None
    for *_, address in addresses:
        if not ipaddress.ip_address(str(address[0]).split("%")[0]).is_global:
            raise Failure("private", "the host is not a public one")


class Client:
    """Asks for addresses; any number of threads may.

    `agent` is what it calls itself, `check_host` raises `OSError` for hosts that may not be asked.
    """

    def __init__(
        self, agent: str, pace: Pace, *, check_host: Callable[[str], None] = refuse_private,
        limits: Limits | None = None, clock: Clock | None = None,
    ) -> None:  # fmt: skip
        self.pace = pace
        self.limits = limits or Limits()
        self.clock = clock or Clock()
        self._check_host = check_host
        # What is packed could swell, and come to nothing for longer than a time-out notices.
        self._headers = {"User-Agent": agent, "Accept": "*/*", "Accept-Encoding": "identity"}
        self._local = threading.local()

    def get(
        self, address: str, limit: int, headers: Mapping[str, str] | None = None,
        is_allowed: Callable[[str], bool] = lambda address: True,
    ) -> Answer:  # fmt: skip
        """What stands at `address`: at most `limit` bytes of it. Raises `Failure`, of the kind ``robots`` where a
        redirect leads to what is not `is_allowed`."""
        return self._follow(_Request("GET", limit, headers or {}, None, is_allowed), address)

    def post(self, address: str, limit: int, headers: Mapping[str, str], form: Mapping[str, str]) -> Answer:
        """What is answered to a form that was sent to `address`. Raises `Failure`."""
        return self._follow(_Request("POST", limit, headers, form), address)

    def _follow(self, request: _Request, address: str) -> Answer:
        """What is answered once all redirects were followed."""
        redirects: list[Redirect] = []
        seen = {address}
        self._session.cookies.clear()
        while True:
            try:
                answer = self._try(request, address)
            except Failure as failure:
                raise Failure(failure.kind, str(failure), tuple(redirects)) from None
            to = answer.headers.get("location", "")
            if answer.status not in REDIRECT_STATUSES or not to:
                return replace(answer, redirects=tuple(redirects))
            address, before = _joined(address, to), address
            if urlsplit(address).netloc != urlsplit(before).netloc:
                request = replace(request, headers={})  # among which are keys, that are for no other host
            redirects.append(Redirect(answer.status, address))
            # A host that gives cookies may lead back to where one came from.
            if len(redirects) > MOST_REDIRECTS or (address in seen and not self._session.cookies):
                raise Failure("loop", f"redirects without an end, of {len(redirects)}", tuple(redirects))
            if not request.is_allowed(address):
                raise Failure("robots", "a redirect to what no program may ask for", tuple(redirects))
            seen.add(address)
            request = replace(request, method="GET", form=None)

    def _try(self, request: _Request, address: str) -> Answer:
        """What a host says, asked again where that may help."""
        host, wait = self._host(address), self.limits.back_off
        for tries_left in reversed(range(self.limits.tries)):
            self.pace.wait(host)
            try:
                answer = self._ask(request, address)
            except Failure as failure:
                if not tries_left or failure.kind not in _PASSING_KINDS:
                    raise
                self.pace.hold(host, wait)
            else:
                if answer.status not in SLOWER | PASSING:
                    return answer
                seconds = wait if answer.retry_after is None else answer.retry_after
                if not tries_left or seconds > self.limits.longest_wait:
                    return answer
                self.pace.hold(host, seconds)
            wait *= 2
        raise AssertionError("the last try gives or raises")

    def _host(self, address: str) -> str:
        """The host of an address, which may be asked. Raises `Failure`."""
        try:
            parts = urlsplit(address)
            host = parts.hostname or ""
        except ValueError:
            host = ""
        if not host or parts.scheme not in ("http", "https"):
            raise Failure("broken", "not an http address")
        try:
            self._check_host(host)
        except Failure:
            raise
        except OSError as error:
            raise Failure("private", str(error)) from None
        return host

    def _ask(self, request: _Request, address: str) -> Answer:
        """What a host says once, if it has said it all in time."""
        from .deadlines import Deadline

        with Deadline(self.limits.total) as deadline:
            try:
                answer = self._exchange(request, address)
            except Failure:
                if not deadline.is_over:
                    raise
            if deadline.is_over:
                raise Failure("timeout", "too slow")
        return answer

    def _exchange(self, request: _Request, address: str) -> Answer:
        """What a host says once, its failures as kinds of `Failure`."""
        import requests  # takes a while, and not every run asks for anything

        try:
            response = self._send(request, address)
        except requests.exceptions.SSLError as error:
            raise Failure("tls", f"no trusted connection ({_plain(error)})") from None
        except requests.exceptions.Timeout:
            raise Failure("timeout", "timed out") from None
        except requests.exceptions.ConnectionError as error:
            raise _unconnected(error) from None
        except (requests.exceptions.RequestException, ValueError, UnicodeError) as error:
            raise Failure("broken", _plain(error)) from None
        with response:
            # What else a host says is of no use, and may be without an end.
            body, is_whole = self._read(response, request.limit) if response.status_code // 100 == 2 else (b"", True)
        headers = {name.lower(): value for name, value in response.headers.items()}
        seconds = retry_after(headers.get("retry-after", ""), self.clock.moment())
        return Answer(address, response.status_code, response.reason or "", headers, body, is_whole, (), seconds)

    def _send(self, request: _Request, address: str) -> requests.Response:
        """The head of an answer. Sent as the library does, but that it would read all of a redirect's body."""
        import requests

        session, headers = self._session, {**self._headers, **request.headers}
        unprepared = requests.Request(request.method, address, headers, data=request.form, auth=_nobody)
        prepared = session.prepare_request(unprepared)
        quoted = prepared.url or address
        settings = session.merge_environment_settings(quoted, {}, True, None, None)
        timeouts = (self.limits.connect, self.limits.read)
        response = session.get_adapter(quoted).send(prepared, timeout=timeouts, **settings)
        requests.cookies.extract_cookies_to_jar(session.cookies, prepared, response.raw)
        return response

    def _read(self, response: requests.Response, limit: int) -> tuple[bytes, bool]:
        """At most `limit` bytes of a body, and whether that is all; what breaks off is taken as far as it came."""
        import urllib3

        parts: list[bytes] = []
        size = 0
        while size <= limit:
            try:
                part = response.raw.read1(min(65_536, limit + 1 - size), decode_content=True)
            except urllib3.exceptions.ReadTimeoutError:
                raise Failure("timeout", "timed out") from None
            except (urllib3.exceptions.HTTPError, OSError, ValueError):
                return b"".join(parts), False
            if not part:
                return b"".join(parts), True
            parts.append(part)
            size += len(part)
        return b"".join(parts)[:limit], False

    @property
    def _session(self) -> requests.Session:
        """That of this thread: connections are kept, for the next page of the same host."""
        if not hasattr(self._local, "session"):
            from .deadlines import session

            self._local.session = session()
        mine: requests.Session = self._local.session
        return mine


def _nobody(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """Says who asks: nobody. The library would look for a password in the user's ``.netrc`` and hand it to hosts."""
    return request


def _joined(address: str, to: str) -> str:
    """Where a redirect from `address` leads, by its header ``Location``."""
    with suppress(UnicodeError):
        # Some servers send in UTF-8 what they should have quoted; HTTP's headers are read as Latin 1.
        to = to.encode("latin-1").decode("utf-8")
    try:
        return urljoin(address, to).partition("#")[0]
    except ValueError:
        raise Failure("broken", "a redirect to what is no address") from None


def _unconnected(error: Exception) -> Failure:
    """Why there was no connection: the library wraps it several times."""
    chain: list[BaseException] = [error]
    while len(chain) < 12:
        last = chain[-1]
        inner = getattr(last, "reason", None) or last.__cause__ or last.__context__
        if not isinstance(inner, BaseException):
            inner = next((argument for argument in last.args if isinstance(argument, BaseException)), None)
        if inner is None or inner in chain:
            break
        chain.append(inner)
    if any(isinstance(one, socket.gaierror) for one in chain):
        return Failure("no host", "the host is not there")
    if any(isinstance(one, ConnectionRefusedError) for one in chain):
        return Failure("refused", "the connection was refused")
    if any(isinstance(one, TimeoutError) for one in chain):
        return Failure("timeout", "timed out")
    return Failure("broken", _plain(chain[-1]))


def _plain(error: BaseException) -> str:
    """What an error says, on one line of bounded length."""
    words = " ".join(str(error).split()) or type(error).__name__
    return words if len(words) < 200 else f"{words[:199]}…"


def retry_after(header: str, now: datetime) -> float | None:
    """The seconds that ``Retry-After`` tells to wait, in either of its forms (RFC 9110, 10.2.3); None if nothing."""
    header = header.strip()
    if header.isascii() and header.isdigit():
        return float(header)
    try:
        moment = parsedate_to_datetime(header)
    except (ValueError, TypeError, IndexError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - now).total_seconds())
