"""What a page is: one frozen description of all that it shows, of which its key and its template's variables come.

A kind of page is a dataclass derived from `Page`. Its fields are what it shows, and its properties are worked out from
those; the template gets both by their names. The key of a page (`key`) is a digest of the fields. So there is nothing
that a template could show and a key forget, as long as a description holds all that it shows in its fields.

A post stands in a key for its digest. What the model does not hold, such as the full texts, is in a description by
its digest alone (`Text`, `Comments`, `CoMentions`, `Counted`, and the sentences of a `Mention`), and `Contents` gives
it as the page is written: whoever wants to show such a thing has to hold its digest.
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


class Counted(NamedTuple):
    """How much there is of each post, which is kept outside the model."""

    digest: str
    """Of all that is counted: the posts and their comments."""


Mentioning = tuple[PostLink, Mention]
"""A post, and its mention of something. In a key, the mention stands for the digest of its sentences."""


class Contents(Protocol):
    """Gives what stands in descriptions by its digest alone, and the words in which a page says what it shows."""

    @property
    def localization(self) -> Localization: ...

    def text(self, text: Text) -> str:
        """HTML, whose links begin with `addresses.SITE_SCHEME`."""

    def comments(self, comments: Comments) -> Sequence[Any]: ...

    def sentences(self, mentions: Sequence[Mention]) -> Sequence[Sequence[str]]:
        """The HTML of the sentences in which each mention stands."""

    def counts(self, of: Counted) -> Sequence[tuple[int, Counts]]:
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
        return {"crumbs": self.crumbs, **{name: getattr(self, name) for name in _shown_names(type(self))}}


_shown_of: dict[type, tuple[str, ...]] = {}


def _shown_names(kind: type[Page]) -> tuple[str, ...]:
    """The fields and properties of a kind of page that are its own."""
    if kind in _shown_of:
        return _shown_of[kind]
    worked_out = {name for base in kind.__mro__ for name, value in vars(base).items()
                  if isinstance(value, property | cached_property) and not name.startswith("_")}  # fmt: skip
    own = {field.name for field in fields(kind)} | worked_out
    found = _shown_of[kind] = tuple(sorted(own - vars(Page).keys() - {field.name for field in fields(Page)}))
    return found


def key(page: Page) -> str:
    """Digest of all that a page shows beside the settings and templates: of the values of its fields.

    Raises TypeError for a value of which it cannot be told what is shown.
    """
    return digest(repr(_of_fields(page)))


def stand_in(value: Any) -> object:
    """What stands in a key for a value: texts, numbers and lists of them."""
    return value if type(value) in _PLAIN else _STAND_INS[type(value)](value)


def _of_items(values: tuple[Any, ...]) -> list[object]:
    if not values:
        return []
    kinds = set(map(type, values))
    if len(kinds) == 1:  # as the posts of a listing: ten times as fast
        return list(map(_STAND_INS[kinds.pop()], values))
    return list(map(stand_in, values))


def _of_fields(value: Any) -> list[object]:
    kind = type(value)
    shown = [each if type(each) in _PLAIN else _STAND_INS[type(each)](each) for each in _compared(kind)(value)]
    shown.append(kind.__name__)
    return shown


class _StandIns(dict[type, Callable[[Any], object]]):
    """By kind of value, what makes of one what stands in a key for it."""

    def __missing__(self, kind: type) -> Callable[[Any], object]:
        """The first of its kind. Texts such as `Markup` stand for themselves, named tuples for their values."""
        self[kind] = make = str if issubclass(kind, str) else _of_items if issubclass(kind, tuple) else _of_fields
        return make


#: What stands for itself: asked in place, for a build asks it a hundred thousand times.
_PLAIN: frozenset[type] = frozenset({str, int, bool, type(None), float})
_STAND_INS = _StandIns(
    {
        **dict.fromkeys(_PLAIN, lambda value: value),
        Post: attrgetter("summary_digest"),
        PostLink: attrgetter("key_text"),
        Citation: attrgetter("key_text"),
        Mention: attrgetter("shown_digest"),
        Term: repr,
        **dict.fromkeys((Crumb, Text, Comments, CoMentions, Counted), tuple),
        datetime: datetime.isoformat,
        date: date.isoformat,
        tuple: _of_items,
    }
)


_compared_of: dict[type, Callable[[Any], tuple[Any, ...]]] = {}


def _compared(kind: type) -> Callable[[Any], tuple[Any, ...]]:
    """Gives the values of those fields by which two values of a dataclass differ."""
    if kind in _compared_of:
        return _compared_of[kind]
    try:
        names = [field.name for field in fields(kind) if field.compare]
        get = attrgetter(*names)
        _compared_of[kind] = get if len(names) > 1 else lambda value: (get(value),)
        return _compared_of[kind]
    except TypeError:
        raise TypeError(f"a page cannot show a {kind.__name__}: its key would not tell two of them apart") from None


def page_name(first: str, number: int) -> str:
    """Name of page `number` of the listing that begins at `first`."""
    return first if number == 1 else f"{first.removesuffix('/index')}/page-{number}"


@dataclass(frozen=True, kw_only=True)
class NumberedPage(Page):
    """One of the pages of a listing."""

    first: str
    """Name of the first."""
    number: int
    """From 1."""
    count: int
    """How many pages there are."""

    @property
    def previous_page(self) -> str | None:
        return page_name(self.first, self.number - 1) if self.number > 1 else None

    @property
    def next_page(self) -> str | None:
        return page_name(self.first, self.number + 1) if self.number < self.count else None

    @property
    def numbers(self) -> tuple[tuple[int, str] | None, ...]:
        """The first page, this and those beside it, and the last: of each the number and the name; None where some are
        left out, which are two at least."""
        near = sorted({1, *range(max(1, self.number - 1), min(self.count, self.number + 1) + 1), self.count})
        shown: list[int] = []
        for number in near:
            left_out = number - 1 - (shown[-1] if shown else 0)
            shown += [number - 1] * (left_out == 1) + [0] * (left_out > 1) + [number]
        return tuple((number, page_name(self.first, number)) if number else None for number in shown)


def numbered(
    local: Localization, name: str, title: str, crumbs: tuple[Crumb, ...], chunks: Sequence[Sequence[Item]]
) -> Iterator[tuple[dict[str, Any], tuple[Item, ...]]]:
    """For each page of a listing, the fields of a `NumberedPage`, and what it lists. There is one page at least."""
    for number, chunk in enumerate(chunks or [()], start=1):
        place = {"first": name, "number": number, "count": len(chunks) or 1, "name": page_name(name, number)}
        if number == 1:
            yield {**place, "title": title, "crumbs": crumbs}, tuple(chunk)
        else:
            # Translators: the title of a page of a list that has several.
            words = local.gettext("%(title)s, page %(number)s") % {"title": title, "number": local.number(number)}
            yield {**place, "title": words, "crumbs": (*crumbs, Crumb(title, name))}, tuple(chunk)


def in_chunks(items: Sequence[Item], size: int) -> list[Sequence[Item]]:
    """The items of each page, `size` on each."""
    return [items[start : start + size] for start in range(0, len(items), size)]


def with_sentences(
    mentions: Iterable[Mentioning], contents: Contents
) -> list[tuple[PostLink, Sequence[str]]]:  # fmt: skip
    """Each post that mentions something, with the HTML of its sentences."""
    posts, found = zip(*mentions, strict=True) if mentions else ((), ())
    return list(zip(posts, contents.sentences(found), strict=True))
