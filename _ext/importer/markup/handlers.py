"""Quotations, lists, code, headings, definitions: the blocks that have a shape of their own."""

from __future__ import annotations

import re
from copy import deepcopy
from typing import Any

from lxml import html

from importer.markup import code, media
from importer.markup.attributes import DIRECTIVE, NOTICES, PLAYERS, UPDATE, whole_number
from importer.markup.blocks import BLOCKS, Block, Flow, Handlers, Kind, indent, join
from importer.markup.context import Omission, Quotes
from importer.markup.inline import Mark
from importer.markup.tables import table

#: A rule where docutils would refuse a break.
RULE = "<hr>"
#: A list that may follow a paragraph without a blank line (CommonMark section 5.2).
_INTERRUPTS = re.compile(r"(?:[-*]|1[.)]) \S")


def quotation(flow: Flow, element: Any, marks: tuple[Mark, ...]) -> None:
    """``blockquote``, and Blogger's ``tr_bq`` on whatever element."""
    text = join(flow.inner().children(element, marks).finish())
    if text:
        flow.add("other", "\n".join(f"> {line}".rstrip(" ") for line in text.split("\n")))


def heading(flow: Flow, element: Any, marks: tuple[Mark, ...]) -> None:
    """A heading of the text; within a quotation, a list or a cell, or around one, paragraphs in bold."""
    level = int(element.tag[1])
    whole = "".join(element.itertext()).strip()
    parts = ("".join(one.itertext()).strip() for one in element.iterdescendants("p", "div"))
    if not flow.nested and any(part not in ("", whole) for part in parts):
        flow.children(element, marks)
        flow.flush()
        return
    blocks: list[Block] = []
    if not flow.nested and not any(child.tag in _SHAPED for child in element.iterdescendants()):
        before = flow.context.snapshot()
        lines = flow.inner()
        lines.by_line = True
        blocks = lines.children(element, tuple(mark for mark in marks if mark != Mark("strong"))).finish()
        if any(block.kind != "text" for block in blocks) or not blocks:
            flow.context.go_back(before)
            blocks = []
    if not blocks:
        if flow.nested and whole:
            flow.context.changed[_BOLD_HEADING] += 1
        flow.children(element, (*marks, Mark("strong")) if flow.nested else marks)
        flow.flush()
        return
    for block in blocks:
        flow.add("heading", _EDGE_SPACE.sub("", block.text), level)


_BOLD_HEADING = "heading within a list, a quotation or the like, in bold"
_EDGE_SPACE = re.compile(r"^(?:&nbsp;|\s)+|(?:&nbsp;|\s)+$")
_SHAPED = {"img", "ul", "ol", "table", "pre", "blockquote", "figure", "iframe", "object", "dl"}


def rule(flow: Flow, element: Any, marks: tuple[Mark, ...]) -> None:
    """A break between parts of the text; as HTML within others' text, where docutils has no such break."""
    if flow.nested:
        flow.add("other", RULE)
    else:
        flow.add("break", "---")


def preformatted(flow: Flow, element: Any, marks: tuple[Mark, ...]) -> None:
    """Code, every space and line as it was; verse, and what holds links or emphasis that count, as lines."""
    if _is_lines(flow, element):
        lines = flow.inner()
        lines.keeps_lines = True
        for block in lines.children(element, marks).finish():
            flow.add(block.kind, block.text, block.level)
        return
    text = _preformatted(element, flow.context.quotes).replace("\r\n", "\n").strip("\n")
    if text.strip():
        flow.add("other", code.fenced(text, code.language_of(element)))


_EMPHASIS = ("b", "strong", "i", "em", "u", "s", "del", "ins", "mark", "sub", "sup", "code", "kbd")


def _is_lines(flow: Flow, element: Any) -> bool:
    """True if `element` is no code, or holds more than a block of code can."""
    classes = (element.get("class") or "").split()
    if "wp-block-verse" in classes or any(True for _ in element.iter("img", "iframe", "video", "audio", "object")):
        return True
    if not element.get("class") and any(not one.get("class") for one in element.iter("ol", "ul")):
        return True  # Lines that a highlighter numbers are in a list of a class.
    links = [link for link in element.iter("a") if (link.get("href") or "").strip()]
    bare = [link for link in links if "".join(link.itertext()).strip() == link.get("href").strip()]
    if len(links) > len(bare):
        return any(not link.get("href").startswith("#") for link in links if link not in bare)
    flow.context.omissions.extend(Omission("link on an address within code", "", (link.get("href"),)) for link in bare)
    return "wp-block-preformatted" in classes and any(True for _ in element.iter(*_EMPHASIS))


def _preformatted(element: Any, quotes: Quotes) -> str:
    """All text of `element`, a line ended by each break and around each block."""
    made = element.text or ""
    for child in element:
        if isinstance(child.tag, str):
            inner = "\n" if child.tag == "br" else _preformatted(child, quotes)
            inner = f"{quotes[0]}{inner}{quotes[1]}" if child.tag == "q" else inner
            if child.tag in BLOCKS:
                inner = ("" if made.endswith("\n") or not made else "\n") + inner
                inner += "" if inner.endswith("\n") else "\n"
            made += inner
        made += child.tail or ""
    return made


def listing(flow: Flow, element: Any, marks: tuple[Mark, ...]) -> None:
    """``ul`` and ``ol``, nested however badly; next to a list of its kind, with the other marker."""
    if media.is_gallery(element):
        media.gallery(flow, element, marks)
        return
    items = _items(flow, element, marks)
    if not items:
        return
    numbered = element.tag == "ol"
    kind: Kind = "numbers" if numbered else "bullets"
    last = flow.blocks[-1] if flow.blocks else None
    other = last is not None and last.kind == kind and not _other_marker(last.text)
    number = _first_number(flow, element) if numbered else 1
    loose = any(_is_loose(blocks) for blocks in items)
    made = []
    for blocks in items:
        marker = (f"{number})" if other else f"{number}.") if numbered else ("*" if other else "-")
        number += 1
        text = join(blocks, tight=not loose)
        made.append(f"{marker} {indent(text, len(marker) + 1)}".rstrip(" "))
    style = _numbering(flow, element) if numbered else ""
    text = ("\n\n" if loose else "\n").join(made)
    flow.add(kind, f"{{style={style}}}\n{text}" if style else text)


_NUMBERINGS = {"a": "lower-alpha", "A": "upper-alpha", "i": "lower-roman", "I": "upper-roman"}
_LATIN = {"lower-latin": "lower-alpha", "upper-latin": "upper-alpha"}


def _numbering(flow: Flow, element: Any) -> str:
    """By what the items of a list are numbered, as MyST's attribute ``style`` has it; empty for Arabic numbers."""
    found = re.search(r"list-style(?:-type)?\s*:\s*([\w-]+)", element.get("style") or "")
    style = _NUMBERINGS.get((element.get("type") or "").strip(), found[1].lower() if found else "")
    style = _LATIN.get(style, style)
    if style and style not in (*_NUMBERINGS.values(), "decimal"):
        flow.context.changed[f"numbering of a list ({style}), by numbers"] += 1
    return style if style in _NUMBERINGS.values() else ""


def _first_number(flow: Flow, element: Any) -> int:
    """The number of a list's first item. Markdown counts on from there, whatever the source did."""
    items = [child for child in element if child.tag == "li"]
    start = (items[0].get("value") if items else "") or element.get("start") or "1"
    first = whole_number(start, 6)
    number = 1 if first is None else first
    expected = [str(number + place) for place in range(len(items))]
    values = [item.get("value") for item in items]
    if element.get("reversed") is not None:
        flow.context.changed["numbering of a list that counts down"] += 1
    elif first is None or any(value not in (None, plain) for value, plain in zip(values, expected, strict=True)):
        flow.context.changed["numbering of a list with numbers of its own"] += 1
    return number


def _other_marker(text: str) -> bool:
    return bool(re.match(r"(?:\{(?:\.rtl|style=[\w-]+)\}\n)*(?:\*|\d+\))", text))


def _is_loose(blocks: list[Block]) -> bool:
    texts = sum(block.kind == "text" for block in blocks)
    shaped = any(block.kind not in ("text", "bullets", "numbers") for block in blocks)
    lists = len(blocks) - texts
    if texts > 1 or lists > 1 or (shaped and len(blocks) > 1) or (texts == 1 and blocks[0].kind != "text"):
        return True
    return len(blocks) == 2 and not _INTERRUPTS.match(blocks[1].text)


def _items(flow: Flow, element: Any, marks: tuple[Mark, ...]) -> list[list[Block]]:
    items: list[list[Block]] = []
    stray = flow.inner()
    stray.children(_wrapper(element.text), marks)
    for child in element:
        if child.tag == "li":
            _add(items, stray.finish())
            stray = flow.inner()
            items.append(flow.inner().children(child, marks).finish())
        elif child.tag in ("ul", "ol") and items:
            _add(items, stray.finish())
            stray = flow.inner()
            inner = flow.inner()
            inner.blocks = items[-1]
            listing(inner, child, marks)
        elif isinstance(child.tag, str):
            stray.children(_wrapper("", child), marks)
        stray.children(_wrapper(child.tail), marks)
    _add(items, stray.finish())
    return items


def _add(items: list[list[Block]], blocks: list[Block]) -> None:
    if blocks:
        items.append(blocks)


def _wrapper(text: str | None, child: Any = None) -> Any:
    holder = html.Element("div")
    holder.text = text
    if child is not None:
        copied = deepcopy(child)
        copied.tail = None
        holder.append(copied)
    return holder


def definitions(flow: Flow, element: Any, marks: tuple[Mark, ...]) -> None:
    """``dl`` as MyST's definition list where each term has its text; otherwise as paragraphs."""
    if not _holds_definitions(element) or next(element.iterdescendants("dl"), None) is not None:
        flow.children(element, marks)
        flow.flush()
        return
    before = flow.context.snapshot()
    rows: list[tuple[list[Block], list[list[Block]]]] = []
    for child in element.xpath("dt | dd | div/dt | div/dd"):
        blocks = flow.inner().children(child, marks).finish()
        if child.tag == "dt":
            rows.append((blocks, []))
        elif rows:
            rows[-1][1].append(blocks)
    regular = rows and all(
        len(term) == 1 and term[0].kind == "text" and "\n" not in term[0].text and texts and all(texts)
        for term, texts in rows
    )
    if not regular:
        flow.context.go_back(before)
        flow.children(element, marks)
        flow.flush()
        return
    # Moved in so far that no line within can be taken for the underline of a heading, whose text is the term.
    made = (term[0].text + "".join(f"\n:   {indent(join(text), 4)}" for text in texts) for term, texts in rows)
    flow.add("other", "\n\n".join(made))


def _holds_definitions(element: Any, grouped: bool = False) -> bool:
    """Whether there are but terms and their texts in `element`, or, unless it is one itself, groups of them (HTML,
    section 4.4.9)."""
    if any((text or "").strip() for text in (element.text, *(child.tail for child in element))):
        return False
    return all(
        child.tag in ("dt", "dd") or (child.tag == "div" and not grouped and _holds_definitions(child, grouped=True))
        for child in element
    )


def directive(flow: Flow, element: Any, marks: tuple[Mark, ...]) -> None:
    """A notice or a dated change as the directive of its name; of any other name, the blocks within it."""
    name, _, argument = (element.get("title") or "").partition(" ")
    blocks = flow.inner().children(element, marks).finish()
    text = join(blocks)
    if name in (UPDATE, "admonition", *NOTICES) and text and not set("`\n") & set(argument):
        flow.add("other", media.fence(name, argument, [], text))
        return
    for block in blocks:
        flow.add(block.kind, block.text, block.level)


HANDLERS: Handlers = {
    "blockquote": quotation,
    "ul": listing,
    "ol": listing,
    "pre": preformatted,
    "table": table,
    "hr": rule,
    "dl": definitions,
    "figure": media.figure,
    "gallery": media.gallery,
    DIRECTIVE: directive,
    "img": media.image,
    **dict.fromkeys(PLAYERS, media.player),
    **{f"h{level}": heading for level in range(1, 7)},
}
