"""What every chart is put together from: a figure with its SVG, a caption, and the same as a table.

Whatever is laid out across the width is placed in per cent of it, so that texts keep their size on a narrow page.
Links begin with `rooted.SITE_SCHEME`. They are no stops of the Tab key, which would make too many: the table has them
again. As they are links, the drawing is a group and no ``img``, whose parts are hidden from who goes by ear.
Follows https://www.w3.org/TR/SVG-access/ and https://www.w3.org/TR/graphics-aria-1.0/
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from urllib.parse import quote

from ..core.paths import permalink
from ..core.rooted import SITE_SCHEME


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
