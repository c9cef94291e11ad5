"""What both of Blogger's exports share: keys, addresses, authors."""

from __future__ import annotations

import html
import re
from typing import Any

from importer.xmlstream import inner, text

ATOM = "{http://www.w3.org/2005/Atom}"
FOREIGN = "entry of another format"
_NUMBER = re.compile(r"(?:post|page)-(\d+)$")
_INLINE_TAG = re.compile(
    r"</?(?:a|b|big|br|cite|code|del|em|font|i|s|small|span|strong|sub|sup|u)(?:\s[^<>]*)?/?>", re.I
)
_ENTITY = re.compile(r"&(?:#\d+|#x[0-9a-f]+|[a-z][a-z0-9]*);", re.I)


def key(id: str) -> str:
    """One key for a post in whatever form Blogger exported it: the number that ends its id."""
    match = _NUMBER.search(id.strip())
    return f"blogger:{match[1]}" if match else id.strip()


def title(raw: str) -> str:
    """A title as plain text: inline tags dropped, what was escaped twice unescaped, white space made
    single."""
    plain = _INLINE_TAG.sub("", raw)
    if _ENTITY.search(plain):
        plain = _INLINE_TAG.sub("", html.unescape(plain))
    return " ".join(plain.split(" ")).strip() if plain.isascii() else re.sub(r"[ \t\r\n]+", " ", plain).strip()


def author(entry: Any) -> tuple[str, str]:
    """Name and address of who wrote `entry`; never the mail address."""
    person = entry.find(f"{ATOM}author")
    if person is None:
        return "", ""
    return text(person, f"{ATOM}name").strip(), text(person, f"{ATOM}uri").strip()


def link(entry: Any, rel: str, kind: str = "") -> str:
    """Address of the first link of that relation (RFC 4287 section 4.2.7), and of that type if one is
    given."""
    for one in entry.iterfind(f"{ATOM}link"):
        if one.get("rel", "alternate") == rel and (not kind or one.get("type", kind) == kind):
            return (one.get("href") or "").strip()
    return ""


def enclosures(entry: Any) -> tuple[str, ...]:
    """Addresses of the files that go with `entry`."""
    found = [one.get("href") or "" for one in entry.iterfind(f"{ATOM}link") if one.get("rel") == "enclosure"]
    return tuple(address for address in found if address)


def content(entry: Any) -> str:
    """The body of `entry` as HTML, whether escaped or not."""
    body = entry.find(f"{ATOM}content")
    if body is None:
        body = entry.find(f"{ATOM}summary")
    if body is None:
        return ""
    if len(body):
        return inner(body)
    raw = body.text or ""
    return html.escape(raw, quote=False) if body.get("type", "text") == "text" else raw
