"""Every word that scripts say goes through a catalogue: see `build.brackets`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from build import brackets
from build.sites import Site
from build.test_words import ATTRIBUTES, unmarked
from playwright.sync_api import Page, expect

from browser.server import serving
from browser.sites import BuiltSite, once
from browser.watch import Watch

#: All that stands in an element and is shown or read out.
SAID = f"""(element) => [element.innerText, ...[element, ...element.querySelectorAll("*")].flatMap((one) =>
    {list(ATTRIBUTES)}.map((name) => one.getAttribute(name)))].filter(Boolean)"""
#: What stands on keys.
KEYS = {"Ctrl K", "Esc", "Enter"}


@pytest.fixture(scope="module")
def bracketed(workshop: Path) -> Iterator[BuiltSite]:
    def make(folder: Path) -> None:
        site = Site(folder, "empty", search=True)
        brackets.blog(site)
        assert site.build("-W", "--keep-going").stderr == ""

    out = once(workshop / "bracketed", make) / "out"
    with serving(out) as url:
        yield BuiltSite(out, url)


def unmarked_in(page: Page, selector: str) -> list[str]:
    texts = page.locator(selector).first.evaluate(SAID)
    return [word for text in texts for word in unmarked(text) if word not in KEYS]


def test_the_list_of_keys(bracketed: BuiltSite, tab: Callable[..., Page]) -> None:
    page = tab()
    page.goto(bracketed.url)
    page.keyboard.press("?")
    expect(page.locator("dialog h2")).to_have_text("⟦Keys⟧")
    assert unmarked_in(page, "dialog") == []


def test_the_page_for_what_is_not_there(bracketed: BuiltSite, tab: Callable[..., Page], watch: Watch) -> None:
    watch.missing.add(f"{bracketed.url}2010/02/p44.html")
    page = tab()
    page.goto(f"{bracketed.url}2010/02/p44.html")
    expect(page.locator("#nearest h2")).to_have_text("⟦Nearest to what you asked for⟧")
    expect(page.locator("#nearest li").last).to_have_text("⟦All of ⟧თებერვალი, 2010")
    assert unmarked_in(page, "article") == []


def test_the_search_page(bracketed: BuiltSite, tab: Callable[..., Page]) -> None:
    """What was found, how it can be narrowed, what it was narrowed to, and what to do where nothing is left."""
    page = tab()
    page.goto(f"{bracketed.url}search.html?q=Λόγια")
    expect(page.locator("#search-results li").first).to_be_visible()
    expect(page.locator("#search-facets legend").first).to_be_visible()
    assert unmarked_in(page, "article") == []
    narrowed = "q=Λόγια&from=2009-01&to=2012-12&tag=Λάμδα"
    for query in (narrowed, "q=Λόγια Αρχή", "q=Λόγια&kind=name", "q=ψψψψ Λόγια", "q=ψψψψ"):
        page.goto(f"{bracketed.url}search.html?{query}")
        expect(page.locator("#search-status")).to_contain_text("⟦")
        page.wait_for_load_state("networkidle")
        assert unmarked_in(page, "article") == [], query


def test_the_quick_search(bracketed: BuiltSite, tab: Callable[..., Page]) -> None:
    page = tab()
    page.goto(bracketed.url)
    page.keyboard.press("/")
    page.locator(".search-box input").fill("Λόγια")
    expect(page.locator(".search-box .results li").first).to_be_visible()
    assert unmarked_in(page, ".search-box") == []
    page.locator(".search-box .results a").first.click()
    expect(page.locator(".marks-notice")).to_be_visible()
    assert unmarked_in(page, ".marks-notice") == []
