"""Charts: that what they draw is what was counted, for eyes, ears and pointers alike."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from archive.core.localization import Localization
from archive.model.posts import Post
from archive.pages import charts, figures
from lxml import etree

from unit.archives import ENGLISH, ZONE, post

SVG = {"s": "http://www.w3.org/2000/svg"}


class Chart:
    """A chart, parsed."""

    def __init__(self, html: str) -> None:
        self.html = html
        # As XML, which HTML's parser does not ask for: every element is closed and every value quoted.
        self.figure = etree.fromstring(html)
        (self.svg,) = self.figure.findall("svg")

    @property
    def links(self) -> dict[str, str]:
        """Where its drawing leads, and what is said of that."""
        return {a.get("href"): "".join(a.itertext()) for a in self.svg.iter("a")}

    @property
    def table(self) -> list[list[str]]:
        return [["".join(cell.itertext()) for cell in row] for row in self.figure.findall("details//tbody/tr")]

    def lengths(self, kind: str) -> list[str]:
        return [path.get("d") for path in self.svg.iter("path") if path.get("class") == kind]


def on(day: date, number: int = 0, **fields: object) -> Post:
    moment = datetime(day.year, day.month, day.day, 9, tzinfo=ZONE)
    path = f"{day:%Y/%m}/p{day.day}-{number}.html"
    return post(docname=f"posts/{path[:-5]}", path=path, date=moment, **fields)


CHARTS = {
    "months": charts.months(ENGLISH, {(2012, 10): 9, (2010, 1): 3}),
    "calendar": charts.calendar(ENGLISH, 2012, {date(2012, 10, 31): 3}),
    "thread": charts.thread(ENGLISH, [on(date(2012, 1, day), title="<A> & b") for day in (1, 2, 9)]),
    "years": figures.by_years(ENGLISH, "words", ("Words", "Words by year"), [2010, 2011, 2012], {2010: 9, 2012: 3}),
    "ranked": figures.ranked(ENGLISH, "names", "Who", "How many.", ("Name", "Posts"), Counter({"<A> & b": 3, "c": 2})),
}


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_says_what_it_is_and_has_a_table(name: str) -> None:
    chart = Chart(CHARTS[name])
    assert chart.svg.get("role") == "group"  # an `img` may hold no links
    title, said = (chart.svg.find(f"*[@id='{key}']") for key in chart.svg.get("aria-labelledby").split())
    assert title.tag == "title" and title.text and said.tag == "desc" and said.text
    assert chart.table and chart.figure.findtext("figcaption")
    assert all(link.get("tabindex") == "-1" for link in chart.svg.iter("a"))
    reached = {a.get("href") for a in chart.figure.findall("details//a")}
    assert set(chart.links) <= reached | {address for address in chart.links if re.search(r"/\d\d\.html$", address)}


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_names_no_colour_and_no_font(name: str) -> None:
    assert not re.search(r"#[0-9a-f]{3}|rgb|fill=|stroke=|font|style=|<script", CHARTS[name])


def test_nothing_is_drawn_of_nothing() -> None:
    assert charts.months(ENGLISH, {}) == charts.calendar(ENGLISH, 2012, {}) == ""
    assert charts.thread(ENGLISH, []) == ""
    assert charts.thread(ENGLISH, [on(date(2012, 1, 1)), on(date(2012, 1, 2))]) == ""


def test_bars_are_as_large_as_months_are_full() -> None:
    chart = Chart(charts.months(ENGLISH, {(2012, 10): 50, (2012, 11): 25, (2010, 1): 5}))
    assert chart.links["site:blog/2012/10.html"] == "October 2012: 50 posts"
    assert chart.links["site:blog/2010/01.html"] == "January 2010: 5 posts"
    sizes = {a.get("href"): re.search(r"v-([\d.]+)h([\d.]+)", a.find("path").get("d"))  # type: ignore[union-attr]
             for a in chart.svg.iter("a") if a.find("path") is not None}  # fmt: skip
    areas = {href: float(size[1]) * float(size[2]) for href, size in sizes.items() if size}
    assert min(float(size[1]) for size in sizes.values() if size) > 8, "a tenth of the fullest can hardly be seen"
    largest = areas["site:blog/2012/10.html"]
    assert {href: round(50 * area / largest) for href, area in areas.items()} == {
        "site:blog/2012/10.html": 50, "site:blog/2012/11.html": 25, "site:blog/2010/01.html": 5,
    }  # fmt: skip
    assert [row[0] for row in chart.table] == ["2012", "2011", "2010"]
    assert chart.table[0][10:12] == ["50", "25"]
    assert "site:blog/2011.html" not in chart.links


def marked(paths: list[str]) -> set[tuple[int, int]]:
    """The days, as (line, place), that strokes parted by dashes cover."""
    found = set()
    for x, y, length in re.findall(r"M([\d.]+) ([\d.]+)h([\d.]+)", "".join(paths)):
        first = round(float(x) + 0.9)
        found |= {(int(float(y)) + 1, first + i) for i in range(round(float(length) + 0.2))}
    return found


def test_a_calendar_marks_the_days_with_posts() -> None:
    counts = {date(2012, 2, 28): 1, date(2012, 2, 29): 1, date(2012, 10, 30): 2, date(2012, 12, 31): 7}
    chart = Chart(charts.calendar(ENGLISH, 2012, counts))
    assert marked(chart.lengths("m1")) == {(2, 28), (2, 29)}
    assert marked(chart.lengths("m2")) == {(10, 30)}
    assert marked(chart.lengths("m3")) == {(12, 31)}
    ground = marked(chart.lengths("ground"))
    assert (2, 29) in ground and (2, 30) not in ground and len(ground) == 366
    assert chart.table == [["February", "2", "28, 29"], ["October", "2", "30 (2)"], ["December", "7", "31 (7)"]]
    assert "11 posts on 4 days" in "".join(chart.svg.itertext())


@pytest.mark.parametrize("posts_a_day", [1, 14])
def test_a_calendar_weighs_little_however_many_posts(posts_a_day: int) -> None:
    days = {date(2012, 1, 1) + timedelta(days=i): posts_a_day for i in range(0, 366)}
    every_other = {day: posts for i, (day, posts) in enumerate(days.items()) if i % 2}
    assert len(charts.calendar(ENGLISH, 2012, days)) < 6500 + 366 * (posts_a_day > 1) * 5
    assert len(charts.calendar(ENGLISH, 2012, every_other)) < 8500


@pytest.mark.parametrize("count", [3, 12, 13, 200])
def test_a_thread_stops_at_each_post_in_order_and_none_covers_another(count: int) -> None:
    days = [date(2001, 1, 1)] + [date(2012, 1, 1) + timedelta(days=i) for i in range(count - 1)]
    chart = Chart(charts.thread(ENGLISH, [on(day) for day in days]))
    places = [float(circle.get("cx").removesuffix("%")) for circle in chart.svg.iter("circle")]
    assert len(places) == count and places == sorted(set(places)) and all(0 < x < 100 for x in places)
    room = min(8 if count <= charts.MOST_NUMBERED else 2, 92 / (count - 1))
    assert all(b - a >= room - 0.02 for a, b in pairwise(places))
    numbers = [words.text for words in chart.svg.iter("text") if words.get("class") == "m in"]
    assert numbers == ([str(n + 1) for n in range(count)] if count <= charts.MOST_NUMBERED else [])


def test_thousands_of_posts_make_no_larger_chart() -> None:
    many = Counter({(2008 + i % 15, 1 + i % 12): 400 for i in range(180)})
    assert len(charts.months(ENGLISH, many)) < 35_000


def test_years_without_posts_are_shown_unless_there_are_many():
    """One date that is wrong by centuries makes no page of megabytes."""
    assert charts.years_of({(2012, 1): 1, (2009, 1): 1}) == [2009, 2010, 2011, 2012]
    odd = {(1, 1): 1, (1962, 5): 2, (2012, 1): 1, (9999, 12): 1}
    assert charts.years_of(odd) == [1, 1962, 2012, 9999]
    for chart in (charts.months(ENGLISH, odd), charts.span(ENGLISH, odd)):
        years = [row[0] for row in Chart(chart).table]
        assert sorted(years, key=int) == ["1", "1962", "2012", "9999"] and len(chart) < 20_000


@pytest.mark.parametrize("years", [5, 15, 16, 45, 46, 120])
def test_however_many_years_stand_on_one_line(years: int) -> None:
    counts = {(1900 + n, 1 + n * 5 % 12): n + 1 for n in range(years) if n % 7 != 3}
    html = charts.span(ENGLISH, counts)
    drawn = etree.fromstring(html)
    links = {link.get("href"): link for link in drawn.find("svg").iter("a")}
    with_posts = sorted({year for year, _ in counts})
    assert list(links) == [f"site:blog/{year}.html" for year in with_posts]
    assert next(iter(links.values())).findtext("title") == f"{with_posts[0]}: 1 post"
    labels = [float(text.get("x").rstrip("%")) for text in drawn.find("svg").iter("text")]
    assert len(labels) <= 8 and all(b - a > 10 for a, b in pairwise(labels))
    rows = {row[0].findtext("a") or row[0].text: int(row[1].text) for row in drawn.iterfind("details//tbody/tr")}
    assert sum(rows.values()) == sum(counts.values()) and len(rows) == with_posts[-1] - 1899
    assert len(html) < 4_000 + 260 * years and not re.search(r"style=|<script", html)


def test_the_tallest_bar_is_as_tall_as_the_chart_and_others_in_proportion() -> None:
    html = charts.span(ENGLISH, {(2000, 1): 10, (2003, 6): 5, (2005, 12): 1})
    paths = [path.get("d") for path in etree.fromstring(html).find("svg").iter("path")]
    places = [re.match(r"M([\d.]+) 48v-([\d.]+)", path).groups() for path in paths]  # type: ignore[union-attr]
    assert places == [(".08", "48"), ("41.08", "24"), ("71.08", "4.8")]


def test_few_years_have_a_line_each() -> None:
    assert "chart-months" in charts.span(ENGLISH, {(2010, 1): 1, (2012, 1): 1})
    assert "chart-span" in charts.span(ENGLISH, {(2009, 1): 1, (2012, 1): 1})


def test_a_year_in_chinese_letters_has_room_beside_the_posts() -> None:
    """There the chart is 200 pixels wide, of which such a label takes 32."""
    chart = Chart(charts.months(Localization("zh-Hans"), {(2011, 1): 9}))
    (left,) = [plane.get("x") for plane in chart.svg.iter("svg") if plane.get("x")]
    assert "2011年" in chart.html and float(left.rstrip("%")) >= 16
