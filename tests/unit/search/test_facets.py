"""The file of facets says what was put into it, in few bytes."""

import gzip

from archive.search.facets import Facts, decode, encode
from hypothesis import given
from hypothesis import strategies as st

values = st.dictionaries(
    st.sampled_from(["kind", "tag", "person"]), st.lists(st.sampled_from(["a", "ß", '"q"', "日本"]), max_size=3)
)
facts = st.builds(Facts, st.sampled_from(["2012-10", "2012-11", ""]), values)


@given(st.lists(facts, max_size=40))
def test_what_is_encoded_is_decoded(documents: list[Facts]) -> None:
    months, found = decode(encode(documents))
    assert months == [each.month for each in documents]
    told = {(facet, value, place) for facet, by in found.items() for value, places in by.items() for place in places}
    assert told == {(facet, value, place) for place, each in enumerate(documents)
                    for facet, given in each.values.items() for value in given}  # fmt: skip


def test_what_is_far_apart_is_found_too() -> None:
    places = [0, 1, 255, 256, 511, 512, 5000]
    documents = [Facts("", {"tag": ["rare"] if place in places else []}) for place in range(5001)]
    assert decode(encode(documents))[1]["tag"]["rare"] == places


def test_it_is_the_same_whatever_the_order_of_values() -> None:
    one, other = (encode([Facts("2012-10", {"tag": tags})]) for tags in (["b", "a", "b"], ["a", "b"]))
    assert one == other
    assert len(encode([Facts("2012-10", {"kind": ["post"]})] * 10_000)) < 150
    assert gzip.decompress(one).startswith(b"{")
