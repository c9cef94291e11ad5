"""Names that stand in a post as plain words, though they are defined and no role in the post marks them.

Rather one too few than one too many: a hint that is often wrong is read by nobody.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from markdown_it.token import Token
from myst_parser.config.main import MdParserConfig

from ..core.addresses import POSTS
from ..core.problems import Problem
from ..model.definitions import Definition, Definitions, alike
from ..source.markdown import Role, Scanner
from . import roles as rolecheck

#: Where no role belongs, or words are somebody else's: addresses and quotations.
_APART = re.compile(r'https?://\S+|"[^"\n]*"|“[^“”]*”')
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

    def may_be_in(self, text: str) -> bool:
        """Whether any name may stand in `text`: a quick look."""
        return not self._by_first.keys().isdisjoint(_WORD.findall(alike(text)))

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


class _Prose(Scanner):
    """Reads a text for its names: the words of its paragraphs, without what is no word of the author's own."""

    def places(self, text: str, line: int, names: Names) -> list[Place]:
        """Every place of a text, whose first line is `line`, that names what is defined; in order."""
        self._names = names
        self._places: list[Place] = []
        self._noted: set[Role] = set()
        self._quoted = 0
        roles = self.scan(text, line, whole=True).roles
        # Those of headings, of directives' arguments and of reStructuredText.
        others = (role for role in roles if role not in self._noted)
        self._places += [place for role in others for place in _marked(names.known, role, 0)]
        return sorted(self._places, key=lambda place: place.line)

    def block(self, token: Token, line: int) -> None:
        if token.type in ("blockquote_open", "blockquote_close"):
            self._quoted += token.nesting
        elif token.type == "inline" and (self._names.may_be_in(token.content) or "{" in token.content):
            self._paragraph_of(token, line + (token.map or [0])[0])
        super().block(token, line)

    def _paragraph_of(self, block: Token, line: int) -> None:
        """Note the names in a paragraph whose first line is `line`, by roles or, outside quotations, without."""
        words, links = "", 0
        found: list[Place] = []
        for token in self.inline(block).tokens:
            links += token.nesting if token.type in ("link_open", "link_close") else 0
            if token.type == "myst_role":
                role = Role(line + words.count("\n"), token.meta["name"], token.content)
                self._noted.add(role)
                found += _marked(self._names.known, role, len(words))
            if token.type in ("softbreak", "hardbreak"):
                words += "\n"
            elif token.type in ("text", "text_special") and not links:
                words += token.content
            else:
                words += "\0" + "\n" * token.content.count("\n")
        if not self._quoted:
            found += self._names.plain(_APART.sub(_blank, words), line)
        self._places += sorted(found, key=lambda place: place.start)


@lru_cache(maxsize=8)
def _prose(extensions: frozenset[str]) -> _Prose:
    return _Prose(MdParserConfig(enable_extensions=set(extensions)))


def places(text: str, first: int, names: Names, config: MdParserConfig | None = None) -> list[Place]:
    """Every place of a text, whose first line is `first`, that names what is defined; in order.

    `config` holds the extensions of MyST that the text is written in.
    """
    if not names.may_be_in(text):
        return []
    return _prose(frozenset(config.enable_extensions if config else ())).places(text, first, names)


def _marked(known: Definitions, role: Role, start: int) -> Iterator[Place]:
    """What a role that names or cites marks."""
    meant: Iterable[tuple[Definition, ...]] = ()
    if reference := rolecheck.reference(role.name, role.text.removeprefix("!")):
        meant = [known.find(*reference)]
    elif rolecheck.CITING.fullmatch(role.name):
        meant = [known.find("work", key.strip()) for key in role.text.split(",")]
    for entries in meant:
        yield Place(start, role.line, role.text, entries, marked=True)


def _blank(words: re.Match[str]) -> str:
    return re.sub(r"[^\n]", "\0", words[0])


def hints(
    sources: Mapping[str, tuple[str, int]], known: Definitions, config: MdParserConfig | None = None
) -> Iterator[Problem]:
    """For each definition, the first post that names it and has no role for it, and how many others there are.

    `sources` are texts by their paths, each without front matter and with its first line; `config` holds their
    extensions of MyST.
    """
    found: dict[Definition, list[tuple[str, Place]]] = {}
    names = Names(known)
    for path in sorted(sources) if known else ():
        if path.startswith(POSTS):
            there = places(*sources[path], names, config)
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
