"""Mentions: noted with their sentences while documents are read, and kept in the store."""

from __future__ import annotations

import posixpath
from functools import cached_property
from typing import TypeAlias

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from . import cited, sentences, state
from .mentioned import BETWEEN, CLOSE, OPEN
from .naming import Name
from .sentencestore import Note
from .slugs import slugify
from .worklinks import WorkLink

Reference: TypeAlias = Name | addnodes.pending_xref | nodes.footnote_reference
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
    works = {name: key for key, name in cited.names(app.env).items()}
    for node in doctree.findall(nodes.Element):
        if isinstance(node, nodes.footnote_reference) and node.get("refid") in works:
            blocks.setdefault(_block(node), []).append((node, ("work", works[node["refid"]])))
        elif isinstance(node, WorkLink):
            continue
        elif isinstance(node, (Name, addnodes.pending_xref)) and (reference := _reference(docname, node)):
            blocks.setdefault(_block(node), []).append((node, reference))
    notes: dict[tuple[str, str, str], Note] = {}
    for number, (block, references) in enumerate(blocks.items()):
        text = _Text(docname, block)
        for node, (kind, target) in references:
            if node in text.spans:
                at = f"{number}.{text.number(node)}"
                if (kind, target, at) not in notes:
                    notes[kind, target, at] = Note(kind, target, at, text.sentence(node))
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
        if isinstance(node, nodes.footnote_reference):
            self.spans[node] = (self._length, self._length)
        elif isinstance(node, nodes.Text):
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

    def number(self, node: Reference) -> int:
        return sentences.number(self.spans[node][0], self._ends)

    def sentence(self, node: Reference) -> str:
        return sentences.around(self._text, *self.spans[node], self._ends)
