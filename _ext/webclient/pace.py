"""How soon a host may be asked again: each in turn, with a pause between, whichever thread asks.

Time is asked of a `Clock` alone, so that tests can have it pass at once.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import UTC, date, datetime
from threading import Lock


class Clock:
    """The machine's own."""

    def now(self) -> float:
        """Seconds, of which the difference alone means anything."""
        return time.monotonic()

    def moment(self) -> datetime:
        """The present, by UTC."""
        return datetime.now(UTC)

    def sleep(self, seconds: float) -> None:
        """Wait."""
        time.sleep(seconds)

    def today(self) -> date:
        """The day, by UTC."""
        return self.moment().date()


class Pace:
    """Lets whoever asks wait for the turn of a host.

    `pause` is in seconds between the beginnings of two requests; `others` are hosts with pauses of their own.
    """

    def __init__(self, pause: float, others: Mapping[str, float] | None = None, clock: Clock | None = None) -> None:
        self._pause, self._pauses = pause, dict(others or {})
        self._clock = clock or Clock()
        self._next: dict[str, float] = {}
        self._lock = Lock()

    def wait(self, host: str) -> None:
        """Return when it is the caller's turn to ask `host`."""
        with self._lock:
            now = self._clock.now()
            turn = max(now, self._next.get(host, now))
            self._next[host] = turn + self._pauses.get(host, self._pause)
        if turn > now:
            self._clock.sleep(turn - now)

    def hold(self, host: str, seconds: float) -> None:
        """Have nobody ask `host` for so long, from now on."""
        with self._lock:
            self._next[host] = max(self._next.get(host, 0.0), self._clock.now() + seconds)

    def slow(self, host: str, pause: float) -> None:
        """Have a host asked no more often than it wishes."""
        with self._lock:
            self._pauses[host] = max(pause, self._pauses.get(host, self._pause))
