"""What patterns over the theme's HTML and CSS are to find is there: else an upgrade would make them do nothing."""

from pathlib import Path

import furo
from archive.html import stylesheets

THEME = Path(furo.THEME_PATH)


def test_the_theme_s_page_has_what_is_changed_in_it() -> None:
    base = (THEME / "base.html").read_text("utf-8")
    assert "<html " in base  # gets its prefixes
    assert 'name="viewport"' in base  # so that docutils' own may go


def test_the_theme_s_styles_are_trimmed() -> None:
    whole = (THEME / "static/styles/furo.css").read_text("utf-8")
    assert len(stylesheets.trimmed(whole, "")) < 0.8 * len(whole)
