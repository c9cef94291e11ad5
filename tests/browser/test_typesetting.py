"""The page of a post as it is set: its lines, its notes beside their marks, and what comes out on paper."""

from __future__ import annotations

from collections.abc import Callable
from statistics import median

import pytest
from playwright.sync_api import Page, expect

from browser.conftest import Opener
from browser.sites import BuiltSite
from browser.test_reflow import _LINES

NOTED = "2021/03/noted.html"

_PLACES = """() => {
    const box = element => {
        const {left, right, top, bottom} = element.getBoundingClientRect();
        return {left, right, top, bottom};
    };
    const mark = note => box(document.querySelector(`.footnote-reference[href="#${note.id}"]`));
    return {
        text: box(document.querySelector('.e-content > p')),
        contents: box(document.querySelector('.toc-tree') ?? document.body),
        notes: [...document.querySelectorAll('aside.footnote')].map(note => [box(note), mark(note)]),
        width: document.documentElement.clientWidth,
    };
}"""


@pytest.fixture
def noted(rich: BuiltSite, tab: Callable[..., Page]) -> Callable[..., Page]:
    def open_at(width: int, javascript: bool = True) -> Page:
        page = tab(width=width, javascript=javascript)
        page.goto(rich.url + NOTED)
        return page

    return open_at


@pytest.mark.parametrize("family", ["Noto Serif", "Liberation Serif", "DejaVu Serif"])
@pytest.mark.parametrize("width", [768, 1024, 1280, 1440, 1920])
def test_lines_hold_some_seventy_letters_in_whatever_serif(width: int, family: str, noted: Callable[..., Page]) -> None:
    page = noted(width)
    # As a reader's machine has it that lacks the others.
    page.evaluate("name => document.body.style.setProperty('--serif', `'${name}'`)", family)
    assert 60 <= median(page.evaluate(_LINES)) <= 78


@pytest.mark.parametrize("javascript", [True, False])
@pytest.mark.parametrize("width", [1200, 1280, 1440, 1920])
def test_notes_stand_beside_their_marks(width: int, javascript: bool, noted: Callable[..., Page]) -> None:
    places = noted(width, javascript).evaluate(_PLACES)
    assert len(places["notes"]) == 6
    above = places["contents"]["bottom"]
    for note, mark in places["notes"]:
        assert note["left"] > places["text"]["right"] and note["right"] <= places["width"]
        assert note["top"] >= above, "a note lies over the one before, or over the contents"
        assert -12 <= note["top"] - mark["top"] <= max(12, above + 24 - mark["top"])
        above = note["bottom"]


@pytest.mark.parametrize("width", [1200, 1280, 1440])
def test_contents_stand_beside_the_text_and_leave_it_in_its_place(
    width: int, rich: BuiltSite, noted: Callable[..., Page]
) -> None:
    page = noted(width)
    contents, text = page.locator(".toc-tree").bounding_box(), page.locator(".e-content > p").first.bounding_box()
    assert contents and text and page.locator("label.toc-content-icon").is_hidden()
    assert text["x"] + text["width"] < contents["x"] and contents["x"] + contents["width"] <= width
    page.goto(rich.url + "2021/03/filler-25.html")
    other = page.locator(".e-content > p").first.bounding_box()
    assert page.locator(".toc-tree").count() == 0 and other
    assert (other["x"], other["width"]) == (text["x"], text["width"])


def test_in_a_narrower_window_contents_are_opened(noted: Callable[..., Page]) -> None:
    page = noted(1190)
    assert page.locator(".toc-tree").is_hidden()
    page.locator("label.toc-content-icon").click()
    expect(page.locator(".toc-tree")).to_be_visible()


@pytest.mark.parametrize("width", [390, 1190])
def test_where_there_is_no_room_notes_end_the_text(width: int, noted: Callable[..., Page]) -> None:
    page = noted(width)
    places = page.evaluate(_PLACES)
    end = page.locator(".e-content > section:last-of-type > p:last-of-type, .e-content > p").last.bounding_box()
    assert end and all(note["top"] > end["y"] for note, _ in places["notes"])
    page.locator(".footnote-reference").nth(1).click()
    back = page.locator(":target [role=doc-backlink]").first
    assert back.is_visible()
    back.click()
    assert page.evaluate("document.querySelector(':target').matches('.footnote-reference')")


def test_a_long_text_says_how_long_and_a_short_one_does_not(rich: BuiltSite, noted: Callable[..., Page]) -> None:
    page = noted(1280)
    assert page.locator(".byline .minutes").inner_text() == "4 minutes to read"
    page.goto(rich.url + "2021/03/filler-25.html")
    assert page.locator(".byline").count() == 1 and page.locator(".minutes").count() == 0


def test_a_heading_has_a_link_for_the_pointer_and_the_keyboard(noted: Callable[..., Page]) -> None:
    page = noted(1280)
    link = page.locator("h2 > .headerlink").first
    assert link.evaluate("link => getComputedStyle(link).opacity") == "0"
    link.locator("..").hover()
    assert link.evaluate("link => getComputedStyle(link).opacity") == "1"
    page.mouse.move(5, 5)
    link.focus()
    assert link.evaluate("link => getComputedStyle(link).opacity") == "1"
    assert (link.get_attribute("href") or "").startswith("#part-")


@pytest.mark.parametrize("javascript", [True, False])
def test_paper_has_the_article_and_its_addresses_and_nothing_else(
    javascript: bool, rich: BuiltSite, open_page: Opener
) -> None:
    page = open_page("post", rich, javascript=javascript)
    page.emulate_media(media="print")
    chrome = (".sidebar-drawer, .toc-drawer, .mobile-header, .breadcrumbs, .neighbours, .in-thread, .related, .keys,"
              " .headerlink, .tags, .cite, .backlinks, .skip-to-content, .sidebar-toggle, .back-to-top, .theme-toggle")
    assert page.locator(chrome).count() > 10
    assert page.locator(chrome).locator("visible=true").count() == 0
    assert page.locator("article h1").is_visible() and page.locator("article blockquote").first.is_visible()
    after = page.locator(".e-content a").evaluate_all(
        "links => links.map(link => [link.getAttribute('href'), getComputedStyle(link, '::after').content])"
    )
    said = dict(after)
    assert "https://example.org/" in said["https://example.org/"]
    assert "https://archive.example/sub/2021/02/filler-20.html" in said["../02/filler-20.html"]
    assert said["#a-table-wider-than-a-telephone"] == "none"
    assert said["../../names/person/ada-example.html"] == "none", "so many that they would drown the text"
    # Where the text of a link is its address, as the build notes.
    link = page.locator(".e-content a.external").first
    link.evaluate("link => link.dataset.address = ''")
    assert link.evaluate("link => getComputedStyle(link, '::after').content") == "none"
    permalink = page.locator(".permalink a").evaluate("link => getComputedStyle(link, '::after').content")
    assert "https://archive.example/sub/2021/" in permalink and page.locator(".permalink").is_visible()
    folded = page.locator(".comments details:not([open]) .comment").last.bounding_box()
    assert folded and folded["height"] > 10, "a comment that is folded on the screen is missing on paper"


def test_on_paper_nothing_is_cut_off_nor_larger_than_the_text(rich: BuiltSite, open_page: Opener) -> None:
    page = open_page("post", rich, width=680)  # of A4 between its margins
    page.emulate_media(media="print")
    table = page.locator(".e-content table")
    text = page.locator(".e-content").bounding_box()
    box = table.bounding_box()
    assert text and box and box["x"] + box["width"] <= text["x"] + text["width"] + 1
    size = "parts => parts.map(part => parseFloat(getComputedStyle(part).fontSize))"
    (plain, *_) = page.locator(".e-content > p").evaluate_all(size)
    asides = page.locator(".e-content :is(aside, .admonition, td, blockquote) p").evaluate_all(size)
    assert len(asides) > 8 and max(asides) < plain


def test_on_paper_notes_end_the_text(noted: Callable[..., Page]) -> None:
    page = noted(1440)
    page.emulate_media(media="print")
    places = page.evaluate(_PLACES)
    assert all(note["left"] < places["text"]["right"] for note, _ in places["notes"])
