"""Sizes that an author gave a picture, a figure or a column, as classes: the pages' policy forbids styles in elements.

Pictures have attributes for pixels. For all else there is a class for each per cent, and for each eight pixels up to
the width of the text; their rules are a stylesheet of its own, which only pages with such sizes load.
"""

from __future__ import annotations

import re
from html import escape, unescape

from .texts import digest

#: What is measured in, in pixels: an em is that of the text, and a letter is half as wide.
_PIXELS = {"": 1, "px": 1, "rem": 16, "em": 19, "ex": 9.5, "ch": 9.5, "pt": 4 / 3, "pc": 16, "in": 96, "cm": 37.8,
           "mm": 3.78, "q": 0.945}  # fmt: skip
_LENGTH = re.compile(r"(\d+(?:\.\d+)?|\.\d+)\s*([a-z%]*)")
_STEP, _WIDEST = 8, 656
_ANY = re.compile(r"<[^<>]*\sstyle\s*=", re.IGNORECASE)
_STYLED = re.compile(r'<([a-zA-Z]\w*)((?:\s[^<>]*?)?)\sstyle="([^"]*)"([^<>]*)>')
_CLASS = re.compile(r"[\" ]w-(?:\d|bold)")
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
    classed = _STYLED.sub(_classed, page)
    if not _CLASS.search(classed):
        return classed
    return classed.replace("</head>", f'<link rel="stylesheet" href="{root}{PATH}?v={_VERSION}">\n</head>', 1)


def to_pixels(length: str) -> int:
    """A length in CSS pixels; 0 for a part of something, or what is no length."""
    found = _LENGTH.fullmatch(length.strip().lower())
    return max(1, round(float(found[1]) * _PIXELS[found[2]])) if found and found[2] in _PIXELS else 0


def fraction_class(length: str) -> str:
    """The class for a length that is a part of the width of the text, ``50%``; nothing for any other."""
    found = _LENGTH.fullmatch(length.strip().lower())
    return f"w-{min(100, max(1, round(float(found[1]))))}" if found and found[2] in ("%", "vw") else ""


def has_only_sizes(html: str) -> bool:
    """Whether the HTML has no style but such as become classes."""
    return not _ANY.search(_STYLED.sub(_classed, html))


def _classed(tag: re.Match[str]) -> str:
    name, before, style, after = tag.groups()
    classes, attributes, left = [], "", []
    for declaration in filter(None, map(str.strip, unescape(style).split(";"))):
        what, _, value = (part.strip().lower() for part in declaration.partition(":"))
        pixels = to_pixels(value)
        if name == "img" and what in ("width", "height") and pixels:
            attributes += f' {what}="{pixels}"'
        elif what == "width" and pixels:
            classes.append(f"w-{max(_STEP, round(pixels / _STEP) * _STEP)}px" if pixels <= _WIDEST else "w-100")
        elif what == "width" and (part := fraction_class(value)):
            classes.append(part)
        elif (what, value) == ("font-weight", "bold"):
            classes.append("w-bold")
        else:
            left.append(declaration)
    if left:
        attributes += f' style="{escape("; ".join(left))}"'
    rest = before + attributes + after
    if not classes:
        return f"<{name}{rest}>"
    added = " ".join(classes)
    named, found = re.subn(r'(\sclass="[^"]*)', lambda match: f"{match[1]} {added}", rest, count=1)
    return f"<{name}{named}>" if found else f'<{name} class="{added}"{rest}>'
