"""Paragraphs as WordPress makes them of plain lines: its function ``wpautop``, in what a reader sees of it."""

from __future__ import annotations

import re

#: Elements that part paragraphs, and beside which a line end breaks nothing.
_NAMES = (
    "address|area|article|aside|audio|blockquote|caption|center|col|colgroup|dd|details|div|dl|dt|embed|fieldset|"
    "figcaption|figure|footer|form|h[1-6]|header|hgroup|hr|iframe|legend|li|main|map|menu|nav|object|ol|optgroup|"
    "option|p|param|pre|section|select|source|style|summary|table|tbody|td|tfoot|th|thead|tr|track|ul|video"
)
_BLOCK = re.compile(rf"(</?(?:{_NAMES})(?:\s[^<>]*)?/?>)", re.I)
_BROKEN_TAG = re.compile(r"<[a-zA-Z/][^<>\n]*\n[^<>]*>")
_TABLE = re.compile(r"<table\b", re.I)
#: Outside of a table browsers pass over them, but WordPress parts paragraphs at them all the same.
_OF_TABLES = re.compile(r"(</?)(?:caption|tbody|td|tfoot|th|thead|tr)\b", re.I)
_BLANK = re.compile(r"\n\s*\n")
#: Elements that readers do not see, or that stand within a line.
_UNSEEN = re.compile(r"</?(?:option|param|script|select|source|style|track)\b", re.I)
#: Not seen either, but a block to WordPress.
_STYLE = re.compile(r"</?style\b", re.I)
#: Ends of elements within a line.
_ENDS = re.compile(r"(?:\s*</[a-zA-Z][^<>]*>)+")
_ENDS_BROKEN = ("<br>", "<br/>", "<br />")


def paragraphs(text: str) -> str:
    """`text` with its blank lines as paragraphs and its line ends as breaks.

    Line ends within tags and beside block elements are white space. Code must have been taken out.
    """
    text = _BROKEN_TAG.sub(lambda found: found[0].replace("\n", " "), text)
    if not _TABLE.search(text):
        text = _OF_TABLES.sub(r"\1div", text)
    parts = _BLOCK.split(text)
    return "".join(part if number % 2 else _between(parts, number) for number, part in enumerate(parts))


def _between(parts: list[str], number: int) -> str:
    """A run of text and what parts it from the runs beside it, where only something unseen stands between them."""
    last, following = parts[number - 1] if number else "", parts[number + 1] if number + 1 < len(parts) else ""
    # What began before a block ends before the text behind it.
    ends = _ENDS.match(parts[number]) if last.startswith("</") else None
    began = ends[0] if ends else ""
    text = parts[number][len(began) :]
    made = _run(text)
    if not text.strip():
        return began + made
    if last.startswith("</") and not _UNSEEN.match(last) and not made.startswith("<p>"):
        made = f"<p>{made}</p>"  # An end tag that ends nothing parts paragraphs all the same.
    if _UNSEEN.match(last):
        parted = bool(_STYLE.match(last) or _BLANK.match(text))
        made = f"{'<br><br>' if parted else ' ' if text[0].isspace() else ''}{made}"
    if _UNSEEN.match(following):
        parted = bool(_STYLE.match(following)) or text[len(text.rstrip()) :].count("\n") > 1
        made = f"{made}{'<br><br>' if parted else ' ' if text[-1].isspace() else ''}"
    return began + made


def _run(text: str) -> str:
    """The text between two block elements. A single paragraph there needs no element of its own."""
    if not text.strip():
        return " " if text else ""
    made = [_lines(one) for one in _BLANK.split(text) if one.strip()]
    if len(made) == 1:
        return made[0]
    return "\n".join(f"<p>{one}</p>" for one in made)


def _lines(text: str) -> str:
    lines = text.strip(" \t\n").split("\n")
    ends = (line.rstrip() for line in lines)
    return "\n".join(
        end if end.lower().endswith(_ENDS_BROKEN) or number == len(lines) - 1 else f"{end}<br>"
        for number, end in enumerate(ends)
    )
