"""Tables, in what HTML says of their headings beyond docutils."""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.writers.html5 import HTML5Translator

from .build import Build


def setup(app: Sphinx, build: Build) -> None:
    app.add_node(nodes.thead, override=True, html=(_enter_head, HTML5Translator.depart_thead))
    app.add_node(nodes.entry, override=True, html=(_enter_cell, HTML5Translator.depart_entry))


def _enter_head(translator: Any, node: nodes.thead) -> None:
    """Markdown wants a line of headings: where all are empty, the table is one that has none."""
    if all(map(_is_empty, node.findall(nodes.entry))):
        raise nodes.SkipNode
    HTML5Translator.visit_thead(translator, node)


def _enter_cell(translator: Any, node: nodes.entry) -> None:
    """A cell among headings that holds nothing, as at the top left, heads nothing: it is no ``th``, which would be
    announced (https://dequeuniversity.com/rules/axe/4.11/empty-table-header)."""
    HTML5Translator.visit_entry(translator, node)
    start: str = translator.body[-1]
    if start.startswith("<th") and _is_empty(node):
        translator.body[-1], translator.context[-1] = f"<td{start[3:]}", "</td>\n"


def _is_empty(cell: nodes.entry) -> bool:
    return all(isinstance(part, nodes.paragraph) and not part.children for part in cell)
