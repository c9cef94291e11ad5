"""Citations, such as ``{footcite:p}`munro-2011` ``, found in the sources: which are of works that no file holds."""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from ..core.problems import Problem
from ..source import sourcefiles
from ..source.markdown import Text

_ENTRY = re.compile(r"^[ \t]*@[ \t]*(?!comment|string|preamble)\w+[ \t]*[{(][ \t]*([^\s,{}()=]+)", re.M | re.I)
CITING = re.compile(r"(foot)?cite(:\w+)?")


def keys(root: Path, files: Iterable[str]) -> set[str]:
    """The keys of all works in BibTeX files."""
    found: set[str] = set()
    for name in files:
        with suppress(sourcefiles.FileFault):
            found.update(_ENTRY.findall(sourcefiles.read(os.fspath(root), name).decode(errors="replace")))
    return found


def cited(texts: Mapping[str, Text]) -> Iterator[tuple[str, int, str]]:
    """File, line and key of each citation in some texts, by their paths."""
    for path, text in texts.items():
        for line, name, words in text.roles:
            if CITING.fullmatch(name):
                yield from ((path, line, key) for key in (one.strip() for one in words.split(",")) if key)


def problems(root: Path, texts: Mapping[str, Text], files: Sequence[str]) -> Iterator[Problem]:
    """Each citation in some texts, by their paths, of a work that none of `files` holds."""
    known = keys(root, files)
    spelt = {key.lower(): key for key in sorted(known)}
    for path, line, key in cited(texts):
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
