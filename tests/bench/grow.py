"""Draws how build time grows with the number of posts, as SVG, from what ``make bench`` left: see `chart`."""

from __future__ import annotations

import json
import sys
from pathlib import Path

WIDTH, HEIGHT, LEFT, BOTTOM = 640, 320, 56, 44


def chart(figures: list[dict[str, float]]) -> str:
    """Seconds from nothing over posts; a straight line through the largest shows what linear growth would be."""
    figures = sorted(figures, key=lambda one: one["posts"])
    most, slowest = figures[-1]["posts"], figures[-1]["clean"]

    def place(posts: float, seconds: float) -> tuple[float, float]:
        across, up = WIDTH - LEFT - 16, HEIGHT - BOTTOM - 16
        return round(LEFT + posts / most * across, 1), round(HEIGHT - BOTTOM - seconds / slowest * up, 1)

    points = [place(one["posts"], one["clean"]) for one in figures]
    line = " ".join(f"{x},{y}" for x, y in points)
    (x0, y0), (x1, y1) = place(0, 0), points[-1]
    marks = [
        f'<circle cx="{x}" cy="{y}" r="4"/><text x="{x}" y="{y - 10}" text-anchor="end">{one["clean"]:g} s</text>'
        f'<text x="{x}" y="{y0 + 18}" text-anchor="middle">{one["posts"]:,}</text>'
        for (x, y), one in zip(points, figures, strict=True)
    ]
    told = "; ".join(f"{one['posts']:,} posts {one['clean']:g} s" for one in figures)
    return "\n".join([
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
    ])  # fmt: skip


if __name__ == "__main__":
    target, *sources = map(Path, sys.argv[1:])
    target.write_text(chart([json.loads(source.read_text()) for source in sources]) + "\n")
