"""Style sheets are sent without comments and indentation, and mean the same."""

import pytest
from archive.html.lighter import lighter


@pytest.mark.parametrize(
    ("css", "left"),
    [
        ("a { b: c } /* } */\n\n d {e:f}", "a { b: c } d {e:f}"),
        ('a{content:"/*  */";b:\'  "\'}', 'a{content:"/*  */";b:\'  "\'}'),
        ("a/* x y */.b > c{}", "a.b > c{}"),
        ("@media (x) {\n  a {}\n}", "@media (x) { a {} }"),
        ("""a{content:"\\"  /*"}  b{}""", """a{content:"\\"  /*"} b{}"""),
    ],
)
def test_blanks_and_comments_go_but_not_those_in_strings(css, left):
    assert lighter(css) == left
