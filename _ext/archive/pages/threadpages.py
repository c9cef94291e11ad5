"""The pages of threads, and the place in its thread that a post shows. Pure functions of the model."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..core.digests import digest
from ..model.archive import Archive
from ..model.mentioned import Thread
from ..model.posts import Post
from . import charts
from .namepages import NAMES
from .pages import Crumb, Page

THREADS = Crumb("Threads", "threads")


def pages(archive: Archive) -> Iterator[Page]:
    """All threads on one page, and each on its own; none where no post follows another."""
    if archive.threads:
        crumbs = (NAMES,) if archive.definitions else ()
        key = digest(repr(crumbs), *(_digest(archive, thread) for thread in archive.threads))
        yield Page("threads", "threads.html", key, "Threads", lambda: {"threads": archive.threads}, crumbs=crumbs,
                   newest=archive.threads[0].posts[-1])  # fmt: skip
    for thread in archive.threads:

        def context(thread: Thread = thread) -> dict[str, Any]:
            return {"thread": thread, "chart": charts.thread(thread.posts)}

        yield Page(thread.page, "thread.html", _digest(archive, thread), thread.name, context, crumbs=(THREADS,),
                   term=thread, newest=thread.posts[-1])  # fmt: skip


def _digest(archive: Archive, thread: Thread) -> str:
    return digest(thread.name, *(archive.summaries[post.docname] for post in thread.posts))


def post_context(archive: Archive, post: Post) -> dict[str, Any]:
    """What a post's page shows of its thread."""
    thread = archive.thread_of.get(post.docname)
    if thread is None:
        return {"thread": None}
    place = thread.posts.index(post)
    return {
        "thread": thread,
        "place": place + 1,
        "earlier": thread.posts[place - 1] if place else None,
        "later": thread.posts[place + 1] if place + 1 < len(thread.posts) else None,
    }


def post_key(archive: Archive, post: Post) -> str:
    """Digest of what `post_context` gives."""
    shown = post_context(archive, post)
    if shown["thread"] is None:
        return ""
    near = [f"{one.title}\n{one.path}" if one else "" for one in (shown["earlier"], shown["later"])]
    thread: Thread = shown["thread"]
    return digest(thread.name, thread.page, f"{shown['place']} of {len(thread.posts)}", *near)
