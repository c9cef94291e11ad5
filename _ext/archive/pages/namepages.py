"""The pages of what the posts name: an index of each kind and of all, a page for each object. Pure functions."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from itertools import chain, groupby
from typing import Any

from markupsafe import Markup

from ..core.digests import digest
from ..model import mentioned
from ..model.archive import Archive
from ..model.definitions import KINDS, Definition
from ..model.mentioned import Key, Mention
from . import mentionlists
from .backlinks import MOST_BACKLINKS, Sentences, referring, shown_of, with_sentences
from .pages import Crumb, Page, page_name

NAMES = Crumb("Names", "names/index")
#: So many of those who are mentioned together with an object are shown.
MOST_TOGETHER = 10
#: A page has so many times the posts of a listing, which shows them with their excerpts, and of sentences this again.
POSTS, SENTENCES = 3, 4


def pages(archive: Archive, sentences: Sentences) -> Iterator[Page]:
    """Every page of names; none where nothing is defined and no post is referred to by many."""
    entries = in_order(archive)
    if archive.definitions:
        yield _index(archive, entries)
    for kind, about in KINDS.items():
        if of_kind := [entry for entry in entries if entry.kind == kind]:
            yield _index_of_kind(archive, kind, about.plural, of_kind)
    for entry in entries:
        yield from _object(archive, entry, sentences)
    for post in archive.posts:
        if len(mentions := archive.backlinks(post.docname)) > MOST_BACKLINKS:
            title = f"Posts that refer to “{post.title}”"
            crumbs = (Crumb(post.title, post.docname),)
            yield from _mentions(archive, referring(post), title, mentions, crumbs, sentences)


def in_order(archive: Archive) -> list[Definition]:
    """All that is mentioned, as an index has it."""
    return sorted(archive.objects, key=lambda entry: (_collated(_sorted_by(entry)), entry.kind, entry.key))


def _sorted_by(entry: Definition) -> str:
    return entry.sort or entry.name


def _collated(text: str) -> str:
    """Without accents and without regard to case."""
    bare = (char for char in unicodedata.normalize("NFKD", text.casefold()) if char.isalnum() or char.isspace())
    return " ".join("".join(bare).split())


def _letter(entry: Definition) -> str:
    first = _collated(_sorted_by(entry))[:1]
    return "0–9" if first.isdigit() else first.upper() or "…"


def _grouped(archive: Archive, entries: Sequence[Definition]) -> list[tuple[str, list[tuple[Any, ...]]]]:
    """By first letter, each with its posts: how many, the first and the last."""
    rows = [(entry, len(posts), posts[-1] if posts else None, posts[0] if posts else None)
            for entry in entries for posts in [archive.posts_of(entry)]]  # fmt: skip
    return [(letter, list(group)) for letter, group in groupby(rows, lambda row: _letter(row[0]))]


def _index(archive: Archive, entries: Sequence[Definition]) -> Page:
    counts = [(entry, len(archive.posts_of(entry))) for entry in entries]
    kinds = [(kind, KINDS[kind].plural) for kind in KINDS if any(entry.kind == kind for entry in entries)]

    def context() -> dict[str, Any]:
        letters = [(letter, list(group)) for letter, group in groupby(counts, lambda row: _letter(row[0]))]
        return {"letters": letters, "kinds": kinds, "kind": "", "threads": len(archive.threads)}

    return Page("names/index", "names.html", digest(repr(counts), str(len(archive.threads))), "Names", context)


def _index_of_kind(archive: Archive, kind: str, plural: str, entries: Sequence[Definition]) -> Page:
    rows = _grouped(archive, entries)
    present = {entry.kind for entry in archive.objects}
    kinds = [(other, about.plural) for other, about in KINDS.items() if other in present]
    shown = [(repr(entry), count, first and first.date, last and last.date, first and first.path, last and last.path)
             for _, group in rows for entry, count, first, last in group]  # fmt: skip
    context = {"letters": rows, "kinds": kinds, "kind": kind, "threads": bool(archive.threads)}
    key = digest(repr(shown), repr(kinds), str(context["threads"]))
    return Page(f"names/{kind}", "names.html", key, plural, lambda: context, crumbs=(NAMES,))


def _object(archive: Archive, entry: Definition, sentences: Sentences) -> Iterator[Page]:
    key = (entry.kind, entry.key)
    mentions = archive.mentions.get(key, ())
    crumbs = (NAMES, Crumb(KINDS[entry.kind].plural, f"names/{entry.kind}"))
    yield from _mentions(archive, entry.page, entry.name, mentions, crumbs, sentences, entry)


def _mentions(
    archive: Archive, name: str, title: str, mentions: Sequence[Mention], crumbs: tuple[Crumb, ...],
    sentences: Sentences, entry: Definition | None = None,
) -> Iterator[Page]:  # fmt: skip
    """The pages of all mentions of one object or post."""
    chunks = list(_chunks(mentions, archive.site.page_size * POSTS)) or [()]
    count = len(chunks)
    ends = [archive.by_docname[mention.docname] for mention in (*mentions[-1:], *mentions[:1])]
    company = digest(*(archive.named[mention.docname].company for mention in mentions)) if entry else ""
    for number, chunk in enumerate(chunks, start=1):
        whole = entry if number == 1 else None

        def context(
            number: int = number, chunk: Sequence[Mention] = chunk, whole: Definition | None = whole
        ) -> dict[str, Any]:
            return {
                "object": whole, "reference": Markup(_reference(archive, whole)),
                "total": len(mentions), "number": number, "count": count, "first": name,
                "mentions": with_sentences(archive, chunk, sentences),
                "earliest": ends[0] if ends else None, "latest": ends[1] if ends else None,
                "together": _together(archive, (whole.kind, whole.key), mentions) if whole else [],
                "previous_page": page_name(name, number - 1) if number > 1 else None,
                "next_page": page_name(name, number + 1) if number < count else None,
            }  # fmt: skip

        yield Page(
            name=page_name(name, number),
            template="object.html",
            key=digest(title, str(len(mentions)), repr(crumbs), repr(whole), company if whole else "",
                       _reference(archive, whole),
                       *(archive.beside[post.docname] for post in ends),
                       *chain.from_iterable(shown_of(archive, chunk))),
            title=title if number == 1 else f"{title}, page {number}",
            context=context,
            description=entry.about if entry else "",
            crumbs=crumbs if number == 1 else (*crumbs, Crumb(title, name)),
            term=entry,
            newest=archive.by_docname[chunk[0].docname] if chunk else None,
        )  # fmt: skip


def _reference(archive: Archive, entry: Definition | None) -> str:
    """How a work is cited, as HTML; nothing for anything else."""
    return archive.works.get(entry.key, "") if entry and entry.kind == "work" else ""


def _chunks(mentions: Sequence[Mention], size: int) -> Iterator[Sequence[Mention]]:
    """The mentions of each page: `size` posts, or fewer where they have many sentences."""
    first = shown = 0
    for place, mention in enumerate(mentions):
        lines = min(len(mention.places), mentionlists.MOST)
        if place > first and (place - first == size or shown + lines > size * SENTENCES):
            yield mentions[first:place]
            first, shown = place, 0
        shown += lines
    if mentions:
        yield mentions[first:]


def _together(archive: Archive, key: Key, mentions: Sequence[Mention]) -> list[tuple[Definition, int]]:
    """Without the author of the blog, of whom most posts tell."""
    found = mentioned.together(key, mentions, archive.named, MOST_TOGETHER + 1)
    entries = [(archive.definitions.by_key[other], count) for other, count in found]
    shown = [(entry, count) for entry, count in entries if entry.name != archive.site.author][:MOST_TOGETHER]
    return sorted(shown, key=lambda row: (-row[1], _collated(row[0].name)))
