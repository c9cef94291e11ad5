"""Which format a file is in, told from what it holds and never from its name; and where it is no export, what it is
instead and what to get in its place. Each step is linear in the file."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from importer import pictures
from importer.dates import day
from importer.errors import ImportFailure
from importer.source import Source

#: So many bytes are looked at to know a file by, and at a time where more are.
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


_BLOGGER = "the export of the blog itself: Blogger's Settings → Back up content, or takeout.google.com"
_WORDPRESS = "the file of WordPress's Tools → Export"
_ANY = "a Blogger or WordPress export, a feed with full text, or saved pages of a Blogger blog"
_FEED = "the blog's feed with full text (often at /feed, /rss or /atom.xml), or an export in WordPress's format"
_MARKDOWN_WANTED = "an export of the blog that it is from; Markdown itself goes into posts/ by hand (guide/writing.md)"


@dataclass(frozen=True, slots=True)
class NoExport:
    """A kind of file that is no export."""

    name: str
    """With its article: ``a Blogger theme``."""
    wanted: str = _ANY
    """What to get instead."""
    decides: bool = False
    """True where nothing else that such a file holds makes it an export."""
    is_text: bool = True
    """True for what may hold writing, which a report then says was not read."""


THEME = NoExport("a Blogger theme (Theme → Back up)", _BLOGGER, decides=True)
EMPTY = NoExport("an empty file", "the export again, or an earlier copy of it", is_text=False)
_OTHER = NoExport("text of no known kind")
_BINARY = NoExport("a file that is no text", is_text=False)

_BY_BYTES: tuple[tuple[bytes, NoExport], ...] = (
    (b"%PDF-", NoExport("a PDF", is_text=False)),
    (b"SQLite format 3\0", NoExport("an SQLite database", _WORDPRESS)),
    (b"\xd0\xcf\x11\xe0", NoExport("an old Word or Excel file")),
    (b"PK\x03\x04", NoExport("a zip")),
    (b"\x1f\x8b", NoExport("a file packed with gzip")),
    (b"{\\rtf", NoExport("a document (RTF)")),
    (b"WARC/", NoExport("a web archive (WARC)", "the pages in it, as files in a folder")),
)
#: So many characters are the beginning of a text.
_BEGINNING = 4000
#: A theme's own elements, which a page made by it no longer has; before 2006, names between ``<$`` and ``$>``.
_IN_THEMES = re.compile(r"<b:(?:skin|section|widget|includable|template-skin)\b|<data:[a-z]|<\$Blog\w{1,30}\$>")
#: Text that is known by its beginning, in the order of asking.
_BY_BEGINNING: tuple[tuple[re.Pattern[str], NoExport], ...] = tuple(
    (re.compile(pattern, re.M), NoExport(name, wanted, decides=True))
    for pattern, name, wanted in (
        (r"<opml[\s>]", "a list of feeds (OPML)", "the blog's own export or feed"),
        (r"<(?:urlset|sitemapindex)[\s>]", "a sitemap", "the pages that it lists, saved into a folder, or an export"),
        (r"<tumblr[\s>]", "a Tumblr backup (XML)", _FEED),
        (r"<livejournal[\s>]", "a LiveJournal export", _FEED),
        (r"<en-export[\s>]", "an Evernote export", _ANY),
        (
            r"^(?:--|#) (?:MySQL|MariaDB|phpMyAdmin|PostgreSQL)|^(?:CREATE TABLE|INSERT INTO)\s",
            "a dump of a database (SQL)",
            f"{_WORDPRESS}: restore the database in a WordPress first",
        ),
        (r"\"(?:exported_on|mobiledoc|lexical)\"\s{0,9}:|\"db\"\s{0,9}:\s{0,9}\[", "a Ghost export (JSON)", _FEED),
        (r"^post_id,post_date,is_published", "a Substack export", _FEED),
        (
            r"^(?:AUTHOR|TITLE|BASENAME|STATUS|DATE): .*\n(?:[A-Z ]{4,20}: ?.*\n){2}",
            "a Movable Type or TypePad export",
            _FEED,
        ),
        (r"<\?php\b", "a PHP program", _WORDPRESS),
    )
)
#: Pages of other services and programs, known by a pattern anywhere in them, in the order of asking.
_PAGES_OF_OTHERS: tuple[tuple[re.Pattern[str], NoExport], ...] = tuple(
    (re.compile(pattern, re.I), NoExport(f"a page of {name}", wanted))
    for pattern, name, wanted in (
        (r"medium\.com/|cdn-images-\d\.medium|class=\"(?:p-name|graf)", "Medium", _FEED),
        (r"substack(?:cdn)?\.com", "Substack", _FEED),
        (r"content=[\"']Ghost |ghost-(?:sdk|url)", "Ghost", _FEED),
        (r"\.tumblr\.com|x-tumblr", "Tumblr", _FEED),
        (r"content=[\"']WordPress|/wp-(?:content|includes)/", "a WordPress site", f"{_WORDPRESS}, or its feed"),
        (r"squarespace", "Squarespace", "Squarespace's Settings → Import & Export → Export → WordPress"),
        (r"static\.wixstatic|content=[\"']Wix", "Wix", _FEED),
        (r"typepad|movabletype|content=[\"']Movable Type", "TypePad or Movable Type", _FEED),
        (r"livejournal", "LiveJournal", _FEED),
        (r"accounts\.google\.com/(?:ServiceLogin|signin|v3)", "Google that asks to sign in", _BLOGGER),
        (
            r"webkit-xml-viewer|does not appear to have any style information",
            "a browser that shows XML",
            "the file itself: save it with 'Save link as'",
        ),
        (r"archive_browser|Google Takeout|Google Datenexport", "Google Takeout's own list", _BLOGGER),
        (r"blogger\.com|blogspot", "Blogger without a post (an element of class post-body)", _BLOGGER),
        (r"<!doctype\s+html|<html[\s>]", "a web site", _ANY),
    )
)
#: What is known by its form alone, if by nothing else.
_BY_FORM: tuple[tuple[re.Pattern[str], NoExport], ...] = (
    (
        re.compile(r"\A\s{0,99}(?:---|\+\+\+)[ \t]*\n"),
        NoExport("a Markdown file (Jekyll, Hugo and the like)", _MARKDOWN_WANTED),
    ),
    (re.compile(r"^(?:#{1,6} \S|```|[-*] \S)|\]\(https?://", re.M), NoExport("a Markdown file", _MARKDOWN_WANTED)),
    (re.compile(r"\A\s{0,99}[{\[]"), NoExport("JSON of no known kind", _FEED)),
    (re.compile(r"\A\s{0,99}<"), NoExport("XML of no known kind")),
)


@dataclass(frozen=True, slots=True)
class Recognised:
    """The format of a source, and which of its members are in it."""

    format: str
    members: tuple[str, ...]
    others: tuple[str, ...] = ()
    """What is not read beside them: a line for each kind."""


def recognise(source: Source) -> Recognised:
    """Look into every member that could be text; raise `ImportFailure` where none is in a known format."""
    kinds: dict[str, list[str]] = {}
    no_exports: dict[NoExport, list[str]] = {}
    if copies := _copies(source):
        return copies
    for member in [source.only] if source.only else source.members():
        kind = _kind(source, member)
        if isinstance(kind, NoExport):
            no_exports.setdefault(kind, []).append(member)
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
                no_exports = {}
            others = [f"{name.replace('_', ' ')}: {_some(left)}" for name, left in kinds.items()]
            others += [f"{kind.name}: {_some(left)}" for kind, left in no_exports.items() if kind.is_text]
            return Recognised("blogger_xml" if format == "blogger_feed" else format, read, tuple(others))
    if source.damaged:
        what = next(iter(source.damaged.values()))
        raise ImportFailure(
            source.name,
            f"is damaged ({what}) and nothing of an export could be unpacked; look for an earlier copy, or unpack it "
            "with another program and import the folder",
        )
    raise ImportFailure(source.name, _summary(no_exports))


def _copies(source: Source) -> Recognised | None:
    """An archive of this software among other copies of it, of which none has more: these are not looked at."""
    for suffix, format in ((".jsonl", "archive_json"), (".db", "archive_db")):
        there = [] if source.only else list(source.own_members())
        if found := tuple(name for name in there if name.endswith(suffix) and _kind(source, name) == format):
            left = [name for name in there if name not in found and name.rpartition("/")[2] != "archive.json"]
            said = f"what lies beside it, and was not looked at: {_some(left)}"
            return Recognised(format, found, (said,) if left else ())
    return None


def _some(names: list[str]) -> str:
    return ", ".join(names[:3]) + (f" and {len(names) - 3:,} more" if len(names) > 3 else "")


def _kind(source: Source, member: str) -> str | NoExport:
    """The format that a member is in, or what it is instead."""
    with source.open(member) as stream:
        head = stream.read(512)
        if head.startswith(_DATABASE) and head[68:72] == _OURS:
            return "archive_db"
        if _binary(head):
            return _no_export(head, "")
        head += stream.read(_HEAD)
        text = decode_head(head)
        if not text.strip("\ufeff \t\r\n\0"):
            return EMPTY if not stream.read(1) else _no_export(head, text)
        plain = _uncommented(text)
        page, root = _PAGE.search(plain), _ROOT.search(plain)
        other = _no_export(head, plain[: root.start()] if root else text)
        if root and not other.decides and not (page and page.start() < root.start()):
            return next((kind for kind, mark in _MARKS if mark.search(text)), "feed")
        if page and (_BUILT.search(plain) or _LEADS.search(plain)):
            return "built_site" if _holds_post(head, stream.read, _BUILT_POST) else "built_page"
        if page and other is not THEME and _holds_post(head, stream.read):
            return "saved_pages"
    if kind := _json_kind(text):
        return kind
    return "plain_text" if not page and not other.decides and _has_day(text) else other


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


def _holds_post(head: bytes, read: Callable[[int], bytes], post: re.Pattern[bytes] = _POST) -> bool:
    """True if a `post` is anywhere in the page, of a Blogger blog unless another is asked for."""
    tail = head
    while tail:
        if post.search(tail) or b"p\0o\0s\0t\0-\0b\0o\0d\0y" in tail:
            return True
        more = read(_HEAD)
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


def _no_export(head: bytes, text: str) -> NoExport:
    """What a file is that is no export and begins with `head`; `text` is that decoded, empty where it is no text."""
    by_bytes = next((kind for mark, kind in _BY_BYTES if head.startswith(mark)), None)
    if by_bytes:
        return by_bytes
    picture = pictures.kind(head)
    if picture or not text:
        return NoExport(f"a picture ({picture})", is_text=False) if picture else _no_text(head)
    if _IN_THEMES.search(text):
        return THEME
    start = text[:_BEGINNING]
    for patterns, searched in ((_BY_BEGINNING, start), (_PAGES_OF_OTHERS, text), (_BY_FORM, start)):
        for pattern, kind in patterns:
            if pattern.search(searched):
                return kind
    return _OTHER


def _no_text(head: bytes) -> NoExport:
    sound = head.startswith((b"ID3", b"OggS", b"fLaC", b"RIFF")) or head[4:8] == b"ftyp"
    return NoExport("a sound or a film", is_text=False) if sound else _BINARY


def _summary(others: Mapping[NoExport, Sequence[str]]) -> str:
    """One line on a source that holds no export: what it is taken for, and what to get instead."""
    if not others:
        return f"there is no file in it: not an export; wanted is {_ANY}"
    ranked = sorted(others, key=lambda kind: (not kind.is_text, -len(others[kind]), kind.name))
    first = ranked[0]
    names = [
        f"{len(others[kind]):,} × {kind.name.partition(' ')[2]}" if len(others[kind]) > 1 else kind.name
        for kind in ranked[:3]
    ]
    held = ", ".join(names) + (" and more" if len(ranked) > 3 else "")
    return f"not an export: taken for {held}; wanted is {first.wanted}"
