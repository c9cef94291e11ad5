"""Fragments: what is cut from a text is whole HTML, and its headings stand under those of the place it is shown at."""

from __future__ import annotations

import html5lib
import pytest
from archive.core import fragment

MORE = fragment.MORE


def parsed(html: str) -> html5lib.HTMLParser:
    """A parser that has taken `html` as part of a page; what is left open or ends twice is among its errors."""
    parser = html5lib.HTMLParser()
    parser.parseFragment(html, container="div")
    return parser


@pytest.mark.parametrize(
    ("text", "excerpt"),
    [
        (f"<p>One.</p>\n{MORE}\n<p>Two.</p>", "<p>One.</p>"),
        (f"<section><h2>A</h2><p>One.</p>{MORE}</section>", "<section><h2>A</h2><p>One.</p></section>"),
        (f"<ul><li><p>One.</p>{MORE}<p>Two.</p></li></ul>", "<ul><li><p>One.</p></li></ul>"),
        (f"<blockquote><div><p>One<br>and <img src='a>b'/>.</p>{MORE}<p>Two.</p></div></blockquote>",
         "<blockquote><div><p>One<br>and <img src='a>b'/>.</p></div></blockquote>"),
        (f"<ul><li>One<li>Two {MORE} more</ul>", "<ul><li>One<li>Two</li></li></ul>"),
        (f"<!-- <div> --><pre>&lt;b&gt;</pre>{MORE}", "<!-- <div> --><pre>&lt;b&gt;</pre>"),
        (f"<p>One.</p></div>{MORE}", "<p>One.</p></div>"),
    ],
)  # fmt: skip
def test_an_excerpt_ends_what_it_begins(text: str, excerpt: str) -> None:
    assert fragment.excerpt(text, "", "") == excerpt


@pytest.mark.parametrize("inside", ["ul><li", "blockquote><div", "table><tbody><tr><td", "section><ol><li><em"])
def test_an_excerpt_is_whole_wherever_the_mark_stands(inside: str) -> None:
    cut = fragment.excerpt(f"<{inside}>One.{MORE} Two.", "", "")
    assert not parsed(cut + "<p>After.</p>").errors
    assert parsed(f"<{inside}>One.<p>After.</p>").errors


def test_headings_stand_under_that_of_their_place() -> None:
    text = '<h2>A</h2><h3 class="x">B</h3><h6>C</h6><hr><header></header><p>&lt;h2&gt;</p>'
    assert fragment.below(text, 1) == text
    assert fragment.below(text, 3) == ('<h4>A</h4><h5 class="x">B</h5><h6>C</h6><hr><header></header><p>&lt;h2&gt;</p>')
