"""Check all posts without building: ``python -m archive.cli.check [folder]`` says what is wrong, and where."""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, replace
from itertools import chain
from pathlib import Path
from typing import Any

from myst_parser.config.main import MdParserConfig

from ..check import references
from ..check.texts import SiteSources, Texts
from ..core import addresses, dates
from ..source import configuration, scanning
from ..source.scanning import Scan
from . import print_any_name


def main(arguments: Sequence[str] | None = None) -> int:
    """Print each problem and hint on a line, then a summary; give 1 if there was any problem, else 0."""
    parser = argparse.ArgumentParser(prog="python -m archive.cli.check", description=__doc__)
    parser.add_argument("folder", nargs="?", default=".", help="the site's folder, which holds conf.py")
    root = Path(parser.parse_args(arguments).folder)
    print_any_name()
    try:
        zone, pages = configuration.zone_and_pages(root)
        posts: dict[str, bytes] = {}
        scan = scanning.scan(root, zone=zone, now=dates.now(zone), pages=pages, on_read=posts.__setitem__)
    except ValueError as error:
        print(error)
        return 1
    values = configuration.read(root / "conf.py")
    texts = Texts(replace(_site(root, values, scan, pages), zone=zone), posts)
    roles = references.role_references(texts.found)
    # Another site may define what this one does not.
    unresolved = () if "intersphinx_mapping" in values else references.problems(roles, scan, scan.digests)
    files, style = configuration.bibliography_files(root), str(values.get("bibtex_default_style", ("alpha", 1))[0])
    works, unread = references.work_keys(root, files, style)
    cited = references.citation_problems(works, texts.found, files)
    problems = sorted({*scan.problems, *unread, *cited, *texts.problems(), *unresolved})
    for problem in problems:
        print(problem)
    author = values.get("author", ("", 1))[0]
    misspelt = configuration.misspelt(root / "conf.py", known_settings(texts.site.extensions))
    for hint in (*map(str, misspelt), *_hints(texts, scan, roles, [author] if isinstance(author, str) else [])):
        print(f"hint: {hint}")
    print(summary(scan, len(problems)))
    return 1 if problems else 0


def _site(root: Path, values: Mapping[str, tuple[Any, int]], scan: Scan, pages: Sequence[str]) -> SiteSources:
    """What ``conf.py`` says of the site, as far as it says it in so many words."""
    try:
        config = MdParserConfig(**configuration.myst_settings(values))
    except (TypeError, ValueError):  # which a build says
        config = MdParserConfig()
    extensions = values.get("extensions", ([], 1))[0] or []
    return SiteSources(
        root=root,
        config=config,
        scan=scan,
        pages=tuple(pages),
        extensions=frozenset(extensions) - {"archive", "myst_parser"},
        cites=any((root / name).is_file() for name in configuration.bibliography_files(root)),
        policy=values.get("content_security_policy", (True, 1))[0] is not False,
        authors=_authors(values),
        author_names=_author_names(values),
    )


def _authors(values: Mapping[str, tuple[Any, int]]) -> tuple[str, ...]:
    """Who wrote the posts that name nobody, by ABlog's setting or Sphinx's."""
    given = values.get("blog_default_author", (None, 1))[0] or values.get("author", ("", 1))[0]
    names = given if isinstance(given, (list, tuple)) else [given]
    return tuple(name for name in names if isinstance(name, str))


def _author_names(values: Mapping[str, tuple[Any, int]]) -> dict[str, str]:
    """The names for keys of ABlog's setting ``blog_authors``; none where it is not what a build takes."""
    given = values.get("blog_authors", ({}, 1))[0]
    try:
        return {key: str(name) for key, (name, _) in given.items()}
    except (AttributeError, TypeError, ValueError):  # which a build says
        return {}


#: How Sphinx registers its settings, and how extensions do.
_REGISTERED = {"_Opt(": re.compile(r"""["'](\w+)["']: _Opt\("""),
               "add_config_value(": re.compile(r"""add_config_value\(\s*["'](\w+)""")}  # fmt: skip


def known_settings(extensions: Iterable[str]) -> set[str]:
    """The names of all settings of Sphinx, of the archive and of further `extensions`, as their source has them: this
    runs without Sphinx, and to load all of it would take longer than the check.
    """
    names = {*configuration.ABLOG_FOLLOWED, *configuration.ABLOG_REFUSED}
    names.update(f"myst_{field.name}" for field in fields(MdParserConfig))
    packages = {"archive", "furo", "sphinx", "sphinxcontrib"}
    packages.update(name for name in (str(each).partition(".")[0] for each in extensions) if name.isidentifier())
    for folder, _, files in chain.from_iterable(os.walk(Path(entry, one)) for entry in sys.path for one in packages):
        for file in (file for file in files if file.endswith(".py")):
            source = Path(folder, file).read_text(encoding="utf-8", errors="replace")
            for sign, registered in _REGISTERED.items():
                names.update(registered.findall(source) if sign in source else ())
    return names


def _hints(texts: Texts, scan: Scan, roles: Sequence[references.RoleReference], authors: Sequence[str]) -> list[str]:
    if not scan.digests:
        return [f'there is no post in {addresses.POSTS} yet: begin one with `make new TITLE="…"`']
    cited = (key for _, _, key in references.citations(texts.found))
    plain = references.unmarked(texts.sources, scan.definitions, texts.site.config)
    found = {*references.unmentioned(roles, cited, scan, authors), *plain, *texts.hints(), *scan.hints}
    return [str(hint) for hint in sorted(found)]


def summary(scan: Scan, problems: int) -> str:
    """``9 posts, 1 draft, no problem``: of posts, those that are not hidden."""
    posts = len(scan.digests) - len(scan.hidden)
    states = Counter(scan.hidden.values())
    parts = [_count(posts, "post")]
    parts += [_count(states[state], state, "s" if state == "draft" else "") for state in sorted(states)]
    parts.append(_count(problems, "problem") if problems else "no problem")
    return ", ".join(parts)


def _count(number: int, noun: str, plural: str = "s") -> str:
    return f"{number} {noun}{plural if number != 1 else ''}"


if __name__ == "__main__":
    sys.exit(main())
