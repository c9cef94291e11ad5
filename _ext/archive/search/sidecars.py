"""Sidecar files of a segment, which a reader's browser fetches beside its index: facets, and its words.

Pagefind has filters of its own, but writes them in another order at every run, and a reader would fetch three times as
much. Spelling it has none.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from html import unescape
from itertools import pairwise
from string import ascii_lowercase

from .documents import Document

#: By what a search can be narrowed, as it is shown.
FACETS = ("kind", "category", "tag", "person", "org")
_FIRST_DAY = 719_163  # 1 January 1970, as `date.toordinal` counts
#: Shorter words are too much alike, longer ones are none.
_WORD = re.compile(r"[^\W\d_]{4,24}")
_MARKUP = re.compile(r"<[^>]*>")


def facets(documents: Sequence[Document]) -> bytes:
    """The file of facets: the days since 1970 of each of `documents`, null where it has none, and by facet and value
    which have it. Documents are numbered as they were indexed, and numbers stand as distances from the one before."""
    places: dict[str, dict[str, list[int]]] = {facet: {} for facet in FACETS}
    for number, document in enumerate(documents):
        for facet in FACETS:
            for value in dict.fromkeys(document.values.get(facet, ())):
                places[facet].setdefault(value, []).append(number)
    dated = [document.day.toordinal() - _FIRST_DAY for document in documents if document.day]
    known = {facet: {value: _distances(values[value]) for value in sorted(values)} for facet, values in places.items()}
    told = {"days": _distances(dated) if dated else [None] * len(documents), "values": known}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def _distances(numbers: Iterable[int]) -> list[int]:
    return [after - before for before, after in pairwise([0, *numbers])]


def words(pages: Iterable[str]) -> dict[str, bytes]:
    """The files of the words of `pages`, each in HTML, by which a browser tells a slip of the finger from a word.

    One for each first letter, and one for all that are not of the English alphabet: of these a query that finds nothing
    needs as many as it has words. In it a word a line, without accents and capitals, those of most documents first.
    """
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
