"""All pictures of a build: their measures, the smaller ones, made before any page is written, and the HTML of each.

Smaller ones are upright, in the colours of screens (sRGB), without what cameras note, as WebP. Pillow is loaded here
alone, and only where there is a picture to be made smaller. The same bytes come of the same file and the same Pillow,
which carries its own encoder.

A text shows a picture in the sizes that screens need, with its measures, so that nothing moves as it comes. See
https://html.spec.whatwg.org/multipage/images.html: of `srcset` a browser takes what `sizes` and its screen ask for.
"""

from __future__ import annotations

import importlib.metadata
import io
import os
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from ..core.texts import digest
from ..model.posts import Picture, Size, image_address
from ..store.pictures import Scaled, SourceFile
from ..store.store import Store

if TYPE_CHECKING:
    from PIL.Image import Image

Spread = Callable[[Callable[[str], None], Sequence[str]], Iterator[None]]
"""Calls a function for each of some items, in several processes."""
#: Ends of names, of what is drawn and of what may be made smaller:
#: https://developer.mozilla.org/en-US/docs/Web/Media/Guides/Formats/Image_types
_DRAWN = (".svg", ".svgz")
_SCALABLE = (".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".webp", ".gif", ".bmp", ".tif", ".tiff")
#: Widths in pixels: of a cell of a grid on a sharp screen, of the text on a telephone (twice 360), and of the text on
#: a wide page, of 41 rem, on a sharp screen.
WIDTHS = (480, 720, 1312)
#: A file of fewer bytes costs a reader little as it is.
LIGHT = 30_000
#: A smaller picture is worth a file of its own if it weighs less than this part of the next larger one.
WORTH = 0.85
#: Quality of photographs, of 100: where two pixels stand for one of CSS, which nobody tells from more, and where a wide
#: page may show them one by one.
_QUALITY, _WIDE_QUALITY = 55, 70
#: Of the encoder, of 6.
_EFFORT = 2
#: What is drawn stays as it is, pixel by pixel: letters would show a loss, and fewer pixels of more shades weigh more.
_LOSSLESS = {"lossless": True, "quality": 20, "method": 2}
#: A screenshot or a drawing has fewer colours among 64 by 64 of its pixels than a photograph, which has about so many.
_FEW_COLOURS = 512
#: Of EXIF: above 4, the picture is to be turned by a quarter.
_ORIENTATION = 0x0112
#: More pixels than these would take more memory than a machine that builds sites may have.
MOST_PIXELS = 120_000_000
#: Stands for all that is decided of smaller pictures: another number has all made anew.
_RECIPE = "1"


class Preparation:
    """The pictures of one build, below the source folder `root`. With `scale`, smaller ones are made of them."""

    def __init__(self, root: Path, store: Store, scale: bool) -> None:
        self._root, self._store, self._scale = root, store, scale
        self._keys: dict[str, str] = {}
        """By the path of a picture, under what key the store has the smaller ones."""
        self.pictures: dict[str, Picture] = {}
        """By their paths from the source folder."""
        self.faults: dict[str, str] = {}
        """Why of some there are no smaller ones."""

    def prepare(self, names: Mapping[str, str], spread: Spread) -> None:
        """Measure the pictures of which `names` has, by their paths, the names in the output; make those smaller ones
        that the store has not."""
        files = {path: file for path in sorted(names) if (file := self._file(path))}
        if self._scale and any(map(_may_be_scaled, files)):
            recipe = scaling_recipe()
            self._keys = {path: digest(file.digest, recipe) for path, file in files.items() if _may_be_scaled(path)}
            first_of = {key: path for path, key in reversed(self._keys.items())}
            missing = [path for key, path in sorted(first_of.items()) if not self._store.scaled.get(key)]
            for _ in spread(self._make, missing):
                pass
        self._store.scaled.keep_only(set(self._keys.values()))
        for path, file in files.items():
            scaled = self._store.scaled.get(self._keys[path]) if path in self._keys else None
            self.pictures[path] = _picture(names[path], file, scaled or Scaled())
            if scaled and scaled.fault:
                self.faults[path] = scaled.fault
            elif _may_be_scaled(path) and not file.width:
                self.faults[path] = "is none, or damaged"

    def _file(self, path: str) -> SourceFile | None:
        try:
            return self._store.source_files.of(self._root, path)
        except OSError:  # gone since it was read, of which the copying will say more
            return None

    def _make(self, path: str) -> None:
        """Put the smaller ones of a picture into the store."""
        key = self._keys[path]
        try:
            self._store.scaled.put(key, scaled_down((self._root / path).read_bytes()))
        except Unreadable as error:
            self._store.scaled.put(key, (), str(error))

    def scaled(self, paths: Iterable[str]) -> dict[str, ScaledFile]:
        """The files of the smaller ones of some pictures, by their names."""
        files: dict[str, ScaledFile] = {}
        for path in paths:
            if path in self._keys and path in self.pictures:
                picture = self.pictures[path]
                for name, width in picture.sizes:
                    if name != picture.name:
                        key = digest(self._keys[path], str(width))
                        files[name] = ScaledFile(key, partial(self._bytes, path, width))
        return files

    def _bytes(self, path: str, width: int) -> bytes:
        """A smaller picture; one that was damaged is made again."""
        store, key = self._store.scaled, self._keys[path]
        data = store.picture(key, width)
        if data is None:
            store.forget(key)
            self._make(path)
            store.get(key)  # without which it knows of no picture there
            data = store.picture(key, width)
        return data or b""


class ScaledFile(NamedTuple):
    """A smaller picture that is to stand in the output."""

    key: str
    data: Callable[[], bytes]


def _may_be_scaled(path: str) -> bool:
    return path.lower().endswith(_SCALABLE)


def _picture(name: str, file: SourceFile, scaled: Scaled) -> Picture:
    sizes = [Size(_scaled_name(name, width), width) for width in scaled.widths if width <= file.width or not file.width]
    # The file itself is one more, where none as wide was worth it, or the text has room for more.
    if sizes and sizes[-1].width < min(file.width, WIDTHS[-1]):
        sizes.append(Size(name, file.width))
    return Picture(name, file.width, file.height, tuple(sizes), name.lower().endswith(_DRAWN))


def _scaled_name(name: str, width: int) -> str:
    """The name of a smaller picture: that of the picture, cut where it would be too long, and the width."""
    stem, end = os.path.splitext(name)[0], f"-{width}.webp"
    head, dash, digest_ = stem.rpartition("-")  # a digest of where the picture lies is at the end
    # File systems allow names of 255 bytes.
    room = 255 - len((dash + digest_ + end).encode())
    return head.encode()[:room].decode(errors="ignore") + dash + digest_ + end


class Unreadable(ValueError):
    """Why of a file no smaller pictures can be made."""


def scaling_recipe() -> str:
    """What the smaller pictures of a file come of beside it."""
    return f"{_RECIPE} {WIDTHS} Pillow {importlib.metadata.version('pillow')}"


def scaled_down(data: bytes) -> list[tuple[int, bytes]]:
    """The smaller pictures of the file `data` that are worth a file each, by their widths, the smallest first.

    None of a picture that moves, that is drawn (SVG), or that is light already. Raises Unreadable.
    """
    from PIL import Image, UnidentifiedImageError

    if len(data) < LIGHT:
        return []
    try:
        with warnings.catch_warnings(action="ignore"), Image.open(io.BytesIO(data)) as picture:
            if getattr(picture, "n_frames", 1) > 1 and picture.format != "MPO":
                return []
            if picture.width * picture.height > MOST_PIXELS:
                raise Unreadable(f"has more than {MOST_PIXELS:,} pixels")
            return list(_worth_it(_scaled(picture), len(data)))
    except Unreadable:
        raise
    except UnidentifiedImageError:
        return []  # of a kind that Pillow does not know, which browsers may
    except (OSError, ValueError, SyntaxError, MemoryError, Image.DecompressionBombError) as error:
        raise Unreadable(f"cannot be made smaller ({error or type(error).__name__})") from error


def _scaled(picture: Image) -> Iterator[tuple[int, bytes]]:
    """The picture in each of `WIDTHS` that is less than its own, and in its own if that is less than the largest of
    them; what is drawn, in its own alone. The largest first."""
    from PIL import Image, ImageOps

    lies_on_side = picture.getexif().get(_ORIENTATION, 1) > 4
    own_width, own_height = picture.size[::-1] if lies_on_side else picture.size
    is_drawn = _has_few_colours(picture)
    wanted = [own_width] if is_drawn else sorted({min(width, own_width) for width in WIDTHS}, reverse=True)
    if picture.format in ("JPEG", "MPO"):
        # Has the decoder leave out what would not be seen: twice the width that is wanted keeps all that is.
        enough = (wanted[0] * 2, max(1, round(wanted[0] * 2 * own_height / own_width)))
        picture.draft(None, enough[::-1] if lies_on_side else enough)
    upright = ImageOps.exif_transpose(picture)
    profile = picture.info.get("icc_profile")
    current = upright if upright.mode in ("L", "RGB", "RGBA", "CMYK") else _true_colours(upright)
    for width in wanted:  # each made of the last, which is larger
        height = max(1, round(width * own_height / own_width))
        current = current.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3.0)
        yield width, _encoded(_on_screen(current, profile), is_drawn)


def _true_colours(picture: Image) -> Image:
    """With a value for each of red, green and blue, of 8 bits, whatever it had."""
    if picture.mode.startswith("I"):
        return picture.convert("I").point(lambda value: value * (1 / 257)).convert("L")
    if picture.mode in ("LA", "PA", "La", "RGBa") or "transparency" in picture.info:
        return picture.convert("RGBA")
    return picture.convert("RGB")


def _has_few_colours(picture: Image) -> bool:
    """Whether it looks drawn rather than taken: told from a grid of its pixels."""
    if picture.format in ("JPEG", "MPO"):
        return False
    from PIL import Image

    some = picture.convert("RGB").resize((64, 64), Image.Resampling.NEAREST)
    return some.getcolors(_FEW_COLOURS) is not None


def _on_screen(picture: Image, profile: bytes | None) -> Image:
    """In sRGB, which is what a browser takes a picture without a profile for."""
    mode = "RGBA" if picture.mode == "RGBA" else "RGB"
    if profile:
        from PIL import ImageCms

        try:
            own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            if "sRGB" not in ImageCms.getProfileDescription(own):
                srgb = ImageCms.createProfile("sRGB")
                converted = ImageCms.profileToProfile(picture, own, srgb, outputMode=mode)
                picture = converted if converted is not None else picture
        except (ImageCms.PyCMSError, OSError, ValueError):
            pass  # of a damaged profile browsers make nothing either
    return picture if picture.mode == mode else picture.convert(mode)


def _encoded(picture: Image, is_drawn: bool) -> bytes:
    made = io.BytesIO()
    if is_drawn:
        picture.save(made, "WEBP", **_LOSSLESS)
    else:
        quality = _WIDE_QUALITY if picture.width > WIDTHS[1] else _QUALITY
        picture.save(made, "WEBP", quality=quality, method=_EFFORT)
    return made.getvalue()


def _worth_it(scaled: Iterator[tuple[int, bytes]], weight: int) -> Iterator[tuple[int, bytes]]:
    """Of pictures with their widths, the largest first, those that are worth a file, the smallest first; `weight` is
    that of the file that they were made of, in bytes."""
    worthy = []
    for width, data in scaled:
        if len(data) < weight * WORTH:
            worthy.append((width, data))
            weight = len(data)
    yield from reversed(worthy)


#: The text of a page is as wide, in CSS pixels; see `.content` in archive.css.
COLUMN = 656
#: A window of at most this width is a telephone's, and a screen of at least this many pixels for each of CSS sharp.
_TELEPHONE, _SHARP = "40em", "2.5x"
#: On a telephone: the part of the window that the text has, and on a sharp screen as much as makes a browser take what
#: is meant for two pixels, since nobody sees more. Both a little less than it is, so that the widest telephones take
#: the same file.
_TEXT_ON_TELEPHONE, _TEXT_ON_SHARP_TELEPHONE = "86vw", "54vw"
#: A cell of a grid: two in a row on a telephone, three on a wide page.
_CELL_ON_TELEPHONE, _CELL = "46vw", "14rem"
#: How a picture is loaded: as the reader comes near it; the first of a page at once.
LAZY, EAGER = ' loading="lazy" decoding="async"', ' decoding="async"'


def image(
    picture: Picture, alt: str, *, width: int = 0, height: int = 0, classes: str = "", cell: bool = False,
    lazy: bool = True,
) -> str:  # fmt: skip
    """The element of a picture within a text, or in a `cell` of a grid.

    `width` and `height` are what an author asks for, in CSS pixels: 0 leaves them to the picture's own.
    """
    width, height = shown_size(picture, width, height)
    choice = ""
    if picture.sizes:
        files = ", ".join(f"{image_address(size.name)} {size.width}w" for size in picture.sizes)
        choice = f' srcset="{escape(files)}" sizes="{_sizes(width, cell)}"'
    return _element(image_address(picture.largest.name), choice, alt, width, height, classes, lazy)


def thumbnail(picture: Picture, classes: str = "", alt: str = "") -> str:
    """The picture small, beside a title that says what it is about."""
    return _element(image_address(picture.smallest.name), "", alt, picture.width, picture.height, classes, True)


def _element(src: str, choice: str, alt: str, width: int, height: int, classes: str, lazy: bool) -> str:
    class_ = f' class="{escape(classes)}"' if classes else ""
    size = f' width="{width}" height="{height}"' if width and height else ""
    return f'<img{class_} src="{src}"{choice} alt="{escape(alt)}"{size}{LAZY if lazy else EAGER}>'


def shown_size(picture: Picture, width: int, height: int) -> tuple[int, int]:
    """Width and height of a picture of which an author gives one, both or none, in the picture's own proportions."""
    if not (picture.width and picture.height) or (width and height):
        return width, height
    if width:
        return width, max(1, round(width * picture.height / picture.width))
    if height:
        return max(1, round(height * picture.width / picture.height)), height
    return picture.width, picture.height


def _sizes(width: int, cell: bool) -> str:
    """The attribute ``sizes``: how wide a picture is shown, of which `width` is asked for, or 0."""
    telephone = f"(max-width: {_TELEPHONE})"
    if cell:
        return f"{telephone} {_CELL_ON_TELEPHONE}, {_CELL}"
    if width and width < COLUMN // 2:
        return f"{width}px"
    sharp_telephone = f"{telephone} and (min-resolution: {_SHARP})"
    column = min(width or COLUMN, COLUMN)
    return f"{sharp_telephone} {_TEXT_ON_SHARP_TELEPHONE}, {telephone} {_TEXT_ON_TELEPHONE}, {column}px"
