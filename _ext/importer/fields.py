"""What an entry says of itself, as the front matter of its file."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import urlsplit

from importer import dates, frontmatter
from importer.markup import escape
from importer.markup.clean import controls_removed
from importer.model import Entry
from importer.place import Place

#: An IRI in outline (RFC 3987).
_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`\x00-\x20\x7f-\x9f]+")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|[0-9]{3}))?")


def front_matter(entry: Entry, place: Place, image: str) -> str:
    """The block at the head of the file; `image` is the path of the featured image's copy, or empty."""
    when = dates.written(entry.published) if entry.published else entry.day.isoformat() if entry.day else None
    redirects = [path for path in map(redirect, place.redirects) if path]
    if entry.kind == "page" and entry.state == "live":
        # Sphinx warns of a page that no table of contents has, unless it says that it is one.
        return frontmatter.write([("orphan", "true"), ("date", when), ("redirect", redirects)], [])
    changed = entry.updated and entry.published and entry.updated > entry.published
    text = frontmatter.scalar
    return frontmatter.write(
        [
            ("date", when),
            ("order", str(entry.order) if entry.order and entry.day and not entry.published else None),
            ("updated", dates.written(entry.updated) if changed and entry.updated else None),
            ("draft", "true" if entry.state == "draft" else None),
            ("author", distinct(entry.authors)),
            ("category", distinct(entry.categories)),
            ("tags", distinct(entry.labels)),
            ("description", text(entry.description) if entry.description else None),
            ("image", escape.quoted(image) if image else None),
            ("location", text(entry.location) if entry.location else None),
            ("language", entry.language if _LANGUAGE.fullmatch(entry.language) else None),
            ("original", escape.quoted(entry.address) if _is_address(entry.address) else None),
            ("id", escape.quoted(entry.id) if _IRI.fullmatch(entry.id) else None),
            ("redirect", redirects),
        ],
        _comments(entry),
    )


def distinct(names: tuple[str, ...]) -> list[str]:
    """`names` without those that differ from an earlier one only in case, spaces or normalisation."""
    kept: dict[str, str] = {}
    for name in names:
        name = " ".join(controls_removed(name).split())
        folded = unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())
        if name:
            kept.setdefault(folded, name)
    return list(kept.values())


def redirect(path: str) -> str:
    """An old path as front matter has it, or empty where a static site cannot answer at it."""
    parts = path.split("/")
    last = parts[-1]
    plain = not re.search(r"[\s\"\\<>?#\x00-\x20\x7f-\x9f\ufffd\ufffe\uffff]", path) and "" not in parts[1:-1]
    dotted = "." in last and not last.lower().endswith((".html", ".htm"))
    if not path.startswith("/") or path == "/" or not plain or dotted or parts[1].startswith("_"):
        return ""
    return path.replace("%", "%25")


def _is_address(address: str) -> bool:
    try:
        parts = urlsplit(address)
        sound = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 0) >= 0
    except ValueError:
        return False
    return sound and bool(_IRI.fullmatch(address))


def _comments(entry: Entry) -> list[str]:
    made = [f"kept as a draft: {entry.note}"] if entry.note else []
    return made + (["was a standing page"] if entry.kind == "page" and entry.state == "draft" else [])
