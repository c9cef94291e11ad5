"""The pages that are not documents: listings by time and by term, overviews, notices. Pure functions of the model."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import groupby
from operator import attrgetter
from typing import Any

from ..core import dates
from ..core.digests import digest
from ..core.paths import permalink
from ..model.archive import Archive
from ..model.mentioned import Subject
from ..model.posts import Post, Term
from . import charts

Days = Mapping[date, int]
"""Posts by day."""

PLURALS = {"category": "Categories", "tag": "Tags", "author": "Authors"}


@dataclass(frozen=True, slots=True)
class Crumb:
    """One step of the way from the front page to a page."""

    title: str
    name: str
    """Page or document that it leads to."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page that a template makes."""

    name: str
    """As Sphinx names pages: the path in the output without its suffix."""
    template: str
    key: str
    """Digest of all that the page shows beside the settings and templates."""
    title: str
    context: Callable[[], dict[str, Any]]
    description: str = ""
    crumbs: tuple[Crumb, ...] = ()
    term: Subject | None = None
    """The subject whose feeds the page announces beside those of the whole archive."""
    newest: Post | None = None
    """The newest post shown, for the sitemap."""
    with_texts: bool = False
    """Whether the template shows the posts in full."""

    @property
    def path(self) -> str:
        """Where the page stands in the output."""
        return permalink(self.name)

    @property
    def day(self) -> str:
        """That of the newest post shown, or nothing."""
        return self.newest.day.isoformat() if self.newest else ""


ARCHIVE = Crumb("Archive", "blog/archive")


def listings(archive: Archive) -> Iterator[Page]:
    """Every page of posts, newest first, and every overview."""
    yield from paginated(archive, "blog/index", "All posts", archive.posts, (), template="listing.html")
    yield _overview(archive)
    for year, posts in archive.by_year.items():
        days = Counter(post.day for post in posts)
        yield from paginated(archive, f"blog/{year}", str(year), posts, (ARCHIVE,), days=days)
    for (year, month), posts in archive.by_month.items():
        crumbs = (ARCHIVE, Crumb(str(year), f"blog/{year}"))
        title = f"{dates.month_name(month)} {year}"
        yield from paginated(archive, f"blog/{year}/{month:02}", title, posts, crumbs, template="month.html")
    for kind, plural in PLURALS.items():
        yield _terms(archive, kind, plural)
    for term, posts in archive.by_term.items():
        crumb = Crumb(PLURALS[term.kind], f"blog/{term.kind}")
        yield from paginated(archive, term.page, term.name, posts, (crumb,), term=term)


def page_name(first: str, number: int) -> str:
    """Name of page `number` of the listing that begins at `first`."""
    return first if number == 1 else f"{first.removesuffix('/index')}/page-{number}"


def paginated(
    archive: Archive,
    name: str,
    title: str,
    posts: Sequence[Post],
    crumbs: tuple[Crumb, ...],
    *,
    template: str = "listing.html",
    term: Term | None = None,
    days: Days | None = None,
) -> Iterator[Page]:
    """The pages of a listing; the first has a calendar of `days`, where a year's are given."""
    size = archive.site.page_size
    count = max(1, -(-len(posts) // size))
    in_full = template == "month.html"
    shows = archive.digests if in_full else archive.summaries
    for number in range(1, count + 1):
        chunk = posts[(number - 1) * size : number * size]
        shown_days = days if days and number == 1 else {}
        yield Page(
            name=page_name(name, number),
            template=template,
            key=digest(template, title, f"{len(posts)} {term} {shown_days}", *(shows[post.docname] for post in chunk)),
            title=title if number == 1 else f"{title}, page {number}",
            context=partial(_listing, name, chunk, len(posts), number, count, shown_days, term),
            crumbs=crumbs if number == 1 else (*crumbs, Crumb(title, name)),
            term=term,
            newest=chunk[0] if chunk else None,
            with_texts=in_full,
        )


def _listing(
    first: str, chunk: Sequence[Post], total: int, number: int, count: int, days: Days, term: Term | None
) -> dict[str, Any]:
    """What page `number` of `count` shows, with `chunk` of the `total` posts; `first` is the name of the first page."""
    return {
        "chart": charts.calendar(chunk[0].date.year, days) if days else "",
        "days": [(day, list(group)) for day, group in groupby(chunk, attrgetter("day"))],
        "posts": chunk, "total": total, "number": number, "count": count, "first": first,
        "previous_page": page_name(first, number - 1) if number > 1 else None,
        "next_page": page_name(first, number + 1) if number < count else None,
        "kind": term.kind if term else "",
    }  # fmt: skip


def _overview(archive: Archive) -> Page:
    """The whole archive: its years and months, each with its number of posts."""
    years = [
        (year, len(posts), [(month, len(archive.by_month[year, month])) for month in range(12, 0, -1)
                            if (year, month) in archive.by_month])
        for year, posts in archive.by_year.items()
    ]  # fmt: skip
    counts = {month: len(posts) for month, posts in archive.by_month.items()}
    return Page("blog/archive", "archive.html", digest(repr(years)), "Archive",
                lambda: {"years": years, "chart": charts.months(counts), "total": len(archive.posts)})  # fmt: skip


def _terms(archive: Archive, kind: str, plural: str) -> Page:
    """All terms of one kind, each with its number of posts."""
    counts = [(term, len(posts)) for term, posts in archive.terms(kind).items()]
    chart = charts.topics(archive.terms(kind)) if kind == "tag" else ""
    return Page(f"blog/{kind}", "terms.html", digest(plural, repr(counts), chart), plural,
                lambda: {"terms": counts, "kind": kind, "plural": plural, "kinds": PLURALS.items(),
                         "chart": chart})  # fmt: skip


def notices(withheld: Iterable[str]) -> Iterator[Page]:
    """What stands at the address of each post that is withheld: `withheld` are their names."""
    for name in withheld:
        yield Page(name, "withheld.html", digest(name), "Withheld", dict)


def not_found(archive: Archive) -> Page:
    """What a host shows for an address where nothing is."""
    newest = archive.posts[:5]
    key = digest(*(f"{post.title} {post.path} {post.date}" for post in newest))
    return Page("404", "404.html", key, "Page not found", lambda: {"posts": newest})


def search() -> Page:
    """The search page, the same for every archive."""
    return Page("search", "search.html", "search", "Search", dict)


def post_context(archive: Archive, post: Post) -> dict[str, Any]:
    """What the page of a post shows beside its text."""
    month = Crumb(f"{dates.month_name(post.date.month)} {post.date.year}", post.month_page)
    crumbs = (ARCHIVE, Crumb(str(post.date.year), f"blog/{post.date.year}"), month)
    newer, older = archive.newer(post.docname), archive.older(post.docname)
    return {"template": "post.html", "post": post, "newer": newer, "older": older, "month": month, "crumbs": crumbs,
            "related": archive.related(post.docname)}  # fmt: skip
