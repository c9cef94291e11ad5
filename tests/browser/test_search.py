"""The search finds posts, comments, pages and names by their words, from any page, below any path."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import yaml
from playwright.sync_api import Page, expect

from browser.conftest import Opener
from browser.sites import PROJECT, BuiltSite
from browser.test_accessibility import violations

#: A word that stands in all the posts but one.
EVERYWHERE = "ordinary"
LONG = "Everything at once: a post with a title that is long enough for three lines on a telephone"


def search(open_page: Opener, site: BuiltSite, query: str = "", **reader: object) -> Page:
    """The search page, with the parameters of its address, when it has answered."""
    page = open_page("search", site, **reader)
    if query:
        page.goto(f"{site.url}search.html?{query}")
        answered(page)
    return page


def answered(page: Page) -> None:
    expect(page.locator("#search-status")).to_have_text(re.compile("result|Nothing"))


def titles(page: Page) -> list[str]:
    return page.locator("#search-results > li > a").all_inner_texts()


def dates(page: Page) -> list[str]:
    found = page.locator("#search-results time").evaluate_all("all => all.map(time => time.dateTime.slice(0, 10))")
    return list(found)


def facets(page: Page) -> dict[str, Counter[str]]:
    """What the page offers to narrow by, once that is there: counts by facet and value."""
    page.locator("#search-facets legend").first.wait_for(state="attached")
    found: dict[str, Counter[str]] = {}
    for box in page.locator("#search-facets input[type=checkbox]").all():
        count = box.locator("xpath=..").locator(".count").text_content() or ""
        found.setdefault(box.get_attribute("name") or "", Counter())[box.get_attribute("value") or ""] = int(count)
    return found


def front_matter(folder: Path) -> list[dict[str, object]]:
    """What the posts of the site say of themselves, where they have the word that stands everywhere."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*.md"))]
    given = [yaml.safe_load(text.split("---\n")[1]) for text in texts if EVERYWHERE in text]
    return [post for post in given if not post.get("withhold")]


@pytest.fixture
def posts(rich: BuiltSite, workshop: Path) -> list[dict[str, object]]:
    return front_matter(workshop / "rich-source/posts")


def day(post: dict[str, object]) -> str:
    return str(post["date"])[:10]


@pytest.mark.parametrize("width", [390, 1280])
def test_a_word_is_found_from_another_page(width: int, rich: BuiltSite, open_page: Opener) -> None:
    page = open_page("front page", rich, width=width)
    if width < 1000:
        page.locator("label[for=__navigation]").locator("visible=true").first.click()
    field = page.locator("aside.sidebar-drawer input[name=q]")
    field.fill("kettles")
    field.press("Enter")
    answered(page)
    assert titles(page) == [LONG]
    assert page.locator("#search-results mark").all_inner_texts()
    assert page.locator("#search-status").inner_text().startswith("1 result ")
    about = page.locator(".about-result").inner_text()
    assert about == "14 March 2021 · Long reads · Reference"
    page.locator("#search-results a").click()
    page.wait_for_url(rich.url + "2021/03/everything.html")


@pytest.mark.parametrize("width", [320, 1280])
def test_a_result_shows_the_picture_of_its_post_where_lists_do(
    width: int, rich: BuiltSite, real: BuiltSite, open_page: Opener
) -> None:
    page = search(open_page, rich, "q=pictures+side&kind=post", width=width)
    picture = page.locator("#search-results > li", has_text="side by side and alone").locator("img")
    expect(picture).to_have_js_property("complete", True)
    assert picture.evaluate("one => one.naturalWidth && [one.loading, one.alt]") == ["lazy", ""]
    # Its place is there before it is, and is no wider than the page.
    assert picture.bounding_box() == {**(picture.bounding_box() or {}), "width": 96, "height": 72}
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth") and violations(page) == []
    assert not search(open_page, real, "q=children").locator("#search-results img").count()


def test_a_hit_in_a_title_is_marked_there(real: BuiltSite, open_page: Opener) -> None:
    page = search(open_page, real, "q=frontline&kind=post")
    assert "‘Frontline’ – missing the point" in titles(page)
    marked = page.locator("#search-results > li > a", has_text="missing the point").locator("mark")
    assert marked.all_inner_texts() == ["Frontline"]
    # A name that has others says so.
    page = search(open_page, real, "q=atkinson&kind=name")
    assert page.locator("#search-results > li > a mark").first.inner_text() == "Atkinson"
    assert page.locator("#search-results > li > p").nth(1).inner_text().endswith("Also: Atkinson.")


def test_a_result_shows_the_sentence_of_the_hit(real: BuiltSite, open_page: Opener) -> None:
    page = search(open_page, real, "q=hypocrisy")
    shown = page.locator("#search-results li > p").last.inner_text()
    source = (PROJECT / "posts/2012/10/effects-of-cuts.md").read_text(encoding="utf-8")
    first, after, _ = shown.partition("hypocrisy")
    assert after and first.removeprefix("… ") in " ".join(source.split())
    assert len(first) > 60


def test_counts_of_facets_are_those_of_the_posts(
    rich: BuiltSite, open_page: Opener, posts: list[dict[str, object]]
) -> None:
    found = facets(search(open_page, rich, f"q={EVERYWHERE}"))
    assert len(posts) > 40
    assert found["year"] == Counter(day(post)[:4] for post in posts)
    for facet, field in (("category", "category"), ("tag", "tags")):
        given = [value.strip() for post in posts for value in str(post.get(field) or "").split(",")]
        assert found[facet] == Counter(filter(None, given))


def test_narrowing_counts_anew_and_can_be_taken_back(
    rich: BuiltSite, open_page: Opener, posts: list[dict[str, object]]
) -> None:
    page = search(open_page, rich, f"q={EVERYWHERE}")
    every = facets(page)
    page.get_by_role("checkbox", name="Diary").check()
    expect(page.locator("#search-status")).to_have_text(re.compile(f"^{every['category']['Diary']} results"))
    assert parse_qs(urlsplit(page.url).query) == {"q": [EVERYWHERE], "category": ["Diary"]}
    found = facets(page)
    # Within a facet the other values still say what they would add.
    assert found["category"] == every["category"]
    diary = [post for post in posts if post.get("category") == "Diary"]
    assert found["year"] == Counter(day(post)[:4] for post in diary)
    expect(page.get_by_role("checkbox", name="Diary")).to_be_focused()
    page.go_back()
    expect(page.locator("#search-status")).to_have_text(re.compile(f"^{len(posts)} results"))
    assert not page.get_by_role("checkbox", name="Diary").is_checked()
    page.go_forward()
    expect(page.get_by_role("checkbox", name="Diary")).to_be_checked()
    page.get_by_role("link", name="Take back: Category: Diary").click()
    expect(page.locator("#search-status")).to_have_text(re.compile(f"^{len(posts)} results"))
    assert "category" not in page.url


def test_a_search_can_be_linked_to(rich: BuiltSite, open_page: Opener, posts: list[dict[str, object]]) -> None:
    page = search(open_page, rich, f"q={EVERYWHERE}&category=Diary&tag=C&sort=old&from=2021-02&to=2021-03")
    wanted = [post for post in posts if post.get("category") == "Diary" and "2021-02" <= day(post)[:7] <= "2021-03"
              and "C" in str(post.get("tags", "")).split(", ")]  # fmt: skip
    assert dates(page) == sorted(map(day, wanted))[:8]
    assert len(wanted) > 2
    assert page.locator("#query").input_value() == EVERYWHERE
    assert page.locator("#search-sort").input_value() == "old"
    assert page.locator("select[name=from]").input_value() == "2021-02"
    assert page.get_by_role("checkbox", name="Diary").is_checked()


@pytest.mark.parametrize("order", ["new", "old"])
def test_results_are_ordered_by_date(
    order: str, rich: BuiltSite, open_page: Opener, posts: list[dict[str, object]]
) -> None:
    page = search(open_page, rich, f"q={EVERYWHERE}")
    page.locator("#search-sort").select_option(order)
    page.wait_for_url(f"**sort={order}")
    wanted = sorted(map(day, posts), reverse=order == "new")
    # The list may yet be the one before: its first result may be the same.
    for place, date in enumerate(wanted[:8]):
        expect(page.locator("#search-results time").nth(place)).to_have_attribute("datetime", re.compile(date))
    assert dates(page) == wanted[:8]
    more = page.locator("#search-more")
    while more.is_visible():
        shown = len(titles(page))
        more.click()
        expect(page.locator("#search-results > li").nth(shown).locator("a")).to_be_focused()
    assert dates(page) == wanted


def test_a_range_of_months_narrows(rich: BuiltSite, open_page: Opener, posts: list[dict[str, object]]) -> None:
    page = search(open_page, rich, f"q={EVERYWHERE}")
    page.locator("select[name=from]").select_option("2021-03")
    wanted = sum(day(post) >= "2021-03" for post in posts)
    assert 0 < wanted < len(posts)
    expect(page.locator("#search-status")).to_have_text(re.compile(f"^{wanted} results"))
    page.locator("select[name=to]").select_option("2021-03")
    wanted = sum(day(post)[:7] == "2021-03" for post in posts)
    expect(page.locator("#search-status")).to_have_text(re.compile(f"^{wanted} results"))


def test_facets_alone_show_all_that_they_hold(
    rich: BuiltSite, open_page: Opener, posts: list[dict[str, object]]
) -> None:
    page = search(open_page, rich, "category=Diary&kind=post&sort=old")
    diary = sorted(day(post) for post in posts if post.get("category") == "Diary")
    assert dates(page) == diary[:8]
    assert page.locator("#search-status").inner_text() == f"{len(diary)} results"


def test_a_phrase_is_found_as_it_stands(real: BuiltSite, open_page: Opener) -> None:
    assert titles(search(open_page, real, "q=facts+hard&kind=post")) == ["At it again …"]
    for query in ('"hard+facts"', "“hard facts”", 'jury+"hard+facts"'):
        assert titles(search(open_page, real, f"q={query}&kind=post")) == ["At it again …"]
    for query in ('"facts+hard"', 'frontline+"hard+facts"'):
        page = search(open_page, real, f"q={query}&kind=post")
        assert page.locator("#search-status").inner_text().startswith("Nothing was found")
        assert titles(page) == []


@pytest.mark.parametrize(
    ("query", "phrases", "words"),
    [
        ('one "two three" four', ["two three"], "one four"),
        ("„zwei drei“ vier", ["zwei drei"], "vier"),
        ("”två tre”", ["två tre"], ""),
        ("« deux trois »", ["deux trois"], ""),
        ("東京「港区の塔」『塔』", ["港区の塔", "塔"], "東京"),
        ('צה"ל בגבול', [], 'צה"ל בגבול'),  # a mark within a word is one of an abbreviation
        ('"צה"ל בגבול"', ['צה"ל בגבול'], ""),
        ('an "open end', ["open end"], "an"),
        ('"signs beside" !', ["signs beside"], ""),
    ],
)
def test_quotation_marks_of_all_languages_keep_words_together(
    query: str, phrases: list[str], words: str, real: BuiltSite, open_page: Opener
) -> None:
    page = search(open_page, real, "q=Maggie")
    asked = """async query => {
        const loaded = performance.getEntriesByType("resource").map(one => one.name);
        const script = loaded.find(name => name.includes("search-engine.js"));
        const { parsed } = await import(script);
        const { resultsFor } = await import(script.replace("search-engine", "search-words"));
        return { ...parsed(query), said: resultsFor(2, query) };
    }"""
    said = page.evaluate(asked, query)
    assert (said["phrases"], said["words"]) == (phrases, words)
    assert (query in said["said"]) and (f"“{query}”" in said["said"]) == (not phrases)


@pytest.mark.parametrize("query", ['"', "“ ”"])
def test_quotation_marks_around_nothing_ask_for_nothing(query: str, real: BuiltSite, open_page: Opener) -> None:
    page = search(open_page, real, "q=Mills")
    page.locator("#query").fill(query)
    expect(page.locator("#search-results > li")).to_have_count(0)
    expect(page.locator("#search-status")).to_have_text("")
    expect(page.locator("#search-help")).to_be_visible()
    expect(page.locator("#search-narrow")).to_be_hidden()
    assert page.url == f"{real.url}search.html"
    # In an address they say nothing beside a facet either.
    beside = search(open_page, real, f"q={query}&kind=post").locator("#search-status").inner_text()
    assert beside == search(open_page, real, "kind=post").locator("#search-status").inner_text() != ""


def test_a_comment_is_found_and_shown_though_it_is_folded_away(rich: BuiltSite, open_page: Opener) -> None:
    page = search(open_page, rich, "q=12th&kind=comment")
    assert titles(page) == [f"Reader 12 on {LONG}"]
    assert page.locator(".about-result").inner_text().startswith("17 March 2021 · Comment")
    page.locator("#search-results a").click()
    page.wait_for_url(rich.url + "2021/03/everything.html#comment-12")
    comment = page.locator("#comment-12")
    expect(comment).to_be_visible()
    expect(comment).to_be_in_viewport()
    expect(comment.locator("mark.found")).to_have_text("12th")


def test_kinds_are_told_apart(real: BuiltSite, rich: BuiltSite, open_page: Opener) -> None:
    page = search(open_page, real, "q=Mills")
    assert {"post", "page", "name"} <= facets(page)["kind"].keys()
    page.get_by_role("checkbox", name="Names").check()
    page.wait_for_url("**kind=name")
    expect(page.locator(".about-result").first).to_have_text("Name")
    assert set(page.locator(".about-result").all_inner_texts()) == {"Name"}
    hrefs = page.locator("#search-results a").evaluate_all("links => links.map(link => new URL(link.href).pathname)")
    assert all(href.startswith("/names/") for href in hrefs)


def test_a_post_in_another_language_is_found(rich: BuiltSite, open_page: Opener) -> None:
    page = search(open_page, rich, 'q="Filler+10"')
    assert titles(page)[0].startswith("Filler 10 ")
    assert page.locator("#search-results > li").first.get_attribute("lang") == "cy"


def test_what_is_not_there_is_not_found(real: BuiltSite, open_page: Opener) -> None:
    page = search(open_page, real)
    page.locator("#query").fill("xylophonequartet")
    expect(page.locator("#search-status")).to_have_text("Nothing was found for “xylophonequartet”.")
    assert titles(page) == []
    assert page.url.endswith("?q=xylophonequartet")
    assert page.locator("#search-help a").first.is_visible()


def test_where_a_phrase_is_not_found_its_words_are_offered(real: BuiltSite, open_page: Opener) -> None:
    page = search(open_page, real, 'q="missing+frontline"')
    assert page.locator("#search-status").inner_text().startswith("Nothing was found")
    page.locator("#search-hints").get_by_role("link", name="missing frontline", exact=True).click()
    page.wait_for_url("**?q=missing+frontline")
    expect(page.locator("#search-status")).to_have_text(re.compile("^[0-9]+ result"))
    page.go_back()
    expect(page.locator("#search-status")).to_have_text(re.compile("^Nothing was found"))


def test_what_is_not_all_there_or_spelt_otherwise_is_said_to_be(real: BuiltSite, open_page: Opener) -> None:
    page = search(open_page, real, "q=atkinsom")
    assert page.locator("#search-status").inner_text().endswith(" for “atkinson”, where you typed “atkinsom”")
    assert "Maggie Atkinson" in titles(page)
    page = search(open_page, real, "q=frontline+graduates+xylophonequartet")
    assert page.locator("#search-status").inner_text().startswith("Nothing has all of ")
    assert "‘Frontline’ – missing the point" in titles(page)


def test_facets_that_leave_nothing_can_be_taken_back(real: BuiltSite, open_page: Opener) -> None:
    page = search(open_page, real, "q=atkinson&tag=Lean")
    assert "Nothing is left" in page.locator("#search-status").inner_text()
    page.get_by_role("link", name="Take back: Tag: Lean").click()
    expect(page.locator("#search-status")).to_have_text(re.compile("^[0-9]+ result"))


def test_typing_is_one_step_back(real: BuiltSite, open_page: Opener) -> None:
    page = search(open_page, real, "q=frontline")
    page.locator("#query").press("End")
    page.locator("#query").press_sequentially(" graduates", delay=5)
    page.wait_for_url("**?q=frontline+graduates")
    page.go_back()
    page.wait_for_url("**?q=frontline")
    expect(page.locator("#query")).to_have_value("frontline")


def test_facets_are_folded_on_a_telephone_and_beside_the_results_on_a_wide_page(
    real: BuiltSite, open_page: Opener
) -> None:
    page = search(open_page, real, "q=children", width=390)
    assert page.locator("#search-narrow").get_attribute("open") is None
    page.locator("#search-narrow > summary").click()
    expect(page.get_by_role("checkbox", name="Posts")).to_be_visible()
    page = search(open_page, real, "q=children", width=1280)
    results, narrow = page.locator("#search-results").bounding_box(), page.locator("#search-narrow").bounding_box()
    assert results and narrow and narrow["x"] >= results["x"] + results["width"]
    assert narrow["x"] + narrow["width"] <= 1280


@pytest.mark.parametrize("width", [320, 1280])
def test_results_are_accessible(width: int, real: BuiltSite, open_page: Opener) -> None:
    for query in ("q=children&kind=post", 'q="missing+frontline"', "q=atkinson&tag=Lean"):
        page = search(open_page, real, query, width=width)
        page.locator("#search-narrow").evaluate("details => details.open = true")
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_scripts_of_the_search_are_fetched_under_one_checksum(
    rich: BuiltSite, open_page: Opener, watch: object
) -> None:
    page = search(open_page, rich, 'q="post+ordinary"')
    page.locator("#search-hints a").first.wait_for()
    asked = {urlsplit(url) for url in watch.asked}  # type: ignore[attr-defined]
    parts = [url for url in asked if re.search(r"/_static/search[^/]*$", url.path)]
    assert len(parts) >= 5
    assert len({url.query for url in parts}) == 1
    assert re.fullmatch(r"v=[0-9a-f]{8}", parts[0].query)


def test_a_page_without_a_search_loads_nothing_of_it(rich: BuiltSite, open_page: Opener, watch: object) -> None:
    page = open_page("post", rich)
    page.wait_for_load_state("networkidle")
    assert not [url for url in watch.asked if "search" in url or "pagefind" in url]  # type: ignore[attr-defined]


def test_without_javascript_the_search_leads_on(real: BuiltSite, open_page: Opener) -> None:
    page = open_page("front page", real, javascript=False)
    field = page.locator("aside.sidebar-drawer input[name=q]")
    field.fill("frontline")
    field.press("Enter")
    page.wait_for_url(real.url + "search.html?q=frontline")
    assert "JavaScript" in page.locator("article .notice:not([hidden])").inner_text()
    for name in ("category", "tag", "year and month"):
        link = page.locator("#search-help").get_by_role("link", name=name)
        assert page.request.get(page.evaluate("a => new URL(a, location).href", link.get_attribute("href"))).ok
