"""Lists hold with many posts as with few: what a reader looks for is in sight, within reach, and can be narrowed."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from browser.conftest import Opener
from browser.many import ONCE, POSTS, SEVERAL
from browser.sites import BuiltSite
from browser.test_accessibility import violations

#: Where the newest post begins, and where the first line of its excerpt ends.
_NEWEST = """() => {
    const entry = document.querySelector('.home .entry');
    const text = document.createTreeWalker(entry.querySelector('.entry-text'), NodeFilter.SHOW_TEXT).nextNode();
    const line = document.createRange();
    line.selectNodeContents(text);
    return [entry.querySelector('.entry-title').getBoundingClientRect().top, line.getClientRects()[0].bottom];
}"""


@pytest.mark.parametrize("size", [(390, 800), (320, 568)])
@pytest.mark.parametrize("name", ["real", "rich", "mirrored"])
def test_the_newest_post_begins_on_the_first_screen_of_a_telephone(
    name: str, size: tuple[int, int], tab: Callable[..., Page], request: pytest.FixtureRequest
) -> None:
    site: BuiltSite = request.getfixturevalue(name)
    page = tab()
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto(site.url)
    title, excerpt = page.evaluate(_NEWEST)
    assert 0 < title < size[1] * 2 / 3 and excerpt <= size[1]


@pytest.mark.parametrize("width", [1200, 1600])
def test_in_a_wide_window_the_archive_at_a_glance_stands_beside_the_posts(
    width: int, rich: BuiltSite, tab: Callable[..., Page]
) -> None:
    page = tab(width=width)
    page.goto(rich.url)
    post, glance = (page.locator(one).first.bounding_box() for one in (".home > .entry", ".glance"))
    assert post and glance
    assert post["x"] + post["width"] <= glance["x"] and glance["x"] + glance["width"] <= width
    assert glance["y"] <= post["y"] and post["width"] >= 560


def test_what_is_in_the_header_of_a_telephone_is_named_and_fits_a_thumb(rich: BuiltSite, open_page: Opener) -> None:
    page = open_page("post", rich, width=320)
    parts = page.locator(".mobile-header").locator("label, .search-icon, button")
    assert parts.all_inner_texts() == ["Menu", "Search", "Theme", "Contents"]
    for part in parts.all():
        box = part.bounding_box()
        assert box and box["width"] >= 44 and box["height"] >= 44, part.inner_text()
    for name in ("Menu", "Contents"):
        expect(page.get_by_role("checkbox", name=name, exact=True)).to_have_count(1)
    expect(page.get_by_role("button", name="Theme", exact=True)).to_have_count(1)


def test_the_search_of_the_header_opens_at_once_and_leads_to_its_page_without_a_script(
    rich: BuiltSite, open_page: Opener
) -> None:
    page = open_page("post", rich, width=390)
    before = page.url
    page.get_by_role("link", name="Search", exact=True).first.click()
    expect(page.locator("dialog.search-box input")).to_be_focused()
    assert page.url == before
    page = open_page("post", rich, width=390, javascript=False)
    page.get_by_role("link", name="Search", exact=True).first.click()
    page.wait_for_url(f"{rich.url}search.html")


def tags(page: Page) -> list[str]:
    """The tags in sight, in their order."""
    return page.locator(":is(.letter, .narrowed) li a").locator("visible=true").all_inner_texts()


@pytest.mark.parametrize("javascript", [True, False])
def test_of_many_tags_those_of_one_post_are_folded(
    javascript: bool, many: BuiltSite, open_page: Opener
) -> None:
    page = open_page("tags", many, width=390, javascript=javascript)
    assert set(tags(page)) == set(SEVERAL) and tags(page)[:2] == ["42", "aa"]
    assert page.locator(".narrowing").is_visible() == javascript
    page.locator("#letter-E summary").or_(page.locator(".letter:has(#letter-E) summary")).click()
    assert set(tags(page)) - set(SEVERAL) == {"e alone", "Ecru"}
    page.locator(".letters a", has_text="W").click()
    expect(page.locator("#letter-W")).to_be_in_viewport()


def test_tags_are_narrowed_as_one_types_and_come_back(many: BuiltSite, open_page: Opener) -> None:
    page = open_page("tags", many)
    before = tags(page)
    field = page.get_by_label("Filter")
    field.press_sequentially("EC")
    expect(page.locator(".narrowing [role=status]")).to_have_text(f"2 of {len(SEVERAL) + len(ONCE)}")
    assert tags(page) == ["éclair", "Ecru"]
    field.fill("lone z")
    expect(page.locator(".letter li:not([hidden])")).to_have_count(1)
    assert tags(page) == ["z alone"]
    field.fill("")
    expect(page.locator(".narrowing [role=status]")).to_have_text("")
    assert tags(page) == before


def test_tags_can_stand_by_number_and_then_be_narrowed(many: BuiltSite, open_page: Opener) -> None:
    page = open_page("tags", many, width=390)
    before = tags(page)
    page.get_by_role("button", name="By number of posts").click()
    assert tags(page) == list(SEVERAL)  # the first is on every second post, the next on every third
    page.get_by_label("Filter").press_sequentially("ec")
    expect(page.locator(".narrowed li:not([hidden])")).to_have_count(2)
    assert tags(page) == ["éclair", "Ecru"]
    assert violations(page) == []
    page.get_by_label("Filter").fill("")
    page.get_by_role("button", name="By name").click()
    assert tags(page) == before


def test_pages_of_a_long_list_are_in_reach_of_a_thumb(many: BuiltSite, tab: Callable[..., Page]) -> None:
    page = tab(width=320)
    page.goto(f"{many.url}blog/page-20.html")
    assert page.locator("article .count").first.inner_text() == f"{POSTS} posts · Page 20 of {POSTS // 2}"
    links = page.locator(".pager a")
    assert links.all_inner_texts() == ["Newer posts", "1", "19", "20", "21", "40", "Older posts"]
    for link in links.all():
        box = link.bounding_box()
        assert box and box["width"] >= 44 and box["height"] >= 44, link.inner_text()
    page.get_by_role("link", name="Page 40 of 40").click()
    page.wait_for_url("**/blog/page-40.html")
    assert page.locator(".pager [rel=next]").count() == 0


@pytest.mark.parametrize(
    ("today", "heading", "titles"),
    [
        ("2031-03-14 12:00", "Today, 14 March", ["Filler 0 & its <title>"]),
        ("2031-08-01 12:00", "Nothing of today; nearest is 22 November", []),
        ("2032-02-29 23:30", "Nothing of today; nearest is 2 March", []),
    ],
)
def test_on_this_day_begins_with_today(
    today: str, heading: str, titles: list[str], rich: BuiltSite, context: Callable[..., BrowserContext]
) -> None:
    """That of the reader: the build says nothing of the day on which it was made."""
    reader = context(width=390)
    reader.clock.set_fixed_time(datetime.fromisoformat(today))
    page = reader.new_page()
    page.goto(f"{rich.url}on/index.html")
    expect(page.locator("#today h2").first).to_have_text(heading)
    cut = "element => element.scrollWidth > element.clientWidth || element.scrollHeight > element.clientHeight"
    assert not page.locator("#today h2").evaluate(cut)
    assert set(titles) <= set(page.locator("#today li a").all_inner_texts())
    assert page.locator(".days [aria-current=date]").count() == bool(titles)
    assert violations(page) == []
    page.locator("#today p a").click()
    page.wait_for_url(re.compile(r"/on/\d\d-\d\d\.html$"))


def test_a_random_post_is_any_but_this_one_and_not_led_to_without_a_script(
    rich: BuiltSite, tab: Callable[..., Page]
) -> None:
    page = tab()
    page.goto(f"{rich.url}2021/03/everything.html")
    seen = {page.url}
    for way in ("link", "key"):
        before = page.url
        if way == "link":
            page.get_by_role("link", name="Random post").click()
        else:
            page.keyboard.press("r")
        page.wait_for_url(lambda url, before=before: url != before)
        expect(page.locator(".post.h-entry")).to_have_count(1)
        seen.add(page.url)
    assert len(seen) > 1
    page = tab(javascript=False)
    page.goto(rich.url)
    expect(page.locator(".random")).to_be_hidden()


def test_addresses_of_feeds_are_copied(rich: BuiltSite, context: Callable[..., BrowserContext]) -> None:
    reader = context(width=390)
    reader.grant_permissions(["clipboard-read", "clipboard-write"])
    page = reader.new_page()
    page.goto(f"{rich.url}subscribe.html")
    for name, address in (("Atom", "blog/atom.xml"), ("Diary", "blog/category/diary/atom.xml")):
        page.get_by_role("button", name=f"Copy the address of {name}", exact=True).click()
        expect(page.get_by_role("status").filter(has_text="Copied")).to_have_count(1)
        assert page.evaluate("navigator.clipboard.readText()") == f"https://archive.example/sub/{address}"


def test_a_subject_leads_to_its_feeds_also_where_they_are_folded(many: BuiltSite, tab: Callable[..., Page]) -> None:
    page = tab()
    page.goto(f"{many.url}blog/tag/bread.html")
    page.get_by_role("link", name="Subscribe").last.click()
    row = page.locator("li:target")
    expect(row).to_be_in_viewport()
    assert row.locator("a").first.inner_text() == "bread"
