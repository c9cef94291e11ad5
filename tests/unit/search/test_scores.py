"""The measure of the search says what it should of orders that are known, and its judged set can be answered."""

from __future__ import annotations

import pytest
from search import blog, inflection, tuning
from search.blog import Query
from search.scores import by_kind, halves, reciprocal_rank, score

BLOG = blog.posts()
QUERIES = list(blog.queries(BLOG))


@pytest.mark.parametrize(
    ("found", "rank"),
    [("abc", 1), ("xab", 1 / 2), ("xyzwvutsra", 1 / 10), ("xyzwvutsrqa", 0), ("xyz", 0), ("", 0)],
)
def test_only_the_first_answer_counts_and_only_among_ten(found: str, rank: float) -> None:
    assert reciprocal_rank(list(found), {"a", "b"}) == rank


def test_scores_of_a_known_order() -> None:
    queries = [Query("word", text, frozenset({"a"})) for text in ("one", "two", "six", "none")]
    answered = {"one": ["a"], "two": ["x", "a"], "six": [*"vwxyz", "a"], "none": ["x"]}
    result = score(queries, answered)
    assert result.queries == 4
    assert result.mrr == pytest.approx((1 + 1 / 2 + 1 / 6) / 4)
    assert (result.first, result.five) == (0.25, 0.5)


def test_every_query_has_an_answer_among_the_posts() -> None:
    slugs = {post.slug for post in BLOG}
    assert len(slugs) == len(BLOG) >= 400
    assert len(QUERIES) >= 60
    for query in QUERIES:
        assert query.answers and query.answers <= slugs, query


def test_halves_are_apart_and_alike() -> None:
    odd, even = halves(QUERIES)
    assert len({query.text for query in QUERIES}) == len(odd) + len(even)
    assert {kind: len(found) for kind, found in by_kind(odd).items()} == {
        kind: len(found) for kind, found in by_kind(even).items()
    }


def test_the_blog_is_the_same_at_every_run() -> None:
    assert blog.posts() == BLOG


def test_what_was_written_by_hand_stands_in_its_post() -> None:
    posts = {post.slug: post for post in BLOG}
    for given in blog.load("planted")["post"]:
        assert " ".join(given["text"].split()) in " ".join(posts[given["slug"]].paragraphs)


@pytest.mark.parametrize(
    ("made", "right"),
    [
        (inflection.plural("berry"), "berries"), (inflection.plural("box"), "boxes"),
        (inflection.past("stop"), "stopped"), (inflection.past("take/took"), "took"),
        (inflection.participle("take/took"), "taking"), (inflection.participle("read"), "reading"),
        (inflection.articles("A owl and a useful hen"), "An owl and a useful hen"),
    ],
)  # fmt: skip
def test_forms_of_words(made: str, right: str) -> None:
    assert made == right


def test_tuning_climbs_to_what_is_best() -> None:
    wanted = {("ranked", "pageLength"): 0.3, ("index", "DESCRIPTION"): 4}
    found = tuning.climb(lambda setting: sum(setting[figure] == value for figure, value in wanted.items()) / 2)
    plain = {(group, name): values[0] for group, names in tuning.GRID.items() for name, values in names.items()}
    assert found == {**plain, **wanted}
