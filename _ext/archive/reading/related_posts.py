"""Noting the telling words of each post while it is read, and finding the related posts once all are.

Neither belongs in the environment, which every build loads and saves whole: they stand in tables of
the store, of which a build that changed one post writes a few rows.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.search import languages

from ..core.texts import digest
from ..model import related
from ..model.archive import Archive
from ..model.posts import Post
from ..model.related import Relations, Traits
from ..store.documents import KeptRelation, RelatedPosts
from ..store.records import RelatedRules
from .build import Build, is_archive
from .documents import records

#: Of so many that changed, each is looked at by itself before all are compared.
FEW = 20


def setup(app: Sphinx, build: Build) -> None:
    build.connect("doctree-read", _note_words)
    app.connect("env-merge-info", _merge_words)
    build.connect("env-updated", _store_words)


def find(build: Build, archive: Archive) -> dict[str, tuple[str, ...]]:
    """Of each post, by name, the names of those related to it, the closest first."""
    kept, rules = build.store.related, RelatedRules(build.app.config.archive_code)
    if build.store.records.get(RelatedRules) != rules:  # other rules may find others
        kept.clear()
        build.store.records.put(rules)
    noted, stamps = kept.words(), kept.stamps()
    now = {
        post.docname: _TraitSources(build.app.env, archive, post, noted.get(post.docname, "")) for post in archive.posts
    }
    changed = {name: post for name, post in now.items() if stamps.get(name) != post.stamp}
    if stamps.keys() == now.keys() and _same_traits(kept, changed):
        return kept.related()
    return _compared(kept, now, stamps, gone=(noted.keys() | stamps.keys()) - now.keys())


def _same_traits(kept: RelatedPosts, changed: dict[str, _TraitSources]) -> bool:
    """Whether posts that changed, a few, have the same traits all the same; if so, note what they are made of now."""
    if len(changed) > FEW or any(kept.traits(name) != post.traits() for name, post in changed.items()):
        return False
    if changed:
        kept.put_stamps({name: post.stamp for name, post in changed.items()})
    return True


def _compared(
    kept: RelatedPosts, now: dict[str, _TraitSources], stamps: dict[str, str], gone: Iterable[str]
) -> dict[str, tuple[str, ...]]:
    """Compare the posts that changed, and keep what comes of it."""
    before = kept.all()
    known = {name: relation.known for name, relation in before.items()}
    traits = {name: known[name].traits if stamps.get(name) == one.stamp else one.traits() for name, one in now.items()}
    related_to = related.update_related(traits, known)
    relations = {
        name: KeptRelation(post.stamp, Relations(traits[name], related_to[name])) for name, post in now.items()
    }
    kept.put({name: relation for name, relation in relations.items() if before.get(name) != relation}, gone)
    return related_to


class _TraitSources:
    """What a post's traits are made of; `stamp` is a digest of it."""

    def __init__(self, env: BuildEnvironment, archive: Archive, post: Post, words: str) -> None:
        self._archive, self._post, self._words = archive, post, words
        self._linked = [name for name in records(env)[post.docname].targets if name in archive.by_docname]
        named = archive.mention_index.shown_digests.get(post.docname, "")
        self.stamp = digest(post.metadata_digest, named, words, *self._linked)

    def traits(self) -> Traits:
        """The traits by which the post is compared with others."""
        post, named = self._post, self._archive.mentions_in(self._post.docname)
        linked = [*self._linked, *(mention.key for mention in named if mention.kind == "post")]
        return related.traits(
            f"{post.date.isoformat()} {post.path}",
            references=filter(None, (post.docname, post.follows, *linked)),
            mentions=(f"{mention.kind}/{mention.key}" for mention in named if mention.kind != "post"),
            tags=(term.slug for term in post.tags),
            categories=(term.slug for term in post.categories),
            words=self._words.split(),
        )


def _noted(env: BuildEnvironment) -> dict[str, tuple[str, int]]:
    """The telling words of the posts that this process has read, and how many words there are in each; taken out of the
    environment before it is saved."""
    if not hasattr(env, "archive_words"):
        env.archive_words = {}  # type: ignore[attr-defined]
    return env.archive_words  # type: ignore[no-any-return, attr-defined]


def _note_words(build: Build, doctree: nodes.document) -> None:
    app = build.app
    docname = app.env.current_document.docname
    meta = build.scan.posts.get(docname)
    if meta is None:
        return
    language = (meta.language or app.config.language or "en").partition("-")[0].partition("_")[0]
    blocks = [node.astext() for node in _text_blocks(doctree)]
    head, text = "\n".join([*blocks[:1], meta.description]), "\n\n".join(blocks[1:])
    words = related.telling_words(head, text, _stopwords(language), language == "en")
    _noted(app.env)[docname] = (" ".join(words), related.count_words("".join(blocks[:1])) + related.count_words(text))


def _text_blocks(node: nodes.Element) -> Iterator[nodes.TextElement]:
    """The titles, paragraphs and the like in it, in order."""
    for child in node.children:
        if isinstance(child, (nodes.title, nodes.paragraph, nodes.term, nodes.line)):
            yield child
        elif isinstance(child, nodes.Element):
            yield from _text_blocks(child)


@cache
def _stopwords(language: str) -> frozenset[str]:
    """Sphinx's own for that language, if it has any."""
    found: Any = languages.get(language)
    if isinstance(found, str):
        module, _, name = found.rpartition(".")
        found = getattr(importlib.import_module(module), name)
    whole: Iterable[str] = getattr(found, "stopwords", ())
    return frozenset(part for word in whole for part in word.lower().split("'"))


def _merge_words(app: Sphinx, env: BuildEnvironment, docnames: list[str], other: BuildEnvironment) -> None:
    _noted(env).update(_noted(other))


def _store_words(build: Build, env: BuildEnvironment) -> None:
    words = _noted(env)
    del env.archive_words  # type: ignore[attr-defined]
    if is_archive(build.app.builder):
        build.store.related.put_words(words)
