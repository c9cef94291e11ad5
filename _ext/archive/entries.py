"""What feeds of every format say of one post, and its text in each format, made once for all that carry it."""

from __future__ import annotations

from collections.abc import Callable, Set
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from . import syndication as say
from .posts import Post, Site, Term


@dataclass(frozen=True, slots=True)
class Label:
    """A category or tag of a post."""

    term: str
    name: str
    scheme: str
    """What the name is one of: address of the page of all categories, or of all tags."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A post as any feed of the site shows it: nothing here depends on which feed that is."""

    site: Site
    post: Post
    body: Callable[[Post], str]
    """Gives the stored full HTML of a post."""
    id: str
    address: str
    title: str
    published: datetime
    updated: datetime
    summary: str
    """Plain text; may be empty."""
    labels: tuple[Label, ...]
    """Categories, then tags."""

    def full_text(self) -> str:
        """HTML as a feed carries it, asked for anew at each call."""
        return say.full_text(self.site, self.body(self.post))


class Entries:
    """The entries of the feeds of one build. Each process that renders feeds fills its own copy."""

    def __init__(self, site: Site, body: Callable[[Post], str], shared: Callable[[], Set[str]]) -> None:
        """`shared` names the documents of the posts that stand in several feeds: theirs alone are kept."""
        self._site, self._body, self._find_shared = site, body, shared
        self._labels: dict[Term, Label] = {}
        self._entries: dict[str, Entry] = {}
        self._texts: dict[tuple[Callable[[Entry], str], str], str] = {}

    @cached_property
    def _shared(self) -> Set[str]:
        return self._find_shared()

    def text(self, render: Callable[[Entry], str], post: Post) -> str:
        """The entry of a post as `render` gives it."""
        name = post.docname
        if name not in self._shared:
            return render(self._entry(post))
        if (render, name) not in self._texts:
            entry = self._entries.get(name) or self._entries.setdefault(name, self._entry(post))
            self._texts[render, name] = render(entry)
        return self._texts[render, name]

    def _entry(self, post: Post) -> Entry:
        site = self._site
        return Entry(
            site=site,
            post=post,
            body=self._body,
            id=say.entry_id(site, post),
            address=say.address(site, post.path),
            title=say.title(post),
            published=say.moment(post.date),
            updated=say.moment(say.touched(post)),
            summary=say.summary(post),
            labels=tuple(map(self._label, post.categories + post.tags)),
        )

    def _label(self, term: Term) -> Label:
        if term not in self._labels:
            scheme = say.address(self._site, f"blog/{term.kind}.html")
            self._labels[term] = Label(term.slug, say.clean(term.name), scheme)
        return self._labels[term]
