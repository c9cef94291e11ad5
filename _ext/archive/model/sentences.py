"""The sentence in which a mention stands, found in the text of its paragraph: pure, and for any script."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from typing import NamedTuple

from .mentioned import BEGIN, CLOSE, END, OPEN

#: Longer sentences are cut, between words, to about so many characters.
LONGEST = 300

#: What may end a sentence where a space follows, and what does where none does, as in Chinese and Japanese.
_STOP = re.compile(r"([.!?…؟۔।॥։]+)['\"’”)\]»]*\s+|[。！？｡]+[」』”’）]*\s*")
#: The same where there is none of the second: told by its first sign, three times as fast.
_SPACED = re.compile(r"([.!?…؟۔।॥։][.!?…؟۔।॥։]*)['\"’”)\]»]*\s+")
_UNSPACED = re.compile("[。！？｡]")
_OPENING = "'\"‘“«(¿¡[" + OPEN
#: Words that end in a stop of their own, in small letters.
_SHORTENED = frozenset(
    "mr mrs ms dr prof rev hon st sr jr no nos vol p pp ch art sec s ss cf eg e.g ie i.e viz vs v etc ed eds op cit"
    " para".split()
)


class Breaks(NamedTuple):
    """Where each sentence of a text but the last ends, and where each but the first begins."""

    ends: list[int]
    begins: list[int]


def breaks_of(text: str) -> Breaks:
    """The breaks between the sentences of `text`."""
    found = Breaks([], [])
    unspaced = not text.isascii() and _UNSPACED.search(text)
    for stop in (_STOP if unspaced else _SPACED).finditer(text):
        start, end = stop.span()
        # As most: a whole word, one stop, one blank, and a capital.
        if unspaced or end - start > 2 or not text[end : end + 1].isupper() or not _ends_long(text, start):
            rest = text[end : end + 8].lstrip(_OPENING)
            if not rest or (stop[1] and (rest[0].islower() or _is_short(text, stop))):
                continue
            found.ends.append(start + len(stop[0].rstrip()))
        else:
            found.ends.append(start + 1)
        found.begins.append(end)
    return found


def _ends_long(text: str, end: int) -> bool:
    """Whether what ends at `end` is a word longer than any that is shortened."""
    return end >= 5 and text[end - 5 : end].isalpha()


def _is_short(text: str, stop: re.Match[str]) -> bool:
    """Whether the stop belongs to a shortened word or an initial, as in ``J. Smith``."""
    end = stop.start()
    if _ends_long(text, end):
        return False
    word = re.split(r"[\s(\[‘“'\"]", text[max(0, end - 12) : end])[-1]
    return stop[1] == "." and (word.lower() in _SHORTENED or (len(word) == 1 and word.isupper()))


def number(start: int, breaks: Breaks) -> int:
    """Which sentence of a text what begins at `start` stands in, from 0; `breaks` are those of the text."""
    return bisect_right(breaks.begins, start)


def around(text: str, start: int, end: int, breaks: Breaks) -> str:
    """The sentence of `text` about the mention from `start` to `end`, which is marked; `breaks` are the text's."""
    before = number(start, breaks)
    after = bisect_left(breaks.ends, end)
    first = breaks.begins[before - 1] if before else 0
    last = breaks.ends[after] if after < len(breaks.ends) else len(text)
    left, right = _cut(text, first, start, end, last) if last - first > LONGEST else (first, last)
    ahead, behind = "… " if left > first else "", " …" if right < last else ""
    mention = BEGIN + text[start:end] + END if end > start else ""
    marked = text[left:start] + mention + text[end:right]
    return ahead + " ".join(marked.split()) + behind


def _cut(text: str, first: int, start: int, end: int, last: int) -> tuple[int, int]:
    """Where to begin and end, so that what is left has `LONGEST` characters at most, but for the mention itself."""
    room = max(0, LONGEST - (end - start))
    ahead = min(start - first, max(room // 2, room - (last - end)))
    left, right = start - ahead, min(last, end + room - ahead)
    if left > first:
        space = text.find(" ", left, start)
        left = space + 1 if space >= 0 else left
        closed = text.find(CLOSE, left, start)
        if closed >= 0 and OPEN not in text[left:closed]:
            left = closed + 1
    if right < last:
        space = text.rfind(" ", end, right)
        right = space if space >= 0 else right
        opened = text.rfind(OPEN, end, right)
        if opened >= 0 and CLOSE not in text[opened:right]:
            right = opened
    return left, right
