"""Images over the network, only where the author asked for them: one at a time, unhurried, bounded, public hosts only.

What its old host does not have any more, the web archive may: https://web.archive.org, whose copies bear the moment at
which each was made, and which leads from any moment to the nearest.
"""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from webclient.client import Client, Failure, Limits, refuse_private
from webclient.pace import Pace

PAUSE = 0.5
"""Seconds between two requests to one host."""
LIMITS = Limits(read=20.0, total=600.0, longest_wait=60.0)
#: A host that so often did not answer at all is not asked again: each time costs as long as a time-out.
GIVEN_UP = 3
MAX_TOTAL = 8 << 30
AGENT = "blog-archive-importer"
WEB_ARCHIVE = "https://web.archive.org/web"
#: The moment of the oldest copy, whenever that was made.
_OLDEST = "0"
_SILENT = frozenset({"no host", "refused", "timeout", "broken"})


class Fetcher:
    """Called with an address and a limit in bytes; gives the bytes, or raises `OSError`."""

    def __init__(
        self, allowed: Callable[[str], None] = refuse_private, pause: float = PAUSE, archive: str = WEB_ARCHIVE
    ) -> None:  # fmt: skip
        self._client = Client(AGENT, Pace(pause), check_host=allowed, limits=LIMITS)
        self._archive = archive
        self._total = 0
        self._silent: dict[str, int] = {}

    def __call__(self, address: str, limit: int) -> bytes:
        host = _host(address)
        if self._silent.get(host, 0) >= GIVEN_UP:
            raise OSError("the host does not answer")
        try:
            answer = self._client.get(address, limit)
        except Failure as failure:
            self._silent[host] = self._silent.get(host, 0) + 1 if failure.kind in _SILENT else 0
            raise
        self._silent[host] = 0
        if not answer.good:
            raise OSError(answer.reason or f"status {answer.status}")
        if not answer.is_whole:
            broken = len(answer.body) < limit
            raise OSError("broke off" if broken else f"larger than {limit:,} bytes")
        self._total += len(answer.body)
        if self._total > MAX_TOTAL:
            raise OSError("this run has fetched enough; run it again to go on")
        return answer.body

    def archived(self, address: str, day: str, limit: int) -> bytes:
        """The copy in the web archive that is nearest to a day, ``YYYYMMDD``, as it came from its host; where no day is
        known, the oldest. Raises `OSError` if there is none."""
        return self(f"{self._archive}/{day or _OLDEST}id_/{address}", limit)


def _host(address: str) -> str:
    try:
        return urlsplit(address).netloc
    except ValueError:
        return ""
