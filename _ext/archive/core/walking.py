"""Folders of sources: walked in the order of their names and through links, but never round in a circle."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path


def walk(folder: str, onerror: Callable[[OSError], None] | None = None) -> Iterator[tuple[str, list[str], list[str]]]:
    """As `os.walk`, which would follow a link to a folder above it until its path is too long, and two such for ever.

    Whoever takes names out of the list of folders is spared what is in them.
    """
    for place, folders, files in os.walk(folder, onerror=onerror, followlinks=True):
        folders[:] = sorted(name for name in folders if not _leads_back(place, name))
        yield place, folders, sorted(files)


def _leads_back(place: str, name: str) -> bool:
    path = os.path.join(place, name)
    if not os.path.islink(path):
        return False
    return os.path.realpath(path) in {os.path.realpath(above) for above in (place, *map(str, Path(place).parents))}
