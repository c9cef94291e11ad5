"""Pictures as documents have them: the names of their files in the output, and what stands for them in the tree.

Films stand there too; all has its HTML here. Classes of what needs `pictures.css` begin with `pic-`, by which the page
that has some is known: see `html.templating`.
"""

from __future__ import annotations

import os
import posixpath
from html import escape
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from ..core import sizes
from ..core.texts import digest
from ..files import pictures
from ..model.posts import Picture
from .build import Build


def setup(app: Sphinx, build: Build) -> None:
    app.add_node(ShownPicture, html=(_enter_picture, _leave))
    app.add_node(WholePicture, html=(_enter_whole, _leave_link))
    app.add_node(MissingPicture, html=(_enter_missing, _leave_link))
    app.add_node(Film, html=(_enter_film, _leave_film))
    app.add_node(PictureGrid, html=(_enter_grid, _leave_grid))


# The names of their files


def output_name(source: str) -> str:
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
        self.setdefault(newfile, (set(), output_name(newfile)))[0].add(docname)
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


# What stands for them in the tree


class ShownPicture(nodes.image):  # type: ignore[misc]
    """A picture whose file is known, or that lies elsewhere."""

    tagname = "image"
    picture: Picture
    cell = False
    """Whether it stands in a grid."""


class WholePicture(nodes.General, nodes.Inline, nodes.TextElement):  # type: ignore[misc]
    """The link from a picture to its file."""

    address: str
    words: str
    """What it is called where the picture has no words."""


class MissingPicture(nodes.reference):  # type: ignore[misc]
    """A frame in the place of a picture that is not there, which leads to where it was."""

    tagname = "reference"
    width = 0
    height = 0
    words = ""
    """What the picture shows."""
    note = ""
    """That it is not there, and where it was."""
    original = ""
    """Where it was, if it leads to a copy of that."""


class Film(nodes.reference):  # type: ignore[misc]
    """A card for a film or a sound, which is seen or heard where it leads; its children are a picture of it."""

    tagname = "reference"
    kind = "film"
    words = ""
    note = ""
    original = ""
    """Where it is, if it leads to a copy of that."""


class PictureGrid(nodes.General, nodes.Element):  # type: ignore[misc]
    """Several pictures side by side."""


def size_of(node: nodes.image, picture: Picture) -> tuple[int, int, str]:
    """Width and height that an author gave a picture, in pixels, and the class for a part of the text's width."""
    width, height = str(node.get("width", "")), str(node.get("height", ""))
    scale = int(node.get("scale", 100))
    pixels = sizes.to_pixels(width), sizes.to_pixels(height)
    if scale != 100:
        pixels = tuple(round(side * scale / 100) for side in pictures.shown_size(picture, *pixels))  # type: ignore[assignment]
    return *pixels, sizes.fraction_class(width)


def _enter_picture(translator: Any, node: ShownPicture) -> None:
    width, height, part = size_of(node, node.picture)
    # A picture with a link floats with that.
    align = f"align-{node['align']}" if "align" in node and not isinstance(node.parent, WholePicture) else ""
    classes = " ".join(filter(None, (*node["classes"], align, part)))
    for id in node["ids"]:
        translator.body.append(f'<span id="{escape(id)}"></span>')
    alt = str(node.get("alt") or "")
    translator.body.append(
        pictures.image(node.picture, alt, width=width, height=height, classes=classes, cell=node.cell)
    )


def _leave(translator: Any, node: nodes.Node) -> None:
    """Nothing was begun."""


def _enter_whole(translator: Any, node: WholePicture) -> None:
    label = f' aria-label="{escape(node.words)}"' if node.words else ""
    align = f" align-{node[0]['align']}" if "align" in node[0] else ""
    translator.body.append(f'<a class="pic-link{align}" href="{node.address}"{label}>')


def _leave_link(translator: Any, node: nodes.Node) -> None:
    translator.body.append("</a>")


def _classes(node: nodes.Element, *own: str) -> str:
    return escape(" ".join((*own, *node["classes"])))


def _original(node: MissingPicture | Film) -> str:
    return f' data-originalurl="{escape(node.original)}"' if node.original else ""


def _enter_missing(translator: Any, node: MissingPicture) -> None:
    frame = ""
    if node.width and node.height:
        # Keeps the proportions; the policy of pages forbids styles in elements.
        width, height = node.width, node.height
        frame = f'<svg width="{width}" height="{height}" viewBox="0 0 {width} {height}" aria-hidden="true"></svg>'
    words = f"<span>{escape(node.words)}</span> " if node.words else ""
    # The words are no part of what can be found: a picture's name is not what its post is about.
    translator.body.append(
        f'<a class="{_classes(node, "pic-missing")}" href="{escape(str(node["refuri"]))}"{_original(node)}'
        f" data-pagefind-ignore>{frame}<span>{words}<small>{escape(node.note)}</small></span>"
    )


def _enter_film(translator: Any, node: Film) -> None:
    classes = _classes(node, *dict.fromkeys(("pic-film", f"pic-{node.kind}")))
    translator.body.append(f'<a class="{classes}" href="{escape(str(node["refuri"]))}"{_original(node)}>')


def _leave_film(translator: Any, node: Film) -> None:
    words = f"<strong>{escape(node.words)}</strong> " if node.words else ""
    translator.body.append(f"<span>{words}<small>{escape(node.note)}</small></span></a>")


def _enter_grid(translator: Any, node: PictureGrid) -> None:
    translator.body.append(f'<div class="{_classes(node, "pic-grid")}">\n')


def _leave_grid(translator: Any, node: PictureGrid) -> None:
    translator.body.append("</div>\n")
