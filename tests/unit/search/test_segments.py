"""Segments depend on the documents alone, are of a bounded size, and move where a border does. Beside each, the file of
facets says what was put into it; those of words have all that stand in pages, the common ones first."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date, timedelta
from itertools import accumulate
from string import ascii_lowercase

import pytest
from archive.search import segments as searchsegments
from archive.search.documents import Document
from archive.search.segments import facets, segments, stretches, words
from hypothesis import given, settings
from hypothesis import strategies as st

MOST = searchsegments.MOST
months = st.dictionaries(st.integers(12 * 1990, 12 * 2030), st.integers(1, MOST), min_size=1, max_size=60)
values = st.dictionaries(
    st.sampled_from(["kind", "tag", "person"]), st.lists(st.sampled_from(["a", "ß", '"q"', "日本"]), max_size=3)
)
PAGES = [
    "<p>Harbour &amp; <em>hare</em>, Caf\u00e9s</p>",
    '<p title="hidden">harbour bell</p>',
    "<p>\u041c\u043e\u0441\u043a\u0432\u0430 o2 x</p>",
]


def document(
    kind: str = "post", day: date | None = None, language: str = "", values: dict[str, list[str]] | None = None
) -> Document:
    return Document(kind, "", language, day, values or {}, "", str)


@settings(deadline=None)
@given(months)
def test_every_month_is_in_one_stretch_and_none_has_too_much(counts: dict[int, int]) -> None:
    found = list(stretches(counts, MOST))
    for month in counts:
        assert sum(month in stretch for stretch in found) == 1
    for stretch in found:
        assert len(stretch) == 1 or sum(counts.get(month, 0) for month in stretch) <= MOST
        # Years, half-years, quarters and months as a calendar has them, and runs of years.
        assert stretch.start % len(stretch) == 0
        assert len(stretch) in (1, 3, 6) or len(stretch) % 12 == 0


@settings(deadline=None)
@given(months, st.integers(12 * 1990, 12 * 2030))
def test_one_post_more_changes_one_stretch_or_parts_it(counts: dict[int, int], month: int) -> None:
    before = set(stretches(counts, MOST))
    after = set(stretches(Counter(counts) + Counter([month]), MOST))
    gone, come = before - after, after - before
    assert len(gone) <= 1
    # What is new lies in what is gone, or is the month's own.
    assert all(month in stretch or any(set(stretch) <= set(old) for old in gone) for stretch in come)


@pytest.mark.parametrize(
    ("count", "begin"),
    [(700, [0]), (1000, [2016, 1984]), (2500, [2020, 2016, 2012, 2008]), (5000, [2020, 2016, 2012, 2008]),
     (10_000, [2020, 2016, 2012, 2008])],
)  # fmt: skip
def test_a_blog_of_any_length_has_a_few_stretches(count: int, begin: list[int]) -> None:
    days = [date(2008, 1, 1) + timedelta(days=number * 5400 // count) for number in range(count)]
    parts = segments((document(day=day) for day in reversed(days)), "en")
    assert list(parts) == [f"en-x-post-{year:04}01" if year else "en-x-post-000001" for year in begin]
    assert [each.day for part in parts.values() for each in part] == days[::-1]


def test_kinds_and_languages_are_apart_and_the_sites_own_come_first() -> None:
    chinese, french = (document(language=tag, day=date(2020, 1, 1)) for tag in ("zh-Hant", "fr"))
    given = [chinese, french, document("other"), document("comment", french.day), document(day=date(2018, 1, 1))]
    names = ["en-x-post", "zh-x-post", "en-x-other", "en-x-comment"]
    parts = segments(given, "en-GB")
    assert sorted(name.rpartition("-")[0] for name in parts) == sorted(names)
    assert next(iter(parts)).startswith("en-x-post") and list(parts)[-1].startswith("en-x-comment")
    assert [len(part) for name, part in parts.items() if name.startswith("en-x-post")] == [2]


@pytest.mark.parametrize(
    ("language", "site", "indexed"),
    [("", "en-GB", "en"), ("fr", "en", "en"), ("ja", "en", "ja"), ("zh-Hans-CN", "zh-TW", "zh"), ("en", "th", "und")],
)
def test_words_are_parted_and_stemmed_by_rules_that_a_browser_has(language: str, site: str, indexed: str) -> None:
    [name] = segments([document(language=language)], site)
    assert name.partition("-")[0] == indexed


@settings(deadline=None)
@given(st.lists(st.tuples(st.dates(), values), max_size=40))
def test_what_is_encoded_is_told(given: list[tuple[date, dict[str, list[str]]]]) -> None:
    told = json.loads(facets([document(day=day, values=values) for day, values in given]))
    begin = date(1970, 1, 1).toordinal()
    assert [date.fromordinal(begin + number) for number in accumulate(told["days"])] == [day for day, _ in given]
    found = [sorted(tuple(told["values"][place]) for place in own) for own in told["documents"]]
    # A value that is given twice is told once.
    assert found == [sorted({(facet, value) for facet, listed in values.items() for value in listed})
                     for _, values in given]  # fmt: skip


def test_what_has_no_days_has_none_to_be_told() -> None:
    assert json.loads(facets([document(), document()])) == {"days": [], "values": [], "documents": [[], []]}


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
