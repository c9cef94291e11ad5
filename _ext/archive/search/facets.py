"""By what a search can be narrowed: a small file for each segment, from which a reader's browser counts for any query.

Pagefind has filters of its own, but writes them in another order at every run, and a reader would fetch three times as
much. Documents are numbered as they were indexed, and stand in the file as distances from the one before.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from itertools import pairwise

from .documents import Document

#: The facets, as they are shown.
FACETS = ("kind", "category", "tag", "person", "org")
_FIRST_DAY = 719_163  # 1 January 1970, as `date.toordinal` counts


def encode(documents: Sequence[Document]) -> bytes:
    """The file for `documents`: the days since 1970 of each, null where it has none, and by facet and value which."""
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
