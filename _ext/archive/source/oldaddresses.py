"""Reading ``old-addresses/*.txt``: on each line an old address, what it leads to, and its name.

.. code-block:: text

    # Where the addresses of https://blog.example/ lead
    /                         wordpress  https://blog.example
    /category/food/bread/     category   Bread
    /?cat=12                  category   Bread
    /2007/04/26/              day        2007-04-26
    /2007/04/26/loaf/crust/   file       posts/2007/04/loaf.md

An address is in the form of the field ``redirect``; a blank in it is written ``%20``.
"""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..core.addresses import is_generated
from ..core.problems import Problem
from ..core.slugs import name_key
from ..core.yamltext import Node
from ..model.oldaddresses import FOLDER, KINDS, SERVICES, OldAddress, OldBlog
from . import fields, sourcefiles
from .consistency import redirect_key
from .fields import FieldError, old_path, printable
from .frontmatter import FrontMatter
from .sourcefiles import SourceError, decode, nearest

#: For each kind of term, the attribute of `FrontMatter` that has its names; for each period, its form and an example.
_TERM_ATTRIBUTES: Mapping[Any, str] = {"category": "categories", "tag": "tags", "author": "authors"}
_PERIODS: Mapping[Any, tuple[re.Pattern[str], str]] = {
    "year": (re.compile("[0-9]{4}"), "2007"),
    "month": (re.compile("[0-9]{4}-(0[1-9]|1[0-2])"), "2007-04"),
    "day": (re.compile("[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"), "2007-04-26"),
}

#: How many missing files of one blog are asked about at most which file was meant, since that looks at all names.
_MOST_SUGGESTIONS = 20


@dataclass(frozen=True, slots=True)
class OldAddressFiles:
    """All that the files of old addresses say, and what is wrong in them."""

    blogs: tuple[OldBlog, ...] = ()
    problems: tuple[Problem, ...] = ()
    hints: tuple[Problem, ...] = ()
    """Addresses that lead to nothing, which fails no build: what they led to may have been taken away on purpose."""


def read(root: Path, posts: Mapping[str, FrontMatter], documents: Iterable[str]) -> OldAddressFiles:
    """Read the old addresses of the site in the folder `root`. Never raises.

    `posts` are all posts that can be read, hidden ones too; `documents` the files of all posts and standing pages. A
    line that is wrong is left out.
    """
    problems: list[Problem] = []
    blogs = []
    for path in sorted((root / FOLDER).glob("*.txt")) if (root / FOLDER).is_dir() else []:
        name = f"{FOLDER}/{path.name}"
        try:
            text = decode(sourcefiles.read(os.fspath(root), name))
        except sourcefiles.FileFault as error:
            problems.append(Problem(name, 1, f"the file {error}"))
        except SourceError as error:
            problems.append(Problem(name, error.line, str(error)))
        else:
            blogs.append(OldBlog(name, tuple(parse(text, name, problems))))
    distinct = tuple(_distinct(blogs, problems))
    hints = tuple(_hints(distinct, posts, set(documents))) if distinct else ()
    return OldAddressFiles(distinct, tuple(problems), hints)


def to_line(address: OldAddress) -> str:
    """The line of a file for an old address, as `parse` reads it."""
    path, question_mark, query = address.path.partition("?")
    if not question_mark and path.rpartition("/")[2] == "index.html":
        path = path.removesuffix("index.html")
    written = readable(f"/{path}") + question_mark + query
    return f"{written:<39} {address.kind:<9} {address.name}".rstrip()


def readable(path: str) -> str:
    """A path as it may stand in a line: percent-encoded where it would end there, else as it reads."""
    return re.sub(r"[%?#\s\x00-\x20\x7f]", lambda char: "".join(f"%{byte:02X}" for byte in char[0].encode()), path)


def parse(text: str, path: str, problems: list[Problem]) -> Iterator[OldAddress]:
    """The old addresses in the lines of a file, at `path`; what is wrong in a line goes to `problems`."""
    for number, line in enumerate(text.split("\n"), 1):
        parts = line.split(None, 2)
        if not parts or parts[0].startswith("#"):
            continue
        try:
            yield _address(parts, number)
        except FieldError as error:
            problems.append(Problem(path, number, str(error)))


def _address(parts: list[str], line: int) -> OldAddress:
    """The old address of a line, by its words. Raises FieldError."""
    old, kind, name = (*parts, "", "")[:3]
    if kind not in KINDS:
        near = difflib.get_close_matches(kind.lower(), KINDS, 1)
        advice = f"did you mean `{near[0]}`?" if near else f"write one of {', '.join(KINDS)}"
        what = f"`{kind}` is nothing that an address can lead to" if kind else f"`{old}` leads to nothing"
        raise FieldError(f"{what}: {advice}")
    name = " ".join(printable(name).split())
    try:
        path = "index.html" if kind in SERVICES and old == "/" else old_path(old)
    except FieldError as error:
        raise FieldError(f"the old address {error}") from None
    if "?" not in path and kind not in SERVICES and is_generated(path):
        raise FieldError(f"the old address `{old}` is among pages that the build makes: take the line out")
    if kind in _PERIODS:
        form, example = _PERIODS[kind]
        if not form.fullmatch(name):
            raise FieldError(f"`{name}` is no {kind}: write it as `{example}`")
    elif kind == "file" and not name:
        raise FieldError(f"`{old}` leads to no file: write its path, such as `posts/2007/04/loaf.md`")
    elif kind in SERVICES and ("?" in path or not path.endswith("index.html")):
        raise FieldError(f"`{old}` is not where a blog had its front page: write `/`, or such as `/blog/`")
    elif kind in SERVICES and name:
        try:
            fields.address(Node(1, text=name))
        except FieldError as error:
            raise FieldError(f"the address of the blog {error}") from None
    return OldAddress(path, kind, name, line)


def _distinct(blogs: Iterable[OldBlog], problems: list[Problem]) -> Iterator[OldBlog]:
    """The blogs without those addresses that lead to another thing too; these go to `problems`."""
    first: dict[str, tuple[OldAddress, str]] = {}
    for blog in blogs:
        distinct = []
        for address in blog.addresses:
            if address.kind in SERVICES:  # of which several may have stood at one address, one after the other
                distinct.append(address)
                continue
            where = f"{blog.path}:{address.line}"
            other, other_where = first.setdefault(redirect_key(address.path), (address, where))
            if (other.kind, other.name) == (address.kind, address.name):
                distinct.append(address)
            else:
                message = f"/{address.path} leads to something else too ({other_where}): take one of the two lines out"
                problems.append(Problem(blog.path, address.line, message))
        yield OldBlog(blog.path, tuple(distinct))


def _hints(blogs: Iterable[OldBlog], posts: Mapping[str, FrontMatter], documents: set[str]) -> Iterator[Problem]:
    """Files and terms that addresses lead to and that are not there, each once for a blog."""
    names: dict[Any, set[str]] = {
        kind: {name_key(name) for front in posts.values() for name in getattr(front, attribute)}
        for kind, attribute in _TERM_ATTRIBUTES.items()
    }
    if not all(front.authors for front in posts.values()):
        del names["author"]  # the authors that conf.py names are not known here
    for blog in blogs:
        missing: dict[tuple[str, str], list[int]] = {}
        for address in blog.addresses:
            if address.kind == "file":
                is_there = address.name in documents
            else:
                known = names.get(address.kind)
                is_there = known is None or not address.name or name_key(address.name) in known
            if not is_there:
                missing.setdefault((address.kind, address.name), []).append(address.line)
        for (kind, name), (line, *others) in missing.items():
            near = nearest(name, documents) if kind == "file" and len(missing) <= _MOST_SUGGESTIONS else ""
            advice = f"did you mean `{near}`?" if near else "name another, or take the line out"
            more = f" (nor does what stands on {len(others):,} other lines)" if others else ""
            thing = "there is no file" if kind == "file" else f"no post has the {kind}"
            yield Problem(blog.path, line, f"the address leads nowhere{more}, since {thing} `{name}`: {advice}")
