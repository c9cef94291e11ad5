"""The words by which the search knows a slip: all that stand in pages, the common ones first."""

from __future__ import annotations

from string import ascii_lowercase

from archive.search import words as searchwords

PAGES = [
    "<p>Harbour &amp; <em>hare</em>, Caf\u00e9s</p>",
    '<p title="hidden">harbour bell</p>',
    "<p>\u041c\u043e\u0441\u043a\u0432\u0430 o2 x</p>",
]


def test_words_stand_under_their_first_letter() -> None:
    words = {path[6:-4]: text.decode().split() for path, text in searchwords.files(PAGES).items()}
    assert words["h"] == ["harbour", "hare"]
    assert words["c"] == ["cafes"]
    assert words["b"] == ["bell"]
    assert words["other"] == ["\u043c\u043e\u0441\u043a\u0432\u0430"]
    assert not words["x"] and not words["o"]


def test_no_file_is_wanting() -> None:
    files = searchwords.files(PAGES)
    assert files.keys() == {f"words/{letter}.txt" for letter in [*ascii_lowercase, "other"]}
    assert files["words/h.txt"] == b"harbour\nhare"
