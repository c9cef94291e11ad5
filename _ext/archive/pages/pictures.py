"""A picture as HTML: in the sizes that screens need, with its measures, so that nothing moves as it comes.

See https://html.spec.whatwg.org/multipage/images.html: of `srcset` a browser takes what `sizes` and its screen ask for.
"""

from __future__ import annotations

from html import escape

from ..model.posts import Picture, image_address

#: The text of a page is as wide, in CSS pixels; see `.content` in archive.css.
COLUMN = 656
#: On a telephone: the part of the window that the text has, and of a screen of more than two and a half pixels for each
#: of CSS as much as makes a browser take what is meant for two, since nobody sees more. Both a little less than it is,
#: so that the widest telephones take the same file.
_TELEPHONE, _SHARP, _SHOWN, _CAPPED = "40em", "2.5x", "86vw", "54vw"
#: A cell of a grid: two in a row on a telephone, three on a wide page.
_CELLS, _CELL = "46vw", "14rem"


def image(
    picture: Picture, alt: str, *, width: int = 0, height: int = 0, classes: str = "", cell: bool = False,
    lazy: bool = True,
) -> str:  # fmt: skip
    """The element of a picture within a text, or in a `cell` of a grid.

    `width` and `height` are what an author asks for, in CSS pixels: 0 leaves them to the picture's own.
    """
    width, height = shown_size(picture, width, height)
    smaller = ""
    if picture.sizes:
        smaller = ", ".join(f"{image_address(one.name)} {one.width}w" for one in picture.sizes)
        smaller = f' srcset="{escape(smaller)}" sizes="{_widths(width, cell)}"'
    return _element(image_address(picture.largest.name), smaller, alt, width, height, classes, lazy)


def thumbnail(picture: Picture, classes: str = "", alt: str = "") -> str:
    """The picture small, beside a title that says what it is about."""
    return _element(image_address(picture.smallest.name), "", alt, picture.width, picture.height, classes, True)


def _element(src: str, more: str, alt: str, width: int, height: int, classes: str, lazy: bool) -> str:
    named = f' class="{escape(classes)}"' if classes else ""
    size = f' width="{width}" height="{height}"' if width and height else ""
    return f'<img{named} src="{src}"{more} alt="{escape(alt)}"{size}{LAZY if lazy else EAGER}>'


#: How a picture is loaded: as the reader comes near it; the first of a page at once.
LAZY, EAGER = ' loading="lazy" decoding="async"', ' decoding="async"'


def shown_size(picture: Picture, width: int, height: int) -> tuple[int, int]:
    """Width and height of a picture of which an author gives one, both or none, in the picture's own proportions."""
    if not (picture.width and picture.height) or (width and height):
        return width, height
    if width:
        return width, max(1, round(width * picture.height / picture.width))
    if height:
        return max(1, round(height * picture.width / picture.height)), height
    return picture.width, picture.height


def _widths(width: int, cell: bool) -> str:
    if cell:
        return f"(max-width: {_TELEPHONE}) {_CELLS}, {_CELL}"
    if width and width < COLUMN // 2:
        return f"{width}px"
    column = min(width or COLUMN, COLUMN)
    telephone = f"(max-width: {_TELEPHONE})"
    return f"{telephone} and (min-resolution: {_SHARP}) {_CAPPED}, {telephone} {_SHOWN}, {column}px"
