"""Overviews of terms: by letters where many, those of one post folded, and which tags go together."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from archive.core.localization import Localization
from archive.core.slugs import slugify
from archive.model.posts import Post, Term
from archive.pages import listings

from unit.archives import SITE, archive, post


class Contents:
    """What a page of terms asks for: its language alone."""

    def __init__(self, localization: Localization) -> None:
        self.localization = localization


def tag(name: str) -> Term:
    return Term("tag", name, slugify(name))


def shown(posts: list[Post], language: str = "en-GB") -> dict[str, Any]:
    local = Localization(language)
    page = listings.terms_page(archive(*posts, site=replace(SITE, localization=local)), "tag")
    return page.context(Contents(local))  # type: ignore[arg-type]


def tagged(several: int, once: int, prefix: str = "a") -> list[Post]:
    """Posts with so many tags that two have, and so many that one has."""
    both = tuple(tag(f"{prefix}{number:03}") for number in range(several))
    return [post(1, tags=(*both, *(tag(f"b{number:03}") for number in range(once)))), post(2, tags=both)]


@pytest.mark.parametrize(
    ("several", "once", "by_letter"),
    [
        (5, 10, []),  # few: one list
        (30, 30, [("A", 30, 0), ("B", 0, 30)]),
        (2, 60, [("A", 2, 0), ("B", 60, 0)]),  # folded, hardly anything would be left
        (60, 2, [("A", 60, 0), ("B", 2, 0)]),  # nothing is gained
    ],
)
def test_many_stand_by_letter_and_those_of_one_post_are_folded_where_others_are_left(
    several: int, once: int, by_letter: list[tuple[str, int, int]]
) -> None:
    letters = shown(tagged(several, once))["letters"]
    assert [(letter, len(left), len(folded)) for letter, left, folded in letters] == by_letter


@pytest.mark.parametrize(
    ("language", "name", "letter"),
    [("sv", "Åre", "Å"), ("en-GB", "Åre", "A"), ("en-GB", ".NET", "N"), ("cs", "Chleba", "Ch")],
)
def test_letters_are_those_of_the_language_of_the_site(language: str, name: str, letter: str) -> None:
    posts = [post(1, tags=(tag(name),)), *tagged(0, 50)]
    found = {term.name: each for each, left, _ in shown(posts, language)["letters"] for term, _ in left}
    assert found[name] == letter and found["b001"] == "B"


def test_each_of_the_main_tags_is_shown_with_those_that_stand_beside_it() -> None:
    law, press, care, once = map(tag, ("Law", "Press", "Care", "Once"))
    tags = [(law, press, once), (law, press, care), (law, care), (care,)]
    together = shown([post(number, tags=each) for number, each in enumerate(tags, 1)])["together"]
    assert together == ((care, 3, ((law, 2),)), (law, 3, ((care, 2), (press, 2))), (press, 2, ((law, 2),)))


def test_as_many_as_can_be_read_are_shown_together() -> None:
    everywhere = tuple(tag(f"t{number:02}") for number in range(30))
    together = shown([post(number, tags=everywhere) for number in (1, 2)])["together"]
    assert len(together) == listings.MOST_TAGS
    assert {len(others) for _, _, others in together} == {listings.MOST_COMPANIONS}
