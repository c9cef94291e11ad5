"""The archive in figures: how much there is of each year, and who is linked to and who commented most."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from typing import Any, ClassVar

from ..core.localization import Localization, gettext_noop
from ..core.texts import digest
from ..model.archive import Archive
from ..model.posts import Counts, PostLink
from . import charts
from .listings import archive_crumb
from .page import Contents, Crumb, Page, PostCounts

#: At most so many sites and names are shown.
MOST_RANKED = 10
#: And none that is linked to, or commented, fewer times.
LEAST_TIMES = 2
#: A shorter time without a post is no pause.
LEAST_PAUSE = 30
#: So many years are named below their bars; of more, the first and the last.
MOST_LABELLED = 6
#: In characters.
_LONGEST_LABEL = 44
#: Of the bars, in pixels.
_HEIGHT = 56
#: What is counted by year: its name in addresses of parts of the page, its heading, and that of its chart.
_MEASURES = (
    ("posts", gettext_noop("Posts"), gettext_noop("Posts by year")),
    ("words", gettext_noop("Words"), gettext_noop("Words by year")),
    ("pictures", gettext_noop("Pictures"), gettext_noop("Pictures by year")),
    ("comments", gettext_noop("Comments"), gettext_noop("Comments by year of the post")),
)


@dataclass(frozen=True, kw_only=True)
class Figures(Page):
    """How much there is of the archive."""

    total: int
    """How many posts there are."""
    earliest: PostLink
    latest: PostLink
    months: tuple[tuple[tuple[int, int], int], ...]
    """The posts of each (year, month), where all are of one year."""
    pause: tuple[PostLink, PostLink] | None
    """The posts before and after the longest time without any."""
    post_counts: PostCounts

    template: ClassVar[str] = "figures.html"

    def context(self, contents: Contents) -> dict[str, Any]:
        local, of_posts = contents.localization, contents.counts(self.post_counts)
        totals, yearly = _by_measure(local, of_posts)
        if self.months:
            yearly.append((local.gettext("Posts"), charts.months(local, dict(self.months))))
        hosts = Counter(host for _, counts in of_posts for host in counts.hosts)
        names = Counter(name for _, counts in of_posts for name in counts.commenters)
        pause = (self.pause[1].day - self.pause[0].day).days if self.pause else 0
        return {
            **super().context(contents), "totals": totals, "yearly": yearly, "pause_days": pause,
            "hosts": _hosts(local, hosts), "commenters": _commenters(local, names),
        }  # fmt: skip


def _by_measure(
    local: Localization, of_posts: Sequence[tuple[int, Counts]]
) -> tuple[list[tuple[str, int]], list[tuple[str, str]]]:
    """Of what there is any, with its heading: the number in all, and a chart by year where there are several years."""
    years = charts.years_of({(year, 1): 1 for year, _ in of_posts})
    totals, yearly = [], []
    for name, heading, title in _MEASURES:
        by_year: Counter[int] = Counter()
        for year, counts in of_posts:
            by_year[year] += 1 if name == "posts" else getattr(counts, name)
        if total := by_year.total():
            heading = local.gettext(heading)
            totals.append((heading, total))
            if len(years) > 1:
                yearly.append((heading, by_years(local, name, (heading, local.gettext(title)), years, by_year)))
    return totals, yearly


def pages(archive: Archive, comment_digests: Mapping[str, str]) -> Iterator[Figures]:
    """The page of figures, if there are posts; `comment_digests` are those of the comments on each, by docname."""
    if not archive.posts:
        return
    title, name = figures_crumb(archive.site.localization)
    oldest_first = pairwise(reversed(archive.posts))
    before, after = max(oldest_first, key=lambda two: two[1].day - two[0].day, default=(None, None))
    paused = before and after and (after.day - before.day).days >= LEAST_PAUSE
    months = tuple((month, len(posts)) for month, posts in archive.by_month.items())
    counted = (f"{post.docname} {post.day} {post.title} {post.body_digest} {comment_digests.get(post.docname)}"
               for post in archive.posts)  # fmt: skip
    yield Figures(
        name=name, title=title, crumbs=(archive_crumb(archive.site.localization),), total=len(archive.posts),
        earliest=archive.posts[-1].link, latest=archive.posts[0].link,
        months=months if len(archive.by_year) == 1 else (),
        pause=(before.link, after.link) if before and after and paused else None,
        post_counts=PostCounts(digest(*counted)),
    )  # fmt: skip


def figures_crumb(local: Localization) -> Crumb:
    """Where the figures stand."""
    # Translators: the page of numbers: of posts, words, pictures and comments by year, and so on.
    return Crumb(local.gettext("The archive in figures"), "figures")


def by_years(
    local: Localization, name: str, words: tuple[str, str], years: Sequence[int], counts: Mapping[int, int]
) -> str:
    """A bar for each of `years`; `words` are what is counted and the title of the chart."""
    what, title = words
    most, tallest = max((counts.get(year, 0), year) for year in years)
    ground = f'<rect class="line" y="{_HEIGHT - 1}" width="100%" height="1"/>'
    bars = charts.plane(len(years), _HEIGHT, (0, 100, 0, _HEIGHT), _year_bars(local, years, counts, most))
    # Translators: what a chart shows, for those who do not see it.
    description = local.gettext("A bar for each year from %(first)s to %(last)s.")
    description %= {"first": local.year(years[0]), "last": local.year(years[-1])}
    # Translators: below a chart of years.
    caption = local.gettext("The tallest bar stands for %(number)s, in %(year)s.")
    caption %= {"number": local.number(most), "year": local.year(tallest)}
    lines = ([charts.anchor(f"blog/{year}", local.year(year)) if year in counts else local.year(year),
              local.number(counts.get(year, 0))] for year in years)  # fmt: skip
    table = charts.rows(title, [local.gettext("Year"), what], lines)
    drawing = [ground, bars, *_year_labels(local, years)]
    return charts.figure(local, f"of-{name}", title, description, _HEIGHT + 20, drawing, caption, table)


def _year_bars(local: Localization, years: Sequence[int], counts: Mapping[int, int], most: int) -> Iterator[str]:
    """The bars, of which the tallest stands for `most`, each in a link over the whole height."""
    for place, year in enumerate(years):
        if count := counts.get(year, 0):
            height = max(1.5, _HEIGHT * count / most)
            bar = f'<path d="M{charts.number(place + 0.12)} {_HEIGHT}v-{charts.number(height)}h.76V{_HEIGHT}z"/>'
            hit = f'<rect class="hit" x="{place}" width="1" height="{_HEIGHT}"/>'
            # Translators: what a bar of a chart stands for, such as a year, and a number.
            words = local.gettext("%(label)s: %(number)s")
            words %= {"label": local.year(year), "number": local.number(count)}
            yield charts.link(f"blog/{year}", hit + bar, words)


def _year_labels(local: Localization, years: Sequence[int]) -> list[str]:
    """What stands below the bars."""
    if len(years) <= MOST_LABELLED:
        return [charts.text((place + 0.5) * 100 / len(years), _HEIGHT + 16, local.year(year), "m")
                for place, year in enumerate(years)]  # fmt: skip
    first, last = local.year(years[0]), local.year(years[-1])
    return [charts.text(0, _HEIGHT + 16, first), charts.text(100, _HEIGHT + 16, last, "e")]


def _hosts(local: Localization, counts: Counter[str]) -> str:
    title = local.gettext("Sites that posts link to")
    # Translators: below a chart of other sites, each with a bar.
    caption = local.gettext("By how many posts each is linked to.")
    return ranked(local, "hosts", title, caption, (local.gettext("Site"), local.gettext("Posts")), counts)


def _commenters(local: Localization, counts: Counter[str]) -> str:
    title = local.gettext("Who commented most")
    # Translators: below a chart of people, each with a bar.
    caption = local.gettext("How many comments bear each name; the author’s own are left out.")
    return ranked(local, "names", title, caption, (local.gettext("Name"), local.gettext("Comments")), counts)


def ranked(
    local: Localization, name: str, title: str, caption: str, heads: tuple[str, str], counts: Counter[str]
) -> str:
    """A bar for each of those that have most, beneath its name; nothing where none has `LEAST_TIMES`.

    `name` is that of the chart on its page, `heads` are the headings of its table.
    """
    order = sorted(counts.items(), key=lambda pair: (-pair[1], local.collation.key(pair[0]), pair[0]))
    shown = [pair for pair in order if pair[1] >= LEAST_TIMES][:MOST_RANKED]
    if not shown:
        return ""
    drawing, height = [], 34
    for line, (label, count) in enumerate(shown):
        top = line * height
        short = label if len(label) <= _LONGEST_LABEL else f"{label[: _LONGEST_LABEL - 1].rstrip()}…"
        drawing += [
            charts.text(0, top + 14, short), charts.text(100, top + 14, local.number(count), "e"),
            f'<rect class="line" y="{top + 20}" width="100%" height="1"/>',
            f'<rect class="bar" y="{top + 19}" width="{charts.number(100 * count / shown[0][1])}%" height="3"/>',
        ]  # fmt: skip
    first = local.listed([f"{label} ({local.number(count)})" for label, count in shown[:3]])
    # Translators: what a chart shows, for those who do not see it: the three names that stand first, with numbers.
    description = local.gettext("Bars for %(count)s names; the first are %(names)s.")
    description %= {"count": local.number(len(shown)), "names": first}
    table = charts.rows(title, heads, ([escape(label), local.number(count)] for label, count in shown))
    return charts.figure(local, f"of-{name}", title, description, height * len(shown), drawing, caption, table)
