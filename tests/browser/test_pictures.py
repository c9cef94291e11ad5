"""Pictures as a reader gets them: nothing moves, little is loaded, and each opens, by mouse, keys or touch."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from browser.conftest import Opener
from browser.sites import BuiltSite
from browser.test_weight import SHIFTS
from browser.waiting import until
from browser.watch import Watch

PATH = "2021/03/pictured.html"


@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_moves_as_pictures_come(width: int, rich: BuiltSite, context: Callable[..., BrowserContext]) -> None:
    page = context(width=width).new_page()
    held: list[Route] = []
    painted: list[bool] = []
    page.route("**/_images/*", lambda route: route.continue_() if painted else held.append(route))
    page.goto(rich.url + PATH, wait_until="domcontentloaded")
    until(page, "performance.getEntriesByName('first-contentful-paint').length")
    page.wait_for_timeout(200)
    assert held
    painted.append(True)
    for route in held:
        route.continue_()
    page.wait_for_load_state("load")
    page.evaluate("() => document.querySelectorAll('img').forEach(image => image.loading = 'eager')")
    until(page, "[...document.images].every(image => image.complete && image.naturalWidth)")
    assert page.evaluate(SHIFTS) == []


@pytest.mark.parametrize(("pixels", "wanted"), [(2, 720), (3, 720)])
def test_a_telephone_loads_what_its_screen_needs(
    pixels: int, wanted: int, rich: BuiltSite, browser: Browser, watch: Watch
) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, device_scale_factor=pixels)
    page = context.new_page()
    page.goto(rich.url + PATH, wait_until="load")
    shown = page.locator("article img").first
    until(page, "document.querySelector('article img').complete")
    assert f"-{wanted}.webp" in shown.evaluate("image => image.currentSrc")
    assert shown.evaluate("image => image.loading") != "lazy"
    context.close()


def test_no_picture_is_taller_than_the_window(rich: BuiltSite, open_page: Opener) -> None:
    page = open_page("pictures", rich)
    heights = page.locator("article img").evaluate_all("all => all.map(one => one.getBoundingClientRect().height)")
    assert max(heights) <= 900


def viewer(page: Page) -> dict[str, Any]:
    """What the open viewer shows."""
    return page.evaluate("""() => {
        const open = document.querySelector('dialog[open]');
        return open && {
            place: open.querySelector('.place').textContent, alt: open.querySelector('img').alt,
            caption: open.querySelector('.words p').textContent, whole: open.querySelector('.words a').href,
            focus: document.activeElement.className, size: [open.clientWidth, open.clientHeight],
        };
    }""")  # type: ignore[no-any-return]


@pytest.mark.parametrize("width", [390, 1280])
def test_a_picture_opens_and_leads_to_the_others(width: int, rich: BuiltSite, open_page: Opener) -> None:
    page = open_page("pictures", rich, width=width)
    page.locator(".pic-link").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("dialog.pic-viewer")).to_be_visible()
    first = viewer(page)
    assert (first["place"], first["alt"], first["size"]) == ("1 of 8", "The garden, from the gate", [width, 900])
    assert first["whole"].endswith(".jpg") and first["focus"] == "close"
    page.keyboard.press("ArrowRight")
    assert viewer(page)["caption"] == "The tower, which is taller than any window"
    page.keyboard.press("End")
    assert viewer(page)["place"] == "8 of 8"
    assert not page.locator("dialog .on").is_visible()
    page.locator("dialog .back").click()
    assert viewer(page)["caption"] == "With a caption"
    page.keyboard.press("Escape")
    assert not viewer(page)
    # A dialog tells that it was closed a moment after it is.
    expect(page.locator(".pic-link:focus img")).to_have_attribute("alt", "The garden in a gallery")


def test_the_open_viewer_has_no_violation(rich: BuiltSite, open_page: Opener) -> None:
    from browser.test_accessibility import violations

    page = open_page("pictures", rich)
    page.locator(".pic-link").nth(1).click()
    expect(page.locator("dialog.pic-viewer")).to_be_visible()
    assert violations(page) == []


def test_without_javascript_a_picture_leads_to_its_file(rich: BuiltSite, open_page: Opener, watch: Watch) -> None:
    # Of a file a browser asks the host for an icon.
    watch.missing.add(urljoin(rich.url, "/favicon.ico"))
    page = open_page("pictures", rich, javascript=False)
    page.locator(".pic-link").first.click()
    page.wait_for_url("**/_images/garden-*.jpg")


def test_pages_without_pictures_load_nothing_for_them(real: BuiltSite, open_page: Opener, watch: Watch) -> None:
    watch.asked.clear()
    open_page("post", real)
    assert not [address for address in watch.asked if "pictures." in address]
