"""The archive as plain frozen data: what every writer (listings, feeds, metadata, sitemap) is made from.

Nothing here knows Sphinx. One `Archive` is made once a build, from the posts that were read;
writers are pure functions of it and yield `Output`s.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date as Day
from datetime import datetime
from functools import cached_property

from . import mentioned
from .creators import Creator, creator
from .definitions import Definition, Definitions
from .mentioned import Key, Mention, Named, Thread

#: In stored HTML, a link or image address inside the site begins with this, followed by the path from
#: the site's root: ``href="site:2012/10/steady-on-maggie.html"``. Whoever shows the HTML puts the
#: address of the root in its place (see `rebase`).
SITE_SCHEME = "site:"


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
    page_size: int = 20
    """Posts on a page of a listing."""
    feed_size: int = 20
    """Entries in a feed; the rest of the whole archive's Atom feed stands in its RFC 5005 pages."""


@dataclass(frozen=True, slots=True)
class Term:
    """A category, a tag or an author: a name under which posts are listed."""

    kind: str
    """``category``, ``tag`` or ``author``."""
    name: str
    slug: str
    """Unique within its kind, and safe in a path."""

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


@dataclass(frozen=True, slots=True)
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
    language: str = ""
    """BCP 47 tag where it differs from the site's."""
    original: str = ""
    """Address at which the original stands or stood."""
    id: str = ""
    """The entry's own id (an IRI) where an import brought one; see `feeds` for what stands in otherwise."""
    image: str = ""
    """Address of the picture that stands for the post: absolute, or beginning with `SITE_SCHEME`."""
    redirects: tuple[str, ...] = ()
    """Other old paths that lead here, in the form of `path`."""
    corrections: tuple[Correction, ...] = ()
    follows: str = ""
    """Name of the earlier post that this one follows."""
    thread: str = ""
    """What the thread that begins here is called, if not by the title."""
    draft: bool = False
    """Not published: seen in the live preview alone."""
    excerpt: str = ""
    """HTML, links beginning with `SITE_SCHEME`."""
    body_digest: str = ""
    """Digest of the full HTML of the text, which is kept outside the model."""

    @property
    def slug(self) -> str:
        """The last part of the path, without its suffix."""
        return self.path.rpartition("/")[2].removesuffix(".html")

    @property
    def day(self) -> Day:
        return self.date.date()

    @property
    def month_page(self) -> str:
        return f"blog/{self.date:%Y/%m}"

    @property
    def terms(self) -> tuple[Term, ...]:
        return self.categories + self.tags + self.authors


@dataclass(frozen=True)
class Archive:
    """All published posts, newest first, and the terms under which they stand."""

    site: Site
    posts: tuple[Post, ...]
    definitions: Definitions = field(default_factory=Definitions)
    named: Mapping[str, Named] = field(default_factory=dict)
    """What each document names, standing pages included, by docname."""
    kin: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Names of the posts related to each, the closest first."""

    @cached_property
    def by_docname(self) -> Mapping[str, Post]:
        return {post.docname: post for post in self.posts}

    @cached_property
    def summaries(self) -> Mapping[str, str]:
        """Digest by docname of what a listing shows of each post: all but its full text."""
        return {post.docname: digest(self.said[post.docname], post.excerpt) for post in self.posts}

    @cached_property
    def said(self) -> Mapping[str, str]:
        """Digest by docname of what is known of each post before it is written."""
        return {post.docname: digest(repr(replace(post, excerpt="", body_digest=""))) for post in self.posts}

    def written(self, heads: Mapping[str, tuple[str, str]]) -> Archive:
        """The same archive once its posts are written: `heads` gives each one's digest of HTML and excerpt."""
        posts = []
        for post in self.posts:
            body_digest, excerpt = heads[post.docname]
            posts.append(replace(post, excerpt=excerpt, body_digest=body_digest))
        made = replace(self, posts=tuple(posts))
        made.__dict__["said"] = self.said  # of the same posts, and costly at ten thousand
        return made

    @cached_property
    def digests(self) -> Mapping[str, str]:
        """Digest by docname of all that can be shown of each post, its full text included."""
        return {post.docname: digest(self.summaries[post.docname], post.body_digest) for post in self.posts}

    @cached_property
    def by_term(self) -> Mapping[Term, tuple[Post, ...]]:
        """The posts of each term, newest first; terms ordered by kind, then name without regard to case."""
        found: dict[Term, list[Post]] = {}
        for post in self.posts:
            for term in post.terms:
                found.setdefault(term, []).append(post)
        ordered = sorted(found, key=lambda term: (term.kind, term.name.casefold(), term.name))
        return {term: tuple(found[term]) for term in ordered}

    @cached_property
    def creators(self) -> Mapping[str, Creator]:
        """The authors, by name, as a citation names them."""
        return {term.name: creator(term.name, self.definitions) for term in self.terms("author")}

    @cached_property
    def references(self) -> Mapping[str, Term]:
        """The terms by the names under which texts refer to them: ``tag-lean``."""
        return {f"{term.kind}-{term.slug}": term for term in self.by_term}

    def terms(self, kind: str) -> dict[Term, tuple[Post, ...]]:
        return {term: posts for term, posts in self.by_term.items() if term.kind == kind}

    @cached_property
    def mentions(self) -> Mapping[Key, tuple[Mention, ...]]:
        """The mentions in posts of each object, by (kind, key), newest post first, one a post."""
        return mentioned.by_object(self.posts, self.named)

    def mentions_in(self, docname: str) -> tuple[Mention, ...]:
        """What one document names, each object once, in the order of the text; posts are of the kind ``post``."""
        return self.named[docname].mentions if docname in self.named else ()

    @cached_property
    def objects(self) -> frozenset[Definition]:
        """What is defined and mentioned in any document: only of that there are pages, so that nothing hidden shows."""
        used = {(mention.kind, mention.key) for named in self.named.values() for mention in named.mentions}
        return frozenset(entry for key, entry in self.definitions.by_key.items() if key in used)

    def backlinks(self, docname: str) -> tuple[Mention, ...]:
        """The posts that refer to one, newest first."""
        return self.mentions.get(("post", docname), ())

    @cached_property
    def threads(self) -> tuple[Thread, ...]:
        """Posts that follow one another, that with the newest post first; the posts of each, oldest first."""
        return mentioned.threads(self.posts)

    @cached_property
    def thread_of(self) -> Mapping[str, Thread]:
        return {post.docname: thread for thread in self.threads for post in thread.posts}

    def related(self, docname: str) -> tuple[Post, ...]:
        """The posts related to one, the closest first."""
        return tuple(self.by_docname[name] for name in self.kin.get(docname, ()))

    @cached_property
    def by_day_of_year(self) -> Mapping[tuple[int, int], tuple[Post, ...]]:
        """The posts of each (month, day) whatever the year, newest first."""
        found: dict[tuple[int, int], list[Post]] = {}
        for post in self.posts:
            found.setdefault((post.date.month, post.date.day), []).append(post)
        return {day: tuple(posts) for day, posts in sorted(found.items())}

    @cached_property
    def by_month(self) -> Mapping[tuple[int, int], tuple[Post, ...]]:
        """The posts of each (year, month), both newest first."""
        found: dict[tuple[int, int], list[Post]] = {}
        for post in self.posts:
            found.setdefault((post.date.year, post.date.month), []).append(post)
        return {month: tuple(posts) for month, posts in found.items()}

    @cached_property
    def by_year(self) -> Mapping[int, tuple[Post, ...]]:
        found: dict[int, list[Post]] = {}
        for post in self.posts:
            found.setdefault(post.date.year, []).append(post)
        return {year: tuple(posts) for year, posts in found.items()}

    @cached_property
    def _position(self) -> Mapping[str, int]:
        return {post.docname: i for i, post in enumerate(self.posts)}

    def position(self, docname: str) -> int:
        """Place among all posts, 0 being the newest."""
        return self._position[docname]

    def newer(self, docname: str) -> Post | None:
        i = self._position[docname]
        return self.posts[i - 1] if i else None

    def older(self, docname: str) -> Post | None:
        i = self._position[docname]
        return self.posts[i + 1] if i + 1 < len(self.posts) else None


@dataclass(frozen=True, slots=True)
class Output:
    """A file that a writer wants to stand in the output folder."""

    path: str
    """From the output's root, with slashes: ``blog/atom.xml``."""
    key: str
    """Digest of all that the file shows: the same key, the same bytes."""
    render: Callable[[], str]
    """Gives the text; called only if the key changed, perhaps in another process."""


def digest(*parts: str) -> str:
    """Short digest of texts: 32 hexadecimal digits of BLAKE2b, the same on every machine."""
    state = hashlib.blake2b(digest_size=16)
    for part in parts:
        state.update(part.encode())
        state.update(b"\0")
    return state.hexdigest()


def rebase(html: str, root: str) -> str:
    """Put `root` (``../../``, or the site's address) where links in stored HTML say `SITE_SCHEME`."""
    return html.replace(f'="{SITE_SCHEME}', f'="{root}')
