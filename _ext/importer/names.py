"""Names that are safe in paths: slugs of titles, and the parts of old addresses."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import unquote, urlsplit

_UNSAFE = re.compile(r"[^\w.~-]+", re.UNICODE)
_LONGEST = 100
_RESERVED = {"con", "prn", "aux", "nul", *(f"{d}{n}" for d in ("com", "lpt") for n in range(1, 10))}


def slug(title: str, fallback: str) -> str:
    """`title` as Blogger would have it in an address: small letters, no articles, words joined by hyphens, cut
    between words before the fortieth character. `fallback` where nothing is left."""
    folded = unicodedata.normalize("NFC", title.lower()).replace("’", "").replace("'", "")
    words = [word for word in re.findall(r"[^\W_]+", folded) if word not in ("a", "an", "the")]
    made = ""
    for word in words:
        if made and len(made) + 1 + len(word) > 39:
            break
        made = f"{made}-{word}" if made else word
    return part(made) or fallback


def part(text: str) -> str:
    """One part of an old path, kept as it was if it is safe on every file system, mended otherwise."""
    text = unicodedata.normalize("NFC", text)
    text = _UNSAFE.sub("-", text).strip("-.~_ ") if _UNSAFE.search(text) else text.strip(".~")
    text = text.lstrip("_")
    while len(text.encode()) > _LONGEST:
        text = text[:-1]
    return text + "-1" if text.lower() in _RESERVED else text


def path_of(address: str) -> str:
    """The path of an address, unquoted, from the root: ``/2012/10/old.html``; empty where it has none."""
    try:
        path = unquote(urlsplit(address.strip()).path)
    except ValueError:
        return ""
    return path if path.startswith("/") and not re.search(r"[\x00-\x20\x7f\\]|/\.\.?(/|$)", path) else ""


def parts_of(address: str) -> list[str]:
    """The parts of an address's path, unquoted, whatever they hold."""
    try:
        return [part for part in unquote(urlsplit(address.strip()).path).split("/") if part not in ("", ".")]
    except ValueError:
        return []


def last_part(address: str) -> str:
    """The last of `parts_of`; empty where there is none."""
    return next(reversed(parts_of(address)), "")


def query_of(address: str) -> str:
    """The query of an address, without its question mark."""
    try:
        return urlsplit(address.strip()).query
    except ValueError:
        return ""


def host_of(address: str) -> str:
    """The host of an address in lower case, without ``www.`` and the port; empty where it has none."""
    try:
        host = urlsplit(address.strip()).hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.")
