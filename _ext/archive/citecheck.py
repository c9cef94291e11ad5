"""Citations, such as ``{footcite:p}`munro-2011` ``, found in the sources: which are of works that no file holds."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from . import rolecheck
from .problems import Problem

_ENTRY = re.compile(r"^[ \t]*@[ \t]*(?!comment|string|preamble)\w+[ \t]*[{(][ \t]*([^\s,{}()=]+)", re.M | re.I)
CITING = re.compile(r"(foot)?cite(:\w+)?")


def keys(root: Path, files: Iterable[str]) -> set[str]:
    """The keys of all works in BibTeX files."""
    found: set[str] = set()
    for name in files:
        if (root / name).is_file():
            found.update(_ENTRY.findall((root / name).read_text(encoding="utf-8", errors="replace")))
    return found


def cited(root: Path, paths: Iterable[str]) -> Iterator[tuple[str, int, str]]:
    """File, line and key of each citation in the Markdown files at `paths`."""
    for path, line, name, text in rolecheck.every(root, paths):
        if CITING.fullmatch(name):
            yield from ((path, line, key) for key in (one.strip() for one in text.split(",")) if key)


def problems(root: Path, paths: Iterable[str], files: Sequence[str]) -> Iterator[Problem]:
    """Each citation, in the Markdown files at `paths`, of a work that none of `files` holds."""
    known = keys(root, files)
    spelt = {key.lower(): key for key in sorted(known)}
    for path, line, key in cited(root, paths):
        if key.lower() not in spelt:
            yield Problem(path, line, f"there is no work `{key}`: {advice(key, known, files)}")
        elif key not in known:  # which goes well until a text has both spellings
            yield Problem(path, line, f"the key of the work is spelt `{spelt[key.lower()]}`: write it so")


def advice(key: str, known: Iterable[str], files: Sequence[str]) -> str:
    """What an author may have meant by a key that no work has."""
    near = difflib.get_close_matches(key, sorted(known), 3, 0.6)
    if near:
        return f"did you mean {' or '.join(f'`{one}`' for one in near)}?"
    return f"add it to {' or '.join(files)}" if files else "no file of works is named in conf.py, as `bibtex_bibfiles`"
