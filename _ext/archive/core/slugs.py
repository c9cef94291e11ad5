"""Readable names for use in addresses: one slug for each name, and no two names with the same."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

#: Characters of a slug at most.
LONGEST = 80
_MOST_BYTES = 200  # of UTF-8: file systems allow 255 in a file's name, suffix and all

#: Names that mean something else in a listing's address, or that Windows keeps for devices.
RESERVED = frozenset(
    {"page", "index", "con", "prn", "aux", "nul"} | {f"{port}{n}" for port in ("com", "lpt") for n in range(10)}
)

#: Letters that Unicode does not take apart, but that have a customary spelling.
_LETTERS = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ħ": "h"}
)
#: Signs and the words that are read for them, in this order.
_SPOKEN = (
    (re.compile(r"(?<=\w)['’ʼ‘´`](?=\w)"), ""),
    (re.compile(r"(?<=[\w+])\+"), " plus "),
    (re.compile(r"(?<=\w)#"), " sharp "),
    (re.compile(r"(?<![\w.])\.(?=[^\W\d_])"), " dot "),
    (re.compile(r"&"), " and "),
    (re.compile(r"@"), " at "),
    (re.compile(r"%"), " percent "),
)


@lru_cache(maxsize=65_536)
def slugify(name: str) -> str:
    """Give the slug of `name`, of small letters, digits and hyphens: ``c-plus-plus`` for ``C++``.

    Latin letters lose their accents, other scripts keep theirs. The slug is never empty, reserved or
    longer than 80 characters; a name without letters or digits gives a digest.
    """
    text = unicodedata.normalize("NFC", name)
    for pattern, spoken in _SPOKEN:
        text = pattern.sub(spoken, text)
    text = unicodedata.normalize("NFKC", text).lower().translate(_LETTERS)
    text = "".join(_plain(char) for char in text)
    slug = _shorten(re.sub(r"-{2,}", "-", text).strip("-"))
    if not any(char.isalnum() for char in slug):
        return short_digest(name)
    return _suffixed(slug, short_digest(name)) if slug in RESERVED else slug


def _plain(char: str) -> str:
    """A character as it stands in a slug: without an accent, as a hyphen, or nothing."""
    if char.isascii():
        return char if char.isalnum() else "-"
    bare = unicodedata.normalize("NFKD", char)
    if bare[0].isascii() and all(unicodedata.category(mark) == "Mn" for mark in bare[1:]):
        return bare[0] if bare[0].isalnum() else "-"
    kind = unicodedata.category(char)
    if char == "\N{COMBINING DOT ABOVE}":  # left by the Turkish capital of i
        return ""
    return char if kind[0] in "LM" or kind == "Nd" else "-"


def _shorten(slug: str, longest: int = LONGEST) -> str:
    """Cut at the last hyphen that leaves at least half, else in the middle of a word."""
    short = slug[:longest]
    while len(short.encode()) > _MOST_BYTES:
        short = short[:-1]
    if len(short) < len(slug) and slug[len(short)] != "-":
        cut = short.rfind("-")
        short = short[:cut] if cut >= len(short) // 2 else short
    return short.strip("-")


def short_digest(name: str, digits: int = 8) -> str:
    """The first hexadecimal digits of BLAKE2b of a name: the same on every machine."""
    return hashlib.blake2b(name.encode("utf-8", "surrogatepass"), digest_size=32).hexdigest()[:digits]


def _suffixed(slug: str, suffix: str) -> str:
    return f"{_shorten(slug, LONGEST - len(suffix) - 1)}-{suffix}"


def file_name(part: str) -> str:
    """One part of an address, such as ``steady-on_6``, as a file can be called: unchanged wherever that is safe.

    Letters and digits of all scripts, ``.``, ``_``, ``~`` and ``-`` stay, in Unicode's composed form; anything else
    becomes a hyphen. What the archive would pass over (a dot or underscore in front) or what means something else
    (`RESERVED`) is mended. Empty if nothing is left.
    """
    with_gaps = "".join(_nameable(char) for char in unicodedata.normalize("NFC", part))
    text = re.sub("-*\0+[-\0]*", "-", with_gaps)
    text = text.strip("-") if text != part else text
    text = text.strip(".~").lstrip("_")
    if len(text.encode()) > _MOST_BYTES:
        while len(text.encode()) > _MOST_BYTES:
            text = text[:-1]
        text = text.rstrip(".~-")
    stem, dot, suffix = text.partition(".")  # to Windows, `con.txt` is the device too
    return f"{stem}-1{dot}{suffix}" if stem.lower() in RESERVED else text


def _nameable(char: str) -> str:
    """A character as it may stand in a file's name: NUL in the place of one that may not, nothing for an unseen one."""
    kind = unicodedata.category(char)
    if char in "._~-" or kind[0] in "LM" or kind == "Nd":
        return char
    return "" if kind == "Cf" else "\0"  # zero width joiners and the like are seen by nobody


def unique_slugs(names: Iterable[tuple[str, Any]]) -> dict[str, str]:
    """Give each name a slug of its own; `names` are pairs of a name and of when it is used, which can be compared.

    Where names share a slug, the one that the slug spells without loss keeps it, else the one used
    earliest; the others add a digest of the name. The order of `names` does not matter.
    """
    first_use: dict[str, Any] = {}
    for name, use in names:
        first_use[name] = min(first_use[name], use) if name in first_use else use
    rivals: dict[str, list[str]] = {}
    for name in first_use:
        rivals.setdefault(_fold(slugify(name)), []).append(name)
    result: dict[str, str] = {}
    losers: list[str] = []
    for group in rivals.values():
        winner, *rest = sorted(group, key=lambda name: (_loss(name), first_use[name], name))
        result[winner] = slugify(winner)
        losers += rest
    taken = {_fold(slug) for slug in result.values()}
    for name in sorted(losers):
        result[name] = _free(name, taken)
        taken.add(_fold(result[name]))
    return {name: result[name] for name in first_use}


def _fold(slug: str) -> str:
    """A key that is the same for slugs that a file system which ignores case would take for one."""
    return unicodedata.normalize("NFKC", slug).casefold()


def _loss(name: str) -> int:
    """0 if the slug spells the name, 1 if but for case, 2 if more was lost."""
    spelt = re.sub(r"\s+", "-", name.strip())
    slug = slugify(name)
    if slug == spelt:
        return 0
    return 1 if slug == spelt.lower() else 2


def _free(name: str, taken: set[str]) -> str:
    """A slug with as many digits of a digest of the name as none of those `taken` has."""
    slugs = (_suffixed(slugify(name), short_digest(name, digits)) for digits in range(8, 65, 4))
    return next(slug for slug in slugs if _fold(slug) not in taken)


def name_key(name: str) -> str:
    """A key that is the same for names that differ only in case, spaces or Unicode normalisation."""
    if not name.isascii():
        name = unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())
    return " ".join(name.casefold().split())
