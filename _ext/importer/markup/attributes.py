"""What the attributes of an element say of its place and its kind."""

from __future__ import annotations

import re
from typing import Any

from importer.addresses import last_part

#: Elements that play or show something of elsewhere.
PLAYERS = {"iframe", "object", "embed", "video", "audio"}
#: Classes of captions, of WordPress and of Blogger.
CAPTIONS = {"tr-caption", "wp-caption-text"}
#: Of what holds pictures side by side: the importer's own, and those of WordPress, its blocks and Jetpack.
PICTURES = "imported-pictures"
#: What only this software has, in HTML that is made Markdown of: a name that is defined, its ``title`` the kind and the
#: key; a directive, its ``title`` the name and the argument.
NAMED, DIRECTIVE = "imported-name", "imported-directive"
#: The directives that may be written: a dated change of the post, and notices.
UPDATE = "update"
NOTICES = ("attention", "caution", "danger", "error", "hint", "important", "note", "seealso", "tip", "warning")
GALLERIES = {
    PICTURES, "gallery", "wp-block-gallery", "blocks-gallery-grid", "tiled-gallery", "wp-block-jetpack-tiled-gallery",
    "wp-block-jetpack-slideshow",
}  # fmt: skip
_IMAGE_PATH = re.compile(r"\.(?:jpe?g|png|gif|webp|avif|bmp)$", re.I)


def side(element: Any) -> str:
    """``left``, ``right`` or ``center`` where the element's attributes say so, else empty."""
    style = (element.get("style") or "").lower()
    found = re.search(r"float\s*:\s*(left|right)", style) or re.search(r"text-align\s*:\s*(center)", style)
    if found:
        return found[1]
    classes = (element.get("class") or "").lower()
    named = re.search(r"\balign-?(left|right|center)\b", classes)
    if named:
        return named[1]
    if element.tag == "center" or (element.get("align") or "").lower() == "center":
        return "center"
    value = (element.get("align") or "").lower()
    return value if value in ("left", "right") and element.tag in ("img", "table", "figure") else ""


#: The size within an address: of WordPress's smaller files, of Blogger's and Google's servers.
_SIZED = re.compile(r"-(\d{2,4})x(\d{2,4})\.\w{3,4}$|[/=]w(\d{2,4})-h(\d{2,4})(?=[/-]|$)")


def shape(element: Any, address: str) -> tuple[int, int]:
    """Width and height at which a picture was shown, as its attributes say, or its address; zeros where neither says
    both. Of a picture whose own size is known, only one side of the shown one is wanted."""
    width, height = _pixels(element.get("width")), _pixels(element.get("height"))
    own = _pixels(element.get("data-original-width")), _pixels(element.get("data-original-height"))
    found = _SIZED.search(address.partition("?")[0])
    if found and not all(own):
        first, second = filter(None, found.groups())
        own = int(first), int(second)
    if width and height:
        return width, height
    if not all(own):
        return 0, 0
    if width or height:
        return width or max(1, round(height * own[0] / own[1])), height or max(1, round(width * own[1] / own[0]))
    return own


def whole_number(value: str | None, digits: int) -> int | None:
    """The number that an attribute gives, if it is one of at most so many digits. To Python ``²`` is a digit too, and
    numbers of thousands of digits are none."""
    value = value or ""
    return int(value) if value.isascii() and value.isdigit() and len(value) <= digits else None


def _pixels(value: str | None) -> int:
    return whole_number((value or "").strip().removesuffix("px"), 4) or 0


def is_larger(href: str, src: str) -> bool:
    """True if a link around an image leads to nothing but the image itself, larger."""
    if not href:
        return False
    last, mine = last_part(href), last_part(src)
    hosted = "googleusercontent.com/" in href or ".bp.blogspot.com/" in href
    return bool(_IMAGE_PATH.search(last)) or hosted or (bool(last) and last == mine)
