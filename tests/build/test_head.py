"""What pages say of themselves to machines: descriptions, Open Graph, JSON-LD, Zotero, h-entry, feeds, sitemap."""

from collections.abc import Callable

import html5lib
import mf2py
import pytest

from build.built import Built
from build.sites import Site

POST = "2012/11/corrected.html"
DESCRIPTION = 'An essay of two authors that was put right "twice" & <once>.'


def test_a_post_is_described_by_its_author(blog: Built) -> None:
    assert blog.property(POST, "description") == blog.property(POST, "og:description") == [DESCRIPTION]


def test_a_post_without_a_description_is_described_by_its_first_paragraph(blog: Built) -> None:
    assert blog.property("2012/10/lunch.html", "description") == ["What there was for lunch."]
    assert blog.property("about.html", "description") == ["Who writes this, and the post that began it."]


def test_a_page_without_a_text_says_what_it_is(blog: Built) -> None:
    for name in ("description", "og:description"):
        (description,) = blog.property("blog/2012/10.html", name)
        assert description.startswith("October 2012. A tiny blog")


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("og:type", ["article"]),
        ("og:title", ["An essay, put right"]),
        ("og:url", [f"https://blog.example/{POST}"]),
        ("og:site_name", ["A tiny blog"]),
        ("og:locale", ["en_US"]),
        ("article:published_time", ["2012-11-01T09:00:00+00:00"]),
        ("article:modified_time", ["2012-11-05T08:00:00+00:00"]),
        ("article:section", ["Essays", "Diary"]),
        ("article:tag", ["Lean", "c"]),
        ("author", ["Ann Author", "Zoë Bell"]),
        ("zotero:itemType", ["blogPost"]),
        ("citation_title", []),
    ],
)
def test_a_post_tells_its_properties(blog: Built, name: str, values: list[str]) -> None:
    assert blog.property(POST, name) == values


def test_the_picture_of_a_post_is_there(blog: Built) -> None:
    (picture,) = blog.property(POST, "og:image")
    assert picture.startswith(blog.url) and picture.removeprefix(blog.url) in blog
    assert blog.linked_data(POST)["BlogPosting"]["image"] == picture


def test_the_vocabularies_are_declared(blog: Built) -> None:
    prefixes = blog.page(POST).html["prefix"].split()
    assert dict(zip(prefixes[::2], prefixes[1::2], strict=True)) == {
        "og:": "https://ogp.me/ns#",
        "article:": "https://ogp.me/ns/article#",
        "zotero:": "http://www.zotero.org/namespaces/export#",
    }


def test_json_ld_tells_the_same(blog: Built) -> None:
    posting = blog.linked_data(POST)["BlogPosting"]
    assert {name: posting[name] for name in ("headline", "description", "url", "datePublished", "dateModified")} == {
        "headline": "An essay, put right",
        "description": DESCRIPTION,
        "url": f"https://blog.example/{POST}",
        "datePublished": "2012-11-01T09:00:00+00:00",
        "dateModified": "2012-11-05T08:00:00+00:00",
    }
    assert [author["name"] for author in posting["author"]] == ["Ann Author", "Zoë Bell"]
    assert all(author["url"].removeprefix(blog.url) in blog for author in posting["author"])
    assert posting["isBasedOn"] == "https://old.example/2012/11/corrected.html?a=1&b=2"
    assert posting["inLanguage"] == "en-US"


def test_where_only_the_day_is_known_no_time_is_told(blog: Built) -> None:
    assert blog.property("2012/10/lunch.html", "article:published_time") == ["2012-10-20"]
    assert blog.linked_data("2012/10/lunch.html")["BlogPosting"]["datePublished"] == "2012-10-20"
    assert blog.page("2012/10/lunch.html").select_one("time")["datetime"] == "2012-10-20"


def test_microformats_tell_of_an_entry(blog: Built) -> None:
    parsed = mf2py.parse(doc=blog.read(POST), url=f"https://blog.example/{POST}")
    (entry,) = (item["properties"] for item in parsed["items"] if "h-entry" in item["type"])
    assert entry["name"] == ["An essay, put right"]
    assert entry["url"] == [f"https://blog.example/{POST}"]
    assert entry["published"] == ["2012-11-01T09:00:00+0000"]
    assert entry["updated"] == ["2012-11-05T08:00:00+0000"]
    assert [author["properties"]["name"][0] for author in entry["author"]] == ["Ann Author", "Zoë Bell"]
    assert set(entry["category"]) == {"Essays", "Diary", "Lean", "c"}
    assert "£120,000" in entry["content"][0]["value"] and "Older" not in entry["content"][0]["value"]


def test_microformats_tell_of_every_post_of_a_listing(blog: Built) -> None:
    parsed = mf2py.parse(doc=blog.read("blog/index.html"), url="https://blog.example/blog/")
    (feed,) = (item for item in parsed["items"] if "h-feed" in item["type"])
    assert [entry["properties"]["url"][0] for entry in feed["children"]] == [
        "https://blog.example/2012/11/linking.html", f"https://blog.example/{POST}",
        "https://blog.example/2012/10/dusk.html",
    ]  # fmt: skip


@pytest.mark.parametrize("page", ["index.html", POST, "about.html", "blog/2012/10.html", "404.html"])
def test_every_page_announces_the_feeds_of_the_whole(blog: Built, page: str) -> None:
    links = blog.addresses(page, 'link[rel="alternate"]')
    assert links == ["blog/atom.xml", "blog/rss.xml", "blog/feed.json"]
    assert set(links) <= blog.paths


def test_a_term_announces_its_own_feeds_first(blog: Built) -> None:
    links = blog.addresses("blog/tag/lean.html", 'link[rel="alternate"]')
    assert links[:3] == ["blog/tag/lean/atom.xml", "blog/tag/lean/rss.xml", "blog/tag/lean/feed.json"]
    assert links[3:] == ["blog/atom.xml", "blog/rss.xml", "blog/feed.json"]
    assert set(links) <= blog.paths


def test_the_sitemap_names_every_page_once(blog: Built) -> None:
    aside = {"404.html", "search.html", *blog.leads}
    named = [blog.resolve("index.html", address)[0] for address in blog.sitemap()]
    assert sorted(named) == sorted(set(blog.pages) - aside)


def test_the_sitemap_tells_when_a_page_changed(blog: Built) -> None:
    changed = blog.sitemap()
    assert changed[f"https://blog.example/{POST}"] == "2012-11-05T08:00:00+00:00"
    assert changed["https://blog.example/2012/10/lunch.html"] == "2012-10-20"
    assert changed["https://blog.example/2012/10/dawn.html"] == "2012-10-21T06:30:00+01:00"


def test_robots_are_led_to_the_sitemap(blog: Built) -> None:
    assert "Sitemap: https://blog.example/sitemap.xml" in blog.read("robots.txt").splitlines()


@pytest.mark.parametrize(
    "page",
    ["index.html", POST, "2012/11/linking.html", "p/topics.html", "blog/index.html", "blog/2012/10.html",
     "blog/tag.html", "blog/archive.html", "404.html", "search.html"],
)  # fmt: skip
def test_html_is_valid(blog: Built, page: str) -> None:
    html5lib.HTMLParser(strict=True).parse(blog.read(page))


def test_a_page_that_is_shown_at_any_address_has_no_relative_links(blog: Built) -> None:
    page = blog.page("404.html")
    addresses = [found[name] for name in ("href", "src", "action") for found in page.select(f"[{name}]")]
    assert addresses
    assert [address for address in addresses if not address.startswith(("/", "#", "https:"))] == []


def test_the_locale_of_a_post_is_in_the_case_that_open_graph_wants(site: Callable[[str], Site]) -> None:
    blog = site("empty")
    for place, language in enumerate(("pt-br", "ZH-hant-tw", "cy")):
        blog.post(f"2012/10/post-{place}", date="2012-10-01", language=language)
    assert blog.build().status == 0
    told = [Built(blog.out).property(f"2012/10/post-{place}.html", "og:locale") for place in range(3)]
    assert told == [["pt_BR"], ["zh_Hant_TW"], ["cy"]]
