"""How good orders of results are: mean reciprocal rank and success at one and five, of the first ten results."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass

from search.blog import Query

#: Results that a reader may be thought to look at.
DEPTH = 10

#: What an engine answered: slugs of posts, best first, by the text of the query.
Answers = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Score:
    queries: int
    mrr: float
    """Mean of 1/rank of the first result that answers, 0 where none of the first ten does."""
    first: float
    """Share of the queries that the first result answers."""
    five: float
    """Share of the queries that one of the first five results answers."""


def reciprocal_rank(found: Sequence[str], answers: Set[str]) -> float:
    """1/rank of the first of `found` that is among `answers`; 0 if none of the first ten is."""
    return next((1 / rank for rank, slug in enumerate(found[:DEPTH], 1) if slug in answers), 0.0)


def score(queries: Iterable[Query], answered: Answers) -> Score:
    """What is to be said of one engine over these queries, of which there must be one at least."""
    ranks = [reciprocal_rank(answered[query.text], query.answers) for query in queries]
    count = len(ranks)
    return Score(count, sum(ranks) / count, sum(rank == 1 for rank in ranks) / count,
                 sum(rank >= 0.2 for rank in ranks) / count)  # fmt: skip


def halves(queries: Sequence[Query]) -> tuple[list[Query], list[Query]]:
    """The first, third … for tuning, the second, fourth … for the report."""
    return list(queries[::2]), list(queries[1::2])


def by_kind(queries: Iterable[Query]) -> dict[str, list[Query]]:
    """Queries of each kind, in the order of the file."""
    kinds: dict[str, list[Query]] = {}
    for query in queries:
        kinds.setdefault(query.kind, []).append(query)
    return kinds
