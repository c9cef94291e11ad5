"""Typesetting: which notes know their marks, and how long a text takes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from archive import typeset

MARK = '<a class="footnote-reference brackets" href="#{0}" id="m{0}" role="doc-noteref">1</a>'
NOTE = '<aside class="footnote brackets" id="{0}" role="doc-footnote"><p>{0}</p></aside>'


def text(marks: str, notes: str) -> str:
    """A text with marks and notes of these names, in this order."""
    return "".join(map(MARK.format, marks)) + "".join(map(NOTE.format, notes))


def numbered(html: str) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """The marks and the notes that have numbers: (number, name)."""
    marks = re.findall(r'footnote-reference brackets n(\d+)" href="#(\w)"', html)
    notes = re.findall(r'footnote brackets side n(\d+)" id="(\w)"', html)
    return marks, notes


@pytest.mark.parametrize(
    ("marks", "notes", "beside"),
    [
        ("abc", "abc", "abc"),
        ("abab", "ab", "ab"),  # one note, referred to twice: it stands by its first mark
        ("axb", "abx", "ab"),  # two lists, as of notes and of works cited: one of them would pass by the other
        ("b", "ab", "b"),
        ("ba", "ab", "a"),
        ("", "a", ""),
        ("a", "", ""),
    ],
)
def test_notes_stand_beside_their_marks_in_order(marks: str, notes: str, beside: str) -> None:
    expected = [(str(number), name) for number, name in enumerate(beside, start=1)]
    assert numbered(typeset.with_notes(text(marks, notes))) == (expected, expected)


def test_nothing_but_classes_is_added() -> None:
    marked = typeset.with_notes(text("aab", "ab"))
    assert re.sub(r"(?: side)? n\d+", "", marked) == text("aab", "ab")


def test_more_notes_than_there_are_places_all_stay_at_the_end() -> None:
    names = "".join(chr(0x3B1 + i) for i in range(typeset.MOST_NOTES))
    assert len(numbered(typeset.with_notes(text(names, names)))[1]) == typeset.MOST_NOTES
    assert typeset.with_notes(text(f"{names}a", f"{names}a")) == text(f"{names}a", f"{names}a")


@pytest.mark.parametrize(
    ("href", "address"),
    [
        ("../../about.html", "https://a.example/b/about.html"),
        ("other.html#part", "https://a.example/b/2012/10/other.html#part"),
        ("../11/caf%C3%A9.html?a=1&amp;b=2", "https://a.example/b/2012/11/caf%C3%A9.html?a=1&amp;b=2"),
        ("#part", None),
        ("../../_images/a.png", None),
    ],
)
def test_links_within_the_site_know_their_whole_address(href: str, address: str | None) -> None:
    link = f'<a class="reference internal" href="{href}">x</a> <a href="../../names/person/a.html">A</a>'
    added = f' data-address="{address}"' if address else ""
    set_out = typeset.with_addresses(link, "https://a.example/b/2012/10/post.html")
    assert set_out == link.replace('">x', f'"{added}>x')
    assert typeset.with_addresses(link, "") == link


def test_a_link_that_is_its_address_has_none_to_be_printed() -> None:
    link = '<a class="reference external" href="https://a.example/">{}</a>'.format
    assert typeset.with_addresses(link("https://a.example/"), "").count('data-address=""') == 1
    assert typeset.with_addresses(link("https://a.example/b"), "") == link("https://a.example/b")


@pytest.mark.parametrize(
    ("html", "minutes"),
    [
        ("", 0),
        ("<p>" + "letter " * 580 + "</p>", 0),  # 3,480 letters: not yet four minutes
        ("<p>" + "letter " * 590 + "</p>", 4),
        ('<p class="' + "letters " * 900 + '">Few.</p>', 0),
        ("<p>" + "123 456 " * 9000 + "</p>", 0),
        ("<p>" + "буквы и ещё буквы " * 400 + "</p>", 6),
        ("<p>" + "文字を読む、" * 300 + "</p>", 5),
    ],
)
def test_longer_texts_say_how_long_they_take(html: str, minutes: int) -> None:
    assert typeset.minutes(html) == minutes


def test_the_stylesheet_has_a_place_for_each_note() -> None:
    stylesheet = Path(__file__).parents[2] / "_static/archive.css"
    places = re.findall(r"\.n(\d+)\{--n:--n\1\}", stylesheet.read_text(encoding="utf-8"))
    assert [int(place) for place in places] == list(range(1, typeset.MOST_NOTES + 1))
