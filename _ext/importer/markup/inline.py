"""A run of text in pieces, with the marks that each stands in, as Markdown: where its paragraphs end, its white space
made single, and each paragraph as one line or more."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from markdown_it.common.utils import isMdAsciiPunct, isPunctChar, isWhiteSpace

from importer.markup import escape

#: White space that is not a single space.
_SPACES = re.compile(r"[\t\n\r\f][ \t\n\r\f]*| [ \t\n\r\f]+")
#: What parts two delimiters and shows nothing.
_NOTHING = "<!-- -->"
_ROLES = {"strong": "strong", "em": "emphasis"}


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


def _spaced(pieces: list[Piece]) -> list[Piece]:
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
            marks = _shared(made[-1].marks, piece.marks)
            if pending.kind == "break":  # Two links to one address, each on its line, stay two.
                marks = tuple(mark for mark in marks if mark.kind != "link" or mark in pending.marks)
            made.append(Piece(pending.kind, pending.value or "", marks))
        pending = Piece("text", " ") if piece.kind == "text" and value[-1:] == " " else None
        made.append(Piece(piece.kind, body, piece.marks))
    return made


def _shared(one: tuple[Mark, ...], other: tuple[Mark, ...]) -> tuple[Mark, ...]:
    """The marks that both stand in, outermost first."""
    if one == other:
        return one
    count = 0
    while count < min(len(one), len(other)) and one[count] == other[count]:
        count += 1
    return one[:count]


@dataclass(slots=True)
class _Token:
    """A piece, or the beginning (+1) or end (-1) of a mark; `partner` is the other end's index."""

    piece: Piece | None = None
    mark: Mark | None = None
    turn: int = 0
    partner: int = -1
    written: str = ""


def render(pieces: list[Piece]) -> str:
    """Markdown of one paragraph; empty where nothing is left of it. Lines are parted by a backslash and a
    line end."""
    tokens = _pair(_tokens(_spaced(pieces)))
    # Marks, which will stand between pieces, are no letters.
    dollars = escape.has_formula("*".join(piece.value if piece.kind == "text" else "*" for piece in pieces))
    before = ""
    for token in tokens:
        if token.piece:
            token.written = _written(token.piece, before, dollars)
        before = token.written
    for index, token in enumerate(tokens):
        if token.turn == 1 and token.mark:
            _choose(tokens, index)
    lines = "".join(token.written for token in tokens).split("\\\n")
    return "\\\n".join(escape.line(one) for one in lines)


def _written(piece: Piece, before: str, dollars: bool) -> str:
    if piece.kind == "break":
        return "\\\n"
    if piece.kind == "code":
        return escape.inline(piece.value) if before.endswith("`") else code_span(piece.value)
    return piece.value if piece.kind == "raw" else escape.inline(piece.value, dollars)


def _tokens(pieces: list[Piece]) -> list[_Token]:
    """Marks opened and closed between pieces; neighbours in the same marks share them."""
    tokens: list[_Token] = []
    open_: tuple[Mark, ...] = ()
    for piece in [*pieces, Piece("text", "")]:
        marks = _nestable(piece.marks) if piece.marks else ()
        if marks != open_:
            kept = len(_shared(open_, marks))
            tokens += [_Token(mark=mark, turn=-1) for mark in reversed(open_[kept:])]
            tokens += [_Token(mark=mark, turn=1) for mark in marks[kept:]]
        if piece.value or piece.kind == "break":
            last = tokens[-1].piece if tokens else None
            if last and last.kind == piece.kind and piece.kind in ("text", "code"):
                tokens[-1].piece = Piece(piece.kind, last.value + piece.value, piece.marks)
            else:
                tokens.append(_Token(piece=piece))
        open_ = marks
    return tokens


def _nestable(marks: tuple[Mark, ...]) -> tuple[Mark, ...]:
    """Without spans in links and links in spans, whose brackets parsers disagree on: the link stays."""
    linked = any(mark.kind == "link" for mark in marks)
    return tuple(mark for mark in marks if mark.kind != "class") if linked else marks


def _pair(tokens: list[_Token]) -> list[_Token]:
    stack: list[int] = []
    for index, token in enumerate(tokens):
        if token.turn == 1:
            stack.append(index)
        elif token.turn == -1:
            token.partner = stack.pop()
            tokens[token.partner].partner = index
    return tokens


def _choose(tokens: list[_Token], start: int) -> None:
    """Write the mark that begins at `start`, by the plainest means that a Markdown parser will understand."""
    mark, end = tokens[start].mark, tokens[start].partner
    assert mark is not None
    if mark.kind == "link":
        tokens[start].written, tokens[end].written = "[", f"]({escape.destination(mark.value)})"
        return
    if mark.kind == "class":
        tokens[start].written, tokens[end].written = "[", f"]{{.{mark.value}}}"
        return
    inner = tokens[start + 1]
    both = inner.mark is not None and inner.mark.kind in _ROLES and inner.partner == end - 1
    if both and _fits(tokens, start + 1, end - 1, "*", (start, end)):
        # One run of three marks both (CommonMark section 6.2, rule 14).
        for opening, closing, kind in ((start, end, mark.kind), (start + 1, end - 1, inner.mark and inner.mark.kind)):
            tokens[opening].written = tokens[closing].written = "*" * (2 if kind == "strong" else 1)
            tokens[opening].mark = None
        return
    for character in "*_":
        if _fits(tokens, start, end, character):
            tokens[start].written = tokens[end].written = character * (2 if mark.kind == "strong" else 1)
            return
    inside = tokens[start + 1 : end]
    if len(inside) == 1 and inside[0].piece and inside[0].piece.kind == "text":
        text = inside[0].piece.value
        written = role(_ROLES[mark.kind], text)
        if written and _neighbour(tokens, end, 1) != "`":
            inside[0].written = ""
            tokens[start].written = written
            tokens[start].mark, inside[0].piece = None, Piece("raw", "")
            return
    _part(tokens, start, end, "**" if mark.kind == "strong" else "*")


def _part(tokens: list[_Token], start: int, end: int, delimiter: str) -> None:
    """Write a mark whose neighbours would keep any delimiter from being one, with empty comments between, which
    count as punctuation."""
    before, first = _neighbour(tokens, start, -1), _neighbour(tokens, start, 1)
    last, after = _neighbour(tokens, end, -1), _neighbour(tokens, end, 1)
    if isWhiteSpace(ord(first)) or isWhiteSpace(ord(last)):
        return
    outer = [_NOTHING if character == "*" or not _loose(character) else "" for character in (before, after)]
    within = [_NOTHING if character == "*" else "" for character in (first, last)]
    tokens[start].written = outer[0] + delimiter + within[0]
    tokens[end].written = within[1] + delimiter + outer[1]


def _fits(
    tokens: list[_Token], start: int, end: int, character: str, outer: tuple[int, int] | None = None
) -> bool:
    """CommonMark's flanking rules (section 6.2), and no neighbour that the delimiters would run into.

    `outer` are the ends of a mark around this one that begins and ends with it.
    """
    opening, closing = outer or (start, end)
    before, first = _neighbour(tokens, opening, -1), _neighbour(tokens, start, 1)
    last, after = _neighbour(tokens, end, -1), _neighbour(tokens, closing, 1)
    if character in (before, first, last, after):
        return False
    word_before, word_after = not _loose(before), not _loose(after)
    if isWhiteSpace(ord(first)) or isWhiteSpace(ord(last)):
        return False
    if (_punctuation(first) and word_before) or (_punctuation(last) and word_after):
        return False
    return not (character == "_" and (word_before or word_after))


def _neighbour(tokens: list[_Token], index: int, step: int) -> str:
    """The character that will stand beside a delimiter; a space at the edges."""
    index += step
    while 0 <= index < len(tokens):
        token = tokens[index]
        written = token.written
        if not written and token.turn and token.mark:
            written = "*" if token.mark.kind in _ROLES else "["
            if token.mark.kind not in _ROLES and token.turn == -1:
                written = "]"
        if written:
            return written[0] if step > 0 else written[-1]
        index += step
    return " "


def _loose(character: str) -> bool:
    return isWhiteSpace(ord(character)) or _punctuation(character)


def _punctuation(character: str) -> bool:
    return isMdAsciiPunct(ord(character)) or isPunctChar(character)


def role(name: str, text: str) -> str:
    """`text` in a role, which takes it as it is, or empty where none can show it."""
    if not text.strip() or "\n" in text or text.startswith("`") or text.endswith("`"):
        return ""
    ticks = "`"
    while ticks in text:
        ticks += "`"
    return f"{{{name}}}{ticks}{text}{ticks}"


def code_span(text: str) -> str:
    """`text` as a code span (CommonMark section 6.1), or empty where none can show it."""
    text = " ".join(text.replace("\n", " ").split(" "))
    if not text.strip(" "):
        return ""
    ticks = "`"
    while ticks in text:
        ticks += "`"
    padded = text.startswith(("`", " ")) or text.endswith(("`", " "))
    return f"{ticks} {text} {ticks}" if padded else f"{ticks}{text}{ticks}"
