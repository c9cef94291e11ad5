"""What hosts ask of programs in ``robots.txt``: https://www.rfc-editor.org/rfc/rfc9309"""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from .client import Client, Failure

if TYPE_CHECKING:
    from protego import Protego

#: So much of such a file is read; the standard asks for 500 KiB at least.
_MOST = 512 << 10
#: Seconds between requests that a host may wish for, at most.
SLOWEST = 30.0


class Robots:
    """Asks each host once for its wishes, and keeps to them; `token` is the name by which it knows itself addressed."""

    def __init__(self, client: Client, token: str) -> None:
        self._client, self._token = client, token
        self._known: dict[str, Protego | None] = {}
        self._locks: dict[str, Lock] = {}
        self._lock = Lock()

    def allow(self, address: str) -> bool:
        """Whether the host of `address` has nothing against its being asked for. Raises `Failure` where it cannot be
        reached at all."""
        rules = self._rules(address)
        return rules is not None and bool(rules.can_fetch(address, self._token))

    def _rules(self, address: str) -> Protego | None:
        """The rules of the host; None where nothing may be asked, since it failed to tell them."""
        parts = urlsplit(address)
        place = f"{parts.scheme}://{parts.netloc}"
        with self._lock:
            lock = self._locks.setdefault(place, Lock())
        with lock:
            if place not in self._known:
                self._known[place] = self._asked(place, parts.hostname or "")
            return self._known[place]

    def _asked(self, place: str, host: str) -> Protego | None:
        from protego import Protego

        try:
            answer = self._client.get(f"{place}/robots.txt", _MOST)
        except Failure as failure:
            if failure.kind == "loop":  # as good as none: RFC 9309, 2.3.1.2
                return Protego.parse("")
            raise
        if answer.status >= 500 or answer.status == 429:
            return None
        rules = Protego.parse(answer.body.decode("utf-8", "replace") if answer.good else "")
        if wished := rules.crawl_delay(self._token):
            self._client.pace.slow(host, min(float(wished), SLOWEST))
        return rules
