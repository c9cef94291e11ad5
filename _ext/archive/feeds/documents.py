"""Which feed documents there are, and when each must be written again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import chain

from ..core.texts import digest
from ..model.archive import Archive, Output, Unchanged
from ..model.autodiscovery import ATOM, Format
from ..model.definitions import Definition
from ..model.mentions import Subject
from ..model.posts import Post, Site
from .feed import SUBJECT_SIZE, Entries, Feed, feeds_of, paged
from .formats import RENDERERS, Renderer

FeedsOfObject = Callable[[Definition], Sequence[Output]]
"""Gives the feeds of what is defined."""
FeedsOfObjects = Callable[[Archive, Mapping[str, str], FeedsOfObject], "Iterable[Output | Unchanged[Output]]"]
"""Gives the feeds of all objects, from the archive, the digests of all posts, and what makes those of one."""


def feeds(
    archive: Archive, body: Callable[[Post], str], of_objects: FeedsOfObjects | None = None
) -> Iterator[Output | Unchanged[Output]]:
    """Every feed of the archive: of the whole, of each category, tag and author, of each object that is mentioned, and
    of each thread, in the formats of `autodiscovery`.

    `body` gives the stored full HTML of a post's text; it is called only when a document is rendered. `of_objects` may
    take over from the last build those of objects.

    Atom documents carry that text, RSS and JSON Feed only summaries: to edit the text of a post is to
    write again only the Atom documents that carry it.
    """
    archive = archive.without_drafts()
    documents = _Documents(archive.site, Entries(archive.site, body, lambda: _in_several(archive)))
    yield from documents.of_whole(archive.posts)
    for subject, posts in _subjects(archive):
        yield from documents.of(subject, posts)

    def of_object(entry: Definition) -> list[Output]:
        return list(documents.of(entry, archive.posts_of(entry)))

    if of_objects:
        yield from of_objects(archive, archive.digests, of_object)
    else:
        yield from chain.from_iterable(map(of_object, archive.objects))


def _subjects(archive: Archive) -> Iterator[tuple[Subject, tuple[Post, ...]]]:
    """Terms and threads, each with its posts, newest first."""
    yield from archive.by_term.items()
    for thread in archive.threads:
        yield thread, thread.posts[::-1]


def _in_several(archive: Archive) -> set[str]:
    """Names of the documents of the posts that stand in feeds of several subjects."""
    of_subjects = ([post.docname for post in posts[:SUBJECT_SIZE]] for _, posts in _subjects(archive))
    of_objects = (names[:SUBJECT_SIZE] for names in archive.mention_index.posts.values())
    feeds_of = Counter(chain.from_iterable(chain(of_subjects, of_objects)))
    return {docname for docname, feeds in feeds_of.items() if feeds > 1}


class _Documents:
    """Makes the output of a feed: its key now, its text when it is asked for."""

    def __init__(self, site: Site, entries: Entries) -> None:
        self._site, self._site_key, self._entries = site, repr(site), entries

    def of_whole(self, posts: tuple[Post, ...]) -> Iterator[Output]:
        """The feeds of the whole archive. All posts are in the Atom feed: the older ones in its archive documents."""
        for format, feed in feeds_of(self._site, None, posts):
            for document in paged(feed, posts) if format is ATOM else [feed]:
                yield self._output(format, document)

    def of(self, subject: Subject, posts: tuple[Post, ...]) -> Iterator[Output]:
        """The feeds of a subject; `posts` are all of it, newest first."""
        for format, feed in feeds_of(self._site, subject, posts):
            yield self._output(format, feed)

    def _output(self, format: Format, feed: Feed) -> Output:
        renderer = RENDERERS[format]
        shown = (feed.path, feed.subscription, feed.title, feed.page, feed.updated.isoformat(), feed.older, feed.newer)
        entries = [self._entry_key(post, renderer.full_text) for post in feed.posts]
        key = digest(self._site_key, *shown, *entries)
        return Output(feed.path, key, partial(self._render, renderer, feed))

    def _entry_key(self, post: Post, full_text: bool) -> str:
        """All that an entry shows of a post comes of this."""
        if full_text:
            return post.full_digest
        return post.metadata_digest + ("" if post.description else post.excerpt)

    def _render(self, renderer: Renderer, feed: Feed) -> str:
        return renderer.document(feed, [self._entries.rendered(renderer.entry, post) for post in feed.posts])
