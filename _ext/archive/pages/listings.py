"""Listings by time and by term, and the overviews that lead to them: of all months, tags, days of the year.

Pure functions of the model.
"""

from __future__ import annotations

from calendar import monthrange
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import groupby
from operator import attrgetter
from typing import Any, ClassVar

from ..core.localization import Localization, gettext_noop
from ..model.archive import Archive
from ..model.definitions import Profile
from ..model.outlinks import LinkTarget, link_target
from ..model.posts import Post, Term
from . import charts
from .page import Contents, Crumb, NumberedPage, Page, Text, in_chunks, numbered, page_name

#: The page of the days of the year.
DAYS = "on/index"
#: A year that has all days of the year.
_LEAP_YEAR = 2000
#: The headings of the pages of all terms, by their kind.
TERM_HEADINGS = {
    "category": gettext_noop("Categories"), "tag": gettext_noop("Tags"), "author": gettext_noop("Authors"),
}  # fmt: skip
#: Fewer terms stand in one list, and not below letters.
LEAST_LETTERED = 40
#: TermsIndex of one post are folded where there are at least so many of them, and so many others.
LEAST_FOLDED = 20
#: At most so many tags are shown with those that stand beside them, and of these so many each.
MOST_TAGS, MOST_COMPANIONS = 12, 5
#: A tag that is shown so has at least so many posts, and shares so many with each of its companions.
LEAST_TOGETHER = 2

CountedTerm = tuple[Term, int]
"""A term, and its number of posts."""


@dataclass(frozen=True, kw_only=True)
class Listing(NumberedPage):
    """Titles and excerpts, newest first."""

    posts: tuple[Post, ...]
    total: int
    """Of all its pages."""

    template: ClassVar[str] = "listing.html"

    @property
    def kind(self) -> str:
        """What the posts have in common: ``tag`` and so on; nothing, if it is a time."""
        return ""

    def chart(self, local: Localization) -> str:
        """What goes before the posts of the first page."""
        return ""

    @property
    def newest(self) -> Post | None:
        return self.posts[0] if self.posts else None

    def context(self, contents: Contents) -> dict[str, Any]:
        return {**super().context(contents), "chart": self.chart(contents.localization)}


@dataclass(frozen=True, kw_only=True)
class YearListing(Listing):
    """The posts of a year; the first page has a calendar."""

    calendar: tuple[tuple[date, int], ...]
    """The days, each with its posts."""

    def chart(self, local: Localization) -> str:
        return charts.calendar(local, self.calendar[0][0].year, dict(self.calendar)) if self.calendar else ""


@dataclass(frozen=True, kw_only=True)
class MonthListing(Listing):
    """The posts of a month in full, below the headings of their days."""

    texts: tuple[Text, ...]
    days_of_month: tuple[tuple[int, str], ...]
    """Of all its pages, newest first, each with the page on which it begins."""

    template: ClassVar[str] = "month.html"

    @property
    def days(self) -> list[tuple[date, list[Post]]]:
        return [(day, list(group)) for day, group in groupby(self.posts, attrgetter("day"))]

    def context(self, contents: Contents) -> dict[str, Any]:
        return {**super().context(contents), "texts": {text.docname: contents.text(text) for text in self.texts}}


@dataclass(frozen=True, kw_only=True)
class TermListing(Listing):
    """The posts of a category, a tag or an author."""

    term: Term

    @property
    def section(self) -> str:  # type: ignore[override]
        return term_section(self.term.kind)

    @property
    def subject(self) -> Term:
        return self.term

    @property
    def kind(self) -> str:
        return self.term.kind


@dataclass(frozen=True, kw_only=True)
class AuthorListing(TermListing):
    """The first page of the posts of an author of whom more is known than a name."""

    profile: Profile
    leads: tuple[tuple[str, LinkTarget], ...]
    """Where else it is written of: words, and where they lead."""
    mentioned: str
    """The page of the posts that mention the author, if there are any."""


@dataclass(frozen=True, kw_only=True)
class Overview(Page):
    """The whole archive: its years and months, each with its number of posts."""

    years: tuple[tuple[int, int, tuple[tuple[int, int], ...]], ...]
    """Newest first: the year, its posts, and its months with theirs."""
    total: int

    template: ClassVar[str] = "archive.html"

    def context(self, contents: Contents) -> dict[str, Any]:
        counts = {(year, month): posts for year, _, months in self.years for month, posts in months}
        return {**super().context(contents), "chart": charts.months(contents.localization, counts)}


@dataclass(frozen=True, kw_only=True)
class DaysOfYear(Page):
    """The days of the year, all years together."""

    counts: tuple[tuple[tuple[int, int], int], ...]
    """The posts of each (month, day) that has any."""

    template: ClassVar[str] = "days.html"
    section: ClassVar[str] = DAYS

    @property
    def months(self) -> list[tuple[int, list[tuple[int, str, int]]]]:
        """Each month that has posts, and of its days the number, the page and the posts."""
        counts = dict(self.counts)
        months = []
        for month in sorted({month for month, _ in counts}):
            days = range(1, monthrange(_LEAP_YEAR, month)[1] + 1)
            months.append((month, [(day, day_page((month, day)), counts.get((month, day), 0)) for day in days]))
        return months


@dataclass(frozen=True, kw_only=True)
class DayListing(Listing):
    """The posts of a day of the year."""

    section: ClassVar[str] = DAYS


@dataclass(frozen=True, kw_only=True)
class TermsIndex(Page):
    """All terms of one kind, each with its number of posts."""

    kind: str
    terms: tuple[CountedTerm, ...]
    """In the order of their names."""
    together: tuple[tuple[Term, int, tuple[CountedTerm, ...]], ...]
    """The tags with most posts, each with those that most often stand beside it."""

    template: ClassVar[str] = "terms.html"

    @property
    def section(self) -> str:  # type: ignore[override]
        return term_section(self.kind)

    def context(self, contents: Contents) -> dict[str, Any]:
        kinds = [(kind, contents.localization.gettext(plural)) for kind, plural in TERM_HEADINGS.items()]
        letters = self._letters(contents.localization) if len(self.terms) >= LEAST_LETTERED else []
        return {**super().context(contents), "kinds": kinds, "letters": letters}

    def _letters(self, local: Localization) -> list[tuple[str, list[CountedTerm], list[CountedTerm]]]:
        """Each letter, its terms, and those of one post, if these are folded."""
        once = sum(posts == 1 for _, posts in self.terms)
        folds = min(once, len(self.terms) - once) >= LEAST_FOLDED

        def letter(counted: CountedTerm) -> str:
            return local.digits(local.collation.letter(counted[0].name))

        sections = []
        for first, group in groupby(self.terms, letter):
            terms = list(group)
            folded = [counted for counted in terms if folds and counted[1] == 1]
            sections.append((first, [counted for counted in terms if counted not in folded], folded))
        return sections


def pages(archive: Archive) -> Iterator[Page]:
    """Every page of posts, newest first, and every overview."""
    local = archive.site.localization
    home = archive_crumb(local)
    for page_fields, posts in _paged(archive, "blog/index", local.gettext("All posts"), archive.posts):
        yield Listing(**page_fields, posts=posts)
    yield overview(archive)
    for year, of_year in archive.by_year.items():
        calendar = tuple(Counter(post.day for post in of_year).items())
        for page_fields, posts in _paged(archive, f"blog/{year}", local.year(year), of_year, home):
            yield YearListing(**page_fields, posts=posts, calendar=calendar if page_fields["page_number"] == 1 else ())
    for (year, month), of_month in archive.by_month.items():
        *crumbs, (title, name) = month_crumbs(local, year, month)
        days = _days_of_month(name, of_month, archive.site.page_size)
        for page_fields, posts in _paged(archive, name, title, of_month, *crumbs):
            texts = tuple([Text(post.docname, post.body_digest) for post in posts])
            yield MonthListing(**page_fields, posts=posts, texts=texts, days_of_month=days)
    for kind in TERM_HEADINGS:
        yield terms_page(archive, kind)
    for term, of_term in archive.by_term.items():
        for page_fields, posts in _paged(archive, term.page, term.name, of_term, terms_crumb(local, term.kind)):
            profile = archive.profiles.get(term.name) if term.kind == "author" else None
            if profile and page_fields["page_number"] == 1:
                yield _author_listing(archive, profile, posts=posts, **page_fields)
            else:
                yield TermListing(**page_fields, posts=posts, term=term)
    yield from days_of_year(archive)


def _author_listing(archive: Archive, profile: Profile, **page_fields: Any) -> AuthorListing:
    defined = profile.defined
    return AuthorListing(
        **page_fields, term=profile.author, profile=profile, description=defined.about,
        leads=tuple((words, link_target(archive.outlinks, address)) for words, address in defined.links),
        mentioned=defined.page if defined in archive.objects else "",
    )  # fmt: skip


def _days_of_month(name: str, posts: Sequence[Post], page_size: int) -> tuple[tuple[int, str], ...]:
    """The days of a month's `posts`, each with the page of the listing `name` on which it begins."""
    page_of_day: dict[int, str] = {}
    for place, post in enumerate(posts):
        page_of_day.setdefault(post.day.day, page_name(name, place // page_size + 1))
    return tuple(page_of_day.items())


def archive_crumb(local: Localization) -> Crumb:
    """Where all years and months stand."""
    # Translators: the page of all years and months of the blog.
    return Crumb(local.gettext("Archive"), "blog/archive")


@cache
def month_crumbs(local: Localization, year: int, month: int) -> tuple[Crumb, ...]:
    """The way from the archive to a month, whose listing is the last."""
    of_year = Crumb(local.year(year), f"blog/{year}")
    return (archive_crumb(local), of_year, Crumb(local.month_year(year, month), f"blog/{year}/{month:02}"))


def _paged(
    archive: Archive, name: str, title: str, posts: Sequence[Post], *crumbs: Crumb
) -> Iterator[tuple[dict[str, Any], tuple[Post, ...]]]:
    """For each page of a listing the fields that all listings have, and its posts."""
    chunks = in_chunks(posts, archive.site.page_size)
    for page_fields, chunk in numbered(archive.site.localization, name, title, crumbs, chunks):
        yield page_fields | {"total": len(posts)}, chunk


def overview(archive: Archive) -> Overview:
    """The page of all years and months."""
    months_of: dict[int, list[tuple[int, int]]] = {}
    for (year, month), posts in sorted(archive.by_month.items(), reverse=True):
        months_of.setdefault(year, []).append((month, len(posts)))
    years = tuple((year, len(posts), tuple(months_of[year])) for year, posts in archive.by_year.items())
    title, name = archive_crumb(archive.site.localization)
    return Overview(name=name, title=title, years=years, total=len(archive.posts))


def days_of_year(archive: Archive) -> Iterator[Page]:
    """The days of the year, and each on which there was a post; none where there are no posts."""
    if not archive.posts:
        return
    counts = tuple((day, len(posts)) for day, posts in archive.by_day_of_year.items())
    local = archive.site.localization
    days = days_crumb(local)
    yield DaysOfYear(name=days.name, title=days.title, crumbs=(archive_crumb(local),), counts=counts)
    for day, of_day in archive.by_day_of_year.items():
        title, name = day_crumb(local, day)
        for page_fields, posts in _paged(archive, name, title, of_day, archive_crumb(local), days):
            yield DayListing(**page_fields, posts=posts)


def days_crumb(local: Localization) -> Crumb:
    """Where the days of the year stand."""
    # Translators: the page of all days of the year, on each of which posts of several years may stand.
    return Crumb(local.gettext("On this day"), DAYS)


def day_page(day: tuple[int, int]) -> str:
    """Name of the page of a (month, day)."""
    return f"on/{day[0]:02}-{day[1]:02}"


@cache
def day_crumb(local: Localization, day: tuple[int, int]) -> Crumb:
    """The page of a (month, day), ``31 October``."""
    return Crumb(local.month_day(*day), day_page(day))


def term_section(kind: str) -> str:
    """The page of the sidebar to which the pages of terms of a kind belong."""
    return "blog/tag" if kind == "tag" else "blog/category"


def terms_crumb(local: Localization, kind: str) -> Crumb:
    """Where all terms of a kind stand."""
    return Crumb(local.gettext(TERM_HEADINGS[kind]), f"blog/{kind}")


def terms_page(archive: Archive, kind: str) -> TermsIndex:
    """The page of all terms of a kind."""
    local, posts_of = archive.site.localization, archive.terms(kind)
    title, name = terms_crumb(local, kind)
    return TermsIndex(
        name=name, title=title, kind=kind, together=_tags_together(local, posts_of) if kind == "tag" else (),
        terms=tuple((term, len(posts)) for term, posts in posts_of.items()),
    )  # fmt: skip


def _tags_together(
    local: Localization, posts_of: Mapping[Term, Sequence[Post]]
) -> tuple[tuple[Term, int, tuple[CountedTerm, ...]], ...]:
    """The tags with most posts, each with the tags that most often stand beside it."""

    def most_first(counted: CountedTerm) -> tuple[Any, ...]:
        return (-counted[1], local.collation.key(counted[0].name), counted[0].name)

    often = [(tag, len(posts)) for tag, posts in posts_of.items() if len(posts) >= LEAST_TOGETHER]
    together = []
    for tag, count in sorted(often, key=most_first)[:MOST_TAGS]:
        others = Counter(other for post in posts_of[tag] for other in post.tags if other != tag)
        companions = [(other, posts) for other, posts in others.items() if posts >= LEAST_TOGETHER]
        if companions:
            companions.sort(key=most_first)
            together.append((tag, count, tuple(companions[:MOST_COMPANIONS])))
    return tuple(together)
