"""What the attributes of an element say of its place and its kind."""

from __future__ import annotations

import re
from typing import Any

from importer.addresses import last_part

#: Elements that play or show something of elsewhere.
PLAYERS = {"iframe", "object", "embed", "video", "audio"}
#: Classes of captions, of WordPress and of Blogger.
CAPTIONS = {"tr-caption", "wp-caption-text"}
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


def is_larger(href: str, src: str) -> bool:
    """True if a link around an image leads to nothing but the image itself, larger."""
    if not href:
        return False
    last, mine = last_part(href), last_part(src)
    hosted = "googleusercontent.com/" in href or ".bp.blogspot.com/" in href
    return bool(_IMAGE_PATH.search(last)) or hosted or (bool(last) and last == mine)
