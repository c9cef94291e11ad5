"""Pages of the site itself: how to follow it, its search, and what it says where something is not there.

Pure functions of the model.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple

from ..core.addresses import quoted_path
from ..core.localization import Localization
from ..model import autodiscovery
from ..model.archive import Archive
from ..model.mentions import Subject
from ..model.posts import PostLink
from .listings import TERM_HEADINGS, terms_crumb
from .names import names_crumb
from .page import Contents, Crumb, Page
from .threads import threads_crumb

#: The page of all feeds, by its name.
SUBSCRIBE = "subscribe"
#: There, a list of more subjects is folded.
MOST_OPEN = 20


class Feed(NamedTuple):
    """A feed of the whole blog."""

    format: str
    path: str
    address: str
    """As readers copy it: whole, where the site has an address."""


class SubjectFeeds(NamedTuple):
    """Subjects of one kind, each of which has feeds."""

    title: str
    formats: tuple[tuple[str, str], ...]
    """The name of each format, and the name of its files."""
    subjects: tuple[Crumb, ...]


@dataclass(frozen=True, kw_only=True)
class Subscribe(Page):
    """How to follow the blog, and its feeds: of the whole, and of each subject."""

    name: str = SUBSCRIBE
    feeds: tuple[Feed, ...]
    groups: tuple[SubjectFeeds, ...]

    template: ClassVar[str] = "subscribe.html"
    section: ClassVar[str] = SUBSCRIBE

    def context(self, contents: Contents) -> dict[str, Any]:
        collated = contents.localization.collation.key
        sorted_groups = [
            group._replace(subjects=tuple(sorted(group.subjects, key=lambda crumb: (collated(crumb.title), crumb))))
            for group in self.groups
        ]
        return {**super().context(contents), "groups": sorted_groups, "most_open": MOST_OPEN}


@dataclass(frozen=True, kw_only=True)
class Withheld(Page):
    """What stands at the address of a post that is withheld."""

    template: ClassVar[str] = "withheld.html"
    in_sitemap: ClassVar[bool] = False


@dataclass(frozen=True, kw_only=True)
class NotFound(Page):
    """What a host shows for an address where nothing is."""

    name: str = "404"
    posts: tuple[PostLink, ...]
    """The newest."""

    template: ClassVar[str] = "404.html"
    section: ClassVar[str] = "404"
    in_sitemap: ClassVar[bool] = False


@dataclass(frozen=True, kw_only=True)
class Search(Page):
    """The search page, the same for every archive."""

    name: str = "search"

    template: ClassVar[str] = "search.html"
    section: ClassVar[str] = "search"
    in_sitemap: ClassVar[bool] = False


def pages(archive: Archive, withheld: Iterable[str], standing: Iterable[str]) -> Iterator[Page]:
    """All of them; `withheld` are the names of the posts that may not be shown, `standing` those of the standing pages.
    """
    local = archive.site.localization
    for name in withheld:
        # Translators: the title of what stands in the place of a post that may not be shown.
        yield Withheld(name=name, title=local.gettext("Withheld"))
    yield NotFound(title=local.gettext("Page not found"), posts=tuple(post.link for post in archive.posts[:5]))
    # Translators: the title of the page on which the archive is searched.
    yield Search(title=local.pgettext("title", "Search"))
    yield from _subscribe(archive, standing)


def subscribe_crumb(local: Localization) -> Crumb:
    """Where all feeds stand."""
    # Translators: the title of the page that says how to follow the blog.
    return Crumb(local.gettext("Subscribe"), SUBSCRIBE)


def _subscribe(archive: Archive, standing: Iterable[str]) -> Iterator[Subscribe]:
    """The page, unless one of the `standing` pages, by their names, is the author's own of that name."""
    if SUBSCRIBE in standing:
        return
    site = archive.site
    local = site.localization
    kinds: list[tuple[str, Sequence[Subject]]] = [
        (terms_crumb(local, kind).title, [*archive.terms(kind)]) for kind in TERM_HEADINGS
    ]
    kinds.append((threads_crumb(local).title, archive.threads))
    mentioned = [entry for entry in archive.definitions.entries if entry in archive.objects]
    kinds.append((names_crumb(local).title, mentioned))
    of_whole = ((format.name, autodiscovery.feed_path(format)) for format in autodiscovery.formats(None))
    yield Subscribe(
        title=subscribe_crumb(local).title,
        feeds=tuple(Feed(name, path, site.url + quoted_path(path)) for name, path in of_whole),
        groups=tuple(_feeds_of(title, subjects) for title, subjects in kinds if subjects),
    )


def _feeds_of(title: str, subjects: Sequence[Subject]) -> SubjectFeeds:
    formats = tuple((format.name, format.file) for format in autodiscovery.formats(subjects[0]))
    return SubjectFeeds(title, formats, tuple(Crumb(subject.name, subject.page) for subject in subjects))
