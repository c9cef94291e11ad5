"""``python -m dist SOURCE BUILDDIR [options of sphinx-build]``: make all copies of the site, and say how large each is."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from . import building
from .copies import COPIES


def main(arguments: Sequence[str]) -> int:
    """Make all copies below ``BUILDDIR/dist``; give 1 if that cannot be done, else 0."""
    source, builddir = Path(arguments[0]).resolve(), Path(arguments[1]).resolve()
    try:
        site = building.site(source, builddir, arguments[2:])
    except building.BuildFailed as error:
        print(error, file=sys.stderr)
        return 1
    out = builddir / "dist" / "data"
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    for copy in COPIES:
        target = out / copy.path.format(name=site.name)
        copy.write(site, target)
        print(f"{size(target):>12,}  {target.relative_to(builddir).as_posix()}")
    return 0


def size(path: Path) -> int:
    """How many bytes a file has, or all files of a folder."""
    if path.is_dir():
        return sum(file.stat().st_size for file in path.rglob("*") if file.is_file())
    return path.stat().st_size


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
