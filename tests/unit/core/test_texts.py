"""Texts: what is cut from one is whole HTML, fit for the place it is shown at; and plain text of it."""

from __future__ import annotations

import html5lib
import pytest
from archive.core import texts
from archive.core.addresses import SITE_SCHEME
from archive.core.texts import plain_text, stored_html, summary

MORE = texts.MORE


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
    assert texts.excerpt(text, "", "") == excerpt


@pytest.mark.parametrize("inside", ["ul><li", "blockquote><div", "table><tbody><tr><td", "section><ol><li><em"])
def test_an_excerpt_is_whole_wherever_the_mark_stands(inside: str) -> None:
    cut = texts.excerpt(f"<{inside}>One.{MORE} Two.", "", "")
    assert not parsed(cut + "<p>After.</p>").errors
    assert parsed(f"<{inside}>One.<p>After.</p>").errors


def test_headings_stand_under_that_of_their_place() -> None:
    text = '<h2>A</h2><h3 class="x">B</h3><h6>C</h6><hr><header></header><p>&lt;h2&gt;</p>'
    lower = '<h4>A</h4><h5 class="x">B</h5><h6>C</h6><hr><header></header><p>&lt;h2&gt;</p>'
    assert (texts.lower_headings(text, 1), texts.lower_headings(text, 3)) == (text, lower)


def test_addresses_are_from_the_root_and_ids_are_gone():
    text = '<p id="a"><a href="#a">1</a> <a href="../09/b.html#c">2</a> <a href="https://x.example/">3</a></p>'
    assert stored_html(text, "2012/10/p.html") == (
        f'<p><a href="{SITE_SCHEME}2012/10/p.html#a">1</a> <a href="{SITE_SCHEME}2012/09/b.html#c">2</a>'
        ' <a href="https://x.example/">3</a></p>'
    )


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>un<em>believ</em>able</p>", "unbelievable"),
        ("<p>One</p><p>Two</p>", "One Two"),
        ("<ul>\n<li>One</li><li>Two<br/>Three</li></ul>", "One Two Three"),
        ("<p>(<a href='x'>here</a>), “<em>there</em>”</p>", "(here), “there”"),
        ('<h2>Head<a class="headerlink" href="#head" title="Link">¶</a></h2><p>Text</p>', "Head Text"),
        ("<script>if (a < b) {}</script><style>p {}</style><!-- note -->Text", "Text"),
        ("<p>1 &lt; 2 &amp;&nbsp;3</p>", "1 < 2 & 3"),
        ("", ""),
    ],
)
def test_plain_text_of_html(html: str, text: str) -> None:
    assert plain_text(html) == text


@pytest.mark.parametrize(
    ("html", "limit", "text"),
    [
        ("<p>Ten years on (<a href='#'>the report</a>), and <em>all</em>’s well.</p>", 0,
         "Ten years on (the report), and all’s well."),
        ("<p>Ah !</p><P>One<BR>two</P>", 0, "Ah ! One two"),
        ('<p>A <a href="#">link</a><span class="link-note"> (archived)</span> of ours</p>', 0, "A link of ours"),
        ("<p>Words, and <b>more</b> of them</p>", 12, "Words, and…"),
        ("<p>Words, and <b>more</b> of them</p>", 10, "Words…"),
    ],
)  # fmt: skip
def test_a_summary_has_the_words_as_they_are_read(html: str, limit: int, text: str) -> None:
    assert summary(html, limit) == text
