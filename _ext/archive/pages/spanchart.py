"""The chart of the front page: posts over all years on one line, however many years those are. Pure functions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from .charts import months, years_of
from .drawing import anchor, count, figure, link, number, plane, rows, text

#: Up to so many years each has a line of its own; of more, all stand on one.
MOST_LINES = 3
#: How many months a bar stands for, up to so many years: thinner bars could not be told apart.
_STEPS = ((15, 1), (45, 3))
_MOST_LABELS = 8
_HEIGHT = 48


def span(counts: Mapping[tuple[int, int], int]) -> str:
    """Posts over time, `counts` by (year, month); nothing where there are none."""
    if not counts:
        return ""
    years = years_of(counts)
    if len(years) <= MOST_LINES:
        return months(counts)
    step = next((step for most, step in _STEPS if len(years) <= most), 12)
    heights = _bars(counts, step)
    of_year = {year: sum(counts.get((year, month), 0) for month in range(1, 13)) for year in years}
    bars = list(_drawn(heights, of_year, step))
    apart = -(-len(years) // _MOST_LABELS)
    labels = [text((i + 0.5) * 100 / len(years), _HEIGHT + 16, year, "m")
              for i, year in enumerate(years) if i % apart == 0]  # fmt: skip
    ground = f'<rect class="line" y="{_HEIGHT - 1}" width="100%" height="1"/>'
    drawing = [ground, plane(len(years) * 12, _HEIGHT, (0, 100, 0, _HEIGHT), bars), *labels]
    each = {1: "a month", 3: "a quarter"}.get(step, "a year")
    most = max(of_year, key=lambda year: (of_year[year], year))
    said = f"Bars for the posts of {each} from {years[0]} to {years[-1]}. Most were in {most}: {count(of_year[most])}."
    lines = ([anchor(f"blog/{year}", str(year)) if posts else str(year), str(posts)] for year, posts in of_year.items())
    caption = f"Posts {each}. The tallest bar stands for {count(max(heights.values()))}."
    table = rows("Posts by year", ["Year", "Posts"], lines)
    return figure("span", "Posts over the years", said, _HEIGHT + 20, drawing, caption, table)


def _bars(counts: Mapping[tuple[int, int], int], step: int) -> dict[tuple[int, int], int]:
    """Posts by year and number of the bar within it, each bar being `step` months."""
    found: dict[tuple[int, int], int] = {}
    for (year, month), posts in sorted(counts.items()):
        place = (year, (month - 1) // step)
        found[place] = found.get(place, 0) + posts
    return found


def _drawn(heights: Mapping[tuple[int, int], int], of_year: Mapping[int, int], step: int) -> Iterator[str]:
    """A link for each year with posts, over the whole height, with the bars of that year in it."""
    most = max(heights.values())
    for place, (year, posts) in enumerate(of_year.items()):
        if posts:
            left = place * 12
            tall = {bar: max(2, _HEIGHT * heights.get((year, bar), 0) / most) for bar in range(12 // step)}
            path = "".join(
                f"M{number(left + (bar + 0.08) * step)} {_HEIGHT}v-{number(height)}h{number(0.84 * step)}V{_HEIGHT}z"
                for bar, height in tall.items()
                if (year, bar) in heights
            )
            inside = f'<rect class="hit" x="{left}" width="12" height="{_HEIGHT}"/><path d="{path}"/>'
            yield link(f"blog/{year}", inside, f"{year}: {count(posts)}")
