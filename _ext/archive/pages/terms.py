"""The overviews of all categories, tags and authors. Pure functions of the model."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, ClassVar

from ..core.localization import Localization, gettext_noop
from ..model.archive import Archive
from ..model.posts import Post, Term
from .page import Contents, Crumb, Page

#: The headings of the pages of all terms, by their kind.
PLURALS = {
    "category": gettext_noop("Categories"), "tag": gettext_noop("Tags"), "author": gettext_noop("Authors"),
}  # fmt: skip
#: Of fewer terms, all stand in one list.
LEAST_LETTERED = 40
#: Terms of one post are folded where there are so many of them, and so many others.
LEAST_FOLDED = 20
#: So many tags are shown with so many of those that stand beside them, on so many posts.
MOST_TAGS, MOST_COMPANIONS, LEAST_TOGETHER = 12, 5, 2

Counted = tuple[Term, int]
"""A term, and a number of posts."""


@dataclass(frozen=True, kw_only=True)
class Terms(Page):
    """All terms of one kind, each with its number of posts."""

    kind: str
    terms: tuple[Counted, ...]
    """In the order of their names."""
    together: tuple[tuple[Term, int, tuple[Counted, ...]], ...]
    """The tags with most posts, each with those that most often stand beside it."""

    template: ClassVar[str] = "terms.html"

    @property
    def section(self) -> str:  # type: ignore[override]
        return section(self.kind)

    def context(self, contents: Contents) -> dict[str, Any]:
        kinds = [(kind, contents.localization.gettext(plural)) for kind, plural in PLURALS.items()]
        letters = self._letters(contents.localization) if len(self.terms) >= LEAST_LETTERED else []
        return {**super().context(contents), "kinds": kinds, "letters": letters}

    def _letters(self, local: Localization) -> list[tuple[str, list[Counted], list[Counted]]]:
        """Each letter, its terms, and those of one post, if these are folded."""
        once = sum(posts == 1 for _, posts in self.terms)
        folds = min(once, len(self.terms) - once) >= LEAST_FOLDED

        def letter(counted: Counted) -> str:
            return local.digits(local.collation.letter(counted[0].name))

        found = []
        for each, group in groupby(self.terms, letter):
            terms = list(group)
            folded = [counted for counted in terms if folds and counted[1] == 1]
            found.append((each, [counted for counted in terms if counted not in folded], folded))
        return found


def section(kind: str) -> str:
    """The page of the sidebar to which the pages of terms of a kind belong."""
    return "blog/tag" if kind == "tag" else "blog/category"


def kind_crumb(local: Localization, kind: str) -> Crumb:
    """Where all terms of a kind stand."""
    return Crumb(local.gettext(PLURALS[kind]), f"blog/{kind}")


def page(archive: Archive, kind: str) -> Terms:
    """The page of all terms of a kind."""
    found, local = archive.terms(kind), archive.site.localization
    title, name = kind_crumb(local, kind)
    return Terms(
        name=name, title=title, kind=kind, together=_together(local, found) if kind == "tag" else (),
        terms=tuple((term, len(posts)) for term, posts in found.items()),
    )  # fmt: skip


def _together(
    local: Localization, tagged: Mapping[Term, Sequence[Post]]
) -> tuple[tuple[Term, int, tuple[Counted, ...]], ...]:
    """The tags with most posts, each with the others of its posts."""

    def most(counted: Counted) -> tuple[Any, ...]:
        return (-counted[1], local.collation.key(counted[0].name), counted[0].name)

    ranked = sorted(((tag, len(posts)) for tag, posts in tagged.items() if len(posts) >= LEAST_TOGETHER), key=most)
    found = []
    for tag, count in ranked[:MOST_TAGS]:
        others = Counter(other for post in tagged[tag] for other in post.tags if other != tag)
        companions = sorted((counted for counted in others.items() if counted[1] >= LEAST_TOGETHER), key=most)
        if companions:
            found.append((tag, count, tuple(companions[:MOST_COMPANIONS])))
    return tuple(found)
