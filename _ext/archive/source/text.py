"""A post's bytes as text, and the text as front matter, body and first heading."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt


#: What no feed may hold (XML 1.0, section 2.2), and no author writes on purpose.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
#: Every line that MyST takes for the end of the front matter.
_END = re.compile(r"^(?: {0,3}-{3,}|\.\.\.)[ \t]*$", re.MULTILINE)
_BEGIN = re.compile(r"---[ \t]*(?:\n|$)")
_HOW = "begin the file with a line `---`, then fields such as `date: 2012-10-31`, then another line `---`"


class SourceError(ValueError):
    """What is wrong, with its line."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


@dataclass(frozen=True, slots=True)
class Source:
    header: str
    """The YAML; it begins on line 2."""
    body: str
    body_line: int
    """The line, from 1, at which `body` begins."""


def decode(data: bytes) -> str:
    """Give UTF-8 as text, with Unix line ends and no byte order mark. Raises SourceError."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise SourceError(1, "the file is in UTF-16: save it as UTF-8")
    data = data.removeprefix(codecs.BOM_UTF8)
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        line = _line_of(data[: error.start].decode())
        message = f"byte 0x{data[error.start]:02X} is not UTF-8: save the file as UTF-8"
        raise SourceError(line, message) from None
    if found := _CONTROL.search(text):
        line = _line_of(text[: found.start()])
        raise SourceError(line, f"the control character U+{ord(found[0]):04X} is in the text: take it out")
    return _newlines(text)


def _newlines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _line_of(before: str) -> int:
    return _newlines(before).count("\n") + 1


def split(text: str) -> Source:
    """Part the front matter from the body, at the lines where MyST does. Raises SourceError."""
    if not text.strip():
        raise SourceError(1, f"the file is empty: {_HOW}")
    begin = _BEGIN.match(text)
    if not begin:
        raise SourceError(1, _no_front_matter(text))
    end = _END.search(text, begin.end())
    if not end:
        raise SourceError(1, "the front matter is not closed: add a line `---` after its last field")
    if end[0].rstrip() != "---":
        line = text.count("\n", 0, end.start()) + 1
        raise SourceError(line, f"`{end[0].strip()}` ends the front matter here: write exactly `---`")
    header = text[begin.end() : end.start()]
    return Source(header, text[end.end() + 1 :], header.count("\n") + 3)


def _no_front_matter(text: str) -> str:
    first = text.lstrip().partition("\n")[0].rstrip()
    if text[0] in "\n \t" and first == "---":
        return "blank lines or spaces stand before the front matter: the first line must be `---`"
    if first == "+++":
        return f"the front matter is TOML: {_HOW}"
    if re.fullmatch(r"-{3,}", first):
        return "the front matter begins with more than three hyphens: write exactly `---`"
    return f"the post has no front matter: {_HOW}"


#: A text that begins with its heading, as most do, and whether there may be one at all: so that few are parsed.
_FIRST = re.compile(r"\n* {0,3}#[ \t]+(?!#)([^\n]*?[^\s#])(?:[ \t]+#+)?[ \t]*(?:\n|$)")
_CANDIDATE = re.compile(r"^ {0,3}(?:#(?:[ \t]|$)|=+[ \t]*$)", re.MULTILINE)


def first_heading(text: str) -> str:
    """Give the Markdown of the first ``# Heading``, or one underlined with ``===``; empty without any.

    What stands in a quotation, a list, a directive, code or HTML is none.
    """
    if first := _FIRST.match(text):
        return first[1]
    if not _CANDIDATE.search(text):
        return ""
    return next((body.content.replace("\n", " ") for token, body in pairwise(_blocks().parse(text))
                 if token.tag == "h1" and token.nesting == 1 and not token.level and body.content), "")  # fmt: skip


@cache
def _blocks() -> MarkdownIt:
    """A parser of blocks alone, with those of MyST that bear on headings."""
    from markdown_it import MarkdownIt
    from mdit_py_plugins.colon_fence import colon_fence_plugin
    from mdit_py_plugins.myst_blocks import myst_block_plugin

    parser = MarkdownIt("commonmark").enable("table").use(colon_fence_plugin).use(myst_block_plugin)
    return parser.disable("inline")
