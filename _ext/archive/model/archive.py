"""The archive as plain frozen data: what every writer (listings, feeds, metadata, sitemap) is made from.

Nothing here knows Sphinx. One `Archive` is made once a build, from the posts that were read;
writers are pure functions of it and yield `Output`s, which are made only if what they show changed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Generic, NamedTuple, TypeVar

from ..core.slugs import name_key
from .citations import Citation, Creator, citation, creator
from .definitions import Definition, Definitions, Profile, author_profiles
from .mentions import DocumentMentions, Mention, MentionIndex, ObjectKey, Thread, mentions_by_object, threads
from .oldaddresses import OldBlog
from .outlinks import OutboundLinks
from .posts import Picture, Post, Site, Term


@dataclass(frozen=True)
class Archive:
    """All published posts, newest first, and the terms under which they stand."""

    site: Site
    posts: tuple[Post, ...]
    definitions: Definitions = field(default_factory=Definitions)
    mention_index: MentionIndex = field(default_factory=MentionIndex)
    """What comes of all mentions."""
    document_mentions: Mapping[str, DocumentMentions] = field(default_factory=lambda: defaultdict(DocumentMentions))
    """What each document names, standing pages included, by docname: costly to ask of all."""
    works: Mapping[str, str] = field(default_factory=dict)
    """The references, as HTML, of those works that are defined, by their keys."""
    related_names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Names of the posts related to each, the closest first."""
    old_blogs: tuple[OldBlog, ...] = ()
    """What is known of the addresses of blogs whose posts these are, beside what the posts name."""
    outlinks: OutboundLinks = field(default_factory=OutboundLinks)
    """What is known of links to other sites."""
    portraits: Mapping[str, Picture] = field(default_factory=dict)
    """The pictures of what is defined, by their paths from the source folder."""
    cited: Mapping[str, Citation] | None = None
    """`citations`, where they were worked out before the texts were known."""

    @cached_property
    def by_docname(self) -> Mapping[str, Post]:
        """The posts by the names of their documents."""
        return {post.docname: post for post in self.posts}

    def with_texts(self, texts: Mapping[str, tuple[str, str]]) -> Archive:
        """The same archive once its posts are written: `texts` has the digest of the HTML of each, and its excerpt."""
        posts = []
        for post in self.posts:
            body_digest, excerpt = texts[post.docname]
            posts.append(replace(post, excerpt=excerpt, body_digest=body_digest))
        return replace(self, posts=tuple(posts), cited=self.citations)

    def without_drafts(self) -> Archive:
        """The archive without the drafts that the live preview shows."""
        if not any(post.draft for post in self.posts):
            return self
        return replace(self, posts=tuple(post for post in self.posts if not post.draft))

    @cached_property
    def digests(self) -> Mapping[str, str]:
        """Digest by docname of all that can be shown of each post, its full text included."""
        return {post.docname: post.full_digest for post in self.posts}

    @cached_property
    def by_term(self) -> Mapping[Term, tuple[Post, ...]]:
        """The posts of each term, newest first; terms ordered by kind, then by name."""
        posts_of: dict[Term, list[Post]] = {}
        for post in self.posts:
            for term in post.terms:
                posts_of.setdefault(term, []).append(post)
        collated = self.site.localization.collation.key
        ordered = sorted(posts_of, key=lambda term: (term.kind, collated(term.name), term.name.casefold(), term.name))
        return {term: tuple(posts_of[term]) for term in ordered}

    @cached_property
    def creators(self) -> Mapping[str, Creator]:
        """The authors, by name, as a citation names them."""
        return {term.name: creator(term.name, self.definitions) for term in self.terms("author")}

    @cached_property
    def profiles(self) -> Mapping[str, Profile]:
        """What is known of the authors, by name."""
        return author_profiles(self.terms("author"), self.definitions, self.portraits) if self.definitions else {}

    @cached_property
    def shown_portraits(self) -> frozenset[str]:
        """The paths of those portraits that a page shows."""
        defined = (*self.objects, *(profile.defined for profile in self.profiles.values()))
        return frozenset(entry.image for entry in defined if entry.image in self.portraits)

    @cached_property
    def citations(self) -> Mapping[str, Citation]:
        """How each post is cited, by docname. Nothing of its text is in it, so that an edit changes no citation."""
        if self.cited is not None:
            return self.cited
        return {post.docname: citation(self.site, self.definitions, self.creators, post) for post in self.posts}

    @cached_property
    def terms_by_label(self) -> Mapping[str, Term]:
        """The terms by the names under which texts refer to them: ``tag-lean``."""
        return {f"{term.kind}-{term.slug}": term for term in self.by_term}

    @cached_property
    def terms_by_key(self) -> Mapping[tuple[str, str], Term]:
        """Each term by its kind and the key of its name."""
        return {(term.kind, name_key(term.name)): term for term in self.by_term}

    def terms(self, kind: str) -> dict[Term, tuple[Post, ...]]:
        """The posts of each term of a kind, in the order of `by_term`."""
        return {term: posts for term, posts in self.by_term.items() if term.kind == kind}

    @cached_property
    def mentions(self) -> Mapping[ObjectKey, tuple[Mention, ...]]:
        """The mentions in posts of each object, newest first, one a post.

        Costly, since it looks at all documents: for where sentences are shown. `mention_index` has the posts alone.
        """
        return mentions_by_object(self.posts, self.document_mentions)

    def mentions_in(self, docname: str) -> tuple[Mention, ...]:
        """What one document names, each object once, in the order of the text; posts are of the kind ``post``."""
        return self.document_mentions[docname].mentions

    @cached_property
    def objects(self) -> frozenset[Definition]:
        """The definitions that any document mentions: only these have pages, so that nothing hidden shows."""
        return frozenset(entry for key, entry in self.definitions.by_key.items() if key in self.mention_index.posts)

    def posts_of(self, entry: Definition) -> tuple[Post, ...]:
        """The posts that mention an object, newest first."""
        names = self.mention_index.posts.get((entry.kind, entry.key), ())
        return tuple(self.by_docname[name] for name in names if name in self.by_docname)

    def backlinks(self, docname: str) -> tuple[Mention, ...]:
        """The posts that refer to one, newest first."""
        return self.mention_index.backlinks.get(docname, ())

    @cached_property
    def threads(self) -> tuple[Thread, ...]:
        """Posts that follow one another, that with the newest post first; the posts of each, oldest first."""
        return threads(self.posts)

    @cached_property
    def thread_of(self) -> Mapping[str, Thread]:
        """The thread in which each post is that is in one, by docname."""
        return {post.docname: thread for thread in self.threads for post in thread.posts}

    def related(self, docname: str) -> tuple[Post, ...]:
        """The posts related to one, the closest first."""
        return tuple(self.by_docname[name] for name in self.related_names.get(docname, ()))

    @cached_property
    def by_day_of_year(self) -> Mapping[tuple[int, int], tuple[Post, ...]]:
        """The posts of each (month, day) whatever the year, newest first."""
        posts_of: dict[tuple[int, int], list[Post]] = {}
        for post in self.posts:
            posts_of.setdefault((post.date.month, post.date.day), []).append(post)
        return {day: tuple(posts) for day, posts in sorted(posts_of.items())}

    @cached_property
    def by_month(self) -> Mapping[tuple[int, int], tuple[Post, ...]]:
        """The posts of each (year, month), both newest first."""
        posts_of: dict[tuple[int, int], list[Post]] = {}
        for post in self.posts:
            posts_of.setdefault((post.date.year, post.date.month), []).append(post)
        return {month: tuple(posts) for month, posts in posts_of.items()}

    @cached_property
    def by_year(self) -> Mapping[int, tuple[Post, ...]]:
        """The posts of each year, both newest first."""
        posts_of: dict[int, list[Post]] = {}
        for post in self.posts:
            posts_of.setdefault(post.date.year, []).append(post)
        return {year: tuple(posts) for year, posts in posts_of.items()}

    @cached_property
    def _position(self) -> Mapping[str, int]:
        return {post.docname: i for i, post in enumerate(self.posts)}

    def position(self, docname: str) -> int:
        """Place among all posts, 0 being the newest."""
        return self._position[docname]

    def newer(self, docname: str) -> Post | None:
        """The next newer post; None for the newest."""
        position = self._position[docname]
        return self.posts[position - 1] if position else None

    def older(self, docname: str) -> Post | None:
        """The next older post; None for the oldest."""
        position = self._position[docname]
        return self.posts[position + 1] if position + 1 < len(self.posts) else None


Product = TypeVar("Product")
"""A page or an `Output`."""


@dataclass(frozen=True, slots=True)
class Output:
    """A file that a writer wants to stand in the output folder."""

    path: str
    """From the output's root, with slashes: ``blog/atom.xml``."""
    key: str
    """Digest of all that the file shows: the same key, the same bytes."""
    render: Callable[[], str | bytes]
    """Gives the contents; called only if the key changed, perhaps in another process."""


class Unchanged(NamedTuple, Generic[Product]):
    """Pages or files that show what they did in the last build, so many that they are taken over in one step."""

    keys: Mapping[str, str]
    """By path, the key that each was written from."""
    make: Callable[[str], Product]
    """Gives what stands at a path, should its file be gone."""
    addresses: Sequence[tuple[str, str]] = ()
    """Of pages, for the sitemap, each with the day of the newest post shown."""
