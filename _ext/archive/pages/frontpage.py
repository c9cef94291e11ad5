"""The front page: what the archive is at a glance, and its newest posts. Pure functions of the model."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from ..core.digests import digest
from ..model.archive import Archive
from ..model.mentioned import Subject
from . import spanchart

#: A subject of fewer posts is none of the main ones; of each kind so many are named, and fewer threads.
LEAST_POSTS, MOST_SUBJECTS, MOST_THREADS = 2, 8, 3


@dataclass(frozen=True, slots=True)
class Group:
    """The subjects of one kind that were written about most."""

    title: str
    page: str
    """Where all of the kind stand."""
    subjects: tuple[tuple[Subject, int], ...]
    """Each with its number of posts, the largest first."""


def context(archive: Archive) -> dict[str, Any]:
    """What the front page shows beside its text."""
    posts = archive.posts
    return {
        "template": "home.html", "posts": posts[: archive.site.page_size], "total": len(posts),
        "latest": posts[0] if posts else None, "earliest": posts[-1] if posts else None,
        "groups": groups(archive), "chart": spanchart.span(_by_month(archive)),
    }  # fmt: skip


def key(archive: Archive) -> str:
    """Digest of what `context` gives."""
    shown = [archive.summaries[post.docname] for post in archive.posts[: archive.site.page_size]]
    subjects = [(group.title, [(one.name, one.page, posts) for one, posts in group.subjects])
                for group in groups(archive)]  # fmt: skip
    earliest = [f"{post.date} {post.timed} {post.path}" for post in archive.posts[-1:]]
    return digest(str(len(archive.posts)), repr(sorted(_by_month(archive).items())), repr(subjects), *earliest, *shown)


def groups(archive: Archive) -> tuple[Group, ...]:
    """The main categories, tags, names and threads; no group where there are none."""
    counted = [(term, len(posts)) for term, posts in archive.by_term.items()]
    written = {kind: [pair for pair in counted if pair[0].kind == kind] for kind in ("category", "tag")}
    named = [(entry, len(archive.found.posts[entry.kind, entry.key])) for entry in archive.objects]
    threads = tuple((thread, len(thread.posts)) for thread in archive.threads[:MOST_THREADS])
    found = (
        Group("Categories", "blog/category", _main(written["category"])),
        Group("Tags", "blog/tag", _main(written["tag"])),
        Group("Names", "names/index", _main(named)), Group("Threads", "threads", threads),
    )  # fmt: skip
    return tuple(group for group in found if group.subjects)


def _main(subjects: Iterable[tuple[Subject, int]]) -> tuple[tuple[Subject, int], ...]:
    many = [(one, posts) for one, posts in subjects if posts >= LEAST_POSTS]
    return tuple(sorted(many, key=lambda pair: (-pair[1], pair[0].name.casefold(), pair[0].page))[:MOST_SUBJECTS])


def _by_month(archive: Archive) -> dict[tuple[int, int], int]:
    return {month: len(posts) for month, posts in archive.by_month.items()}
