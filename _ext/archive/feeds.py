"""Which feeds there are, where they stand, and when each must be written again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from itertools import chain
from operator import attrgetter
from typing import TYPE_CHECKING

from . import atom, jsonfeed, rss
from .definitions import Definition
from .digests import digest
from .entries import Entries, Entry
from .mentioned import Subject
from .model import Archive
from .outputs import Output
from .posts import Post, Site, Term
from .syndication import Feed, clean, published, touched

if TYPE_CHECKING:
    from .remembered import Known

Make = Callable[[Definition], Sequence[Output]]
"""Gives the feeds of what is defined."""
Named = Callable[[Archive, Mapping[str, str], Make], "Iterable[Output | Known]"]
"""Gives the feeds of all objects, from the archive, the digests of all posts, and what makes those of one."""

#: Entries in an archive document of the whole archive's Atom feed.
ARCHIVE_SIZE = 50

#: Most entries in a feed of one subject: a post stands in many of them.
SUBJECT_SIZE = 10

#: Atom requires a date even of a feed without entries. The clock may not give it, or two builds of one
#: source would differ; so it is the oldest that readers surely take, and any first post is newer.
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Alternate:
    """A feed as a page's ``<link rel="alternate">`` names it."""

    type: str
    """Media type."""
    title: str
    path: str
    """From the site's root."""


def feeds(archive: Archive, body: Callable[[Post], str], named: Named | None = None) -> Iterator[Output | Known]:
    """Every feed of the archive: of the whole, and of each category, tag and author, in three formats; of each object
    that is mentioned and of each thread in two, without RSS.

    `body` gives the stored full HTML of a post's text; it is called only when a document is rendered. `named` may
    remember those of objects.
    Atom documents carry that text, RSS and JSON Feed only summaries: to edit the text of a post is to
    write again only the Atom documents that carry it.
    """
    digests, said = archive.digests, archive.said  # made already, but not for the one without drafts
    archive = published(archive)
    writer = _Writer(archive.site, digests, said, Entries(archive.site, body, lambda: _in_several(archive)))
    for feed in _whole(archive):
        yield writer.atom(feed)
    yield from writer.summarised(_feed(archive.site, None, "rss.xml", archive.posts), None)
    for subject, posts in _subjects(archive):
        yield from writer.of(subject, posts)

    def of(entry: Definition) -> list[Output]:
        return list(writer.of(entry, archive.posts_of(entry)))

    yield from named(archive, digests, of) if named else chain.from_iterable(map(of, archive.objects))


def _subjects(archive: Archive) -> Iterator[tuple[Subject, tuple[Post, ...]]]:
    """Terms and threads, each with its posts, newest first."""
    yield from archive.by_term.items()
    for thread in archive.threads:
        yield thread, thread.posts[::-1]


def _in_several(archive: Archive) -> set[str]:
    """Names of the documents of the posts that stand in feeds of several subjects."""
    lists = [[post.docname for post in posts[:SUBJECT_SIZE]] for _, posts in _subjects(archive)]
    named = (names[:SUBJECT_SIZE] for names in archive.found.posts.values())
    shown = Counter(chain.from_iterable(chain(lists, named)))
    return {name for name, feeds in shown.items() if feeds > 1}


def autodiscovery(site: Site, term: Subject | None = None) -> tuple[Alternate, ...]:
    """The feeds of the whole archive, or of one subject, that a page announces; RSS is of terms alone."""
    base, title = _base(term), _title(site, term)
    found = (
        Alternate("application/atom+xml", f"{title} (Atom)", f"{base}/atom.xml"),
        Alternate("application/rss+xml", f"{title} (RSS)", f"{base}/rss.xml"),
        Alternate("application/feed+json", f"{title} (JSON Feed)", f"{base}/feed.json"),
    )
    return found if term is None or isinstance(term, Term) else found[::2]


def archive_cut(count: int, feed_size: int) -> int:
    """How many of `count` posts, the oldest, stand in archive documents (RFC 5005).

    The others stand in the document that readers subscribe to: the newest `feed_size`, or one more
    where the last archive document would else be full with none after it. So a full document has
    its link to the next from the start, and never changes when posts are added.
    """
    archived = max(0, count - max(1, feed_size))
    return archived - 1 if archived and archived % ARCHIVE_SIZE == 0 else archived


def _whole(archive: Archive) -> Iterator[Feed]:
    """The Atom document of the whole archive, and its archive documents, numbered from the oldest."""
    posts, site = archive.posts, archive.site
    cut = archive_cut(len(posts), site.feed_size)
    newest, oldest = posts[: len(posts) - cut], posts[len(posts) - cut :][::-1]
    chunks = [oldest[i : i + ARCHIVE_SIZE] for i in range(0, cut, ARCHIVE_SIZE)]
    paths = ["", *(f"blog/atom/{number}.xml" for number in range(1, len(chunks) + 1)), ""]
    whole = _feed(site, None, "atom.xml", posts)
    yield replace(whole, posts=newest, older=paths[len(chunks)])
    for number, chunk in enumerate(chunks, start=1):
        yield replace(
            whole,
            path=paths[number],
            posts=chunk[::-1],
            updated=_updated(chunk[::-1]),
            older=paths[number - 1],
            newer=paths[number + 1],
        )


class _Writer:
    """Makes an output of a feed: its key now, its text when it is asked for."""

    def __init__(self, site: Site, digests: Mapping[str, str], said: Mapping[str, str], entries: Entries) -> None:
        """`digests` and `said` are those of the archive."""
        self._site, self._shown, self._digests, self._said, self._entries = site, repr(site), digests, said, entries

    def of(self, subject: Subject, posts: tuple[Post, ...]) -> Iterator[Output]:
        """The feeds of a subject."""
        feed = _feed(self._site, subject, "atom.xml", posts)
        yield self.atom(feed)
        yield from self.summarised(feed, subject)

    def atom(self, feed: Feed) -> Output:
        key = self._key(feed, [self._digests[post.docname] for post in feed.posts])
        return Output(feed.path, key, partial(self._render, feed, atom.render, atom.entry))

    def summarised(self, whole: Feed, term: Subject | None) -> Iterator[Output]:
        """The feeds of the same posts without the full text; RSS is of terms alone."""
        formats = [("rss.xml", rss.render, rss.item), ("feed.json", jsonfeed.render, jsonfeed.item)]
        for name, render, entry in formats if term is None or isinstance(term, Term) else formats[1:]:
            path = f"{_base(term)}/{name}"
            feed = replace(whole, path=path, subscription=path)
            key = self._key(feed, [self._summary(post) for post in feed.posts])
            yield Output(feed.path, key, partial(self._render, feed, render, entry))

    def _key(self, feed: Feed, entries: list[str]) -> str:
        shown = (feed.path, feed.subscription, feed.title, feed.page, feed.updated.isoformat(), feed.older, feed.newer)
        return digest(self._shown, *shown, *entries)

    def _summary(self, post: Post) -> str:
        """What feeds without the full text show of a post comes of this."""
        return self._said[post.docname] + ("" if post.description else post.excerpt)

    def _render(
        self, feed: Feed, render: Callable[[Feed, Iterable[str]], str], entry: Callable[[Entry], str]
    ) -> str:
        return render(feed, [self._entries.text(entry, post) for post in feed.posts])


def _feed(site: Site, term: Subject | None, name: str, posts: tuple[Post, ...]) -> Feed:
    """The feed of `posts`, all those of the subject; it shows the newest of them."""
    path = f"{_base(term)}/{name}"
    return Feed(
        site=site,
        path=path,
        subscription=path,
        title=_title(site, term),
        page=f"{term.page}.html" if term else "blog/",
        updated=_updated(posts),
        posts=posts[: max(1, min(site.feed_size, SUBJECT_SIZE) if term else site.feed_size)],
    )


def _base(term: Subject | None) -> str:
    return term.page if term else "blog"


def _title(site: Site, term: Subject | None) -> str:
    name = clean(site.title).strip() or site.url
    return f"{name}: {clean(term.name)}" if term else name


def _updated(posts: tuple[Post, ...]) -> datetime:
    """When any of `posts`, newest first, last changed."""
    return max((touched(post) for post in posts[:1] + tuple(filter(attrgetter("updated"), posts))), default=_NEVER)
