"""What stands in a text: headings of every level, tasks, code that can be copied, and what is wider than the page."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from browser.conftest import Opener
from browser.sites import BuiltSite

#: What is on pages that have something of a kind, and on no others.
WANTED = ("charts.css", "code.css", "code.js", "home.css", "indexes.css", "lists.css", "narrowing.js",
          "pictures.css", "pictures.js", "subscribe.js", "today.js")  # fmt: skip


def loaded(page: Page) -> set[str]:
    addresses: list[str] = page.evaluate("performance.getEntriesByType('resource').map(entry => entry.name)")
    return {name for name in WANTED if any(f"_static/{name}?" in address for address in addresses)}


def test_headings_go_down_in_steps_that_can_be_seen(rich: BuiltSite, open_page: Opener) -> None:
    page = open_page("post", rich)
    looks = page.evaluate("""() => [1, 2, 3, 4, 5, 6].map(level => {
        const style = getComputedStyle(document.querySelector(`article h${level}`));
        return [parseFloat(style.fontSize), style.fontStyle];
    })""")
    sizes = [size for size, _ in looks]
    assert all(larger >= smaller + 1.5 for larger, smaller in pairwise(sizes)), sizes
    assert {style for _, style in looks} == {"normal"}


def test_a_text_is_set_alike_on_its_page_and_among_those_of_its_month(rich: BuiltSite, open_page: Opener) -> None:
    style = """paragraphs => [...new Set(paragraphs.map(one => ['fontSize', 'textIndent', 'marginBottom', 'hyphens']
        .map(name => getComputedStyle(one)[name]).join()))]"""
    page = open_page("month", rich)
    there = page.locator(".day-post .e-content > p").evaluate_all(style)
    page.goto(rich.url + "2021/03/filler-25.html")
    assert page.locator(".post-text > p").evaluate_all(style) == there and len(there) == 1


def test_tasks_have_boxes_that_say_what_they_are(rich: BuiltSite, open_page: Opener) -> None:
    page = open_page("post", rich)
    boxes = page.get_by_role("checkbox", disabled=True)
    assert [box.get_attribute("aria-label") for box in boxes.all()] == ["Done", "To be done"]
    assert boxes.first.evaluate("box => getComputedStyle(box.closest('li')).listStyleType") == "none"


def test_code_is_copied_by_its_button(rich: BuiltSite, context: Callable[..., BrowserContext]) -> None:
    reader = context()
    reader.grant_permissions(["clipboard-read", "clipboard-write"])
    page = reader.new_page()
    page.goto(f"{rich.url}{rich.page('post')}")
    button = page.locator("pre > button").first
    expect(button).to_have_css("opacity", "0")
    button.focus()
    expect(button).to_have_css("opacity", "1")
    assert page.get_by_role("button", name="Copy code").count() == page.locator("article pre").count() == 2
    button.press("Enter")
    expect(page.get_by_role("button", name="Copied")).to_have_count(1)
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("class Example:\n    def with_a_line") and copied.endswith("widest of them")


@pytest.mark.parametrize(
    ("kind", "files"),
    [("post", {"code.css", "code.js", "pictures.css", "pictures.js"}), ("archive", {"charts.css", "lists.css"}),
     ("days", {"indexes.css", "today.js"}), ("subscribe", {"indexes.css", "subscribe.js"}), ("tag", set()),
     ("about", set())],
)  # fmt: skip
def test_pages_load_what_they_have_a_use_for(kind: str, files: set[str], rich: BuiltSite, open_page: Opener) -> None:
    assert loaded(open_page(kind, rich)) == files


def test_a_table_that_is_too_wide_is_a_region_that_can_be_reached(rich: BuiltSite, open_page: Opener) -> None:
    page = open_page("post", rich, width=390)
    region = page.get_by_role("group", name="Table")
    expect(region).to_have_count(1)
    expect(region).to_have_attribute("tabindex", "0")  # for browsers that do not stop at what scrolls by themselves
    region.focus()
    page.keyboard.press("End")
    page.keyboard.press("ArrowRight")
    expect(region).to_be_focused()
    assert "local" in region.evaluate("region => getComputedStyle(region).backgroundAttachment")
    region.evaluate("region => { region.style.width = '90rem'; }")
    expect(region).to_have_count(0)
