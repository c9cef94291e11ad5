"""Feeds as readers of the built site get them: what they hold, in what order, and where their links lead."""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from bs4 import BeautifulSoup
from lxml import etree

from build.built import Built
from build.sites import Site
from build.test_listings import NEWEST_FIRST

ATOM = ["blog/atom.xml", "blog/category/travel/atom.xml", "blog/tag/lean/atom.xml", "blog/author/zoe-bell/atom.xml"]


def entries(blog: Built, path: str) -> dict[str, Any]:
    """The entries of a feed by the page to which they lead."""
    return {entry.link.removeprefix(blog.url): entry for entry in blog.feed(path).entries}


def texts(blog: Built, path: str) -> Iterator[BeautifulSoup]:
    """The texts as they stand: feedparser would mend their links."""
    for content in etree.fromstring(blog.read(path).encode()).iter("{http://www.w3.org/2005/Atom}content"):
        yield BeautifulSoup(content.text, "lxml")


@pytest.mark.parametrize("path", ["blog/atom.xml", "blog/rss.xml"])
def test_a_feed_holds_the_newest_first(blog: Built, path: str) -> None:
    assert list(entries(blog, path)) == NEWEST_FIRST[:6]


def test_the_json_feed_holds_the_same(blog: Built) -> None:
    feed = json.loads(blog.read("blog/feed.json"))
    assert [item["url"].removeprefix(blog.url) for item in feed["items"]] == NEWEST_FIRST[:6]
    assert feed["feed_url"] == "https://blog.example/blog/feed.json"
    assert [author["name"] for author in feed["items"][1]["authors"]] == ["Ann Author", "Zoë Bell"]


def test_the_whole_history_can_be_fetched(blog: Built) -> None:
    """RFC 5005: from document to older document, until there is none."""
    found, path = [], "blog/atom.xml"
    while path:
        feed = blog.feed(path)
        found += [entry.link.removeprefix(blog.url) for entry in feed.entries]
        older = (link.href for link in feed.feed.links if link.rel == "prev-archive")
        path = next(older, "").removeprefix(blog.url)
    assert found == NEWEST_FIRST


def test_a_term_s_feed_holds_its_posts(blog: Built) -> None:
    assert list(entries(blog, "blog/tag/lean/atom.xml")) == ["2012/11/corrected.html", "2012/10/dawn.html"]


def test_every_feed_and_entry_has_an_id_of_its_own(blog: Built) -> None:
    feeds = [path for path in blog.paths if re.fullmatch(r"blog(/.+)?/atom\.xml", path)]
    assert len(feeds) > 10
    assert len({blog.feed(path).feed.id for path in feeds}) == len(feeds)
    ids = {entry.link: {other.id for path in feeds for other in blog.feed(path).entries if other.link == entry.link}
           for entry in blog.feed("blog/atom.xml").entries}  # fmt: skip
    assert all(len(found) == 1 for found in ids.values())
    assert ids["https://blog.example/2012/11/corrected.html"] == {"tag:old.example,1999:blog-1.post-2"}


def test_an_entry_tells_when_and_by_whom(blog: Built) -> None:
    entry = entries(blog, "blog/atom.xml")["2012/11/corrected.html"]
    assert (entry.published, entry.updated) == ("2012-11-01T09:00:00+00:00", "2012-11-05T08:00:00+00:00")
    assert [author.name for author in entry.authors] == ["Ann Author", "Zoë Bell"]
    assert [tag.label for tag in entry.tags] == ["Essays", "Diary", "Lean", "c"]
    assert entries(blog, "blog/atom.xml")["2012/10/dawn.html"].published == "2012-10-21T06:30:00+01:00"


def test_a_feed_was_updated_with_its_newest_entry(blog: Built) -> None:
    assert blog.feed("blog/atom.xml").feed.updated == "2012-11-05T08:00:00+00:00"
    assert blog.feed("blog/category/food/atom.xml").feed.updated == "2012-10-20T12:00:03+01:00"


@pytest.mark.parametrize("path", ATOM)
def test_links_and_pictures_in_a_feed_are_absolute_and_lead_somewhere(blog: Built, path: str) -> None:
    addresses = [
        found[name] for text in texts(blog, path) for name in ("href", "src") for found in text.select(f"[{name}]")
    ]
    assert [address for address in addresses if not address.startswith(("https://", "http://"))] == []
    inside = [address for address in addresses if address.startswith(blog.url)]
    assert [address for address in inside if not blog._leads("index.html", address)] == []


def test_the_text_of_a_feed_is_the_whole_text(blog: Built) -> None:
    pages = dict(zip(entries(blog, "blog/atom.xml"), texts(blog, "blog/atom.xml"), strict=True))
    assert "After the mark." in pages["2012/10/dawn.html"].text
    (picture,) = pages["2012/11/linking.html"].select("img")
    assert picture["src"].removeprefix(blog.url) in blog
    links = [link["href"].removeprefix(blog.url) for link in pages["2012/11/linking.html"].select("a")]
    assert {"2012/10/lunch.html", "2012/10/dawn.html#a-heading-within", "2012/09/notes.html"} <= set(links)


def test_no_link_of_a_feed_is_for_the_page_alone(blog: Built) -> None:
    for text in texts(blog, "blog/atom.xml"):
        assert text.select(".headerlink, p p, script") == []


def test_a_feed_in_a_browser_explains_itself(blog: Built) -> None:
    (style,) = re.findall(r'<\?xml-stylesheet type="text/css" href="([^"]+)"', blog.read("blog/tag/lean/atom.xml"))
    assert blog.resolve("blog/tag/lean/atom.xml", style)[0] in blog


def test_one_page_lists_every_feed(blog: Built) -> None:
    """Whole addresses, since they are copied; and of each subject all formats."""
    shown = blog.texts("subscribe.html", ".address")
    assert shown == [f"{blog.url}blog/{name}" for name in ("atom.xml", "rss.xml", "feed.json")]
    listed = {path for path in blog.addresses("subscribe.html", ".feed a") if path.endswith((".xml", ".json"))}
    feeds = {path for path in blog.paths if path.endswith(("/atom.xml", "/rss.xml", "/feed.json"))}
    assert listed == {path for path in feeds if path.startswith("blog/") and "/archive/" not in path}
    assert len(listed) > 30


def test_the_page_of_a_subject_leads_to_its_feeds(built: Callable[[str], Built]) -> None:
    names = built("names")
    for page in ("names/person/ann-oneill.html", "threads/2012/10/first.html", "blog/author/chris-mills.html"):
        if page not in names:
            continue
        (link,) = names.page(page).select(".count .subscribe")
        path, fragment = names.resolve(page, link["href"])
        row = names.page(path).find(id=fragment)
        assert row and row.a.text == names.text(page, "h1"), page


def test_an_author_s_own_page_of_that_name_stands_in_its_place(site: Callable[[str], Site]) -> None:
    blog = site("blog")
    blog.write("subscribe.md", "---\norphan: true\n---\n\n# Come again\n")
    assert blog.build("-W", "--keep-going", "-D", "include_patterns=*.md,p/*.md,posts/**.md").stderr == ""
    assert Built(blog.out).text("subscribe.html", "h1") == "Come again"
