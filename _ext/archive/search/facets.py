"""By what a search can be narrowed: one small file, from which a reader's browser counts for any query.

Pagefind has filters of its own, but a reader would fetch three times as much for them, with every page's number where
here stands its distance from the one before. The file is compressed: JSON, a zero byte, then those distances, each in
one byte, and a byte of 255 for every 255 that it is more.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

#: Its name in the folder of the index.
NAME = "facets"
#: The facets, as they are shown.
FACETS = ("kind", "category", "tag", "person", "org")


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of one document, beside its words."""

    month: str
    """``2012-10``; empty for what has no date."""
    values: Mapping[str, Sequence[str]]
    """Its values by facet."""


def encode(documents: Sequence[Facts]) -> bytes:
    """The file for `documents`, which are in the order of the index."""
    months = [[month, len(list(group))] for month, group in groupby(documents, lambda facts: facts.month)]
    head: dict[str, list[list[object]]] = {"month": months}
    tail = b""
    for facet in FACETS:
        places = _places(documents, facet)
        head[facet] = [[value, len(places[value])] for value in sorted(places)]
        tail += b"".join(_distances(places[value]) for value in sorted(places))
    text = json.dumps(head, ensure_ascii=False, separators=(",", ":"))
    return gzip.compress(text.encode() + b"\0" + tail, mtime=0)


def decode(data: bytes) -> tuple[list[str], dict[str, dict[str, list[int]]]]:
    """What a browser makes of the file: each document's month, and by facet and value the numbers of documents."""
    head, _, tail = gzip.decompress(data).partition(b"\0")
    counts = json.loads(head)
    months = [month for month, count in counts.pop("month") for _ in range(count)]
    byte = iter(tail)
    found: dict[str, dict[str, list[int]]] = {}
    for facet, values in counts.items():
        for value, count in values:
            place, places = -1, []
            for _ in range(count):
                distance = 1
                while (more := next(byte)) == 255:
                    distance += 255
                place += distance + more
                places.append(place)
            found.setdefault(facet, {})[value] = places
    return months, found


def _places(documents: Sequence[Facts], facet: str) -> dict[str, list[int]]:
    places: dict[str, list[int]] = {}
    for number, facts in enumerate(documents):
        for value in dict.fromkeys(facts.values.get(facet, ())):
            places.setdefault(value, []).append(number)
    return places


def _distances(places: Iterable[int]) -> bytes:
    coded, before = bytearray(), -1
    for place in places:
        skipped = place - before - 1
        coded += b"\xff" * (skipped // 255) + bytes([skipped % 255])
        before = place
    return bytes(coded)
