"""Charts of the archive, as accessible SVG within the page: pure functions of plain data, without a script.

Each is a figure with its SVG, a caption, and the same as a table. Whatever is laid out across the width is placed in
per cent of it, so that texts keep their size on a narrow page. Links begin with `addresses.SITE_SCHEME`. They are no
stops of the Tab key, which would make too many: the table has them again. As they are links, the drawing is a group
and no ``img``, whose parts are hidden from who goes by ear. `local` is the language of its words.
Follows https://www.w3.org/TR/SVG-access/ and https://www.w3.org/TR/graphics-aria-1.0/
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date as Day
from html import escape
from math import ceil, sqrt
from unicodedata import east_asian_width
from urllib.parse import quote

from ..core.addresses import SITE_SCHEME, permalink
from ..core.localization import Localization, gettext_noop, ngettext_noop
from ..model.posts import Post

#: The stops of a thread are numbered up to so many posts.
MOST_NUMBERED = 12
#: So many years without a post are still shown; longer gaps are left out.
_LONGEST_GAP = 30
#: On the front page, up to so many years have a line each; of more, all stand on one.
MOST_LINES = 3
#: There, up to so many years, a bar stands for so many months, and of more for a year: thinner bars could not be told
#: apart.
_STEPS = ((15, 1), (45, 3))
#: So many years are named below the bars at most.
_MOST_LABELS = 8
#: In pixels.
_SPAN_HEIGHT = 48
#: The width of a letter, in per cent of a narrow page, and of a column beside the posts.
_LETTER, _LETTER_BESIDE = 1.9, 2.75
#: Heights of the marks of days with one, two, and more posts, as parts of a line: charts.css has them too.
_DAY_SIZES = (0.4, 0.6, 0.85)


def months(local: Localization, counts: Mapping[tuple[int, int], int]) -> str:
    """Posts by month, a line of twelve bars for each year; `counts` by (year, month).

    The areas of the bars are as the posts: were only their heights, one full month would leave of most others nothing
    that can be seen.
    """
    if not counts:
        return ""
    years = years_of(counts)[::-1]
    most, left, height = max(counts.values()), _label_width(map(local.year, years), 11.0, beside=True), 34
    column = (100 - left) / 12
    drawing = [text(left + (month - 0.5) * column, 12, local.month_letter(month), "m") for month in range(1, 13)]
    for line, year in enumerate(years):
        top = 18 + line * height
        year_label = text(0, top + height - 3, local.year(year))
        bars = []
        for month in range(1, 13):
            if posts := counts.get((year, month), 0):
                size = sqrt(posts / most)
                bar = _bar(month - 0.5, max(0.08, 0.76 * size), max(2, 28 * size))
                words = _labelled(local, local.month_year(year, month), posts)
                bars.append(link(f"blog/{year}/{month:02}", bar, words))
        drawing.append(link(f"blog/{year}", year_label) if bars else year_label)
        ground = '<path class="ground" d="M0 28h12"/>'
        drawing.append(plane(12, 28, (left, 100 - left, top + height - 30, 28), [ground, *bars]))
    # Translators: what a chart shows, for those who do not see it.
    bars_meaning = local.gettext("Bars for each month from %(first)s to %(last)s, the latest year first.")
    description = f"{bars_meaning % _first_and_last(local, years[::-1])} {_peak(local, counts)}"
    lines = (
        [_year(local, year, any((year, m) in counts for m in range(1, 13))),
         *(local.number(counts.get((year, month), 0)) for month in range(1, 13))]
        for year in years
    )  # fmt: skip
    heads = [local.gettext("Year"), *map(local.month_abbreviation, range(1, 13))]
    # Translators: the caption of a chart of bars.
    caption = local.ngettext(
        "Posts a month. The tallest bar stands for %(number)s post.",
        "Posts a month. The tallest bar stands for %(number)s posts.",
        most,
    ) % {"number": local.number(most)}
    title = local.gettext("Posts by month")
    table = rows(title, heads, lines)
    return figure(local, "months", title, description, 20 + height * len(years), drawing, caption, table)


def _bar(middle: float, width: float, height: float) -> str:
    """A bar on a ground at 28."""
    return f'<path d="M{number(middle - width / 2)} 28v-{number(height)}h{number(width)}V28z"/>'


def _label_width(labels: Iterable[str], least: float, beside: bool = False) -> float:
    """How much labels at the side need, in per cent of a narrow page or of a column `beside` the posts; `least` at any
    rate."""
    widths = (sum(1 + (east_asian_width(char) in "WF") for char in label) for label in labels)
    return max(least, max(widths) * (_LETTER_BESIDE if beside else _LETTER))


def _first_and_last(local: Localization, years: Sequence[int]) -> dict[str, str]:
    return {"first": local.year(years[0]), "last": local.year(years[-1])}


def _year(local: Localization, year: int, has_posts: bool) -> str:
    """A year in a table, with a link to its posts if it has any."""
    return anchor(f"blog/{year}", local.year(year)) if has_posts else local.year(year)


def _labelled(local: Localization, label: str, posts: int) -> str:
    """What is said of a mark: what it stands for, and how many posts."""
    # Translators: what a mark of a chart stands for, such as a month or a tag, and its number of posts.
    message = local.ngettext("%(label)s: %(number)s post", "%(label)s: %(number)s posts", posts)
    return message % {"label": label, "number": local.number(posts)}


def years_of(counts: Mapping[tuple[int, int], int]) -> list[int]:
    """The years from the first to the last, those without posts too; but of a long gap none.

    A date can be wrong by centuries, and what somebody wrote in 1962 can stand beside what was written in 2012.
    """
    with_posts = sorted({year for year, _ in counts})
    years = with_posts[:1]
    for year in with_posts[1:]:
        is_near = year - years[-1] <= _LONGEST_GAP
        years += range(years[-1] + 1, year + 1) if is_near else [year]
    return years


def _peak(local: Localization, counts: Mapping[tuple[int, int], int]) -> str:
    (year, month), posts = max(counts.items(), key=lambda item: (item[1], item[0]))
    return _most(local, local.month_year(year, month), posts)


def _most(local: Localization, when: str, posts: int) -> str:
    # Translators: when most posts were written: in a month or a year.
    message = local.ngettext(
        "Most were in %(time)s: %(number)s post.", "Most were in %(time)s: %(number)s posts.", posts
    )
    return message % {"time": when, "number": local.number(posts)}


#: What a bar of `span` stands for, by its months: the words of its description, and of its caption for one post and
#: for several.
_SPANS = {
    1: (gettext_noop("Bars for the posts of a month from %(first)s to %(last)s."),
        ngettext_noop("Posts a month. The tallest bar stands for %(number)s post.",
                      "Posts a month. The tallest bar stands for %(number)s posts.")),
    3: (gettext_noop("Bars for the posts of a quarter from %(first)s to %(last)s."),
        ngettext_noop("Posts a quarter. The tallest bar stands for %(number)s post.",
                      "Posts a quarter. The tallest bar stands for %(number)s posts.")),
    12: (gettext_noop("Bars for the posts of a year from %(first)s to %(last)s."),
         ngettext_noop("Posts a year. The tallest bar stands for %(number)s post.",
                       "Posts a year. The tallest bar stands for %(number)s posts.")),
}  # fmt: skip


def span(local: Localization, counts: Mapping[tuple[int, int], int]) -> str:
    """Posts over time, `counts` by (year, month); nothing where there are none."""
    if not counts:
        return ""
    years = years_of(counts)
    if len(years) <= MOST_LINES:
        return months(local, counts)
    step = next((step for most, step in _STEPS if len(years) <= most), 12)
    heights = _span_bars(counts, step)
    of_year = {year: sum(counts.get((year, month), 0) for month in range(1, 13)) for year in years}
    bars = list(_span_links(local, heights, of_year, step))
    apart = ceil(len(years) / _MOST_LABELS)
    labels = [text((i + 0.5) * 100 / len(years), _SPAN_HEIGHT + 16, local.year(year), "m")
              for i, year in enumerate(years) if i % apart == 0]  # fmt: skip
    ground = f'<rect class="line" y="{_SPAN_HEIGHT - 1}" width="100%" height="1"/>'
    drawing = [ground, plane(len(years) * 12, _SPAN_HEIGHT, (0, 100, 0, _SPAN_HEIGHT), bars), *labels]
    most, tallest = max(of_year, key=lambda year: (of_year[year], year)), max(heights.values())
    bars_meaning, words = _SPANS[step]
    meaning = local.gettext(bars_meaning) % _first_and_last(local, years)
    description = f"{meaning} {_most(local, local.year(most), of_year[most])}"
    lines = ([_year(local, year, bool(posts)), local.number(posts)] for year, posts in of_year.items())
    caption = local.ngettext(*words, tallest) % {"number": local.number(tallest)}
    table = rows(local.gettext("Posts by year"), [local.gettext("Year"), local.gettext("Posts")], lines)
    title = local.gettext("Posts over the years")
    return figure(local, "span", title, description, _SPAN_HEIGHT + 20, drawing, caption, table)


def _span_bars(counts: Mapping[tuple[int, int], int], step: int) -> dict[tuple[int, int], int]:
    """Posts by year and number of the bar within it, each bar being `step` months."""
    bars: dict[tuple[int, int], int] = {}
    for (year, month), posts in sorted(counts.items()):
        bar = (year, (month - 1) // step)
        bars[bar] = bars.get(bar, 0) + posts
    return bars


def _span_links(
    local: Localization, heights: Mapping[tuple[int, int], int], of_year: Mapping[int, int], step: int
) -> Iterator[str]:
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
            yield link(f"blog/{year}", inside, _labelled(local, local.year(year), posts))


def calendar(local: Localization, year: int, counts: Mapping[Day, int]) -> str:
    """A year's days: a line for each month, a mark for each day with posts; `counts` by day."""
    if not counts:
        return ""
    left, right, height = _label_width(map(local.month_abbreviation, range(1, 13)), 10.0), 7.0, 20
    column = (100 - left - right) / 31
    drawing = [text(left + (day - 0.5) * column, 12, local.number(day), "m") for day in (1, 5, 10, 15, 20, 25, 30)]
    lines = []
    for month in range(1, 13):
        days = {day.day: posts for day, posts in counts.items() if day.month == month}
        bottom = 18 + month * height
        label = text(0, bottom - 4, local.month_abbreviation(month))
        if days:
            hit = f'<rect class="hit" y="{bottom - height}" width="100%" height="{height}"/>'
            total = text(100, bottom - 4, local.number(sum(days.values())), "e")
            label = link(f"blog/{year}/{month:02}", hit + label + total)
            named = anchor(f"blog/{year}/{month:02}", local.month_name(month))
            lines.append([named, local.number(sum(days.values())), _days_in_words(local, days)])
        drawing.append(label)
    drawing.append(plane(31, 12, (left, 31 * column, 18, 12 * height), _days(year, counts)))
    when, posts = {"year": local.year(year)}, sum(counts.values())
    # Translators: what a chart shows, for those who do not see it: the posts of a year, and the days that have any.
    description = local.ngettext(
        "%(number)s post on %(days)s of the year.", "%(number)s posts on %(days)s of the year.", posts
    )
    days_with = local.ngettext("%(number)s day", "%(number)s days", len(counts)) % {"number": local.number(len(counts))}
    heads = [local.gettext("Month"), local.gettext("Posts"), local.gettext("Days")]
    table = rows(local.gettext("Days of %(year)s with posts") % when, heads, lines)
    caption = local.gettext(
        "Each stroke is a day with posts: the taller, the more. At the right, the posts of each month."
    )
    return figure(
        local, "calendar", local.gettext("Days with posts in %(year)s") % when,
        description % {"number": local.number(posts), "days": days_with}, 20 + 12 * height, drawing, caption, table,
    )  # fmt: skip


def _days_in_words(local: Localization, days: Mapping[int, int]) -> str:
    """The days of a month that have posts, and how many, where these are several."""
    # Translators: a day of a month, and its number of posts.
    several = local.gettext("%(day)s (%(number)s)")
    words = [several % {"day": local.number(day), "number": local.number(posts)} if posts > 1 else local.number(day)
             for day, posts in sorted(days.items())]  # fmt: skip
    return local.separator.join(words)


def _days(year: int, counts: Mapping[Day, int]) -> Iterator[str]:
    """The ground of a calendar, and its marks in three sizes."""
    all_days = [(month, range(1, monthrange(year, month)[1] + 1)) for month in range(1, 13)]
    yield f'<path class="ground" d="{_runs(all_days, 0.06)}"/>'
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


def thread(local: Localization, posts: Sequence[Post]) -> str:
    """When each post of a thread came, oldest first: stops on a line of time. Nothing for fewer than three."""
    if len(posts) < 3:
        return ""
    numbered = len(posts) <= MOST_NUMBERED
    places = _places([post.date.timestamp() for post in posts], 8 if numbered else 2)
    drawing = [f'<line class="ground" x1="{number(places[0])}%" x2="{number(places[-1])}%" y1="16" y2="16"/>']
    for place, (x, post) in enumerate(zip(places, posts, strict=True), start=1):
        stop = f'<circle cx="{number(x)}%" cy="16" r="{11 if numbered else 5}"/>'
        if numbered:
            stop += text(x, 20.5, local.number(place), "m in")
        # Translators: a post in a chart.
        words = local.gettext("%(date)s: %(title)s") % {"date": local.short_day(post.date), "title": post.title}
        drawing.append(link(post.docname, stop, words))
    first, last = local.short_day(posts[0].date), local.short_day(posts[-1].date)
    drawing += [text(0, 46, first), text(100, 46, last, "e")]
    lines = ([local.number(place), local.short_day(post.date), anchor(post.docname, post.title)]
             for place, post in enumerate(posts, start=1))  # fmt: skip
    # Translators: headings of a table; the first stands over the numbers of posts in their order.
    heads = [local.gettext("No."), local.gettext("Date"), local.gettext("Post")]
    table = rows(local.gettext("Posts of the thread"), heads, lines)
    # Translators: what a chart shows, for those who do not see it.
    description = local.ngettext(
        "%(number)s post along a line of time from %(first)s to %(last)s.",
        "%(number)s posts along a line of time from %(first)s to %(last)s.",
        len(posts),
    ) % {"number": local.number(len(posts)), "first": first, "last": last}
    caption = local.gettext("The posts of the thread over time.")
    title = local.gettext("When the posts of the thread came")
    return figure(local, "thread", title, description, 52, drawing, caption, table)


def _places(moments: Sequence[float], apart: float) -> list[float]:
    """Places in per cent for moments in their order: in proportion to time, but none nearer to another than
    `apart`, or than there is room for."""
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
    local: Localization, name: str, title: str, description: str, height: float, drawing: Iterable[str], caption: str,
    table: str,
) -> str:  # fmt: skip
    """A chart as HTML; `name` is its own on the page, `height` in pixels, `table` from `rows`."""
    # Translators: opens what a chart shows as a table.
    opens = local.gettext("As a table")
    return (
        f'<figure class="chart chart-{name}">\n'
        f'<svg role="group" aria-labelledby="chart-{name}-title chart-{name}-desc" width="100%"'
        f' height="{number(height)}"><title id="chart-{name}-title">{escape(title)}</title>'
        f'<desc id="chart-{name}-desc">{escape(description)}</desc>\n'
        + "\n".join(drawing)
        + f"\n</svg>\n<details><summary>{escape(opens)}</summary>\n{table}\n</details>\n"
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
