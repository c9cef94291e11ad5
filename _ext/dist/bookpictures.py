"""The pictures of books: those that every reader can show, and no larger than one needs."""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import dataclass, field
from pathlib import Path

from lxml import etree
from PIL import Image

#: Of the formats that EPUB 3.3 knows, those that older readers know too, with the suffix of each:
#: https://www.w3.org/TR/epub-33/#sec-core-media-types
_FORMATS = {"GIF": ("image/gif", ".gif"), "JPEG": ("image/jpeg", ".jpg"), "PNG": ("image/png", ".png")}
_SVG = ("image/svg+xml", ".svg")
#: The longer side of a picture in pixels: that of a tablet. A photograph is saved at this quality.
LARGEST, QUALITY = 1600, 82
#: A larger file is made anew if its picture is too large, in bytes.
_LARGE_FILE = 300_000


@dataclass(frozen=True)
class BookPicture:
    """A picture as it stands in a book."""

    name: str
    """Of its contents: the same picture has the same name in each book."""
    type: str
    file: Path


@dataclass
class BookPictures:
    """The pictures of the site in `html`; those that are made anew stand in `folder` as long as books are made."""

    html: Path
    folder: Path
    _known: dict[str, BookPicture | None] = field(default_factory=dict)

    def of(self, path: str) -> BookPicture | None:
        """The picture at a path of the site; None if there is none that a book could show."""
        if path not in self._known:
            self._known[path] = self._made(self.html / path)
        return self._known[path]

    def remove(self) -> None:
        """Remove those that were made anew."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def _made(self, file: Path) -> BookPicture | None:
        if not file.is_file():
            return None
        if file.suffix.lower() == ".svg":
            return _named(file, *_SVG) if _is_drawing(file) else None
        try:
            with Image.open(file) as picture:
                picture.load()
                fits = max(picture.size) <= LARGEST or file.stat().st_size <= _LARGE_FILE or _moves(picture)
                if picture.format in _FORMATS and fits:
                    return _named(file, *_FORMATS[picture.format])
                return self._smaller(picture)
        except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):  # what Pillow makes of damage
            return None

    def _smaller(self, picture: Image.Image) -> BookPicture:
        kept = "RGBA" if picture.has_transparency_data else "RGB"
        name, options = ("PNG", {}) if kept == "RGBA" else ("JPEG", {"quality": QUALITY, "optimize": True})
        made = picture.convert(kept)
        made.thumbnail((LARGEST, LARGEST))
        self.folder.mkdir(parents=True, exist_ok=True)
        file = self.folder / f"{len(self._known)}"
        made.save(file, name, **options)
        return _named(file, *_FORMATS[name])


def _named(file: Path, type: str, suffix: str) -> BookPicture:
    return BookPicture(f"picture-{hashlib.sha256(file.read_bytes()).hexdigest()[:16]}{suffix}", type, file)


def _moves(picture: Image.Image) -> bool:
    return getattr(picture, "n_frames", 1) > 1


def _is_drawing(file: Path) -> bool:
    """Whether an SVG can be read without an error, and without anything from elsewhere."""
    try:
        root = etree.parse(file, etree.XMLParser(resolve_entities=False, no_network=True)).getroot()
    except (etree.XMLSyntaxError, OSError):
        return False
    return root.tag == "{http://www.w3.org/2000/svg}svg" and root.getroottree().docinfo.internalDTD is None
