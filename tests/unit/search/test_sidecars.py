"""The file of facets says what was put into it; those of words have all that stand in pages, the common ones first."""

import json
from datetime import date
from itertools import accumulate
from string import ascii_lowercase

from archive.search.documents import Document
from archive.search.sidecars import FACETS, facets, words
from hypothesis import given, settings
from hypothesis import strategies as st

PAGES = [
    "<p>Harbour &amp; <em>hare</em>, Caf\u00e9s</p>",
    '<p title="hidden">harbour bell</p>',
    "<p>\u041c\u043e\u0441\u043a\u0432\u0430 o2 x</p>",
]

values = st.dictionaries(
    st.sampled_from(["kind", "tag", "person"]), st.lists(st.sampled_from(["a", "ß", '"q"', "日本"]), max_size=3)
)


def document(values: dict[str, list[str]], day: date | None = None) -> Document:
    return Document("post", "", "", day, values, "", str)


@settings(deadline=None)
@given(st.lists(values, max_size=40))
def test_what_is_encoded_is_told(given: list[dict[str, list[str]]]) -> None:
    told = json.loads(facets([document(each) for each in given]))["values"]
    found = {(facet, value, number) for facet in FACETS for value, distances in told[facet].items()
             for number in accumulate(distances)}  # fmt: skip
    assert found == {(facet, value, number) for number, each in enumerate(given)
                     for facet, listed in each.items() for value in listed}  # fmt: skip


@settings(deadline=None)
@given(st.lists(st.dates(), min_size=1, max_size=9))
def test_days_are_told(days: list[date]) -> None:
    told = json.loads(facets([document({}, day) for day in days]))["days"]
    assert [date.fromordinal(date(1970, 1, 1).toordinal() + number) for number in accumulate(told)] == days
    assert json.loads(facets([document({})] * 2))["days"] == [None, None]


def test_it_is_the_same_whatever_the_order_of_values() -> None:
    one, other = (facets([document({"tag": tags})]) for tags in (["b", "a", "b"], ["a", "b"]))
    assert one == other


def test_words_stand_under_their_first_letter() -> None:
    found = {path[6:-4]: text.decode().split() for path, text in words(PAGES).items()}
    assert found["h"] == ["harbour", "hare"]
    assert found["c"] == ["cafes"]
    assert found["b"] == ["bell"]
    assert found["other"] == ["\u043c\u043e\u0441\u043a\u0432\u0430"]
    assert not found["x"] and not found["o"]


def test_no_file_is_wanting() -> None:
    files = words(PAGES)
    assert files.keys() == {f"words/{letter}.txt" for letter in [*ascii_lowercase, "other"]}
    assert files["words/h.txt"] == b"harbour\nhare"
