"""Draws how build time grows with the number of posts, as SVG, from what ``make bench`` left: ``python -m bench.grow``.

The figures are in ``growth.json``, a list of what `run` left for each number of posts; the drawing is printed, to be
put into ``guide/performance.md``.
"""

from __future__ import annotations

import json
from pathlib import Path

WIDTH, HEIGHT, LEFT, BOTTOM = 640, 320, 24, 56


def chart(figures: list[dict[str, float]]) -> str:
    """Seconds from nothing over posts; a straight line through the largest shows what linear growth would be."""
    figures = sorted(figures, key=lambda one: one["posts"])
    most, slowest = figures[-1]["posts"], figures[-1]["clean"]

    def place(posts: float, seconds: float) -> tuple[float, float]:
        across, up = WIDTH - LEFT - 40, HEIGHT - BOTTOM - 28
        return round(LEFT + posts / most * across, 1), round(HEIGHT - BOTTOM - seconds / slowest * up, 1)

    points = [place(one["posts"], one["clean"]) for one in figures]
    line = " ".join(f"{x},{y}" for x, y in points)
    (x0, y0), (x1, y1) = place(0, 0), points[-1]
    marks = [
        f'<circle cx="{x}" cy="{y}" r="4"/><text x="{x}" y="{y - 10}" text-anchor="end">{one["clean"]:.0f} s</text>'
        f'<text x="{x}" y="{y0 + (18 if number % 2 else 32)}" text-anchor="middle">{one["posts"]:,}</text>'
        for number, ((x, y), one) in enumerate(zip(points, figures, strict=True))
    ]
    told = "; ".join(f"{one['posts']:,} posts {one['clean']:g} s" for one in figures)
    return "\n".join([
        "<figure>",  # with which Markdown leaves the rest as it is
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img"',
        ' aria-labelledby="grow-t grow-d" font-family="sans-serif" font-size="12" fill="currentColor">',
        '<title id="grow-t">Seconds for a build from nothing, by number of posts</title>',
        f'<desc id="grow-d">{told}.</desc>',
        f'<path d="M{x0},16V{y0}H{WIDTH - 16}" fill="none" stroke="currentColor" opacity=".4"/>',
        f'<path d="M{x0},{y0}L{x1},{y1}" stroke="currentColor" stroke-dasharray="2 5" opacity=".5"/>',
        f'<polyline points="{line}" fill="none" stroke="currentColor" stroke-width="2"/>',
        *marks,
        f'<text x="{WIDTH - 16}" y="{HEIGHT - 6}" text-anchor="end">posts</text>',
        "</svg>",
        "</figure>",
    ])  # fmt: skip


def drawn() -> str:
    """The chart of what was measured."""
    return chart(json.loads(Path(__file__).with_name("growth.json").read_text(encoding="utf-8")))


if __name__ == "__main__":
    print(drawn())
