"""The language under which code is fenced is one in which the build can colour it."""

import pytest
from importer.markup.code import pygments_name


@pytest.mark.parametrize(
    ("name", "code", "wanted"),
    [
        ("python", "x = 1", "python"),
        ("Python", ">>> x\n1", "pycon"),
        ("jscript", "var x = 1;", "javascript"),
        ("c#", "int x = 1;", "c#"),
        ("klingon", "Qapla", "text"),
        ("plain", "words", "text"),
        ("", "words", "text"),
        ("a b", "words", "text"),
        ("json", "{ this is no JSON", "text"),
        ("python", "x = ?", "text"),
        ("guess", "x", "text"),
        ("java", "x" * 200_000, "text"),
    ],
)
def test_a_language_is_kept_where_the_code_can_be_read_in_it(name, code, wanted):
    assert pygments_name(name, code) == wanted
