"""Syntax of MyST that a text seems to use though the settings have it switched off, so that it shows as it was typed.

Rather one hint too few than one too many: `$5 and $6` is no formula, and what is code or a link is not looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from myst_parser.config.main import MdParserConfig

from ..source.markdown import Scanner

#: Holds after the beginning of an address if it is not one of a link or the like already.
_BARE = r"(?<![(<\"'=:\w/]{0})(?<!\]:[ \t]{0})"
#: Whether a text may hold any of it at all: what it is written with, and the pattern that a text with that is searched
#: for. One after the other, and where they can beginning with letters, they are many times as fast as all in one.
_CANDIDATES = tuple((sign, re.compile(pattern, re.MULTILINE)) for sign, pattern in (
    (":::", r"^[ \t>]*:::"),
    ("$", r"\$[^\s\d]"),
    ("[ ]", r"^[ \t>]*[-+*][ \t]+\[ \]"),
    ("[x]", r"^[ \t>]*[-+*][ \t]+\[x\]"),
    ("[X]", r"^[ \t>]*[-+*][ \t]+\[X\]"),
    ("{{", r"\{\{"),
    ("http://", rf"http://{_BARE.format('http://')}\w"),
    ("https://", rf"https://{_BARE.format('https://')}\w"),
    ("www.", rf"www\.{_BARE.format('www.')}\w"),
))  # fmt: skip
_DOLLARS = re.compile(r"(?<![\w\\$])\$(?![\s$])((?:[^$`\\\n]|\\.)+?)(?<![\s\\])\$(?![\w$])")
#: A single letter, or whatever has a sign that is seldom in prose.
_FORMULA = re.compile(r"[A-Za-z]'?|.*[\\^_={}<>+].*")
_ON = 'or add "{}" to `myst_enable_extensions` in conf.py'
_SAID = {
    "colon_fence": "`:::` opens no block: write three backticks,",
    "dollarmath": "`$…$` is no formula: write {math}`…`,",
    "substitution": "`{{ … }}` stands as it is typed: write what it is to show,",
    "tasklist": "`- [ ]` makes no box to be ticked: write a word such as ‘done’,",
    "gfm_autolink": "the address is no link: write it in angle brackets, `<https://…>`,",
}


def hints(text: str, line: int, config: MdParserConfig) -> Iterator[tuple[int, str]]:
    """The lines of such syntax in `text`, whose first line is `line`, and the cure for each."""
    if any(sign in text and pattern.search(text) for sign, pattern in _CANDIDATES):
        off = frozenset(_SAID) - set(config.enable_extensions)
        if "linkify" in config.enable_extensions:
            off -= {"gfm_autolink"}
        for at, name in _scanner(off, frozenset(config.enable_extensions)).hints(text, line):
            yield at, f"{_SAID[name]} {_ON.format(name)}"


@lru_cache(maxsize=8)
def _scanner(off: frozenset[str], on: frozenset[str]) -> _HintScanner:
    return _HintScanner(off, on)


class _HintScanner(Scanner):
    """Reads a text as if all were switched on, and notes what comes of that."""

    def __init__(self, off: frozenset[str], on: frozenset[str]) -> None:
        super().__init__(MdParserConfig(enable_extensions=set((off | on) - {"dollarmath"})))
        self._off = off
        if "dollarmath" in off:
            self._parser.inline.add_terminator_char("$")
            self._parser.inline.ruler.before("escape", "dollars", _dollars)
        self._noted: set[tuple[int, str]] = set()

    def hints(self, text: str, line: int) -> list[tuple[int, str]]:
        """The line and the extension of each, in order, once a line."""
        self._noted = set()
        self.scan(text, line)
        return sorted(self._noted)

    def _note_hint(self, at: int, name: str) -> None:
        if name in self._off:
            self._noted.add((at, name))

    def block(self, token: Token, line: int) -> None:
        at = line + (token.map or [0])[0]
        if token.type == "colon_fence":
            self._note_hint(at, "colon_fence")
        elif token.type == "substitution_block":
            self._note_hint(at, "substitution")
        elif token.type == "list_item_open" and "checked" in token.meta:
            self._note_hint(at, "tasklist")
        elif token.type == "inline":
            if token.content.startswith("$$") and token.content.endswith("$$") and len(token.content) > 4:
                self._note_hint(at, "dollarmath")
            self._inline(token, line)
        super().block(token, line)

    def part(self, token: Token, at: int, source: str) -> None:
        if token.type == "substitution_inline":
            self._note_hint(at, "substitution")
        elif token.type == "dollars":
            self._note_hint(at, "dollarmath")
        elif token.type == "link_open" and token.info == "auto" and not source.startswith("<"):
            self._note_hint(at, "gfm_autolink")
        super().part(token, at, source)


def _dollars(state: StateInline, silent: bool) -> bool:
    """A rule of markdown-it: what stands between two dollars, if it looks like a formula."""
    found = _DOLLARS.match(state.src, state.pos)
    if not found or not _FORMULA.fullmatch(found[1]):
        return False
    if not silent:
        state.push("dollars", "", 0).content = found[1]
    state.pos = found.end()
    return True
