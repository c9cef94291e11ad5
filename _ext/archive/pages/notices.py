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

    title: str = "Withheld"

    template: ClassVar[str] = "withheld.html"
    in_sitemap: ClassVar[bool] = False


@dataclass(frozen=True, kw_only=True)
class NotFound(Page):
    """What a host shows for an address where nothing is."""

    name: str = "404"
    title: str = "Page not found"
    posts: tuple[PostLink, ...]
    """The newest."""

    template: ClassVar[str] = "404.html"
    section: ClassVar[str] = "404"
    in_sitemap: ClassVar[bool] = False


@dataclass(frozen=True, kw_only=True)
class Search(Page):
    """The search page, the same for every archive."""

    name: str = "search"
    title: str = "Search"

    template: ClassVar[str] = "search.html"
    section: ClassVar[str] = "search"
    in_sitemap: ClassVar[bool] = False


def pages(archive: Archive, withheld: Iterable[str]) -> Iterator[Page]:
    """All of them; `withheld` are the names of the posts that are."""
    for name in withheld:
        yield Withheld(name=name)
    yield NotFound(posts=tuple(post.link for post in archive.posts[:5]))
    yield Search()
