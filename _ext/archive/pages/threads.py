"""The pages of threads, and the place in its thread that a post shows. Pure functions of the model."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from ..model.archive import Archive
from ..model.mentioned import Thread
from ..model.posts import Post, PostLink
from . import charts
from .names import NAMES
from .page import Crumb, Page

THREADS = Crumb("Threads", "threads")


@dataclass(frozen=True, kw_only=True)
class ThreadsIndex(Page):
    """All threads, that with the newest post first."""

    threads: tuple[tuple[Crumb, tuple[PostLink, ...]], ...]
    """The page of each, and its posts, oldest first."""

    template: ClassVar[str] = "threads.html"
    section: ClassVar[str] = NAMES.name

    @property
    def newest(self) -> PostLink:
        return self.threads[0][1][-1]


@dataclass(frozen=True, kw_only=True)
class ThreadPage(Page):
    """Posts that follow one another, oldest first."""

    thread: Thread

    template: ClassVar[str] = "thread.html"
    section: ClassVar[str] = NAMES.name

    @property
    def chart(self) -> str:
        return charts.thread(self.thread.posts)

    @property
    def subject(self) -> Thread:
        return self.thread

    @property
    def newest(self) -> Post:
        return self.thread.posts[-1]


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


def pages(archive: Archive) -> Iterator[Page]:
    """All threads on one page, and each on its own; none where no post follows another."""
    if archive.threads:
        threads = tuple(
            (Crumb(thread.name, thread.page), tuple(post.link for post in thread.posts)) for thread in archive.threads
        )
        crumbs = (NAMES,) if archive.definitions else ()
        yield ThreadsIndex(name=THREADS.name, title=THREADS.title, crumbs=crumbs, threads=threads)
    for thread in archive.threads:
        yield ThreadPage(name=thread.page, title=thread.name, crumbs=(THREADS,), thread=thread)


def place_in_thread(archive: Archive, post: Post) -> PlaceInThread | None:
    """Where in its thread a post stands, if it is of one."""
    thread = archive.thread_of.get(post.docname)
    if thread is None:
        return None
    place = thread.posts.index(post)
    earlier = thread.posts[place - 1].link if place else None
    later = thread.posts[place + 1].link if place + 1 < len(thread.posts) else None
    return PlaceInThread(thread.name, thread.page, len(thread.posts), place + 1, earlier, later)
