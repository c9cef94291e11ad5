"""What the readers of saved pages share: finding elements by class, and taking their HTML out."""

from __future__ import annotations

from typing import Any
from urllib.parse import urljoin

from lxml import etree

from importer.links import unwrapped


def has_class(name: str) -> str:
    """An XPath condition: the element is of the class `name`."""
    return f"contains(concat(' ', normalize-space(@class), ' '), ' {name} ')"


def inner(body: Any, address: str) -> str:
    """What is in `body`, its addresses unwrapped and, where the page's own is known, made full."""
    for element in list(body.iter("script", "style", "noscript")):
        element.drop_tree()
    for element in body.xpath(f".//*[{has_class('jump-link')}]"):
        element.drop_tree()
    for element in body.iter():
        for name in ("href", "src"):
            value = element.get(name) if isinstance(element.tag, str) else None
            if value and (name == "href" or value.startswith("http")):
                element.set(name, _full(value.strip(), address))
    inner = "".join(etree.tostring(one, encoding="unicode", method="html") for one in body)
    return (body.text or "").replace("&", "&amp;").replace("<", "&lt;") + inner


def _full(value: str, address: str) -> str:
    try:
        value = unwrapped(
            value
            if "://" in value[:8]
            else urljoin("https://web.archive.org/", value)
            if value.startswith("/web/")
            else value
        )
        return value if value.startswith("#") or "://" not in address else unwrapped(urljoin(address, value))
    except ValueError:
        return ""
