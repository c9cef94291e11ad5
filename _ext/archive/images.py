"""Names of images in the output: made from where they lie, so that they do not depend on which was read first."""

from __future__ import annotations

import os
import posixpath
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util._files import FilenameUniqDict

from .digests import digest

logger = logging.getLogger(__name__)


def setup(app: Sphinx) -> None:
    # After Sphinx found the files.
    app.connect("doctree-read", _refuse_foreign, priority=600)


def _refuse_foreign(app: Sphinx, doctree: nodes.document) -> None:
    """A picture from elsewhere on the author's machine is not published: its words stand in its place."""
    for image in list(doctree.findall(nodes.image)):
        if any(path.startswith("../") for path in image.get("candidates", {}).values()):
            message = "the picture %s lies outside the site's folder: put a copy beside the post"
            logger.warning(message, image["uri"], location=image, type="archive", subtype="picture")
            image.replace_self(nodes.inline("", image.get("alt", "")))


def source(docname: str, address: str) -> str:
    """The file, from the source folder, that a post's front matter names as its picture, as its text would name it."""
    folder = "" if address.startswith("/") else posixpath.dirname(docname)
    return posixpath.normpath(posixpath.join(folder, address.lstrip("/")))


def place(source: str) -> str:
    """The name of an image in the output: its own, and a digest of where it lies, so that no two are alike."""
    stem, suffix = posixpath.splitext(posixpath.basename(source))
    return f"{stem}-{digest(source)[:8]}{suffix}"


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
