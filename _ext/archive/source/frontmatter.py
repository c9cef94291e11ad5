"""The contract with the author: one post's bytes in, its front matter or what is wrong with it out."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from ..core.dates import parse_date
from ..core.problems import Problem
from ..core.yamltext import Entry, YamlError, cut_short, read_mapping, read_typed
from . import fields
from .fields import FieldError, FieldParser
from .sourcefiles import SourceError, decode

if TYPE_CHECKING:
    from markdown_it import MarkdownIt


#: The attribute of `FrontMatter` for each field, and the parser of its value; a date is text at first.
FIELDS: Mapping[str, tuple[str, FieldParser]] = {
    "date": ("date", fields.text),
    "order": ("order", fields.positive_integer),
    "updated": ("updated", fields.text),
    "title": ("title", fields.text),
    "category": ("categories", fields.names),
    "tags": ("tags", fields.names),
    "author": ("authors", fields.names),
    "description": ("description", fields.text),
    "original": ("original", fields.address),
    "id": ("id", fields.iri),
    "location": ("location", fields.text),
    "language": ("language", fields.language),
    "image": ("image", fields.text),
    "redirect": ("redirects", fields.paths),
    "follows": ("follows", fields.text),
    "thread": ("thread", fields.text),
    "draft": ("draft", fields.flag),
    "withhold": ("withhold", fields.reason),
    "blogpost": ("blogpost", fields.true_only),
}

#: Fields that are handed on to templates as they are, as `post.fields.NAME`, and their parsers.
TEMPLATE_FIELDS: Mapping[str, FieldParser] = {
}

#: Fields that MyST, Furo and Sphinx read, and their parsers; None for a mapping, which is theirs to judge.
PASSED_ON: Mapping[str, FieldParser | None] = {
    "myst": None,
    "hide-toc": fields.flag,
    "tocdepth": fields.positive_integer,
    "no-search": fields.flag,
}

#: Fields of words: a value that YAML cut short would pass unnoticed in them.
_TEXT_FIELDS = frozenset({*FIELDS, *TEMPLATE_FIELDS}) - {
    "date", "updated", "order", "draft", "blogpost", "redirect", "language",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What a post says of itself. Dates are aware, in the site's zone; a field left out is empty."""

    date: datetime | None = None
    """None only for drafts and withheld posts. Noon where only the day is known: see `moment`."""
    timed: bool = False
    order: int | None = None
    updated: datetime | None = None
    updated_timed: bool = False
    title: str = ""
    """The field, plain text; a heading in the text goes before it."""
    categories: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    description: str = ""
    original: str = ""
    id: str = ""
    location: str = ""
    language: str = ""
    image: str = ""
    redirects: tuple[str, ...] = ()
    """Old addresses in the form of permalinks: unquoted, from the root, without the first slash."""
    follows: str = ""
    """The earlier post that this one follows, as the author names it."""
    thread: str = ""
    """What the thread that begins here is called, if not by the post's title."""
    draft: bool = False
    withhold: str | None = None
    """The reason, if the post is withheld."""
    template_fields: tuple[tuple[str, Any], ...] = ()
    """Fields that templates show as they are, each with its value: see `TEMPLATE_FIELDS`."""
    extra: Mapping[str, Any] = field(default_factory=dict)
    """Fields for MyST, Furo and Sphinx, as YAML types them; marks that are false are left out."""
    body_line: int = 1
    """The line, from 1, at which the text begins after the front matter."""
    heading: str = ""
    """The Markdown of the text's first heading of the first level; empty if it has none."""
    lines: Mapping[str, int] = field(default_factory=dict)
    """The line of each field that was given."""

    @property
    def moment(self) -> datetime | None:
        """The date by which posts are sorted: an untimed one is noon plus `order` seconds."""
        if self.date is None or self.timed or self.order is None:
            return self.date
        return self.date + timedelta(seconds=self.order)


def read(data: bytes, path: str, zone: tzinfo) -> tuple[FrontMatter | None, list[Problem]]:
    """Read one post; `path` is for the problems. Gives None if there are any: every problem is an error.

    Accepts UTF-8 with or without a byte order mark, and any line ending. Never raises.
    """
    try:
        source = split_front_matter(decode(data))
        entries = list(read_mapping(source.header, 2))
    except (SourceError, YamlError) as error:
        return None, [Problem(path, error.line, str(error))]
    reader = _Reader(zone, source.header)
    for entry in entries:
        reader.take(entry)
    reader.values |= {"body_line": source.body_line, "heading": first_heading(source.body)}
    faults = [*reader.faults, *reader.cut_short(), *_missing(reader), *_contradictions(reader)]
    if faults:
        return None, sorted(Problem(path, line, message) for line, message in faults)
    return reader.front_matter(), []


def faults_of_page(data: bytes, path: str) -> list[Problem]:
    """What keeps a standing page, which needs no front matter, from being read; its fields are MyST's to judge."""
    try:
        text = decode(data)
        begin = _BEGIN.match(text)
        end = begin and _END.search(text, begin.end())
        if begin and end:
            list(read_mapping(text[begin.end() : end.start()], 2))
    except (SourceError, YamlError) as error:
        return [Problem(path, error.line, str(error))]
    return []


class _Reader:
    """Gathers the values of one front matter, whose YAML begins on line 2, and what is wrong with it, by line."""

    def __init__(self, zone: tzinfo, header: str) -> None:
        self.zone = zone
        self.header = header
        self.values: dict[str, Any] = {}
        self.lines: dict[str, int] = {}
        self.timed: dict[str, bool] = {}
        self._shown: list[tuple[str, Any]] = []
        self.faults: list[tuple[int, str]] = []
        self._typed: Mapping[str, Any] | None = None

    def take(self, entry: Entry) -> None:
        """Take one field in."""
        name, line = entry.key, entry.line
        if name in self.lines:
            message = f"`{name}` is given twice (first on line {self.lines[name]}): take one out"
            self.faults.append((line, message))
            return
        self.lines[name] = line
        try:
            if name in FIELDS:
                self._field(entry)
            elif name in TEMPLATE_FIELDS:
                self._shown.append((name, TEMPLATE_FIELDS[name](entry.value)))
            elif name in PASSED_ON:
                self._pass_on(entry)
            else:
                self.faults.append((line, _unknown(name)))
        except FieldError as error:
            self.faults.append((error.line or line, f"`{name}` {error}"))
        except ValueError as error:
            self.faults.append((line, f"`{name}`: {error}"))

    def _field(self, entry: Entry) -> None:
        attribute, parse = FIELDS[entry.key]
        value = parse(entry.value)
        if attribute in ("date", "updated"):
            value, self.timed[attribute] = parse_date(value, self.zone) if value else (None, False)
        if attribute != "blogpost":
            self.values[attribute] = value

    def _pass_on(self, entry: Entry) -> None:
        parse = PASSED_ON[entry.key]
        if parse:
            value = parse(entry.value)
        else:
            self._typed = read_typed(self.header) if self._typed is None else self._typed
            value = self._typed.get(entry.key)
            if not isinstance(value, dict):
                raise FieldError("holds no settings: write each on a line of its own beneath it, indented")
            if faults := _myst_faults(value):
                raise FieldError(f"cannot be used ({faults[0]}): mend it, or take it out")
        if value is not False:  # Furo and Sphinx ask only whether the mark is there
            self.values.setdefault("extra", {})[entry.key] = value

    def front_matter(self) -> FrontMatter:
        """The front matter, if there was no problem."""
        date, updated = self.values.get("date"), self.values.get("updated")
        # A day alone is noon, which may come before the hour at which the post appeared.
        if date and updated and not self.timed["updated"] and updated.date() == date.date():
            self.values["updated"] = max(date, updated)
        return FrontMatter(
            **self.values,
            template_fields=tuple(self._shown),
            timed=self.timed.get("date", False),
            updated_timed=self.timed.get("updated", False),
            lines=self.lines,
        )

    def cut_short(self) -> Iterator[tuple[int, str]]:
        """Values of which YAML left a part out."""
        for name, rest, line in cut_short(self.header, 2):
            if name in _TEXT_FIELDS:
                yield line, f"`{name}` ends before `{rest}`, a comment in YAML: put the whole value in quotes"


#: The field for each name that other generators have for the same.
_FOREIGN_NAMES = {
    "aliases": "redirect",
    "excerpt": "description",
    "keywords": "tags",
    "labels": "tags",
    "lang": "language",
    "modified": "updated",
    "published": "date",
    "series": "thread",
    "summary": "description",
}


def _unknown(name: str) -> str:
    """What to say of a field that is none, with the nearest one that is."""
    known = [*FIELDS, *TEMPLATE_FIELDS, *PASSED_ON]
    plain = name.lower().replace("_", "-")
    if plain in ("slug", "permalink", "url"):
        return f"`{name}` is not a field: the file's own path gives the post its address"
    close = difflib.get_close_matches(plain, known, 1)
    near = _FOREIGN_NAMES.get(plain, close[0] if close else "")
    if near:
        return f"`{name}` is not a field: did you mean `{near}`?"
    return f"`{name}` is not a field: take it out (the fields are {', '.join(known)})"


def _myst_faults(settings: dict[str, Any]) -> list[str]:
    """What MyST finds wrong with the settings that a post makes for itself."""
    from myst_parser.config.main import MdParserConfig, merge_file_level

    faults: list[str] = []
    merge_file_level(MdParserConfig(), {"myst": settings}, lambda kind, message: faults.append(message))
    return faults


def _missing(reader: _Reader) -> Iterator[tuple[int, str]]:
    """What a post for readers needs and does not have."""
    values, lines = reader.values, reader.lines
    if values.get("draft") or "withhold" in lines:
        return
    # What was given, but could not be read, has its problem already.
    if not values.get("date", "date" in lines):
        message = "the post has no date: write `date: 2012-10-31`, or `draft: true` if it is not ready"
        yield lines.get("date", 1), message
    if not values["heading"] and not values.get("title", "title" in lines):
        message = "the post has no title: begin the text with `# The title`, or add the field `title`"
        yield values["body_line"], message


def _contradictions(reader: _Reader) -> Iterator[tuple[int, str]]:
    """Fields that cannot both be so."""
    values, lines = reader.values, reader.lines
    title, heading = values.get("title"), values["heading"]
    if title and heading and _without_markup(title) != _without_markup(heading):
        yield lines["title"], f"the post has two titles, `title` and the heading `# {heading}`: take one out"
    if values.get("draft") and values.get("withhold"):
        yield lines["withhold"], "a draft has no address to withhold: take out `draft` or `withhold`"
    if reader.timed.get("date") and "order" in values:
        message = "`order` is for days on which no time is known: take it out, or the time of `date`"
        yield lines["order"], message
    date, updated = values.get("date"), values.get("updated")
    if date and updated:
        # Where the time of one is not known, two on the same day are in order.
        is_before = updated < date if all(reader.timed.values()) else updated.date() < date.date()
        if is_before:
            yield lines["updated"], "`updated` is before `date`: mend one of them, or take `updated` out"
    if "order" in values and "date" not in lines:
        yield lines["order"], "`order` is a place within a day: add `date`, or take it out"


def _without_markup(title: str) -> str:
    """The letters and digits of a title, which markup does not change."""
    return re.sub(r"\W|_", "", title)


#: Lines that MyST takes for the end of the front matter, and for its beginning.
_END = re.compile(r"^(?: {0,3}-{3,}|\.\.\.)[ \t]*$", re.MULTILINE)
_BEGIN = re.compile(r"---[ \t]*(?:\n|$)")
_ADVICE = "begin the file with a line `---`, then fields such as `date: 2012-10-31`, then another line `---`"


@dataclass(frozen=True, slots=True)
class Source:
    """The text of a post, parted into front matter and body."""

    header: str
    """The YAML; it begins on line 2."""
    body: str
    body_line: int
    """The line, from 1, at which `body` begins."""


def split_front_matter(text: str) -> Source:
    """Part the front matter from the body, at the lines where MyST does. Raises SourceError."""
    if not text.strip():
        raise SourceError(1, f"the file is empty: {_ADVICE}")
    begin = _BEGIN.match(text)
    if not begin:
        raise SourceError(1, _no_front_matter(text))
    end = _END.search(text, begin.end())
    if not end:
        raise SourceError(1, "the front matter is not closed: add a line `---` after its last field")
    if end[0].rstrip() != "---":
        line = text.count("\n", 0, end.start()) + 1
        raise SourceError(line, f"`{end[0].strip()}` ends the front matter here: write exactly `---`")
    header = text[begin.end() : end.start()]
    return Source(header, text[end.end() + 1 :], header.count("\n") + 3)


def _no_front_matter(text: str) -> str:
    first = text.lstrip().partition("\n")[0].rstrip()
    if text[0] in "\n \t" and first == "---":
        return "blank lines or spaces stand before the front matter: the first line must be `---`"
    if first == "+++":
        return f"the front matter is TOML: {_ADVICE}"
    if re.fullmatch(r"-{3,}", first):
        return "the front matter begins with more than three hyphens: write exactly `---`"
    return f"the post has no front matter: {_ADVICE}"


#: A heading at the beginning of a text, as most have it, and a sign that there may be one anywhere: so few are parsed.
_HEADING_AT_BEGIN = re.compile(r"\n* {0,3}#[ \t]+(?!#)([^\n]*?[^\s#])(?:[ \t]+#+)?[ \t]*(?:\n|$)")
_MAYBE_HEADING = re.compile(r"^ {0,3}(?:#(?:[ \t]|$)|=+[ \t]*$)", re.MULTILINE)


def first_heading(text: str) -> str:
    """Give the Markdown of the first ``# Heading``, or one underlined with ``===``; empty without any.

    One in a quotation, a list, a directive, code or HTML does not count.
    """
    if first := _HEADING_AT_BEGIN.match(text):
        return first[1]
    if not _MAYBE_HEADING.search(text):
        return ""
    for token, content in pairwise(_block_parser().parse(text)):
        opens_heading = token.tag == "h1" and token.nesting == 1 and token.level == 0
        if opens_heading and content.content:
            return content.content.replace("\n", " ")
    return ""


@cache
def _block_parser() -> MarkdownIt:
    """A parser of blocks alone, with those of MyST that bear on headings."""
    from markdown_it import MarkdownIt
    from mdit_py_plugins.colon_fence import colon_fence_plugin
    from mdit_py_plugins.myst_blocks import myst_block_plugin

    parser = MarkdownIt("commonmark").enable("table").use(colon_fence_plugin).use(myst_block_plugin)
    return parser.disable("inline")
