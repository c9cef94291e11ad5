"""Everything can be reached by the keyboard, and the focus can be seen wherever it is."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from playwright.sync_api import Page

from browser.conftest import Opener
from browser.sites import KINDS, BuiltSite

#: Notes how each element looks before it has the focus.
_PREPARE = """() => {
    window.look = element => {
        const style = getComputedStyle(element);
        return [style.outlineStyle, style.outlineWidth, style.outlineColor, style.boxShadow, style.borderColor,
                style.backgroundColor, style.textDecorationLine].join(' ');
    };
    // Scripts may add elements on the way.
    window.place = new Map([...document.querySelectorAll('*')].map((element, order) => [element, order]));
    window.before = new Map([...document.querySelectorAll('a, button, input, label, summary, [tabindex]')].map(
        element => [element, [look(element), ...[...(element.labels ?? [])].map(look)].join(' | ')]));
}"""
#: Lets the Tab key begin at the top, wherever a page put the focus.
_BEGIN = "document.body.tabIndex = -1, document.body.focus(), document.body.removeAttribute('tabindex')"
#: What has the focus now: null if nothing has.
_STOP = """() => {
    const element = document.activeElement;
    if (!element || element === document.body || element === document.documentElement) return null;
    if (element.matches('.seen-by-the-test')) return {again: true};
    element.classList.add('seen-by-the-test');
    const labels = [...(element.labels ?? [])].filter(label => label.checkVisibility());
    const boxes = [element, ...labels].map(shown => shown.getBoundingClientRect());
    return {
        again: false,
        order: place.get(element) ?? -1,
        html: element.outerHTML.slice(0, 200),
        href: element.getAttribute('href') ?? '',
        name: element.getAttribute('aria-label') ?? element.innerText ?? '',
        ringed: [look(element), ...[...(element.labels ?? [])].map(look)].join(' | ') !== before.get(element),
        seen: boxes.some(box => box.width > 0 && box.height > 0 && box.right > 0 && box.bottom > 0
                                && box.left < innerWidth && box.top < innerHeight)
              && element.checkVisibility({visibilityProperty: true}),
    };
}"""


@dataclass(frozen=True, slots=True)
class Stop:
    """Where the focus stands after a press of the Tab key."""

    html: str
    href: str
    name: str
    ringed: bool
    """It looks otherwise than without the focus."""
    seen: bool
    """It lies in the window."""
    order: int
    """Its place among the elements of the document; -1 if it came later."""


def stops(page: Page) -> list[Stop]:
    """Press Tab until the focus has been everywhere."""
    page.evaluate(_PREPARE)
    found: list[Stop] = []
    for _ in range(400):
        page.keyboard.press("Tab")
        stop = page.evaluate(_STOP)
        if stop is None or stop.pop("again"):
            return found
        found.append(Stop(**stop))
    raise AssertionError("the Tab key comes to no end")


#: Kinds of pages beside whose text, on a wide screen, stands what others have not.
WIDE = ("front page", "post", "all posts", "archive", "name", "search", "not found")


@pytest.mark.parametrize(("kind", "width"), [*((kind, 390) for kind in KINDS), *((kind, 1280) for kind in WIDE)])
def test_the_focus_is_always_seen(kind: str, width: int, real: BuiltSite, open_page: Opener) -> None:
    page = open_page(kind, real, width=width)
    page.evaluate(_BEGIN)
    check_stops(page)


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("kind", ["month", "all posts"])
def test_the_focus_is_always_seen_in_long_pages(kind: str, width: int, rich: BuiltSite, open_page: Opener) -> None:
    check_stops(open_page(kind, rich, width=width))


def check_stops(page: Page) -> list[Stop]:
    """The first stop leads past the sidebar, and the focus can be seen at every one; gives all stops."""
    found = stops(page)
    assert found[0].href.startswith("#") and "content" in found[0].name.lower(), found[0]
    assert len(found) > 5
    unseen = [stop for stop in found if not (stop.seen and stop.ringed)]
    assert not unseen, "\n".join(map(str, unseen))
    return found


#: What the Tab key ought to come to: what is in sight, can have the focus, and is not left out on purpose.
_REACHABLE = """() => [...document.querySelectorAll('*')].flatMap(element => {
    const can = element.matches('a[href], button, input, select, textarea, summary, [tabindex]');
    const shown = element.checkVisibility({visibilityProperty: true}) && !element.closest('[inert]');
    const closed = element.closest('details:not([open])');
    const folded = closed && !(element.matches('summary') && element.parentElement === closed);
    return can && shown && !folded && !element.disabled && element.tabIndex >= 0 ? [place.get(element)] : [];
})"""


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("kind", ["post", "front page", "search"])
def test_a_walk_through_the_page_comes_to_everything_in_its_order(
    kind: str, width: int, rich: BuiltSite, open_page: Opener
) -> None:
    page = open_page(kind, rich, width=width)
    page.evaluate(_BEGIN)
    page.evaluate(_PREPARE)
    reachable = page.evaluate(_REACHABLE)
    walked = [stop.order for stop in check_stops(page) if stop.order >= 0]
    assert walked == sorted(walked), "the order is not that of the document"
    html = "order => [...place.keys()][order].outerHTML.slice(0, 200)"
    missed = [page.evaluate(html, order) for order in sorted(set(reachable) - set(walked))]
    assert not missed, "\n".join(missed)
    # And back again: from the end the way leads to the start, by what shows only on the way up too.
    back: list[int] = []
    while walked[0] not in back and len(back) < 2 * len(walked):
        page.keyboard.press("Shift+Tab")
        back.append(page.evaluate("place.get(document.activeElement) ?? -1"))
    assert [order for order in back if order in set(walked)] == walked[::-1]


def test_the_first_link_leads_past_the_sidebar(real: BuiltSite, open_page: Opener) -> None:
    page = open_page("post", real)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('article, footer').contains(document.activeElement)")


def sidebar_links(page: Page) -> list[str]:
    links: list[str] = page.locator("aside.sidebar-drawer a").evaluate_all(
        "links => links.map(link => link.getAttribute('href'))"
    )
    return links


def test_every_link_of_the_sidebar_is_reached(site: BuiltSite, open_page: Opener) -> None:
    page = open_page("front page", site, width=1280)
    links = sidebar_links(page)
    assert len(links) >= 5
    assert set(links) <= {stop.href for stop in stops(page)}


def test_every_link_of_the_drawer_is_reached(site: BuiltSite, open_page: Opener) -> None:
    page = open_page("front page", site, width=390)
    links = sidebar_links(page)
    assert len(links) >= 5
    page.evaluate(_PREPARE)
    for _ in range(20):
        page.keyboard.press("Tab")
        stop = page.evaluate(_STOP)
        if any(word in stop["name"].lower() for word in ("menu", "navigation")):
            break
    else:
        raise AssertionError("no Tab stop opens the drawer")
    page.keyboard.press("Space")
    page.evaluate("for (const seen of document.querySelectorAll('.seen-by-the-test')) seen.className = ''")
    found = stops(page)
    assert set(links) <= {stop.href for stop in found if stop.seen and stop.ringed}, found
