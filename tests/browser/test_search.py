"""The search finds posts by their words, from any page, below any path."""

from __future__ import annotations

import pytest

from browser.conftest import Opener
from browser.sites import BuiltSite


@pytest.mark.parametrize("width", [390, 1280])
def test_a_word_is_found_from_another_page(width: int, rich: BuiltSite, open_page: Opener) -> None:
    page = open_page("front page", rich, width=width)
    if width < 1000:
        page.locator("label[for=__navigation]").locator("visible=true").first.click()
    field = page.locator("aside.sidebar-drawer input[name=q]")
    field.fill("kettles")
    field.press("Enter")
    found = page.locator("#search-results a")
    found.first.wait_for()
    assert [link.text_content() for link in found.all()] == [
        "Everything at once: a post with a title that is long enough for three lines on a telephone"
    ]
    assert page.locator("#search-results mark").count() > 0
    assert page.locator("#search-status").inner_text().startswith("1 result ")
    found.first.click()
    page.wait_for_url(rich.url + "2021/03/everything.html")


def test_what_is_not_there_is_not_found(real: BuiltSite, open_page: Opener) -> None:
    page = open_page("search", real)
    page.locator("#query").fill("xylophonequartet")
    page.locator("#search-status", has_text="xylophonequartet").wait_for()
    assert "Nothing was found" in page.locator("#search-status").inner_text()
    assert page.locator("#search-results a").count() == 0
    assert page.url.endswith("?q=xylophonequartet")
