"""The page for what is not there works at whatever address it is shown."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Page, expect

from browser.sites import BuiltSite
from browser.watch import Watch


@pytest.mark.parametrize("missing", ["nothing-here", "2012/10/nothing/here", "2012/10/nothing.html?and=a#part"])
def test_it_is_styled_and_its_links_lead_on(
    missing: str, site: BuiltSite, tab: Callable[..., Page], watch: Watch
) -> None:
    """At the root of a host, and below a path."""
    watch.missing.add(urljoin(site.url, missing.partition("#")[0]))
    page = tab()
    answer = page.goto(site.url + missing)
    assert answer is not None and answer.status == 404
    assert page.locator("article h1").is_visible()
    assert page.evaluate("getComputedStyle(document.querySelector('.sidebar-drawer')).display") == "flex"
    links = page.locator("a[href], form[action]").evaluate_all("all => all.map(one => one.href ?? one.action)")
    inside = {link.partition("#")[0] for link in links if link.startswith(site.url)} - watch.missing
    assert len(inside) > 5
    assert [link for link in inside if not page.request.get(link).ok] == []
    # None leads out of the site on the same host.
    host = urljoin(site.url, "/")
    assert [link for link in links if link.startswith(host) and not link.startswith(site.url)] == []
    page.locator("nav.sidebar-tree a").first.click()
    page.wait_for_load_state()
    assert page.url in (site.url, site.url + "index.html")


def suggested(
    asked: str, site: BuiltSite, tab: Callable[..., Page], watch: Watch, javascript: bool = True
) -> list[str]:
    """Where the links lead that the page for what is not there has in the place of the newest posts."""
    watch.missing.add(site.url + asked)
    page = tab(javascript=javascript)
    page.goto(site.url + asked, wait_until="networkidle")
    heading = page.locator("#nearest h2")
    if javascript:
        expect(heading).to_have_text("Nearest to what you asked for")
    else:
        expect(heading).to_have_text("Newest posts")
    links = page.locator("#nearest a").evaluate_all("links => links.map(link => link.href)")
    return [link.removeprefix(site.url) for link in links]


@pytest.mark.parametrize(
    "asked",
    [
        "2021/03/evrything.html",  # mistyped
        "2021/03/everything",  # without its suffix
        "2021/03/14/everything/",  # as another service has it
        "everything.html",  # without its month
        "2020/11/Everything.HTML",  # of another month
        "deep/down/2021/3/everything-at-once.php?x=1",
    ],
)
def test_the_nearest_address_comes_first(
    asked: str, rich: BuiltSite, tab: Callable[..., Page], watch: Watch
) -> None:
    watch.missing.add(rich.url + asked.partition("?")[0])
    assert suggested(asked, rich, tab, watch)[0] == "2021/03/everything.html"


def test_of_the_same_name_that_of_the_month_comes_first_and_the_month_is_offered(
    rich: BuiltSite, tab: Callable[..., Page], watch: Watch
) -> None:
    found = suggested("2021/02/filler.html", rich, tab, watch)
    assert len(found) == 6 and found[-1] == "blog/2021/02.html"
    assert all(address.startswith("2021/02/filler-") for address in found[:-1])


def test_a_month_alone_leads_to_its_page(rich: BuiltSite, tab: Callable[..., Page], watch: Watch) -> None:
    assert suggested("2021/03/31/", rich, tab, watch) == ["blog/2021/03.html"]


def test_a_suggestion_says_title_and_date_and_the_search_has_the_words(
    rich: BuiltSite, tab: Callable[..., Page], watch: Watch
) -> None:
    watch.missing.add(rich.url + "blog/tag/c-pluss-plus.html")
    page = tab()
    page.goto(rich.url + "blog/tag/c-pluss-plus.html")
    expect(page.locator("#nearest h2")).to_have_text("Nearest to what you asked for")
    assert page.locator("#nearest a").first.inner_text() == "C++"
    assert page.locator("#missing-query").input_value() == "c pluss plus"


def test_the_list_is_fetched_by_this_page_alone(
    rich: BuiltSite, tab: Callable[..., Page], watch: Watch
) -> None:
    page = tab()
    page.goto(rich.url + "2021/03/everything.html", wait_until="networkidle")
    assert not [address for address in watch.asked if "addresses" in address or "not-found" in address]


def test_where_nothing_is_near_or_no_script_runs_there_are_the_newest(
    rich: BuiltSite, tab: Callable[..., Page], watch: Watch
) -> None:
    newest = suggested("2021/03/evrything.html", rich, tab, watch, javascript=False)
    assert len(newest) == 5
    watch.missing.add(rich.url + "xyzzy")
    page = tab()
    page.goto(rich.url + "xyzzy", wait_until="networkidle")
    expect(page.locator("#nearest h2")).to_have_text("Newest posts")
