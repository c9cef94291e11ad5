"""Web archives as sources (WARC, ISO 28500, and the older ARC): what servers answered, as files in folders of hosts.

An answer at ``https://blog.example/2012/10/`` is the file ``blog.example/2012/10/index.html``, so that what reads
mirrors reads web archives too; an answer that leads on is a page that does. Each record is held against its length and
digest: one that is not whole is left out and named with its place, and all others are read.
"""

from __future__ import annotations

import hashlib
import io
import posixpath
import tempfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr
from dataclasses import dataclass, field
from html import escape
from typing import Any, BinaryIO
from urllib.parse import quote, unquote, urljoin, urlsplit

from importer.errors import ImportFailure
from importer.source import MAX_FILES, Source

#: How web archives begin; those packed with gzip are so record by record.
MARKS = (b"WARC/", b"filedesc://")
_GZIP = b"\x1f\x8b\x08"
_CHUNK = 1 << 16
#: What fails loses what it was making: no more than this at a time.
_STEP = 1 << 12
#: Tells what is wrong at a place of the file.
_Tell = Callable[[int, str], None]
#: So many places that only look like the beginning of a record are looked at after a damaged one.
_MOST_TRIES = 10_000
_OF_PAGES = frozenset(("response", "resource"))
_OF_NO_PAGE = frozenset(("warcinfo", "request", "metadata", "revisit"))
_GOOD = frozenset(("200", "203"))
#: And so many to know that a damaged file is a web archive.
_MOST_LOOKED_AT = 100
_REDIRECTS = frozenset(("301", "302", "303", "307", "308"))
_PLAIN_CHARSETS = frozenset(("", "utf-8", "utf8", "us-ascii", "ascii"))


@dataclass(frozen=True)
class _Answer:
    """What stands at an address: a part of the file of all that was unpacked."""

    date: str
    digest: bytes
    start: int
    length: int


@dataclass
class _Taken:
    """What was found in one web archive."""

    content: BinaryIO
    files: dict[str, _Answer] = field(default_factory=dict)
    by_digest: dict[str, _Answer] = field(default_factory=dict)
    revisits: list[tuple[str, str]] = field(default_factory=list)
    """Names of files whose records only say that they hold what another had, and its digest."""
    passed_over: Counter[str] = field(default_factory=Counter)
    """What is not read, by kind."""


class WebArchive(Source):
    """A web archive, unpacked to a temporary file without a name."""

    def __init__(self, stream: BinaryIO, name: str, depth: int, damaged: dict[str, str], limit: int) -> None:
        """`limit` is how many bytes may be in it, unpacked. Raises `ImportFailure` where there are more."""
        super().__init__(name, depth, damaged)
        self._taken = _Taken(tempfile.TemporaryFile())  # noqa: SIM115 - it lives as long as the source
        self._limit = limit
        stream.seek(0)
        packed = stream.read(3) == _GZIP
        with redirect_stderr(io.StringIO()):  # on which warcio says what is told here
            read = _members(stream, self._damage, self._refuse) if packed else _plain(stream, self._damage)
            for place, record in read:
                self._take(place, record)
        for member, digest in self._taken.revisits:
            if digest in self._taken.by_digest:
                self._taken.files.setdefault(member, self._taken.by_digest[digest])
        for kind, count in sorted(self._taken.passed_over.items()):
            self._notes.append(f"{name}: not read: {kind} ({count:,})")

    def own_members(self) -> Iterator[str]:
        return iter(sorted(self._taken.files))

    def own_open(self, member: str) -> BinaryIO:
        from importer.archives import Slice  # which opens these

        answer = self._taken.files[member]
        return Slice(self._taken.content, answer.start, answer.length)  # type: ignore[return-value]

    def own_size(self, member: str) -> int:
        return self._taken.files[member].length

    def _damage(self, place: int, what: str) -> None:
        self.damaged.setdefault(f"{self.name}, byte {place:,}", what)

    def _refuse(self, length: int) -> None:
        """Raise `ImportFailure` if so many bytes more are too many."""
        if self._taken.content.tell() + length > self._limit:
            raise ImportFailure(self.name, f"unpacks to more than {self._limit:,} bytes: a bomb, not an export")

    def _take(self, place: int, record: Any) -> None:
        """Keep what a record holds, if that is an answer of the web."""
        url = record.rec_headers.get_header("WARC-Target-URI") or ""
        member = _member(url)
        http = record.http_headers
        status = http.get_statuscode() if http else "200"
        if record.rec_type == "revisit" and member:
            self._taken.revisits.append((member, record.rec_headers.get_header("WARC-Payload-Digest") or ""))
        if record.rec_headers.get_header("Content-Length") is None:
            self._damage(place, "the header of a record is cut short: left out")
            return
        if record.rec_type not in _OF_PAGES or not member:
            if missing := _passed_over(record):
                self._damage(place, f"a record is cut short by {missing:,} bytes")
            if record.rec_type not in _OF_NO_PAGE:
                strange = f"records of the type {record.rec_type}"
                kind = "answers from beyond the web" if record.rec_type in _OF_PAGES else strange
                self._taken.passed_over[kind] += 1
            return
        body, fault = self._body(record)
        if fault:
            self._damage(place, f"the record of {url} {fault}")
        if fault.endswith("left out"):
            return
        if status in _REDIRECTS:
            body = body if body.strip() else _leading_on(url, http.get_header("Location") or "")
        elif status not in _GOOD:
            self._taken.passed_over[f"answers of the status {status}"] += 1
            return
        if body:
            self._keep(member, record, _decoded(body, http))

    def _body(self, record: Any) -> tuple[bytes, str]:
        """What a record holds, unpacked, and what is wrong with it."""
        made = bytearray()
        try:
            stream = record.content_stream()
            while data := stream.read(_CHUNK):
                made += data
                self._refuse(len(made))
        except ImportFailure:
            raise
        except Exception as error:  # what unpacks it raises its own
            return b"", f"cannot be unpacked ({error}), and is left out"
        if missing := _passed_over(record):
            return b"", f"is cut short by {missing:,} bytes, and is left out"
        # Of what a server sent in pieces, the digest of the whole is told in more than one way.
        sent_in_pieces = bool(record.http_headers and record.http_headers.get_header("Transfer-Encoding"))
        wrong = ("block digest",) if sent_in_pieces else ("block digest", "payload digest")
        if any(problem.startswith(wrong) for problem in record.digest_checker.problems):
            return bytes(made), "is not what its digest says: it was changed or damaged, and is read as it stands"
        return bytes(made), ""

    def _keep(self, member: str, record: Any, body: bytes) -> None:
        taken, date = self._taken, record.rec_headers.get_header("WARC-Date") or ""
        digest = hashlib.sha256(body).digest()
        if (other := taken.files.get(member)) is not None:
            if other.digest != digest:
                taken.passed_over["answers of an address that gave another later"] += 1
            if other.date >= date:
                return
        elif len(taken.files) >= MAX_FILES:
            raise ImportFailure(self.name, f"more than {MAX_FILES:,} addresses")
        answer = taken.files[member] = _Answer(date, digest, taken.content.tell(), len(body))
        taken.content.write(body)
        if told := record.rec_headers.get_header("WARC-Payload-Digest"):
            taken.by_digest.setdefault(told, answer)


def _member(url: str) -> str:
    """The name of the file that stands for an address of the web; empty for any other address."""
    try:
        parts = urlsplit(url.strip("<> "))
        host = parts.hostname if parts.scheme in ("http", "https") else ""
    except ValueError:
        return ""
    if not host:
        return ""
    path = unquote(parts.path)
    names = [name for name in path.split("/") if name not in ("", ".", "..")]
    query = f"?{parts.query.replace('/', '%2F')}" if parts.query else ""
    if path.endswith("/") or not names:
        names += [] if query else ["index.html"]
        return f"{'/'.join([host, *names])}{'/' if query else ''}{query}"
    return f"{'/'.join([host, *names])}{query}"


def _leading_on(url: str, location: str) -> bytes:
    """The page that leads on as an answer without one does, in the form of those that the archive makes."""
    try:
        to = urljoin(url, location)
        here, there = urlsplit(url), urlsplit(to)
    except ValueError:
        return b""
    if here.hostname == there.hostname:
        folder = posixpath.dirname(here.path) or "/"
        to = posixpath.relpath(unquote(there.path) or "/", unquote(folder))
        to = quote(f"{to}/" if there.path.endswith("/") else to)
    shown = escape(to)
    return (f'<!doctype html>\n<html>\n<title>{shown}</title>\n<link rel="canonical" href="{shown}">\n'
            f'<meta name="robots" content="noindex">\n<meta http-equiv="refresh" content="0; url={shown}">\n'
            f'<p><a href="{shown}">{shown}</a></p>\n</html>\n').encode()  # fmt: skip


def _decoded(body: bytes, http: Any) -> bytes:
    """A page in UTF-8, where its server said that it is in something else."""
    kind, _, charset = ((http.get_header("Content-Type") if http else "") or "").partition("charset=")
    charset = charset.partition(";")[0].strip(" \"'").lower()
    if charset in _PLAIN_CHARSETS or "html" not in kind:
        return body
    try:
        return b"\xef\xbb\xbf" + body.decode(charset).encode()
    except (LookupError, ValueError):
        return body


def _passed_over(record: Any) -> int:
    """Read a record to its end; gives how many of its bytes are not there."""
    stream = record.raw_stream
    while stream.read(_CHUNK):
        pass
    return int(getattr(stream, "limit", 0) or 0)


def _iterator(stream: Any) -> Any:
    """The records of an unpacked stream, as warcio gives them; it raises errors of all kinds."""
    from warcio.archiveiterator import ArchiveIterator

    return ArchiveIterator(stream, arc2warc=True, check_digests=True)


def _plain(stream: BinaryIO, damage: _Tell) -> Iterator[tuple[int, Any]]:
    """The records of a web archive that is not packed; after what is damaged, those from the next one on."""
    start = 0
    for _ in range(_MOST_TRIES):
        stream.seek(start)
        last = end = start
        try:
            records = _iterator(stream)
            for record in records:
                last = records.offset
                yield last, record
                if record.length is None:
                    break
                end = last + records.get_record_length()
                if record.digest_checker.problems or _passed_over(record):
                    break  # its length may be what is wrong
            else:
                stream.seek(end)
                if not stream.read(_CHUNK).strip():
                    return
                damage(end, "the header of a record is damaged or cut short: left out")
                last = end
        except Exception as error:  # a header that is none
            damage(last, f"is no record ({error}): left out")
        start = _next(stream, last + 1, MARKS[0])
        if start < 0:
            return


def _members(stream: BinaryIO, damage: _Tell, refuse: Callable[[int], None]) -> Iterator[tuple[int, Any]]:
    """The records of a web archive packed with gzip, member by member (RFC 1952)."""
    start, tries, expected = 0, 0, True
    while start >= 0 and tries < _MOST_TRIES:
        with tempfile.SpooledTemporaryFile(max_size=1 << 22) as member:
            end, fault = _unpack(stream, start, member, refuse)
            member.seek(0)
            is_record = member.read(len(MARKS[1])).startswith(MARKS)
            if is_record:
                member.seek(0)
                try:
                    yield from ((start, record) for record in _iterator(member))
                except Exception as error:
                    fault = fault or f"is no record ({error}): left out"
            else:
                tries += 1
                fault = fault or "is no record: left out"
            if fault and (expected or is_record):  # else it only looked like the beginning of one
                damage(start, fault)
        expected = end >= 0 or not fault
        start = end if expected else _next(stream, start + 1, _GZIP)


def _unpack(stream: BinaryIO, start: int, target: Any, refuse: Callable[[int], None]) -> tuple[int, str]:
    """Unpack one member; gives where the next one begins, -1 if that is not known, and what is wrong."""
    stream.seek(start)
    unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
    waiting = b""
    while not unpacker.eof:
        waiting = waiting or stream.read(_CHUNK)
        if not waiting:
            return -1, "ends within a record: it is cut short"
        try:
            target.write(unpacker.decompress(waiting, _STEP))
        except zlib.error as error:
            return -1, f"cannot be unpacked ({error})"
        refuse(target.tell())
        waiting = unpacker.unconsumed_tail
    end = stream.tell() - len(unpacker.unused_data)
    return (end if unpacker.unused_data or stream.read(1) else -1), ""


def _next(stream: BinaryIO, start: int, mark: bytes) -> int:
    """Where `mark` stands next, from `start` on; -1 if nowhere."""
    stream.seek(start)
    at, tail = start, b""
    for data in iter(lambda: stream.read(_CHUNK), b""):
        found = (tail + data).find(mark)
        if found >= 0:
            return at - len(tail) + found
        at += len(data)
        tail = data[-len(mark) + 1 :]
    return -1


def holds_records(stream: BinaryIO) -> bool:
    """Whether a file packed with gzip, of which the beginning is damaged, is a web archive all the same."""
    start = 0
    for _ in range(_MOST_LOOKED_AT):
        start = _next(stream, start + 1, _GZIP)
        if start < 0:
            return False
        stream.seek(start)
        try:
            if zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(stream.read(_CHUNK), _STEP).startswith(MARKS):
                return True
        except zlib.error:
            continue
    return False
