"""The chart of growth in the guide is drawn from what was measured, and no figure in it was put in by hand."""

from pathlib import Path

from bench import grow

PAGE = Path(__file__).resolve().parents[2] / "guide/performance.md"


def test_the_chart_in_the_guide_is_drawn_from_the_figures() -> None:
    assert f"\n{grow.drawn()}\n" in PAGE.read_text(encoding="utf-8")
