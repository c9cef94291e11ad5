"""What is said of catalogues of translations: what is missing, what is wrong; that those of the project are right."""

from __future__ import annotations

import pytest
from archive.cli import messages
from archive.core.localization import (
    CATALOGUE_TEMPLATE,
    CATALOGUES,
    catalogue_path,
    read_catalogue,
    translated_languages,
)
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

LINK = 'Go by <a href="%(address)s">day</a>.'
POSTS = ("%(number)s post", "%(number)s posts")


def catalog(language: str, **texts: str | tuple[str, ...]) -> Catalog:
    made = Catalog(language)
    made.add(LINK, texts.get("link", ""))
    made.add(POSTS, texts.get("posts", ("", "")), flags=["python-format"])
    return made


def test_right_translations_are_neither_missing_nor_wrong() -> None:
    right = catalog("fr", link='Par <a href="%(address)s">jour</a>.', posts=("un article", "%(number)s articles"))
    assert (list(messages.faults(right)), messages.missing(right)) == ([], [])


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        ({"link": 'Par <a href="%(adresse)s">jour</a>.'}, "%(address)s"),
        ({"link": "Par jour : %(address)s."}, "<a href="),
        ({"posts": ("%(number)s article", "articles")}, "%(number)s"),
    ],
)
def test_a_value_or_a_part_of_html_that_a_translation_lacks_is_named(texts: dict[str, str], said: str) -> None:
    (fault,) = messages.faults(catalog("fr", **texts))
    assert said in fault.partition("lacks")[2]


def test_what_is_not_translated_is_named() -> None:
    assert messages.missing(catalog("fr", link="Par…")) == [POSTS[0]]
    assert messages.missing(catalog("fr", posts=("un article", ""))) == [LINK, POSTS[0]]


@pytest.mark.parametrize("language", sorted(translated_languages()))
def test_the_catalogues_of_the_project_are_whole_and_right(language: str) -> None:
    kept = read_catalogue(catalogue_path(CATALOGUES, language).with_suffix(".po"))
    assert (list(messages.faults(kept)), messages.missing(kept)) == ([], [])


def test_a_catalogue_of_english_holds_what_is_said_otherwise_alone() -> None:
    kept = read_catalogue(catalogue_path(CATALOGUES, "en_US").with_suffix(".po"))
    with CATALOGUE_TEMPLATE.open("rb") as file:
        anew = messages.updated("en_US", read_po(file))
    assert {message.id: message.string for message in anew if message.id}["Organisations"] == "Organizations"
    assert len(anew) == len(kept) < 30
