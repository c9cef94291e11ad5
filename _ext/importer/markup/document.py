"""The whole body of a post: parse, find footnotes, walk, and put the blocks in the order and at the levels
MyST wants."""

from __future__ import annotations

import re
from dataclasses import replace

from lxml import html

from importer.markup import footnotes, handlers
from importer.markup.blocks import Block, Flow, join
from importer.markup.context import Context

assert handlers.HANDLERS


def to_markdown(cleaned: str, context: Context) -> str:
    """MyST of `cleaned`, which `importer.markup.clean.post_html` must have made; empty where it shows
    nothing."""
    if not cleaned.strip():
        return ""
    root = html.fragment_fromstring(cleaned, create_parent="div")
    notes = footnotes.find(root, context)
    blocks = Flow(context).children(root).finish()
    blocks = _headings(_breaks(blocks))
    text = join(blocks)
    ends = [
        f"[^{label}]: {handlers.indent(join(Flow(context, True).children(note).finish()), 4)}" for label, note in notes
    ]
    return "\n\n".join(part for part in (text, *ends) if part)


def _breaks(blocks: list[Block]) -> list[Block]:
    """Breaks as such where docutils allows them: not first, last, side by side or under a heading. There they
    are rules in HTML; of several side by side one stays, and the mark of the excerpt never stands first or last."""
    made: list[Block] = []
    for number, block in enumerate(blocks):
        if block.kind == "break":
            after = next((one for one in blocks[number + 1 :] if one.kind not in ("break", "more")), None)
            before = next((one for one in reversed(made) if one.kind != "more"), None)
            if before is not None and before.text in (block.text, handlers.RULE):
                continue
            if before is None or after is None or "heading" in (before.kind, after.kind):
                block = Block("other", handlers.RULE)
        made.append(block)
    while len(made) > 1 and made[-1].kind == "more":
        made.pop()
    return made


def _headings(blocks: list[Block]) -> list[Block]:
    """Headings from the second level on, none skipped; the first level is the post's title."""
    made, open_ = [], [0]
    for block in blocks:
        if block.kind == "heading":
            while len(open_) > 1 and open_[-1] >= block.level:
                open_.pop()
            open_.append(block.level)
            block = replace(block, text="#" * min(len(open_), 6) + " " + re.sub(r"(#+)$", r"\\\1", block.text))
        made.append(block)
    return made
