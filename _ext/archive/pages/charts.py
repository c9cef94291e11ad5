"""Charts of the archive, as accessible SVG within the page: pure functions of plain data, without a script."""

from __future__ import annotations

from calendar import monthrange
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date as Day
from itertools import combinations

from ..core.dates import MONTHS, short_day
from ..model.posts import Post, Term
from .drawing import anchor, count, figure, link, number, plane, rows, text

#: Tags that a chart of them shows at most, and posts that a tag needs to be shown.
MOST_TAGS, LEAST_POSTS = 20, 2
#: A graph of so many posts numbers them.
MOST_NUMBERED = 12
_MOST_PAIRS, _LONGEST_LABEL = 30, 24
#: So many years in which there may be no post are shown.
_LONGEST_GAP = 30
#: Heights of marks, as the stylesheet has them.
_DAY_SIZES, _PAIR_SIZES = (0.4, 0.6, 0.85), (0.2, 0.4, 0.6, 0.85)


def months(counts: Mapping[tuple[int, int], int]) -> str:
    """Posts by month, a line of twelve bars for each year; `counts` by (year, month)."""
    if not counts:
        return ""
    years = years_of(counts)[::-1]
    most, left, height = max(counts.values()), 11.0, 34
    column = (100 - left) / 12
    drawing = [text(left + (i + 0.5) * column, 12, name[0], "m") for i, name in enumerate(MONTHS)]
    for line, year in enumerate(years):
        top = 18 + line * height
        year_label = text(0, top + height - 3, year)
        bars = []
        for month in range(1, 13):
            if posts := counts.get((year, month), 0):
                bar = f'<path d="M{number(month - 0.88)} 28v-{number(max(2, 28 * posts / most))}h.76V28z"/>'
                bars.append(link(f"blog/{year}/{month:02}", bar, f"{MONTHS[month - 1]} {year}: {count(posts)}"))
        drawing.append(link(f"blog/{year}", year_label) if bars else year_label)
        ground = '<path class="ground" d="M0 28h12"/>'
        drawing.append(plane(12, 28, (left, 100 - left, top + height - 30, 28), [ground, *bars]))
    said = f"Bars for each month from {years[-1]} to {years[0]}, the latest year first. {_peak(counts)}"
    lines = (
        [anchor(f"blog/{year}", str(year)) if any((year, m) in counts for m in range(1, 13)) else str(year),
         *(str(counts.get((year, month), 0)) for month in range(1, 13))]
        for year in years
    )  # fmt: skip
    table = rows("Posts by month", ["Year", *(name[:3] for name in MONTHS)], lines)
    caption = f"Posts a month. The tallest bar stands for {count(most)}."
    return figure("months", "Posts by month", said, 20 + height * len(years), drawing, caption, table)


def years_of(counts: Mapping[tuple[int, int], int]) -> list[int]:
    """The years from the first to the last, those without posts too; but of a long gap none.

    A date can be wrong by centuries, and what somebody wrote in 1962 can stand beside what was written in 2012.
    """
    found = sorted({year for year, _ in counts})
    years = found[:1]
    for year in found[1:]:
        years += range(years[-1] + 1 if year - years[-1] <= _LONGEST_GAP else year, year + 1)
    return years


def _peak(counts: Mapping[tuple[int, int], int]) -> str:
    (year, month), posts = max(counts.items(), key=lambda item: (item[1], item[0]))
    return f"Most were in {MONTHS[month - 1]} {year}: {count(posts)}."


def calendar(year: int, counts: Mapping[Day, int]) -> str:
    """A year's days: a line for each month, a mark for each day with posts; `counts` by day."""
    if not counts:
        return ""
    left, right, height = 10.0, 7.0, 20
    column = (100 - left - right) / 31
    drawing = [text(left + (day - 0.5) * column, 12, day, "m") for day in (1, 5, 10, 15, 20, 25, 30)]
    lines = []
    for month, name in enumerate(MONTHS, start=1):
        days = {day.day: posts for day, posts in counts.items() if day.month == month}
        bottom = 18 + month * height
        label = text(0, bottom - 4, name[:3])
        if days:
            hit = f'<rect class="hit" y="{bottom - height}" width="100%" height="{height}"/>'
            total = text(100, bottom - 4, sum(days.values()), "e")
            label = link(f"blog/{year}/{month:02}", hit + label + total)
            said = ", ".join(f"{day} ({posts})" if posts > 1 else str(day) for day, posts in sorted(days.items()))
            lines.append([anchor(f"blog/{year}/{month:02}", name), str(sum(days.values())), said])
        drawing.append(label)
    drawing.append(plane(31, 12, (left, 31 * column, 18, 12 * height), _days(year, counts)))
    said = f"{count(sum(counts.values()))} on {len(counts)} {'day' if len(counts) == 1 else 'days'} of the year."
    table = rows(f"Days of {year} with posts", ["Month", "Posts", "Days"], lines)
    caption = "Each stroke is a day with posts: the taller, the more. At the right, the posts of each month."
    return figure("calendar", f"Days with posts in {year}", said, 20 + 12 * height, drawing, caption, table)


def _days(year: int, counts: Mapping[Day, int]) -> Iterator[str]:
    """The ground of a calendar, and its marks in three sizes."""
    every = [(month, range(1, monthrange(year, month)[1] + 1)) for month in range(1, 13)]
    yield f'<path class="ground" d="{_runs(every, 0.06)}"/>'
    for size, tall in enumerate(_DAY_SIZES, start=1):
        days = sorted(day for day, posts in counts.items() if min(posts, len(_DAY_SIZES)) == size)
        if days:
            lines = [(month, [day.day for day in days if day.month == month]) for month in range(1, 13)]
            yield f'<path class="m{size}" d="{_runs(lines, tall)}"/>'


def _runs(lines: Iterable[tuple[int, Iterable[int]]], tall: float) -> str:
    """A stroke for each run of days that follow one another; the style parts it by dashes into days."""
    strokes = []
    for line, days in lines:
        runs: list[list[int]] = []
        for day in days:
            if runs and day == runs[-1][-1] + 1:
                runs[-1].append(day)
            else:
                runs.append([day])
        level = number(line - 0.08 - tall / 2)
        strokes += [f"M{number(run[0] - 0.9)} {level}h{number(len(run) - 0.2)}" for run in runs]
    return "".join(strokes)


def topics(tagged: Mapping[Term, Sequence[Post]]) -> str:
    """Which of the most used tags stand together: half a matrix, each tag's name where its line ends."""
    ranked = sorted(tagged, key=lambda term: (-len(tagged[term]), term.name.casefold(), term.name))
    shown = [term for term in ranked if len(tagged[term]) >= LEAST_POSTS][:MOST_TAGS]
    together = _together([tagged[term] for term in shown])
    if len(shown) < 3 or not together:
        return ""
    height, size = 20, len(shown)
    column = 60 / max(12, size)
    drawing = []
    for place, term in enumerate(shown):
        label = term.name if len(term.name) <= _LONGEST_LABEL else f"{term.name[: _LONGEST_LABEL - 1].rstrip()}…"
        words = text(place * column + 0.8, (place + 1) * height - 6, label)
        drawing.append(link(term.page, words, f"{term.name}: {count(len(tagged[term]))}"))
    drawing.append(plane(size, size, (0, size * column, 0, size * height), _pairs(size, together)))
    pairs = sorted(together.items(), key=lambda item: (-item[1], item[0]))[:_MOST_PAIRS]
    lines = ([" and ".join(anchor(shown[place].page, shown[place].name) for place in pair), str(posts)]
             for pair, posts in pairs)  # fmt: skip
    (first, second), posts = pairs[0]
    said = f"Most often together are {shown[first].name} and {shown[second].name}, in {count(posts)}."
    table = rows("Tags on the same post", ["Tags", "Posts"], lines)
    caption = "The taller the bar where two tags meet, row and column, the more posts have both."
    return figure("topics", "Tags that go together", said, size * height, drawing, caption, table)


def _together(sets: Sequence[Sequence[Post]]) -> Counter[tuple[int, int]]:
    """How many posts each two of the sets share, by their places."""
    of_post: dict[str, list[int]] = {}
    for place, posts in enumerate(sets):
        for post in posts:
            of_post.setdefault(post.docname, []).append(place)
    found: Counter[tuple[int, int]] = Counter()
    for places in of_post.values():
        found.update(combinations(places, 2))
    return found


def _pairs(size: int, together: Mapping[tuple[int, int], int]) -> Iterator[str]:
    """The ground of the half matrix, and its marks in four sizes, the largest for what is most."""
    ground = [(row + 1, range(1, row + 1)) for row in range(size)]
    yield f'<path class="ground" d="{_runs(ground, 0.06)}"/>'
    most = max(together.values())
    for step, tall in enumerate(_PAIR_SIZES, start=1):
        fitting = {pair for pair, posts in together.items() if -(-len(_PAIR_SIZES) * posts // most) == step}
        if fitting:
            lines = [(row + 1, [col + 1 for col in range(row) if (col, row) in fitting]) for row in range(size)]
            yield f'<path class="t{step}" d="{_runs(lines, tall)}"/>'


def thread(posts: Sequence[Post]) -> str:
    """When each post of a thread came, oldest first: stops on a line of time. Nothing for fewer than three."""
    if len(posts) < 3:
        return ""
    numbered = len(posts) <= MOST_NUMBERED
    places = _places([post.date.timestamp() for post in posts], 8 if numbered else 2)
    drawing = [f'<line class="ground" x1="{number(places[0])}%" x2="{number(places[-1])}%" y1="16" y2="16"/>']
    for place, (x, post) in enumerate(zip(places, posts, strict=True), start=1):
        stop = f'<circle cx="{number(x)}%" cy="16" r="{11 if numbered else 5}"/>'
        if numbered:
            stop += text(x, 20.5, place, "m in")
        drawing.append(link(post.docname, stop, f"{short_day(post.date)}: {post.title}"))
    first, last = short_day(posts[0].date), short_day(posts[-1].date)
    drawing += [text(0, 46, first), text(100, 46, last, "e")]
    lines = ([str(place), short_day(post.date), anchor(post.docname, post.title)]
             for place, post in enumerate(posts, start=1))  # fmt: skip
    table = rows("Posts of the thread", ["No.", "Date", "Post"], lines)
    said = f"{count(len(posts))} along a line of time from {first} to {last}."
    caption = "The posts of the thread over time."
    return figure("thread", "When the posts of the thread came", said, 52, drawing, caption, table)


def _places(moments: Sequence[float], apart: float) -> list[float]:
    """Places in per cent, in proportion to time, but so far `apart` at least as there is room for."""
    low, high = 4.0, 96.0
    apart = min(apart, (high - low) / (len(moments) - 1))
    span = (moments[-1] - moments[0]) or 1.0
    places = [low + (high - low) * (moment - moments[0]) / span for moment in moments]
    for i in range(1, len(places)):
        places[i] = max(places[i], places[i - 1] + apart)
    places[-1] = min(places[-1], high)
    for i in range(len(places) - 1, 0, -1):
        places[i - 1] = min(places[i - 1], places[i] - apart)
    return places
