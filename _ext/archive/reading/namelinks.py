"""The HTML of names in a text: links to what they are defined as."""

from __future__ import annotations

from html import escape
from typing import Any

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx

from ..core.paths import quoted
from ..core.rooted import SITE_SCHEME
from ..model import definitions
from ..model.definitions import Definition
from .build import Build, build_of
from .naming import Names, Span


def link(entry: Definition, words: str) -> str:
    """The HTML of a link to a definition, its address from the site's root: see `rooted`."""
    return f'<a href="{SITE_SCHEME}{quoted(entry.page)}">{escape(words, quote=False)}</a>'


def _visit(translator: Any, names: Names) -> None:
    if is_in_link(names):
        translator.body.append(translator.encode(str(names)))
        return
    build = build_of(translator.builder.env)
    for words, span in names.parts():
        translator.body.append(_link(build, words, span) if span else translator.encode(words))


def is_in_link(node: nodes.Node) -> bool:
    """Whether it is among the words of a link, or of what may become one: HTML allows no other there."""
    within = node.parent
    while isinstance(within, nodes.Inline):
        if isinstance(within, (nodes.reference, pending_xref)):
            return True
        within = within.parent
    return False


def _link(build: Build, words: str, span: Span) -> str:
    """The link of a name that is defined."""
    _, _, kind, target, explicit = span
    key = (kind, target, words, explicit)
    made = build.links.get(key)
    if made is None:
        (entry,) = build.scan.definitions.find(kind, target)
        made = build.links[key] = link(entry, words if explicit else definitions.shown(entry, words))
    return made


def _depart(translator: Any, names: Names) -> None:
    """All was written at once."""


def setup(app: Sphinx, build: Build) -> None:
    app.add_node(Names, html=(_visit, _depart))
