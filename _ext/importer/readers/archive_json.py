"""An archive of this software as JSON: ``posts.jsonl``, with a post on each line, and ``archive.json``, with the rest.

Lines of JSON that hold items of JSON Feed from another program are read too (https://jsonlines.org/).
"""

from __future__ import annotations

import codecs
import posixpath
from collections.abc import Iterator
from typing import Any, BinaryIO

from importer.decoding import parsed_json
from importer.errors import ImportFailure
from importer.model import CutShort, Dropped, Fault, Item, Remark
from importer.readers import Options
from importer.readers.archive_record import NOWHERE, Records
from importer.source import Source

#: A line, and a file that is no lines, has at most so many bytes.
MAX_LINE = 64 << 20
REST = "archive.json"


def read(source: Source, members: tuple[str, ...], options: Options) -> Iterator[Item]:
    """The records of all lines, and of the file beside them."""
    records = Records(options)
    lines = [member for member in members if posixpath.basename(member) != REST]
    rest = [member for member in members if posixpath.basename(member) == REST] or [
        beside for member in lines if (beside := posixpath.join(posixpath.dirname(member), REST)) in
        source.own_members()]  # fmt: skip
    for member in rest:
        yield from _rest(source, member, records)
    for member in lines:
        yield from _lines(source, member, records, options)
    yield NOWHERE
    if not rest:
        yield Remark(f"the standing pages of an archive and what it knows of links are in {REST}, which is not beside "
                     "its lines: none are read")  # fmt: skip
    yield from records.rest(source)


def _lines(source: Source, member: str, records: Records, options: Options) -> Iterator[Item]:
    name = source.shown(member)
    with source.open(member) as stream:
        for number, line in enumerate(_of(stream), 1):
            options.progress(number)
            where = f"{name}:{number}"
            if line.strip(b"\xef\xbb\xbf \t\r\n"):
                yield from _line(line, where, records, options)


def _line(line: bytes, where: str, records: Records, options: Options) -> Iterator[Item]:
    """The items of one line, or what is wrong with it."""
    fault = ""
    record: Any = None
    if len(line) > MAX_LINE:
        fault = f"is longer than {MAX_LINE >> 20} MB, which no post is"
    else:
        try:
            record = parsed_json(line.removeprefix(codecs.BOM_UTF8))
        except ValueError as error:
            fault = f"is no JSON ({error}): it is damaged"
    if not fault and not isinstance(record, dict):
        fault = "is no object: an archive of this software writes a post on each line"
    if not fault:
        yield from records.post(record, where)
        return
    options.tally.entries += 1
    yield Dropped("damaged line", where)
    if not line.endswith(b"\n"):
        yield CutShort(where)
    else:
        yield Fault(f"{where}: the line {fault}; look for another copy of the post that stood there")


def _of(stream: BinaryIO) -> Iterator[bytes]:
    """The lines of a file; of one that is too long only the beginning."""
    waiting = b""
    passing = False
    while data := stream.read(1 << 20):
        *whole, waiting = (waiting + data).split(b"\n")
        for line in whole:
            if not passing:
                yield line + b"\n"
            passing = False
        if len(waiting) > MAX_LINE:
            if not passing:
                yield waiting + b"\n"
            waiting, passing = b"", True
    if waiting and not passing:
        yield waiting


def _rest(source: Source, member: str, records: Records) -> Iterator[Item]:
    name = source.shown(member)
    try:
        with source.open(member) as stream:
            data = stream.read(MAX_LINE + 1)
        if len(data) > MAX_LINE:
            raise ValueError(f"larger than {MAX_LINE >> 20} MB")
        feed = parsed_json(data.removeprefix(codecs.BOM_UTF8))
        if not isinstance(feed, dict):
            raise ValueError("it is no object")
    except (ValueError, ImportFailure) as error:
        yield Fault(f"{name}: cannot be read ({error}): standing pages and old addresses of lists are not imported")
        return
    yield from records.blog(feed)
    items = feed.get("items")
    for number, item in enumerate(items if isinstance(items, list) else [], 1):
        if isinstance(item, dict):
            yield from records.page(item, f"{name}: item {number}")
    own = feed.get("_archive")
    old = own.get("old_addresses") if isinstance(own, dict) else None
    yield from records.old_addresses(old if isinstance(old, dict) else {}, name)
    links = own.get("links") if isinstance(own, dict) else None
    yield from records.links([one for one in links if isinstance(one, dict)] if isinstance(links, list) else [], name)
