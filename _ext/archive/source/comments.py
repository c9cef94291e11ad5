"""Comments beneath a post, from the file beside it that an import wrote: ``slug.comments.json``.

The file is ``{"format": 1, "comments": [{"id", "parent", "name", "date", "link", "author", "kind", "html"}, …]}`` in
reading order: an answer stands somewhere after the comment that ``parent`` names. ``html`` was sanitised by the import
and stands as it is.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from ..core.problems import Problem
from . import sourcefiles

SUFFIX = ".comments.json"
#: Answers to answers are indented so far and no further.
DEEPEST = 4


@dataclass(frozen=True, slots=True)
class Comment:
    """One comment, as it is shown."""

    id: str
    """Fragment by which it is linked to."""
    name: str
    """Empty if none was given."""
    html: str
    date: datetime | None = None
    link: str = ""
    by_author: bool = False
    kind: str = ""
    """``pingback`` or ``trackback``; else nothing."""
    depth: int = 0
    """How many comments it is an answer to, one through the other."""


@dataclass(frozen=True, slots=True)
class ScannedComments:
    """What one file of comments gave, kept for the next scan while its digest is the same."""

    digest: str
    """Of its bytes; empty if it cannot be read."""
    problem: Problem | None
    count: int = 0
    """Of all comments."""
    names: tuple[str, ...] = ()
    """Of those who commented, but for the blog's author: each as often as there are comments."""


def scan(root: Path, docnames: Iterable[str], known: Mapping[str, ScannedComments]) -> dict[str, ScannedComments]:
    """Check the comments of `docnames`, posts that have any, by docname; `known` is what an earlier scan gave."""
    scanned = {}
    for docname in docnames:
        path = f"{docname}{SUFFIX}"
        try:
            data = sourcefiles.read(os.fspath(root), path)
        except sourcefiles.FileFault as error:
            if os.path.lexists(root / path):
                scanned[docname] = ScannedComments("", Problem(path, 1, f"the file of comments {error}"))
            continue
        digest = hashlib.blake2b(data, digest_size=16).hexdigest()
        earlier = known.get(docname)
        scanned[docname] = earlier if earlier and earlier.digest == digest else _read(data, path, digest)
    return scanned


def load(root: Path, docname: str) -> tuple[Comment, ...]:
    """The comments of a post of which `scan` found no problem."""
    return tuple(_threaded(json.loads((root / f"{docname}{SUFFIX}").read_bytes())["comments"]))


def _read(data: bytes, path: str, digest: str) -> ScannedComments:
    try:
        comments = list(_threaded(json.loads(data)["comments"]))
        by_others = (comment for comment in comments if not comment.kind and not comment.by_author)
        names = tuple(comment.name for comment in by_others if comment.name)
        return ScannedComments(digest, None, len(comments), names)
    except json.JSONDecodeError as error:
        line, fault = error.lineno, f"is no JSON: {error.msg}"
    except UnicodeDecodeError:
        line, fault = 1, "is not UTF-8"
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        line, fault = 1, f"does not hold comments as they should be ({error})"
    problem = Problem(path, line, f"the file of comments {fault}: mend it, or import it again")
    return ScannedComments(digest, problem)


def _threaded(rows: list[dict[str, Any]]) -> Iterable[Comment]:
    """The comments that the rows of a file are, each with its depth. Raises what a wrong form of them leads to."""
    depths: dict[str, int] = {}
    for row in rows:
        parent = row.get("parent", "")
        depths[row["id"]] = depth = min(DEEPEST, depths.get(parent, -1) + 1)
        date = row.get("date")
        yield Comment(
            id=row["id"],
            name=str(row.get("name") or ""),
            html=str(row["html"]),
            date=datetime.fromisoformat(date) if date else None,
            link=str(row.get("link", "")),
            by_author=bool(row.get("author")),
            kind=str(row.get("kind", "")),
            depth=depth,
        )
