"""Reading BibTeX files entry by entry, so that one that is wrong is named with its line and costs no other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any

from pybtex.database import BibliographyData, Entry
from pybtex.database.input.bibtex import Parser, UndefinedMacro
from pybtex.exceptions import PybtexError
from pybtex.plugin import find_plugin
from pybtex.style.template import FieldIsMissing

from ..core.problems import Problem
from ..core.texts import digest

_BEGIN = re.compile(r"^[ \t]*@[ \t]*(\w+)[ \t]*[{(][ \t]*([^\s,{}()=]*)", re.MULTILINE)
#: What pybtex says of where in the text it stopped; the line of the entry says it better.
_PLACE = re.compile(r"^syntax error in line \d+: |(?<=undefined string) in line \d+")


@dataclass
class Works:
    """All entries of some files."""

    data: BibliographyData = field(default_factory=BibliographyData)
    keys: dict[str, list[str]] = field(default_factory=dict)
    """Of each file, by its path, the keys in their order."""
    problems: list[Problem] = field(default_factory=list)
    sound: set[str] = field(default_factory=set)
    """What `said` says of each entry that the style can show."""


def said(entries: Mapping[str, Entry], key: str, with_parent: bool = True) -> str:
    """Digest of all that an entry holds, with what it inherits; nothing if there is none of that key."""
    entry = entries.get(key)
    if entry is None:
        return ""
    persons = sorted((role, [str(person) for person in people]) for role, people in entry.persons.items())
    inherited = said(entries, entry.fields.get("crossref", ""), False) if with_parent else ""
    return digest(entry.key, entry.type, repr(sorted(entry.fields.items())), repr(persons), inherited)


def read(sources: Mapping[str, bytes], style: str, sound: Set[str] = frozenset()) -> Works:
    """Read files by their paths; what pybtex cannot parse, or cannot show in `style`, is left out and reported.

    To show an entry takes some two milliseconds, so those that are known to be `sound` are not tried again.
    """
    works = Works()
    found: dict[str, tuple[str, str, int, Entry]] = {}
    for path, source in sources.items():
        works.keys[path] = []
        try:
            text = source.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = source.count(b"\n", 0, error.start) + 1
            message = f"byte 0x{source[error.start]:02X} is not UTF-8: save the file as UTF-8"
            works.problems.append(Problem(path, line, message))
            continue
        for line, entry in _entries(path, text, works.problems):
            if entry.key.lower() in found:
                _, taken, first, _ = found[entry.key.lower()]
                message = f"the key `{entry.key}` was taken on line {first} of {taken}: give each work its own"
                works.problems.append(Problem(path, line, message))
            else:
                found[entry.key.lower()] = (entry.key, path, line, entry)
    everything = BibliographyData({key: entry for key, _, _, entry in found.values()})
    _inherit(everything.entries)
    formatting = find_plugin("pybtex.style.formatting", style)()
    for key, path, line, entry in found.values():
        digested = said(everything.entries, key)
        try:
            if digested not in sound:
                formatting.format_entry("", everything.entries[key])
        except Exception as error:  # whatever a style may stumble over
            works.problems.append(Problem(path, line, _unusable(entry, error)))
            continue
        works.sound.add(digested)
        works.data.add_entry(key, entry)
        works.keys[path].append(key)
    return works


def _inherit(entries: Mapping[str, Any]) -> None:
    """Write into each entry what it takes over by `crossref`: whoever words them has one at a time."""
    for entry in entries.values():
        parent = entries.get(entry.fields["crossref"]) if "crossref" in entry.fields else None
        for mine, others in ((entry.fields, parent.fields), (entry.persons, parent.persons)) if parent else ():
            for name in [one for one in others if one not in mine]:
                mine[name] = others[name]


def _entries(path: str, text: str, problems: list[Problem]) -> Iterator[tuple[int, Entry]]:
    """The entries of one file, each with the line on which it begins."""
    parser = Parser()  # remembers what `@string` has defined
    found = list(_BEGIN.finditer(text))
    for begin, after in zip_longest(found, found[1:]):
        if begin[1].lower() == "comment":
            continue
        line = text.count("\n", 0, begin.start()) + 1
        parser.data = BibliographyData()
        try:
            parser.parse_string(text[begin.start() : after.start() if after else len(text)])
        except (PybtexError, ValueError) as error:
            problems.append(Problem(path, line, _unreadable(begin[2], error)))
            continue
        yield from ((line, entry) for entry in parser.data.entries.values())


def _unreadable(key: str, error: Exception) -> str:
    said = _PLACE.sub("", str(error))
    advice = "put text in brackets" if isinstance(error, UndefinedMacro) else "look for a bracket or a comma"
    return f"{f'`{key}`' if key else 'an entry without a key'} cannot be read ({said}): {advice}"


def _unusable(entry: Entry, error: Exception) -> str:
    if isinstance(error, FieldIsMissing):
        missing = str(error).removeprefix("missing ").partition(" in ")[0]
        return f"`{entry.key}`, a work of the kind `@{entry.type}`, has no `{missing}`: add it, or write `@misc`"
    if isinstance(error, AttributeError):
        return f"`{entry.key}` is of an unknown kind, `@{entry.type}`: write `@misc`, or a kind that BibTeX knows"
    return f"`{entry.key}` cannot be shown ({error}): look for a bracket or a command that LaTeX does not know"
