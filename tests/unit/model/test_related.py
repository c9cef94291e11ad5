"""Which posts are related, and that what an earlier build found is no other than what this one would; and the words
that tell what a text is about."""

from __future__ import annotations

import pytest
from archive.model import related
from archive.model.related import (
    MOST_WORDS,
    Relations,
    Traits,
    count_words,
    find_related,
    stem,
    telling_words,
    traits,
    update_related,
)
from hypothesis import given, settings
from hypothesis import strategies as st

NAMES = [f"posts/{number}" for number in range(12)]


def padded(posts: dict[str, Traits], count: int = 100) -> dict[str, Traits]:
    """With `count` posts beside that have nothing to do with them."""
    return posts | {f"other/{number}": traits("2000", words=[f"only{number}"]) for number in range(count)}


def test_posts_that_share_rare_words_are_related_and_those_that_share_a_common_one_are_not() -> None:
    posts = padded({
        "a": traits("1", words=["munro", "frontline", "graduates"]),
        "b": traits("2", words=["munro", "frontline", "graduates"]),
        "c": traits("3", words=["munro", "lean"]),
    })  # fmt: skip
    assert {name: found for name, found in find_related(posts).items() if found} == {"a": ("b",), "b": ("a",)}
    common = {"w:child", "w:care", "w:law"}
    everywhere = {name: Traits(post.order, post.names | common) for name, post in padded({}).items()}
    assert not any(find_related(everywhere).values())


def test_a_link_relates_both_ends_and_those_who_link_to_the_same() -> None:
    posts = padded({"a": traits("1", references=["a"]), "b": traits("2", references=["b", "a"]),
                    "c": traits("3", references=["c", "a"])})  # fmt: skip
    found = find_related(posts)
    assert found["a"] == ("c", "b") and found["b"] == ("c", "a")


@pytest.mark.parametrize("kind", ["tags", "mentions", "references"])
def test_what_fewer_share_weighs_more(kind: str) -> None:
    rare = {kind: ["rare"], "words": ["one", "two", "three"]}
    frequent = {kind: ["frequent"], "words": ["one", "two", "three"]}
    posts = padded({
        "a": traits("1", **{kind: ["rare", "frequent"], "words": ["one", "two", "three"]}),
        "b": traits("2", **rare), "c": traits("3", **frequent),
        **{f"d{number}": traits("4", **{kind: ["frequent"]}) for number in range(20)},
    })  # fmt: skip
    assert find_related(posts)["a"][:2] == ("b", "c")


def test_at_most_five_and_of_those_alike_the_latest() -> None:
    posts = padded({str(number): traits(str(number), tags=["one", "two"]) for number in range(8)})
    assert find_related(posts)["0"] == ("7", "6", "5", "4", "3")


def test_a_common_tag_relates_nobody_but_counts_among_the_related() -> None:
    posts = padded({str(number): traits(str(number), tags=["all"]) for number in range(70)})
    assert not any(find_related(posts).values())
    posts["0"] = traits("0", tags=["all"], references=["x"])
    posts["1"] = traits("1", tags=["all"], references=["x"])
    posts["x"] = traits("9", references=["x"])
    assert find_related(posts)["0"] == ("1", "x")


def test_few_posts_are_not_related_by_words_that_a_quarter_of_them_has() -> None:
    posts = {name: traits(name, words=["report", "council", "minister"] * (name in NAMES[:5])) for name in NAMES}
    assert not any(find_related(posts).values())


_TRAITS = st.builds(
    traits,
    st.sampled_from("1234"),
    references=st.lists(st.sampled_from(NAMES), max_size=2),
    tags=st.lists(st.sampled_from(["t1", "t2", "t3"]), max_size=3),
    categories=st.lists(st.sampled_from(["c1", "c2"]), max_size=1),
    mentions=st.lists(st.sampled_from(["m1", "m2"]), max_size=2),
    words=st.lists(st.sampled_from([f"w{number}" for number in range(9)]), max_size=6),
)
_POSTS = st.dictionaries(st.sampled_from(NAMES), _TRAITS)


@settings(max_examples=200, deadline=None)
@given(before=_POSTS, after=_POSTS, beside=st.sampled_from([0, 14, 15, 40]), common=st.integers(10, 16))
def test_an_incremental_build_finds_what_a_clean_one_does(
    before: dict[str, Traits], after: dict[str, Traits], beside: int, common: int
) -> None:
    """Whatever came, went or changed: with many posts beside that stayed, so that not all is found anew."""
    unchanged = {
        f"other/{number}": traits("5", tags=["t1"] * (number < common), words=[f"w{number % 9}", f"o{number % 20}"])
        for number in range(beside)
    }
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(related, "COMMON", 16)
        patch.setattr(related, "LEAST_POINTS", 3)
        old = before | unchanged
        known = {name: Relations(old[name], found) for name, found in find_related(old).items()}
        new = after | unchanged
        assert update_related(new, known) == find_related(new)


def test_a_trait_that_becomes_common_unrelates_those_who_had_it() -> None:
    """Though they did not change, and what is common now leads from no post to another."""
    few = padded({str(number): traits(str(number), tags=["t"], words=["w"]) for number in range(2)}, 200)
    few |= {f"also/{number}": traits("0", tags=["t"]) for number in range(61)}
    many = few | {"one more": traits("9", tags=["t"])}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(related, "LEAST_POINTS", 6)
        known = {name: Relations(few[name], found) for name, found in find_related(few).items()}
        assert known["0"].related == ("1",)
        assert update_related(many, known) == find_related(many) and find_related(many)["0"] == ()


def test_words_tell_more_posts_apart_as_these_become_many() -> None:
    posts = padded({name: traits("1", words="one two three four five six".split()) for name in "abcd"}, 27)
    known = {name: Relations(posts[name], found) for name, found in find_related(posts).items()}
    more = padded(posts, 28)
    related = find_related(more)
    assert known["a"].related == () and update_related(more, known) == related and related["a"] != ()


def test_what_a_change_cannot_bear_on_is_not_compared_again() -> None:
    posts = padded({"a": traits("1", tags=["x", "y"]), "b": traits("2", tags=["x", "y"])})
    known = {name: Relations(post, ("kept",)) for name, post in posts.items()}
    posts["c"] = traits("3", tags=["x", "y"])
    found = update_related(posts, known)
    assert found["a"] == ("c", "b")
    assert found["other/1"] == ("kept",)


STOP = frozenset({"with", "this", "that"})


def told(text: str, head: str = "", english: bool = True) -> set[str]:
    return set(telling_words(head, text, STOP, english))


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
    words = telling_words("", text, STOP, True)
    assert len(words) == MOST_WORDS
    counts = [text.split().count(word) for word in words]
    assert counts == sorted(counts, reverse=True) and words == telling_words("", text, STOP, True)


def test_stems_are_singulars() -> None:
    singular = {"reports": "report", "agencies": "agency", "classes": "class", "boxes": "box", "churches": "church",
                "press": "press", "census": "census", "crisis": "crisis", "lean": "lean", "ties": "tie"}  # fmt: skip
    assert {word: stem(word) for word in singular} == singular


@pytest.mark.parametrize(
    ("text", "words"), [("", 0), ("Two words", 2), ("“Trois”, déjà là", 3), ("今天很好", 4), ("See 今天 now", 4)]
)
def test_words_are_counted_and_signs_where_no_blanks_part_them(text: str, words: int) -> None:
    assert count_words(text) == words
