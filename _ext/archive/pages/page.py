"""What a page is: one frozen description of all that it shows, of which its key and its template's variables come.

A kind of page is a dataclass derived from `Page`. Its fields are what it shows, and its properties are worked out from
those; the template gets both by their names. The key of a page (`key`) is a digest of the fields. So there is nothing
that a template could show and a key forget, as long as a description holds all that it shows in its fields.

In a key, a post's digest stands for the post. What the model does not hold, such as the full texts, is in a
description by its digest alone (`Text`, `Comments`, `CoMentions`, `PostCounts`, and the sentences of a `Mention`), and
`Contents` gives it as the page is written: whoever wants to show such a thing has to hold its digest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from functools import cached_property
from operator import attrgetter
from typing import Any, ClassVar, NamedTuple, Protocol, TypeVar

from ..core.addresses import permalink
from ..core.localization import Localization
from ..core.texts import digest
from ..model.citations import Citation
from ..model.mentions import Mention, Subject
from ..model.posts import Counts, Post, PostLink, Term

Item = TypeVar("Item")


class Crumb(NamedTuple):
    """One step of the way from the front page to a page; a link to a page by its title."""

    title: str
    name: str
    """Page or document that it leads to."""


class Text(NamedTuple):
    """The full HTML of a post's text, which is kept outside the model."""

    docname: str
    digest: str


class Comments(NamedTuple):
    """The comments on a post, which stand in a file of their own."""

    docname: str
    digest: str


class CoMentions(NamedTuple):
    """What is mentioned most often together with an object: costly to count, so only for pages that are written."""

    kind: str
    key: str
    digest: str
    """Of the names and addresses of all that is mentioned in the posts that mention the object."""


class PostCounts(NamedTuple):
    """How much there is of each post, which is kept outside the model."""

    digest: str
    """Of all that is counted: the posts and their comments."""


PostMention = tuple[PostLink, Mention]
"""A post, and its mention of something. In a key, the digest of its sentences stands for the mention."""


class Contents(Protocol):
    """Gives what stands in descriptions by its digest alone, and the words in which a page says what it shows."""

    @property
    def localization(self) -> Localization: ...

    def text(self, text: Text) -> str:
        """HTML, whose links begin with `addresses.SITE_SCHEME`."""

    def comments(self, comments: Comments) -> Sequence[Any]: ...

    def sentences(self, mentions: Sequence[Mention]) -> Sequence[Sequence[str]]:
        """The HTML of the sentences in which each mention stands."""

    def counts(self, of: PostCounts) -> Sequence[tuple[int, Counts]]:
        """How much there is of each post, with its year."""

    def co_mentions(self, of: CoMentions) -> Sequence[tuple[Any, int]]:
        """The objects, each with the number of posts."""


@dataclass(frozen=True, kw_only=True)
class Page:
    """A page that a template makes; derive a dataclass of what a kind of page shows."""

    name: str
    """As Sphinx names pages: the path in the output without its suffix."""
    title: str
    """Plain text."""
    crumbs: tuple[Crumb, ...] = ()
    description: str = ""
    """For search engines, plain text; empty where the title says it all."""

    template: ClassVar[str]
    section: ClassVar[str] = "blog/archive"
    """The page of the sidebar to which it belongs."""
    in_sitemap: ClassVar[bool] = True

    @property
    def path(self) -> str:
        """Where the page stands in the output."""
        return permalink(self.name)

    @property
    def subject(self) -> Subject | None:
        """The subject whose feeds the page announces beside those of the whole archive."""
        return None

    @property
    def newest(self) -> Post | PostLink | None:
        """The newest post shown, of which the sitemap has the day."""
        return None

    def context(self, contents: Contents) -> dict[str, Any]:
        """The variables of the template, but for `title`, which stands escaped in it, and what all pages have."""
        return {"crumbs": self.crumbs, **{name: getattr(self, name) for name in _own_variables(type(self))}}


_variables_of: dict[type, tuple[str, ...]] = {}


def _own_variables(kind: type[Page]) -> tuple[str, ...]:
    """The names of the fields and properties that a kind of page has beside those of every page."""
    if kind not in _variables_of:
        properties = {
            name
            for base in kind.__mro__
            for name, value in vars(base).items()
            if isinstance(value, property | cached_property) and not name.startswith("_")
        }
        names = properties | {field.name for field in fields(kind)}
        of_every_page = vars(Page).keys() | {field.name for field in fields(Page)}
        _variables_of[kind] = tuple(sorted(names - of_every_page))
    return _variables_of[kind]


def key(page: Page) -> str:
    """Digest of all that a page shows beside the settings and templates: of the values of its fields.

    Raises TypeError for a value of which it cannot be told what is shown.
    """
    return digest(repr(_part_of_fields(page)))


def _part(value: Any) -> object:
    """The part of a key that stands for a value: a text, a number, or a list of such parts."""
    return value if type(value) in _PLAIN else _PARTS[type(value)](value)


def _part_of_items(values: tuple[Any, ...]) -> list[object]:
    if not values:
        return []
    kinds = set(map(type, values))
    if len(kinds) == 1:  # as the posts of a listing: ten times as fast
        return list(map(_PARTS[kinds.pop()], values))
    return list(map(_part, values))


def _part_of_fields(value: Any) -> list[object]:
    kind = type(value)
    # Not by `_part`, which would be a call more for each of them.
    parts = [field if type(field) in _PLAIN else _PARTS[type(field)](field) for field in _field_getter(kind)(value)]
    parts.append(kind.__name__)
    return parts


class _Parts(dict[type, Callable[[Any], object]]):
    """By the type of a value, the function that makes the part of a key of it."""

    def __missing__(self, kind: type) -> Callable[[Any], object]:
        """For the first value of a type. Texts such as `Markup` stand for themselves, named tuples for their values."""
        if issubclass(kind, str):
            self[kind] = str
        elif issubclass(kind, tuple):
            self[kind] = _part_of_items
        else:
            self[kind] = _part_of_fields
        return self[kind]


#: What stands for itself: asked in place, for a build asks it a hundred thousand times.
_PLAIN: frozenset[type] = frozenset({str, int, bool, type(None), float})
_PARTS = _Parts(
    {
        **dict.fromkeys(_PLAIN, lambda value: value),
        Post: attrgetter("summary_digest"),
        PostLink: attrgetter("key_text"),
        Citation: attrgetter("key_text"),
        Mention: attrgetter("shown_digest"),
        Term: repr,
        **dict.fromkeys((Crumb, Text, Comments, CoMentions, PostCounts), tuple),
        datetime: datetime.isoformat,
        date: date.isoformat,
        tuple: _part_of_items,
    }
)


_field_getters: dict[type, Callable[[Any], tuple[Any, ...]]] = {}


def _field_getter(kind: type) -> Callable[[Any], tuple[Any, ...]]:
    """Gives the values of those fields by which two values of a dataclass differ."""
    if kind not in _field_getters:
        try:
            names = [field.name for field in fields(kind) if field.compare]
            get = attrgetter(*names)
        except TypeError:
            message = f"a page cannot show a {kind.__name__}: its key would not tell two of them apart"
            raise TypeError(message) from None
        _field_getters[kind] = get if len(names) > 1 else lambda value: (get(value),)
    return _field_getters[kind]


def page_name(first_page: str, number: int) -> str:
    """Name of page `number` of the listing whose first page has the name `first_page`."""
    return first_page if number == 1 else f"{first_page.removesuffix('/index')}/page-{number}"


class PageNumber(NamedTuple):
    """A link from a page of a listing to another, or to itself."""

    number: int
    name: str


@dataclass(frozen=True, kw_only=True)
class NumberedPage(Page):
    """One of the pages of a listing."""

    first_page: str
    """Its name."""
    page_number: int
    """From 1."""
    page_count: int

    @property
    def previous_page(self) -> str | None:
        return page_name(self.first_page, self.page_number - 1) if self.page_number > 1 else None

    @property
    def next_page(self) -> str | None:
        return page_name(self.first_page, self.page_number + 1) if self.page_number < self.page_count else None

    @property
    def page_numbers(self) -> tuple[PageNumber | None, ...]:
        """The first page, this and those beside it, and the last; None where two or more are left out."""
        beside = range(max(1, self.page_number - 1), min(self.page_count, self.page_number + 1) + 1)
        numbers: list[int | None] = []
        last = 0
        for number in sorted({1, *beside, self.page_count}):
            left_out = number - last - 1
            if left_out == 1:
                numbers.append(number - 1)
            elif left_out:
                numbers.append(None)
            numbers.append(number)
            last = number
        return tuple(PageNumber(number, page_name(self.first_page, number)) if number else None for number in numbers)


def numbered(
    local: Localization, name: str, title: str, crumbs: tuple[Crumb, ...], chunks: Sequence[Sequence[Item]]
) -> Iterator[tuple[dict[str, Any], tuple[Item, ...]]]:
    """For each page of a listing, the fields of a `NumberedPage`, and what it lists. There is one page at least.

    `name`, `title` and `crumbs` are those of the first page; `chunks` are as `in_chunks` gives them.
    """
    page_count = len(chunks) or 1
    for number, chunk in enumerate(chunks or [()], start=1):
        page_fields = {
            "name": page_name(name, number), "title": title, "crumbs": crumbs,
            "first_page": name, "page_number": number, "page_count": page_count,
        }  # fmt: skip
        if number > 1:
            # Translators: the title of a page of a list that has several.
            words = local.gettext("%(title)s, page %(number)s") % {"title": title, "number": local.number(number)}
            page_fields |= {"title": words, "crumbs": (*crumbs, Crumb(title, name))}
        yield page_fields, tuple(chunk)


def in_chunks(items: Sequence[Item], size: int) -> list[Sequence[Item]]:
    """The items of each page, `size` on each."""
    return [items[start : start + size] for start in range(0, len(items), size)]


def with_sentences(mentions: Iterable[PostMention], contents: Contents) -> list[tuple[PostLink, Sequence[str]]]:
    """Each post that mentions something, with the HTML of its sentences."""
    pairs = list(mentions)
    sentences = contents.sentences([mention for _, mention in pairs])
    return [(post, of_post) for (post, _), of_post in zip(pairs, sentences, strict=True)]
