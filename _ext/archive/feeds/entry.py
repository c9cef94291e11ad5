"""A post as an entry of feeds: the same in all of them, and made once for all of one format."""

from __future__ import annotations

import re
from collections.abc import Callable, Set
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, TypeVar

from ..core.dates import timestamp
from ..core.fragment import without_missing
from ..core.paths import SITE_SCHEME, rebase, whole
from ..core.plaintext import clean, plain
from ..model.pictures import address
from ..model.posts import Post, Site
from .feed import iri, site_author, tag_uri

_ROLE = re.compile(r' (?:role|aria-[a-z]+)="[^"<>]*"(?=[^<>]*>)')

Rendered = TypeVar("Rendered")
"""An entry in one format: text, or an element of XML."""


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
        title=title(post),
        published=timestamp(post.date),
        updated=timestamp(post.last_changed),
        summary=summary(post),
        authors=tuple(Person(clean(term.name), site.address(f"{term.page}.html")) for term in post.authors),
        site_author=site_author(site),
        categories=tuple(
            Category(term.slug, clean(term.name) or term.slug, site.address(f"blog/{term.kind}.html"))
            for term in post.categories + post.tags
        ),
        language=post.language,
        via=iri(post.original),
        image=_image(site, post),
        thumbnail=_thumbnail(site, post),
        content=lambda: full_text(site, body(post)),
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
        name = post.docname
        if name not in self._in_several:
            return render(entry_of(self._site, post, self._body))
        if (render, name) not in self._rendered:
            if name not in self._entries:
                self._entries[name] = entry_of(self._site, post, self._body)
            self._rendered[render, name] = render(self._entries[name])
        rendered: Rendered = self._rendered[render, name]
        return rendered


def entry_id(site: Site, post: Post) -> str:
    """The id that the post brought with it, or one made of its day and path. A new title leaves it be."""
    return clean(post.id) or tag_uri(site, post.date.date().isoformat(), post.path)


def title(post: Post) -> str:
    """The title, or the slug where there is none: no feed may hold an entry without a title."""
    return clean(post.title).strip() or clean(post.slug)


def summary(post: Post) -> str:
    """The description, else the text of the excerpt; may be empty."""
    return clean(post.description.strip() or plain(post.excerpt))


def full_text(site: Site, body: str) -> str:
    """The stored HTML of a post as a feed carries it: links absolute, no roles, no frames for what is not there.

    Feed readers drop ``role`` and ``aria-`` attributes, and the W3C's validator warns of them.
    """
    return _ROLE.sub("", clean(rebase(without_missing(body), site.url)))


def _image(site: Site, post: Post) -> str:
    """Absolute address of the post's picture, or nothing."""
    inside = post.image.removeprefix(SITE_SCHEME)
    return iri(post.image if inside == post.image else site.url + inside)


def _thumbnail(site: Site, post: Post) -> Thumbnail | None:
    picture = post.picture
    if not picture or not picture.width or not site.url:
        return None
    name, width = picture.largest
    return Thumbnail(whole(address(name), site.url), width, round(picture.height * width / picture.width))
