"""A run of text in pieces: what each stands in, where paragraphs end, and its white space made single."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

#: White space that is not a single space.
_SPACES = re.compile(r"[\t\n\r\f][ \t\n\r\f]*| [ \t\n\r\f]+")


@dataclass(frozen=True, slots=True)
class Mark:
    """What text stands in: ``strong``, ``em``, ``link``, ``class`` for a span of that class, and ``code`` and
    ``role``, which take text alone."""

    kind: Literal["strong", "em", "link", "class", "code", "role"]
    value: str = ""
    """The address of a link; the class of a span; the name of a role."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Text as the reader sees it, code likewise, or Markdown that is ready (``raw``), or a line break."""

    kind: Literal["text", "code", "raw", "break"]
    value: str
    marks: tuple[Mark, ...] = ()


def paragraphs(run: list[Piece], least: int) -> list[list[Piece]]:
    """Pieces of each paragraph, parted by `least` breaks or more.

    White space alone between breaks, no-break spaces too, is no line.
    """
    made: list[list[Piece]] = [[]]
    breaks: list[Piece] = []
    gap: list[Piece] = []
    for piece in run:
        if piece.kind == "break":
            breaks.append(piece)
            gap = []
        elif piece.kind == "text" and breaks and not piece.value.strip():
            gap.append(piece)
        else:
            if len(breaks) >= least:
                made.append([])
                breaks = []
            made[-1] += [*breaks[:1], *gap, piece]
            breaks, gap = [], []
    return [pieces for pieces in made if pieces]


def spaced(pieces: list[Piece]) -> list[Piece]:
    """White space made single, none at the edges and beside breaks, and none first or last within a mark."""
    made: list[Piece] = []
    pending: Piece | None = None
    for piece in pieces:
        if piece.kind == "break":
            pending = piece
            continue
        value = piece.value
        if piece.kind == "text" and piece.marks and not value.strip():
            piece = Piece("text", value, tuple(mark for mark in piece.marks if mark.kind == "link"))
        if piece.kind == "text":
            value = _SPACES.sub(" ", value)
            body = value.strip(" ")
            if value[:1] == " " and not pending:
                pending = Piece("text", " ", piece.marks)
            if not body:
                continue
        else:
            body = value
        if pending and made:
            marks = shared(made[-1].marks, piece.marks)
            if pending.kind == "break":  # Two links to one address, each on its line, stay two.
                marks = tuple(mark for mark in marks if mark.kind != "link" or mark in pending.marks)
            made.append(Piece(pending.kind, pending.value or "", marks))
        pending = Piece("text", " ") if piece.kind == "text" and value[-1:] == " " else None
        made.append(Piece(piece.kind, body, piece.marks))
    return made


def shared(one: tuple[Mark, ...], other: tuple[Mark, ...]) -> tuple[Mark, ...]:
    """The marks that both stand in, outermost first."""
    if one == other:
        return one
    count = 0
    while count < min(len(one), len(other)) and one[count] == other[count]:
        count += 1
    return one[:count]
