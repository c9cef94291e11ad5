"""Parts what can be found into segments, each an index by itself of one kind, one language and a stretch of months; and
makes the files beside such an index.

A build indexes again only the segments whose documents changed; a search asks all of them. The borders depend on
nothing but how many documents each month has: one more changes one segment, and parts it where it grows too large;
three times in the life of a blog, as it comes to 3,000, to 6,000 and to 12,000, all segments may grow.
"""

from __future__ import annotations

import json
import re
import unicodedata
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from html import unescape
from itertools import pairwise
from string import ascii_lowercase

from .documents import Document

#: Documents of a stretch that is longer than a month, at most: the fewer, the less an edit costs and the more a query.
MOST = 6000
#: The same in a small blog, so that it has a few segments too, once it has more than so many documents.
FEWEST = 750
#: Languages that do not part their words by spaces; Pagefind's extended program does.
UNSPACED = ("zh", "ja", "th")
_FIRST_DAY = 719_163  # 1 January 1970, as `date.toordinal` counts
#: Shorter words are too much alike, longer ones are none.
_WORD = re.compile(r"[^\W\d_]{4,24}")
_MARKUP = re.compile(r"<[^>]*>")


def segments(documents: Iterable[Document], language: str) -> dict[str, list[Document]]:
    """The documents of a site in `language` by segment, both in the order of `documents`, but comments come last and
    the site's own language first.

    A segment has a name that is a tag of a language to Pagefind too (BCP 47), with its kind and its first month for
    private use, such as ``en-x-post-201601``.
    """
    groups: dict[tuple[str, str], list[Document]] = {}
    for document in documents:
        groups.setdefault((document.kind, _indexed_as(document.language or language, language)), []).append(document)
    home, found = _indexed_as(language, language), dict[str, list[Document]]()
    for kind, tag in sorted(groups, key=lambda group: (group[0] == "comment", group[1] != home)):
        group = groups[kind, tag]
        months = Counter(_month(each.day) for each in group)
        borders = sorted(stretch.start for stretch in stretches(months, _limit(len(group))))
        for document in group:
            begin = borders[bisect_right(borders, _month(document.day)) - 1]
            found.setdefault(f"{tag}-x-{kind}-{begin // 12:04}{begin % 12 + 1:02}", []).append(document)
    return found


def _limit(count: int) -> int:
    """Documents of a stretch, at most, where there are `count` of all."""
    most = MOST
    while most > FEWEST and most * 2 > count:
        most //= 2
    return most


def stretches(counts: Mapping[int, int], most: int, begin: int = 0, length: int = 12 * 8192) -> Iterator[range]:
    """Stretches of months that hold all of `counts`, the documents of each month: all of time, or where it has more
    than `most` its halves, their halves, and so on down to years, half-years, quarters and months."""
    stretch = range(begin, begin + length)
    inside = {month: count for month, count in counts.items() if month in stretch}
    if inside and (length == 1 or sum(inside.values()) <= most):
        yield stretch
    elif inside:
        part = length // (3 if length == 3 else 2)
        for start in stretch[::part]:
            yield from stretches(inside, most, start, part)


def _month(day: date | None) -> int:
    return day.year * 12 + day.month - 1 if day else 0


def _indexed_as(language: str, site: str) -> str:
    """The language in which Pagefind is to take a document: a reader's browser has the rules for endings of one, that
    of the site, so that documents in others are found as words stand there."""
    own, home = (tag.partition("-")[0].lower() for tag in (language, site))
    if own in UNSPACED:
        return own
    return "und" if home in UNSPACED else home


def facets(documents: Sequence[Document]) -> bytes:
    """The file of what `documents` can be narrowed by, in the order in which they were indexed: the `days` of all, each
    counted from that of the one before, the first from 1 January 1970, or none if they have none; `values`, each with
    its facet; and for each of the `documents` the places of its own among these.

    Pagefind has filters of its own, but writes them in another order at every run, and a reader would fetch three times
    as much.
    """
    places: dict[tuple[str, str], int] = {}
    own = [
        [places.setdefault((facet, value), len(places)) for facet, values in each.values.items()
         for value in dict.fromkeys(values)]
        for each in documents
    ]  # fmt: skip
    dated = [each.day.toordinal() - _FIRST_DAY for each in documents if each.day]
    days = [day - before for before, day in pairwise([0, *dated])]
    told = {"days": days, "values": list(places), "documents": own}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def words(pages: Iterable[str]) -> dict[str, bytes]:
    """The files of the words of `pages`, each in HTML, by which a browser tells a slip of the finger from a word.

    One for each first letter, and one for all that are not of the English alphabet: of these a query that finds nothing
    needs as many as it has words. In it a word a line, without accents and capitals, those of most documents first.
    """
    counts: Counter[str] = Counter()
    for page in pages:
        runs = set(unescape(_MARKUP.sub(" ", page)).casefold().split())
        plain = (run if run.isascii() else _without_accents(run) for run in runs)
        counts.update(set(_WORD.findall(" ".join(plain))))
    # Every file is there, since a browser would complain of one that is not.
    found: dict[str, list[str]] = {letter: [] for letter in [*ascii_lowercase, "other"]}
    for word in sorted(counts, key=lambda word: (-counts[word], word)):
        found.get(word[0], found["other"]).append(word)
    return {f"words/{letter}.txt": "\n".join(words).encode() for letter, words in found.items()}


def _without_accents(text: str) -> str:
    return "".join(letter for letter in unicodedata.normalize("NFD", text) if not unicodedata.combining(letter))
