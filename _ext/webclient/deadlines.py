"""How long one answer may take in all, its headers included.

Time-outs of the library are for each read from the network: a host that sends a byte now and then, as some do on
purpose to hold up programs, would be waited for without an end. So a timer hangs up on it.
"""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from types import TracebackType
from typing import Any, Self

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

#: The deadline within which each thread asks, if any.
_current = threading.local()


class Deadline:
    """Hangs up on whatever this thread asks within it, when so many seconds are over."""

    def __init__(self, seconds: float) -> None:
        self.is_over = False
        self._socket: socket.socket | None = None
        self._lock = threading.Lock()
        self._timer = threading.Timer(seconds, self._end)
        self._timer.daemon = True

    def __enter__(self) -> Self:
        _current.deadline = self
        self._timer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:  # fmt: skip
        self._timer.cancel()
        _current.deadline = None
        self.hold(None)

    def hold(self, connected: socket.socket | None) -> None:
        """Know by which socket the host is asked, to hang up by a copy of it: TLS puts another in its place."""
        with self._lock:
            if self._socket is not None:
                self._socket.close()
            self._socket = _copy(connected) if connected is not None else None
            if self.is_over:
                self._hang_up()

    def _end(self) -> None:
        with self._lock:
            self.is_over = True
            self._hang_up()

    def _hang_up(self) -> None:
        if self._socket is not None:
            with suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)


def _copy(connected: socket.socket) -> socket.socket | None:
    """Another socket of the same connection, to hang up by alone; none where that is closed by now."""
    try:
        return socket.fromfd(connected.fileno(), socket.AF_INET, socket.SOCK_STREAM)
    except OSError:
        return None


def _hold(connected: socket.socket | None) -> None:
    """Let the deadline of this thread, if it has one, know of a connection."""
    deadline: Deadline | None = getattr(_current, "deadline", None)
    if deadline is not None:
        deadline.hold(connected)


class _Plain(HTTPConnection):
    """A connection that the deadline of the thread which asks knows of."""

    def _new_conn(self) -> socket.socket:
        connected = super()._new_conn()
        _hold(connected)
        return connected

    def request(self, *arguments: Any, **options: Any) -> None:
        _hold(self.sock)  # of a connection that was kept
        super().request(*arguments, **options)


class _Secured(_Plain, HTTPSConnection):
    """The same over TLS."""


class _PlainPool(HTTPConnectionPool):
    ConnectionCls = _Plain


class _SecuredPool(HTTPSConnectionPool):
    ConnectionCls = _Secured


#: In which connections are kept, by the scheme of an address.
_POOLS = {"http": _PlainPool, "https": _SecuredPool}


class _Adapter(HTTPAdapter):
    def init_poolmanager(self, *arguments: Any, **options: Any) -> None:
        super().init_poolmanager(*arguments, **options)
        self.poolmanager.pool_classes_by_scheme = _POOLS

    def proxy_manager_for(self, proxy: str, **options: Any) -> Any:
        manager = super().proxy_manager_for(proxy, **options)
        manager.pool_classes_by_scheme = _POOLS
        return manager


def session() -> requests.Session:
    """A session whose every request keeps to the deadline that it is made within."""
    made = requests.Session()
    for scheme in ("http://", "https://"):
        made.mount(scheme, _Adapter())
    return made
