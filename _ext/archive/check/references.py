"""What texts refer to, without a build: by roles such as ``{person}`…` ``, which may lead nowhere; by citations such as
``{footcite:p}`munro-2011` ``, whose work may be in no file; and by names in plain words, which no role marks."""

from __future__ import annotations

import ast
import difflib
import os
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from markdown_it.token import Token
from myst_parser.config.main import MdParserConfig

from ..core.addresses import POSTS, find_post
from ..core.problems import Problem
from ..model import definitions
from ..model.definitions import KINDS, Definition, Definitions, normalize_punctuation
from ..source import sourcefiles
from ..source.consistency import nearest_posts
from ..source.markdown import Directive, Role, Scanner, Text
from ..source.scanning import HiddenReason, Scan

#: The text of a role that has words of its own before its target: ``the minister <Ann Author>``.
_TITLED_TARGET = re.compile(r"\s*\S.*<([^<>]+)>", re.DOTALL)


class RoleReference(NamedTuple):
    """One reference by a role to a post or a definition."""

    path: str
    line: int
    kind: str
    """``post``, or one of `KINDS`."""
    target: str
    """As its author wrote it."""


def role_references(texts: Mapping[str, Text]) -> list[RoleReference]:
    """Every reference by role in some texts, by their paths."""
    found: list[RoleReference] = []
    for path, text in texts.items():
        for line, name, words in text.roles:
            reference = None if words.startswith("!") else kind_and_target(name, words)
            if reference:
                found.append(RoleReference(path, line, *reference))
    return found


def kind_and_target(role: str, text: str) -> tuple[str, str] | None:
    """Kind and target of a role that refers to a post or to a definition; None for any other."""
    kind = role.removeprefix("archive:")
    if kind != "post" and kind not in KINDS:
        return None
    titled = _TITLED_TARGET.fullmatch(text)
    return kind, " ".join((titled[1] if titled else text).split())


def problems(found: Iterable[RoleReference], scan: Scan, docnames: Iterable[str]) -> Iterator[Problem]:
    """The references that lead nowhere, or may lead to more than one; `docnames` are all posts."""
    known = set(docnames)
    by_name: dict[str, tuple[str, ...]] = {}
    for name in sorted(known):
        slug = name.rpartition("/")[2]
        by_name[slug] = (*by_name.get(slug, ()), name)
    for path, line, kind, target in found:
        if kind != "post":
            message = _definition(kind, target, scan)
        elif not (message := _post(target, known, by_name)) and path.removesuffix(".md") not in scan.hidden:
            message = hidden_target(target, scan.hidden.get(find_post(target, known, by_name)[0], ""))
        if message:
            yield Problem(path, line, message)


def _post(target: str, known: set[str], by_name: Mapping[str, tuple[str, ...]]) -> str:
    found = find_post(target, known, by_name)
    if len(found) > 1:
        paths = " and ".join(name.removeprefix(POSTS) for name in found)
        return f"the name `{target}` fits {paths}: refer to one of them by its path"
    return "" if found else unknown_target("post", target, nearest_posts(target, known))


def hidden_target(target: str, why: str) -> str:
    """What to say of a reference to a post that has no page, if `why` says so; a withheld one has a notice."""
    if why not in (HiddenReason.DRAFT, HiddenReason.SCHEDULED):
        return ""
    what = "a draft" if why == HiddenReason.DRAFT else "dated in the future"
    return f"the link leads to {target}, which is {what}: publish that first, or take out the link"


def _definition(kind: str, target: str, scan: Scan) -> str:
    found = scan.definitions.find(kind, target)
    if len(found) > 1:
        return ambiguous_target(target, found)
    return "" if found else unknown_target(kind, target, scan.definitions.nearest(kind, target))


def ambiguous_target(target: str, found: Iterable[Definition]) -> str:
    """What to say of a reference that may be to any of the definitions `found`."""
    names = " or ".join(f"{entry.name} ({entry.where})" for entry in found)
    return f"`{target}` may mean {names}: write the name of one"


def unknown_target(kind: str, target: str, near: list[str]) -> str:
    """What to say of a reference to nothing, with the nearest names that there are."""
    if near:
        return f"there is no {kind} `{target}`: did you mean {' or '.join(f'`{name}`' for name in near)}?"
    where = "mend the path" if kind == "post" else f"define it in {definitions.FOLDER}/{KINDS[kind].file}.yaml"
    return f"there is no {kind} `{target}`: {where}"


def unmentioned(
    found: Iterable[RoleReference], cited: Iterable[str], scan: Scan, authors: Iterable[str] = ()
) -> Iterator[Problem]:
    """The definitions that no reference among `found` mentions, which are those in hidden posts too.

    A definition has a use too if it is of a work whose key is `cited`, or of an author, whom a post names or who is one
    of `authors`.
    """
    used = {entry for _, _, kind, target in found for entry in scan.definitions.find(kind, target)}
    used.update(entry for key in cited for entry in scan.definitions.find("work", key))
    names = {*authors, *(name for front in scan.posts.values() for name in front.authors)}
    used.update(entry for kind in ("person", "org") for name in names for entry in scan.definitions.find(kind, name))
    for entry in scan.definitions.entries:
        if entry not in used:
            yield Problem(entry.path, entry.line, f"nothing mentions `{entry.name}`, so it has no page")


#: Roles of sphinxcontrib-bibtex, which cite works.
CITING = re.compile(r"(foot)?cite(:\w+)?")


def work_keys(root: Path, files: Iterable[str], style: str) -> tuple[set[str], list[Problem]]:
    """The keys of the works in BibTeX `files`, as far as they can be read and shown in `style`, and what is wrong."""
    sources: dict[str, bytes] = {}
    for name in files:
        with suppress(sourcefiles.FileFault):
            sources[name] = sourcefiles.read(os.fspath(root), name)
    if not sources:
        return set(), []
    from pybtex.plugin import PluginNotFound

    from ..source import bibfiles  # most blogs cite nothing, and to load it takes a while

    try:
        found = bibfiles.read(sources, style)
    except PluginNotFound:  # which a build says
        found = bibfiles.read(sources, "unsrt")
    return {key for keys in found.keys.values() for key in keys}, found.problems


def citations(texts: Mapping[str, Text]) -> Iterator[tuple[str, int, str]]:
    """File, line and key of each citation in some texts, by their paths."""
    for path, text in texts.items():
        for line, name, words in text.roles:
            if CITING.fullmatch(name):
                keys = filter(None, map(str.strip, words.split(",")))
                yield from ((path, line, key) for key in keys)


def citation_problems(known: Collection[str], texts: Mapping[str, Text], files: Sequence[str]) -> Iterator[Problem]:
    """Each citation in some texts, by their paths, of a work whose key is none of the `known` ones of `files`."""
    spelt = {key.lower(): key for key in sorted(known)}
    for path, line, key in citations(texts):
        if key.lower() not in spelt:
            yield Problem(path, line, f"there is no work `{key}`: {citation_advice(key, known, files)}")
        elif key not in known:  # which goes well until a text has both spellings
            yield Problem(path, line, f"the key of the work is spelt `{spelt[key.lower()]}`: write it so")
    for path, text in texts.items():
        for directive in text.directives:
            if directive.name == "bibliography" and (message := _bibliography_fault(path, directive, files)):
                yield Problem(path, directive.line, message)


def _bibliography_fault(path: str, bibliography: Directive, files: Sequence[str]) -> str:
    """What is wrong with a list of works in the text at `path`; empty if nothing is."""
    from pybtex.plugin import PluginNotFound, find_plugin

    for name in bibliography.argument.split():
        if sourcefiles.resolve_path(path, name) not in files:
            known = " or ".join(f"`/{file}`" for file in files) or "none"
            return f"`{name}` is no file of works of this site: write {known}, or nothing for all"
    try:
        find_plugin("pybtex.style.formatting", bibliography.options.get("style", "plain"))
    except PluginNotFound:
        return f"there is no style `{bibliography.options['style']}`: write `plain`, `alpha` or `unsrt`"
    try:
        ast.parse(bibliography.options.get("filter", ""))
    except SyntaxError as error:
        return f"the filter cannot be read ({error.msg}): write one such as `cited and year > '2010'`"
    return ""


def citation_advice(key: str, known: Iterable[str], files: Sequence[str]) -> str:
    """What an author may have meant by a key that no work has."""
    near = difflib.get_close_matches(key, sorted(known), 3, 0.6)
    if near:
        return f"did you mean {' or '.join(f'`{other}`' for other in near)}?"
    return f"add it to {' or '.join(files)}" if files else "no file of works is named in conf.py, as `bibtex_bibfiles`"


#: Where names need no role: addresses and quotations, whose words are somebody else's.
_PASSED_OVER = re.compile(r'https?://\S+|"[^"\n]*"|“[^“”]*”')
_WORD = re.compile(r"\w+")
#: What may stand right before a name, and what may not follow it, since the two would be another, longer name.
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
    """All definitions that the words may mean."""
    marked: bool
    """Whether a role or a citation marks it, even a role that says that it is no name."""
    certain: bool = True
    """False of a single word that may be an ordinary one there, as at the beginning of a sentence."""


class Names:
    """All names and aliases of definitions, to be found in texts."""

    def __init__(self, known: Definitions) -> None:
        self.known = known
        self._meanings: dict[str, tuple[Definition, ...]] = {}
        for entry in known.entries:
            spellings = [spelling for name in (entry.name, *entry.aliases) for spelling in _spellings(name)]
            for name in dict.fromkeys(spellings):
                self._meanings[name] = (*self._meanings.get(name, ()), entry)
        self._by_first_word: dict[str, list[str]] = {}
        for name in self._meanings:
            if first := _WORD.match(name):
                self._by_first_word.setdefault(first[0], []).append(name)

    def may_be_in(self, text: str) -> bool:
        """Whether any name may stand in `text`: a quick look."""
        return not self._by_first_word.keys().isdisjoint(_WORD.findall(normalize_punctuation(text)))

    def plain(self, text: str, line: int) -> Iterator[Place]:
        """Every name in `text`, whose first line is `line`; of names within names the longest."""
        # Of the same length as `text`; names that were found are blanked out in it.
        flat = normalize_punctuation(text).replace("\n", " ")
        present = self._by_first_word.keys() & set(_WORD.findall(flat))
        names = (name for first in present for name in self._by_first_word[first] if name in flat)
        for name in sorted(names, key=lambda name: (-len(name), name)):
            start = flat.find(name)
            while start >= 0:
                end = start + len(name)
                if _is_whole(text, start, end):
                    certain = " " in name or _follows_plain_word(text, start)
                    at = line + text.count("\n", 0, start)
                    yield Place(start, at, text[start:end], self._meanings[name], marked=False, certain=certain)
                    flat = flat[:start] + "\0" * len(name) + flat[end:]
                start = flat.find(name, end)


def _spellings(name: str) -> Iterator[str]:
    """A name as it is written in a sentence; one such as “Family courts” begins with a small letter there."""
    name = normalize_punctuation(name)
    yield name
    if " " in name and name[1:].islower():
        yield name[0].lower() + name[1:]


def _is_whole(text: str, start: int, end: int) -> bool:
    return (not start or text[start - 1] in _MAY_PRECEDE) and not _RUNS_ON.match(text, end)


def _follows_plain_word(text: str, start: int) -> bool:
    before = _WORD_BEFORE.search(text, max(0, start - 60), start)
    return bool(before and (before[1].islower() or before[2]))


class _Prose(Scanner):
    """Reads a text for names in its paragraphs, outside quotations, code, links and HTML."""

    def places(self, text: str, line: int, names: Names) -> list[Place]:
        """Every place of a text, whose first line is `line`, that names what is defined; in order."""
        self._names = names
        self._places: list[Place] = []
        self._noted: set[Role] = set()
        self._quotation_depth = 0
        for role in self.scan(text, line, whole=True).roles:
            if role not in self._noted:  # in a heading, a directive's argument or reStructuredText
                self._places += _marked(names.known, role, 0)
        return sorted(self._places, key=lambda place: place.line)

    def block(self, token: Token, line: int) -> None:
        if token.type in ("blockquote_open", "blockquote_close"):
            self._quotation_depth += token.nesting
        elif token.type == "inline" and (self._names.may_be_in(token.content) or "{" in token.content):
            self._note_names(token, line + (token.map or [0])[0])
        super().block(token, line)

    def _note_names(self, block: Token, line: int) -> None:
        """Note the names in a paragraph whose first line is `line`, by roles or, outside quotations, without."""
        # The paragraph, with NUL in the place of what is no word of its own.
        words, link_depth = "", 0
        found: list[Place] = []
        for token in self.inline(block).tokens:
            link_depth += token.nesting if token.type in ("link_open", "link_close") else 0
            if token.type == "myst_role":
                role = Role(line + words.count("\n"), token.meta["name"], token.content)
                self._noted.add(role)
                found += _marked(self._names.known, role, len(words))
            if token.type in ("softbreak", "hardbreak"):
                words += "\n"
            elif token.type in ("text", "text_special") and not link_depth:
                words += token.content
            else:
                words += "\0" + "\n" * token.content.count("\n")
        if not self._quotation_depth:
            found += self._names.plain(_PASSED_OVER.sub(_blank, words), line)
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
    """The places that a role which names or cites marks: one for each key that it cites."""
    meant: Iterable[tuple[Definition, ...]] = ()
    if reference := kind_and_target(role.name, role.text.removeprefix("!")):
        meant = [known.find(*reference)]
    elif CITING.fullmatch(role.name):
        meant = [known.find("work", key.strip()) for key in role.text.split(",")]
    for entries in meant:
        yield Place(start, role.line, role.text, entries, marked=True)


def _blank(words: re.Match[str]) -> str:
    """As many NUL as there are characters, but for line ends."""
    return re.sub(r"[^\n]", "\0", words[0])


def unmarked(
    sources: Mapping[str, tuple[str, int]], known: Definitions, config: MdParserConfig | None = None
) -> Iterator[Problem]:
    """For each definition, the first post that names it and has no role for it, and how many others there are.

    Rather one too few than one too many: a hint that is often wrong is read by nobody.

    `sources` are texts by their paths, each without front matter and with its first line; `config` holds their
    extensions of MyST.
    """
    found: dict[Definition, list[tuple[str, Place]]] = {}
    names = Names(known)
    posts = [path for path in sorted(sources) if path.startswith(POSTS)] if known else []
    for path in posts:
        for entry, place in _first_unmarked(places(*sources[path], names, config)).items():
            found.setdefault(entry, []).append((path, place))
    for entry, in_posts in found.items():
        path, place = in_posts[0]
        words = " ".join(place.words.split())
        others = len(in_posts) - 1
        more = f", nor in {others} other posts" if others > 1 else ", nor in another post" if others else ""
        message = (f"no role marks `{words}` here{more}: write {{{entry.kind}}}`{words}`,"
                   f" or {{{entry.kind}}}`!{words}` where that is not meant")  # fmt: skip
        yield Problem(path, place.line, message)


def _first_unmarked(found: Sequence[Place]) -> dict[Definition, Place]:
    """Of the places of one text, the first that certainly names each definition that is marked nowhere in it."""
    marked = {entry for place in found if place.marked for entry in place.entries}
    first: dict[Definition, Place] = {}
    for place in reversed(found):
        if place.certain and not place.marked and marked.isdisjoint(place.entries):
            first[place.entries[0]] = place
    return first
