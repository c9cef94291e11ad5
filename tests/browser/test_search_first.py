"""The first search: what is typed before its scripts come, what comes late, what fails, and what is fetched again."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Route, expect

from browser.conftest import Opener
from browser.sites import BuiltSite
from browser.watch import Watch

STATUS = "#search-status"
UNREADABLE = re.compile("^The search index cannot be read")
INCOMPLETE = re.compile("Part of the search index could not be fetched")


def fails(page: Page, pattern: str, watch: Watch) -> None:
    """Let the host be out of reach for these files."""

    def answer(route: Route) -> None:
        watch.missing.add(route.request.url)
        route.abort("connectionfailed")

    page.route(pattern, answer)


def asked(watch: Watch, part: str) -> Counter[str]:
    """How often each file of this part of the index was asked for."""
    paths = (urlsplit(address).path for address in watch.asked)
    return Counter(path for path in paths if "/pagefind/" in path and part in path)


def titles(page: Page) -> list[str]:
    return page.locator("#search-results > li > a").all_inner_texts()


def test_the_field_is_ready_and_what_was_typed_before_the_scripts_came_counts(
    rich: BuiltSite, open_page: Opener
) -> None:
    page = open_page("search", rich)
    expect(page.locator("#query")).to_be_focused()
    held: list[Route] = []
    page.route("**/search-page.js*", lambda route: held.append(route))
    with page.expect_request("**/search-page.js*"):
        page.keyboard.type("kettl")
    page.keyboard.type("es")
    held[0].continue_()
    expect(page.locator(STATUS)).to_have_text("1 result for “kettles”")


@pytest.mark.parametrize(
    "file", ["segments.json", "*/*/pagefind-entry.json*", "*/*/wasm.*", "*/*/*.pf_meta", "*/*/fragment/*"]
)
def test_an_index_that_cannot_be_read_is_said_and_tried_again(
    file: str, rich: BuiltSite, open_page: Opener, watch: Watch
) -> None:
    page = open_page("search", rich)
    fails(page, f"**/pagefind/{file}", watch)
    page.keyboard.type("kettles")
    expect(page.locator(STATUS)).to_have_text(UNREADABLE)
    assert page.locator("#search-help a").first.is_visible()
    page.unroute_all()
    page.keyboard.press("Enter")
    page.keyboard.type(" ordinary")
    expect(page.locator(STATUS)).to_have_text("1 result for “kettles ordinary”")
    # Pagefind says so too, of its own files.
    watch.faults.clear()


@pytest.mark.parametrize("file", ["segments.json", "*/*/fragment/*"])
def test_the_quick_search_says_so_too(file: str, rich: BuiltSite, open_page: Opener, watch: Watch) -> None:
    page = open_page("about", rich)
    fails(page, f"**/pagefind/{file}", watch)
    page.keyboard.press("/")
    page.locator("dialog.search-box input").press_sequentially("kettles")
    expect(page.locator("dialog.search-box [role=status]")).to_have_text(UNREADABLE)
    watch.faults.clear()


#: Of these files the beginning arrives, and then no more.
CUT_OFF = """() => {
    const whole = Response.prototype.arrayBuffer;
    Response.prototype.arrayBuffer = function () {
        const cut = !window.mended && /-comment-.*\\/index\\//.test(this.url);
        return cut ? Promise.reject(new TypeError("network error")) : whole.call(this);
    };
}"""


@pytest.mark.parametrize("box", [False, True])
@pytest.mark.parametrize("how", ["no answer", "not there", "cut off"])
def test_where_words_cannot_be_fetched_what_was_found_is_shown_and_the_rest_tried_again(
    how: str, box: bool, rich: BuiltSite, open_page: Opener, watch: Watch
) -> None:
    page = open_page("about" if box else "search", rich)

    words = "**/pagefind/*/*-comment-*/index/*"
    if how == "no answer":
        fails(page, words, watch)
    elif how == "not there":
        page.route(words, lambda route: route.fulfill(status=404, body="Nothing here."))
    else:
        page.evaluate(CUT_OFF)
    if box:
        page.keyboard.press("/")
    page.locator("dialog.search-box input" if box else "#query").fill("reader")
    shown = page.locator("dialog.search-box [role=status]" if box else STATUS)
    expect(shown).to_have_text(INCOMPLETE)
    found = page.locator("ol.results > li")
    some = found.count()
    assert some and "#comment" not in "".join(page.locator("ol.results a").evaluate_all("all => all.map(a => a.href)"))
    page.unroute_all()
    page.evaluate("window.mended = true")
    shown.get_by_role("button", name="Try again").click()
    expect(shown).to_have_text(re.compile("^[0-9]+ results for “reader”$"))
    expect(found.nth(some)).to_be_attached()
    watch.faults.clear()


def test_further_results_that_cannot_be_read_are_not_passed_over(
    rich: BuiltSite, open_page: Opener, watch: Watch
) -> None:
    page = open_page("search", rich)
    page.goto(f"{rich.url}search.html?q=filler")
    expect(page.locator("ol.results > li")).to_have_count(8)
    fails(page, "**/pagefind/*/*/fragment/*", watch)
    page.locator("#search-more").click()
    expect(page.locator(STATUS)).to_have_text(UNREADABLE)
    expect(page.locator("ol.results > li")).to_have_count(8)
    page.unroute_all()
    page.get_by_role("button", name="Try again").click()
    expect(page.locator(STATUS)).to_have_text("44 results for “filler”")
    expect(page.locator("#query")).to_be_focused()
    page.locator("#search-more").click()
    expect(page.locator("ol.results > li")).to_have_count(16)
    watch.faults.clear()


@pytest.mark.parametrize("kind", ["", "&kind=post"])
def test_without_its_facets_the_search_finds_all_the_same_but_does_not_narrow(
    kind: str, rich: BuiltSite, open_page: Opener, watch: Watch
) -> None:
    page = open_page("search", rich)
    fails(page, "**/facets.json*", watch)
    page.goto(f"{rich.url}search.html?q=kettles{kind}")
    expect(page.locator(STATUS)).to_have_text(UNREADABLE if kind else re.compile("^1 result for “kettles”Part of"))
    expect(page.locator("#search-narrow")).to_be_hidden()
    assert page.locator("ol.results > li").count() == (0 if kind else 1)
    page.unroute_all()
    page.get_by_role("button", name="Try again").click()
    expect(page.locator(STATUS)).to_have_text("1 result for “kettles”")
    expect(page.locator("#search-narrow")).to_be_visible()
    watch.faults.clear()


def test_facets_of_another_index_are_not_believed(rich: BuiltSite, real: BuiltSite, open_page: Opener) -> None:
    page = open_page("search", rich)
    others = next(Path(real.out, "pagefind").glob("*/*-post-*/facets.json")).read_bytes()
    page.route("**/facets.json*", lambda route: route.fulfill(body=others))
    with page.expect_response("**/facets.json*"):
        page.keyboard.type("kettles")
    expect(page.locator(STATUS)).to_have_text(re.compile("^1 result for “kettles”Part of"))
    expect(page.locator("#search-narrow")).to_be_hidden()


def test_a_browser_asks_whether_what_it_kept_is_still_so(rich: BuiltSite, open_page: Opener, watch: Watch) -> None:
    """Of the list of segments alone: all else is named by what is in it, or by a digest of its segment."""
    page = open_page("search", rich)
    with page.expect_request("**/segments.json") as listed, page.expect_response("**/facets.json*"):
        page.keyboard.type("kettles")
    expect(page.locator(STATUS)).to_have_text("1 result for “kettles”")
    assert listed.value.all_headers().get("cache-control") == "max-age=0"
    digests = {digest for digest, _ in listed.value.response().json().values()}
    for address in map(urlsplit, watch.asked):
        if address.path.endswith(("pagefind-entry.json", "facets.json")):
            assert address.query.partition("=")[2] in digests


def test_nothing_is_fetched_twice_or_without_need(rich: BuiltSite, open_page: Opener, watch: Watch) -> None:
    page = open_page("search", rich)
    for query in ("kettles", "quokkagraph", "kettles ordinary"):
        page.locator("#query").fill(query)
        expect(page.locator(STATUS)).to_have_text(f"1 result for “{query}”")
    expect(page.locator("#search-facets legend").first).to_be_attached()
    for part in ("segments.json", "facets.json", "/index/", "/fragment/", "/pagefind.js", ".pf_meta", "/wasm."):
        assert set(asked(watch, part).values()) == {1}, part
    assert not asked(watch, "/words/")
    # Words that nobody looked for are not.
    assert len(asked(watch, "/index/")) < len(list(Path(rich.out).glob("pagefind/*/*/index/*")))


@pytest.mark.parametrize("box", [False, True])
@pytest.mark.parametrize(
    ("file", "word"),
    # Of a short word the text is wanted only when its results are shown.
    [("words/k.txt*", "kwttles"), ("fragment/*", "kettles"), ("fragment/*", "notes")],
)
def test_a_late_answer_does_not_take_the_place_of_a_later_one(
    file: str, word: str, box: bool, rich: BuiltSite, open_page: Opener
) -> None:
    page = open_page("about" if box else "search", rich)
    if box:
        page.keyboard.press("/")
    field = page.locator("dialog.search-box input" if box else "#query")
    shown = page.locator("dialog.search-box [role=status]" if box else STATUS)
    field.fill("zürich")
    expect(shown).to_have_text(re.compile("for “zürich”$"))
    held: list[Route] = []
    page.route(f"**/pagefind/*/*/{file}", lambda route: route.continue_() if held else held.append(route))
    with page.expect_request(f"**/pagefind/*/*/{file}"):
        field.fill(word)
    field.fill("filler")
    expect(shown).to_have_text("44 results for “filler”")
    counts = page.locator("#search-facets .count").all_inner_texts()
    with page.expect_response(f"**/pagefind/*/*/{file}"):
        held[0].continue_()
    page.wait_for_load_state("networkidle")
    page.evaluate("new Promise(done => setTimeout(done, 300))")  # until what waited for it has gone on
    expect(shown).to_have_text("44 results for “filler”")
    assert page.locator("#search-facets .count").all_inner_texts() == counts
    assert page.locator("ol.results > li").count() == (6 if box else 8)
