"""Serves a built site as a docs host does: below any path, compressed, with the site's page for what is not there."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

#: What a host compresses, as guide/publishing.md has it do.
COMPRESSED = {".html", ".css", ".js", ".svg", ".xml", ".json"}


class _Handler(SimpleHTTPRequestHandler):
    """Answers below the path `base` alone, so that nothing can lean on the root of the host."""

    protocol_version = "HTTP/1.1"

    def __init__(self, *args: object, base: str, directory: str) -> None:
        self.base = base
        super().__init__(*args, directory=directory)  # type: ignore[arg-type]

    def translate_path(self, path: str) -> str:
        if not path.startswith(self.base):
            return str(Path(self.directory, "outside the site"))
        return super().translate_path("/" + path.removeprefix(self.base))

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() and self.path.partition("?")[0].endswith("/") else path
        gzipped = "gzip" in self.headers.get("Accept-Encoding", "") and path.suffix in COMPRESSED and path.is_file()
        if gzipped:
            self._send(HTTPStatus.OK, gzip.compress(path.read_bytes(), 6, mtime=0), self.guess_type(path), gzipped)
        else:
            super().do_GET()

    def end_headers(self) -> None:
        named_by_contents = "/_static/" in self.path and "?v=" in self.path
        self.send_header("Cache-Control", "public, max-age=31536000, immutable" if named_by_contents else "max-age=300")
        super().end_headers()

    def _send(self, code: int, body: bytes, media_type: str, gzipped: bool = False) -> None:
        self.send_response(code)
        self.send_header("Content-Type", f"{media_type}; charset=utf-8" if "text/" in media_type else media_type)
        self.send_header("Content-Length", str(len(body)))
        if gzipped:
            self.send_header("Content-Encoding", "gzip")
        self.end_headers()
        self.wfile.write(body)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        page = Path(self.directory, "404.html")
        if code != HTTPStatus.NOT_FOUND or not page.is_file() or not self.path.startswith(self.base):
            super().send_error(code, message, explain)
            return
        self._send(code, page.read_bytes(), "text/html")

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing when a browser hangs up."""


@contextmanager
def serving(folder: Path, base: str = "/") -> Iterator[str]:
    """Serve `folder` on a free port of this machine; give the address of its root, which ends in `base`."""
    server = _Server(("127.0.0.1", 0), partial(_Handler, base=base, directory=str(folder)))
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}{base}"
    finally:
        server.shutdown()
        server.server_close()
