"""Standing pages, and the front page: what the archive is at a glance, and its newest posts.

Pure functions of the model.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar

from ..core.localization import Localization
from ..model.archive import Archive
from ..model.mentioned import Subject
from ..model.posts import Post, PostLink
from . import charts
from .listings import terms_crumb
from .names import names_crumb
from .page import Contents, Crumb, Page
from .threads import threads_crumb

#: A subject of fewer posts is none of the main ones; of each kind so many are named, and fewer threads.
LEAST_POSTS, MOST_SUBJECTS, MOST_THREADS = 2, 8, 3


@dataclass(frozen=True, kw_only=True)
class StandingPage(Page):
    """A document that is no post."""

    template: ClassVar[str] = "standing.html"
    section: ClassVar[str] = ""  # its own, or that of the index of its folder: see `paths.section`


@dataclass(frozen=True, slots=True)
class Group:
    """The subjects of one kind that were written about most."""

    title: str
    page: str
    """Where all of the kind stand."""
    subjects: tuple[tuple[Crumb, int], ...]
    """Each with its number of posts, the largest first."""


@dataclass(frozen=True, kw_only=True)
class FrontPage(StandingPage):
    """The document at the site's root."""

    posts: tuple[Post, ...]
    """The newest."""
    total: int
    latest: PostLink | None
    earliest: PostLink | None
    groups: tuple[Group, ...]
    months: tuple[tuple[tuple[int, int], int], ...]
    """The posts of each (year, month)."""

    template: ClassVar[str] = "home.html"

    def context(self, contents: Contents) -> dict[str, Any]:
        return {**super().context(contents), "chart": charts.span(contents.localization, dict(self.months))}


def front_page(archive: Archive, name: str, title: str) -> FrontPage:
    """The front page, of which the name and the title are the document's."""
    posts = archive.posts
    return FrontPage(
        name=name, title=title, posts=posts[: archive.site.page_size], total=len(posts),
        latest=posts[0].link if posts else None, earliest=posts[-1].link if posts else None,
        groups=groups(archive),
        months=tuple((month, len(of_month)) for month, of_month in archive.by_month.items()),
    )  # fmt: skip


def groups(archive: Archive) -> tuple[Group, ...]:
    """The main categories, tags, names and threads; no group where there are none."""
    counted = [(term, len(posts)) for term, posts in archive.by_term.items()]
    written = {kind: [pair for pair in counted if pair[0].kind == kind] for kind in ("category", "tag")}
    named = [(entry, len(archive.mention_index.posts[entry.kind, entry.key])) for entry in archive.objects]
    threads = tuple((Crumb(thread.name, thread.page), len(thread.posts)) for thread in archive.threads[:MOST_THREADS])
    local = archive.site.localization
    found = (
        Group(*terms_crumb(local, "category"), _main(local, written["category"])),
        Group(*terms_crumb(local, "tag"), _main(local, written["tag"])),
        Group(*names_crumb(local), _main(local, named)), Group(*threads_crumb(local), threads),
    )  # fmt: skip
    return tuple(group for group in found if group.subjects)


def _main(local: Localization, subjects: Iterable[tuple[Subject, int]]) -> tuple[tuple[Crumb, int], ...]:
    many = [(subject, posts) for subject, posts in subjects if posts >= LEAST_POSTS]
    many.sort(key=lambda pair: (-pair[1], local.collation.key(pair[0].name), pair[0].page))
    return tuple((Crumb(subject.name, subject.page), posts) for subject, posts in many[:MOST_SUBJECTS])
