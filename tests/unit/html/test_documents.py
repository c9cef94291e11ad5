"""The text of a page: which links know their addresses for paper, and how long it takes to read."""

from __future__ import annotations

import pytest
from archive.html import documents


def test_pictures_and_other_sites_of_a_text_are_counted() -> None:
    links = ("https://www.A.example/x", "http://a.example:80/", "https://b.example?q", "mailto:x@c.example")
    text = "".join(f'<a class="reference external" href="{link}">x</a>' for link in links)
    text += '<a class="reference internal" href="../../index.html"><img src="a.png"></a><img src="b.png">'
    assert documents.pictures_and_hosts(text) == (2, ("a.example", "b.example"))
    assert documents.pictures_and_hosts("<p>Words.</p>") == (0, ())


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
    set_out = documents.with_addresses(link, "https://a.example/b/2012/10/post.html")
    assert set_out == link.replace('">x', f'"{added}>x')
    assert documents.with_addresses(link, "") == link


def test_a_link_that_is_its_address_has_none_to_be_printed() -> None:
    link = '<a class="reference external" href="https://a.example/">{}</a>'.format
    assert documents.with_addresses(link("https://a.example/"), "").count('data-address=""') == 1
    assert documents.with_addresses(link("https://a.example/b"), "") == link("https://a.example/b")


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
    assert documents.minutes(html) == minutes
