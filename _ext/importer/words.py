"""The words of HTML, as plain text on one line: for titles of what has none, and for descriptions."""

from __future__ import annotations

import re
import unicodedata
from html import unescape

from lxml import etree, html

from importer.markup.clean import post_html

#: The most characters of a title that is made of first words.
_LONGEST = 70
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_SPACES = re.compile(r"\s+")
_SENTENCE = re.compile(r"(?:(?<![.!?…])[.!?…]++[\"'”’)»]*+(?=\s|$)|[。！？])")
#: Elements whose text is read for itself.
_APART = frozenset(
    "address article aside blockquote br caption dd details div dl dt figcaption figure footer h1 h2 h3 h4 h5 h6 "
    "header hr li main nav ol p pre section summary table tbody td tfoot th thead tr ul".split()
)


def plain(source: str) -> str:
    """What a reader sees of `source`, HTML not to be trusted: entities decoded, without tags, white space single."""
    if "<" not in source and "&" not in source:
        return _SPACES.sub(" ", source).strip()
    cleaned = post_html(source)
    if not cleaned.strip():
        return ""
    root = html.fragment_fromstring(cleaned, create_parent="div")
    parts: list[str] = []
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if isinstance(element.tag, str):
            between = " " if element.tag in _APART else ""
            parts.append(between + ((element.text if event == "start" else element.tail) or ""))
    return _SPACES.sub(" ", "".join(parts)).strip()


def first_words(source: str) -> str:
    """The first sentence of HTML, or as much of it as makes a title; empty where there are no words."""
    text = plain(source)
    while text and not seen(text[0]):
        text = text[1:].lstrip()
    if len(text) > _LONGEST * 4:
        text = text[: _LONGEST * 4]
    sentence = _SENTENCE.search(text)
    if sentence and sentence.end() <= _LONGEST:
        first = text[: sentence.end()]
        return first.removesuffix("。") if first.endswith("。") else first[:-1] if first.endswith(".") else first
    if len(text) <= _LONGEST:
        return text
    cut = text.rfind(" ", 0, _LONGEST + 1)
    short = text[:cut] if cut > _LONGEST // 2 else text[:_LONGEST]
    return f"{short.rstrip(' ,;:-–—')}…"


def seen(text: str) -> bool:
    """Whether a reader sees anything of `text`: letters, digits, signs; not blanks, controls and joiners."""
    return any(unicodedata.category(char)[0] not in "ZC" for char in text)


def decoded(name: str) -> str:
    """A name that a service keeps escaped for HTML, such as ``Sport &amp; exercise``, as its readers saw it."""
    return _ENTITY.sub(lambda found: unescape(found[0]), name) if "&" in name else name
