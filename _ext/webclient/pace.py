"""How soon a host may be asked again: each in turn, with a pause between, whichever thread asks."""

from __future__ import annotations

from collections.abc import Mapping
from threading import Lock

from .clock import Clock


class Pace:
    """Lets whoever asks wait for the turn of a host.

    `pause` is in seconds between the beginnings of two requests; `others` are hosts with pauses of their own.
    """

    def __init__(self, pause: float, others: Mapping[str, float] | None = None, clock: Clock | None = None) -> None:
        self._pause, self._others = pause, dict(others or {})
        self._clock = clock or Clock()
        self._next: dict[str, float] = {}
        self._lock = Lock()

    def wait(self, host: str) -> None:
        """Return when it is the caller's turn to ask `host`."""
        with self._lock:
            now = self._clock.now()
            turn = max(now, self._next.get(host, now))
            self._next[host] = turn + self._others.get(host, self._pause)
        if turn > now:
            self._clock.sleep(turn - now)

    def hold(self, host: str, seconds: float) -> None:
        """Have nobody ask `host` for so long, from now on."""
        with self._lock:
            self._next[host] = max(self._next.get(host, 0.0), self._clock.now() + seconds)

    def slow(self, host: str, pause: float) -> None:
        """Have a host asked no more often than it wishes."""
        with self._lock:
            self._others[host] = max(pause, self._others.get(host, self._pause))
