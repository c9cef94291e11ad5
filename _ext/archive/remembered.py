"""The pages of names as the last build had them, where nothing that they come of has changed.

To tell what some thousand pages show takes longer than to write the few that an edit bears on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, MutableMapping
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

from .mentioned import Subject
from .model import Archive
from .pages import Crumb, Page


@dataclass(frozen=True, slots=True)
class Head:
    """A `Page` without its context, which can be kept."""

    name: str
    template: str
    key: str
    title: str
    description: str
    crumbs: tuple[Crumb, ...]
    term: Subject | None
    newest: str
    """Name of the newest post shown, or nothing."""


def pages(
    memory: MutableMapping[str, Any], archive: Archive, make: Callable[[], Iterator[Page]]
) -> Iterator[Page]:  # fmt: skip
    """The pages that `make` gives; from `memory`, if they come of the same as when it last gave them."""
    stamp = archive.found.stamp
    known, heads = memory.get("names", ("", ()))
    if not stamp or known != stamp:
        made = list(make())
        memory["names"] = (stamp, [_head(page) for page in made])
        yield from made
        return

    @cache
    def again() -> dict[str, Page]:
        return {page.name: page for page in make()}

    for head in heads:
        context = partial(_context, again, head.name)
        newest = archive.by_docname.get(head.newest)
        yield Page(head.name, head.template, head.key, head.title, context, head.description, head.crumbs, head.term,
                   newest)  # fmt: skip


def _context(again: Callable[[], dict[str, Page]], name: str) -> dict[str, Any]:
    """What a page shows after all, though its key is as it was: its file is gone, or the templates changed."""
    return again()[name].context()


def _head(page: Page) -> Head:
    newest = page.newest.docname if page.newest else ""
    return Head(page.name, page.template, page.key, page.title, page.description, page.crumbs, page.term, newest)
