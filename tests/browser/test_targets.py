"""Every kind of page fits every window and a finger, and holds together when it is enlarged or shown in few colours."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from browser.conftest import Opener
from browser.sites import KINDS, BuiltSite
from browser.test_accessibility import violations
from browser.test_reflow import _BEYOND, overflow
from browser.waiting import until
from browser.watch import Watch

#: What is smaller than 24 by 24 pixels, and neither stands in a sentence nor has room around it: WCAG 2.2, 2.5.8.
_SMALL = """() => {
    const shown = [...document.querySelectorAll('a[href], button, input, summary, label')].filter(element =>
        element.checkVisibility({visibilityProperty: true, opacityProperty: true})
        && !element.closest('svg, [inert]') && !element.matches('.skip-to-content, .overlay, .sidebar-toggle'));
    const places = shown.map(element => [element, element.getBoundingClientRect()]);
    const inSentence = element => {
        const block = element.closest('p, li, dd, td, blockquote, figcaption, h1, h2, h3, h4, h5, h6, summary');
        return block && block.innerText.trim().length > element.innerText.trim().length + 3;
    };
    const middle = box => [box.left + box.width / 2, box.top + box.height / 2];
    return places.filter(([element, box]) => {
        if (!box.width || (box.width >= 23.5 && box.height >= 23.5) || inSentence(element)) return false;
        const [x, y] = middle(box);
        return places.some(([other, near]) => other !== element && !other.contains(element) && !element.contains(other)
            && near.width && Math.max(near.left - x, x - near.right, near.top - y, y - near.bottom) < 12);
    }).map(([element, box]) => `${Math.round(box.width)}x${Math.round(box.height)} ${element.outerHTML.slice(0, 120)}`);
}"""


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_fits_every_window_and_a_finger_and_asks_its_own_host_alone(
    kind: str, site: BuiltSite, open_page: Opener, watch: Watch
) -> None:
    page = open_page(kind, site, width=390)
    for width in (390, 320, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        assert overflow(page) <= 0, (width, page.evaluate(_BEYOND))
        assert page.evaluate(_SMALL) == [], width
    for width in (390, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        # All that is loaded only when it is seen.
        page.evaluate("() => document.querySelectorAll('img').forEach(image => image.loading = 'eager')")
        until(page, "[...document.images].every(image => image.complete)")
    assert any(address.endswith(".css") or ".css?" in address for address in watch.asked), "no style sheet"
    assert {address[: len(site.url)] for address in watch.asked if address.startswith("http")} == {site.url}


@pytest.mark.parametrize("kind", KINDS)
def test_pages_fit_at_twice_their_size(kind: str, rich: BuiltSite, open_page: Opener) -> None:
    """At 200 % a window of 1280 pixels has 640; text alone at twice its size must fit 320 as well."""
    page = open_page(kind, rich, width=640)
    assert overflow(page) <= 0, page.evaluate(_BEYOND)
    page.set_viewport_size({"width": 390, "height": 800})
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert overflow(page) <= 0, page.evaluate(_BEYOND)


@pytest.mark.parametrize("media", [{"contrast": "more"}, {"forced_colors": "active"}])
@pytest.mark.parametrize("kind", ["front page", "post", "archive", "not found"])
def test_pages_stand_in_high_contrast_and_in_few_colours(
    kind: str, media: dict[str, str], rich: BuiltSite, open_page: Opener
) -> None:
    page = open_page(kind, rich)
    page.emulate_media(**media)  # type: ignore[arg-type]
    assert violations(page) == []


def test_more_contrast_is_more(rich: BuiltSite, open_page: Opener) -> None:
    page = open_page("post", rich)

    def colours() -> list[str]:
        look = "element => getComputedStyle(element).color"
        return [page.locator(one).first.evaluate(look) for one in (".byline", ".site-footer", "figcaption")]

    text = page.locator("article p").nth(1).evaluate("element => getComputedStyle(element).color")
    assert text not in colours()
    page.emulate_media(contrast="more")
    assert set(colours()) == {page.locator("article h1").evaluate("element => getComputedStyle(element).color")}


def test_in_few_colours_what_is_chosen_and_what_is_marked_can_be_told(real: BuiltSite, open_page: Opener) -> None:
    page = open_page("front page", real)
    page.emulate_media(forced_colors="active")
    current = page.locator(".current-page > .reference")
    assert current.evaluate("link => getComputedStyle(link).borderLeftStyle") == "solid"
    link = page.locator(".glance a").first.evaluate("link => getComputedStyle(link).color")
    bars = page.locator(".chart a path").evaluate_all("bars => bars.map(bar => getComputedStyle(bar).fill)")
    assert set(bars) == {link}
    page.keyboard.press("?")
    page.wait_for_selector("dialog[open]")
    assert page.locator("dialog button").evaluate("button => getComputedStyle(button).borderStyle") == "solid"


def test_nothing_moves_for_who_wants_nothing_to(rich: BuiltSite, tab: Callable[..., Page]) -> None:
    page: Page = tab(width=390)
    page.goto(rich.url + "2021/03/everything.html")
    page.evaluate("window.moves = 0; addEventListener('transitionrun', () => moves++)")
    drawer = page.locator(".sidebar-drawer")
    page.locator("#__navigation").focus()
    page.keyboard.press("Enter")
    expect(drawer).to_be_in_viewport()
    page.evaluate("new Promise(requestAnimationFrame)")
    assert page.evaluate("moves") == 0
    page.emulate_media(reduced_motion="no-preference")
    page.keyboard.press("Escape")
    page.wait_for_function("moves > 0")
