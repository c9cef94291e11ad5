"""Previews of links: what they show, when they come and go, and that nothing depends on them."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from browser.sites import BuiltSite
from browser.watch import Watch

POST = "2021/03/everything.html"
#: The link to another post, in the text.
LINK = ".e-content > p a[href$='filler-20.html']"


@pytest.fixture
def page(rich: BuiltSite, tab: Callable[..., Page]) -> Page:
    page = tab()
    page.goto(rich.url + POST)
    return page


def preview(page: Page) -> Locator:
    return page.locator("#preview:popover-open")


def asked(watch: Watch) -> list[str]:
    return [urlsplit(address).path.removeprefix("/sub/") for address in watch.asked]


def test_a_link_that_is_rested_upon_shows_its_page(page: Page, watch: Watch) -> None:
    assert not any("preview" in path or "later" in path or "filler-20" in path for path in asked(watch))
    place = page.locator(".e-content").bounding_box()
    page.locator(LINK).hover()
    expect(preview(page)).to_be_visible()
    assert preview(page).locator("strong").inner_text() == "Filler 20 & its <title>"
    assert "2021" in preview(page).locator("time").inner_text()
    assert preview(page).locator("p").inner_text().startswith("Some words of an ordinary post")
    assert asked(watch).count("2021/02/filler-20.html") == 1
    assert page.locator(LINK).get_attribute("aria-describedby") == "preview"
    assert page.locator(".e-content").bounding_box() == place
    box, link = preview(page).bounding_box(), page.locator(LINK).bounding_box()
    assert box and link and (box["y"] >= link["y"] or box["y"] + box["height"] <= link["y"])


def test_it_stays_while_the_pointer_is_on_it_and_goes_after(page: Page) -> None:
    page.locator(LINK).hover()
    expect(preview(page)).to_be_visible()
    preview(page).hover()
    page.evaluate("new Promise(done => setTimeout(done, 400))")  # longer than it lingers
    expect(preview(page)).to_be_visible()
    page.mouse.move(5, 5)
    expect(preview(page)).to_have_count(0)
    assert page.locator(LINK).get_attribute("aria-describedby") is None


def test_escape_sends_it_away_and_the_link_keeps_the_focus(page: Page) -> None:
    page.locator(LINK).focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    expect(preview(page)).to_be_visible()
    page.keyboard.press("Escape")
    expect(preview(page)).to_have_count(0)
    assert page.locator(LINK).evaluate("link => link === document.activeElement")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    expect(preview(page)).to_be_visible()
    page.keyboard.press("Tab")
    expect(preview(page)).to_have_count(0)


def test_a_page_is_asked_for_once(page: Page, watch: Watch) -> None:
    for _ in range(2):
        page.locator(LINK).hover()
        expect(preview(page)).to_be_visible()
        page.mouse.move(5, 5)
        expect(preview(page)).to_have_count(0)
    assert asked(watch).count("2021/02/filler-20.html") == 1


def test_the_link_leads_on_while_its_preview_is_shown(page: Page) -> None:
    page.locator(LINK).hover()
    expect(preview(page)).to_be_visible()
    page.locator(LINK).click()
    page.wait_for_url("**/filler-20.html")


@pytest.mark.parametrize("selector", [".e-content a.external", ".e-content a[href^='#']", ".tags a", ".breadcrumbs a"])
def test_other_links_have_none(selector: str, page: Page, watch: Watch) -> None:
    page.locator(selector).first.hover()
    page.locator(LINK).hover()
    expect(preview(page)).to_be_visible()
    pages = [path for path in asked(watch) if path.endswith((".html", "/"))]
    assert pages == [POST, "2021/02/filler-20.html"]


def test_a_finger_brings_none(rich: BuiltSite, browser, watch: Watch) -> None:  # type: ignore[no-untyped-def]
    reader = browser.new_context(has_touch=True, is_mobile=True, viewport={"width": 390, "height": 800})
    watch.over(reader)
    page = reader.new_page()
    page.goto(rich.url + POST)
    page.locator(LINK).tap()
    page.wait_for_url("**/filler-20.html")
    assert not [path for path in asked(watch) if "preview" in path]
    reader.close()


def test_a_page_that_cannot_be_had_has_no_preview(page: Page) -> None:
    page.route("**/filler-20.html", lambda route: route.fulfill(status=200, body="<p>Nothing of ours."))
    page.locator(LINK).hover()
    page.locator(".neighbours .older").hover()
    expect(preview(page)).to_be_visible()
    assert "Filler 20" not in preview(page).inner_text()
