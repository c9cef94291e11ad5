"""Where MyST and markdown-it are changed: what they do otherwise than a site needs and have no setting for, what they
make anew for every document though once would do, and how they go about the roles of names.
"""

from __future__ import annotations

import inspect
import re
import string
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

import markdown_it.main
import mdit_py_plugins.myst_role.index
import myst_parser.mdit_to_docutils.base
import myst_parser.mdit_to_docutils.sphinx_
import myst_parser.parsers.sphinx_
from docutils import nodes
from docutils.frontend import Values
from docutils.parsers.rst import DirectiveError
from markdown_it import MarkdownIt
from mdit_py_plugins import wordcount

from ..model.definitions import KINDS
from ..reading import checks, names
from .docutils import settings_of
from .patching import Undo, replace, together

#: Modules in whose names others' functions and classes are replaced: a type checker sees no such names in them.
myst_base: Any = myst_parser.mdit_to_docutils.base
myst_renderer: Any = myst_parser.mdit_to_docutils.sphinx_
myst_parsers: Any = myst_parser.parsers.sphinx_
myst_role: Any = mdit_py_plugins.myst_role.index

#: So many levels of lists and quotations are read: more than Python can go through, which says that of the text.
NESTING = 1_000_000
#: The same text for each kind everywhere: pickle keeps it once.
_KINDS = {kind: kind for kind in KINDS}
#: Before, between and after the kind and the text of a role.
_MARK = "\0"
#: A role with a name in single backticks; one with ``!`` before the name is no reference.
_ROLE = re.compile(rf"\{{(archive:)?({'|'.join(KINDS)})\}}`([^`!][^`]*)`")
_MARKED = re.compile(f"{_MARK}[^{_MARK}]*{_MARK}[^{_MARK}]*{_MARK}")
#: Rules of markdown-it that change texts, and would change what stands between marks.
_CHANGING = frozenset({"linkify", "replacements", "smartquotes"})


def deeper_nesting() -> Undo:
    """Beyond 20 levels markdown-it leaves text out without a word."""
    options: Any = markdown_it.main._PRESETS["commonmark"]["options"]
    given = options["maxNesting"]
    options["maxNesting"] = NESTING
    return lambda: options.update(maxNesting=given)


def headings_without_messages() -> Undo:
    """Of a heading in which something is wrong, docutils' words on that would be part of the anchor."""
    given = myst_base.clean_astext

    def clean_astext(node: nodes.Element) -> str:
        if any(True for _ in node.findall(nodes.system_message)):
            node = node.deepcopy()
            for message in list(node.findall(nodes.system_message)):
                message.parent.remove(message)
        return str(given(node))

    return replace(myst_base, "clean_astext", clean_astext)


def guarded_include() -> Undo:
    """MyST makes its own ``include``, whatever the directive of that name is: it is told which files it may read."""
    own: Any = myst_base.MockIncludeDirective

    class MarkdownInclude(own):  # type: ignore[misc]
        def run(self) -> list[nodes.Element]:
            env = self.document.settings.env
            name, encoding = self.arguments[0].strip(), self.options.get("encoding") or ""
            if message := checks.file_fault(env, env.current_document.docname, name, encoding):
                raise DirectiveError(3, message)
            return list(super().run())

    return replace(myst_base, "MockIncludeDirective", MarkdownInclude)


class _LenientPath(type(Path())):  # type: ignore[misc]
    """A path of which it is asked whether there is such a file: to a name that none can have, the answer is no."""

    def is_file(self) -> bool:
        try:
            return bool(super().is_file())
        except (OSError, ValueError):  # a name that is too long, or has a NUL in it
            return False


def lenient_paths() -> Undo:
    """MyST asks of each link whether it leads to a file, and ends in a traceback where none can have that name."""
    return replace(myst_renderer, "Path", _LenientPath)


def settings_once() -> Undo:
    """MyST makes docutils' settings anew for a document that it makes and does not use, as Sphinx does for each."""
    original = myst_base.get_default_settings
    known: dict[tuple[Any, ...], Values] = {}

    def get_default_settings(*components: Any) -> Values:
        if components not in known:
            known[components] = original(*components)
        return settings_of({**known[components].__dict__, "record_dependencies": None})

    return replace(myst_base, "get_default_settings", get_default_settings)


def parser_once() -> Undo:
    """One Markdown parser and one list of a renderer's rules for all documents; words counted by the text."""
    return together(_parser_once(), _rules_once(), _words_by_text())


def _parser_once() -> Undo:
    original = myst_parsers.create_md_parser
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

    return replace(myst_parsers, "create_md_parser", create_md_parser)


def _rules_once() -> Undo:
    """Each renderer looks through all its members for its rules."""
    original = myst_base.DocutilsRenderer.__init__
    known: dict[type, list[str]] = {}

    def init(self: Any, parser: MarkdownIt) -> None:
        kind = type(self)
        if kind not in known:
            original(self, parser)
            known[kind] = [name for name in self.rules if inspect.isfunction(inspect.getattr_static(kind, name))]
            if len(known[kind]) != len(self.rules):
                del known[kind]
            return
        self.md = parser
        self.rules = {name: getattr(self, name) for name in known[kind]}
        self._inventories = None

    return replace(myst_base.DocutilsRenderer, "__init__", init)


def _words_by_text() -> Undo:
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


def marked_names() -> Undo:
    """Put names past tokens and roles: MyST makes a token, a node of a tree and a call of each role, of which posts may
    have twenty.

    Here a role that names something stays in the text that it stands in, between marks, until that text becomes a node.
    The mark is a NUL, which no text can hold: where one stands in the source, markdown-it puts another sign. It is
    ASCII, so that texts which are stay so, and are gone through several times as fast.
    """
    return together(_mark_roles(), _unmark_texts(), _unmark_alternatives(), _unmark_slugs(), _count_no_marks())


def _mark_roles() -> Undo:
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
    return (bool(prefix) or (domain is not None and domain.name == "archive")) and not names.is_retyped(env)


@lru_cache(maxsize=4)
def _keeps_texts(parser: Any) -> bool:
    return _CHANGING.isdisjoint(parser.core.ruler.get_active_rules())


def _unmark_texts() -> Undo:
    original = myst_base.DocutilsRenderer.render_text

    def render_text(self: Any, token: Any) -> None:
        if _MARK not in token.content:
            original(self, token)
            return
        self.current_node.append(_names(token.content))

    return replace(myst_base.DocutilsRenderer, "render_text", render_text)


def _names(marked: str) -> names.Names:
    before, *rest = marked.split(_MARK)
    pieces, spans, start = [before], [], len(before)
    for kind, content, after in zip(rest[::3], rest[1::3], rest[2::3], strict=True):
        target, words, explicit = names.parse(content)
        end = start + len(words)
        spans.append((start, end, _KINDS[kind], target, explicit))
        pieces += words, after
        start = end + len(after)
    return names.Names("".join(pieces), spans)


def _unmark_alternatives() -> Undo:
    """What stands for a picture holds no roles."""
    original = myst_base.DocutilsRenderer.renderInlineAsText

    def as_text(self: Any, tokens: Any) -> str:
        return _MARKED.sub("", original(self, tokens))

    return replace(myst_base.DocutilsRenderer, "renderInlineAsText", as_text)


def _unmark_slugs() -> Undo:
    """The anchor of a heading holds no roles either."""
    original = myst_base.compute_unique_slug

    def slug(tree: Any, slugs: Any, slug_func: Callable[[str], str] | None = None) -> Any:
        make = slug_func or myst_base.github_slugify
        return original(tree, slugs, lambda title: make(_MARKED.sub("", title)))

    return replace(myst_base, "compute_unique_slug", slug)


def _count_no_marks() -> Undo:
    """Nor are they counted as words."""
    defaults: Any = wordcount.wordcount_plugin.__kwdefaults__
    original = defaults["count_func"]
    defaults["count_func"] = lambda text: original(_MARKED.sub(" ", text) if _MARK in text else text)
    return lambda: defaults.update(count_func=original)
