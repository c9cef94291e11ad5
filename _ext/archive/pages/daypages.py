"""On this day: the posts of each day of the year, across the years. Pure functions of the model."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from typing import Any

from ..core import dates
from ..core.digests import digest
from ..model.archive import Archive
from ..model.posts import Post
from .pages import ARCHIVE, Crumb, Page, paginated

DAYS = Crumb("On this day", "on/index")
#: A year that has all days.
_LEAP = 2000


def pages(archive: Archive) -> Iterator[Page]:
    """The days of the year, and each on which there was a post; none where there are no posts."""
    if not archive.posts:
        return
    counts = {day: len(posts) for day, posts in archive.by_day_of_year.items()}
    yield Page("on/index", "days.html", digest(repr(sorted(counts.items()))), DAYS.title,
               lambda: {"months": list(_months(counts))}, crumbs=(ARCHIVE,))  # fmt: skip
    for day, posts in archive.by_day_of_year.items():
        yield from paginated(archive, page(day), title(day), posts, (ARCHIVE, DAYS))


def _months(counts: dict[tuple[int, int], int]) -> Iterator[tuple[str, list[tuple[int, str, int]]]]:
    """The name of each month that has posts, and of its days the number, the page and the posts."""
    for month in sorted({month for month, _ in counts}):
        days = range(1, monthrange(_LEAP, month)[1] + 1)
        yield dates.month_name(month), [(day, page((month, day)), counts.get((month, day), 0)) for day in days]


def page(day: tuple[int, int]) -> str:
    """Name of the page of a (month, day)."""
    return f"on/{day[0]:02}-{day[1]:02}"


def title(day: tuple[int, int]) -> str:
    """``31 October``."""
    return f"{day[1]} {dates.month_name(day[0])}"


def post_context(archive: Archive, post: Post) -> dict[str, Any]:
    """A post leads to the page of its day where there is another post on that."""
    day = (post.date.month, post.date.day)
    return {"on_day": Crumb(title(day), page(day)) if len(archive.by_day_of_year[day]) > 1 else None}


def post_key(archive: Archive, post: Post) -> str:
    """Digest of what `post_context` gives, the post itself being known."""
    return repr(post_context(archive, post)["on_day"])
