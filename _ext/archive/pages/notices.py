"""Pages that say that something is not there, and the search page. Pure functions of the model."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import ClassVar

from ..model.archive import Archive
from ..model.posts import PostLink
from .page import Page


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


def pages(archive: Archive, withheld: Iterable[str]) -> Iterator[Page]:
    """All of them; `withheld` are the names of the posts that are."""
    local = archive.site.localization
    for name in withheld:
        # Translators: the title of what stands in the place of a post that may not be shown.
        yield Withheld(name=name, title=local.gettext("Withheld"))
    yield NotFound(title=local.gettext("Page not found"), posts=tuple(post.link for post in archive.posts[:5]))
    # Translators: the title of the page on which the archive is searched.
    yield Search(title=local.pgettext("title", "Search"))
