"""Mentions: noted with their sentences while documents are read, kept in the store, and resolved once all is read."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Mapping
from functools import cached_property

from docutils import nodes
from markupsafe import Markup
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from . import definitions, sentences, state
from .collection import State
from .digests import digest
from .mentioned import BETWEEN, CLOSE, OPEN, Mention, Named, sentence_html
from .naming import Name
from .paths import find_post
from .sentencestore import Note
from .slugs import slugify

#: What stands for the title of a post that may not be shown.
WITHHELD = "a withheld post"
Reference = Name | addnodes.pending_xref
_UNSEEN = (nodes.footnote_reference, nodes.citation_reference, nodes.raw, nodes.comment, nodes.system_message)


def setup(app: Sphinx) -> None:
    app.connect("doctree-read", _note, priority=910)
    app.connect("env-merge-info", _merge)
    app.connect("env-updated", _keep)


def _noted(env: BuildEnvironment) -> dict[str, tuple[Note, ...]]:
    """What was noted of the documents read in this build; empty again once it is in the store."""
    if not hasattr(env, "archive_mentions"):
        env.archive_mentions = {}  # type: ignore[attr-defined]
    return env.archive_mentions  # type: ignore[no-any-return, attr-defined]


def _merge(app: Sphinx, env: BuildEnvironment, docnames: list[str], other: BuildEnvironment) -> None:
    _noted(env).update({name: notes for name, notes in _noted(other).items() if name in docnames})


def _keep(app: Sphinx, env: BuildEnvironment) -> None:
    current = state.of(app)
    noted = {name: _noted(env).get(name, ()) for name in current.reread}
    current.store.sentences.put(noted)
    current.store.sentences.keep_only(env.found_docs)
    _noted(env).clear()


def _note(app: Sphinx, doctree: nodes.document) -> None:
    docname = app.env.current_document.docname
    blocks: dict[nodes.Element, list[tuple[Reference, tuple[str, str]]]] = {}
    for node in doctree.findall(nodes.Element):
        if isinstance(node, (Name, addnodes.pending_xref)) and (reference := _reference(docname, node)):
            blocks.setdefault(_block(node), []).append((node, reference))
    notes: dict[tuple[str, str], Note] = {}
    for block, references in blocks.items():
        text = _Text(docname, block)
        for node, reference in references:
            if reference not in notes and node in text.spans:
                notes[reference] = Note(*reference, text.sentence(node))
    if notes:
        _noted(app.env)[docname] = tuple(notes.values())


def _reference(docname: str, node: Reference) -> tuple[str, str] | None:
    """Kind and target of a reference, if it may be one to an object of the archive."""
    if isinstance(node, Name):
        return node.kind, node.target
    domain, kind, target = node.get("refdomain"), node.get("reftype"), " ".join(str(node.get("reftarget")).split())
    if domain == "archive":
        return str(kind), target
    if domain == "doc" or kind in ("ref", "myst", "any"):
        return "post", target
    if kind == "doc":
        relative = "/" in target and not target.startswith("/")
        return "post", posixpath.normpath(posixpath.join(posixpath.dirname(docname), target)) if relative else target
    return None


def _block(node: nodes.Element) -> nodes.Element:
    """The paragraph, heading or the like that holds an inline node."""
    block = node
    while isinstance(block, nodes.Inline) and block.parent is not None:
        block = block.parent
    return block


class _Text:
    """The text of one block, and where the references stand in it."""

    def __init__(self, docname: str, block: nodes.Element) -> None:
        self._docname = docname
        self._pieces: list[str] = []
        self._length = 0
        self.spans: dict[Reference, tuple[int, int]] = {}
        self._walk(block)
        self._text = "".join(self._pieces)

    def _walk(self, node: nodes.Node) -> None:
        if isinstance(node, nodes.Text):
            self._add(node.astext())
        elif not isinstance(node, _UNSEEN):
            start = self._length
            if isinstance(node, Name):
                self._add(self._open(node.kind, node.target, node.explicit) or node.words)
            elif isinstance(node, addnodes.pending_xref):
                if node.get("refdomain") == "cite":
                    return
                reference = _reference(self._docname, node)
                named = self._open(*reference, bool(node.get("refexplicit"))) if reference else ""
                if named:
                    self._add(named)
                else:
                    self._walk_within(node)
            else:
                self._walk_within(node)
                return
            self.spans[node] = (start, self._length)

    def _walk_within(self, node: nodes.Node) -> None:
        for child in node.children:
            self._walk(child)

    def _add(self, text: str) -> None:
        self._pieces.append(text)
        self._length += len(text)

    @staticmethod
    def _open(kind: str, target: str, explicit: bool) -> str:
        """What stands for a name or title that is known once all is read, if the author did not write it out."""
        if explicit or " " in target or (kind != "post" and slugify(target) != target):
            return ""
        return OPEN + kind + BETWEEN + target + CLOSE

    @cached_property
    def _ends(self) -> list[tuple[int, int]]:
        return sentences.ends(self._text)

    def sentence(self, node: Reference) -> str:
        return sentences.around(self._text, *self.spans[node], self._ends)


class Resolver:
    """Finds what the references of all texts lead to, and how that is called."""

    def __init__(self, app: Sphinx) -> None:
        self._env = app.env
        self._current = state.of(app)
        self._known: dict[tuple[str, str], tuple[str, str]] = {}

    def find(self, kind: str, target: str) -> tuple[str, str]:
        """The key of an object, empty if there is none to lead to, and what a reference without words shows."""
        if (kind, target) not in self._known:
            self._known[kind, target] = self._post(target) if kind == "post" else self._definition(kind, target)
        return self._known[kind, target]

    def _definition(self, kind: str, target: str) -> tuple[str, str]:
        found = self._current.scan.definitions.find(kind, target)
        return (found[0].key, definitions.shown(found[0], target)) if len(found) == 1 else ("", target)

    def _post(self, target: str) -> tuple[str, str]:
        found = self.posts(target)
        if len(found) == 1:
            return found[0], self._env.titles[found[0]].astext()
        return "", WITHHELD if self.withheld(target) else target

    def posts(self, target: str) -> tuple[str, ...]:
        """The posts of this build that a path or slug names."""
        by_name = self._current.by_name
        return tuple(n for n in find_post(target, self._env.found_docs, by_name) if n in self._env.found_docs)

    def hidden(self, target: str) -> str:
        """Why the one post that is named has no page; empty if that is not so."""
        scan = self._current.scan
        found = find_post(target, scan.posts, self._current.by_name)
        return scan.hidden.get(found[0], "") if len(found) == 1 and found[0] not in self._env.found_docs else ""

    def withheld(self, target: str) -> bool:
        return self.hidden(target) == State.WITHHELD

    def name(self, kind: str, target: str) -> str:
        return self.find(kind, target)[1]

    def sentence(self, mention: Mention) -> Markup:
        """The sentence of a mention as HTML."""
        return Markup(sentence_html(self._current.store.sentences.get(mention.docname, mention.place), self.name))

    def named(self) -> Mapping[str, Named]:
        """What each document names."""
        return {name: self._named(name, notes) for name, notes in self._current.store.sentences.notes()}

    def _named(self, docname: str, notes: Iterable[tuple[str, str, str, str]]) -> Named:
        mentions: dict[tuple[str, str], Mention] = {}
        surfaces, company = [], []
        for place, (kind, target, stamp, opens) in enumerate(notes):
            key, name = self.find(kind, target)
            surfaces.append(f"{kind} {key} {name}")
            if key and (kind, key) not in mentions:
                if opens:
                    stamp = digest(stamp, *(self.name(*one.split(BETWEEN, 1)) for one in opens.split(CLOSE) if one))
                mentions[kind, key] = Mention(docname, kind, key, place, stamp)
                if kind != "post":
                    company.append(f"{kind} {key} {self._current.scan.definitions.by_key[kind, key].name}")
        return Named(tuple(mentions.values()), digest(*surfaces), digest(*company))
