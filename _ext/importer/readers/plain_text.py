"""A plain-text copy of an archive page: headings of days, then titles and paragraphs parted by blank
lines."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from archive.core.slugs import slugify

from importer.dates import day
from importer.errors import ImportFailure
from importer.model import Entry, Item, Remark
from importer.readers import Options
from importer.source import Source

MAX_SIZE = 256 << 20
_LONGEST_TITLE = 90
_ENDS_SENTENCE = re.compile(r"[.!?:;,]['\"”’)]*$")
_ELLIPSIS = re.compile(r"(?:…|\.\.\.)['\"”’)]*$")


@dataclass
class _Post:
    day: date
    title: str
    line: int
    paragraphs: list[str] = field(default_factory=list)


def read(source: Source, members: tuple[str, ...], options: Options) -> Iterator[Item]:
    """Posts of each file. Where titles were not given, says which lines it took for titles."""
    for member in members:
        if source.size(member) > MAX_SIZE:
            raise ImportFailure(source.shown(member), "too large for a copy of a page")
        with source.open(member) as stream:
            text = _decode(stream.read(MAX_SIZE + 1))
        posts = _posts(text, source.shown(member), options.titles)
        options.tally.entries += len(posts)
        if options.titles is None:
            yield from _guessed(posts)
        yield from _entries(posts, source.shown(member))


def _decode(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _posts(text: str, name: str, titles: tuple[str, ...] | None) -> list[_Post]:
    """Posts in the order of the text. Every paragraph belongs to one; raises `ImportFailure` for text
    before the first."""
    posts: list[_Post] = []
    today: date | None = None
    first = True
    for number, paragraph in _paragraphs(text):
        found = day(paragraph)
        if found:
            today, first = found, True
        elif today is None:
            raise ImportFailure(
                f"{name}:{number}",
                f"text before the first heading of a day: {paragraph[:60]!r}; add the day above it",
            )
        elif _is_title(paragraph, first, titles):
            posts.append(_Post(today, _one_line(paragraph), number))
            first = False
        elif not posts or first:
            posts.append(_Post(today, "", number, [paragraph]))
            first = False
        else:
            posts[-1].paragraphs.append(paragraph)
    if titles is None:
        return _with_text(posts)
    if titles:
        absent = [title for title in titles if title not in {post.title for post in posts}]
        if absent:
            raise ImportFailure(name, f"no line is the title {absent[0]!r}; write it as the text has it")
    return posts


def _with_text(posts: list[_Post]) -> list[_Post]:
    """A guessed title that nothing follows is the last line of the post before it."""
    made: list[_Post] = []
    for post in posts:
        if not post.paragraphs and made and made[-1].day == post.day:
            made[-1].paragraphs.append(post.title)
        else:
            made.append(post)
    return made


def _paragraphs(text: str) -> Iterator[tuple[int, str]]:
    """Paragraphs with the number of their first line; a heading of a day is one by itself."""
    lines: list[str] = []
    for number, line in enumerate([*re.split(r"\r\n|\r|\n", text), ""], 1):
        if line.strip() and not day(line):
            lines.append(line.strip(" \t"))
            continue
        if lines:
            yield number - len(lines), "\n".join(lines)
            lines = []
        if line.strip():
            yield number, line.strip()


def _is_title(paragraph: str, first: bool, titles: tuple[str, ...] | None) -> bool:
    """A listed line; without a list, the first one of a day and any short line that ends like no sentence."""
    if titles is not None:
        return _one_line(paragraph) in titles
    line = _one_line(paragraph)
    if "\n" in paragraph or len(line) > _LONGEST_TITLE or re.match(r"https?://|[-*•–]\s|\d+[.)]\s", line):
        return False
    if first:
        return not _ENDS_SENTENCE.search(line) or len(line) < 60
    return bool(_ELLIPSIS.search(line) and len(line.split()) < 14) or not _ENDS_SENTENCE.search(line)


def _one_line(paragraph: str) -> str:
    return " ".join(paragraph.split())


def _guessed(posts: list[_Post]) -> Iterator[Item]:
    titles = "; ".join(f"line {post.line}, {post.title}" for post in posts if post.title)
    yield Remark(f"taken for titles (settle it by IMPORTOPTS='--titles FILE', with one title a line): {titles}")
    for post in posts:
        if not post.title:
            yield Remark(f"line {post.line} begins a day without a title: its first words serve as one")


def _entries(posts: list[_Post], name: str) -> Iterator[Entry]:
    """Blog pages have the latest first, so places within a day count from the bottom; unless days run the
    other way."""
    days = [post.day for post in posts]
    rising = len(set(days)) > 1 and days == sorted(days)
    by_day: dict[date, list[_Post]] = {}
    for post in posts if rising else reversed(posts):
        by_day.setdefault(post.day, []).append(post)
    keys: set[str] = set()
    for when, of_day in by_day.items():
        for order, post in enumerate(of_day, 1):
            key = f"text:{when.isoformat()}/{slugify(post.title) if post.title else 'untitled'}"
            key = f"{key}-{order}" if key in keys else key
            keys.add(key)
            yield Entry(
                key=key,
                kind="post",
                title=post.title,
                html=_html(post.paragraphs),
                where=f"{name}:{post.line}",
                day=when,
                order=order if len(of_day) > 1 else None,
                aliases=(blogger_name(post.title),) if post.title else (),
            )


def blogger_name(title: str) -> str:
    """The name that Blogger gives a post in its address: small letters, no articles, words joined by hyphens, cut
    between words before the fortieth character. Such copies are of Blogger's pages, and hold no addresses."""
    folded = unicodedata.normalize("NFC", title.lower()).replace("’", "").replace("'", "")
    made = ""
    for word in re.findall(r"[^\W_]+", folded):
        if word in ("a", "an", "the"):
            continue
        if made and len(made) + 1 + len(word) > 39:
            break
        made = f"{made}-{word}" if made else word
    return made


def _html(paragraphs: list[str]) -> str:
    return "\n".join(f"<p>{html.escape(one, quote=False).replace(chr(10), '<br>')}</p>" for one in paragraphs)
