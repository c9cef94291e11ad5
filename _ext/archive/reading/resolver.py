"""What the references of all texts lead to, once all is read, and what comes of them for the model."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import NamedTuple

from ..core.addresses import POSTS, find_post, post_name
from ..core.texts import digest
from ..model import definitions
from ..model.archive import Archive
from ..model.mentions import BETWEEN, CLOSE, DocumentMentions, Mention, MentionIndex, mention_index, sentences_html
from ..source.scanning import State
from ..store.documents import NotedReference
from . import worklinks
from .build import Build

#: What stands for the title of a post that may not be shown.
WITHHELD = "a withheld post"


def named(build: Build, archive: Archive) -> Archive:
    """The archive with what its documents name; taken from the last build, if all that this comes of is the same."""
    resolver = Resolver(build)
    build.sentences = resolver.sentences
    names, docnames = MentionsByDocument(resolver), build.store.sentences.digests()
    works = worklinks.references(build.app.env, build.scan.definitions, build.store.records)
    stamp = digest(_stamp(build, archive, docnames), repr(works))
    found = build.store.records.get(MentionIndex)
    if found is None or found.stamp != stamp:
        found = mention_index(stamp, archive.posts, docnames, names)
        build.store.records.put(found)
    return archive.extended(document_mentions=names, mention_index=found, works=works)


def _stamp(build: Build, archive: Archive, notes: dict[str, str]) -> str:
    """Digest of the notes of all documents, and of all that may be shown of what they name."""
    scan, env = build.scan, build.app.env
    standing = sorted(env.found_docs - archive.by_docname.keys())
    titles = (f"{name}\n{env.titles[name].astext()}" for name in standing)
    known = (repr(archive.site), repr(sorted(scan.hidden.items())), scan.defined.digest, *titles)
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
    """What each document names, found when it is asked for."""

    def __init__(self, resolver: Resolver) -> None:
        super().__init__()
        self._resolver = resolver

    def __missing__(self, docname: str) -> DocumentMentions:
        found = self[docname] = self._resolver.named(docname)
        return found


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
        return (found[0].key, definitions.shown(found[0], target)) if len(found) == 1 else ("", target)

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
        return self.hidden(target) == State.WITHHELD

    def name(self, kind: str, target: str) -> str:
        return self.find(kind, target).name

    def sentences(self, mentions: Iterable[Mention]) -> list[list[str]]:
        """The sentences of each mention as HTML."""
        texts_of = self._build.store.sentences.of
        noted = []
        for docname, _, _, places, _ in mentions:
            texts = texts_of(docname)
            noted.append([texts[place] for place in places])
        made = iter(sentences_html(list(chain.from_iterable(noted)), self.name))
        return [[next(made) for _ in ones] for ones in noted]

    def named(self, docname: str) -> DocumentMentions:
        """What one document names."""
        notes = self._build.store.sentences.references(docname)
        targets = [self.find(note.kind, note.target) for note in notes]
        places: dict[str, list[int]] = {}
        for place, target in enumerate(targets):
            if target.key:
                places.setdefault(target.object, []).append(place)
        mentions = tuple([self._mention(docname, targets[found[0]], notes, found) for found in places.values()])
        objects = [target for found in places.values() if (target := targets[found[0]]).kind != "post"]
        surface = digest(*dict.fromkeys([target.shown for target in targets])) if targets else ""
        objects_digest = digest(*[target.object_shown for target in objects])
        elsewhere = any(not target.key for target in targets)
        named = tuple([target.object for target in objects])
        return DocumentMentions(mentions, surface, objects_digest, elsewhere, named)

    def _mention(self, docname: str, target: Target, notes: Sequence[NotedReference], places: Sequence[int]) -> Mention:
        """What comes of the notes of one object, at `places` among all of the document."""
        if len(places) > 1:
            once = {notes[place].at: place for place in reversed(places)}  # of each sentence the first
            different = {notes[place].digest: place for place in sorted(once.values(), reverse=True)}
            places = sorted(different.values())
        surface = self._surface([notes[place] for place in places])
        return Mention(docname, target.kind, target.key, tuple(places), surface)

    def _surface(self, notes: Sequence[NotedReference]) -> str:
        """Digest of what some sentences show."""
        if len(notes) == 1 and not notes[0].opens:
            return notes[0].digest
        found = [note.digest for note in notes]
        opened = (one for note in notes for one in note.opens.split(CLOSE) if one)
        return digest(*found, *(self.name(*one.split(BETWEEN, 1)) for one in opened))
