"""The first heading of the first level in a Markdown text: the title that a post has in its text."""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

#: A text that begins with its heading, as most do, and whether there may be one at all: so that few are parsed.
_FIRST = re.compile(r"\n* {0,3}#[ \t]+(?!#)([^\n]*?[^\s#])(?:[ \t]+#+)?[ \t]*(?:\n|$)")
_CANDIDATE = re.compile(r"^ {0,3}(?:#(?:[ \t]|$)|=+[ \t]*$)", re.MULTILINE)


def first_heading(text: str) -> str:
    """Give the Markdown of the first ``# Heading``, or one underlined with ``===``; empty without any.

    What stands in a quotation, a list, a directive, code or HTML is none.
    """
    if first := _FIRST.match(text):
        return first[1]
    if not _CANDIDATE.search(text):
        return ""
    return next((body.content.replace("\n", " ") for token, body in pairwise(_blocks().parse(text))
                 if token.tag == "h1" and token.nesting == 1 and not token.level and body.content), "")  # fmt: skip


@cache
def _blocks() -> MarkdownIt:
    """A parser of blocks alone, with those of MyST that bear on headings."""
    from markdown_it import MarkdownIt
    from mdit_py_plugins.colon_fence import colon_fence_plugin
    from mdit_py_plugins.myst_blocks import myst_block_plugin

    parser = MarkdownIt("commonmark").enable("table").use(colon_fence_plugin).use(myst_block_plugin)
    return parser.disable("inline")
