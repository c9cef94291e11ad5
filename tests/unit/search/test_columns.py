"""A file of words says in columns what Pagefind says in its own way."""

from __future__ import annotations

from typing import Any

import pytest
from archive.search.columns import decode, encode
from hypothesis import given
from hypothesis import strategies as st

places = st.one_of(
    st.lists(st.integers(0, 70_000), min_size=1, max_size=4).map(lambda them: [-25, *them]),
    st.lists(st.integers(-200, 300), max_size=3),
)
meta = st.lists(st.integers(-3, 9), max_size=2)
postings = st.lists(st.tuples(st.integers(0, 20_000), places, meta).map(list), max_size=4)
words = st.text(st.characters(blacklist_categories=["Cs"]), max_size=5)
forms = st.lists(st.tuples(words, postings).map(list), max_size=2)


@given(st.lists(st.tuples(words, postings, forms).map(list), max_size=5))
def test_what_is_encoded_is_decoded(given: list[Any]) -> None:
    assert decode(encode(given)) == given


@pytest.mark.parametrize("place", [0, 127, 128, 255, 256, 65_535, 65_536])
def test_places_far_into_a_text_hold(place: int) -> None:
    told = [["word", [[300, [-25, place, 1], []]], []]]
    assert decode(encode(told)) == told
