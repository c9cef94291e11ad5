"""Keys: from post to post, the list of keys, and drawers that open, hold the focus and give it back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from browser.conftest import Opener
from browser.sites import BuiltSite

FOCUSED = "document.activeElement.getAttribute('href') ?? document.activeElement.id ?? document.activeElement.tagName"


@pytest.mark.parametrize(
    ("path", "key", "selector"),
    [
        ("2021/03/everything.html", "j", ".neighbours .older"),
        ("2021/03/everything.html", "k", ".neighbours .newer"),
        ("blog/page-2.html", "j", ".pager [rel=next]"),
        ("blog/page-2.html", "k", ".pager [rel=prev]"),
    ],
)
def test_keys_lead_from_one_to_the_next(
    path: str, key: str, selector: str, rich: BuiltSite, tab: Callable[..., Page]
) -> None:
    page = tab()
    page.goto(rich.url + path)
    there = page.locator(selector).evaluate("link => link.href")
    assert there != rich.url + path
    page.keyboard.press(key)
    page.wait_for_url(there)


def stays(page: Page) -> None:
    """Nothing of what was pressed leads anywhere: what is pressed next is still heard here."""
    page.evaluate("addEventListener('beforeunload', () => console.error('the page was left'))")


@pytest.mark.parametrize("pressed", ["Control+j", "Alt+j", "Meta+j", "J"])
def test_keys_of_others_are_left_alone(pressed: str, rich: BuiltSite, open_page: Opener) -> None:
    page = open_page("post", rich)
    stays(page)
    page.keyboard.press(pressed)
    page.evaluate("new Promise(requestAnimationFrame)")
    assert page.url.endswith("everything.html")


def test_what_is_typed_is_no_key(rich: BuiltSite, open_page: Opener) -> None:
    page = open_page("post", rich)
    stays(page)
    field = page.locator("input[type=search]").first
    field.focus()
    page.keyboard.type("jk?")
    assert field.input_value() == "jk?"
    assert page.locator("dialog[open]").count() == 0


@pytest.mark.parametrize("way", ["key", "button"])
def test_the_list_of_keys_opens_and_closes(way: str, real: BuiltSite, open_page: Opener) -> None:
    page = open_page("post", real)
    if way == "key":
        page.keyboard.press("?")
    else:
        page.locator("button.keys").click()
    dialog = page.get_by_role("dialog", name="Keys")
    expect(dialog).to_be_visible()
    assert {"j", "k", "/", "?"} <= set(dialog.locator("kbd").all_inner_texts())
    assert page.evaluate("document.querySelector('dialog').contains(document.activeElement)")
    page.keyboard.press("j")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    assert page.url.endswith(real.page("post") or "")


def test_the_keys_can_be_switched_off(rich: BuiltSite, context: Callable[..., BrowserContext]) -> None:
    """WCAG 2.1.4: who dictates, or hits keys by chance, must be able to."""
    reader = context()
    page = reader.new_page()
    page.goto(rich.url + "2021/03/everything.html")
    page.keyboard.press("?")
    page.locator("dialog input").uncheck()
    page.keyboard.press("Escape")
    other = reader.new_page()
    other.goto(rich.url + "2021/03/everything.html")
    for key in "jk?":
        other.keyboard.press(key)
    other.evaluate("new Promise(requestAnimationFrame)")
    assert other.url.endswith("everything.html") and other.locator("dialog").count() == 0
    other.locator("button.keys").click()
    other.locator("dialog input").check()
    other.keyboard.press("Escape")
    other.keyboard.press("j")
    other.wait_for_url("**/filler-*.html")


@pytest.mark.parametrize("key", ["Enter", "Space"])
@pytest.mark.parametrize(
    ("drawer", "panel", "width"),
    [("__navigation", ".sidebar-drawer", 390), ("__toc", ".toc-drawer", 390), ("__toc", ".toc-drawer", 1100)],
)
def test_a_drawer_opens_holds_the_focus_and_gives_it_back(
    drawer: str, panel: str, width: int, key: str, rich: BuiltSite, open_page: Opener
) -> None:
    page = open_page("post", rich, width=width)
    switch = page.locator(f"#{drawer}")
    switch.focus()
    page.keyboard.press(key)
    assert switch.is_checked()
    inside = f"document.querySelector('{panel}').contains(document.activeElement)"
    assert page.evaluate(inside), page.evaluate(FOCUSED)
    links = page.locator(f"{panel} :is(a[href], input)").count()
    # Once around: never behind what covers the page.
    for _ in range(links + 4):
        page.keyboard.press("Tab")
        assert page.evaluate(f"{inside} || document.activeElement.matches('body, html, .sidebar-toggle')"), (
            page.evaluate(FOCUSED)
        )
    page.keyboard.press("Escape")
    assert not switch.is_checked()
    assert page.evaluate(FOCUSED) == drawer
    page.locator("article a").first.focus()
    assert page.evaluate("document.querySelector('article').contains(document.activeElement)")


def test_a_drawer_that_the_window_outgrows_holds_nothing(rich: BuiltSite, open_page: Opener) -> None:
    page = open_page("post", rich, width=390)
    page.locator("#__navigation").focus()
    page.keyboard.press("Enter")
    assert page.locator(".content").evaluate("content => content.inert")
    page.set_viewport_size({"width": 1280, "height": 900})
    page.wait_for_function("!document.querySelector('.content').inert")


def test_a_link_of_the_contents_closes_them_and_leads_there(rich: BuiltSite, open_page: Opener) -> None:
    page = open_page("post", rich, width=390)
    page.locator("#__toc").focus()
    page.keyboard.press("Enter")
    page.locator(".toc-tree a:visible").first.click()
    page.wait_for_function("!document.querySelector('#__toc').checked && !document.querySelector('.content').inert")
    assert page.evaluate("document.querySelector(':target').getBoundingClientRect().top") < 200


@pytest.mark.parametrize("javascript", [True, False])
def test_a_link_to_a_folded_comment_unfolds_it(
    javascript: bool, rich: BuiltSite, tab: Callable[..., Page]
) -> None:
    page = tab(javascript=javascript)
    page.goto(rich.url + "2021/03/everything.html#comment-12")
    comment = page.locator("#comment-12")
    expect(comment).to_be_in_viewport()
    assert page.locator("details:has(#comment-12)").get_attribute("open") is not None


def test_each_comment_has_a_link_to_itself(rich: BuiltSite, open_page: Opener) -> None:
    page = open_page("post", rich)
    page.locator(".comments summary").click()
    comments = page.locator(".comment")
    assert comments.count() > 10
    for comment in comments.all():
        address = comment.get_attribute("id")
        assert comment.locator(f"a.u-url[href='#{address}']").is_visible()
