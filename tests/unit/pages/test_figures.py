"""The archive in figures: what is counted by year, the longest pause, and who stands first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from archive.model.archive import Archive
from archive.model.posts import Counts, Post
from archive.pages import figures
from archive.pages.page import PostCounts, key

from unit.archives import ENGLISH, ZONE, archive, post
from unit.pages.test_charts import Chart


def on(year: int, month: int, day: int = 1) -> Post:
    name = f"{year}-{month}-{day}"
    return post(docname=name, path=f"{name}.html", date=datetime(year, month, day, 9, tzinfo=ZONE))


class Stored:
    localization = ENGLISH

    def __init__(self, counts: Sequence[tuple[int, Counts]]) -> None:
        self._counts = counts

    def counts(self, of: PostCounts) -> Sequence[tuple[int, Counts]]:
        return self._counts


def shown(whole: Archive, counts: Mapping[str, Counts]) -> dict[str, Any]:
    (page,) = figures.pages(whole, {})
    stored = Stored([(each.date.year, counts.get(each.docname, Counts())) for each in whole.posts])
    return page.context(stored)  # type: ignore[arg-type]


POSTS = (on(2010, 1), on(2010, 3), on(2012, 6))


def test_all_is_counted_by_year() -> None:
    counts = {"2010-1-1": Counts(100, 1, (), 2), "2010-3-1": Counts(20, 0, (), 0), "2012-6-1": Counts(7, 0, (), 0)}
    given = shown(archive(*POSTS), counts)
    assert given["totals"] == [("Posts", 3), ("Words", 127), ("Pictures", 1), ("Comments", 2)]
    tables = {words: Chart(chart).table for words, chart in given["yearly"]}
    assert tables["Words"] == [["2010", "120"], ["2011", "0"], ["2012", "7"]]
    assert tables["Posts"] == [["2010", "2"], ["2011", "0"], ["2012", "1"]]
    assert tables["Comments"] == [["2010", "2"], ["2011", "0"], ["2012", "0"]]


def test_what_there_is_none_of_is_left_out_and_one_year_is_drawn_by_month() -> None:
    given = shown(archive(*POSTS[:2]), {"2010-1-1": Counts(words=5)})
    assert given["totals"] == [("Posts", 2), ("Words", 5)]
    ((words, chart),) = given["yearly"]
    assert words == "Posts" and Chart(chart).table == [["2010", *"101000000000"]]
    assert given["hosts"] == given["commenters"] == ""


def test_the_longest_pause_lies_between_two_posts() -> None:
    (page,) = figures.pages(archive(*POSTS), {})
    assert page.pause == (POSTS[1].link, POSTS[2].link)
    assert shown(archive(*POSTS), {})["pause_days"] == 823
    (page,) = figures.pages(archive(on(2010, 1, 1), on(2010, 1, 9)), {})
    assert page.pause is None, "a week is no pause"
    assert list(figures.pages(archive(), {})) == []


def test_who_is_linked_to_and_who_commented_stands_by_number_and_then_by_name() -> None:
    counts = {
        "2010-1-1": Counts(hosts=("b.example", "a.example"), commenters=("Zoë", "Zoë", "Åke", "Once")),
        "2010-3-1": Counts(hosts=("b.example", "a.example", "c.example"), commenters=("Åke",)),
        "2012-6-1": Counts(hosts=("b.example",)),
    }
    given = shown(archive(*POSTS), counts)
    assert Chart(given["hosts"]).table == [["b.example", "3"], ["a.example", "2"]]
    assert Chart(given["commenters"]).table == [["Åke", "2"], ["Zoë", "2"]]


def test_another_comment_makes_another_page() -> None:
    (before,), (after,) = (figures.pages(archive(*POSTS), {"2010-1-1": one}) for one in ("a", "b"))
    assert key(before) != key(after)
