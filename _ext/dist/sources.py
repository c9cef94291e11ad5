"""The sources of the site, of which it can be built again: the author's, and the software with which it was built.

What git knows of is taken, as it stands in the folder now. Where git knows nothing, or not yet, it is what an archive
is made of: other files that lie about, such as another blog's export, are the author's own business.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Container, Iterable
from pathlib import Path
from typing import NamedTuple

from archive.core import addresses
from archive.source.comments import SUFFIX as COMMENTS

from .bag import files
from .site import Site
from .website import copy_files

#: Where an archive's sources stand.
FOLDERS = frozenset(
    ".ci .github _ext _static _templates definitions guide old-addresses p posts tests".split()
)  # fmt: skip
#: What they are called at the top.
_SUFFIXES = (".bib", ".in", ".md", ".py", ".toml", ".txt", ".yaml", ".yml")
_NAMES = frozenset((
    ".babel.cfg", ".gitignore", ".importlinter", ".mypy.ini", ".pytest.ini", ".readthedocs.yaml", ".ruff.toml",
    ".sample", "LICENSE", "Makefile",
))  # fmt: skip
#: What programs leave beside them.
_CACHES = frozenset(("__pycache__", "node_modules", ".mypy_cache", ".pytest_cache", ".ruff_cache"))


def write(site: Site, target: Path) -> None:
    """Copy the sources into the folder `target`, but for those of posts that are not published."""
    copy_files(site.source, select(site).sources, target)


class Selection(NamedTuple):
    """Which files of the source folder are copied, by their paths from there, in order."""

    sources: tuple[str, ...]
    left_out: tuple[str, ...]
    """What an author may think part of them: hidden posts with their comments, pictures that only those show, and files
    that git does not know and the site is not made of."""


def select(site: Site) -> Selection:
    """Part what is in the source folder into what is copied and what is left out; the built site is neither."""
    tracked, others = _listed(site.source)
    built = site.html.parent.relative_to(site.source).as_posix() if site.html.is_relative_to(site.source) else "\0"
    shown = {file.path for files in site.needed_files.values() for file in files}
    shown |= {entry.image for entry in site.archive.definitions.entries}
    selected: list[str] = []
    left_out: list[str] = []
    for path in sorted({*tracked, *others}):
        if path.startswith(f"{built}/") or not os.path.lexists(site.source / path):
            continue
        file = site.source / path
        is_source = file.is_file() and not file.is_symlink() and (path in tracked or _is_of_an_archive(path))
        if is_source and _is_published(site, path, shown):
            selected.append(path)
        else:
            left_out.append(path)
    return Selection(tuple(selected), tuple(left_out))


def _is_published(site: Site, path: str, shown: Container[str]) -> bool:
    """Whether a source shows in the site, as far as it stands where texts do; `shown` is what stands beside those."""
    if not path.startswith((addresses.POSTS, addresses.PAGES)) or path in shown:
        return True
    docname = next((path.removesuffix(suffix) for suffix in (".md", COMMENTS) if path.endswith(suffix)), "")
    return docname in site.archive.by_docname or any(page.docname == docname for page in site.standing)


def _is_of_an_archive(path: str) -> bool:
    first, slash, _ = path.partition("/")
    if slash:
        return first in FOLDERS and _CACHES.isdisjoint(path.split("/"))
    return path in _NAMES or (path.endswith(_SUFFIXES) and not path.startswith("import-report"))


def _listed(folder: Path) -> tuple[set[str], set[str]]:
    """The files in a folder that git knows, and those that it neither knows nor ignores: without git, all there are."""
    try:
        tracked, others = (_git(folder, *options) for options in (["--cached"], ["--others", "--exclude-standard"]))
    except (OSError, subprocess.CalledProcessError):
        return set(), set(_visible(files(folder)))
    return tracked, others


def _git(folder: Path, *options: str) -> set[str]:
    command = ["git", "-C", os.fspath(folder), "ls-files", "-z", *options]
    listed = subprocess.run(command, check=True, capture_output=True).stdout
    return {os.fsdecode(path) for path in listed.split(b"\0") if path}


def _visible(paths: Iterable[str]) -> Iterable[str]:
    """Without git, what nobody would take for a source is not named either."""
    seen = (path for path in paths if "/" not in path or path.partition("/")[0] in FOLDERS)
    return (path for path in seen if _CACHES.isdisjoint(path.split("/")))
