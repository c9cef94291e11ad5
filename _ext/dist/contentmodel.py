"""What may stand in what, by HTML's content models: https://html.spec.whatwg.org/multipage/dom.html#content-models

Elements that stand where they may not become others that may, or are put into such; nothing that can be read is lost.
What an element was before is one of its classes then.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

from lxml import etree

Element = Any
"""An element of lxml, which tells mypy nothing of it."""

#: Elements that stand among words, and those that stand by themselves.
PHRASING = frozenset((
    "a abbr b bdi bdo br cite code del dfn em i img ins kbd mark q rp rt ruby s samp small span strong sub sup"
    " time u var wbr"
).split())  # fmt: skip
BLOCKS = frozenset((
    "aside blockquote caption col colgroup dd div dl dt figcaption figure h1 h2 h3 h4 h5 h6 hr li ol p pre table tbody"
    " td tfoot th thead tr ul"
).split())  # fmt: skip
#: These may stand, and hold, what the elements that they stand in may.
_TRANSPARENT = frozenset(("a", "ins", "del"))
#: Blocks that hold words alone.
_OF_WORDS = frozenset("h1 h2 h3 h4 h5 h6 p pre".split())
#: Elements that are a part of others, and of which.
_PARENTS = {
    "li": ("ul", "ol"), "dt": ("dl",), "dd": ("dl",), "figcaption": ("figure",), "rt": ("ruby",), "rp": ("ruby",),
}  # fmt: skip
_PARTS_OF_TABLES = frozenset(("caption", "colgroup", "tbody", "tfoot", "thead", "tr"))
#: What is no words to XML: Python takes other spaces for that too.
SPACE = " \t\r\n"


def mend(body: Element) -> None:
    """Mend all that stands in `body` where it may not."""
    # What is within an element is in order before the element is looked at.
    for element in reversed([body, *body.iterdescendants()]):
        if not is_foreign(element):
            _mend(element)


def is_foreign(element: Element) -> bool:
    """Whether it is of a formula or a drawing, which have models of their own."""
    return any(str(one.tag).startswith("{") for one in (element, *element.iterancestors()))


def _is_block(element: Element) -> bool:
    if element.tag in _TRANSPARENT:
        return any(_is_block(child) for child in element)
    return element.tag in BLOCKS


def _mend(element: Element) -> None:
    """Mend what stands in an element where it may not: what is in that is in order already."""
    special = _MENDED_BY.get(element.tag)
    if special:
        special(element)
    elif element.tag in (_OF_WORDS | PHRASING) - _TRANSPARENT and any(map(_is_block, element)):
        _become(element, "div")
    _free_parts(element)
    if element.tag in ("dt", "th"):
        for heading in element.iter("h1", "h2", "h3", "h4", "h5", "h6"):
            _become(heading, "p")


def _free_parts(element: Element) -> None:
    """Make something else of what stands in an element though it is a part of another."""
    for child in element:
        if element.tag not in _PARENTS.get(child.tag, (element.tag,)):
            _become(child, "span" if child.tag in ("rt", "rp") and not any(map(_is_block, child)) else "div")


def _become(element: Element, name: str) -> None:
    """Make another element of one, which its class names from then on."""
    add_class(element, f"as-{element.tag}")
    element.tag = name


def _wrap_others(element: Element, wanted: tuple[str, ...], wrapper: str) -> None:
    """Put words and elements that may not stand in `element` into others that may."""
    if (element.text or "").strip(SPACE):
        first = etree.Element(wrapper)
        first.text, element.text = element.text, None
        element.insert(0, first)
    for child in [*element]:
        if child.tag not in wanted:
            around = etree.Element(wrapper)
            around.tail, child.tail = child.tail, None
            element.replace(child, around)
            around.append(child)
            _mend(around)
            child = around
        if (child.tail or "").strip(SPACE):
            after = etree.Element(wrapper)
            after.text, child.tail = child.tail, None
            element.insert(element.index(child) + 1, after)


def _mend_list(element: Element) -> None:
    _wrap_others(element, ("li",), "li")


def _mend_terms(element: Element) -> None:
    """Terms and what is said of them come in turns, or are no such list."""
    _wrap_others(element, ("dt", "dd"), "dd")
    turns = "".join("t" if child.tag == "dt" else "d" for child in element)
    if not re.fullmatch("(t+d+)+", turns):
        for child in element:
            _become(child, "div")
        _become(element, "div")


def _mend_figure(element: Element) -> None:
    captions = [child for child in element if child.tag == "figcaption"]
    for caption in captions:
        ends = (element[0], element[-1])
        if caption is not captions[0] or caption not in ends or (caption.tail or "").strip(SPACE):
            _become(caption, "div")


def _mend_table(element: Element) -> None:
    """Caption, columns, head, bodies, foot: each where it belongs, and no second of what there may be one of."""
    parts = _parts_of_table(element)
    for name in ("thead", "tfoot"):
        for surplus in parts[name][1:]:
            surplus.tag = "tbody"
            parts["tbody"].append(surplus)
        del parts[name][1:]
    _join_captions(parts["caption"])
    if parts["tr"]:
        body = etree.Element("tbody")
        body.extend(parts["tr"])
        parts["tbody"].append(body)
    for name in ("caption", "colgroup", "thead", "tbody", "tfoot"):
        element.extend(parts[name])
    if not len(element):
        _become(element, "div")


def _parts_of_table(table: Element) -> defaultdict[str, list[Element]]:
    """Take the parts of a table out of it, by their names; what else stands in it goes before the table."""
    parts: defaultdict[str, list[Element]] = defaultdict(list)
    before = etree.Element("div", {"class": "from-table"})
    add_text(before, (table.text or "").strip(SPACE))
    for child in [*table]:
        tail, child.tail = (child.tail or "").strip(SPACE), None
        if child.tag in _PARTS_OF_TABLES:
            parts[child.tag].append(child)
            table.remove(child)
        else:
            before.append(child)
        add_text(before, tail)
    table.text = None
    if len(before) or before.text:
        table.addprevious(before)
        _mend(before)
    return parts


def _join_captions(captions: list[Element]) -> None:
    """Put all captions of a table into the first; of tables within them the words stay."""
    for table in [table for caption in captions for table in caption.iter("table")]:
        words = "".join(table.itertext())
        del table[:]
        table.text = words
        _become(table, "div")
    for surplus in captions[1:]:
        captions[0].append(surplus)
        surplus.tag = "div"
    del captions[1:]


def _mend_rows(element: Element) -> None:
    _wrap_others(element, ("tr",), "tr")


def _mend_row(element: Element) -> None:
    _wrap_others(element, ("td", "th"), "td")


def _mend_columns(element: Element) -> None:
    for child in [*element]:
        if child.tag != "col":
            element.remove(child)
    element.text = None


def _mend_ruby(element: Element) -> None:
    """Words, then how they are read. The brackets for browsers that could not show that are of no use."""
    holds_blocks = any(map(_is_block, element))
    is_read = not holds_blocks and any(child.tag == "rt" for child in element)
    for child in [*element]:
        if child.tag == "rp":
            replace(child) if is_read else unwrap(child)
        elif child.tag == "rt" and not is_read:
            child.tag = "span"
    if not is_read:
        _become(element, "div" if holds_blocks else "span")


_MENDED_BY: dict[str, Callable[[Element], None]] = {
    "colgroup": _mend_columns, "dl": _mend_terms, "figure": _mend_figure, "ol": _mend_list, "ruby": _mend_ruby,
    "table": _mend_table, "tbody": _mend_rows, "tfoot": _mend_rows, "thead": _mend_rows, "tr": _mend_row,
    "ul": _mend_list,
}  # fmt: skip


# Changing a tree


def append(parent: Element, parts: Iterable[Any]) -> None:
    """Add texts and elements after all that is in `parent`."""
    for part in parts:
        if isinstance(part, str):
            add_text(parent, part)
        else:
            parent.append(part)


def add_text(parent: Element, words: str) -> None:
    """Add words after all that is in `parent`."""
    if len(parent):
        parent[-1].tail = (parent[-1].tail or "") + words
    else:
        parent.text = (parent.text or "") + words


def replace(element: Element, other: Element | None = None, words: str = "") -> None:
    """Put another element, or words, in the place of one."""
    parent, tail = element.getparent(), words + (element.tail or "")
    if other is not None:
        other.tail = tail
        parent.replace(element, other)
        return
    before = element.getprevious()
    if before is not None:
        before.tail = (before.tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail
    parent.remove(element)


def unwrap(element: Element) -> None:
    """Put what is in an element in its place."""
    parent = element.getparent()
    place = parent.index(element)
    if element.text:
        before = element.getprevious()
        if before is not None:
            before.tail = (before.tail or "") + element.text
        else:
            parent.text = (parent.text or "") + element.text
    for number, child in enumerate([*element]):
        parent.insert(place + number, child)
    element.text = None
    replace(element)


def add_class(element: Element, name: str) -> None:
    """Give an element a class beside those that it has."""
    element.set("class", f"{element.get('class', '')} {name}".strip())
