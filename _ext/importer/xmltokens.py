"""XML taken apart leniently: tags and text, one after another, from text that need not be well-formed.

What XML 1.0 forbids but exports hold all the same is read as a person would: a lone ``&`` and a lone ``<`` are
themselves, HTML's named entities are known, a CDATA section that holds ``]]>`` unescaped ends where its element does.
Well-formed XML gives exactly what a strict parser gives. No entity is ever expanded but those that stand for one
character, or that the file itself declares as a few characters: neither entity expansion (CWE-776) nor external
entities (CWE-611) can begin. Each step is linear in the text, and no more than `MAX_PIECE` of it is held.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from html.entities import html5

from importer.decoding import windows
from importer.errors import ImportFailure

#: A tag, or a declaration, is no longer than this; a comment or a processing instruction neither.
MAX_TAG = 1 << 16
MAX_COMMENT = 1 << 20
#: Text between two tags, or a CDATA section, is no longer than this.
MAX_PIECE = 1 << 28

_NAME = r"[A-Za-z_\u00c0-\U0010ffff][\w.\u00b7-]*+"
_QNAME = rf"{_NAME}(?::{_NAME})?+"
_TAG = re.compile(rf"<(/?)({_QNAME})((?:\s++{_QNAME}\s*+=\s*+(?:\"[^\"<]*+\"|'[^'<]*+'))*+)\s*+(/?)>")
_OPENS = re.compile(rf"<(/?)({_QNAME})")
_ATTRIBUTE = re.compile(rf"(?<![\w:.-])({_QNAME})\s*+=\s*+(?:\"([^\"<]*+)\"|'([^'<]*+)')")
_LOOSE_ATTRIBUTE = re.compile(rf"(?<![\w:.-])({_QNAME})\s*+=\s*+(?:\"([^\"]*+)\"|'([^']*+)'|([^\s\"'=>]++))")
_REFERENCE = re.compile(r"&(?:#(\d{1,7}+)|#[xX]([0-9a-fA-F]{1,6}+)|([A-Za-z][A-Za-z0-9]{0,40}+));")
_PAIR = re.compile(r"&#(?:x(d[89ab][0-9a-f]{2})|(5[56]\d{3}));&#(?:x(d[c-f][0-9a-f]{2})|(5[67]\d{3}));", re.I)
#: An ampersand that begins none of XML's own five entities.
_ODD = re.compile(r"&(?!(?:lt|gt|quot|apos|amp);)")
_ENTITY_DECLARATION = re.compile(r"<!ENTITY\s++(\w++)\s++(?:\"([^\"]*+)\"|'([^']*+)')\s*+>")
_HALF_REFERENCE = re.compile(r"&[#\w]{1,41}\Z")
#: What may go on in the next piece: a reference, or the sign that ends a CDATA section.
_HELD = re.compile(r"(?:(?:&#\w{4,6};)?&[#\w]{0,41}|&#\w{4,6};|\]{1,2})\Z")
_XML_ENTITIES = {"lt": "<", "gt": ">", "quot": '"', "apos": "'", "amp": "&"}

AMPERSANDS = "‘&’ that stands for itself: read so"
ENTITIES = "named entities of HTML: read"
FORBIDDEN_REFERENCES = "references to characters that XML forbids: left out"
WINDOWS_REFERENCES = "references to characters by their number in Windows-1252: read"
LONE = "‘<’ that begins no tag: read as itself"
TAGS = "tags that are not well-formed: read"
WORDS = "ends of elements with words in them: these read as text"
SECTIONS = "CDATA sections that hold ‘]]>’: read to the end of their element"
STRAY = "‘]]>’ outside a CDATA section: read as itself"
DOCTYPE = "document type declarations: passed over"


@dataclass(frozen=True, slots=True)
class Tag:
    """The beginning of an element, or of both ends in one (`empty`)."""

    name: str
    attributes: dict[str, str]
    empty: bool
    line: int


@dataclass(frozen=True, slots=True)
class End:
    """The end of an element."""

    name: str
    line: int


Token = Tag | End | str


class Tokens:
    """The tokens of a text given in pieces. `mended` counts, by kind, what was not well-formed; `line` is where the
    reading is; `torn` whether the text ends within a tag, a comment, a section or a reference."""

    def __init__(self, pieces: Iterator[str], name: str, mended: Counter[str]) -> None:
        self._pieces, self._name, self.mended = pieces, name, mended
        self._buffer = ""
        self._at = 0
        self._passed = 0
        """Characters that were let go of before those in the buffer."""
        self._sound = 0
        """Up to where, from the beginning of all, no section holds what was not escaped."""
        self._ended = False
        self._entities: dict[str, str] = {}
        self._open: list[str] = []
        self.line = 1
        self.torn = False

    def within(self, open_elements: list[str]) -> None:
        """Let the tokens know of the names of the open elements, innermost last: a CDATA section may need them."""
        self._open = open_elements

    def __iter__(self) -> Iterator[Token]:
        while True:
            start = self._buffer.find("<", self._at)
            if start < 0:
                held = _HELD.search(self._buffer, max(self._at, len(self._buffer) - 64))
                yield from self._run(self._take(held.start() if held else len(self._buffer)))
                if not self._more():
                    yield from self._last(self._take(len(self._buffer)))
                    return
                continue
            if start > self._at:
                yield from self._run(self._take(start))
            match = _TAG.match(self._buffer, start)
            if match:
                yield self._of(match)
            else:
                yield from self._markup()

    # -- the buffer

    def _more(self) -> bool:
        """Read on, at least as much as is waiting, so that the work stays linear; False at the end."""
        waiting = self._buffer[self._at :]
        pieces, size = [waiting], 0
        while not self._ended and size <= len(waiting):
            piece = next(self._pieces, None)
            self._ended = piece is None
            pieces.append(piece or "")
            size += len(pieces[-1])
        self._passed += self._at
        self._buffer, self._at = "".join(pieces), 0
        return size > 0

    def _take(self, end: int) -> str:
        piece = self._buffer[self._at : end]
        self.line += piece.count("\n")
        self._at = end
        return piece

    def _find(self, what: str, limit: int) -> int:
        """Where `what` stands from here on, at most `limit` away; -1 if nowhere there."""
        seen = 0
        while True:
            found = self._buffer.find(what, self._at + seen, self._at + limit)
            if found >= 0:
                return found
            seen = max(0, len(self._buffer) - self._at - len(what) + 1)
            if seen >= limit or not self._more():
                return -1

    # -- text

    def _run(self, raw: str) -> Iterator[str]:
        if "]]>" in raw:
            self.mended[STRAY] += raw.count("]]>")
        if raw:
            yield self.plain(raw)

    def _last(self, rest: str) -> Iterator[str]:
        half = _HALF_REFERENCE.search(rest)
        if half:
            self.torn = True
            rest = rest[: half.start()]
        yield from self._run(rest)

    def plain(self, raw: str) -> str:
        """Text without references (XML 1.0, section 4.1), each of which stands for at most a few characters."""
        if "&" not in raw:
            return raw
        if not _ODD.search(raw):
            raw = raw.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"').replace("&apos;", "'")
            return raw.replace("&amp;", "&")
        raw = _PAIR.sub(self._joined, raw)
        lone = raw.count("&") - len(_REFERENCE.findall(raw))
        if lone:
            self.mended[AMPERSANDS] += lone
        return _REFERENCE.sub(self._meant, raw)

    def _joined(self, match: re.Match[str]) -> str:
        high = int(match[1], 16) if match[1] else int(match[2])
        low = int(match[3], 16) if match[3] else int(match[4])
        if not (0xD800 <= high < 0xDC00 <= low < 0xE000):
            return match[0]
        self.mended["characters written as two references: joined"] += 1
        return f"&#{0x10000 + (high - 0xD800) * 0x400 + low - 0xDC00};"

    def _meant(self, match: re.Match[str]) -> str:
        decimal, hexadecimal, name = match.groups()
        if name:
            return self._named(name, match[0])
        number = int(decimal) if decimal else int(hexadecimal, 16)
        if number in (9, 10, 13) or 0x20 <= number < 0x80 or 0xA0 <= number < 0xD800 or 0xE000 <= number < 0xFFFE:
            return chr(number)
        if 0x10000 <= number < 0x110000:
            return chr(number)
        found = windows(chr(number)) if 0x80 <= number < 0xA0 else ""
        self.mended[WINDOWS_REFERENCES if found else FORBIDDEN_REFERENCES] += 1
        return found

    def _named(self, name: str, written: str) -> str:
        if name in _XML_ENTITIES:
            return _XML_ENTITIES[name]
        found = self._entities.get(name) or html5.get(f"{name};", "")
        self.mended[ENTITIES if found else AMPERSANDS] += 1
        return found or written

    # -- markup

    def _markup(self) -> Iterator[Token]:
        if len(self._buffer) - self._at < 9:
            self._fill(9)
        buffer, at = self._buffer, self._at
        if buffer.startswith("<!", at):
            yield from self._declaration()
        elif buffer.startswith("<?", at):
            self._pass("?>", MAX_COMMENT)
        else:
            yield from self._tag()

    def _fill(self, length: int) -> None:
        while len(self._buffer) - self._at < length and self._more():
            pass

    def _declaration(self) -> Iterator[Token]:
        if self._buffer.startswith("<![CDATA[", self._at):
            yield from self._section()
        elif self._buffer.startswith("<!--", self._at):
            self._pass("-->", MAX_COMMENT)
        elif self._buffer[self._at : self._at + 9].upper() == "<!DOCTYPE":
            self._doctype()
        else:
            yield self._itself()

    def _pass(self, end: str, limit: int) -> None:
        """Pass over what ends with `end`; where nothing does, over its first two characters."""
        found = self._find(end, limit)
        if found >= 0:
            self._take(found + len(end))
        elif self._ended and len(self._buffer) - self._at <= limit:
            self.torn = True
            self._take(len(self._buffer))
        else:
            self.mended[TAGS] += 1
            self._take(self._at + 2)

    def _itself(self) -> str:
        self.mended[LONE] += 1
        return self._take(self._at + 1)

    def _doctype(self) -> None:
        end, subset = self._find(">", MAX_TAG), self._buffer.find("[", self._at)
        if end < 0 or 0 <= subset < end:
            end = self._find("]", MAX_COMMENT)
            end = self._find(">", MAX_COMMENT) if end < 0 else self._buffer.find(">", end)
        if end < 0:
            raise ImportFailure(f"{self._name}:{self.line}", "has a document type declaration that does not end")
        declared = self._take(end + 1)
        self.mended[DOCTYPE] += 1
        known = {match[1]: match[2] or match[3] or "" for match in _ENTITY_DECLARATION.finditer(declared)}
        if declared.count("<!ENTITY") > len(known) or not all(map(_harmless, known.values())):
            raise ImportFailure(
                f"{self._name}:{self.line}",
                "declares entities (DOCTYPE) that stand for other entities or files, which no blog's export needs; "
                "remove the declaration",
            )
        self._entities.update({name: self.plain(value) for name, value in known.items()})

    def _section(self) -> Iterator[str]:
        """A CDATA section (XML 1.0, section 2.7). Where ``]]>`` is followed by text, its element may have more of it
        until it ends: then a writer did not escape it, and all of it is the section's."""
        self._take(self._at + 9)
        end = self._find("]]>", MAX_PIECE)
        if end < 0:
            if not self._ended:
                raise ImportFailure(f"{self._name}:{self.line}", f"a text of more than {MAX_PIECE >> 20} MB")
            self.torn = True
            yield self._take(len(self._buffer)).removesuffix("]]")
            return
        closing = f"</{self._open[-1]}" if self._open else "</"
        offset = end - self._at
        self._fill(offset + 3 + len(closing))
        if not self._buffer.startswith(closing, self._at + offset + 3) and self._passed + self._at > self._sound:
            offset = self._end_of_element(closing, offset)
        text = self._take(self._at + offset)
        self._take(self._at + 3)
        yield text

    def _end_of_element(self, closing: str, offset: int) -> int:
        """How far the section goes that seems to end at `offset`: to the last ``]]>`` of its element, if one is
        stray."""
        found = self._find(closing, MAX_PIECE)
        stretch = self._buffer[self._at + offset + 3 : found] if found >= 0 else ""
        if _stray(stretch):
            self.mended[SECTIONS] += 1
            return offset + 3 + stretch.rfind("]]>")
        self._sound = self._passed + (found if found >= 0 else len(self._buffer))
        return offset

    def _tag(self) -> Iterator[Token]:
        match = _TAG.match(self._buffer, self._at)
        if not match and not self._ended and len(self._buffer) - self._at < MAX_TAG:
            self._fill(MAX_TAG)
            match = _TAG.match(self._buffer, self._at)
        if match:
            yield self._of(match)
            return
        yield from self._loose_tag()

    def _of(self, match: re.Match[str]) -> Token:
        """The well-formed tag that was matched, taken."""
        line = self.line
        self._take(match.end())
        closing, name, attributes, empty = match.groups()
        if closing:
            if attributes or empty:
                self.mended[TAGS] += 1
            return End(name, line)
        return Tag(name, self._attributes(attributes, _ATTRIBUTE) if attributes else {}, bool(empty), line)

    def _loose_tag(self) -> Iterator[Token]:
        """A tag that is not well-formed; what can be none is text."""
        opening = _OPENS.match(self._buffer, self._at)
        other = self._buffer.find("<", self._at + 1)
        limit = other if other >= 0 else len(self._buffer)
        end = self._buffer.find(">", self._at, limit)
        if opening and end < 0 and other < 0 and self._ended:
            self.torn = True
            self._take(len(self._buffer))
        elif not opening or end < 0:
            if other < 0 and self._ended and limit - self._at < 2:
                self.torn = True
                self._take(limit)
            else:
                yield self._itself()
        else:
            yield from self._read_loosely(opening, end)

    def _read_loosely(self, opening: re.Match[str], end: int) -> Iterator[Token]:
        """The tag of that opening, whose ``>`` is at `end`. One that ends in ``]]>`` is text, at the end of a section
        whose beginning is damaged. The end of an element has a name alone: words after it are text."""
        inside = self._buffer[opening.end() : end]
        if _LOOSE_ATTRIBUTE.sub("", inside).endswith("]]"):
            yield self._itself()
            return
        line = self.line
        self.mended[TAGS] += 1
        self._take(end + 1)
        if opening[1]:
            words = _ATTRIBUTE.sub("", inside).rstrip("/ \t\r\n")
            if re.search(r"\w", words):
                self.mended[WORDS] += 1
                yield self.plain(words)
            yield End(opening[2], line)
        else:
            empty = inside.endswith("/")
            yield Tag(opening[2], self._attributes(inside.rstrip("/"), _LOOSE_ATTRIBUTE), empty, line)

    def _attributes(self, written: str, pattern: re.Pattern[str]) -> dict[str, str]:
        found: dict[str, str] = {}
        for match in pattern.finditer(written):
            value = next((group for group in match.groups()[1:] if group is not None), "")
            found.setdefault(match[1], self.plain(value.replace("\n", " ").replace("\t", " ")))
        return found


def _harmless(value: str) -> bool:
    """True for the value of an entity that is a few characters and names no other entity."""
    plain = _REFERENCE.sub(lambda match: match[0] if match[3] else "", value)
    return len(value) < 100 and not set(plain) & set("&%<")


def _stray(stretch: str) -> bool:
    """True if ``]]>`` stands outside the CDATA sections of `stretch`, which begins outside one."""
    at = 0
    while True:
        opening = stretch.find("<![CDATA[", at)
        if "]]>" in stretch[at : opening if opening >= 0 else len(stretch)]:
            return True
        if opening < 0:
            return False
        at = stretch.find("]]>", opening)
        if at < 0:
            return False
        at += 3
