"""The pages of threads, and the place in its thread that a post shows. Pure functions of the model."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

from ..core.localization import Localization
from ..model.archive import Archive
from ..model.mentions import Thread
from ..model.posts import Post, PostLink
from . import charts
from .page import Contents, Crumb, Page


@dataclass(frozen=True, kw_only=True)
class ThreadsIndex(Page):
    """All threads, that with the newest post first. Like the list of all names, it stands below no other page."""

    threads: tuple[tuple[Crumb, tuple[PostLink, ...]], ...]
    """The page of each, and its posts, oldest first."""

    template: ClassVar[str] = "threads.html"
    section: ClassVar[str] = "threads"

    @property
    def newest(self) -> PostLink:
        return self.threads[0][1][-1]


@dataclass(frozen=True, kw_only=True)
class ThreadPage(Page):
    """Posts that follow one another, oldest first."""

    thread: Thread

    template: ClassVar[str] = "thread.html"
    section: ClassVar[str] = "threads"

    @property
    def subject(self) -> Thread:
        return self.thread

    @property
    def newest(self) -> Post:
        return self.thread.posts[-1]

    def context(self, contents: Contents) -> dict[str, Any]:
        return {**super().context(contents), "chart": charts.thread(contents.localization, self.thread.posts)}


@dataclass(frozen=True, slots=True)
class PlaceInThread:
    """What a post's page shows of its thread."""

    name: str
    page: str
    length: int
    place: int
    """From 1."""
    earlier: PostLink | None
    later: PostLink | None

    @property
    def around(self) -> tuple[tuple[int, PostLink], ...]:
        """The posts before and after it, with their places."""
        beside = ((self.place - 1, self.earlier), (self.place + 1, self.later))
        return tuple((place, post) for place, post in beside if post)


def threads_crumb(local: Localization) -> Crumb:
    """Where all threads stand."""
    # Translators: a thread is a row of posts that follow one another.
    return Crumb(local.gettext("Threads"), "threads")


def pages(archive: Archive) -> Iterator[Page]:
    """All threads on one page, and each on its own; none where no post follows another."""
    local = archive.site.localization
    all_threads = threads_crumb(local)
    if archive.threads:
        threads = tuple(
            (Crumb(thread.name, thread.page), tuple(post.link for post in thread.posts)) for thread in archive.threads
        )
        yield ThreadsIndex(name=all_threads.name, title=all_threads.title, threads=threads)
    for thread in archive.threads:
        yield ThreadPage(name=thread.page, title=thread.name, crumbs=(all_threads,), thread=thread)


def place_in_thread(archive: Archive, post: Post) -> PlaceInThread | None:
    """Where in its thread a post stands, if it is of one."""
    thread = archive.thread_of.get(post.docname)
    if thread is None:
        return None
    place = thread.posts.index(post)
    earlier = thread.posts[place - 1].link if place else None
    later = thread.posts[place + 1].link if place + 1 < len(thread.posts) else None
    return PlaceInThread(thread.name, thread.page, len(thread.posts), place + 1, earlier, later)
