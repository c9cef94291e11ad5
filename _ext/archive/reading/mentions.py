"""Mentions: noted with their sentences while documents are read, and kept in the store."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from functools import cached_property

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from ..core.slugs import slugify
from ..model.mentions import (
    BETWEEN,
    CLOSE,
    OPEN,
    SentenceBreaks,
    sentence_around,
    sentence_breaks,
    sentence_number,
)
from ..store.documents import NotedDocument, noted_document
from . import cited
from .build import Build, is_archive
from .names import Names
from .worklinks import WorkLink

#: What may refer to an object of the archive.
REFERENCES = (Names, addnodes.pending_xref, nodes.footnote_reference)
_UNSEEN = (WorkLink, nodes.citation_reference, nodes.raw, nodes.comment, nodes.system_message)


def setup(app: Sphinx, build: Build) -> None:
    app.connect("doctree-read", _note, priority=910)
    app.connect("env-merge-info", _merge)
    build.connect("env-updated", _keep)


def _noted(env: BuildEnvironment) -> dict[str, NotedDocument]:
    """What was noted of the documents read in this build; empty again once it is in the store."""
    if not hasattr(env, "archive_mentions"):
        env.archive_mentions = {}  # type: ignore[attr-defined]
    return env.archive_mentions  # type: ignore[no-any-return, attr-defined]


def _merge(app: Sphinx, env: BuildEnvironment, docnames: list[str], other: BuildEnvironment) -> None:
    _noted(env).update({name: notes for name, notes in _noted(other).items() if name in docnames})


def _keep(build: Build, env: BuildEnvironment) -> None:
    if is_archive(build.app.builder):
        build.store.sentences.put({name: _noted(env).get(name) for name in build.reread})
        build.store.sentences.keep_only(env.found_docs)
    _noted(env).clear()


def _note(app: Sphinx, doctree: nodes.document) -> None:
    docname = app.env.current_document.docname
    works = {name: key for key, name in cited.names(app.env).items()}
    blocks = {}
    for node in doctree.findall():
        if isinstance(node, REFERENCES):
            block = _block(node)
            blocks[id(block)] = block
    notes: dict[tuple[str, str, str], str] = {}
    number = 0
    for block in blocks.values():
        text = _Text(docname, works, block)
        for start, end, kind, target in text.references:
            at = f"{number}.{text.number(start)}"
            if (kind, target, at) not in notes:
                notes[kind, target, at] = text.sentence(start, end)
        number += bool(text.references)
    if notes:
        _noted(app.env)[docname] = noted_document(notes)


def _reference(docname: str, node: addnodes.pending_xref) -> tuple[str, str] | None:
    """Kind and target of a reference, if it may be one to an object of the archive."""
    domain, kind, target = node.get("refdomain"), node.get("reftype"), " ".join(str(node.get("reftarget")).split())
    if domain == "archive":
        return str(kind), target
    if domain == "doc" or kind in ("ref", "myst", "any"):
        return "post", target
    if kind == "doc":
        relative = "/" in target and not target.startswith("/")
        return "post", posixpath.normpath(posixpath.join(posixpath.dirname(docname), target)) if relative else target
    return None


def _block(node: nodes.Node) -> nodes.Element:
    """The paragraph, heading or the like that holds words or an inline node."""
    block = node.parent
    while isinstance(block, nodes.Inline) and block.parent is not None:
        block = block.parent
    return block


class _Text:
    """The text of one block, and what is referred to in it."""

    def __init__(self, docname: str, works: Mapping[str, str], block: nodes.Element) -> None:
        """`works` are the keys of the works that the document cites, by the names of their notes."""
        self._docname, self._works = docname, works
        self._pieces: list[str] = []
        self._length = 0
        self._found: list[tuple[int, int, str, str] | None] = []
        self._walk_within(block, True)
        self._text = "".join(self._pieces)
        self.references = [one for one in self._found if one]
        """Where each begins and ends, its kind and its target; those of blocks within are theirs."""

    def _walk(self, node: nodes.Node, own: bool) -> None:
        if isinstance(node, Names):
            self._walk_names(node, own)
        elif isinstance(node, nodes.Text):
            self._add(node.astext())
        elif isinstance(node, nodes.footnote_reference):
            if own and node.get("refid") in self._works:
                self._found.append((self._length, self._length, "work", self._works[node["refid"]]))
        elif isinstance(node, addnodes.pending_xref):
            self._walk_pending(node, own)
        elif not isinstance(node, _UNSEEN):
            self._walk_within(node, own and isinstance(node, nodes.Inline))

    def _walk_names(self, names: Names, own: bool) -> None:
        spans = names.spans
        if not any(self._open(*span[2:]) for span in spans):  # as mostly
            at = self._length
            self._add(names)
            if own:
                self._found += [(at + start, at + end, kind, target) for start, end, kind, target, _ in spans]
            return
        for words, span in names.parts():
            start = self._length
            if span is None:
                self._add(words)
                continue
            kind, target, explicit = span[2:]
            self._add(self._open(kind, target, explicit) or words)
            if own:
                self._found.append((start, self._length, kind, target))

    def _walk_pending(self, node: addnodes.pending_xref, own: bool) -> None:
        if node.get("refdomain") == "cite":
            return
        reference, start, place = _reference(self._docname, node), self._length, len(self._found)
        self._found.append(None)  # before those within it
        opened = self._open(*reference, bool(node.get("refexplicit"))) if reference else ""
        if opened:
            self._add(opened)
        else:
            self._walk_within(node, own)
        if own and reference:
            self._found[place] = (start, self._length, *reference)

    def _walk_within(self, node: nodes.Node, own: bool) -> None:
        for child in node.children:
            self._walk(child, own)

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
    def _breaks(self) -> SentenceBreaks:
        return sentence_breaks(self._text)

    def number(self, start: int) -> int:
        """Of the sentence that what begins at `start` stands in."""
        return sentence_number(start, self._breaks)

    def sentence(self, start: int, end: int) -> str:
        return sentence_around(self._text, start, end, self._breaks)
