"""Names that stand in a post as plain words, though they are defined and no role in the post marks them.

Rather one too few than one too many: a hint that is often wrong is read by nobody.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from ..core.paths import POSTS
from ..core.problems import Problem
from ..model.definitions import Definition, Definitions, alike
from . import citations as citecheck
from . import roles as rolecheck

#: A line that begins or ends a block of code.
_FENCE = re.compile(r"[ ]{0,3}(?P<fence>`{3,}(?=[^`]*$)|~{3,})[ \t]*(?P<info>.*)")
#: What a directive holds is text, unless it is code.
_DIRECTIVE = re.compile(r"\{(?!code|literal|math)")
_BLANK_LINE = r"\n[ \t]*\n"
#: A comment: one that begins a line ends with its mark or with the text, another within its paragraph (CommonMark 0.31,
#: 4.6 and 6.6). What is not ended counts as one all the same, so that nothing is gone through again and again.
_COMMENT = (
    r"<!--(?:(?:(?<=\A<!--)|(?<=\n<!--)|(?<=\n <!--)|(?<=\n  <!--)|(?<=\n   <!--))[\s\S]*?(?:-->|\Z)"
    rf"|(?:(?!{_BLANK_LINE})[\s\S])*?(?:-->|(?={_BLANK_LINE})|\Z))"
)
#: A comment, a role of any name, or code, in which what looks like a role is none.
_ROLE = re.compile(
    _COMMENT + r"|(?<!\\)(?:\{([\w:.+-]+)\})?(?<!`)(`+)(?!`)((?:(?!\n[ \t]*\n).)+?)(?<!`)\2(?!`)", re.DOTALL
)
#: Where no role belongs, or words are somebody else's: comments, tags, addresses, links, options, headings, quotations.
_APART = re.compile(
    _COMMENT + r"|<[^<>\n]+>|https?://\S+|!?\[[^\[\]]*\](?:\([^()\n]*\)|\[[^\[\]\n]*\]|:.*$)?"
    r'|^ {0,3}(?:#|>|:\w+:).*$|^.+\n {0,3}(?:=+|-+)[ \t]*$|"[^"\n]*"|“[^“”]*”',
    re.MULTILINE,
)
_WORD = re.compile(r"\w+")
#: What may stand right before a name, and what may not come after it, since the two would be a longer name.
_MAY_PRECEDE = frozenset(" \n\t(*_‘“–—")
_RUNS_ON = re.compile(r"[-.@/]?\w|['’](?!s\b)\w|\s+(?:(?:of|for)\s+(?:the\s+)?)?(?![a-z])\w")
_WORD_BEFORE = re.compile(r"(\w+)(,?)\s$")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a post names somebody."""

    start: int
    line: int
    words: str
    entries: tuple[Definition, ...]
    """All that the words may mean."""
    marked: bool
    """By a role, even by one that makes it no name; or by a citation."""
    certain: bool = True
    """False of a single word where it may be an ordinary one, as when it begins a sentence."""


class Names:
    """All names and aliases, to be found in texts."""

    def __init__(self, known: Definitions) -> None:
        self.known = known
        self._means: dict[str, tuple[Definition, ...]] = {}
        for entry in known.entries:
            for name in dict.fromkeys(spelt for word in (entry.name, *entry.aliases) for spelt in _spellings(word)):
                self._means[name] = (*self._means.get(name, ()), entry)
        self._by_first: dict[str, list[str]] = {}
        for name in self._means:
            if first := _WORD.match(name):
                self._by_first.setdefault(first[0], []).append(name)

    def plain(self, text: str, line: int) -> Iterator[Place]:
        """Every name in `text`, whose first line is `line`; of names within names the longest."""
        flat = alike(text).replace("\n", " ")
        present = self._by_first.keys() & set(_WORD.findall(flat))
        names = (name for first in present for name in self._by_first[first] if name in flat)
        for name in sorted(names, key=lambda name: (-len(name), name)):
            start = flat.find(name)
            while start >= 0:
                end = start + len(name)
                if _is_whole(text, start, end):
                    certain = " " in name or _follows_plain_word(text, start)
                    at = line + text.count("\n", 0, start)
                    yield Place(start, at, text[start:end], self._means[name], marked=False, certain=certain)
                    flat = flat[:start] + "\0" * len(name) + flat[end:]
                start = flat.find(name, end)


def _spellings(name: str) -> Iterator[str]:
    """A name as it is written in a sentence; one such as “Family courts” begins with a small letter there."""
    name = alike(name)
    yield name
    if " " in name and name[1:].islower():
        yield name[0].lower() + name[1:]


def _is_whole(text: str, start: int, end: int) -> bool:
    return (not start or text[start - 1] in _MAY_PRECEDE) and not _RUNS_ON.match(text, end)


def _follows_plain_word(text: str, start: int) -> bool:
    before = _WORD_BEFORE.search(text, max(0, start - 60), start)
    return bool(before and (before[1].islower() or before[2]))


def places(text: str, first: int, names: Names) -> list[Place]:
    """Every place of a text, whose first line is `first`, that names what is defined; in order."""
    text = "\n".join(_without_blocks(text.split("\n")))
    found: list[Place] = []

    def mark(role: re.Match[str]) -> str:
        for entries in _marked(names.known, role[1] or "", role[3] or ""):
            line = first + text.count("\n", 0, role.start())
            found.append(Place(role.start(), line, role[3], entries, marked=True))
        return _blank(role)

    found += names.plain(_APART.sub(_blank, _ROLE.sub(mark, text)), first)
    return sorted(found, key=lambda place: place.start)


def _without_blocks(lines: Iterable[str]) -> Iterator[str]:
    """The lines, with an empty one in the place of each line of a code block."""
    code = ""
    directives: list[str] = []
    for line in lines:
        fence = _FENCE.fullmatch(line)
        if not fence:
            yield "" if code else line
            continue
        yield ""
        mark, info = fence["fence"], fence["info"].strip()
        if code:
            code = "" if not info and mark.startswith(code) else code
        elif not info and directives and mark.startswith(directives[-1]):
            directives.pop()
        elif _DIRECTIVE.match(info):
            directives.append(mark)
        else:
            code = mark


def _blank(words: re.Match[str]) -> str:
    return re.sub(r"[^\n]", "\0", words[0])


def _marked(known: Definitions, role: str, text: str) -> Iterator[tuple[Definition, ...]]:
    if reference := rolecheck.reference(role, text.removeprefix("!")):
        yield known.find(*reference)
    elif citecheck.CITING.fullmatch(role):
        yield from (known.find("work", key.strip()) for key in text.split(","))


def hints(sources: Mapping[str, tuple[str, int]], known: Definitions) -> Iterator[Problem]:
    """For each definition, the first post that names it and has no role for it, and how many others there are.

    `sources` are texts by their paths, each without front matter and with its first line.
    """
    found: dict[Definition, list[tuple[str, Place]]] = {}
    names = Names(known)
    for path in sorted(sources) if known else ():
        if path.startswith(POSTS):
            there = places(*sources[path], names)
            marked = {entry for place in there if place.marked for entry in place.entries}
            first = {place.entries[0]: place for place in reversed(there) if place.certain and not place.marked
                     if marked.isdisjoint(place.entries)}  # fmt: skip
            for entry, place in first.items():
                found.setdefault(entry, []).append((path, place))
    for entry, ones in found.items():
        path, place = ones[0]
        words = " ".join(place.words.split())
        more = f", nor in {len(ones) - 1} other posts" if len(ones) > 2 else ", nor in another post" if ones[1:] else ""
        message = (f"no role marks `{words}` here{more}: write {{{entry.kind}}}`{words}`,"
                   f" or {{{entry.kind}}}`!{words}` where that is not meant")  # fmt: skip
        yield Problem(path, place.line, message)
