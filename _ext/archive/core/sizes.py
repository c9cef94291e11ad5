"""Sizes that an author gave a picture, a figure or a column, as classes: the pages' policy forbids styles in elements.

Pictures have attributes for pixels. For all else there is a class for each per cent, and for each eight pixels up to
the width of the text; their rules are a stylesheet of its own, which only pages with such sizes load.
"""

from __future__ import annotations

import re
from html import escape, unescape

from .texts import digest

#: CSS pixels of each unit of length: an em is that of the text, and a letter is half as wide.
_PIXELS = {"": 1, "px": 1, "rem": 16, "em": 19, "ex": 9.5, "ch": 9.5, "pt": 4 / 3, "pc": 16, "in": 96, "cm": 37.8,
           "mm": 3.78, "q": 0.945}  # fmt: skip
_LENGTH = re.compile(r"(\d+(?:\.\d+)?|\.\d+)\s*([a-z%]*)")
#: Widths that have a class, in pixels: every so many, up to the width of the text.
_STEP, _WIDEST = 8, 656
_ANY_STYLE = re.compile(r"<[^<>]*\sstyle\s*=", re.IGNORECASE)
_STYLED_TAG = re.compile(r'<([a-zA-Z]\w*)((?:\s[^<>]*?)?)\sstyle="([^"]*)"([^<>]*)>')
_SIZE_CLASS = re.compile(r"[\" ]w-(?:\d|bold)")
PATH = "_static/archive-sizes.css"
STYLESHEET = "".join([
    *(f".w-{part}{{width:{part}%}}" for part in range(1, 101)),
    *(f".w-{px}px{{width:min({px / 16:g}rem,100%)}}" for px in range(_STEP, _WIDEST + 1, _STEP)),
    ".w-bold{font-weight:700}\n",  # some signs of formulas
])  # fmt: skip
_VERSION = digest(STYLESHEET)[:8]


def replace_styles(page: str, root: str) -> str:
    """The page with classes in the place of styles, and with their stylesheet; the site's root is at `root`."""
    if ' style="' not in page:
        return page
    classed = _STYLED_TAG.sub(_classed, page)
    if not _SIZE_CLASS.search(classed):
        return classed
    return classed.replace("</head>", f'<link rel="stylesheet" href="{root}{PATH}?v={_VERSION}">\n</head>', 1)


def to_pixels(length: str) -> int:
    """A length in CSS pixels; 0 for a part of something, or what is no length."""
    match = _LENGTH.fullmatch(length.strip().lower())
    return max(1, round(float(match[1]) * _PIXELS[match[2]])) if match and match[2] in _PIXELS else 0


def fraction_class(length: str) -> str:
    """The class for a length that is a part of the width of the text, ``50%``; nothing for any other."""
    match = _LENGTH.fullmatch(length.strip().lower())
    return f"w-{min(100, max(1, round(float(match[1]))))}" if match and match[2] in ("%", "vw") else ""


def has_only_sizes(html: str) -> bool:
    """Whether the HTML has no style but such as become classes."""
    return not _ANY_STYLE.search(_STYLED_TAG.sub(_classed, html))


def _classed(tag: re.Match[str]) -> str:
    """A tag that has a style, with classes and attributes in the place of those declarations that are sizes."""
    name, before, style, after = tag.groups()
    classes, attributes, unchanged = [], before, []
    for declaration in filter(None, map(str.strip, unescape(style).split(";"))):
        property_, _, value = (part.strip().lower() for part in declaration.partition(":"))
        pixels = to_pixels(value)
        if name == "img" and property_ in ("width", "height") and pixels:
            attributes += f' {property_}="{pixels}"'
        elif size_class := _class_of(property_, value, pixels):
            classes.append(size_class)
        else:
            unchanged.append(declaration)
    if unchanged:
        attributes += f' style="{escape("; ".join(unchanged))}"'
    return f"<{name}{_with_classes(attributes + after, classes)}>"


def _class_of(property_: str, value: str, pixels: int) -> str:
    """The class for a declaration of CSS; empty if it is none of a size. `pixels` are those of the value."""
    if property_ == "width" and pixels:
        return f"w-{max(_STEP, round(pixels / _STEP) * _STEP)}px" if pixels <= _WIDEST else "w-100"
    if property_ == "width":
        return fraction_class(value)
    return "w-bold" if (property_, value) == ("font-weight", "bold") else ""


def _with_classes(attributes: str, classes: list[str]) -> str:
    """The attributes of a tag with `classes` added to those that it has."""
    if not classes:
        return attributes
    added = " ".join(classes)
    merged, count = re.subn(r'(\sclass="[^"]*)', lambda match: f"{match[1]} {added}", attributes, count=1)
    return merged if count else f' class="{added}"{attributes}'
