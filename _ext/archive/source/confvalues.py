"""Values of ``conf.py`` read without running it, for tools that must start at once."""

from __future__ import annotations

import ast
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from ..core import dates
from ..core.addresses import POSTS
from ..core.problems import Problem


class ConfError(ValueError):
    """Why ``conf.py`` cannot be read, as a `Problem`."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))


def read(path: Path) -> dict[str, tuple[Any, int]]:
    """Give each name that a Python file assigns at its top level, with its value and line.

    The value is None where it takes running the file to know it. Raises ConfError.
    """
    try:
        tree = ast.parse(path.read_bytes())
    except OSError as error:
        message = f"cannot be read ({error.strerror}): run this in the folder of the site"
        raise ConfError(Problem(path.as_posix(), 1, message)) from None
    except (SyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None) or 1
        message = f"is not Python ({getattr(error, 'msg', error)}): mend the line"
        raise ConfError(Problem(path.as_posix(), line, message)) from None
    values: dict[str, tuple[Any, int]] = {}
    for statement in tree.body:
        if isinstance(statement, ast.Assign):
            targets: list[ast.expr] = statement.targets
        elif isinstance(statement, ast.AnnAssign):
            targets = [statement.target]
        else:
            continue
        for target in targets:
            if isinstance(target, ast.Name) and statement.value is not None:
                try:
                    values[target.id] = (ast.literal_eval(statement.value), statement.lineno)
                except ValueError:
                    values[target.id] = (None, statement.lineno)
    return values


def site(root: Path) -> tuple[ZoneInfo, list[str]]:
    """The site's time zone (UTC if none is set), and the paths of its standing pages. Raises ConfError."""
    conf = root / "conf.py"
    values = read(conf)
    name, line = values.get("time_zone", ("UTC", 1))
    try:
        if not isinstance(name, str):
            raise ValueError('write the name itself, as in `time_zone = "Europe/London"`')
        zone = dates.zone(name)
    except ValueError as error:
        raise ConfError(Problem(conf.as_posix(), line, f"`time_zone`: {error}")) from None
    patterns, _ = values.get("include_patterns", (None, 1))
    return zone, sorted({page for page in standing_pages(root, patterns or ["*.md"]) if page.endswith(".md")})


def myst(values: Mapping[str, tuple[Any, int]]) -> dict[str, Any]:
    """The settings of MyST among `values`, as `read` gives them, without their prefix; those that are no literals are
    left out."""
    return {name[5:]: value for name, (value, _) in values.items() if name.startswith("myst_") and value is not None}


def works(root: Path) -> list[str]:
    """The files of works that texts cite, by their paths. Raises ConfError."""
    files, _ = read(root / "conf.py").get("bibtex_bibfiles", ([], 1))
    return list(files or [])


def standing_pages(root: Path, patterns: Sequence[str]) -> Iterator[str]:
    """The files that Sphinx's `include_patterns` name, but for posts; in the order of patterns, then of paths."""
    for pattern in patterns:
        if not pattern.startswith(POSTS):
            # To pathlib, `**` is a whole part of a path; to Sphinx, `p/**.md` names what lies deep in `p` too.
            named = re.sub(r"(?<![^/])\*\*(?=[^/])", "**/*", pattern)
            with suppress(ValueError, NotImplementedError):  # a pattern that fits nothing
                # Of a plain name, pathlib finds no link that leads nowhere.
                found = root.glob(named) if set(named) & set("*?[") else [root / named]
                yield from sorted(path.relative_to(root).as_posix() for path in found if _is_no_folder(path))


def _is_no_folder(path: Path) -> bool:
    """Whether there is anything but a folder at `path`: a link that leads nowhere too."""
    return os.path.lexists(path) and not path.is_dir()
