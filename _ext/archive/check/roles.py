"""Roles that refer to something, found in the sources: names such as ``{person}`…` ``, which may lead nowhere, and
citations such as ``{footcite:p}`munro-2011` ``, whose work may be in no file."""

from __future__ import annotations

import ast
import difflib
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from ..core.addresses import POSTS, find_post
from ..core.problems import Problem
from ..model import definitions
from ..model.definitions import KINDS, Definition
from ..source import sourcefiles
from ..source.consistency import nearest_posts
from ..source.markdown import Directive, Text
from ..source.scanning import Scan, State

_TARGET = re.compile(r"\s*\S.*<([^<>]+)>", re.DOTALL)

Role = tuple[str, int, str, str]
"""File, line, kind and target of one reference."""


def roles(texts: Mapping[str, Text]) -> list[Role]:
    """Every reference by role in some texts, by their paths."""
    found: list[Role] = []
    for path, text in texts.items():
        for line, name, words in text.roles:
            if not words.startswith("!") and (named := reference(name, words)):
                found.append((path, line, *named))
    return found


def reference(role: str, text: str) -> tuple[str, str] | None:
    """Kind and target of a role that refers to a post or to what is defined."""
    kind = role.removeprefix("archive:")
    if kind != "post" and kind not in KINDS:
        return None
    explicit = _TARGET.fullmatch(text)
    return kind, " ".join((explicit[1] if explicit else text).split())


def problems(found: Iterable[Role], scan: Scan, docnames: Iterable[str]) -> Iterator[Problem]:
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
            message = hidden(target, scan.hidden.get(find_post(target, known, by_name)[0], ""))
        if message:
            yield Problem(path, line, message)


def _post(target: str, known: set[str], by_name: Mapping[str, tuple[str, ...]]) -> str:
    found = find_post(target, known, by_name)
    if len(found) > 1:
        paths = " and ".join(name.removeprefix(POSTS) for name in found)
        return f"the name `{target}` fits {paths}: refer to one of them by its path"
    return "" if found else unknown("post", target, nearest_posts(target, known))


def hidden(target: str, why: str) -> str:
    """What to say of a reference to a post that has no page, if `why` says so; a withheld one has a notice."""
    if why not in (State.DRAFT, State.SCHEDULED):
        return ""
    what = "a draft" if why == State.DRAFT else "dated in the future"
    return f"the link leads to {target}, which is {what}: publish that first, or take out the link"


def _definition(kind: str, target: str, scan: Scan) -> str:
    found = scan.definitions.find(kind, target)
    if len(found) > 1:
        return ambiguous(target, found)
    return "" if found else unknown(kind, target, scan.definitions.nearest(kind, target))


def ambiguous(target: str, found: Iterable[Definition]) -> str:
    names = " or ".join(f"{entry.name} ({entry.where})" for entry in found)
    return f"`{target}` may mean {names}: write the name of one"


def unknown(kind: str, target: str, near: list[str]) -> str:
    """What to say of a reference to nothing, with the nearest names that there are."""
    if near:
        return f"there is no {kind} `{target}`: did you mean {' or '.join(f'`{name}`' for name in near)}?"
    where = "mend the path" if kind == "post" else f"define it in {definitions.FOLDER}/{KINDS[kind].file}.yaml"
    return f"there is no {kind} `{target}`: {where}"


def unmentioned(
    found: Iterable[Role], cited: Iterable[str], scan: Scan, authors: Iterable[str] = ()
) -> Iterator[Problem]:
    """The definitions that nothing mentions, hidden posts included; `cited` are the keys of the works cited, `authors`
    the names of those who wrote, beside those that posts name: of them a definition has a use without."""
    used = {entry for _, _, kind, target in found for entry in scan.definitions.find(kind, target)}
    used.update(entry for key in cited for entry in scan.definitions.find("work", key))
    names = {*authors, *(name for front in scan.posts.values() for name in front.authors)}
    used.update(entry for kind in ("person", "org") for name in names for entry in scan.definitions.find(kind, name))
    for entry in scan.definitions.entries:
        if entry not in used:
            yield Problem(entry.path, entry.line, f"nothing mentions `{entry.name}`, so it has no page")


_ENTRY = re.compile(r"^[ \t]*@[ \t]*(?!comment|string|preamble)\w+[ \t]*[{(][ \t]*([^\s,{}()=]+)", re.M | re.I)
CITING = re.compile(r"(foot)?cite(:\w+)?")


def work_keys(root: Path, files: Iterable[str]) -> set[str]:
    """The keys of all works in BibTeX files."""
    found: set[str] = set()
    for name in files:
        with suppress(sourcefiles.FileFault):
            found.update(_ENTRY.findall(sourcefiles.read(os.fspath(root), name).decode(errors="replace")))
    return found


def citations(texts: Mapping[str, Text]) -> Iterator[tuple[str, int, str]]:
    """File, line and key of each citation in some texts, by their paths."""
    for path, text in texts.items():
        for line, name, words in text.roles:
            if CITING.fullmatch(name):
                yield from ((path, line, key) for key in (one.strip() for one in words.split(",")) if key)


def citation_problems(root: Path, texts: Mapping[str, Text], files: Sequence[str]) -> Iterator[Problem]:
    """Each citation in some texts, by their paths, of a work that none of `files` holds."""
    known = work_keys(root, files)
    spelt = {key.lower(): key for key in sorted(known)}
    for path, line, key in citations(texts):
        if key.lower() not in spelt:
            yield Problem(path, line, f"there is no work `{key}`: {citation_advice(key, known, files)}")
        elif key not in known:  # which goes well until a text has both spellings
            yield Problem(path, line, f"the key of the work is spelt `{spelt[key.lower()]}`: write it so")
    for path, text in texts.items():
        lists = (one for one in text.directives if one.name == "bibliography")
        yield from (Problem(path, one.line, message) for one in lists if (message := _fault_of_list(path, one, files)))


def _fault_of_list(path: str, one: Directive, files: Sequence[str]) -> str:
    """What is wrong with a list of works in the text at `path`."""
    from pybtex.plugin import PluginNotFound, find_plugin

    for name in one.argument.split():
        if sourcefiles.located(path, name) not in files:
            known = " or ".join(f"`/{file}`" for file in files) or "none"
            return f"`{name}` is no file of works of this site: write {known}, or nothing for all"
    try:
        find_plugin("pybtex.style.formatting", one.options.get("style", "plain"))
    except PluginNotFound:
        return f"there is no style `{one.options['style']}`: write `plain`, `alpha` or `unsrt`"
    try:
        ast.parse(one.options.get("filter", ""))
    except SyntaxError as error:
        return f"the filter cannot be read ({error.msg}): write one such as `cited and year > '2010'`"
    return ""


def citation_advice(key: str, known: Iterable[str], files: Sequence[str]) -> str:
    """What an author may have meant by a key that no work has."""
    near = difflib.get_close_matches(key, sorted(known), 3, 0.6)
    if near:
        return f"did you mean {' or '.join(f'`{one}`' for one in near)}?"
    return f"add it to {' or '.join(files)}" if files else "no file of works is named in conf.py, as `bibtex_bibfiles`"
