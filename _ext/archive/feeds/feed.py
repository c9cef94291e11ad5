"""A feed: what it says of itself, which posts are its entries, and how the whole archive's parts into documents."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from urllib.parse import quote, urlsplit

from ..core.paths import quoted_path
from ..core.plaintext import clean
from ..model.autodiscovery import Format, feed_path, feed_title, formats
from ..model.mentioned import Subject
from ..model.posts import Post, Site

#: Entries in an archive document of the whole archive's Atom feed.
ARCHIVE_SIZE = 50

#: Most entries in a feed of one subject: a post stands in many of them.
SUBJECT_SIZE = 10

#: Style sheet by which a browser shows a feed, from the site's root.
STYLESHEET = "_static/feed.css"

#: Date under which the ids of feeds are minted (RFC 4151, 2.1): the month in which Atom was published.
#: Any month would do, so long as it never changes: a feed whose id changes is a new feed to its readers.
MINTED = "2005-12"

#: Atom requires a date even of a feed without entries. The clock may not give it, or two builds of one
#: source would differ; so it is the oldest that readers surely take, and any first post is newer.
NEVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Feed:
    """One feed document: what stands in it above its entries, and the posts that are its entries."""

    site: Site
    path: str
    """From the site's root: ``blog/tag/lean/atom.xml``."""
    subscription: str
    """Path of the document that readers subscribe to; differs from `path` in an archive document only."""
    title: str
    page: str
    """Path of the page that lists the same posts, as its canonical link has it: ``blog/tag/lean.html``."""
    updated: datetime
    """When any post of the feed, shown here or not, last changed."""
    posts: tuple[Post, ...]
    """Newest first."""
    older: str = ""
    """Path of the archive document with the posts before these (RFC 5005, 4); empty if there is none."""
    newer: str = ""
    """Path of the archive document with the posts after these; empty if there is none."""

    @property
    def is_archive(self) -> bool:
        """Whether this is an archive document: one with older posts, to which readers do not subscribe."""
        return self.path != self.subscription

    @property
    def id(self) -> str:
        """The same for a feed and its archive documents, which are one feed (RFC 5005); else unique."""
        return tag_uri(self.site, MINTED, self.subscription)

    @property
    def subtitle(self) -> str:
        """What stands below the title; may be empty."""
        return clean(self.site.feed_subtitle or self.site.tagline).strip()

    @property
    def author(self) -> str:
        return site_author(self.site)

    @property
    def rights(self) -> str:
        """The licence and its address; may be empty."""
        return clean(" ".join(filter(None, (self.site.licence, self.site.licence_url))))

    @property
    def licence_url(self) -> str:
        """May be empty."""
        return iri(self.site.licence_url)

    @property
    def hub(self) -> str:
        """Address of the WebSub hub (https://www.w3.org/TR/websub/#discovery) that is told when this feed changes: that
        of the whole archive. Empty of any other, and where there is none."""
        whole = self.subscription in {feed_path(format, None) for format in formats(None)}
        return iri(self.site.hub) if whole and not self.is_archive else ""

    @property
    def stylesheet(self) -> str:
        """Address of the style sheet, relative to the feed."""
        return "../" * self.path.count("/") + STYLESHEET


def feeds_of(site: Site, subject: Subject | None, posts: tuple[Post, ...]) -> Iterator[tuple[Format, Feed]]:
    """The feeds of a subject, or of the whole archive, by format; `posts` are all of it, newest first."""
    title, page = feed_title(site, subject), f"{subject.page}.html" if subject else "blog/"
    size = min(site.feed_size, SUBJECT_SIZE) if subject else site.feed_size
    shown, updated = posts[: max(1, size)], _updated(posts)
    for format in formats(subject):
        path = feed_path(format, subject)
        yield format, Feed(site, path, path, title, page, updated, shown)


def paged(feed: Feed, posts: tuple[Post, ...]) -> Iterator[Feed]:
    """The documents of a feed that holds all of `posts`, newest first: the one that readers subscribe to, and archive
    documents (RFC 5005, 4), numbered from the oldest."""
    cut = archive_cut(len(posts), feed.site.feed_size)
    newest, oldest = posts[: len(posts) - cut], posts[len(posts) - cut :][::-1]
    chunks = [oldest[i : i + ARCHIVE_SIZE][::-1] for i in range(0, cut, ARCHIVE_SIZE)]
    last = len(chunks)
    yield replace(feed, posts=newest, older=_archive_path(last) if last else "")
    for number, chunk in enumerate(chunks, start=1):
        yield replace(
            feed,
            path=_archive_path(number),
            posts=chunk,
            updated=_updated(chunk),
            older=_archive_path(number - 1) if number > 1 else "",
            newer=_archive_path(number + 1) if number < last else "",
        )


def _archive_path(number: int) -> str:
    """Where an archive document stands."""
    return f"blog/atom/{number}.xml"


def archive_cut(count: int, feed_size: int) -> int:
    """How many of `count` posts, the oldest, stand in archive documents (RFC 5005).

    The others stand in the document that readers subscribe to: the newest `feed_size`, or one more
    where the last archive document would else be full with none after it. So a full document has
    its link to the next from the start, and never changes when posts are added.
    """
    archived = max(0, count - max(1, feed_size))
    return archived - 1 if archived and archived % ARCHIVE_SIZE == 0 else archived


def _updated(posts: tuple[Post, ...]) -> datetime:
    """When any of `posts`, newest first, was published or last changed."""
    newest = [post.last_changed for post in posts[:1]]
    corrected = [post.updated for post in posts if post.updated]
    return max(newest + corrected, default=NEVER)


def site_author(site: Site) -> str:
    """Who wrote what names no author; never empty, for Atom requires one."""
    return clean(site.author).strip() or clean(site.title).strip() or site.url


def tag_uri(site: Site, day: str, path: str) -> str:
    """A ``tag:`` URI (RFC 4151) in the name of the site's host, for what stood at `path` on `day`."""
    host, root = _authority(site.url)
    return f"tag:{host},{day}:{root}{quoted_path(path)}"


@lru_cache(maxsize=4)
def _authority(url: str) -> tuple[str, str]:
    """Host, in ASCII, and path of the site's root."""
    root = urlsplit(url)
    return (root.hostname or "localhost").encode("idna").decode(), root.path


def iri(given: str) -> str:
    """An address that an author wrote, with what no address may hold percent-encoded."""
    return quote(clean(given), safe="%/:?#@!$&'()*+,;=~")
