"""Who refers to a post: what its page shows of them, and how mentions are shown anywhere. Pure functions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from typing import Any

from ..core.digests import digest
from ..model.archive import Archive
from ..model.mentioned import Mention
from ..model.posts import Post

Sentences = Callable[[Sequence[Mention]], Sequence[Sequence[str]]]
"""Gives the HTML of the sentences in which each mention stands."""

#: So many of those who refer to a post are shown on its page; a page of their own has all.
MOST_BACKLINKS = 6


def referring(post: Post) -> str:
    """Name of the page of all posts that refer to one."""
    return f"names/post/{post.path.removesuffix('.html')}"


def with_sentences(
    archive: Archive, mentions: Sequence[Mention], sentences: Sentences
) -> list[tuple[Post, Sequence[str]]]:  # fmt: skip
    """Each post that mentions something, with the sentences."""
    posts = [archive.by_docname[mention.docname] for mention in mentions]
    return list(zip(posts, sentences(mentions), strict=True))


def shown_of(archive: Archive, mentions: Iterable[Mention]) -> Iterator[tuple[str, str]]:
    """What is shown of each post, and of the sentences of each mention."""
    beside = archive.beside
    return ((beside[mention.docname], mention.surface) for mention in mentions)


def post_context(archive: Archive, post: Post, sentences: Sentences) -> dict[str, Any]:
    """What a post's page shows of those who refer to it."""
    mentions = archive.backlinks(post.docname)
    shown = mentions[:MOST_BACKLINKS]
    return {
        "backlinks": with_sentences(archive, shown, sentences),
        "more_backlinks": max(0, len(mentions) - MOST_BACKLINKS),
        "referring": referring(post),
    }


def post_key(archive: Archive, post: Post) -> str:
    """Digest of what `post_context` gives."""
    mentions = archive.backlinks(post.docname)
    shown = chain.from_iterable(shown_of(archive, mentions[:MOST_BACKLINKS]))
    return digest(str(len(mentions)), *shown) if mentions else ""
