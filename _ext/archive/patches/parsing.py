"""Shortcuts in how MyST parses Markdown."""

from __future__ import annotations

import inspect
from typing import Any

import myst_parser.mdit_to_docutils.base
from docutils.frontend import Values
from markdown_it import MarkdownIt

from .patching import Undo, replace, values

#: Modules in whose names others' functions are replaced: a type checker sees no such names in them.
myst_base: Any = myst_parser.mdit_to_docutils.base


def settings() -> Undo:
    """The same again for a document that MyST makes and does not use."""
    original = myst_base.get_default_settings
    known: dict[tuple[Any, ...], Values] = {}

    def get_default_settings(*components: Any) -> Values:
        if components not in known:
            known[components] = original(*components)
        return values({**known[components].__dict__, "record_dependencies": None})

    return replace(myst_base, "get_default_settings", get_default_settings)


def rules() -> Undo:
    """Each renderer of MyST looks through all its members for its rules."""
    original = myst_base.DocutilsRenderer.__init__
    names: dict[type, list[str]] = {}

    def init(self: Any, parser: MarkdownIt) -> None:
        kind = type(self)
        if kind not in names:
            original(self, parser)
            names[kind] = [name for name in self.rules if inspect.isfunction(inspect.getattr_static(kind, name))]
            if len(names[kind]) != len(self.rules):
                del names[kind]
            return
        self.md = parser
        self.rules = {name: getattr(self, name) for name in names[kind]}
        self._inventories = None

    return replace(myst_base.DocutilsRenderer, "__init__", init)
