"""Hosts on loopback that do all that hosts of the web do, and the web archive by its documented answers.

No test asks a real host. Time is a `FakeClock`, which passes as it is slept through.
"""

from __future__ import annotations

import json
import socket
import ssl
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from queue import Queue
from threading import Lock, Thread
from urllib.parse import parse_qs, urlsplit

from webclient.client import Client, Limits
from webclient.pace import Clock, Pace
from webclient.wayback import Places

LIMITS = Limits(connect=0.5, read=0.3, total=0.6)


class FakeClock(Clock):
    """Stands still but for sleep, which takes no time."""

    def __init__(self, day: str = "2026-11-28") -> None:
        self._begun = self._moment = datetime.fromisoformat(f"{day}T12:00:00").replace(tzinfo=UTC)
        self.slept: list[float] = []
        self._lock = Lock()

    def now(self) -> float:
        return (self._moment - self._begun).total_seconds()

    def moment(self) -> datetime:
        return self._moment

    def sleep(self, seconds: float) -> None:
        with self._lock:
            self.slept.append(seconds)
            self._moment += timedelta(seconds=seconds)


Reply = Callable[["Handler"], None]


class Handler(BaseHTTPRequestHandler):
    server: Host

    def do_GET(self) -> None:
        host = self.server
        path = urlsplit(self.path).path
        with host.lock:
            host.asked.append(path)
            host.headers.append({name.lower(): value for name, value in self.headers.items()})
        with suppress(ConnectionError):
            host.pages.get(path, host.otherwise)(self)

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length", 0))
        self.server.forms.append(parse_qs(self.rfile.read(length).decode()))
        self.do_GET()

    def reply(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    @property
    def query(self) -> dict[str, str]:
        return {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}

    def log_message(self, *_: object) -> None:
        pass


def says(status: int, body: bytes = b"", **headers: str) -> Reply:
    """The same each time."""
    return lambda handler: handler.reply(status, body, **headers)


def page(title: str) -> Reply:
    return says(200, f"<html><title>{title}</title><p>Words.</p>".encode(), Content_Type="text/html")


def leads(to: str, status: int = 301) -> Reply:
    return says(status, Location=to)


def in_turn(*replies: Reply) -> Reply:
    """One after the other, then the last for ever."""
    left = list(replies)
    return lambda handler: (left.pop(0) if len(left) > 1 else left[0])(handler)


def endless(handler: Handler) -> None:
    """A body without an end, as fast as it is taken."""
    handler.send_response(200)
    handler.end_headers()
    with suppress(OSError):
        while True:
            handler.wfile.write(bytes(65_536))


def dripping(handler: Handler) -> None:
    """A body that never comes to an end, nor stops for as long as a time-out."""
    handler.send_response(200)
    handler.end_headers()
    dripping_bytes(handler)


def tarpit(handler: Handler) -> None:
    """Headers that never come to an end, a byte at a time."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    dripping_bytes(handler)


def dripping_bytes(handler: Handler) -> None:
    with suppress(OSError):
        for _ in range(200):
            handler.wfile.write(b"x")
            time.sleep(0.05)


@contextmanager
def dripping_handshake() -> Iterator[tuple[int, Queue[bool]]]:
    """The port of a host whose part of a TLS handshake comes a byte at a time, for five seconds, and what tells of each
    caller whether it hung up before."""
    hung_up: Queue[bool] = Queue()

    def drip(connection: socket.socket) -> None:
        with connection:
            try:
                connection.sendall(b"\x16\x03\x03\x40\x00")  # a message of 16,384 bytes (RFC 8446, 5.1)
                for _ in range(100):
                    connection.sendall(b"\x02")
                    time.sleep(0.05)
            except OSError:
                hung_up.put(True)
            else:
                hung_up.put(False)

    def answer() -> None:
        with suppress(OSError):  # of a port that is closed by then
            while True:
                Thread(target=drip, args=server.accept()[:1], daemon=True).start()

    with socket.create_server(("127.0.0.1", 0)) as server:
        Thread(target=answer, daemon=True).start()
        yield int(server.getsockname()[1]), hung_up


def silent(handler: Handler) -> None:
    """Takes the question, and says nothing for longer than anybody waits."""
    time.sleep(1.2)


def cut_short(handler: Handler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    handler.wfile.write(b"<title>Half a page</title>")


def no_http(handler: Handler) -> None:
    handler.wfile.write(b"SSH-2.0-OpenSSH_9.2\r\n")


class Host(ThreadingHTTPServer):
    """One host, called by an address or ``localhost``; `pages` are what stands at which path."""

    daemon_threads = True

    def __init__(self, name: str = "127.0.0.1") -> None:
        super().__init__((name if name[0].isdigit() else "127.0.0.1", 0), Handler)
        self.name = name
        self.pages: dict[str, Reply] = {}
        self.otherwise: Reply = says(404)
        self.asked: list[str] = []
        self.headers: list[dict[str, str]] = []
        self.forms: list[dict[str, list[str]]] = []
        self.lock = Lock()
        self.scheme = "http"

    @property
    def root(self) -> str:
        return f"{self.scheme}://{self.name}:{self.server_port}"

    def at(self, path: str, reply: Reply) -> str:
        """Have something stand at a path; give its address."""
        self.pages[path] = reply
        return self.root + path

    def times(self, path: str) -> int:
        return Counter(self.asked)[path]

    def handle_error(self, request: object, client_address: object) -> None:
        """A caller that hangs up is none."""


@contextmanager
def serving(name: str = "127.0.0.1", certificate: Path | None = None) -> Iterator[Host]:
    """A host, while it is needed; with a certificate, over TLS."""
    with Host(name) as host:
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            host.socket = context.wrap_socket(host.socket, server_side=True)
            host.scheme = "https"
        Thread(target=host.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        try:
            yield host
        finally:
            host.shutdown()


def untrusted(folder: Path) -> Path:
    """A certificate that nobody vouches for."""
    file = folder / "untrusted.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "1",
         "-subj", "/CN=127.0.0.1", "-keyout", file, "-out", folder / "cert.pem"],
        check=True, capture_output=True,
    )  # fmt: skip
    file.write_bytes(file.read_bytes() + (folder / "cert.pem").read_bytes())
    return file


def closed_port() -> int:
    """A port at which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def client(clock: Clock | None = None, pause: float = 0.0, **given: object) -> Client:
    """One that may ask loopback."""
    clock = clock or FakeClock()
    options = {"check_host": lambda host: None, "limits": LIMITS, "clock": clock} | given
    return Client("tester", Pace(pause, clock=clock), **options)  # type: ignore[arg-type]


class WebArchive:
    """The web archive's interfaces, on a host: `copies` are the moments that it has of addresses."""

    def __init__(self, host: Host) -> None:
        self.host = host
        self.copies: dict[str, list[str]] = {}
        self.unavailable: set[str] = set()
        """Addresses of which the quick interface knows nothing, though the index does."""
        self.jobs: dict[str, list[dict[str, object]]] = {}
        host.pages |= {"/available": self._available, "/cdx": self._cdx, "/save": self._save}
        host.otherwise = self._status

    @property
    def places(self) -> Places:
        root = self.host.root
        return Places(f"{root}/available", f"{root}/cdx", f"{root}/save", f"{root}/web")

    def copy(self, moment: str, address: str) -> str:
        return f"{self.host.root}/web/{moment}/{address}"

    def _nearest(self, query: dict[str, str], moment: str) -> list[str]:
        found = self.copies.get(query["url"], [])
        return sorted(found, key=lambda one: abs(int(one) - int(moment)))

    def _available(self, handler: Handler) -> None:
        query = handler.query
        found = [] if query["url"] in self.unavailable else self._nearest(query, query["timestamp"])
        copy = {
            "status": "200", "available": True, "timestamp": found[0],
            "url": f"http://web.archive.org/web/{found[0]}/{query['url']}",
        } if found else None  # fmt: skip
        told = {"url": query["url"], "archived_snapshots": {"closest": copy} if copy else {}}
        handler.reply(200, json.dumps(told).encode(), Content_Type="application/json")

    def _cdx(self, handler: Handler) -> None:
        found = self._nearest(handler.query, handler.query["closest"])
        rows = [["timestamp"], *([one] for one in found)] if found else []
        handler.reply(200, json.dumps(rows).encode(), Content_Type="application/json")

    def _save(self, handler: Handler) -> None:
        if not handler.headers.get("Authorization", "").startswith("LOW access:"):
            handler.reply(401, b'{"message": "You need to be logged in to use Save Page Now."}')
            return
        (address,) = self.host.forms[-1]["url"]
        if address not in self.jobs:
            handler.reply(200, b'{"status": "error", "message": "This host has been captured too often today."}')
            return
        handler.reply(200, json.dumps({"url": address, "job_id": f"spn2-{len(address)}"}).encode())

    def _status(self, handler: Handler) -> None:
        job = next((one for address, one in self.jobs.items() if handler.path.endswith(f"spn2-{len(address)}")), None)
        if job is None:
            handler.reply(404)
            return
        handler.reply(200, json.dumps(job.pop(0) if len(job) > 1 else job[0]).encode())
