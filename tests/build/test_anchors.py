"""Places within pages: links lead to them, and no id is twice on a page."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest
from lxml import html

from build.sites import Site


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Two posts with the same anchors, one with comments and headings that are called like parts of its page."""
    site = Site(tmp_path_factory.mktemp("anchors"), "blog")
    anchors = "{anchor}`Sec_1.a`One.\n\n## {anchor}`part`Of that\n\nTwo [here](#Sec_1.a), [there](#part)."
    site.post("2019/01/one", anchors, date="2019-01-01")
    site.post("2019/01/two", f"{anchors}\n\n[to one](one.md#Sec_1.a), [its part](one.md#part).", date="2019-01-02")
    site.post("2019/01/said", "## Comments\n\na\n\n## C7\n\n[up](#comments)", date="2019-01-03")
    rows = [{"id": "c7", "name": "A", "html": "<p>b</p>"}]
    site.write("posts/2019/01/said.comments.json", json.dumps({"format": 1, "comments": rows}))
    done = site.build("-W", "--keep-going")
    assert done.status == 0, done.stderr
    return site


def page(site: Site, name: str) -> html.HtmlElement:
    return html.fromstring(Path(site.out, f"2019/01/{name}.html").read_text(encoding="utf-8"))


def test_links_lead_to_anchors_of_the_same_name_in_two_posts(site: Site) -> None:
    """Letters as they are; within the page, and from another."""
    two = page(site, "two")
    ids = {one.get("id") for one in two.iter() if one.get("id")}
    assert {"Sec_1.a", "part"} <= ids
    hrefs = [one.get("href") for one in two.xpath("//article//a[not(contains(@class, 'headerlink'))]")]
    for wanted in ("#Sec_1.a", "one.html#Sec_1.a", "one.html#part"):
        assert wanted in hrefs, hrefs


@pytest.mark.parametrize("name", ["one", "two", "said"])
def test_no_id_is_twice_on_a_page(site: Site, name: str) -> None:
    """Comments keep the ids by which they were known; a heading of that name has another."""
    ids = Counter(one.get("id") for one in page(site, name).iter() if one.get("id"))
    assert [id for id, count in ids.items() if count > 1] == []


def test_a_heading_called_as_a_part_of_the_page_is_found_all_the_same(site: Site) -> None:
    """Its own link, and that of the text."""
    said = page(site, "said")
    (link,) = said.xpath("//article//a[text()='up' or .//*[text()='up']]")
    assert said.get_element_by_id(link.get("href")[1:]).xpath("./h2[starts-with(., 'Comments')]")
    assert said.get_element_by_id("comments").text == "1 comment"
