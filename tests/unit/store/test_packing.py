"""What is stored in pieces: it comes back as it was, and what did not change is not made again."""

import pytest
from archive.store.packing import pack, unpack
from hypothesis import given
from hypothesis import strategies as st

VALUES = st.dictionaries(st.text(max_size=3), st.lists(st.integers(), max_size=2), max_size=40)


@pytest.mark.parametrize("value", [None, "", "x", (1, 2), {1, 2}, [], {}, {"a": None, 2: "b", (3, "c"): []}])
def test_any_value_comes_back(value):
    assert unpack(pack(value, None, None)) == value


@given(VALUES, VALUES)
def test_whatever_changed_comes_back(before, added):
    packed = pack(before, None, None)
    known = unpack(packed)
    for value in ({**known, **added}, {key: known[key] for key in known if key not in added}, {**added}):
        anew = pack(value, known, packed)
        assert unpack(anew) == value
        assert unpack(pack(known, value, anew)) == known


def test_of_a_large_dictionary_an_edit_changes_one_piece():
    packed = pack({str(number): [number] for number in range(1000)}, None, None)
    known = unpack(packed)
    anew = pack({**known, "500": [0]}, known, packed)
    assert len([1 for old, new in zip(packed, anew, strict=True) if old is not new]) == 1


def test_what_is_the_same_object_is_not_packed_again():
    value = object.__new__(type("Unpicklable", (), {"__reduce__": lambda self: 1 / 0}))
    assert pack(value, value, b"as it was") == b"as it was"


@pytest.mark.parametrize("damaged", [b"", b"\x80", (b"\x80\x05N.",)])
def test_damage_is_noticed(damaged):
    with pytest.raises(Exception):  # noqa: B017
        unpack(damaged)
