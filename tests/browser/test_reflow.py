"""Pages fit their window, and the text of a post has lines that can be read."""

from __future__ import annotations

from statistics import median

from playwright.sync_api import Page

from browser.conftest import Opener
from browser.sites import BuiltSite

#: The elements that reach beyond the right edge of the window without lying in anything that scrolls or clips.
_BEYOND = """() => [...document.body.querySelectorAll('*')].filter(element => {
    if (element.getBoundingClientRect().right <= innerWidth + 1) return false;
    for (let at = element; at !== document.body; at = at.parentElement) {
        const style = getComputedStyle(at);
        if (at !== element && style.overflowX !== 'visible') return false;
        if (style.position === 'fixed' || style.display === 'none' || style.visibility === 'hidden') return false;
    }
    return true;
}).map(element => element.outerHTML.slice(0, 120))"""

#: The length of each line of each paragraph of a post, the last lines left out: counted by the letters' places.
_LINES = """() => [...document.querySelectorAll('article p')].flatMap(paragraph => {
    if (paragraph.closest('li, blockquote, aside, figure, table, nav, .admonition, header, footer')) return [];
    const lines = [];
    const walker = document.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT);
    const range = document.createRange();
    let bottom = -1;
    for (let node; node = walker.nextNode();) {
        for (let i = 0; i < node.length; i++) {
            range.setStart(node, i);
            range.setEnd(node, i + 1);
            const box = range.getBoundingClientRect();
            if (!box.width) continue;
            if (box.top >= bottom) { lines.push(0); bottom = box.bottom; }
            lines[lines.length - 1]++;
        }
    }
    return lines.slice(0, -1);
})"""


def overflow(page: Page) -> int:
    """By how many pixels the page is wider than its window."""
    return page.evaluate("document.scrollingElement.scrollWidth - innerWidth")  # type: ignore[no-any-return]


def test_a_date_that_begins_a_line_is_not_indented(rich: BuiltSite, open_page: Opener) -> None:
    """As that of a long title on a telephone."""
    titles = open_page("post", rich, width=390).locator(".titles li:has(> time)")
    indented = titles.evaluate_all("""items => items.map(item => {
        const [link, time] = [item.querySelector('a'), item.querySelector('time')];
        item.style.width = `${link.getBoundingClientRect().width + 2}px`;
        const [row, date] = [item.getBoundingClientRect(), time.getBoundingClientRect()];
        return date.top > [...link.getClientRects()].at(-1).bottom - 5 ? date.left - row.left : null;
    })""")  # fmt: skip
    assert any(place is not None for place in indented), "no date has a line of its own"
    assert not any(indented)


def test_what_is_said_after_a_name_stays_together(real: BuiltSite, open_page: Opener) -> None:
    page = open_page("names", real, width=390)
    page.goto(f"{real.url}names/org.html")
    lines = page.locator(".titles .count").evaluate_all("all => all.map(said => said.getClientRects().length)")
    assert len(lines) > 5 and set(lines) == {1}


def test_lines_of_a_post_can_be_read(rich: BuiltSite, open_page: Opener) -> None:
    lines = open_page("post", rich, width=1280).evaluate(_LINES)
    assert len(lines) >= 5, "the post is too short to tell"
    assert 45 <= median(lines) <= 80, lines
