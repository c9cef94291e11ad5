"""Which format a file is in, told from what it holds and never from its name. Each step is linear in the file."""

from __future__ import annotations

import re
from dataclasses import dataclass

from importer.dates import day
from importer.errors import ImportFailure
from importer.mistaken import EMPTY, THEME, Mistaken, mistaken, summary
from importer.source import Source

_HEAD = 1 << 17
#: In the order in which a source that holds several is read: only the first kind found is. The feeds of a Blogger blog
#: are read with its saved pages, and by themselves as an export is.
FORMATS = (
    "archive_json", "archive_db", "takeout", "blogger_xml", "wxr", "built_site", "saved_pages", "blogger_feed", "feed",
    "plain_text",
)  # fmt: skip
#: Those of copies of an archive of this software: what stood at their address is what they bring back.
COPIES = ("archive_json", "archive_db", "built_site")
_ROOT = re.compile(r"<(?:rss|feed|rdf:RDF|RDF|[a-z]{1,20}:feed|channel|item|entry)[\s>]", re.I)
_PAGE = re.compile(r"<!doctype\s+html|<html[\s>]", re.I)
_MARKS = (
    ("takeout", re.compile(r"schemas\.google\.com/blogger/2018|<blogger:(?:type|status)>")),
    ("wxr", re.compile(r"wordpress\.org/export/\d|<wp:(?:wxr_version|post_id|post_type)>")),
    ("blogger_xml", re.compile(r"\.archive</id>|/blogger/2008/kind#(?:settings|template)")),
    ("blogger_feed", re.compile(r"schemas\.google\.com/(?:blogger/2008/kind#|g/2005#kind)")),
)
#: A post of a site that this software built; any other page of one; a page that leads on to another, as it has some.
_BUILT_POST = re.compile(rb"<div class=\"post h-entry[\" ]")
_BUILT = re.compile(r"<html [^<>]*\bdata-words=[^<>]*\bdata-content_root=")
_LEADS = re.compile(
    r"<link rel=\"canonical\" [^<>]*>\s*<meta name=\"robots\" content=\"noindex\">\s*<meta http-equiv=\"refresh\""
)
#: What a record of an archive of this software begins to say of it, and an item of JSON Feed that has a line.
_RECORD = re.compile(r"\"_archive\"\s{0,9}:\s{0,9}\{\s{0,9}\"about\"\s{0,9}:\s{0,9}\"Fields are")
_ITEM = re.compile(r"\"content_(?:html|text)\"\s{0,9}:")
#: The header of a database of SQLite, whose bytes from 68 on say what it is for.
_DATABASE, _OURS = b"SQLite format 3\0", b"BLOG"
_POST = re.compile(rb"class\s*=\s*[\"']?[\w\s-]{0,200}\bpost-body\b")


@dataclass(frozen=True, slots=True)
class Found:
    """The format of a source, and which of its members are in it."""

    format: str
    members: tuple[str, ...]
    others: tuple[str, ...] = ()
    """What is not read beside them: a line for each kind."""


def recognise(source: Source) -> Found:
    """Look into every member that could be text; raise `ImportFailure` where none is in a known format."""
    kinds: dict[str, list[str]] = {}
    strangers: dict[Mistaken, list[str]] = {}
    if copies := _copies(source):
        return copies
    for member in [source.only] if source.only else source.members():
        kind = _kind(source, member)
        if isinstance(kind, Mistaken):
            strangers.setdefault(kind, []).append(member)
        else:
            kinds.setdefault(kind, []).append(member)
    if "built_site" in kinds:
        kinds["built_site"] = sorted([*kinds["built_site"], *kinds.pop("built_page", [])])
        for made in ("feed", "plain_text"):  # of the same posts
            kinds.pop(made, None)
    if "saved_pages" in kinds:
        kinds["saved_pages"] += kinds.pop("blogger_feed", [])
    for format in FORMATS:
        if format in kinds:
            read = tuple(kinds.pop(format))
            if format == "built_site":  # what else it has is of its own making
                strangers = {}
            others = [f"{name.replace('_', ' ')}: {_some(left)}" for name, left in kinds.items()]
            others += [f"{kind.name}: {_some(left)}" for kind, left in strangers.items() if kind.is_text]
            return Found("blogger_xml" if format == "blogger_feed" else format, read, tuple(others))
    if source.damaged:
        what = next(iter(source.damaged.values()))
        raise ImportFailure(
            source.name,
            f"is damaged ({what}) and nothing of an export could be unpacked; look for an earlier copy, or unpack it "
            "with another program and import the folder",
        )
    raise ImportFailure(source.name, summary(strangers))


def _copies(source: Source) -> Found | None:
    """An archive of this software among other copies of it, of which none has more: these are not looked at."""
    for suffix, format in ((".jsonl", "archive_json"), (".db", "archive_db")):
        there = [] if source.only else list(source.own_members())
        if found := tuple(name for name in there if name.endswith(suffix) and _kind(source, name) == format):
            left = [name for name in there if name not in found and name.rpartition("/")[2] != "archive.json"]
            said = f"what lies beside it, and was not looked at: {_some(left)}"
            return Found(format, found, (said,) if left else ())
    return None


def _some(names: list[str]) -> str:
    return ", ".join(names[:3]) + (f" and {len(names) - 3:,} more" if len(names) > 3 else "")


def _kind(source: Source, member: str) -> str | Mistaken:
    """The format that a member is in, or what it is instead."""
    with source.open(member) as stream:
        head = stream.read(512)
        if head.startswith(_DATABASE) and head[68:72] == _OURS:
            return "archive_db"
        if _binary(head):
            return mistaken(head, "")
        head += stream.read(_HEAD)
        text = decode_head(head)
        if not text.strip("\ufeff \t\r\n\0"):
            return EMPTY if not stream.read(1) else mistaken(head, text)
        plain = _uncommented(text)
        page, root = _PAGE.search(plain), _ROOT.search(plain)
        stranger = mistaken(head, plain[: root.start()] if root else text)
        if root and not stranger.decides and not (page and page.start() < root.start()):
            return next((kind for kind, mark in _MARKS if mark.search(text)), "feed")
        if page and (_BUILT.search(plain) or _LEADS.search(plain)):
            return "built_site" if _holds_post(head, stream.read, _BUILT_POST) else "built_page"
        if page and stranger is not THEME and _holds_post(head, stream.read):
            return "saved_pages"
    if kind := _json_kind(text):
        return kind
    return "plain_text" if not page and not stranger.decides and _has_day(text) else stranger


def _json_kind(text: str) -> str:
    """The format of JSON: records of an archive, one a line or in one text, a feed, or its items one a line."""
    plain = text.lstrip("\ufeff \t\r\n")
    if _RECORD.search(plain) and (plain.startswith("{") or "\n{" in plain):
        return "archive_json"
    if not plain.startswith("{"):
        return ""
    if "jsonfeed.org/version" in plain:
        return "feed"
    line = plain.partition("\n")[0]
    return "archive_json" if "\"id\"" in line and _ITEM.search(line) else ""


def _holds_post(head: bytes, read: object, post: re.Pattern[bytes] = _POST) -> bool:
    """True if a `post` is anywhere in the page, of a Blogger blog unless another is asked for."""
    tail = head
    while tail:
        if post.search(tail) or b"p\0o\0s\0t\0-\0b\0o\0d\0y" in tail:
            return True
        more: bytes = read(_HEAD)  # type: ignore[operator]
        tail = tail[-300:] + more if more else b""
    return False


def _has_day(text: str) -> bool:
    """True if a line is the heading of a day."""
    return any(day(line) for line in text.splitlines() if 5 < len(line) < 80 and line.strip()[-4:].strip())


def _uncommented(text: str) -> str:
    """`text` with its comments blanked; one without an end goes to the end."""
    parts: list[str] = []
    at = 0
    while (start := text.find("<!--", at)) >= 0:
        end = text.find("-->", start)
        end = len(text) if end < 0 else end + 3
        parts += [text[at:start], " " * (end - start)]
        at = end
    return "".join(parts) + text[at:]


def _binary(head: bytes) -> bool:
    """True for what is no text in any encoding an export uses."""
    return b"\0" in head and not head.startswith(
        (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<", b"\0\0\0<", b"\0\0\xfe\xff")
    )


def decode_head(head: bytes) -> str:
    """The beginning of a text, well enough to know it by."""
    for marks, encoding in (
        ((b"\xff\xfe\0\0", b"<\0\0\0"), "utf-32-le"),
        ((b"\0\0\xfe\xff", b"\0\0\0<"), "utf-32-be"),
        ((b"\xff\xfe", b"<\0"), "utf-16-le"),
        ((b"\xfe\xff", b"\0<"), "utf-16-be"),
    ):
        if head.startswith(marks):
            return head.decode(encoding, "replace")
    return head.decode("utf-8", "replace")
