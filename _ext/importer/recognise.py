"""Which format a file is in, told from what it holds and never from its name."""

from __future__ import annotations

import re
from dataclasses import dataclass

from importer.errors import ImportFailure
from importer.source import Source

_HEAD = 1 << 17
#: In the order in which a source that holds several is read: only the first kind found is.
FORMATS = ("takeout", "blogger_xml", "wxr", "saved_pages", "feed", "plain_text")
_MARKS = (
    ("takeout", re.compile(r"http://schemas\.google\.com/blogger/2018")),
    ("wxr", re.compile(r"http://wordpress\.org/export/\d")),
    ("blogger_xml", re.compile(r"http://schemas\.google\.com/(blogger/2008/kind#|g/2005#kind)")),
    ("feed", re.compile(r"<(?:rss|feed|[a-z]+:feed|rdf:RDF|RDF)[\s>]", re.I)),
    ("saved_pages", re.compile(r"<!doctype html|<html[\s>]", re.I)),
)
_DAY_LINE = re.compile(r"^\s*(?:[^\W\d]+,\s+)?(?:\d{1,2}\s+[^\W\d]+|[^\W\d]+\s+\d{1,2}),?\s+\d{4}\s*$", re.M)


@dataclass(frozen=True, slots=True)
class Found:
    """The format of a source, and which of its members are in it."""

    format: str
    members: tuple[str, ...]


def recognise(source: Source) -> Found:
    """Look into every member that could be text; raise `ImportFailure` where none is in a known format."""
    kinds: dict[str, list[str]] = {}
    for member in [source.only] if source.only else source.members():
        kind = _kind(source, member)
        if kind and not (source.only == "" and member.rsplit("/", 1)[-1].startswith("theme-")):
            kinds.setdefault(kind, []).append(member)
    for format in FORMATS:
        if format in kinds:
            return Found(format, tuple(kinds[format]))
    raise ImportFailure(
        source.name,
        "not an export that can be read: wanted a Blogger or WordPress export, a feed, saved pages of a "
        "blog, or plain text with headings such as `31 October 2012`",
    )


def _kind(source: Source, member: str) -> str:
    with source.open(member) as stream:
        head = stream.read(512)
        if _binary(head):
            return ""
        head += stream.read(_HEAD)
    text = decode_head(head)
    start = text.lstrip("\ufeff \t\r\n")[:1]
    if start == "<":
        marked = next((kind for kind, mark in _MARKS if mark.search(text)), "")
        page = re.match(r"\s*(<!--.*?-->\s*)*<(!doctype html|html)", text.lstrip("\ufeff"), re.I | re.S)
        return "saved_pages" if page else marked
    if start == "{" and "jsonfeed.org/version" in text:
        return "feed"
    return "plain_text" if _DAY_LINE.search(text) else ""


def _binary(head: bytes) -> bool:
    """True for what is no text in any encoding an export uses."""
    return b"\0" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<"))


def decode_head(head: bytes) -> str:
    """The beginning of a text, well enough to know it by."""
    if head.startswith((b"\xff\xfe", b"<\0")):
        return head.decode("utf-16-le", "replace")
    if head.startswith((b"\xfe\xff", b"\0<")):
        return head.decode("utf-16-be", "replace")
    return head.decode("utf-8", "replace")
