"""Lists hold with many posts as with few: what a reader looks for is in sight, within reach, and can be narrowed."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from browser.conftest import Opener
from browser.sites import BuiltSite

#: Where the newest post begins, and where the first line of its excerpt ends.
_NEWEST = """() => {
    const entry = document.querySelector('.home .entry');
    const text = document.createTreeWalker(entry.querySelector('.entry-text'), NodeFilter.SHOW_TEXT).nextNode();
    const line = document.createRange();
    line.selectNodeContents(text);
    return [entry.querySelector('.entry-title').getBoundingClientRect().top, line.getClientRects()[0].bottom];
}"""


@pytest.mark.parametrize("size", [(390, 800), (320, 568)])
@pytest.mark.parametrize("name", ["real", "rich", "mirrored"])
def test_the_newest_post_begins_on_the_first_screen_of_a_telephone(
    name: str, size: tuple[int, int], tab: Callable[..., Page], request: pytest.FixtureRequest
) -> None:
    site: BuiltSite = request.getfixturevalue(name)
    page = tab()
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto(site.url)
    title, excerpt = page.evaluate(_NEWEST)
    assert 0 < title < size[1] * 2 / 3 and excerpt <= size[1]


@pytest.mark.parametrize("width", [1200, 1600])
def test_in_a_wide_window_the_archive_at_a_glance_stands_beside_the_posts(
    width: int, rich: BuiltSite, tab: Callable[..., Page]
) -> None:
    page = tab(width=width)
    page.goto(rich.url)
    post, glance = (page.locator(one).first.bounding_box() for one in (".home > .entry", ".glance"))
    assert post and glance
    assert post["x"] + post["width"] <= glance["x"] and glance["x"] + glance["width"] <= width
    assert glance["y"] <= post["y"] and post["width"] >= 560


def test_what_is_in_the_header_of_a_telephone_is_named_and_fits_a_thumb(rich: BuiltSite, open_page: Opener) -> None:
    page = open_page("post", rich, width=320)
    parts = page.locator(".mobile-header").locator("label, .search-icon, button")
    assert parts.all_inner_texts() == ["Menu", "Search", "Theme", "Contents"]
    for part in parts.all():
        box = part.bounding_box()
        assert box and box["width"] >= 44 and box["height"] >= 44, part.inner_text()
    for name in ("Menu", "Contents"):
        expect(page.get_by_role("checkbox", name=name, exact=True)).to_have_count(1)
    expect(page.get_by_role("button", name="Theme", exact=True)).to_have_count(1)


def test_the_search_of_the_header_opens_at_once_and_leads_to_its_page_without_a_script(
    rich: BuiltSite, open_page: Opener
) -> None:
    page = open_page("post", rich, width=390)
    before = page.url
    page.get_by_role("link", name="Search", exact=True).first.click()
    expect(page.locator("dialog.search-box input")).to_be_focused()
    assert page.url == before
    page = open_page("post", rich, width=390, javascript=False)
    page.get_by_role("link", name="Search", exact=True).first.click()
    page.wait_for_url(f"{rich.url}search.html")
