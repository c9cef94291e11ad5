"""A blog of 600 posts holds as one of nine does (`large_blog`), and so do exports of WordPress's own, where they are.

One page of each kind and of each shape that posts have. Pictures and scripts come late, so that what would move when
they do has moved.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, Route

from browser import large_blog
from browser.sites import BuiltSite
from browser.test_accessibility import violations
from browser.test_reflow import _BEYOND, overflow
from browser.test_weight import SHIFTS, weigh
from browser.waiting import until

#: Pages whose parts are those of a small blog, only more: that their colours will do is shown there.
ONLY_MORE = ("all posts", "year", "month", "archive", "tags", "tag", "category", "threads", "days", "day", "citations",
             "subscribe")  # fmt: skip
#: Those on which dark and wide has something to show that light and narrow has not.
ALSO_WIDE = ("front page", "code", "wide table", "many comments")


@pytest.mark.parametrize("kind", large_blog.PAGES)
def test_a_page_of_a_large_blog_holds(kind: str, large: BuiltSite, tab: Callable[..., Page]) -> None:
    page = tab(width=390)
    arrive_slowly(page, f"{large.url}{large.page(kind)}")
    found = moved(page) + violations(page, contrast=kind not in ONLY_MORE) + wider(page)
    if kind in ALSO_WIDE:
        page.set_viewport_size({"width": 1280, "height": 900})
        page.emulate_media(color_scheme="dark")
        found += violations(page)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("kind", large_blog.BROUGHT)
def test_a_page_of_what_others_made_holds(kind: str, brought: BuiltSite, tab: Callable[..., Page]) -> None:
    page = tab(width=390)
    arrive_slowly(page, f"{brought.url}{brought.page(kind)}")
    found = moved(page) + violations(page, contrast=kind not in ONLY_MORE) + wider(page)
    assert not found, "\n".join(found)


def moved(page: Page) -> list[str]:
    return [f"moves: {shift}" for shift in page.evaluate(SHIFTS)]


def wider(page: Page) -> list[str]:
    """What is wider than a telephone."""
    found = []
    for width in (320, 390):
        page.set_viewport_size({"width": width, "height": 900})
        if overflow(page) > 0:
            found += [f"wider than {width}: {element}" for element in page.evaluate(_BEYOND) or ["something"]]
    return found


def arrive_slowly(page: Page, url: str) -> None:
    """Open `url`, where the page is painted before its pictures and scripts come; then load all pictures."""
    held: list[Route] = []
    painted: list[bool] = []
    for late in ("**/_images/*", "**/*.js*"):
        page.route(late, lambda route: route.continue_() if painted else held.append(route))
    page.goto(url, wait_until="commit")
    until(page, "performance.getEntriesByName('first-contentful-paint').length")
    painted.append(True)
    for route in held:
        route.continue_()
    page.wait_for_load_state("load")
    page.evaluate("() => document.querySelectorAll('img').forEach(image => image.loading = 'eager')")
    until(page, "[...document.images].every(image => image.complete)")


def test_ten_photographs_cost_a_telephone_little_at_first(
    large: BuiltSite, context: Callable[..., BrowserContext]
) -> None:
    weights = weigh(context(width=390, pixels=2).new_page(), f"{large.url}{large.page('ten photographs')}")
    assert weights["image"] > 100_000
    assert weights.total() <= 600_000, dict(weights)


def test_what_is_read_from_the_right_stands_in_line(large: BuiltSite, tab: Callable[..., Page]) -> None:
    """A title above its text, and titles in a list of which each is followed by its date."""
    page = tab()
    page.goto(large.url + str(large.page("persian")))
    edges = page.evaluate("""() => ['h1', '.e-content > p'].map(selector => {
        const words = document.createRange();
        words.selectNodeContents(document.querySelector(selector));
        return words.getBoundingClientRect().right;
    })""")
    assert edges[0] == pytest.approx(edges[1], abs=2)
    rows = page.locator(".related .titles li:has(:dir(rtl))").evaluate_all("""rows => rows.map(row => {
        const [title, date] = ['a', 'time'].map(part => row.querySelector(part).getBoundingClientRect());
        return [title.left - row.getBoundingClientRect().left, date.left - title.right];
    })""")
    assert len(rows) == 5
    assert all(indented == 0 and apart > 6 for indented, apart in rows), rows


def test_the_blog_is_as_large_as_it_says() -> None:
    """Else the pages above would show less than they are to show."""
    posts = large_blog.posts()
    tags = Counter(tag for post in posts for tag in post.tags)
    months = Counter((post.date.year, post.date.month) for post in posts)
    assert len(posts) == len({post.path for post in posts}) == large_blog.POSTS
    assert len(tags) == large_blog.TAGS and list(tags.values()).count(1) == large_blog.USED_ONCE
    assert months.most_common(1) == [(large_blog.FULLEST, large_blog.FULLEST_POSTS)]
    assert max(len(post.comments) for post in posts) == large_blog.MOST_COMMENTS
    assert max(len(post.text.split()) for post in posts) >= 5000
    assert not {2009, 2014, 2015} & {year for year, _ in months}
