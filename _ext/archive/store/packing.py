"""What a build leaves for the next, in pieces: of a large dictionary an edit has but one or two stored anew."""

from __future__ import annotations

import pickle
from collections.abc import Hashable, Mapping
from typing import Any
from zlib import crc32

Packed = bytes | tuple[bytes, ...]
"""A value as it is stored; a dictionary in `PIECES`, in which its keys have no order."""
#: Of 10,000 posts some eighty each.
PIECES = 128


def pack(value: Any, before: Any, packed: Packed | None) -> Packed:
    """`value` to be stored; `packed` is what `before`, which it was when it was loaded, is stored as.

    An entry counts as unchanged if it is the same object.
    """
    if packed is not None and value is before:
        return packed
    if not isinstance(value, dict):
        return pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
    if not isinstance(packed, tuple):
        return tuple(_piece(value, range(PIECES)).values())
    known: Mapping[Hashable, Any] = before
    absent = object()
    changed = {_place(key) for key in value.keys() | known.keys()
               if value.get(key, absent) is not known.get(key, absent)}  # fmt: skip
    anew = _piece(value, changed)
    return tuple(anew.get(place, old) for place, old in enumerate(packed))


def unpack(packed: Packed) -> Any:
    """The value. Damaged bytes raise anything, as pickle does."""
    if isinstance(packed, bytes):
        return pickle.loads(packed)
    return {key: entry for piece in packed for key, entry in pickle.loads(piece).items()}


def _piece(value: Mapping[Hashable, Any], places: Any) -> dict[int, bytes]:
    pieces: dict[int, dict[Hashable, Any]] = {place: {} for place in places}
    for key, entry in value.items() if pieces else ():
        if (place := _place(key)) in pieces:
            pieces[place][key] = entry
    return {place: pickle.dumps(piece, pickle.HIGHEST_PROTOCOL) for place, piece in pieces.items()}


def _place(key: Hashable) -> int:
    return crc32(repr(key).encode()) % PIECES
