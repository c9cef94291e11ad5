"""A shortcut in how MyST parses Markdown: what it makes anew for every document is made once."""

from __future__ import annotations

import inspect
import string
from typing import Any

import myst_parser.mdit_to_docutils.base
import myst_parser.parsers.sphinx_
from markdown_it import MarkdownIt
from mdit_py_plugins import wordcount

from .patching import Undo, replace, together

#: Modules in whose names others' functions are replaced: a type checker sees no such names in them.
myst_base: Any = myst_parser.mdit_to_docutils.base
myst_sphinx: Any = myst_parser.parsers.sphinx_


def once() -> Undo:
    """One Markdown parser and one list of a renderer's rules for all documents; words counted by the text."""
    return together(_parser(), _rules(), _words())


def _parser() -> Undo:
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


def _rules() -> Undo:
    """Each renderer looks through all its members for its rules."""
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


def _words() -> Undo:
    """Words are counted one by one, and about each is looked for punctuation."""
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
