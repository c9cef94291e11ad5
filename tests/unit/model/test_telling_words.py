"""The words that tell what a text is about."""

import pytest
from archive.model.related import MOST_WORDS, count_words, stem, telling

STOP = frozenset({"with", "this", "that"})


def told(text: str, head: str = "", english: bool = True) -> set[str]:
    return set(telling(head, text, STOP, english))


def test_a_word_tells_if_it_is_said_twice_stands_in_the_head_or_is_a_name() -> None:
    assert told("Caution. A report was praised; reports by a Munro.", "On ladders") == {"report", "munro", "ladder"}


def test_a_capital_that_begins_a_sentence_makes_no_name() -> None:
    assert told("Ladders fall. Booker said so.\n\nTelegraph poles stand.") == set()
    assert told("So said Booker, and so wrote Coleridge") == {"booker", "coleridge"}


def test_common_and_short_words_never_tell() -> None:
    assert told("with with this this cat cat 1998 1998 snake_case snake_case") == {"snake", "case"}


def test_words_other_than_english_stay_as_they_are() -> None:
    assert told("Straßes Straßes ÜBUNG Übung", english=False) == {"straßes", "übung"}


def test_a_script_without_spaces_is_told_by_pairs() -> None:
    assert told("児童保護の報告と児童福祉") == {"児童"}


def test_the_most_telling_come_first_and_are_not_too_many() -> None:
    text = " ".join(f"word{chr(97 + i // 26)}{chr(97 + i % 26)} " * (2 + i % 3) for i in range(200))
    words = telling("", text, STOP, True)
    assert len(words) == MOST_WORDS
    counts = [text.split().count(word) for word in words]
    assert counts == sorted(counts, reverse=True) and words == telling("", text, STOP, True)


def test_stems_are_singulars() -> None:
    singular = {"reports": "report", "agencies": "agency", "classes": "class", "boxes": "box", "churches": "church",
                "press": "press", "census": "census", "crisis": "crisis", "lean": "lean", "ties": "tie"}  # fmt: skip
    assert {word: stem(word) for word in singular} == singular


@pytest.mark.parametrize(
    ("text", "words"), [("", 0), ("Two words", 2), ("“Trois”, déjà là", 3), ("今天很好", 4), ("See 今天 now", 4)]
)
def test_words_are_counted_and_signs_where_no_blanks_part_them(text: str, words: int) -> None:
    assert count_words(text) == words
