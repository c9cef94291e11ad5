"""Names of images in the output: made from where they lie, so that they do not depend on which was read first."""

from __future__ import annotations

import os
import posixpath
from typing import Any

from sphinx.util._files import FilenameUniqDict

from ..core.digests import digest


def place(source: str) -> str:
    """The name of an image in the output: its own, and a digest of where it lies, so that no two are alike."""
    stem, suffix = posixpath.splitext(posixpath.basename(source))
    # File systems allow names of 255 bytes.
    short = stem.encode()[: 255 - 9 - len(suffix.encode())].decode(errors="ignore")
    return f"{short}-{digest(source)[:8]}{suffix}"


class ImageNames(FilenameUniqDict):
    """Stands in for Sphinx's dictionary of images, which numbers files of one name in the order of reading."""

    def add_file(self, docname: str, newfile: str | os.PathLike[str]) -> str:
        """Note that `docname` shows `newfile`, a path from the source folder; give its path below ``_images``."""
        newfile = os.fspath(newfile)
        if newfile in self:
            self[newfile][0].add(docname)
        else:
            self[newfile] = ({docname}, place(newfile))
        return self[newfile][1]

    def merge_other(self, docnames: Any, other: dict[str, tuple[set[str], Any]]) -> None:
        """Take over what a process that read `docnames` noted."""
        for newfile, (users, _) in other.items():
            for docname in users & set(docnames):
                self.add_file(docname, newfile)
