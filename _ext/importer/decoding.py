"""The text of an export, whatever its bytes are: declared rightly, wrongly or not at all, and a character at a time
where one part was written in another encoding.

What had to be mended on the way is counted by kind, for the report.
"""

from __future__ import annotations

import codecs
import io
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

from charset_normalizer import from_bytes

_CHUNK = 1 << 17
_HEAD = 1 << 13
_DECLARED = re.compile(rb"<\?xml[^>]{0,200}?\bencoding\s{0,9}=\s{0,9}[\"']([\w.:-]{1,40})[\"']")
#: Where a byte order mark stands, it decides (XML 1.0, appendix F). UTF-32's begins like UTF-16's, so it is first.
_MARKS = (
    (b"\xff\xfe\0\0", "utf-32-le"),
    (b"\0\0\xfe\xff", "utf-32-be"),
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
    (b"<\0\0\0", "utf-32-le"),
    (b"\0\0\0<", "utf-32-be"),
    (b"<\0", "utf-16-le"),
    (b"\0<", "utf-16-be"),
)
#: Python's codecs that are no encoding of a file.
_NO_CHARSETS = {"idna", "punycode", "raw-unicode-escape", "unicode-escape", "undefined", "utf-7", "mbcs", "oem"}
#: What people call Latin-1 is Windows-1252 (WHATWG Encoding Standard, section 4.2).
_LATIN = {"iso8859-1", "ascii", "cp1252"}
#: Guessed only from so many bytes outside ASCII; fewer are taken for Windows-1252.
_ENOUGH = 100
#: A character of UTF-8 that lacks its end, or a byte by itself. A letter and a quotation mark or a dash of Windows-1252
#: could be the one or the other, and are taken for what they are there.
_CUT = re.compile(
    rb"[\xe2\xf0-\xf4][\x80-\xbf]{1,3}|[\xe0\xe1\xe3-\xef](?![\x85\x91-\x97])[\x80-\xbf]{1,2}|[\x80-\xff]"
)
_C0 = bytes(c for c in range(32) if c not in (9, 10, 13))
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x80-\x9f\ud800-\udfff\ufffe\uffff]")
_RUNS = re.compile(f"[\udc80-\udcff]+|{_FORBIDDEN.pattern}")

CONTROLS = "control characters and others that XML forbids: left out"
WINDOWS = "characters of Windows-1252 in a text declared otherwise: read"
BROKEN = "characters that are cut or in no known encoding: a replacement sign stands in their place"
HALVES = "characters written as two halves (CESU-8): joined"


class Text:
    """The characters of a file, in pieces, line ends as ``\\n``; what XML forbids left out, and `mended` counted."""

    def __init__(self, opened: Callable[[], BinaryIO]) -> None:
        self._opened = opened
        self.mended: Counter[str] = Counter()
        with opened() as stream:
            head = stream.read(_HEAD)
        self._latin = False
        """Declared as Latin-1 or ASCII, which Windows-1252 is then found in."""
        self.encoding = self._detected(head)

    def __iter__(self) -> Iterator[str]:
        decoder = io.IncrementalNewlineDecoder(codecs.getincrementaldecoder(self.encoding)(self._error_handler()), True)
        with self._opened() as stream:
            first = True
            while data := stream.read(_CHUNK):
                if self._latin and (found := len(_C1.findall(data))):
                    self.mended[WINDOWS] += found
                piece = decoder.decode(data)
                if not data.isascii() or len(data) > len(data.translate(None, _C0)):
                    piece = self._without_forbidden(piece)
                yield piece.lstrip("\ufeff") if first else piece
                first = first and not piece.strip("\ufeff")

    def _error_handler(self) -> str:
        """How the codec hands on what it cannot read: `_replaced` then finds what was meant."""
        return {"utf-8": "surrogateescape", "utf-16-le": "surrogatepass", "utf-16-be": "surrogatepass"}.get(
            self.encoding, "replace"
        )

    def _without_forbidden(self, piece: str) -> str:
        if self.encoding != "utf-8" and "\ufffd" in piece:
            self.mended[BROKEN] += piece.count("\ufffd")
        return _RUNS.sub(self._replaced, piece) if _FORBIDDEN.search(piece) else piece

    def _replaced(self, match: re.Match[str]) -> str:
        if "\udc80" <= match[0][0] <= "\udcff" and self.encoding == "utf-8":
            return self._meant(match[0].encode("utf-8", "surrogateescape"))
        found = windows(match[0])
        self.mended[WINDOWS if found else CONTROLS] += 1
        return found

    def _meant(self, data: bytes) -> str:
        """What bytes that are no UTF-8 most likely are: two halves of a character, one that is cut, Windows-1252."""
        try:
            halves = data.decode("utf-8", "surrogatepass").encode("utf-16", "surrogatepass").decode("utf-16")
            self.mended[HALVES] += 1
            return halves
        except UnicodeDecodeError:
            pass
        made = ""
        for piece in _CUT.findall(data):
            meant = piece.decode("cp1252", "replace") if len(piece) == 1 else "\ufffd"
            self.mended[BROKEN if meant == "\ufffd" else WINDOWS] += 1
            made += meant
        return made

    def _detected(self, head: bytes) -> str:
        marked = next((name for mark, name in _MARKS if head.startswith(mark)), "")
        if marked:
            return marked
        found = _DECLARED.search(head)
        declared = charset(found[1].decode("ascii", "replace")) if found else "utf-8"
        valid, invalid, sample = self._counted() if declared != "utf-8" or not _is_utf8(head) else (0, 0, b"")
        if declared != "utf-8" and valid and not invalid:
            self.mended[f"declared as {declared}, is UTF-8: read as that"] += 1
            return "utf-8"
        if declared == "utf-8" and invalid > valid:
            guessed = _guess(sample)
            self.mended[f"{'declared as UTF-8' if found else 'no encoding declared'}: read as {guessed}"] += 1
            return guessed
        self._latin = declared == "cp1252" and b"1252" not in (found[1] if found else b"")
        return declared

    def _counted(self) -> tuple[int, int, bytes]:
        """Characters outside ASCII that are sound UTF-8, bytes that are not, and lines with such."""
        decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
        valid = invalid = 0
        sample = b""
        with self._opened() as stream:
            while data := stream.read(_CHUNK):
                if len(sample) < _CHUNK:
                    sample += b"\n".join(line for line in data.split(b"\n") if not line.isascii())[:_CHUNK]
                text = decoder.decode(data)
                if not text.isascii():
                    wrong = len(_ESCAPED.findall(text))
                    invalid += wrong
                    valid += len(_BEYOND.findall(text)) - wrong
        return valid, invalid, sample


_C1 = re.compile(rb"[\x80-\x9f]")
_ESCAPED = re.compile("[\udc80-\udcff]")
_BEYOND = re.compile(r"[^\x00-\x7f]")


def windows(character: str) -> str:
    """What Windows-1252 means by a C1 control, U+0080 to U+009F; empty for any other character."""
    try:
        return character.encode("latin-1").decode("cp1252") if "\x80" <= character <= "\x9f" else ""
    except UnicodeDecodeError:
        return ""


def charset(name: str) -> str:
    """The codec of a declared encoding; UTF-8 for one that is unknown, or that the file's bytes cannot have."""
    try:
        found = codecs.lookup(name)
    except LookupError:
        return "utf-8"
    if (
        not found._is_text_encoding
        or found.name in _NO_CHARSETS
        or found.name.startswith(("utf-16", "utf-32", "utf-8"))
    ):
        return "utf-8"
    return "cp1252" if found.name in _LATIN else found.name


def _is_utf8(head: bytes) -> bool:
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return False
    return True


def _guess(sample: bytes) -> str:
    """The likeliest encoding of text that is no UTF-8."""
    if len(re.findall(rb"[\x80-\xff]", sample)) < _ENOUGH:
        return "cp1252"
    best = from_bytes(sample[: _CHUNK // 2]).best()
    found = charset(best.encoding) if best else "utf-8"
    return "cp1252" if found == "utf-8" else found


def parsed_json(data: bytes | str) -> Any:
    """The value of JSON (RFC 8259). Halves of characters (``\\ud800`` alone), which no other text can hold, become
    question marks. Raises `ValueError` for what is no JSON, or is nested too deeply to be read."""
    text = data if isinstance(data, str) else data.decode(json.detect_encoding(data), "surrogatepass")
    try:
        value = json.loads(text)
        if "\\ud" in text.lower():
            value = json.loads(json.dumps(value, ensure_ascii=False).encode("utf-8", "replace"))
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    return value
