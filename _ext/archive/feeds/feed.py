"""A feed and its entries, whatever the format: what a feed says of itself, which posts are its entries, how the whole
archive's parts into documents, and what stands in an entry. A post is the same entry in all feeds, and made once for
all of one format."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Set
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property, lru_cache
from typing import Any, TypeVar
from urllib.parse import quote, urlsplit

from ..core.addresses import SITE_SCHEME, quoted_path, rebase, rebase_address
from ..core.dates import timestamp
from ..core.texts import plain_text, without_missing_pictures, xml_safe
from ..model.autodiscovery import Format, feed_path, feed_title, formats
from ..model.mentions import Subject
from ..model.posts import Post, Site, image_address

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

_ROLE = re.compile(r' (?:role|aria-[a-z]+)="[^"<>]*"(?=[^<>]*>)')

Rendered = TypeVar("Rendered")
"""An entry in one format: text, or an element of XML."""


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
        return xml_safe(self.site.feed_subtitle or self.site.tagline).strip()

    @property
    def author(self) -> str:
        return site_author(self.site)

    @property
    def rights(self) -> str:
        """The licence and its address; may be empty."""
        return xml_safe(" ".join(filter(None, (self.site.licence, self.site.licence_url))))

    @property
    def licence_url(self) -> str:
        """May be empty."""
        return iri(self.site.licence_url)

    @property
    def hub(self) -> str:
        """Address of the WebSub hub (https://www.w3.org/TR/websub/#discovery) that is told when this feed changes: that
        of the whole archive. Empty of any other, and where there is none."""
        is_of_whole = self.subscription in {feed_path(format, None) for format in formats(None)}
        return iri(self.site.hub) if is_of_whole and not self.is_archive else ""

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


@dataclass(frozen=True, slots=True)
class Person:
    """An author of a post."""

    name: str
    url: str
    """Address of the page of all posts by this author."""


@dataclass(frozen=True, slots=True)
class Category:
    """A category or tag of a post."""

    term: str
    """The slug."""
    label: str
    scheme: str
    """What it is one of: address of the page of all categories, or of all tags."""


@dataclass(frozen=True, slots=True)
class Thumbnail:
    """A picture as feeds name one (https://www.rssboard.org/media-rss#media-thumbnails)."""

    url: str
    width: int
    """In pixels."""
    height: int


@dataclass(frozen=True, slots=True)
class Entry:
    """A post as any feed of the site shows it: nothing here depends on which feed that is."""

    id: str
    url: str
    title: str
    published: datetime
    updated: datetime
    summary: str
    """Plain text; may be empty."""
    authors: tuple[Person, ...]
    """May be none: then the feed's own author stands for the entry."""
    site_author: str
    """Who stands for the authors where a format wants one in each entry."""
    categories: tuple[Category, ...]
    """Categories, then tags."""
    language: str
    """BCP 47 tag where it differs from the feed's."""
    via: str
    """Address at which the original stands or stood; may be empty."""
    image: str
    """Address of the picture that stands for the post; may be empty."""
    thumbnail: Thumbnail | None
    """A smaller file of it, where it is the site's own."""
    content: Callable[[], str]
    """Gives the full text, HTML."""


def entry_of(site: Site, post: Post, body: Callable[[Post], str]) -> Entry:
    """The entry of a post; `body` gives the stored full HTML of its text, and is called only when it is shown."""
    return Entry(
        id=entry_id(site, post),
        url=site.address(post.path),
        title=entry_title(post),
        published=timestamp(post.date),
        updated=timestamp(post.last_changed),
        summary=entry_summary(post),
        authors=tuple(Person(xml_safe(term.name), site.address(f"{term.page}.html")) for term in post.authors),
        site_author=site_author(site),
        categories=tuple(
            Category(term.slug, xml_safe(term.name) or term.slug, site.address(f"blog/{term.kind}.html"))
            for term in post.categories + post.tags
        ),
        language=post.language,
        via=iri(post.original),
        image=_image(site, post),
        thumbnail=_thumbnail(site, post),
        content=lambda: entry_text(site, body(post)),
    )


class Entries:
    """The entries of the feeds of one build. Each process that renders feeds fills its own copy."""

    def __init__(self, site: Site, body: Callable[[Post], str], in_several: Callable[[], Set[str]]) -> None:
        """`in_several` names the documents of the posts that stand in several feeds: theirs alone are kept."""
        self._site, self._body, self._find_in_several = site, body, in_several
        self._entries: dict[str, Entry] = {}
        self._rendered: dict[tuple[Callable[[Entry], Any], str], Any] = {}

    @cached_property
    def _in_several(self) -> Set[str]:
        return self._find_in_several()

    def rendered(self, render: Callable[[Entry], Rendered], post: Post) -> Rendered:
        """The entry of a post as `render` gives it."""
        docname = post.docname
        if docname not in self._in_several:
            return render(entry_of(self._site, post, self._body))
        if (render, docname) not in self._rendered:
            if docname not in self._entries:
                self._entries[docname] = entry_of(self._site, post, self._body)
            self._rendered[render, docname] = render(self._entries[docname])
        rendered: Rendered = self._rendered[render, docname]
        return rendered


def entry_id(site: Site, post: Post) -> str:
    """The id that the post brought with it, or one made of its day and path. A new title leaves it be."""
    return xml_safe(post.id) or tag_uri(site, post.date.date().isoformat(), post.path)


def entry_title(post: Post) -> str:
    """The title, or the slug where there is none: no feed may hold an entry without a title."""
    return xml_safe(post.title).strip() or xml_safe(post.slug)


def entry_summary(post: Post) -> str:
    """The description, else the text of the excerpt; may be empty."""
    return xml_safe(post.description.strip() or plain_text(post.excerpt))


def entry_text(site: Site, body: str) -> str:
    """The stored HTML of a post as a feed carries it: links absolute, no roles, no frames for what is not there.

    Feed readers drop ``role`` and ``aria-`` attributes, and the W3C's validator warns of them.
    """
    return _ROLE.sub("", xml_safe(rebase(without_missing_pictures(body), site.url)))


def _image(site: Site, post: Post) -> str:
    """Absolute address of the post's picture, or nothing."""
    inside = post.image.removeprefix(SITE_SCHEME)
    return iri(post.image if inside == post.image else site.url + inside)


def _thumbnail(site: Site, post: Post) -> Thumbnail | None:
    picture = post.picture
    if not picture or not picture.width or not site.url:
        return None
    name, width = picture.largest
    address = rebase_address(image_address(name), site.url)
    return Thumbnail(address, width, round(picture.height * width / picture.width))


def site_author(site: Site) -> str:
    """Who wrote what names no author; never empty, for Atom requires one."""
    return xml_safe(site.author).strip() or xml_safe(site.title).strip() or site.url


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
    return quote(xml_safe(given), safe="%/:?#@!$&'()*+,;=~")
