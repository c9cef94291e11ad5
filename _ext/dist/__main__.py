"""``python -m dist SOURCE BUILDDIR [options of sphinx-build]``: make all copies of the site, and say how large each is.

They come to lie in ``BUILDDIR/dist``: in a bag, the same as one ZIP, and the site as hosts want it, in the folder
``for_hosts``. What is there already stays until all are made.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from archive.core.outfiles import clear, shown_paths

from . import bag, building, pdf, sources, website, zipped
from .copies import COPIES, introduction
from .site import Site

#: The folder of the site for hosts: no title of a site gives this name to the bag.
HOST = "for_hosts"


def main(arguments: Sequence[str]) -> int:
    """Make all copies below ``BUILDDIR/dist``; give 1 if that cannot be done, else 0."""
    source, builddir = Path(arguments[0]).resolve(), Path(arguments[1]).resolve()
    dist, making = builddir / "dist", builddir / "dist.making"

    def make_copies() -> None:
        site = building.site(source, builddir, arguments[2:])
        clear(making)
        make(site, making)
        clear(dist)
        making.rename(dist)
        print(f"The copies are in {os.path.relpath(dist)}.")

    return building.finished(make_copies)


def make(site: Site, dist: Path) -> None:
    """Make all copies in the folder `dist`, and say how large each is, and what is in none."""
    folder = dist / site.name
    (folder / bag.PAYLOAD).mkdir(parents=True)
    for copy in COPIES:
        target = folder / bag.PAYLOAD / copy.path.format(name=site.name)
        copy.write(site, target)
        _tell(target, dist)
    bag.complete(folder, _information(site), {"README.txt": introduction(site)})
    zipped.write(folder, dist / f"{site.name}.zip", site.moment)
    _tell(dist / f"{site.name}.zip", dist)
    website.write_for_hosts(site, dist / HOST)
    _tell(dist / HOST, dist)
    if not pdf.is_possible():
        print("no PDF, since WeasyPrint is not installed, or finds no Pango: see guide/copies.md")
    if left_out := sources.select(site).left_out:
        print(f"left out of the sources, since not published or not known to git: {shown_paths(left_out)}")


def _information(site: Site) -> dict[str, str]:
    """What ``bag-info.txt`` says, in the words of RFC 8493, 2.2.2."""
    about = site.archive.site
    return {
        "Source-Organization": about.author,
        "External-Description": f"{about.title}: {about.tagline}" if about.tagline else about.title,
        "External-Identifier": about.url,
        "Bagging-Date": site.moment.date().isoformat(),
    }


def _tell(path: Path, dist: Path) -> None:
    print(f"{size(path):>14,}  {path.relative_to(dist).as_posix()}", flush=True)


def size(path: Path) -> int:
    """How many bytes a file has, or all files of a folder."""
    if path.is_dir():
        return sum((path / file).stat().st_size for file in bag.files(path))
    return path.stat().st_size


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
