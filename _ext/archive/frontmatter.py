"""The contract with the author: one post's bytes in, its front matter or what is wrong with it out."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo
from typing import Any

from . import fields
from .dates import parse_date
from .fields import FieldError
from .headings import first_heading
from .problems import Problem
from .source import SourceError, decode, split
from .yamltext import Node, YamlError, cut_short, read_mapping, read_typed

__all__ = ["FIELDS", "FrontMatter", "Problem", "read"]


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What a post says of itself. Dates are aware, in the site's zone; a field left out is empty."""

    date: datetime | None = None
    """None only for drafts and withheld posts. Noon where only the day is known: see `moment`."""
    timed: bool = False
    order: int | None = None
    updated: datetime | None = None
    title: str = ""
    """The field, plain text; the text's own heading goes before it."""
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
    draft: bool = False
    withhold: str | None = None
    """The reason, if the post is withheld."""
    extra: Mapping[str, Any] = field(default_factory=dict)
    """Fields for MyST, Furo and Sphinx, as YAML types them."""
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


#: The attribute for each field, and the form that its value must have.
FIELDS: Mapping[str, tuple[str, Callable[[Node], Any]]] = {
    "date": ("date", fields.text),
    "order": ("order", fields.whole),
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
    "draft": ("draft", fields.flag),
    "withhold": ("withhold", fields.reason),
    "blogpost": ("blogpost", fields.mark),
}
#: Fields of MyST, Furo and Sphinx, and their forms; a mapping has none.
PASSED_ON: Mapping[str, Callable[[Node], Any] | None] = {
    "myst": None,
    "hide-toc": fields.flag,
    "tocdepth": fields.whole,
    "no-search": fields.flag,
}
#: What other generators call the same thing.
_OTHER_NAMES = {
    "aliases": "redirect", "excerpt": "description", "keywords": "tags", "labels": "tags", "lang": "language",
    "modified": "updated", "published": "date", "subject": "category", "summary": "description",
}  # fmt: skip
#: Fields in whose text a cut by ` #` would pass unnoticed.
_WORDS = {
    "title",
    "category",
    "tags",
    "author",
    "description",
    "location",
    "withhold",
    "image",
    "original",
    "id",
}


def read(data: bytes, path: str, zone: tzinfo) -> tuple[FrontMatter | None, list[Problem]]:
    """Read one post; `path` is for the problems. Gives None if there are any: every problem is an error.

    Accepts UTF-8 with or without a byte order mark, and any line ending. Never raises.
    """
    try:
        text = decode(data)
        source = split(text)
        reader = _Reader(zone)
        reader.read(source.header, 2)
        reader.values["body_line"] = source.body_line
        reader.values["heading"] = first_heading(source.body)
        reader.check()
    except (SourceError, YamlError) as error:
        return None, [Problem(path, error.line, str(error))]
    if reader.problems:
        return None, sorted(Problem(path, line, message) for line, message in reader.problems)
    return FrontMatter(**reader.values, lines=reader.lines), []


class _Reader:
    """Gathers the values and problems of one front matter."""

    def __init__(self, zone: tzinfo) -> None:
        self.zone = zone
        self.values: dict[str, Any] = {}
        self.lines: dict[str, int] = {}
        self.problems: list[tuple[int, str]] = []
        self.updated: tuple[datetime, bool] | None = None

    def read(self, header: str, first_line: int) -> None:
        typed: Mapping[str, Any] | None = None
        for entry in read_mapping(header, first_line):
            name, line = entry.key, entry.line
            if name in self.lines:
                self.problems.append(
                    (line, f"`{name}` was given on line {self.lines[name]} already: take one out")
                )
                continue
            self.lines[name] = line
            try:
                if name in FIELDS:
                    self._field(name, entry.value)
                elif name in PASSED_ON:
                    typed = read_typed(header) if typed is None else typed
                    self._pass_on(name, entry.value, typed.get(name))
                else:
                    self.problems.append((line, _unknown(name)))
            except FieldError as error:
                self.problems.append((error.line or line, f"`{name}` {error}"))
            except ValueError as error:
                self.problems.append((line, f"`{name}`: {error}"))
        for name, rest, line in cut_short(header, first_line):
            if name in _WORDS:
                self.problems.append(
                    (
                        line,
                        f"`{name}` is cut short: YAML takes `{rest}` for a comment: put the whole value in quotes",
                    )
                )

    def _field(self, name: str, node: Node) -> None:
        attribute, form = FIELDS[name]
        value = form(node)
        if name == "date":
            self._date(value)
        elif name == "updated":
            self.updated = parse_date(value, self.zone) if value else None
        elif name != "blogpost":
            self.values[attribute] = value

    def _date(self, value: str) -> None:
        if value:
            self.values["date"], self.values["timed"] = parse_date(value, self.zone)
        else:
            # Whether it may be empty is known once the draft mark was read.
            self.lines.pop("date")

    def _pass_on(self, name: str, node: Node, typed: Any) -> None:
        form = PASSED_ON[name]
        if form is None and not isinstance(typed, dict):
            raise FieldError(
                "is not a mapping: write its settings on lines of their own beneath it, indented"
            )
        value = typed if form is None else form(node)
        if value is not False:  # Furo and Sphinx ask only whether the field is there
            self.values.setdefault("extra", {})[name] = value

    def check(self) -> None:
        """The rules between fields."""
        if self.updated:
            moment, timed = self.updated
            date = self.values.get("date")
            # A day alone is taken for its noon, which may come before the hour at which the post appeared.
            late = not timed and date is not None and moment.date() == date.date() and moment < date
            self.values["updated"] = date if late else moment
        self.problems += _missing(self.values, self.lines)
        self.problems += _at_odds(self.values, self.lines)


def _missing(values: Mapping[str, Any], lines: Mapping[str, int]) -> Iterator[tuple[int, str]]:
    if values.get("draft") or "withhold" in lines:
        return
    if "date" not in lines:
        yield (
            1,
            "`date` is missing: add a line such as `date: 2012-10-31`, or `draft: true` if the post is not ready",
        )
    if "title" in lines and "title" not in values:
        return
    if not values.get("title") and not values["heading"]:
        message = "the post has no title: begin its text with `# The title`, or add the field `title`"
        yield values["body_line"], message


def _at_odds(values: Mapping[str, Any], lines: Mapping[str, int]) -> Iterator[tuple[int, str]]:
    title, heading = values.get("title"), values["heading"]
    if title and heading and _bare(title) != _bare(heading):
        yield lines["title"], f"the post has two titles, `title` and the heading `# {heading}`: take one out"
    if values.get("draft") and values.get("withhold"):
        yield lines["withhold"], "a draft has no address to withhold: take out `draft` or `withhold`"
    if values.get("timed") and "order" in values:
        yield (
            lines["order"],
            "`order` is for days on which no time is known: take out `order`, or the time of `date`",
        )
    if "order" in values and "date" not in lines:
        yield lines["order"], "`order` is a place within a day: add `date`, or take out `order`"


def _bare(title: str) -> str:
    return re.sub(r"[^\w]", "", title)


def _unknown(name: str) -> str:
    known = [*FIELDS, *PASSED_ON]
    plain = name.lower().replace("_", "-")
    near = _OTHER_NAMES.get(plain) or next(iter(difflib.get_close_matches(plain, known, 1, 0.6)), None)
    if near:
        return f"`{name}` is not a field: did you mean `{near}`?"
    if plain in ("slug", "permalink", "url"):
        return f"`{name}` is not a field: the file's own path gives the address"
    return f"`{name}` is not a field: take it out (the fields are {', '.join(known)})"
