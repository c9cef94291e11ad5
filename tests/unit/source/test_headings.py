"""The first heading of a text, found without parsing it."""

from itertools import pairwise

import pytest
from archive.source.text import first_heading
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt


@pytest.mark.parametrize(
    ("text", "heading"),
    [
        ("# Steady on, *Maggie*\n", "Steady on, *Maggie*"),
        ("\n\n(target)=\n# A #\n", "A"),
        ("% a comment\n   #\tA", "A"),
        ("text before\n\n# A\n# B", "A"),
        ("C#\n\n# C#", "C#"),
        ("A title\n===\n", "A title"),
        ("A title\nover two\n=\n", "A title over two"),
        ("- item\n- item\n# A", "A"),
        ("> quoted\n# A", "A"),
        ("```\n# code\n```\n# A", "A"),
        ("````\n```\n# code\n````\n# A", "A"),
        (":::{note}\n# inner\n:::\n# A", "A"),
        ("~~~\n# code", ""),
        ("    # code", ""),
        ("<!-- one\n\n# hidden\n-->\n# A", "A"),
        ("<!-- one -->\n# A", "A"),
        ("<pre>\n\n# raw\n\n</pre>\n# A", "A"),
        ("<div>\n# raw\n</div>\n\n# A", "A"),
        ('<a id="x"></a>\n# A', "A"),
        ("- item\n\n  # nested\n\n  Nested\n  ===\n", ""),
        ("> # quoted\n> ===\n", ""),
        ("> quoted\n===\n", ""),
        ("#hashtag\n", ""),
        ("## Part\n", ""),
        ("Part\n---\n", ""),
        ("#\n# \n", ""),
        ("\\# text\n", ""),
        ("| a |\n", ""),
        ("", ""),
    ],
)
def test_finds_the_first_heading(text: str, heading: str) -> None:
    assert first_heading(text) == heading


LINES = st.sampled_from(
    ["", "# A", "# B #", "## C", "text", "===", "---", "- item", "  in", "1. one", "> quote", "```", "~~~", "```py",
     "<!-- c", "-->", "<!-- x -->", "<div>", "</div>", "<b>x</b> y", "<b>", "    # code", "#", "#no", "***", "<pre>",
     "</pre>", " # One", "* * *"]
)  # fmt: skip


@given(st.lists(LINES, max_size=7).map("\n".join))
@settings(derandomize=True, max_examples=1000, deadline=None)
def test_agrees_with_a_parser(text: str) -> None:
    tokens = MarkdownIt().parse(text)
    headings = (
        body.content
        for token, body in pairwise(tokens)
        if token.type == "heading_open" and token.tag == "h1" and token.level == 0 and body.content
    )
    assert first_heading(text).split() == next(headings, "").split()
