"""Mentions: what the references of texts name.

While a document is read, its references are noted with the sentences about them, and go to the store. Once all is read
a `Resolver` finds what they lead to, and what comes of them for the model.
"""

from __future__ import annotations

import posixpath
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import chain
from typing import NamedTuple

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from ..core.addresses import POSTS, find_post, post_name
from ..core.slugs import slugify
from ..core.texts import digest
from ..model import definitions
from ..model.archive import Archive
from ..model.mentions import (
    BETWEEN,
    CLOSE,
    OPEN,
    DocumentMentions,
    Mention,
    MentionIndex,
    SentenceBreaks,
    mention_index,
    sentence_around,
    sentence_breaks,
    sentence_number,
    sentences_html,
)
from ..source.scanning import HiddenReason
from ..store.documents import NotedDocument, NotedReference, Sentences, noted_document
from . import cited
from .build import Build, is_archive
from .names import Names

#: What may refer to an object of the archive.
REFERENCES = (Names, addnodes.pending_xref, nodes.footnote_reference)
_UNSEEN = (cited.WorkLink, nodes.citation_reference, nodes.raw, nodes.comment, nodes.system_message)
#: What stands for the title of a post that may not be shown.
WITHHELD = "a withheld post"


def setup(app: Sphinx, build: Build) -> None:
    app.connect("doctree-read", _note_references, priority=910)
    app.connect("env-merge-info", _merge_notes)
    build.connect("env-updated", _store_notes)


# While documents are read


def _noted(env: BuildEnvironment) -> dict[str, NotedDocument]:
    """What was noted of the documents read in this build; empty again once it is in the store."""
    if not hasattr(env, "archive_mentions"):
        env.archive_mentions = {}  # type: ignore[attr-defined]
    return env.archive_mentions  # type: ignore[no-any-return, attr-defined]


def _merge_notes(app: Sphinx, env: BuildEnvironment, docnames: list[str], other: BuildEnvironment) -> None:
    _noted(env).update({name: notes for name, notes in _noted(other).items() if name in docnames})


def _store_notes(build: Build, env: BuildEnvironment) -> None:
    if is_archive(build.app.builder):
        build.store.sentences.put({name: _noted(env).get(name) for name in build.reread})
        build.store.sentences.keep_only(env.found_docs)
    _noted(env).clear()


def _note_references(app: Sphinx, doctree: nodes.document) -> None:
    docname = app.env.current_document.docname
    works = {name: key for key, name in cited.footnote_names(app.env).items()}
    blocks = {}  # by their identities, each once, in the order of the text
    for node in doctree.findall():
        if isinstance(node, REFERENCES):
            block = _block(node)
            blocks[id(block)] = block
    notes: dict[tuple[str, str, str], str] = {}
    """The sentences by the kind and the target of what they mention, and where they stand: block and sentence."""
    number = 0
    for block in blocks.values():
        text = _BlockText(docname, works, block)
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


class _BlockText:
    """The text of one block, and what is referred to in it.

    All is walked through that is seen of the block; references are its `own` where no other block within it holds them.
    """

    def __init__(self, docname: str, works: Mapping[str, str], block: nodes.Element) -> None:
        """`works` are the keys of the works that the document cites, by the names of their notes."""
        self._docname, self._works = docname, works
        self._pieces: list[str] = []
        self._length = 0
        self._found: list[tuple[int, int, str, str] | None] = []
        self._walk_within(block, True)
        self._text = "".join(self._pieces)
        self.references = [reference for reference in self._found if reference]
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
        """What stands for a name or title that is known once all is read, if the author did not write it out; else
        nothing."""
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
        """The sentence about what stands from `start` to `end`, with that marked: see `sentence_around`."""
        return sentence_around(self._text, start, end, self._breaks)


# Once all is read


def resolved(build: Build, archive: Archive) -> Archive:
    """The archive with what its documents name; taken from the last build, if all that this comes of is the same."""
    resolver = Resolver(build)
    build.sentences = resolver.sentences
    noted = build.store.sentences
    names, docnames = MentionsByDocument(resolver, noted), noted.digests()
    works = cited.worded_references(build.app.env, build.scan.definitions, build.store.records)
    stamp = digest(_stamp(build, archive, docnames), repr(works))
    found = build.store.records.get(MentionIndex)
    if found is None or found.stamp != stamp:
        names.find_all(archive.by_docname)
        found = mention_index(stamp, archive.posts, docnames, names)
        build.store.records.put(found)
    return replace(archive, document_mentions=names, mention_index=found, works=works)


def _stamp(build: Build, archive: Archive, notes: dict[str, str]) -> str:
    """Digest of the notes of all documents, and of all that may be shown of what they name."""
    scan, env = build.scan, build.app.env
    standing = sorted(env.found_docs - archive.by_docname.keys())
    titles = (f"{name}\n{env.titles[name].astext()}" for name in standing)
    known = (repr(archive.site), repr(sorted(scan.hidden.items())), scan.definition_files.digest, *titles)
    return digest(build.app.config.archive_code, repr(notes), *known, *(post.metadata_digest for post in archive.posts))


class Target(NamedTuple):
    """What a reference leads to."""

    kind: str
    key: str
    """Of the object; empty if there is none to lead to."""
    name: str
    """What a reference without words shows."""
    object: str
    """``kind/key``."""
    shown: str
    """All of this."""
    object_shown: str
    """What others that are mentioned with the object show of it: its name and address; of posts nothing."""


class MentionsByDocument(dict[str, DocumentMentions]):
    """What each document mentions, found when it is asked for."""

    def __init__(self, resolver: Resolver, noted: Sentences) -> None:
        super().__init__()
        self._resolver, self._noted = resolver, noted

    def __missing__(self, docname: str) -> DocumentMentions:
        found = self[docname] = self._resolver.mentions_of(docname, self._noted.references(docname))
        return found

    def find_all(self, docnames: Iterable[str]) -> None:
        """Find those of all documents at once."""
        self.update(dict.fromkeys(docnames, self._resolver.mentions_of("", [])))
        self.update((name, self._resolver.mentions_of(name, notes)) for name, notes in self._noted.all_references())


class Resolver:
    """Finds what the references of all texts lead to, and how that is called."""

    def __init__(self, build: Build) -> None:
        self._env = build.app.env
        self._build = build
        self._targets: dict[tuple[str, str], Target] = {}

    def find(self, kind: str, target: str) -> Target:
        """What a reference leads to."""
        found = self._targets.get((kind, target))
        if found is None:
            key, name = self._post(target) if kind == "post" else self._definition(kind, target)
            entry = self._build.scan.definitions.by_key.get((kind, key))
            object_shown = f"{kind} {key} {entry.name}" if entry else ""
            # One text for all documents: counted without a look at its letters.
            object_ = sys.intern(f"{kind}/{key}")
            found = self._targets[kind, target] = Target(kind, key, name, object_, f"{kind} {key} {name}", object_shown)
        return found

    def _definition(self, kind: str, target: str) -> tuple[str, str]:
        found = self._build.scan.definitions.find(kind, target)
        return (found[0].key, definitions.reference_text(found[0], target)) if len(found) == 1 else ("", target)

    def _post(self, target: str) -> tuple[str, str]:
        found = self.posts(target)
        if len(found) == 1:
            return found[0], self._env.titles[found[0]].astext()
        return "", WITHHELD if self.withheld(target) else target

    def posts(self, target: str) -> tuple[str, ...]:
        """The posts of this build that a path or slug names."""
        known, path = self._env.found_docs, POSTS + post_name(target)
        if path in known:  # as mostly: an index of all last parts is not worth while
            return (path,)
        return tuple(name for name in find_post(target, known, self._build.by_name) if name in known)

    def hidden(self, target: str) -> str:
        """Why the one post that is named has no page; empty if that is not so."""
        scan = self._build.scan
        found = find_post(target, scan.posts, self._build.by_name)
        return scan.hidden.get(found[0], "") if len(found) == 1 and found[0] not in self._env.found_docs else ""

    def withheld(self, target: str) -> bool:
        """Whether the one post that is named may not be shown."""
        return self.hidden(target) == HiddenReason.WITHHELD

    def name(self, kind: str, target: str) -> str:
        """What a reference without words shows."""
        return self.find(kind, target).name

    def sentences(self, mentions: Iterable[Mention]) -> list[list[str]]:
        """The sentences of each mention as HTML."""
        texts_of = self._build.store.sentences.of
        sentences_of = []
        for docname, _, _, places, _ in mentions:
            texts = texts_of(docname)
            sentences_of.append([texts[place] for place in places])
        # All at once, which takes less time.
        made = iter(sentences_html(list(chain.from_iterable(sentences_of)), self.name))
        return [[next(made) for _ in sentences] for sentences in sentences_of]

    def mentions_of(self, docname: str, notes: Sequence[NotedReference]) -> DocumentMentions:
        """What a document with these notes mentions."""
        targets = [self.find(note.kind, note.target) for note in notes]
        places: dict[str, list[int]] = {}
        for place, target in enumerate(targets):
            if target.key:
                places.setdefault(target.object, []).append(place)
        mentions = tuple([self._mention(docname, targets[found[0]], notes, found) for found in places.values()])
        mentioned = [targets[found[0]] for found in places.values()]
        objects = [target for target in mentioned if target.kind != "post"]
        shown = digest(*dict.fromkeys([target.shown for target in targets])) if targets else ""
        objects_digest = digest(*[target.object_shown for target in objects])
        has_unresolved = any(not target.key for target in targets)
        named = tuple([target.object for target in objects])
        return DocumentMentions(mentions, shown, objects_digest, has_unresolved, named)

    def _mention(self, docname: str, target: Target, notes: Sequence[NotedReference], places: Sequence[int]) -> Mention:
        """What comes of the notes of one object, at `places` among all of the document."""
        if len(places) > 1:
            once = {notes[place].at: place for place in reversed(places)}  # of each sentence the first
            different = {notes[place].digest: place for place in sorted(once.values(), reverse=True)}
            places = sorted(different.values())
        shown = self._shown_digest([notes[place] for place in places])
        return Mention(docname, target.kind, target.key, tuple(places), shown)

    def _shown_digest(self, notes: Sequence[NotedReference]) -> str:
        """Digest of what some sentences show."""
        if len(notes) == 1 and not notes[0].open_names:
            return notes[0].digest
        digests = [note.digest for note in notes]
        names = (name for note in notes for name in note.open_names.split(CLOSE) if name)
        return digest(*digests, *(self.name(*name.split(BETWEEN, 1)) for name in names))
