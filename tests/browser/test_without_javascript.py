"""Everything can be read, and reached, by a reader who runs no script."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest
from playwright.sync_api import Page

from browser.conftest import Opener
from browser.sites import KINDS, BuiltSite

#: The colour of the text and whether it is in sight, of the first element that the selector finds.
_HEADING = "article h1"


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_shows_its_text(kind: str, site: BuiltSite, open_page: Opener) -> None:
    page = open_page(kind, site, javascript=False)
    assert page.locator(_HEADING).first.is_visible()
    text = page.locator("article").first.inner_text()
    assert len(text.split()) > 10, text


def follow(page: Page, *, link: str) -> str:
    """Follow the first link in sight that the selector finds; give the heading of the page that it leads to."""
    before = page.url
    page.locator(link).locator("visible=true").first.click()
    page.wait_for_load_state()
    assert page.url != before
    return page.locator(_HEADING).first.inner_text()


def test_a_reader_comes_from_the_front_page_to_the_older_posts(
    site: BuiltSite, tab: Callable[..., Page]
) -> None:
    page = tab(javascript=False)
    page.goto(site.url)
    assert "Archive" in follow(page, link="nav a[href$='blog/archive.html']")
    year = page.locator("article h2 a").first.inner_text()
    assert follow(page, link="article h2 a").startswith(year)
    page.go_back()
    month = page.locator("article section.year li a").first.inner_text()
    assert follow(page, link="article section.year li a").startswith(f"{month} {year}")
    title = page.locator("article a.u-url").first.inner_text()
    assert follow(page, link="article a.u-url").startswith(title)
    seen = [page.url]
    while page.locator("a[rel=prev]").count() and len(seen) < 4:
        older = page.locator("a[rel=prev] .neighbour-title").inner_text()
        assert follow(page, link="a[rel=prev]").startswith(older)
        seen.append(page.url)
    assert len(set(seen)) == len(seen) > 1
    dates = [_date(site, url) for url in seen]
    assert all(newer >= older for newer, older in pairwise(dates)), dates


def _date(site: BuiltSite, url: str) -> str:
    """The month in a post's address."""
    return url.removeprefix(site.url)[:7]


def test_the_drawer_opens_by_its_label(real: BuiltSite, open_page: Opener) -> None:
    page = open_page("front page", real, width=390, javascript=False)
    link = page.locator("nav a[href$='blog/archive.html']").first
    assert not in_sight(page, link)
    page.locator("label[for=__navigation]").locator("visible=true").first.click()
    assert in_sight(page, link)
    link.click()
    page.wait_for_load_state()
    assert page.url == real.url + "blog/archive.html"


def in_sight(page: Page, element: object) -> bool:
    """Whether the element lies in the window."""
    box = element.bounding_box()  # type: ignore[attr-defined]
    return bool(box and box["width"] and 0 <= box["x"] < page.viewport_size["width"] and element.is_visible())  # type: ignore[index,attr-defined]
