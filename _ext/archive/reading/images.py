"""Names of images in the output: made from where they lie, so that they do not depend on which was read first."""

from __future__ import annotations

import os
import posixpath
from typing import Any

from ..core.texts import digest


def place(source: str) -> str:
    """The name of an image in the output: its own, and a digest of where it lies, so that no two are alike."""
    stem, suffix = posixpath.splitext(posixpath.basename(source))
    # File systems allow names of 255 bytes.
    short = stem.encode()[: 255 - 9 - len(suffix.encode())].decode(errors="ignore")
    return f"{short}-{digest(source)[:8]}{suffix}"


class ImageNames(dict[str, tuple[set[str], str]]):
    """Stands in for Sphinx's dictionary of images, which numbers files of one name in the order of reading.

    By the path of an image from the source folder: the documents that show it, and its path below ``_images``.
    """

    def add_file(self, docname: str, newfile: str | os.PathLike[str]) -> str:
        """Note that `docname` shows `newfile`, a path from the source folder; give its path below ``_images``."""
        newfile = os.fspath(newfile)
        self.setdefault(newfile, (set(), place(newfile)))[0].add(docname)
        return self[newfile][1]

    def purge_doc(self, docname: str) -> None:
        """Forget what `docname` showed."""
        for newfile, (users, _) in list(self.items()):
            users.discard(docname)
            if not users:
                del self[newfile]

    def merge_other(self, docnames: Any, other: dict[str, tuple[set[str], Any]]) -> None:
        """Take over what a process that read `docnames` noted."""
        for newfile, (users, _) in other.items():
            for docname in users & set(docnames):
                self.add_file(docname, newfile)
