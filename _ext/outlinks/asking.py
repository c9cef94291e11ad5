"""Asking for one address: what its host says, and whether a page that it gives is the one that was meant.

Hosts that answer every address with a page have no 404: whether a page is one of these is told by what the host says to
an address that cannot be there (Z. Bar-Yossef and others, Sic transit gloria telae, https://doi.org/10.1145/988672.988716).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from threading import Lock
from urllib.parse import urljoin, urlsplit

from archive.core.texts import digest
from webclient.client import PERMANENT, SLOWER, Answer, Client, Failure
from webclient.robots import Robots

#: So much of a page is read: its title stands at its head.
_MOST = 64 << 10
#: A host that so often did not answer at all is not asked again in the same run.
GIVEN_UP = 3
#: Statuses of links whose host could not be reached.
UNREACHED = frozenset({"timeout", "refused", "broken", "no host"})
_TITLE = re.compile(rb"<title[^>]*>(.*?)</title", re.IGNORECASE | re.DOTALL)
#: What titles say of pages that are not there, in the languages that most of the web is in.
_NOT_FOUND = re.compile(
    r"\b404\b|not\s+found|(?:does\s+not|doesn.t|no\s+longer)\s+exist|(?:isn.t|no\s+longer)\s+available"
    r"|nicht\s+gefunden|introuvable|no\s+encontrad|non\s+trovat|não\s+encontrad|niet\s+gevonden|hittades\s+inte"
    r"|ikke\s+fundet|nie\s+znaleziono|не\s+найден|見つかりません|找不到|未找到|찾을\s*수\s*없",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Finding:
    """What came of asking for one address."""

    status: str
    """As `OutboundLink.status` has it."""
    moved: str = ""
    """Where the page stands now, if its host says that it is for good."""
    retry_after: float = 0.0
    """After how many seconds the host wants to be asked again, where that is too long to wait for."""

    @property
    def put_off(self) -> bool:
        """Whether nothing was learnt."""
        return self.retry_after > 0


class Asker:
    """Asks for addresses; each host by one thread at a time."""

    def __init__(self, client: Client, robots: Robots) -> None:
        self._client, self._robots = client, robots
        self._silent: dict[str, tuple[int, Finding]] = {}
        """Hosts that did not answer: how often in a row, and how last."""
        self._busy: dict[str, Finding] = {}
        """Hosts that want to be asked again later than this run can wait."""
        self._lock = Lock()

    def ask(self, address: str) -> Finding:
        """What there is at an address."""
        host = urlsplit(address).netloc
        with self._lock:
            if host in self._busy:
                return self._busy[host]
            times, last = self._silent.get(host, (0, Finding("")))
        if times >= GIVEN_UP or (times and last.status == "no host"):
            return last
        finding = self._ask(address)
        with self._lock:
            if finding.put_off:
                self._busy[host] = finding
            if finding.status in UNREACHED:
                self._silent[host] = (times + 1, finding)
            else:
                self._silent.pop(host, None)
        return finding

    def _ask(self, address: str) -> Finding:
        try:
            if not self._robots.allow(address):
                return Finding("robots")
            answer = self._client.get(address, _MOST, is_allowed=self._robots.allow)
            if answer.good and self._is_soft(address, answer):
                return Finding("soft 404")
        except Failure as failure:
            return Finding(failure.kind)
        except ValueError:  # which no host has to do with
            return Finding("broken")
        longest = self._client.limits.longest_wait
        seconds = (answer.retry_after or 0.0) if answer.status in SLOWER else 0.0
        return Finding(str(answer.status), _moved(address, answer), seconds if seconds > longest else 0.0)

    def _is_soft(self, address: str, answer: Answer) -> bool:
        """Whether a page stands for one that is not there. The host is asked only where something points to it."""
        led_away = bool(answer.redirects) and not _is_same_page(address, answer.address)
        title = _title(answer.body)
        if not led_away and not _NOT_FOUND.search(title):
            return False
        if urlsplit(address).path in ("", "/") and not urlsplit(address).query:
            return False  # of a host's front page, wherever it is, nothing stands in the place
        try:
            other = self._client.get(_absent(address), _MOST, is_allowed=self._robots.allow)
        except Failure:
            return False
        if not other.good:
            return False
        return _is_same_page(other.address, answer.address) or (not led_away and _title(other.body) == title)


def _absent(address: str) -> str:
    """An address beside another at which there is surely nothing, the same each time."""
    return urljoin(address, f"no-such-page-{digest(address)[:12]}")


def _title(body: bytes) -> str:
    found = _TITLE.search(body)
    return " ".join(found[1].decode("utf-8", "replace").split()) if found else ""


def _moved(address: str, answer: Answer) -> str:
    """Where a page stands for good, if that is elsewhere than where it was."""
    for_good = bool(answer.redirects) and all(redirect.status in PERMANENT for redirect in answer.redirects)
    return answer.address if answer.good and for_good and not _is_same_page(address, answer.address) else ""


def _is_same_page(one: str, other: str) -> bool:
    """Whether two addresses differ in nothing that means another page: the scheme, ``www.`` and a slash at the end."""
    return _plain(one) == _plain(other)


def _plain(address: str) -> tuple[str, str, str]:
    parts = urlsplit(address)
    path = re.sub(r"/(?:index|default)\.\w+$", "/", parts.path).rstrip("/")
    return parts.netloc.lower().removeprefix("www."), path, parts.query
