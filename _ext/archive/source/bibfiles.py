"""Reading BibTeX files entry by entry, so that one that is wrong is named with its line and costs no other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any, NamedTuple

from pybtex.database import BibliographyData, Entry
from pybtex.database.input.bibtex import Parser, UndefinedMacro
from pybtex.exceptions import PybtexError
from pybtex.plugin import find_plugin
from pybtex.style.template import FieldIsMissing

from ..core.problems import Problem
from ..core.texts import digest

#: Where an entry begins: its type, and its key.
_BEGIN = re.compile(r"^[ \t]*@[ \t]*(\w+)[ \t]*[{(][ \t]*([^\s,{}()=]*)", re.MULTILINE)
#: The place in an error of pybtex, counted from the beginning of the entry, whose own line is told instead.
_PLACE = re.compile(r"^syntax error in line \d+: |(?<=undefined string) in line \d+")


@dataclass
class Works:
    """All entries of some files."""

    data: BibliographyData = field(default_factory=BibliographyData)
    keys: dict[str, list[str]] = field(default_factory=dict)
    """Of each file, by its path, the keys in their order."""
    problems: list[Problem] = field(default_factory=list)
    sound: set[str] = field(default_factory=set)
    """`entry_digest` of each entry that the style can show."""


def entry_digest(entries: Mapping[str, Entry], key: str, with_parent: bool = True) -> str:
    """Digest of all that an entry holds, with what it inherits; empty if there is none of that key."""
    entry = entries.get(key)
    if entry is None:
        return ""
    persons = sorted((role, [str(person) for person in people]) for role, people in entry.persons.items())
    inherited = entry_digest(entries, entry.fields.get("crossref", ""), False) if with_parent else ""
    return digest(entry.key, entry.type, repr(sorted(entry.fields.items())), repr(persons), inherited)


class _Located(NamedTuple):
    """An entry, and where it stands."""

    path: str
    line: int
    entry: Entry


def read(sources: Mapping[str, bytes], style: str, sound: Set[str] = frozenset()) -> Works:
    """Read files by their paths; what pybtex cannot parse, or cannot show in `style`, is left out and reported.

    To show an entry takes some two milliseconds, so those whose digests are among `sound` are not tried again. Raises
    PluginNotFound if there is no such style.
    """
    works = Works()
    located = _distinct(sources, works.problems)
    everything = BibliographyData({found.entry.key: found.entry for found in located})
    _inherit(everything.entries)
    formatting = find_plugin("pybtex.style.formatting", style)()
    works.keys = {path: [] for path in sources}
    for path, line, entry in located:
        digested = entry_digest(everything.entries, entry.key)
        try:
            if digested not in sound:
                formatting.format_entry("", entry)
        except Exception as error:  # whatever a style may stumble over
            works.problems.append(Problem(path, line, _unusable(entry, error)))
            continue
        works.sound.add(digested)
        works.data.add_entry(entry.key, entry)
        works.keys[path].append(entry.key)
    return works


def _distinct(sources: Mapping[str, bytes], problems: list[Problem]) -> list[_Located]:
    """All entries that can be parsed; of several with one key, whatever its case, the first."""
    first: dict[str, _Located] = {}
    for path, source in sources.items():
        try:
            text = source.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = source.count(b"\n", 0, error.start) + 1
            message = f"byte 0x{source[error.start]:02X} is not UTF-8: save the file as UTF-8"
            problems.append(Problem(path, line, message))
            continue
        for line, entry in _entries(path, text, problems):
            other = first.setdefault(entry.key.lower(), _Located(path, line, entry))
            if other.entry is not entry:
                where = f"line {other.line} of {other.path}"
                message = f"the key `{entry.key}` was taken on {where}: give each work its own"
                problems.append(Problem(path, line, message))
    return list(first.values())


def _inherit(entries: Mapping[str, Any]) -> None:
    """Write into each entry what it takes over by `crossref`: a style is given one entry, without its parent."""
    for entry in entries.values():
        parent = entries.get(entry.fields["crossref"]) if "crossref" in entry.fields else None
        if parent:
            for name in [name for name in parent.fields if name not in entry.fields]:
                entry.fields[name] = parent.fields[name]
            for role in [role for role in parent.persons if role not in entry.persons]:
                entry.persons[role] = parent.persons[role]


def _entries(path: str, text: str, problems: list[Problem]) -> Iterator[tuple[int, Entry]]:
    """The entries of one file, each with the line on which it begins."""
    parser = Parser()  # remembers what `@string` has defined
    begins = list(_BEGIN.finditer(text))
    for begin, following in zip_longest(begins, begins[1:]):
        if begin[1].lower() == "comment":
            continue
        line = text.count("\n", 0, begin.start()) + 1
        parser.data = BibliographyData()
        try:
            parser.parse_string(text[begin.start() : following.start() if following else len(text)])
        except (PybtexError, ValueError) as error:
            problems.append(Problem(path, line, _unreadable(begin[2], error)))
            continue
        yield from ((line, entry) for entry in parser.data.entries.values())


def _unreadable(key: str, error: Exception) -> str:
    complaint = _PLACE.sub("", str(error))
    advice = "put text in brackets" if isinstance(error, UndefinedMacro) else "look for a bracket or a comma"
    entry = f"`{key}`" if key else "an entry without a key"
    return f"{entry} cannot be read ({complaint}): {advice}"


def _unusable(entry: Entry, error: Exception) -> str:
    if isinstance(error, FieldIsMissing):
        missing = str(error).removeprefix("missing ").partition(" in ")[0]
        return f"`{entry.key}`, a work of the kind `@{entry.type}`, has no `{missing}`: add it, or write `@misc`"
    if isinstance(error, AttributeError):
        return f"`{entry.key}` is of an unknown kind, `@{entry.type}`: write `@misc`, or a kind that BibTeX knows"
    return f"`{entry.key}` cannot be shown ({error}): look for a bracket or a command that LaTeX does not know"
