"""Which feeds there are, where they stand, and when each must be written again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial

from . import atom, jsonfeed, rss
from .mentioned import Subject
from .model import Archive, Output, Post, Site, Term, digest
from .syndication import Feed, clean, published, touched

#: Entries in an archive document of the whole archive's Atom feed.
ARCHIVE_SIZE = 50

#: The formats without the full text, by the names of their files.
SUMMARISED: dict[str, Callable[[Feed], str]] = {"rss.xml": rss.render, "feed.json": jsonfeed.render}

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


def feeds(archive: Archive, body: Callable[[Post], str]) -> Iterator[Output]:
    """Every feed of the archive: of the whole, and of each category, tag and author, in three formats; of each object
    that is mentioned and of each thread in two, without RSS.

    `body` gives the stored full HTML of a post's text; it is called only when a document is rendered.
    Atom documents carry that text, RSS and JSON Feed only summaries: to edit the text of a post is to
    write again only the Atom documents that carry it.
    """
    archive, summaries = published(archive), _Summaries()
    yield from _whole(archive, body)
    for name in SUMMARISED:
        yield _summarised(archive, None, name, archive.posts, summaries)
    for subject, posts in _named(archive):
        yield _atom(archive, _feed(archive.site, subject, "atom.xml", posts), body)
        yield _summarised(archive, subject, "feed.json", posts, summaries)
    for term, posts in archive.by_term.items():
        feed = _feed(archive.site, term, "atom.xml", posts)
        yield _atom(archive, feed, body)
        for name in SUMMARISED:
            yield _summarised(archive, term, name, posts, summaries)


def _named(archive: Archive) -> Iterator[tuple[Subject, tuple[Post, ...]]]:
    """Objects and threads, each with its posts, newest first."""
    for entry in archive.objects:
        mentions = archive.mentions.get((entry.kind, entry.key), ())
        yield entry, tuple(archive.by_docname[mention.docname] for mention in mentions)
    for thread in archive.threads:
        yield thread, thread.posts[::-1]


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


def _whole(archive: Archive, body: Callable[[Post], str]) -> Iterator[Output]:
    """The Atom document of the whole archive, and its archive documents, numbered from the oldest."""
    posts, site = archive.posts, archive.site
    cut = archive_cut(len(posts), site.feed_size)
    newest, oldest = posts[: len(posts) - cut], posts[len(posts) - cut :][::-1]
    chunks = [oldest[i : i + ARCHIVE_SIZE] for i in range(0, cut, ARCHIVE_SIZE)]
    paths = ["", *(f"blog/atom/{number}.xml" for number in range(1, len(chunks) + 1)), ""]
    whole = _feed(site, None, "atom.xml", posts)
    yield _atom(archive, replace(whole, posts=newest, older=paths[len(chunks)]), body)
    for number, chunk in enumerate(chunks, start=1):
        page = replace(
            whole,
            path=paths[number],
            posts=chunk[::-1],
            updated=_updated(chunk),
            older=paths[number - 1],
            newer=paths[number + 1],
        )
        yield _atom(archive, page, body)


def _atom(archive: Archive, feed: Feed, body: Callable[[Post], str]) -> Output:
    key = _key(feed, [archive.digests[post.docname] for post in feed.posts])
    return Output(feed.path, key, partial(atom.render, feed, body))


def _summarised(
    archive: Archive, term: Subject | None, name: str, posts: tuple[Post, ...], summaries: _Summaries
) -> Output:
    feed = _feed(archive.site, term, name, posts)
    key = _key(feed, [summaries.digest(post) for post in feed.posts])
    return Output(feed.path, key, partial(SUMMARISED[name], feed))


class _Summaries:
    """Digests of what feeds without the full text show of a post, each made once."""

    def __init__(self) -> None:
        self._made: dict[str, str] = {}

    def digest(self, post: Post) -> str:
        if post.docname not in self._made:
            excerpt = "" if post.description else post.excerpt
            shown = replace(post, body_digest="", corrections=(), excerpt=excerpt)
            self._made[post.docname] = digest(repr(shown))
        return self._made[post.docname]


def _key(feed: Feed, entries: list[str]) -> str:
    return digest(repr(replace(feed, posts=())), *entries)


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
        posts=posts[: max(1, site.feed_size)],
    )


def _base(term: Subject | None) -> str:
    return term.page if term else "blog"


def _title(site: Site, term: Subject | None) -> str:
    name = clean(site.title).strip() or site.url
    return f"{name}: {clean(term.name)}" if term else name


def _updated(posts: tuple[Post, ...]) -> datetime:
    return max(map(touched, posts), default=_NEVER)
