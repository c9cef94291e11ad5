"""Charts of the archive, as accessible SVG within the page: pure functions of plain data, without a script.

Each is a figure with its SVG, a caption, and the same as a table. Whatever is laid out across the width is placed in
per cent of it, so that texts keep their size on a narrow page. Links begin with `paths.SITE_SCHEME`. They are no stops
of the Tab key, which would make too many: the table has them again. As they are links, the drawing is a group and no
``img``, whose parts are hidden from who goes by ear.
Follows https://www.w3.org/TR/SVG-access/ and https://www.w3.org/TR/graphics-aria-1.0/
"""

from __future__ import annotations

from calendar import monthrange
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date as Day
from html import escape
from itertools import combinations
from urllib.parse import quote

from ..core.dates import MONTHS, short_day
from ..core.paths import SITE_SCHEME, permalink
from ..model.posts import Post, Term

#: Tags that a chart of them shows at most, and posts that a tag needs to be shown.
MOST_TAGS, LEAST_POSTS = 20, 2
#: A graph of so many posts numbers them.
MOST_NUMBERED = 12
_MOST_PAIRS, _LONGEST_LABEL = 30, 24
#: So many years in which there may be no post are shown.
_LONGEST_GAP = 30
#: Up to so many years each has a line of its own on the front page; of more, all stand on one.
MOST_LINES = 3
#: How many months a bar stands for there, up to so many years: thinner bars could not be told apart.
_STEPS = ((15, 1), (45, 3))
_MOST_LABELS = 8
_SPAN_HEIGHT = 48
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


def span(counts: Mapping[tuple[int, int], int]) -> str:
    """Posts over time, `counts` by (year, month); nothing where there are none."""
    if not counts:
        return ""
    years = years_of(counts)
    if len(years) <= MOST_LINES:
        return months(counts)
    step = next((step for most, step in _STEPS if len(years) <= most), 12)
    heights = _span_bars(counts, step)
    of_year = {year: sum(counts.get((year, month), 0) for month in range(1, 13)) for year in years}
    bars = list(_span_links(heights, of_year, step))
    apart = -(-len(years) // _MOST_LABELS)
    labels = [text((i + 0.5) * 100 / len(years), _SPAN_HEIGHT + 16, year, "m")
              for i, year in enumerate(years) if i % apart == 0]  # fmt: skip
    ground = f'<rect class="line" y="{_SPAN_HEIGHT - 1}" width="100%" height="1"/>'
    drawing = [ground, plane(len(years) * 12, _SPAN_HEIGHT, (0, 100, 0, _SPAN_HEIGHT), bars), *labels]
    each = {1: "a month", 3: "a quarter"}.get(step, "a year")
    most = max(of_year, key=lambda year: (of_year[year], year))
    said = f"Bars for the posts of {each} from {years[0]} to {years[-1]}. Most were in {most}: {count(of_year[most])}."
    lines = ([anchor(f"blog/{year}", str(year)) if posts else str(year), str(posts)] for year, posts in of_year.items())
    caption = f"Posts {each}. The tallest bar stands for {count(max(heights.values()))}."
    table = rows("Posts by year", ["Year", "Posts"], lines)
    return figure("span", "Posts over the years", said, _SPAN_HEIGHT + 20, drawing, caption, table)


def _span_bars(counts: Mapping[tuple[int, int], int], step: int) -> dict[tuple[int, int], int]:
    """Posts by year and number of the bar within it, each bar being `step` months."""
    found: dict[tuple[int, int], int] = {}
    for (year, month), posts in sorted(counts.items()):
        place = (year, (month - 1) // step)
        found[place] = found.get(place, 0) + posts
    return found


def _span_links(heights: Mapping[tuple[int, int], int], of_year: Mapping[int, int], step: int) -> Iterator[str]:
    """A link for each year with posts, over the whole height, with the bars of that year in it."""
    most = max(heights.values())
    for place, (year, posts) in enumerate(of_year.items()):
        if posts:
            left = place * 12
            tall = {bar: max(2, _SPAN_HEIGHT * heights.get((year, bar), 0) / most) for bar in range(12 // step)}
            path = "".join(
                f"M{number(left + (bar + 0.08) * step)} {_SPAN_HEIGHT}v-{number(height)}"
                f"h{number(0.84 * step)}V{_SPAN_HEIGHT}z"
                for bar, height in tall.items()
                if (year, bar) in heights
            )
            inside = f'<rect class="hit" x="{left}" width="12" height="{_SPAN_HEIGHT}"/><path d="{path}"/>'
            yield link(f"blog/{year}", inside, f"{year}: {count(posts)}")


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


def figure(
    name: str, title: str, description: str, height: float, drawing: Iterable[str], caption: str, table: str
) -> str:
    """A chart as HTML; `name` is its own on the page, `height` in pixels, `table` from `rows`."""
    return (
        f'<figure class="chart chart-{name}">\n'
        f'<svg role="group" aria-labelledby="chart-{name}-title chart-{name}-desc" width="100%"'
        f' height="{number(height)}"><title id="chart-{name}-title">{escape(title)}</title>'
        f'<desc id="chart-{name}-desc">{escape(description)}</desc>\n'
        + "\n".join(drawing)
        + f"\n</svg>\n<details><summary>As a table</summary>\n{table}\n</details>\n"
        f"<figcaption>{escape(caption)}</figcaption>\n</figure>"
    )


def rows(title: str, heads: Sequence[str], lines: Iterable[Sequence[str]]) -> str:
    """A table; cells are HTML, and the first of each line is the line's heading."""
    head = "".join(f'<th scope="col">{escape(text)}</th>' for text in heads)
    body = "\n".join(
        f'<tr><th scope="row">{first}</th>' + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"
        for first, *cells in lines
    )
    return (
        f'<div class="table-wrapper"><table class="docutils" aria-label="{escape(title)}">\n'
        f"<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody></table></div>"
    )


def plane(columns: float, lines: float, place: tuple[float, float, float, float], inside: Iterable[str]) -> str:
    """A part in which a unit is a column wide and a line high; `place`: left and width in per cent, top, height."""
    left, width, top, height = (number(value) for value in place)
    return (
        f'<svg x="{left}%" width="{width}%" y="{top}" height="{height}" viewBox="0 0 {number(columns)} {number(lines)}"'
        f' preserveAspectRatio="none">' + "".join(inside) + "</svg>"
    )


def text(x: float, y: float, words: object, where: str = "") -> str:
    """Text at `x` per cent; `where` is ``m`` for centred there, ``e`` for ending there."""
    kind = f' class="{where}"' if where else ""
    return f'<text x="{number(x)}%" y="{number(y)}"{kind}>{escape(str(words))}</text>'


def link(name: str, inside: str, title: str = "") -> str:
    """A link in a drawing to the page of that name."""
    tip = f"<title>{escape(title)}</title>" if title else ""
    return f'<a href="{address(name)}" tabindex="-1">{tip}{inside}</a>'


def anchor(name: str, words: str) -> str:
    """A link in a table to the page of that name."""
    return f'<a href="{address(name)}">{escape(words)}</a>'


def address(name: str) -> str:
    return SITE_SCHEME + quote(permalink(name))


def number(value: float) -> str:
    """At most two decimals, and none that say nothing: ``.5``, ``3``."""
    digits = f"{value:.2f}".rstrip("0").rstrip(".")
    return digits.replace("0.", ".", 1) if digits.startswith(("0.", "-0.")) else digits


def count(posts: int) -> str:
    return f"{posts:,} post" if posts == 1 else f"{posts:,} posts"
