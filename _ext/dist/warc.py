"""The built site as a web archive (WARC 1.1, ISO 28500:2017): each of its addresses with what a server answers there.

Old addresses answer with 301, those that only a server could answer too. What is written is told by the site alone: the
date of all records is that of its newest change, ids are UUIDs of address and contents (RFC 9562, version 5), and
digests are SHA-256.
"""

from __future__ import annotations

import hashlib
import mimetypes
from base64 import b32encode
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from io import BytesIO
from pathlib import Path
from typing import IO
from uuid import NAMESPACE_URL, uuid5

from archive.core.addresses import permalink, quoted_path
from archive.files.oldaddresses import all_redirects
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from .records import Records
from .site import Site

_VERSION = "WARC/1.1"
_INDEX = "index.html"
#: What servers say of files whose types Python does not know, or calls otherwise on other machines.
TYPES = {
    ".html": "text/html; charset=utf-8", ".htm": "text/html; charset=utf-8", ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8", ".mjs": "text/javascript; charset=utf-8", ".json": "application/json",
    ".xml": "application/xml", ".txt": "text/plain; charset=utf-8", ".svg": "image/svg+xml", ".webp": "image/webp",
    ".avif": "image/avif", ".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".gif": "image/gif",
    ".ico": "image/x-icon", ".woff2": "font/woff2", ".wasm": "application/wasm", ".pdf": "application/pdf",
    ".csv": "text/csv; charset=utf-8", ".bib": "application/x-bibtex; charset=utf-8",
    ".ris": "application/x-research-info-systems; charset=utf-8",
}  # fmt: skip
_FEEDS = {"atom.xml": "application/atom+xml", "rss.xml": "application/rss+xml", "feed.json": "application/feed+json"}
_OTHER = "application/octet-stream"


def write(site: Site, target: Path) -> None:
    """Write the web archive, a member of gzip for each record."""
    with target.open("wb") as file:
        _Writing(site, file).write(target.name)


@dataclass(frozen=True)
class _Response:
    """What a server answers at an address."""

    url: str
    status: str
    headers: tuple[tuple[str, str], ...]
    body: bytes


class _Writing:
    """One web archive as it is written."""

    def __init__(self, site: Site, file: IO[bytes]) -> None:
        self._site = site
        self._writer = WARCWriter(file, gzip=True, warc_version=_VERSION)
        # A site that has no address yet stands at one that nobody can have (RFC 6761).
        self._root = site.archive.site.url or f"https://{site.name}.invalid/"
        self._changed = {post.path: post.last_changed for post in site.archive.posts}

    def write(self, name: str) -> None:
        """Write all records, the one about the file first."""
        self._about(name)
        for response in self._responses():
            self._record(response)

    def _responses(self) -> Iterator[_Response]:
        """Every file at its address, and old addresses, in their order."""
        moved = self._moved()
        for path in self._site.files:
            body = (self._site.html / path).read_bytes()
            for request in _requests(path):
                if request in moved:
                    yield self._redirect(request, moved.pop(request), body)
                else:
                    yield self._file(request, path, body)
        for request, to in sorted(moved.items()):
            yield self._redirect(request, to, b"")

    def _moved(self) -> dict[str, str]:
        """Where old addresses lead, from the root, as they are asked for."""
        records = Records(self._site)
        pages = {page.docname: records.redirects(page) for page in self._site.standing}
        taken = {*self._changed, *(permalink(name) for name in pages)}
        moved: dict[str, str] = {}
        for redirect in all_redirects(self._site.archive, pages):
            if redirect.query:
                moved.setdefault(f"{quoted_path(redirect.path.removesuffix(_INDEX))}?{redirect.query}", redirect.target)
            elif redirect.path not in taken and not self._is_file(redirect.path):
                for request in _requests(redirect.path):
                    moved.setdefault(request, redirect.target)
        return moved

    def _is_file(self, path: str) -> bool:
        """Whether the site has something to show at an old address."""
        try:
            data = (self._site.html / path).read_bytes()[:1000]
        except OSError:
            return False
        return b'http-equiv="refresh"' not in data

    def _file(self, request: str, path: str, body: bytes) -> _Response:
        changed = self._changed.get(path, self._site.moment)
        headers = (("Content-Type", media_type(path)), ("Last-Modified", _http_date(changed)))
        return _Response(self._root + request, "200 OK", headers, body)

    def _redirect(self, request: str, to: str, body: bytes) -> _Response:
        headers = [("Location", self._root + quoted_path(to))]
        headers += [("Content-Type", TYPES[".html"])] if body else []
        return _Response(self._root + request, "301 Moved Permanently", tuple(headers), body)

    def _record(self, response: _Response) -> None:
        headers = (("Date", _http_date(self._site.moment)), *response.headers,
                   ("Content-Length", str(len(response.body))))  # fmt: skip
        http = StatusAndHeaders(response.status, list(headers), protocol="HTTP/1.1")
        http.compute_headers_buffer()
        payload = _digest(response.body)
        self._writer.write_record(self._writer.create_warc_record(
            response.url, "response", payload=BytesIO(response.body), length=len(response.body), http_headers=http,
            warc_headers_dict={
                **self._dated(response.url, payload),
                "WARC-Payload-Digest": payload,
                "WARC-Block-Digest": _digest(http.headers_buff + response.body),
            },
        ))  # fmt: skip

    def _about(self, name: str) -> None:
        fields = {"software": "https://pypi.org/project/warcio/", "format": "WARC File Format 1.1",
                  "conformsTo": "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
                  "isPartOf": self._root, "description": f"The whole of {self._site.archive.site.title}, made of its "
                  "built pages and not fetched from a server"}  # fmt: skip
        body = "".join(f"{field}: {' '.join(value.split())}\r\n" for field, value in fields.items()).encode()
        digest = _digest(body)
        self._writer.write_record(self._writer.create_warc_record(
            "", "warcinfo", payload=BytesIO(body), length=len(body), warc_headers_dict={
                **self._dated(self._root, digest), "WARC-Filename": name, "WARC-Block-Digest": digest,
            },
        ))  # fmt: skip

    def _dated(self, url: str, digest: str) -> dict[str, str]:
        return {
            "WARC-Record-ID": f"<urn:uuid:{uuid5(NAMESPACE_URL, f'{url} {digest}')}>",
            "WARC-Date": self._site.moment.strftime("%Y-%m-%dT%H:%M:%SZ"),
        }


def media_type(path: str) -> str:
    """What a server says of the file at `path`."""
    name = path.rpartition("/")[2]
    suffix = f".{name.rpartition('.')[2].lower()}" if "." in name else ""
    return _FEEDS.get(name) or TYPES.get(suffix) or mimetypes.guess_type(name)[0] or _OTHER


def _requests(path: str) -> tuple[str, ...]:
    """How a file is asked for: the page of a folder by that, and by its own name."""
    whole = quoted_path(path)
    return (whole.removesuffix(_INDEX), whole) if path.rpartition("/")[2] == _INDEX else (whole,)


def _digest(data: bytes) -> str:
    return f"sha256:{b32encode(hashlib.sha256(data).digest()).decode()}"


def _http_date(moment: datetime) -> str:
    """A moment as HTTP has it (RFC 9110, section 5.6.7)."""
    return format_datetime(moment.astimezone(UTC), usegmt=True)
