"""The small judged sets in other languages than English: made-up blogs of two dozen posts, each with forty queries."""

from __future__ import annotations

from datetime import date, timedelta

from search.blog import BlogPost, Query, load

NAMES = ("french", "chinese")


def posts(name: str) -> list[BlogPost]:
    """The posts of one of the sets, a month apart."""
    data = load(name)
    return [
        BlogPost(
            slug=given["slug"], title=given["title"], day=date(2019, 1, 5) + timedelta(days=30 * number), subject="",
            category=data["category"], tags=tuple(given["tags"].split(", ")), description="",
            paragraphs=tuple(given["text"].strip().split("\n\n")),
        )
        for number, given in enumerate(data["post"])
    ]  # fmt: skip


def queries(name: str) -> list[Query]:
    """The judged queries of one of the sets, in the order of its file."""
    groups = load(name)["queries"].items()
    return [Query(kind, given["text"], frozenset(given["posts"])) for kind, group in groups for given in group]

