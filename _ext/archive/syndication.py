"""What a feed of any format says of the site and of a post: addresses, ids, moments, plain summaries."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from html import unescape
from urllib.parse import quote, urlsplit

from .model import Archive
from .paths import quoted_path
from .posts import Post, Site
from .rooted import SITE_SCHEME, rebase

#: Date under which the ids of feeds are minted (RFC 4151, 2.1): the month in which Atom was published.
#: Any month would do, so long as it never changes: a feed whose id changes is a new feed to its readers.
MINTED = "2005-12"

#: What XML 1.0 forbids or discourages in text: control characters, lone surrogates, non-characters.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_UNSEEN = re.compile(r'<(script|style)\b.*?</\1\s*>|<a class="headerlink".*?</a>|<!--.*?-->', re.DOTALL)
_BREAK = re.compile(
    r"</?(?:address|article|aside|blockquote|br|caption|dd|div|dl|dt|fig\w+|h[1-6r]|img|li|ol|p|pre|section"
    r"|table|tbody|td|tfoot|th|thead|tr|ul)\b[^>]*>"
)
_ROLE = re.compile(r' (?:role|aria-[a-z]+)="[^"<>]*"(?=[^<>]*>)')
_TAG = re.compile(r"<[^>]+>")


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
        return self.path != self.subscription


def published(archive: Archive) -> Archive:
    """The archive without the drafts that the live preview shows."""
    if not any(post.draft for post in archive.posts):
        return archive
    return replace(archive, posts=tuple(post for post in archive.posts if not post.draft))


def clean(text: str) -> str:
    """`text` without the characters that would break a feed."""
    return _FORBIDDEN.sub("", text)


def address(site: Site, path: str) -> str:
    """Absolute address of an unquoted path from the site's root."""
    return site.url + quoted_path(path)


def tag_uri(site: Site, day: str, path: str) -> str:
    """A ``tag:`` URI (RFC 4151) in the name of the site's host, for what stood at `path` on `day`."""
    host, root = _authority(site.url)
    return f"tag:{host},{day}:{root}{quoted_path(path)}"


@lru_cache(maxsize=4)
def _authority(url: str) -> tuple[str, str]:
    """Host, in ASCII, and path of the site's root."""
    root = urlsplit(url)
    return (root.hostname or "localhost").encode("idna").decode(), root.path


def feed_id(feed: Feed) -> str:
    """The same for a feed and its archive documents, which are one feed (RFC 5005); else unique."""
    return tag_uri(feed.site, MINTED, feed.subscription)


def entry_id(site: Site, post: Post) -> str:
    """The id that the post brought with it, or one made of its day and path. A new title leaves it be."""
    return clean(post.id) or tag_uri(site, post.date.date().isoformat(), post.path)


def moment(when: datetime) -> datetime:
    """`when` as RFC 3339 and RFC 822 can say it: whole seconds, and an offset in whole minutes.

    Offsets with seconds are those of local mean time, before there were time zones; they become UTC.
    """
    offset = when.utcoffset()
    if offset is None or offset.total_seconds() % 60:
        when = when.astimezone(UTC)
    return when.replace(microsecond=0)


def touched(post: Post) -> datetime:
    """When the post last changed."""
    return post.updated or post.date


def title(post: Post) -> str:
    """The title, or the slug where there is none: no feed may hold an entry without a title."""
    return clean(post.title).strip() or post.slug


def plain(html: str) -> str:
    """The text of well-formed HTML, on one line."""
    text = _TAG.sub("", _BREAK.sub(" ", _UNSEEN.sub("", html)))
    return " ".join(unescape(text).split())


def summary(post: Post) -> str:
    """The description, else the text of the excerpt; may be empty."""
    return clean(post.description.strip() or plain(post.excerpt))


def full_text(site: Site, body: str) -> str:
    """The stored HTML of a post as a feed carries it: links absolute, no roles.

    Feed readers drop ``role`` and ``aria-`` attributes, and the W3C's validator warns of them.
    """
    return _ROLE.sub("", clean(rebase(body, site.url)))


def iri(given: str) -> str:
    """An address that an author wrote, with what no address may hold percent-encoded."""
    return quote(clean(given), safe="%/:?#@!$&'()*+,;=~")


def image(site: Site, post: Post) -> str:
    """Absolute address of the post's picture, or nothing."""
    inside = post.image.removeprefix(SITE_SCHEME)
    return iri(post.image if inside == post.image else site.url + inside)


def subtitle(site: Site) -> str:
    """What stands below the title of each feed; may be empty."""
    return clean(site.feed_subtitle or site.tagline).strip()


def author(site: Site) -> str:
    """Who wrote what names no author; never empty, for Atom requires one."""
    return clean(site.author).strip() or clean(site.title).strip() or site.url


def rights(site: Site) -> str:
    return clean(" ".join(filter(None, (site.licence, site.licence_url))))
