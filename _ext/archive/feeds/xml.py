"""How Atom and RSS documents are made as trees of XML, and put into text.

An entry is one element, made once for all feeds that carry it. An element stands in one tree at a time: put into a
document, it leaves the one before, whose text is made by then, since one document is written after another. So no text
is ever cut or joined: each document is written whole, from a tree, and lxml sees to escaping and namespaces.
"""

from __future__ import annotations

from lxml import etree

from .entry import Thumbnail

ATOM = "http://www.w3.org/2005/Atom"
DUBLIN_CORE = "http://purl.org/dc/elements/1.1/"
HISTORY = "http://purl.org/syndication/history/1.0"
MEDIA = "http://search.yahoo.com/mrss/"
CONTENT = "http://purl.org/rss/1.0/modules/content/"

BASE = "{http://www.w3.org/XML/1998/namespace}base"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def add(parent: etree._Element, tag: str, text: str = "", **attributes: str) -> etree._Element:
    """Add an element to the end of another; give it. Text and attributes may hold anything that XML can."""
    element = etree.SubElement(parent, tag, attributes)
    if text:
        element.text = text
    return element


def add_thumbnail(parent: etree._Element, thumbnail: Thumbnail | None) -> None:
    """Add the picture of an entry, if it has one; its namespace is declared there alone."""
    if thumbnail:
        attributes = {"url": thumbnail.url, "width": str(thumbnail.width), "height": str(thumbnail.height)}
        etree.SubElement(parent, f"{{{MEDIA}}}thumbnail", attributes, nsmap={"media": MEDIA})


def document_text(root: etree._Element, stylesheet: str) -> str:
    """The text of a document, to be stored as UTF-8; `stylesheet` is the address of that by which browsers show it."""
    root.addprevious(etree.ProcessingInstruction("xml-stylesheet", f'type="text/css" href="{stylesheet}"'))
    # By itself lxml declares an encoding only of bytes, which take half as long again.
    text: str = etree.tostring(root.getroottree(), encoding="unicode", pretty_print=True)
    return f"<?xml version='1.0' encoding='UTF-8'?>\n{text}"
