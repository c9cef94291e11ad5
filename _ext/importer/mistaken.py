"""What people point an importer at that is no export, told by its first bytes, and what to get instead."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from importer.pictures import kind as picture_kind

_BLOGGER = "the export of the blog itself: Blogger's Settings → Back up content, or takeout.google.com"
_WORDPRESS = "the file of WordPress's Tools → Export"
_ANY = "a Blogger or WordPress export, a feed with full text, or saved pages of a Blogger blog"
_FEED = "the blog's feed with full text (often at /feed, /rss or /atom.xml), or an export in WordPress's format"
_MARKDOWN = "an export of the blog that it is from; Markdown itself goes into posts/ by hand (guide/writing.md)"


@dataclass(frozen=True, slots=True)
class Mistaken:
    """A kind of file that is no export."""

    name: str
    """With its article: ``a Blogger theme``."""
    wanted: str = _ANY
    """What to get instead."""
    decides: bool = False
    """True where nothing else that such a file holds makes it an export."""
    is_text: bool = True
    """True for what may hold writing, which a report then says was not read."""


THEME = Mistaken("a Blogger theme (Theme → Back up)", _BLOGGER, decides=True)
EMPTY = Mistaken("an empty file", "the export again, or an earlier copy of it", is_text=False)
_OTHER = Mistaken("text of no known kind")
_BINARY = Mistaken("a file that is no text", is_text=False)

_BYTES: tuple[tuple[bytes, Mistaken], ...] = (
    (b"%PDF-", Mistaken("a PDF", is_text=False)),
    (b"SQLite format 3\0", Mistaken("an SQLite database", _WORDPRESS)),
    (b"\xd0\xcf\x11\xe0", Mistaken("an old Word or Excel file")),
    (b"PK\x03\x04", Mistaken("a zip")),
    (b"\x1f\x8b", Mistaken("a file packed with gzip")),
    (b"{\\rtf", Mistaken("a document (RTF)")),
    (b"WARC/", Mistaken("a web archive (WARC)", "the pages in it, as files in a folder")),
)
_BEGINNING = 4000
#: A theme's own elements, which a page made by it no longer has; before 2006, names between ``<$`` and ``$>``.
_IN_THEMES = re.compile(r"<b:(?:skin|section|widget|includable|template-skin)\b|<data:[a-z]|<\$Blog\w{1,30}\$>")
#: Text that is known by its beginning, in the order of asking.
_TEXTS: tuple[tuple[re.Pattern[str], Mistaken], ...] = tuple(
    (re.compile(pattern, re.M), Mistaken(name, wanted, decides=True))
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
_PAGES: tuple[tuple[re.Pattern[str], Mistaken], ...] = tuple(
    (re.compile(pattern, re.I), Mistaken(f"a page of {name}", wanted))
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
_LAST: tuple[tuple[re.Pattern[str], Mistaken], ...] = (
    (
        re.compile(r"\A\s{0,99}(?:---|\+\+\+)[ \t]*\n"),
        Mistaken("a Markdown file (Jekyll, Hugo and the like)", _MARKDOWN),
    ),
    (re.compile(r"^(?:#{1,6} \S|```|[-*] \S)|\]\(https?://", re.M), Mistaken("a Markdown file", _MARKDOWN)),
    (re.compile(r"\A\s{0,99}[{\[]"), Mistaken("JSON of no known kind", _FEED)),
    (re.compile(r"\A\s{0,99}<"), Mistaken("XML of no known kind")),
)


def mistaken(head: bytes, text: str) -> Mistaken:
    """What a file is that begins with `head`, which is `text` where it is any."""
    known = next((what for mark, what in _BYTES if head.startswith(mark)), None)
    if known:
        return known
    picture = picture_kind(head)
    if picture or not text:
        return Mistaken(f"a picture ({picture})", is_text=False) if picture else _media(head)
    if _IN_THEMES.search(text):
        return THEME
    for patterns, looked in ((_TEXTS, text[:_BEGINNING]), (_PAGES, text), (_LAST, text[:_BEGINNING])):
        for pattern, what in patterns:
            if pattern.search(looked):
                return what
    return _OTHER


def _media(head: bytes) -> Mistaken:
    sound = head.startswith((b"ID3", b"OggS", b"fLaC", b"RIFF")) or head[4:8] == b"ftyp"
    return Mistaken("a sound or a film", is_text=False) if sound else _BINARY


def summary(strangers: Mapping[Mistaken, Sequence[str]]) -> str:
    """One line on a source that holds no export: what it is taken for, and what to get instead."""
    if not strangers:
        return f"there is no file in it: not an export; wanted is {_ANY}"
    ranked = sorted(strangers, key=lambda kind: (not kind.is_text, -len(strangers[kind]), kind.name))
    first = ranked[0]
    names = [
        f"{len(strangers[kind]):,} × {kind.name.partition(' ')[2]}" if len(strangers[kind]) > 1 else kind.name
        for kind in ranked[:3]
    ]
    held = ", ".join(names) + (" and more" if len(ranked) > 3 else "")
    return f"not an export: taken for {held}; wanted is {first.wanted}"
