"""A file of words of the search index, in columns, which compress to three quarters of what Pagefind's CBOR does.

A word of Pagefind's is [word, postings, forms], a form [form, postings], and a posting [distance, places, meta]:
the distance of its document from the one before, and the places of the word in it. A number below zero says what the
places after it weigh; nearly all are of the common weight and have nothing in `meta`. The others are called odd.

The file is JSON, a zero byte, then the columns, of all words and forms in their order: distances; how many places each
posting has, 0 for an odd one; the low bytes of the places; what is above these. All but the low bytes are numbers of
seven bits a byte, low ones first, the eighth bit for “more follows”. The JSON holds the words with the numbers of their
postings, and the odd postings without their distances.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

#: Stands before places of common weight.
_COMMON = -25
Posting = list[Any]


def encode(words: Sequence[Any]) -> bytes:
    """The file for `words`, as Pagefind has them."""
    odd: list[Any] = []
    distances, counts, low, high = bytearray(), bytearray(), bytearray(), bytearray()
    for distance, places, meta in _postings(words):
        distances += _number(distance)
        common = not meta and places[:1] == [_COMMON] and len(places) > 1 and min(places[1:]) >= 0
        counts += _number(len(places) - 1 if common else 0)
        if not common:
            odd.append([places, meta])
            continue
        for place in places[1:]:
            low.append(place & 255)
            high += _number(place >> 8)
    named = [[word, len(postings), *([[[form, len(its)] for form, its in forms]] if forms else [])]
             for word, postings, forms in words]  # fmt: skip
    text = json.dumps({"words": named, "odd": odd}, ensure_ascii=False, separators=(",", ":"))
    return text.encode() + b"\0" + distances + counts + low + high


def decode(data: bytes) -> list[Any]:
    """What a browser makes of the file: the words as Pagefind has them."""
    text, _, columns = data.partition(b"\0")
    head = json.loads(text)
    odd, rest = iter(head["odd"]), iter(columns)
    total = sum(count + sum(its for _, its in forms) for _, count, forms in map(_whole, head["words"]))
    distances = [_read(rest) for _ in range(total)]
    counts = [_read(rest) for _ in range(total)]
    low = [next(rest) for _ in range(sum(counts))]
    places = iter([byte + 256 * _read(rest) for byte in low])
    postings = iter([
        [distance, [_COMMON, *(next(places) for _ in range(count))], []] if count else [distance, *next(odd)]
        for distance, count in zip(distances, counts, strict=True)
    ])  # fmt: skip

    def taken(count: int) -> list[Posting]:
        return [next(postings) for _ in range(count)]

    return [[word, taken(count), [[form, taken(its)] for form, its in forms]]
            for word, count, forms in map(_whole, head["words"])]  # fmt: skip


def _whole(named: list[Any]) -> list[Any]:
    return named if len(named) == 3 else [*named, []]


def _postings(words: Sequence[Any]) -> Iterator[Posting]:
    for _, postings, forms in words:
        yield from postings
        for _, its in forms:
            yield from its


def _number(value: int) -> bytes:
    coded = bytearray()
    while value > 127:
        coded.append(value & 127 | 128)
        value >>= 7
    return bytes([*coded, value])


def _read(stream: Iterator[int]) -> int:
    value = shift = 0
    while (byte := next(stream)) > 127:
        value |= (byte & 127) << shift
        shift += 7
    return value | byte << shift
