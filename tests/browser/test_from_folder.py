"""The site as it is read from a folder, opened by a double click: browsers load no modules there, and fetch nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from browser.sites import BuiltSite


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    said: list[str] = []
    page.on("pageerror", lambda error: said.append(str(error)))
    # Of scripts, those that are modules: pages do without.
    page.on("requestfailed", lambda request: request.resource_type == "script" or said.append(request.url))
    yield page
    context.close()
    assert said == []


def test_a_page_is_as_it_should_be(page: Page, rich_out: Path) -> None:
    page.goto((rich_out / "index.html").as_uri())
    page.locator(".titles a, .entry a").first.click()
    expect(page.locator("h1")).to_be_visible()
    assert page.evaluate("getComputedStyle(document.body).getPropertyValue('--accent')"), "the stylesheet is not there"
    expect(page.locator(".keys")).to_have_count(0)
    for key in ("?", "/", "Control+k"):
        page.keyboard.press(key)
    page.locator(".content .theme-toggle").first.click()
    expect(page.locator("body")).not_to_have_attribute("data-theme", "auto")


def test_a_table_that_scrolls_can_be_reached_by_keyboard(page: Page, rich_out: Path) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto((rich_out / "2021/03/everything.html").as_uri())
    expect(page.locator(".table-wrapper").first).to_have_attribute("tabindex", "0")


def test_the_search_says_that_it_cannot_be_and_shows_other_ways(page: Page, rich_out: Path) -> None:
    page.goto((rich_out / "index.html").as_uri())
    page.locator(".sidebar-search").fill("everything")
    page.locator(".sidebar-search").press("Enter")
    expect(page.locator("#search-in-folder")).to_be_visible()
    expect(page.locator("#search-form")).to_have_count(0)
    page.locator("#search-help a").last.click()
    expect(page.locator("h1")).to_have_text("Archive")


def test_the_search_says_nothing_of_it_on_the_web(page: Page, rich: BuiltSite) -> None:
    page.goto(f"{rich.url}search.html")
    expect(page.locator("#search-form")).to_be_visible()
    expect(page.locator("#search-in-folder")).to_be_hidden()
