"""Files of the output: how one is written, kept where it comes out the same, removed, and told from others' files."""

from __future__ import annotations

import errno
import os
import re
import shutil
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from .addresses import is_generated

#: Folders of the output that belong to the build alone.
OWN_FOLDERS = ("_static", "_images", "_downloads", "_sources", "pagefind")
#: How the pages of an archive begin, as `templating` and `redirects` write them.
_PAGE = re.compile(
    rb'<!doctype html>\s*<html (prefix="[^"]*https://ogp\.me'
    rb'|[^>]*>\s*<meta[^>]*>\s*<title>[^<]*</title>\s*<link rel="canonical"[^>]*>\s*'
    rb'<meta name="robots" content="noindex">\s*<meta http-equiv="refresh")',
    re.IGNORECASE,
)
#: Where posts stand, as most blogs have them, and the pages of their months.
_DATED = re.compile(r"[0-9]{4}/[0-9]{2}/.*\.html?|[0-9]{4}/index\.html|[0-9]{4}_[0-9]{2}_01_archive\.html")


def write(path: str, contents: str | bytes) -> None:
    """Write a file, text in UTF-8 with its line ends; its folder is made if it is not there, as it mostly is."""
    try:
        file = open(path, "wb")  # noqa: SIM115
    except FileNotFoundError:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        file = open(path, "wb")  # noqa: SIM115
    with file:
        file.write(contents.encode() if isinstance(contents, str) else contents)


def write_changed(path: Path, data: bytes) -> None:
    """Write a file unless the same stands there already, so that its times tell whoever copies what is new."""
    if not path.is_file() or path.read_bytes() != data:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def write_whole(path: Path, data: bytes) -> None:
    """Write a file whole or not at all, in one step of the file system."""
    aside = path.with_name(f"{path.name}.new")
    aside.write_bytes(data)
    os.replace(aside, path)


def remove(outdir: Path, path: str) -> None:
    """Remove one file of the output, and the folders that this leaves empty."""
    file = outdir / path
    try:
        file.unlink(missing_ok=True)
    except OSError as error:
        # Nothing can stand at a path that is too long, or in a folder that is a file.
        if error.errno not in (errno.ENAMETOOLONG, errno.ENOTDIR, errno.EISDIR):
            raise
        return
    for folder in file.parents:
        if folder == outdir or not folder.is_dir() or any(folder.iterdir()):
            break
        folder.rmdir()


def clear(path: Path) -> None:
    """Remove a file, or whatever stands in its place."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


@dataclass
class OutputListing:
    """What stands in the output; paths count from it, with slashes."""

    files: set[str] = field(default_factory=set)
    folders: set[str] = field(default_factory=set)


def list_output(outdir: Path) -> OutputListing:
    """What stands in `outdir`, but for files and folders with a dot in front, such as ``.git``, and behind links."""
    listing = OutputListing()
    unvisited = [""]
    while unvisited:
        folder = unvisited.pop()
        try:
            entries = os.scandir(outdir / folder)
        except (FileNotFoundError, NotADirectoryError):
            continue
        with entries:
            for entry in entries:
                if entry.name.startswith("."):
                    continue
                path = folder + entry.name
                if entry.is_dir(follow_symlinks=False):
                    listing.folders.add(path)
                    unvisited.append(f"{path}/")
                else:
                    listing.files.add(path)
    return listing


def is_from_build(outdir: Path, path: str, *, dated: bool) -> bool:
    """Whether a build of an archive wrote a file, or must be taken to have: where it stands a build makes something, or
    it is such a page itself. With `dated`, whatever stands where posts do, in a folder of a year and a month, is taken
    for one too."""
    if path.partition("/")[0] in OWN_FOLDERS or is_generated(path) or (dated and _DATED.fullmatch(path)):
        return True
    if not path.endswith((".html", ".htm")):
        return False
    with (outdir / path).open("rb") as file:
        return _PAGE.match(file.read(4000)) is not None


def shown_paths(paths: Iterable[str], most: int = 5) -> str:
    """The first `most` paths for a message, and how many more there are: ``a.html, b.html and 3 more``."""
    shown = sorted(paths)
    more = f" and {len(shown) - most} more" if len(shown) > most else ""
    return ", ".join(path.encode("unicode_escape").decode() for path in shown[:most]) + more
