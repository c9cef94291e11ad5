"""What an author sets in ``conf.py``: its values, read without running it for tools that must start at once; and what
becomes of each of ABlog's settings, which is followed, or refused with what to write instead."""

from __future__ import annotations

import ast
import difflib
import os
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
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
    values: dict[str, tuple[Any, int]] = {}
    for statement in _parsed(path).body:
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


def _parsed(path: Path) -> ast.Module:
    """A Python file as a tree. Raises ConfError."""
    try:
        return ast.parse(path.read_bytes())
    except OSError as error:
        message = f"cannot be read ({error.strerror}): run this in the folder of the site"
        raise ConfError(Problem(path.as_posix(), 1, message)) from None
    except (SyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None) or 1
        message = f"is not Python ({getattr(error, 'msg', error)}): mend the line"
        raise ConfError(Problem(path.as_posix(), line, message)) from None


#: What other software for blogs calls the same.
_ELSEWHERE = {
    "posts_per_page": "page_size", "site_url": "html_baseurl", "base_url": "html_baseurl", "site_title": "project",
}  # fmt: skip
#: From which likeness on, of 1, a name is taken for another that is misspelt.
_ALIKE = 0.8


def misspelt(path: Path, known: Collection[str]) -> Iterator[Problem]:
    """Hints at names that ``conf.py`` assigns and that are no settings, though much like one of those `known`.

    Without them a build would go on as if nothing was set. A name that is read anywhere in the file is a helper of the
    author's own. Raises ConfError.
    """
    tree = _parsed(path)
    lines = dict(_assigned(tree.body))
    unknown = [name for name in lines if name not in known and name.islower() and not name.startswith("_")]
    if not unknown:
        return
    read = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Store)}
    names = {**_ELSEWHERE, **{name: name for name in sorted(known)}}
    for name in unknown:
        if name not in read and (near := difflib.get_close_matches(name, names, 1, _ALIKE)):
            message = f"no setting is called `{name}`: did you mean `{names[near[0]]}`?"
            yield Problem(path.name, lines[name], message)


def _assigned(statements: Iterable[ast.stmt]) -> Iterator[tuple[str, int]]:
    """The names that are assigned as a module runs, within conditions and the like too, each with its line."""
    for statement in statements:
        if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            continue
        targets: list[ast.expr] = []
        if isinstance(statement, ast.Assign):
            targets = statement.targets
        elif isinstance(statement, ast.AnnAssign) and statement.value is not None:
            targets = [statement.target]
        for target in targets:
            for node in ast.walk(target):
                if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                    yield node.id, node.lineno
        for block in ("body", "orelse", "handlers", "finalbody", "cases"):
            for part in getattr(statement, block, ()):
                yield from _assigned([part] if isinstance(part, ast.stmt) else part.body)


def zone_and_pages(root: Path) -> tuple[ZoneInfo, list[str]]:
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


def myst_settings(values: Mapping[str, tuple[Any, int]]) -> dict[str, Any]:
    """The settings of MyST among `values`, as `read` gives them, by their names without the prefix ``myst_``.

    Those whose values are no literals are left out.
    """
    prefix = "myst_"
    return {
        name.removeprefix(prefix): value
        for name, (value, _) in values.items()
        if name.startswith(prefix) and value is not None
    }


def bibliography_files(root: Path) -> list[str]:
    """The files of works that texts cite, by their paths. Raises ConfError."""
    files, _ = read(root / "conf.py").get("bibtex_bibfiles", ([], 1))
    return list(files or [])


def standing_pages(root: Path, patterns: Sequence[str]) -> Iterator[str]:
    """The files that Sphinx's `include_patterns` name, but for posts; in the order of patterns, then of paths."""
    for pattern in patterns:
        if pattern.startswith(POSTS):
            continue
        # To pathlib, `**` is a whole part of a path; to Sphinx, `p/**.md` names what lies deep in `p` too.
        pattern = re.sub(r"(?<![^/])\*\*(?=[^/])", "**/*", pattern)
        is_plain_name = not set(pattern) & set("*?[")
        with suppress(ValueError, NotImplementedError):  # a pattern that fits nothing
            # By `glob`, a plain name would not find a link that leads nowhere.
            paths = [root / pattern] if is_plain_name else root.glob(pattern)
            yield from sorted(path.relative_to(root).as_posix() for path in paths if _is_no_folder(path))


def _is_no_folder(path: Path) -> bool:
    """Whether there is anything but a folder at `path`: a link that leads nowhere too."""
    return os.path.lexists(path) and not path.is_dir()


@dataclass(frozen=True, slots=True)
class Refused:
    """A setting of ABlog that nothing follows."""

    instead: str
    """What an author who set it is to do."""
    accepted: tuple[object, ...] = ()
    """Values that ask for what is done anyway."""


_NO_HOST = "pages ask no other host"
#: Those that are refused. ABlog's own list of all of them:
#: https://ablog.readthedocs.io/en/stable/manual/ablog-configuration-options.html
ABLOG_REFUSED: Mapping[str, Refused] = {
    "blog_archive_titles": Refused("listings show titles with excerpts: change _templates/listing.html", (None, False)),
    "blog_default_language": Refused("set `language`, and the field `language` of posts in another", (None,)),
    "blog_default_location": Refused("give posts the field `location`", (None,)),
    "blog_feed_archives": Refused("categories, tags and authors have feeds; leave it out", (True,)),
    "blog_feed_fulltext": Refused("Atom feeds hold the whole text, the others a summary; leave it out", (True,)),
    "blog_feed_templates": Refused("each feed is there as Atom, RSS and JSON; leave it out", ({},)),
    "blog_feed_titles": Refused("entries of feeds have text or a summary; leave it out", (None, False)),
    "blog_languages": Refused("give posts the field `language`, a language tag", ({},)),
    "blog_locations": Refused("give posts the field `location`, the place's name", ({},)),
    "blog_path": Refused("listings and feeds stand under `blog`; leave it out", ("blog",)),
    "blog_post_pattern": Refused("posts are what lies in posts/; leave it out", ([], "")),
    "disqus_drafts": Refused(f"{_NO_HOST}; leave it out", (False,)),
    "disqus_pages": Refused(f"{_NO_HOST}; leave it out", (False,)),
    "disqus_shortname": Refused(f"{_NO_HOST}; leave it out, and keep comments beside posts", (None, "")),
    "fontawesome_css_file": Refused("nothing here is drawn with it; add the file to `html_css_files`", ("",)),
    "fontawesome_included": Refused("nothing here is drawn with it; leave it out", (False,)),
    "fontawesome_link_cdn": Refused(f"{_NO_HOST}; add a file of your own to `html_css_files`", (None, False, "")),
    "post_always_section": Refused("a post is a whole file; leave it out", (False,)),
    "post_auto_image": Refused("name the picture in the post's field `image`", (0, False)),
    "post_auto_orphan": Refused("no post needs to stand in a toctree; leave it out", (True,)),
    "post_date_format": Refused("dates are read as 2012-10-31, and written in the words of pages; leave it out"),
    "post_redirect_refresh": Refused("old addresses lead on at once; leave it out", (0,)),
    "post_show_prev_next": Refused("take the block `neighbours` out of _templates/post.html", (True,)),
    "skip_injecting_base_ablog_templates": Refused("its templates do not go with Furo; leave it out", (True,)),
}


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_number(least: int) -> Callable[[object], bool]:
    return lambda value: isinstance(value, int) and not isinstance(value, bool) and value >= least


def _are_authors(value: object) -> bool:
    """Whether a value has a name for each key, and None as the address: that is for definitions/ to say."""
    return isinstance(value, dict) and all(_is_text(key) and _is_author(author) for key, author in value.items())


def _is_author(value: object) -> bool:
    if not isinstance(value, (tuple, list)) or len(value) != 2:
        return False
    name, address = value
    return _is_text(name) and address is None


def _are_names(value: object) -> bool:
    return _is_text(value) or (isinstance(value, list) and bool(value) and all(map(_is_text, value)))


#: Those that are followed: whether a value can be, and what it is to be else.
ABLOG_FOLLOWED: Mapping[str, tuple[Callable[[object], bool], str]] = {
    "blog_authors": (
        _are_authors,
        "write a dictionary such as {'ann': ('Ann Author', None)}; addresses of people stand in definitions/",
    ),
    "blog_baseurl": (lambda value: isinstance(value, str), "write an address, as for `html_baseurl`"),
    "blog_default_author": (lambda value: value is None or _are_names(value), "write a name, or a list of names"),
    "blog_feed_length": (lambda value: value is None or _is_number(1)(value), "write a whole number from 1"),
    "blog_feed_subtitle": (lambda value: value is None or isinstance(value, str), "write a text"),
    "blog_title": (_is_text, "write a text"),
    "post_auto_excerpt": (_is_number(0), "write a whole number from 0"),
    "post_date_format_short": (_is_text, "write a format for dates, such as '%d %B'"),
}
#: Settings of the archive, or of Sphinx, that say the same: both may not be there with different values.
ABLOG_SAME = {"blog_baseurl": "html_baseurl", "blog_feed_length": "feed_size"}


def ablog_settings(
    values: Mapping[str, Any], defaults: Mapping[str, object], assigned: Collection[str]
) -> dict[str, Any]:
    """Those of ABlog's settings in `values` that an author has made.

    `assigned` are the names that ``conf.py`` itself assigns: by these a default is told that was written down.
    """
    return {name: value for name, value in values.items() if name in assigned or value != defaults[name]}


def ablog_faults(given: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Of ABlog's settings that were made, those that would be without effect: their names, and what to do instead."""
    for name, value in given.items():
        if refused := ABLOG_REFUSED.get(name):
            if not any(type(value) is type(accepted) and value == accepted for accepted in refused.accepted):
                yield name, f"is of no effect here: {refused.instead}"
        elif name not in ABLOG_FOLLOWED:
            yield name, "is a setting of ABlog that the archive does not know; leave it out"
        else:
            fits, instead = ABLOG_FOLLOWED[name]
            if not fits(value):
                yield name, f"is {value!r}: {instead}"
