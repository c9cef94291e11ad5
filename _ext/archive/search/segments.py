"""How the index is parted: into segments, each an index by itself, of one kind, one language and a stretch of months.

A build indexes again only the segments whose documents changed; a search asks all of them. The borders depend on
nothing but how many documents each month has: one more changes one segment, and parts it where it grows too large;
twice in the life of a blog, as it comes to 3,000 and to 6,000, all segments may grow.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from .documents import Document

#: Documents of a stretch that is longer than a month, at most: the fewer, the less an edit costs and the more a query.
MOST = 3000
#: The same in a small blog, so that it has a few segments too, once it has more than so many documents.
FEWEST = 750
#: Languages that do not part their words by spaces; Pagefind's extended program does.
UNSPACED = ("zh", "ja", "th")


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
