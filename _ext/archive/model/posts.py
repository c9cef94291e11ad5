"""A post with its terms, pictures and corrections, and what is said of the whole site, as plain frozen data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date as Day
from datetime import datetime
from functools import cached_property
from typing import Any, NamedTuple

from ..core.addresses import SITE_SCHEME, quoted_path
from ..core.languages import Direction, direction
from ..core.localization import Localization
from ..core.texts import digest

#: Days after a post within which readers are told of a change only where its author says so.
QUIET_DAYS = 7


@dataclass(frozen=True, slots=True)
class Site:
    """What is said of the whole site in ``conf.py``."""

    title: str
    tagline: str
    url: str
    """Address of the site's root, ending in a slash."""
    author: str
    language: str
    """BCP 47 tag, such as ``en-GB``."""
    licence: str
    licence_url: str
    retelling: str = ""
    """What is said where posts that have an original are cited, if they are not in their author's own words."""
    page_size: int = 20
    """Posts on a page of a listing."""
    feed_size: int = 20
    """Entries in a feed; the rest of the whole archive's Atom feed stands in its RFC 5005 pages."""
    feed_subtitle: str = ""
    """What stands below the title of the feeds in the place of the tagline."""
    policy: str = ""
    """The Content-Security-Policy of its pages: empty if they are to have none."""
    hub: str = ""
    """Address of the WebSub hub that is told of what is new, and tells subscribers; empty if there is none."""
    indexnow_key: str = ""
    """The key under which search engines are told of what is new; empty if they are not."""
    localization: Localization = field(default_factory=Localization, compare=False, repr=False)
    """The words of `language`: no part of any key, since with another language or catalogue everything is made anew."""

    @property
    def direction(self) -> Direction:
        """Which way the site is read."""
        return direction(self.language)

    def address(self, path: str) -> str:
        """Absolute address of an unquoted path from the site's root."""
        return self.url + quoted_path(path)


@dataclass(frozen=True, slots=True)
class Term:
    """A category, a tag or an author: a name under which posts are listed."""

    kind: str
    """``category``, ``tag`` or ``author``."""
    name: str
    slug: str
    """Unique within its kind, and safe in a path."""

    def __repr__(self) -> str:
        # Part of the key of every post and listing: without a guard against circles, which it cannot be in.
        return f"Term({self.kind!r}, {self.name!r}, {self.slug!r})"

    @property
    def page(self) -> str:
        """Name of the first page of its listing, such as ``blog/tag/lean``."""
        return f"blog/{self.kind}/{self.slug}"


@dataclass(frozen=True, slots=True)
class Correction:
    """One dated ``update`` in the text of a post."""

    date: datetime
    text: str
    timed: bool = True
    """False where only the day is known; `date` is then noon."""


class Size(NamedTuple):
    """One of the files in which there is a picture."""

    name: str
    """Below ``_images``, unquoted."""
    width: int
    """In pixels."""


@dataclass(frozen=True)
class Picture:
    """A picture that lies in the source folder."""

    name: str
    """Of the file itself below ``_images``, unquoted."""
    width: int = 0
    """In pixels, as a browser shows it, which turns it upright; 0 if it is not known."""
    height: int = 0
    sizes: tuple[Size, ...] = ()
    """The files of which a browser may choose, the smallest first; none where there is the file alone."""
    scales: bool = False
    """Whether it is drawn (SVG), and so sharp at any size."""

    def __repr__(self) -> str:
        # Part of the key of every post that has one: what `sizes` says follows from the names and the widths.
        return f"Picture({self.name!r}, {self.width}, {self.height}, {[tuple(size) for size in self.sizes]})"

    @property
    def address(self) -> str:
        """Of the file itself, from the site's root."""
        return image_address(self.name)

    @property
    def smallest(self) -> Size:
        """The file of the fewest pixels, for lists."""
        return self.sizes[0] if self.sizes else Size(self.name, self.width)

    @property
    def largest(self) -> Size:
        """The best file to be shown within a text."""
        return self.sizes[-1] if self.sizes else Size(self.name, self.width)


def image_address(name: str) -> str:
    """Address from the site's root of a file below ``_images``."""
    return f"{SITE_SCHEME}_images/{quoted_path(name)}"


@dataclass(frozen=True)
class PostLink:
    """A post as links to it show it. Nothing of its text is in it, so that an edit changes no page that links to it."""

    docname: str
    path: str
    title: str
    date: datetime
    timed: bool = True
    language: str = ""

    @property
    def direction(self) -> Direction:
        """Which way the title is read; asked only where `language` is given."""
        return direction(self.language)

    @property
    def day(self) -> Day:
        return self.date.date()

    @cached_property
    def key_text(self) -> str:
        """All that is shown of it as one text, for the keys of pages."""
        return "\n".join((self.path, self.title, self.date.isoformat(), str(self.timed), self.language))


@dataclass(frozen=True)
class Post:
    """One published post. Every date is aware, in the site's own time zone."""

    docname: str
    """Name of the source without its suffix: ``posts/2012/10/steady-on-maggie``."""
    path: str
    """Permalink from the site's root, unquoted: ``2012/10/steady-on-maggie.html``."""
    title: str
    """Plain text."""
    date: datetime
    timed: bool
    """False where only the day is known; `date` is then noon plus the place within the day in seconds."""
    updated: datetime | None = None
    """The latest correction or front matter ``updated``; None if the post stands as published."""
    updated_timed: bool = True
    """False where only the day of `updated` is known."""
    description: str = ""
    """One sentence, plain text; may be empty."""
    categories: tuple[Term, ...] = ()
    tags: tuple[Term, ...] = ()
    authors: tuple[Term, ...] = ()
    location: str = ""
    template_fields: tuple[tuple[str, Any], ...] = ()
    """Fields of the front matter that templates show as they are: see `fields`."""
    language: str = ""
    """BCP 47 tag where it differs from the site's."""
    original: str = ""
    """Address at which the original stands or stood."""
    id: str = ""
    """The entry's own id (an IRI) where an import brought one; see `feeds.feed` for what stands in otherwise."""
    image: str = ""
    """Address of the picture that stands for the post: absolute, or beginning with `SITE_SCHEME`."""
    picture: Picture | None = None
    """The same, where it is the site's own."""
    picture_alt: str = ""
    """What it shows, in words; may be empty."""
    redirects: tuple[str, ...] = ()
    """Other old paths that lead here, in the form of `path`."""
    corrections: tuple[Correction, ...] = ()
    follows: str = ""
    """Name of the earlier post that this one follows."""
    thread: str = ""
    """What the thread that begins here is called, if not by the title."""
    draft: bool = False
    """Not published: seen in the live preview alone."""
    excerpt: str = field(default="", repr=False)
    """HTML, links beginning with `SITE_SCHEME`."""
    body_digest: str = field(default="", repr=False)
    """Digest of the full HTML of the text, which is kept outside the model."""

    @cached_property
    def link(self) -> PostLink:
        return PostLink(self.docname, self.path, self.title, self.date, self.timed, self.language)

    @cached_property
    def metadata_digest(self) -> str:
        """Digest of all that is known of the post before it is written: all but its excerpt and its text."""
        return digest(repr(self))  # which leaves those two out

    @cached_property
    def summary_digest(self) -> str:
        """Digest of what a listing shows of the post: all but its full text."""
        return digest(self.metadata_digest, self.excerpt)

    @cached_property
    def full_digest(self) -> str:
        """Digest of all that can be shown of the post, its full text included."""
        return digest(self.summary_digest, self.body_digest)

    @property
    def fields(self) -> Mapping[str, Any]:
        """`template_fields` by their names, for templates."""
        return dict(self.template_fields)

    @property
    def slug(self) -> str:
        """The last part of the path, without its suffix."""
        return self.path.rpartition("/")[2].removesuffix(".html")

    @property
    def direction(self) -> Direction:
        """Which way the text is read; asked only where `language` is given."""
        return direction(self.language)

    @property
    def last_changed(self) -> datetime:
        """When the post was published, or corrected since."""
        return self.updated or self.date

    @property
    def tells_update(self) -> bool:
        """Whether readers are told when it was changed last.

        They are, more than `QUIET_DAYS` after it was published, or where its author says so, by a correction or by a
        day in the front matter. Imported posts have a time there, since services note one for each mended comma.
        """
        if not self.updated:
            return False
        late = (self.updated.date() - self.day).days > QUIET_DAYS
        return late or not self.updated_timed or bool(self.corrections)

    @property
    def day(self) -> Day:
        return self.date.date()

    @property
    def month_page(self) -> str:
        """Name of the first page of the month's listing, such as ``blog/2012/10``."""
        return f"blog/{self.date.year}/{self.date.month:02}"

    @property
    def terms(self) -> tuple[Term, ...]:
        return self.categories + self.tags + self.authors


@dataclass(frozen=True, slots=True)
class Counts:
    """What the page of figures counts of a post."""

    words: int = 0
    """In its title and its text; of a script that parts no words, the signs."""
    pictures: int = 0
    hosts: tuple[str, ...] = ()
    """The sites that its text links to, each once."""
    comments: int = 0
    commenters: tuple[str, ...] = ()
    """The names of those who commented, but for the blog's author, each as often as there are comments."""
