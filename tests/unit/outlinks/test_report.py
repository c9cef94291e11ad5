"""The page for the author: what it says of each link, and that nothing in it comes from elsewhere."""

from __future__ import annotations

from archive.model.outlinks import OutboundLink
from bs4 import BeautifulSoup
from outlinks import report

LINKS = [
    OutboundLink("https://a.example/<b>", ("posts/2012/a.md",), "200", "2026-11-28"),
    OutboundLink("https://b.example/", ("posts/2012/a.md", "posts/2013/b.md"), "404", "2026-11-28", "2026-11-01",
                 copy="https://web.archive.org/web/20121016080000/https://b.example/", note="they merged"),
    OutboundLink("https://c.example/", ("posts/2013/b.md",), "timeout", "2026-11-28", "2026-11-20"),
    OutboundLink("https://d.example/", ("about.md",)),
]  # fmt: skip
YEARS = {"posts/2012/a.md": 2012, "posts/2013/b.md": 2013}


def made() -> BeautifulSoup:
    return BeautifulSoup(report.page(LINKS, YEARS, "A & B", "2026-11-28"), "lxml")


def test_the_state_of_all_links_stands_by_year() -> None:
    rows = [[cell.text for cell in row.select("th, td")] for row in made().select("table tr")]
    assert rows == [
        ["Year", "dead, with a copy", "failing", "live", "not asked yet"],
        ["no post", "0", "0", "0", "1"],
        ["2012", "1", "0", "1", "0"],
        ["2013", "0", "1", "0", "0"],
    ]


def test_the_chart_shows_the_same_as_its_table() -> None:
    drawing = made().svg
    bars = [(bar["class"][0], bar["width"]) for bar in drawing.select("rect")]
    assert len(bars) == 4 and len({width for _, width in bars}) == 1, "each stands for one link"
    assert [text.text for text in drawing.select("text")] == ["no post", "1", "2012", "2", "2013", "1"]


def test_each_link_is_named_with_what_is_known_and_what_to_do() -> None:
    page = made()
    heads = [head.text for head in page.select("h2")]
    assert heads == ["Dead, with a copy: 1", "Failing: 1", "Live: 1", "Not asked yet: 1"]
    dead = page.select("section")[0]
    assert [(link.text, link["href"]) for link in dead.li.select("a")] == [
        ("b.example", LINKS[1].address), ("copy", LINKS[1].copy),
    ]  # fmt: skip
    said = dead.li.span.text
    assert said == "404 on 2026-11-28, since 2026-11-01; copy; they merged · posts/2012/a.md, posts/2013/b.md"
    assert "instead" in dead.p.text


def test_addresses_stay_text_and_nothing_is_loaded() -> None:
    page = made()
    assert page.title.text == "Links of A & B" and not page.find("b")
    assert not page.select("script, link, img, iframe") and "url(" not in page.style.text


def test_an_archive_without_links_has_a_page_too() -> None:
    page = BeautifulSoup(report.page([], {}, "A", "2026-11-28"), "lxml")
    assert "no link yet" in page.text and page.svg is None
