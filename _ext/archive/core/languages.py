"""Languages of posts: which way they are read, as their tags (BCP 47) and their letters tell."""

from __future__ import annotations

import re
import unicodedata
from typing import Literal

Direction = Literal["ltr", "rtl"]

#: Languages that are written from right to left unless their tag names a script
#: (https://www.w3.org/International/questions/qa-scripts).
_RIGHT_TO_LEFT = frozenset(
    "ar arc arz azb bal ckb dv fa glk he iw ji khw ks lrc mzn nqo pnb ps sd syr ug ur yi".split()
)
_RIGHT_TO_LEFT_SCRIPTS = frozenset("adlm arab aran armi hebr mand nkoo rohg samr syrc thaa".split())
#: So many letters are looked at to tell a text's direction.
_SAMPLE = 4000


def direction(tag: str) -> Direction:
    """Which way text in the language `tag` is read: ``rtl`` for ``fa``, ``he-IL`` and ``und-Arab``."""
    first, *rest = tag.lower().split("-")
    script = next((part for part in rest if len(part) == 4 and part.isalpha()), "")
    if script:
        return "rtl" if script in _RIGHT_TO_LEFT_SCRIPTS else "ltr"
    return "rtl" if first in _RIGHT_TO_LEFT else "ltr"


def of_text(text: str) -> Direction | None:
    """Which way most letters of `text` are read; None where it has no letters, or as many of either kind."""
    if text.isascii():
        return "ltr" if re.search("[A-Za-z]", text) else None
    counts = {"ltr": 0, "rtl": 0}
    for char in text[:_SAMPLE]:
        bidirectional = unicodedata.bidirectional(char)
        if bidirectional == "L":
            counts["ltr"] += 1
        elif bidirectional in ("R", "AL"):
            counts["rtl"] += 1
    if counts["ltr"] == counts["rtl"]:
        return None
    return "rtl" if counts["rtl"] > counts["ltr"] else "ltr"


def suited(tag: str, text: str) -> str:
    """`tag` where the letters of `text` are read its way, else what they tell: a tag of the script alone, or nothing.

    Blogs name one language for all posts, and often the one that their software came with.
    """
    seen = of_text(text)
    if seen is None or (tag and direction(tag) == seen):
        return tag
    return f"und-{_script(text)}" if seen == "rtl" else ""


def _script(text: str) -> str:
    """The script of the first letter that is read from right to left, as ISO 15924 codes it."""
    names = {"HEBREW": "Hebr", "SYRIAC": "Syrc", "THAANA": "Thaa", "NKO": "Nkoo", "ADLAM": "Adlm"}
    for char in text:
        if unicodedata.bidirectional(char) in ("R", "AL"):
            return names.get(unicodedata.name(char, "").partition(" ")[0], "Arab")
    return "Arab"
