"""A shortcut for names: MyST makes a token, a node of a tree and a call of each role, of which posts may have twenty.

Here a role that names something stays in the text that it stands in, between marks, until that text becomes a node.
The mark is a NUL, which no text can hold: where one stands in the source, markdown-it puts another sign. It is ASCII,
so that texts which are stay so, and are gone through several times as fast.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import mdit_py_plugins.myst_role.index
import myst_parser.mdit_to_docutils.base
from mdit_py_plugins import wordcount

from ..model.definitions import KINDS
from ..reading.names import Names, is_retyped, parse
from .patching import Undo, replace, together

#: Modules in whose names others' functions are replaced: a type checker sees no such names in them.
myst_base: Any = myst_parser.mdit_to_docutils.base
myst_role: Any = mdit_py_plugins.myst_role.index

#: The same text for each kind everywhere: pickle keeps it once.
_KINDS = {kind: kind for kind in KINDS}
#: Before, between and after the kind and the text of a role.
_MARK = "\0"
#: A role with a name in single backticks; one with ``!`` before the name is no reference.
_ROLE = re.compile(rf"\{{(archive:)?({'|'.join(KINDS)})\}}`([^`!][^`]*)`")
_MARKED = re.compile(f"{_MARK}[^{_MARK}]*{_MARK}[^{_MARK}]*{_MARK}")
#: Rules of markdown-it that change texts, and would change what stands between marks.
_CHANGING = frozenset({"linkify", "replacements", "smartquotes"})


def names() -> Undo:
    """Put names past tokens and roles."""
    return together(_role(), _text(), _alternative(), _slug(), _count())


def _role() -> Undo:
    original = myst_role.myst_role

    def role(state: Any, silent: bool) -> bool:
        found = _ROLE.match(state.src, state.pos)
        if not found or not _is_plain(state.md, found[1]):
            return bool(original(state, silent))
        if not silent:
            state.append_pending(f"{_MARK}{found[2]}{_MARK}{found[3]}{_MARK}".replace("\n", " "))
        state.pos = found.end()
        return True

    return replace(myst_role, "myst_role", role)


def _is_plain(parser: Any, prefix: str | None) -> bool:
    """Whether a role with this prefix is the archive's, and its text comes to the renderer as it is."""
    document = parser.options.get("document")
    if document is None or not _keeps_texts(parser):
        return False
    env = document.settings.env
    domain = env.current_document.default_domain
    return (bool(prefix) or (domain is not None and domain.name == "archive")) and not is_retyped(env)


@lru_cache(maxsize=4)
def _keeps_texts(parser: Any) -> bool:
    return _CHANGING.isdisjoint(parser.core.ruler.get_active_rules())


def _text() -> Undo:
    original = myst_base.DocutilsRenderer.render_text

    def render_text(self: Any, token: Any) -> None:
        if _MARK not in token.content:
            original(self, token)
            return
        self.current_node.append(_names(token.content))

    return replace(myst_base.DocutilsRenderer, "render_text", render_text)


def _names(marked: str) -> Names:
    before, *rest = marked.split(_MARK)
    pieces, spans, start = [before], [], len(before)
    for kind, content, after in zip(rest[::3], rest[1::3], rest[2::3], strict=True):
        target, words, explicit = parse(content)
        end = start + len(words)
        spans.append((start, end, _KINDS[kind], target, explicit))
        pieces += words, after
        start = end + len(after)
    return Names("".join(pieces), spans)


def _alternative() -> Undo:
    """What stands for a picture holds no roles."""
    original = myst_base.DocutilsRenderer.renderInlineAsText

    def as_text(self: Any, tokens: Any) -> str:
        return _MARKED.sub("", original(self, tokens))

    return replace(myst_base.DocutilsRenderer, "renderInlineAsText", as_text)


def _slug() -> Undo:
    """The anchor of a heading holds no roles either."""
    original = myst_base.compute_unique_slug

    def slug(tree: Any, slugs: Any, slug_func: Callable[[str], str] | None = None) -> Any:
        make = slug_func or myst_base.github_slugify
        return original(tree, slugs, lambda title: make(_MARKED.sub("", title)))

    return replace(myst_base, "compute_unique_slug", slug)


def _count() -> Undo:
    """Nor are they counted as words."""
    defaults: Any = wordcount.wordcount_plugin.__kwdefaults__
    original = defaults["count_func"]
    defaults["count_func"] = lambda text: original(_MARKED.sub(" ", text) if _MARK in text else text)
    return lambda: defaults.update(count_func=original)
