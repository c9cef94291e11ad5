"""The words that tell what a text is about: those said again and again, those of its title, and names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Set
from functools import lru_cache
from itertools import chain, filterfalse

#: So many words are kept of a text.
MOST = 30
_WORD, _ASCII_WORD = re.compile(r"[^\W\d_]{4,}"), re.compile("[a-z]{4,}")
#: A capital within a sentence: the blank goes first, as a pattern that begins with a letter is looked for faster.
_NAME = re.compile(r" (?<=[\w,;] )(?=[^\W\d_a-z])[^\W\d_]{3,}")
#: Scripts that part no words: two signs that stand together serve in their place.
_UNPARTED = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff]{2,}")


def telling(head: str, text: str, stopwords: Set[str], english: bool) -> tuple[str, ...]:
    """At most `MOST` words of a text, the most telling first, in small letters and stemmed lightly if `english`.

    A word tells if it is said twice at least, stands in the `head` (the title and a summary), or is a name;
    `stopwords` (in small letters) never tell.
    """
    said = [*_words(text), *(2 * _words(head))]
    names = {name[1:].lower() for name in _NAME.findall(text) if name[1].isupper()}
    told_of = filterfalse(stopwords.__contains__, chain(said, names, names))
    weights = Counter(map(stem, told_of) if english else told_of)
    told = [word for word, weight in weights.items() if weight > 1]
    told.sort(key=lambda word: (-weights[word], -len(word), word))
    return tuple(told[:MOST])


def _words(text: str) -> list[str]:
    text = text.lower()
    if text.isascii():
        return _ASCII_WORD.findall(text)
    if not (unparted := _UNPARTED.findall(text)):
        return _WORD.findall(text)
    pairs = [run[i : i + 2] for run in unparted for i in range(len(run) - 1)]
    return _WORD.findall(_UNPARTED.sub(" ", text)) + pairs


@lru_cache(maxsize=1 << 16)
def stem(word: str) -> str:
    """An English word in small letters, in the singular: a light stemmer, which rather leaves a word as it is."""
    if len(word) < 4 or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    if word.endswith(("sses", "xes", "ches", "shes", "zzes")):
        return word[:-2]
    return word[:-1]
