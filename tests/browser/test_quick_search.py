"""The quick search on every page, worked by the keyboard alone; and the marks on a page that was found."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from browser.conftest import Opener
from browser.sites import BuiltSite
from browser.test_accessibility import violations

POST = "2021/03/everything.html"
_DIALOG = "dialog.search-box"


def opened(page: Page, key: str = "/") -> None:
    page.keyboard.press(key)
    expect(page.locator(f"{_DIALOG} input")).to_be_focused()


def typed(page: Page, words: str) -> None:
    page.keyboard.type(words)
    expect(page.locator(f"{_DIALOG} .all-results")).to_have_attribute("href", re.compile(rf"\?q={words}$"))


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.textContent"))


@pytest.mark.parametrize("key", ["/", "Control+k", "Meta+k"])
def test_a_post_is_found_by_keys_alone(key: str, rich: BuiltSite, open_page: Opener) -> None:
    page = open_page("about", rich)
    opened(page, key)
    typed(page, "filler")
    links = page.locator(f"{_DIALOG} ol a").all_inner_texts()
    assert len(links) == 6
    for title in links:
        page.keyboard.press("ArrowDown")
        assert focused(page) == title
    page.keyboard.press("ArrowUp")
    assert focused(page) == links[-2]
    target = page.locator(f"{_DIALOG} ol a").nth(4).get_attribute("href") or ""
    page.keyboard.press("Enter")
    page.wait_for_url(target.partition("?")[0])


def test_escape_closes_and_gives_the_focus_back(rich: BuiltSite, open_page: Opener) -> None:
    page = open_page("post", rich)
    page.locator("article a").first.focus()
    before = focused(page)
    opened(page)
    typed(page, "filler")
    page.keyboard.press("Escape")
    expect(page.locator(_DIALOG)).to_be_hidden()
    assert focused(page) == before
    # Opened again, it has the words still, to be typed over.
    opened(page)
    assert page.locator(f"{_DIALOG} input").input_value() == "filler"
    page.keyboard.type("k")
    assert page.locator(f"{_DIALOG} input").input_value() == "k"


def test_typing_on_a_result_goes_on_with_the_query(rich: BuiltSite, open_page: Opener) -> None:
    page = open_page("post", rich)
    opened(page)
    typed(page, "kettl")
    page.keyboard.press("ArrowDown")
    page.keyboard.type("es")
    assert page.locator(f"{_DIALOG} input").input_value() == "kettles"


@pytest.mark.parametrize("way", ["Enter", "link"])
def test_all_results_are_on_the_search_page(way: str, rich: BuiltSite, open_page: Opener) -> None:
    page = open_page("post", rich)
    opened(page)
    typed(page, "filler")
    if way == "link":
        page.keyboard.press("ArrowUp")
        assert focused(page).startswith("All ")
    page.keyboard.press("Enter")
    page.wait_for_url(rich.url + "search.html?q=filler")
    expect(page.locator("#search-results a")).to_have_count(8)


def test_a_quotation_mark_alone_asks_for_nothing(rich: BuiltSite, open_page: Opener) -> None:
    page = open_page("post", rich)
    opened(page)
    typed(page, "filler")
    page.locator(f"{_DIALOG} input").fill('"')
    expect(page.locator(f"{_DIALOG} .all-results")).to_be_hidden()
    expect(page.locator(f"{_DIALOG} ol a")).to_have_count(0)
    expect(page.locator(f"{_DIALOG} [role=status]")).to_have_text("")


def test_keys_are_letters_where_one_types(rich: BuiltSite, open_page: Opener) -> None:
    page = open_page("post", rich)
    field = page.locator("aside.sidebar-drawer input[name=q]")
    field.press_sequentially("a/b")
    assert field.input_value() == "a/b"
    assert page.locator(_DIALOG).count() == 0


def test_keys_that_are_switched_off_do_nothing(rich: BuiltSite, open_page: Opener) -> None:
    page = open_page("post", rich)
    page.evaluate("localStorage.setItem('keys', 'off')")
    page.keyboard.press("/")
    page.keyboard.press("Control+k")
    expect(page.locator(f"{_DIALOG} input")).to_be_focused()
    assert page.locator(f"{_DIALOG} input").input_value() == ""


def test_on_the_search_page_the_key_leads_to_its_field(rich: BuiltSite, open_page: Opener) -> None:
    page = open_page("search", rich)
    page.locator("h1").click()
    page.keyboard.press("/")
    expect(page.locator("#query")).to_be_focused()


def test_a_hosts_own_search_does_not_open_too(rich: BuiltSite, open_page: Opener) -> None:
    page = open_page("post", rich)
    # As Read the Docs listens.
    page.evaluate("document.addEventListener('keydown', event => (window.heard = event.key))")
    opened(page)
    assert page.evaluate("window.heard") is None
    page.keyboard.press("Escape")
    page.keyboard.press("x")
    assert page.evaluate("window.heard") == "x"


@pytest.mark.parametrize("width", [320, 1280])
def test_the_quick_search_is_accessible(width: int, rich: BuiltSite, open_page: Opener) -> None:
    page = open_page("post", rich, width=width)
    opened(page)
    typed(page, "filler")
    page.keyboard.press("ArrowDown")
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        assert violations(page) == []
    box = page.locator(_DIALOG).bounding_box()
    assert box and box["x"] >= 0 and box["x"] + box["width"] <= width
    assert page.locator(_DIALOG).evaluate("box => box.scrollWidth <= box.clientWidth")


def test_what_was_searched_for_is_marked_until_it_is_taken_away(rich: BuiltSite, open_page: Opener) -> None:
    page = open_page("about", rich)
    opened(page)
    typed(page, "kettles")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    # The address is the page's own.
    page.wait_for_url(rich.url + POST)
    marks = page.locator("mark.found")
    marks.first.wait_for()
    # The word in the form in which it stands there.
    assert {mark.lower() for mark in marks.all_inner_texts()} == {"kettle"}
    expect(marks.first).to_be_in_viewport()
    text = page.locator("article").inner_text().partition("Marked in")[0]
    assert violations(page) == []
    page.keyboard.press("Escape")
    expect(marks).to_have_count(0)
    assert page.locator("article").inner_text().strip() == text.strip()
    page.reload()
    assert page.locator("mark.found").count() == 0


def test_marks_are_taken_away_by_the_button_too(rich: BuiltSite, open_page: Opener) -> None:
    page = open_page("about", rich)
    page.goto(f"{rich.url}{POST}?highlight=kettle")
    page.get_by_role("button", name="Remove marks").click()
    expect(page.locator("mark.found")).to_have_count(0)
    expect(page.locator(".marks-notice")).to_have_count(0)


def test_a_phrase_is_marked_whole_and_signs_mean_nothing(rich: BuiltSite, open_page: Opener) -> None:
    page = open_page("about", rich)
    page.goto(f"{rich.url}2021/03/filler-30.html?highlight=ordinary%20post&highlight=(.*%2B")
    page.locator("mark.found").first.wait_for()
    assert set(page.locator("mark.found").all_inner_texts()) == {"ordinary post"}
