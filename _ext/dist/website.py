"""The built site, to be read from a folder or put on any host."""

from __future__ import annotations

import shutil
from pathlib import Path

from .site import Site


def write(site: Site, target: Path) -> None:
    """Copy all files of the site into the folder `target`."""
    copy_files(site.html, site.files, target)


def copy_files(root: Path, paths: tuple[str, ...], target: Path) -> None:
    """Copy files, by their paths from `root`, to the same paths in the folder `target`."""
    for path in paths:
        file = target / path
        file.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(root / path, file)
        if (root / path).stat().st_mode & 0o100:
            file.chmod(0o755)
