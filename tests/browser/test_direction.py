"""A site that is read from the right: the frame is mirrored, and what is read from the left is not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from browser.conftest import Opener
from browser.sites import BuiltSite
from browser.watch import Watch

_BOX = "selector => document.querySelector(selector).getBoundingClientRect().toJSON()"


def box(page: Page, selector: str) -> dict[str, Any]:
    """Where the first such element is."""
    return page.evaluate(_BOX, selector)  # type: ignore[no-any-return]


def style(page: Page, selector: str, name: str) -> str:
    """A property of the first such element."""
    return str(page.locator(selector).first.evaluate(f"element => getComputedStyle(element)['{name}']"))


def test_the_frame_is_mirrored(mirrored: BuiltSite, open_page: Opener) -> None:
    page = open_page("post", mirrored)
    assert box(page, ".sidebar-drawer")["left"] > box(page, "article h1")["right"] - 30
    assert box(page, ".breadcrumbs li")["left"] > box(page, ".breadcrumbs li + li")["left"]
    assert box(page, ".theme-toggle-content")["left"] < box(page, "article h1")["left"] + 100
    assert box(page, ".older")["left"] > box(page, ".newer")["left"]


def test_what_stands_in_stands_in_from_the_right(mirrored: BuiltSite, open_page: Opener) -> None:
    """Of the theme and of the archive alike."""
    page = open_page("post", mirrored)
    assert float(style(page, "article .post-text blockquote", "borderRightWidth")[:-2]) > 0
    assert style(page, "article .post-text blockquote", "borderLeftWidth") == "0px"
    assert style(page, "article .post-text ul", "paddingLeft") == "0px"
    assert style(page, "article .post-text ul", "paddingRight") != "0px"


def test_code_and_formulas_are_read_from_the_left(mirrored: BuiltSite, open_page: Opener) -> None:
    page = open_page("post", mirrored)
    assert style(page, "article pre", "direction") == "ltr"
    assert style(open_page("archive", mirrored), ".chart svg", "direction") == "ltr"


def test_a_feed_is_mirrored(mirrored: BuiltSite, tab: Callable[..., Page], watch: Watch) -> None:
    page = tab()
    watch.missing.add(f"{mirrored.url}favicon.ico")  # which a browser asks for where nothing names one
    page.goto(mirrored.url + "blog/atom.xml")
    assert page.evaluate("getComputedStyle(document.documentElement).direction") == "rtl"
    assert page.evaluate("getComputedStyle(document.documentElement, '::before').borderRightWidth") != "0px"


@pytest.mark.parametrize("kind", ["front page", "post", "year", "search"])
def test_a_narrow_page_has_a_drawer_at_the_right_and_does_not_scroll_aside(
    kind: str, mirrored: BuiltSite, open_page: Opener
) -> None:
    page = open_page(kind, mirrored, width=390)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.locator("label[for=__navigation]").locator("visible=true").first.click()
    drawer = box(page, ".sidebar-drawer")
    assert drawer["right"] == 390 and drawer["left"] > 50
