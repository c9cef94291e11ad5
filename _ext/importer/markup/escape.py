"""Plain text as Markdown that shows exactly that text (CommonMark 0.31 section 2.4, and what MyST adds)."""

from __future__ import annotations

import re

from archive.core.yamltext import quoted as quoted  # for options of directives

_ALWAYS = re.compile(r"[\\`*\[\]<~{|]")
_UNDERSCORE = re.compile(r"(?<![^\W_])_|_(?![^\W_])")
_ENTITY = re.compile(r"&(?=#?\w+;)")
_EDGES = re.compile(r"^\^|!$")
#: What opens a block where it begins a line: headings, quotations, lists, breaks, comments, definitions,
#: targets.
_LINE_START = re.compile(
    r"#{1,6}(?=\s|$)|>|[-+](?=\s|$)|--|\+\s*\+|=+\s*$|%|:(?=\s|$)|:[-:]|\((?=.+\)=\s*$)|-[|:]|-+\s*$"
)
_NUMBERED = re.compile(r"(\d{1,9})([.)])(?=\s|$)")
_EDGE_NBSP = re.compile(r"^[\xa0]+|(?<=[ ])[\xa0]+|[\xa0]+(?=[ ])|[\xa0]+$")
#: White space to Python or to Unicode that Markdown tools strip or break lines at.
_ODD_SPACE = re.compile("[\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]")


#: What any of the rules below could change.
_SPECIAL = re.compile("[\\\\`*\\[\\]<~{|_&!^\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]")


#: A pair of dollars between which MyST's extension ``dollarmath`` may see a formula; of prices it sees none.
_DOLLARS = re.compile(r"(?<![^\W_])\$(?!\s)[^$]*+(?<!\s)\$(?![^\W_])|\$\$")


def has_formula(text: str) -> bool:
    """Whether dollars in `text`, a paragraph, would make a formula of what is none, where that is switched on."""
    return "$" in text and bool(_DOLLARS.search(text))


def inline(text: str, dollars: bool = False) -> str:
    """Text within a paragraph; with `dollars`, all of these are escaped, else where they need it by themselves. White
    space must have been made single before."""
    if dollars or has_formula(text):
        return inline(text.replace("$", "\0")).replace("\0", "\\$")
    if not _SPECIAL.search(text):
        return text
    text = _ALWAYS.sub(r"\\\g<0>", text)
    text = _UNDERSCORE.sub(r"\\_", text)
    text = _ENTITY.sub(r"\\&", text)
    text = _EDGES.sub(r"\\\g<0>", text)
    text = _EDGE_NBSP.sub(lambda found: "&nbsp;" * len(found[0]), text)
    return _ODD_SPACE.sub(lambda found: f"&#x{ord(found[0]):x};", text)


def line(markdown: str) -> str:
    """A line of a paragraph, kept from opening a block of another kind."""
    match = _NUMBERED.match(markdown)
    if match:
        return f"{match[1]}\\{markdown[match.end(1) :]}"
    return f"\\{markdown}" if _LINE_START.match(markdown) else markdown


def destination(address: str) -> str:
    """An address as a link's destination, never in need of angle brackets."""
    address = re.sub(
        r"[\s\x00-\x20\x7f<>\"\\^`{|}()]",
        lambda found: "".join(f"%{b:02X}" for b in found[0].encode()),
        address,
    )
    return _ENTITY.sub("&amp;", address)
