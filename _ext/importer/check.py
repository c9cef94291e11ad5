"""The round trip: what a reader sees of the Markdown must be what a reader saw of the source.

Both sides are read by parsers that the converter does not use: the standard library's HTML parser for the
sanitised source, MyST's own Markdown parser for the result. Each gives lines of visible text; they must be
equal.
"""

from __future__ import annotations

import re
from functools import cache
from html.parser import HTMLParser
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from myst_parser.config.main import MdParserConfig
from myst_parser.parsers.mdit import create_md_parser

EXTENSIONS = frozenset({"attrs_block", "attrs_inline", "deflist", "strikethrough"})
_BREAKING = set(
    "address article aside blockquote br caption center dd details div dl dt figcaption figure footer "
    "h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section summary table tbody td tfoot th thead tr ul "
    "iframe object embed video audio".split()
)
#: Shown as a link in their place, or as nothing.
_HIDDEN = {"iframe", "object", "video", "audio", "rp"}
_SPACES = re.compile(r"[ \t\n\r\f]+")
_DIRECTIVE = re.compile(r"\{(figure|list-table)\}")
_OURS = {"embed", "missing-image"}


def _lines(text: str) -> list[str]:
    """Visible lines: white space single, empty ones and those of white space alone (no-break and the like)
    left out."""
    lines = (line.strip(" ") for line in _SPACES.sub(" ", text).split("\v"))
    return [line for line in lines if line.strip()]


class _Reader(HTMLParser):
    """Text of HTML, with ``\\v`` where the line ends."""

    def __init__(self, notes: frozenset[str]) -> None:
        super().__init__(convert_charrefs=True)
        self._notes = notes
        self.parts: list[str] = []
        self._hidden = 0
        self._pre = 0
        self._note: int | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        if tag in _HIDDEN:
            self._hidden += 1
        if tag in _BREAKING or (tag == "a" and "more" in (attributes.get("name"), attributes.get("id"))):
            self.parts.append("\v")
        self._pre += tag == "pre"
        if tag == "q":
            self.parts.append("“")
        if tag == "a":
            self._note = len(self.parts) if attributes.get("href") in self._notes else None

    def handle_endtag(self, tag: str) -> None:
        if tag in _HIDDEN:
            self._hidden = max(0, self._hidden - 1)
        if tag in _BREAKING:
            self.parts.append("\v")
        self._pre -= tag == "pre"
        if tag == "q":
            self.parts.append("”")
        if tag == "a" and self._note is not None:
            del self.parts[self._note :]
            self._note = None

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.parts.append(data.replace("\n", "\v") if self._pre else data)


def source_lines(cleaned: str, notes: frozenset[str] = frozenset()) -> list[str]:
    """Visible lines of sanitised HTML, without links to `notes`, which are the marks of footnotes."""
    reader = _Reader(notes)
    reader.feed(cleaned)
    reader.close()
    return _lines("".join(reader.parts))


@cache
def _parser() -> MarkdownIt:
    return create_md_parser(MdParserConfig(enable_extensions=set(EXTENSIONS)), RendererHTML)


def markdown_lines(text: str) -> list[str]:
    """Visible lines of MyST."""
    return _lines("".join(_block(token) for token in _parser().parse(text)))


def _block(token: Token) -> str:
    if token.type == "inline":
        return f"\v{_inline(token.children or [])}\v"
    if token.type in ("fence", "code_block"):
        if _DIRECTIVE.match(token.info):
            body = re.sub(r"\A(?::[a-z-]+:.*\n)*", "", token.content)
            return "\v" + "".join(_block(inner) for inner in _parser().parse(body)) + "\v"
        shown = f"\v{{{token.info}" if token.info.startswith("{") else ""
        return shown + "\v" + token.content.replace("\n", "\v") + "\v"
    return ""


def _inline(tokens: list[Token]) -> str:
    parts: list[str] = []
    skipping = False
    for token in tokens:
        if token.type == "link_open" and _OURS & set(str(token.attrs.get("class", "")).split()):
            skipping = True
        elif token.type == "link_close":
            skipping = False
        elif not skipping:
            parts.append(_shown(token))
    return "".join(parts)


def _shown(token: Any) -> str:
    if token.type == "hardbreak":
        return "\v"
    if token.type == "softbreak":
        return " "
    return token.content if token.type in ("text", "text_special", "code_inline", "myst_role") else ""


def difference(cleaned: str, markdown: str, notes: frozenset[str] = frozenset()) -> str:
    """Empty if both show the same, else a line that says where they part.

    `notes` are the destinations that were made footnotes: their marks are Markdown's own, and they stand at
    the end.
    """
    wanted, found = source_lines(cleaned, notes), markdown_lines(markdown)
    if notes:
        wanted, found = (
            sorted(_SPACES.sub("", one) for one in wanted),
            sorted(_SPACES.sub("", one) for one in found),
        )
    if wanted == found:
        return ""
    for number, line in enumerate(wanted):
        if number >= len(found) or found[number] != line:
            got = found[number] if number < len(found) else "nothing"
            return f"the source shows {_short(line)}, the post {_short(got)}"
    return f"the post shows {_short(found[len(wanted)])}, the source nothing there"


def _short(line: str) -> str:
    return f"“{line}”" if len(line) < 80 else f"“{line[:77]}…”"
