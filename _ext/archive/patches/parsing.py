"""Shortcuts in how MyST parses Markdown."""

from __future__ import annotations

import inspect
import string
from collections.abc import Callable
from typing import Any

import myst_parser.mdit_to_docutils.base
import myst_parser.parsers.sphinx_
from docutils.frontend import Values
from markdown_it import MarkdownIt
from mdit_py_plugins import wordcount

from .patching import replace, values

#: Modules in whose names others' functions are replaced: a type checker sees no such names in them.
myst_base: Any = myst_parser.mdit_to_docutils.base
myst_sphinx: Any = myst_parser.parsers.sphinx_


def settings() -> Callable[[], None]:
    """The same again for a document that MyST makes and does not use (gain 1.0 s)."""
    original = myst_base.get_default_settings
    known: dict[tuple[Any, ...], Values] = {}

    def get_default_settings(*components: Any) -> Values:
        if components not in known:
            known[components] = original(*components)
        return values({**known[components].__dict__, "record_dependencies": None})

    return replace(myst_base, "get_default_settings", get_default_settings)


def parser() -> Callable[[], None]:
    """MyST makes a Markdown parser, with all its rules, for every document (gain 0.4 s)."""
    original = myst_sphinx.create_md_parser
    known: list[tuple[Any, MarkdownIt, dict[str, Any]]] = []

    def create_md_parser(config: Any, renderer: Any) -> MarkdownIt:
        if not known or known[0][0] is not config:
            parser: MarkdownIt = original(config, renderer)
            known[:] = [(config, parser, dict(parser.options))]
            return parser
        _, parser, options = known[0]
        parser.options.clear()
        parser.options.update(options)
        parser.renderer = renderer(parser)
        return parser

    return replace(myst_sphinx, "create_md_parser", create_md_parser)


def rules() -> Callable[[], None]:
    """Each renderer of MyST looks through all its members for its rules (gain 0.2 s)."""
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


def words() -> Callable[[], None]:
    """MyST counts the words of a text one by one, and looks for punctuation about each (gain 0.1 s)."""
    defaults: Any = wordcount.wordcount_plugin.__kwdefaults__
    original = defaults["count_func"]

    def count(text: str) -> int:
        words = text.split()
        plain = sum(map(str.isalpha, words))
        if plain < len(words):
            plain += sum(word.strip(string.punctuation).isalpha() for word in words if not word.isalpha())
        return plain

    defaults["count_func"] = count
    return lambda: defaults.update(count_func=original)
