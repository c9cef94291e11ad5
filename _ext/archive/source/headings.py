"""The first heading of the first level in a Markdown text, without parsing all of it.

Follows CommonMark 0.31, sections 4 and 5, and MyST's comments and fences with colons, as far as they bear
on headings at the top level.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

#: Whether a text may hold such a heading at all.
_CANDIDATE = re.compile(r"^ {0,3}(?:#(?:[ \t]|$)|=+[ \t]*$)", re.MULTILINE)
_ATX = re.compile(r" {0,3}#(?:[ \t]+(.*?))??(?:[ \t]+#+)?[ \t]*")
_UNDERLINE = re.compile(r" {0,3}(=+|-+)[ \t]*")
_FENCE = re.compile(r" {0,3}(`{3,}(?=[^`]*$)|~{3,}|:{3,})")
_ITEM = re.compile(r" {0,3}(?:[-+*]|[0-9]{1,9}[.)])(?: {1,4}(?=\S)|[ \t]|$)")
#: What ends a paragraph: a heading, a rule, a MyST comment, block break or target, a blank line.
_BREAK = re.compile(r" {0,3}(?:#{1,6}(?:[ \t]|$)|([-*_])(?:[ \t]*\1){2,}[ \t]*$|%|\+\+\+|\([^()]+\)=[ \t]*$|$)")
_QUOTE = re.compile(r" {0,3}>")
_INDENTED = re.compile(r" {4}| {0,3}\t")
#: HTML that ends at a mark of its own, and HTML that ends at a blank line.
_RAW = re.compile(r" {0,3}<(?:(script|pre|style|textarea)(?=[\s>]|$)|(!--|\?|![A-Za-z]))", re.IGNORECASE)
_RAW_END = {"!--": "-->", "?": "?>"}
_BLOCK = re.compile(
    r" {0,3}</?(?:address|article|aside|blockquote|body|center|dd|details|dialog|div|dl|dt|fieldset"
    r"|figcaption|figure|footer|form|h[1-6r]|head|header|html|iframe|legend|li|link|main|menu|nav|ol|optgroup|option|p|section"
    r"|summary|table|tbody|td|tfoot|th|thead|title|tr|track|ul)(?:[\s>]|/>|$)",
    re.IGNORECASE,
)
_LONE_TAG = re.compile(r" {0,3}</?[A-Za-z][^<>]*>[ \t]*$")


def first_heading(text: str) -> str:
    """Give the Markdown of the first ``# Heading``, or one underlined with ``===``; empty without any."""
    if not _CANDIDATE.search(text):
        return ""
    paragraph: list[str] = []
    lines = _top_level(iter(text.split("\n")))
    for line in lines:
        if paragraph and (underline := _UNDERLINE.fullmatch(line)):
            if underline[1][0] == "=":
                return " ".join(paragraph)
            paragraph = []
        elif (atx := _ATX.fullmatch(line)) and (found := (atx[1] or "").strip()):
            return found
        elif _BREAK.match(line):
            paragraph = []
        elif paragraph or not _INDENTED.match(line):
            paragraph.append(line.strip())
    return ""


def _top_level(lines: Iterator[str]) -> Iterator[str]:
    """The lines that stand in no container, code or HTML; a blank line in the place of what was left out."""
    indent = 0  # of the text of the list item that is open, if any
    lazy = within = False  # in the paragraph of a quotation or item; in any paragraph
    for line in lines:
        wide = line.expandtabs(4)
        margin = len(wide) - len(wide.lstrip())
        if not line.strip() or (indent and margin >= indent):
            inner = line.strip()
            lazy = within = bool(inner) and not _BREAK.match(inner) and not _UNDERLINE.fullmatch(inner)
            yield ""
        elif fence := _FENCE.match(line):
            _skip_fence(lines, fence[1])
            indent, lazy, within = 0, False, False
            yield ""
        elif raw := _RAW.match(line):
            _skip_to(lines, line, f"</{raw[1].lower()}>" if raw[1] else _RAW_END.get(raw[2], ">"))
            indent, lazy, within = 0, False, False
            yield ""
        elif _BLOCK.match(line) or (not within and _LONE_TAG.match(line)):
            next((rest for rest in lines if not rest.strip()), None)
            indent, lazy, within = 0, False, False
            yield ""
        elif _BREAK.match(line):
            indent, lazy, within = 0, False, False
            yield line
        elif item := _ITEM.match(line):
            indent, lazy, within = item.end(), True, True
            yield ""
        elif _QUOTE.match(line):
            indent, lazy, within = 0, True, True
            yield ""
        elif lazy:
            yield ""
        else:
            indent, within = 0, within or not _INDENTED.match(line)
            yield line


def _skip_fence(lines: Iterator[str], fence: str) -> None:
    end = re.compile(rf" {{0,3}}{re.escape(fence[0])}{{{len(fence)},}}[ \t]*")
    next((line for line in lines if end.fullmatch(line)), None)


def _skip_to(lines: Iterator[str], first: str, end: str) -> None:
    if end not in first.lower():
        next((line for line in lines if end in line.lower()), None)
