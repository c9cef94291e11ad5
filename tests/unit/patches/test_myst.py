"""What MyST makes once for all documents comes out as it does when it is made for each."""

import pytest
from archive.patches import myst
from mdit_py_plugins import wordcount


@pytest.mark.parametrize(
    "text", ["", "Plain words", "‘So,’ she said: 5 of them – or six.", "it's «un» e-mail, x2 (yes)!", "a\n b\t--- c."]
)
def test_words_are_counted_as_before(text: str) -> None:
    defaults = wordcount.wordcount_plugin.__kwdefaults__
    before = defaults["count_func"]
    undo = myst.parser_once()
    try:
        assert defaults["count_func"] is not before
        assert defaults["count_func"](text) == before(text)
    finally:
        undo()
    assert defaults["count_func"] is before
