"""The whole body of a post: parse, find footnotes, walk, and put the blocks in the order and at the levels
MyST wants."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Any
from urllib.parse import unquote

from lxml import html

from importer.markup import footnotes
from importer.markup.blocks import ANCHOR, Block, Flow, indent, join
from importer.markup.context import Context
from importer.markup.handlers import HANDLERS, RULE

_HEADING = re.compile(r"<(h[1-6])\b[^<>]*>(?:(?!</?h[1-6]\b).)*+</\1>", re.S)
_PASSAGE = re.compile(r"<(/?)p(?=[\s>])")
_ANCHOR = re.compile(rf"{re.escape(ANCHOR)}`([^`]*)`")
_ANCHORED = re.compile(rf"{_ANCHOR.pattern}(?!{re.escape(ANCHOR)})")


def to_markdown(cleaned: str, context: Context) -> str:
    """MyST of `cleaned`, which `importer.markup.clean.post_html` must have made; empty where it shows
    nothing. Every place within it that a link leads to is written, with `context.anchors`."""
    if not cleaned.strip():
        return _first(context.linked_from_others)
    # In HTML a heading may hold passages; to lxml's parser a passage ends it.
    cleaned = _HEADING.sub(lambda found: _PASSAGE.sub(r"<\1div", found[0]), cleaned)
    root = html.fragment_fromstring(cleaned, create_parent="div")
    for image in root.iter("img") if "data-" in cleaned else ():
        # Pictures that a script showed late; what stands in their place until then shows nothing.
        if late := image.get("data-src") or image.get("data-lazy-src"):
            image.set("src", late)
    notes = footnotes.find(root, context)
    # Footnotes lead to each other by themselves.
    context.anchors -= {unquote(href[1:]) for href in context.marks} - _linked_places(root, notes, context)
    anchors = set(context.anchors)
    blocks = Flow(context, HANDLERS).children(root).finish()
    blocks, evident = _headings(_breaks(blocks))
    ends = [
        f"[^{label}]: {indent(join(Flow(context, HANDLERS, True).children(note).finish()), 4)}" for label, note in notes
    ]
    text = "\n\n".join(part for part in (join(blocks), *ends) if part)
    # Of what was walked twice, or shows nothing.
    first = _first(anchors - evident - set(_ANCHOR.findall(text)))
    return "\n\n".join(part for part in (first, text.replace(ANCHOR, "{anchor}")) if part)


def _linked_places(root: Any, notes: list[tuple[str, Any]], context: Context) -> set[str]:
    """The places that links lead to which do not become marks of footnotes."""
    links = (link.get("href") or "" for tree in (root, *(note for _, note in notes)) for link in tree.iter("a", "area"))
    own = {unquote(href[1:]) for href in links if href[:1] == "#" and href[1:] not in context.notes}
    return own | context.linked_from_others


def _first(names: Iterable[str]) -> str:
    """Anchors of what stands nowhere in the text, at its beginning."""
    return "".join(f"{{anchor}}`{name}`" for name in sorted(names))


def _breaks(blocks: list[Block]) -> list[Block]:
    """Breaks as such where docutils allows them: not first, last, side by side or under a heading. There they
    are rules in HTML; of several side by side one stays, and the mark of the excerpt never stands first or last."""
    made: list[Block] = []
    for number, block in enumerate(blocks):
        if block.kind == "break":
            after = next((one for one in blocks[number + 1 :] if one.kind not in ("break", "more")), None)
            before = next((one for one in reversed(made) if one.kind != "more"), None)
            if before is not None and before.text in (block.text, RULE):
                continue
            if before is None or after is None or "heading" in (before.kind, after.kind):
                block = Block("other", RULE)
        made.append(block)
    while len(made) > 1 and made[-1].kind == "more":
        made.pop()
    return made


def _headings(blocks: list[Block]) -> tuple[list[Block], set[str]]:
    """Headings from the second level on, none skipped; the first level is the post's title. And the places that they
    are by themselves."""
    made, open_, slugs, evident = [], [0], set[str](), set[str]()
    for block in blocks:
        if block.kind == "heading":
            while len(open_) > 1 and open_[-1] >= block.level:
                open_.pop()
            open_.append(block.level)
            text = _self_evident(block.text, len(open_), slugs)
            evident.update(set(_ANCHOR.findall(block.text)) - set(_ANCHOR.findall(text)))
            block = replace(block, text="#" * min(len(open_), 6) + " " + re.sub(r"(?<!#)(#++)$", r"\\\1", text))
        made.append(block)
    return made, evident


def _self_evident(text: str, depth: int, slugs: set[str]) -> str:
    """A heading's text without an anchor that MyST gives it by itself: its words in small letters, joined by hyphens,
    the first time that they are a heading, down to the third level."""
    anchor, words = _ANCHORED.match(text), _ANCHOR.sub("", text)
    plain = bool(re.fullmatch(r"[\w -]+", words))
    slug = words.lower().replace(" ", "-") if plain else ""
    first = slug not in slugs
    slugs.add(slug)
    return words if anchor and plain and anchor[1] == slug and first and depth < 4 else text
