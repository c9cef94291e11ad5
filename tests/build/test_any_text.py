"""Any text may stand in a name, a title or a tag: pages stay valid, links lead somewhere, feeds can be read."""

from collections.abc import Callable

import html5lib
import pytest

from build.built import Built
from build.sites import Site

TAGS = ["<b>bold</b> & \"so\"", "AC/DC", "日本", "..", "page", "a: b", "100 %", "#tag", "Übung", "C:\\temp", "'"]
#: As Markdown, and as it is to be shown.
TITLE = "A \\<script>alert(1)\\</script> & \"quotes\" © `<code>` *stress* \\</title> \\$x\\$ ]]> 日本"
SHOWN = "A <script>alert(1)</script> & \"quotes\" © <code> stress </title> $x$ ]]> 日本"
NAMES = ["2012/10/Größe 10 & more, (so)", "2012/10/日本", "2012/10/it's+a=b;c@d!", "top"]


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Built:
    site = Site(tmp_path_factory.mktemp("odd"), "blog")
    quoted = ", ".join("'" + tag.replace("'", "''") + "'" for tag in TAGS)
    for name in NAMES:
        names = {"tags": f"[{quoted}]", "category": "'<i>Cat</i>'", "author": "'A \"B\" & <C>'"}
        site.post(name, "Text.", title=TITLE, date="2012-10-30", **names)
    links = "\n".join(f"[link {number}](</posts/{name}.md>)\n" for number, name in enumerate(NAMES))
    site.write("about.md", f"# About\n\n{links}\n")
    result = site.build("-W", "--keep-going")
    assert (result.status, result.stderr) == (0, "")
    return Built(site.out)


def test_what_lies_deep_in_lists_and_quotations_is_there(site: Callable[[str], Site]) -> None:
    blog = site("empty")
    blog.post("2012/10/lists", "".join(f"{'  ' * depth}- item{depth}\n" for depth in range(40)), date="2012-10-01")
    blog.post("2012/10/quotations", "> " * 90 + "deepest", date="2012-10-02")
    assert blog.build("-W").stderr == ""
    built = Built(blog.out)
    assert built.text("2012/10/lists.html", ".post-text").split() == [f"item{depth}" for depth in range(40)]
    assert built.text("2012/10/quotations.html", ".post-text") == "deepest"


def test_every_link_leads_somewhere(odd: Built) -> None:
    assert odd.broken() == []
    assert odd.addresses("about.html", ".site-text a, article a.reference")[:4] == [f"{name}.html" for name in NAMES]


@pytest.mark.parametrize("name", NAMES)
def test_a_title_is_shown_as_it_was_meant(odd: Built, name: str) -> None:
    page = f"{name}.html"
    assert odd.text(page, "h1").replace(" ", "") == SHOWN.replace(" ", "")
    assert odd.property(page, "og:title") == [SHOWN]
    assert odd.linked_data(page)["BlogPosting"]["headline"] == SHOWN
    assert SHOWN in odd.page(page).title.text


@pytest.mark.parametrize("path", ["top.html", "blog/tag.html", "blog/index.html", "blog/2012/10.html", "404.html"])
def test_pages_stay_valid(odd: Built, path: str) -> None:
    html5lib.HTMLParser(strict=True).parse(odd.read(path))
    assert not [script for script in odd.page(path).select("script") if "alert(1)" in (script.string or "")
                and script.get("type") != "application/ld+json"]  # fmt: skip


def test_every_tag_has_a_page_and_feeds_of_its_own(odd: Built) -> None:
    links = dict(zip(odd.texts("blog/tag.html", ".terms a"), odd.addresses("blog/tag.html", ".terms a"), strict=True))
    assert set(TAGS) <= links.keys() and len(set(links.values())) == len(links)
    for tag in TAGS:
        assert odd.text(links[tag], "h1") == tag
        assert odd.feed(links[tag].removesuffix(".html") + "/atom.xml").feed.title == f"A tiny blog: {tag}"
        assert len(odd.feed(links[tag].removesuffix(".html") + "/rss.xml").entries) == len(NAMES)


def test_feeds_tell_titles_and_addresses(odd: Built) -> None:
    entries = odd.feed("blog/category/i-cat-i/rss.xml").entries
    assert {entry.title for entry in entries} == {SHOWN}
    assert {odd.resolve("index.html", entry.link)[0] for entry in entries} == {f"{name}.html" for name in NAMES}
