"""The words that stand in a segment, by which a reader's browser tells a slip of the finger from a word.

A file for each first letter, and one for all that are not of the English alphabet: of these a query that finds nothing
needs as many as it has words. In it a word a line, those of most documents first.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from html import unescape
from string import ascii_lowercase

#: Shorter words are too much alike, longer ones are none.
_WORD = re.compile(r"[^\W\d_]{4,24}")
_MARKUP = re.compile(r"<[^>]*>")


def files(pages: Iterable[str]) -> dict[str, bytes]:
    """The files of the words of `pages`, each in HTML, without accents and capitals, by path in the segment."""
    counts: Counter[str] = Counter()
    for page in pages:
        text = unescape(_MARKUP.sub(" ", page)).casefold()
        if not text.isascii():
            text = "".join(letter for letter in unicodedata.normalize("NFD", text) if not unicodedata.combining(letter))
        counts.update(set(_WORD.findall(text)))
    # Every file is there, since a browser would complain of one that is not.
    found: dict[str, list[str]] = {letter: [] for letter in [*ascii_lowercase, "other"]}
    for word in sorted(counts, key=lambda word: (-counts[word], word)):
        found.get(word[0], found["other"]).append(word)
    return {f"words/{letter}.txt": "\n".join(words).encode() for letter, words in found.items()}
