"""What the readers of saved pages share: finding elements by class, and taking their HTML out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from lxml import etree

from importer.markup.attributes import whole_number


def has_class(name: str) -> str:
    """An XPath condition: the element is of the class `name`."""
    return f"contains(concat(' ', normalize-space(@class), ' '), ' {name} ')"


def words(element: Any) -> str:
    """What an element shows, white space single; empty for None."""
    return " ".join(element.text_content().split()) if element is not None else ""


def pixels(value: str | None) -> int:
    """A measure of a picture as an attribute has it; 0 where that is no whole number."""
    return whole_number(value, 5) or 0


def inside(element: Any) -> str:
    """The HTML within an element."""
    text = (element.text or "").replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text + "".join(etree.tostring(child, encoding="unicode", method="html") for child in element)


def inner(body: Any, full: Callable[[str], str]) -> str:
    """What is in `body`, its addresses made full by `full`; those of files beside the page stay."""
    for element in list(body.iter("script", "style", "noscript")):
        element.drop_tree()
    for element in body.xpath(f".//*[{has_class('jump-link')}]"):
        element.drop_tree()
    for element in body.iter():
        for name in ("href", "src"):
            value = element.get(name) if isinstance(element.tag, str) else None
            if value and (name == "href" or value.startswith(("http", "/web/", "//"))):
                element.set(name, full(value))
    return inside(body)
