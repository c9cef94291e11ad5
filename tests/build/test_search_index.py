"""What the search index holds: the texts of posts, comments, names and standing pages, and what each is narrowed by."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from archive.search import columns as searchcolumns
from archive.search import facets as searchfacets
from archive.search import order as searchorder

from build.built import Built
from build.sites import Site, differences


def plain(path: Path) -> bytes:
    return searchorder.unpacked(path.read_bytes())


def documents(out: Path) -> list[dict[str, Any]]:
    """Every document of the index, in its order, as a browser would have it."""
    count = len(json.loads(plain(out / "pagefind/head"))["lengths"])
    assert len(list((out / "pagefind/fragment").iterdir())) == count
    found = [json.loads(plain(out / f"pagefind/fragment/{number}")) for number in range(count)]
    return [document | {"url": unquote(document["url"])} for document in found]


def narrowed(out: Path) -> dict[str, dict[str, list[str]]]:
    """By facet and value, the addresses of the documents."""
    found = [document["url"] for document in documents(out)]
    months, facets = searchfacets.decode((out / "pagefind/facets").read_bytes())
    assert len(months) == len(found)
    facets["month"] = {month: [i for i, each in enumerate(months) if each == month] for month in set(months)}
    return {facet: {value: [found[place] for place in places] for value, places in values.items()}
            for facet, values in facets.items()}  # fmt: skip


def test_every_document_stands_in_it_once_posts_by_date(blog: Built) -> None:
    found = [document["url"] for document in documents(blog.folder)]
    assert len(set(found)) == len(found)
    posts = [url for url in found if url[:4].isdigit() and "#" not in url]
    dates = [document["filters"]["date"][0] for document in documents(blog.folder) if "date" in document["filters"]]
    assert dates == sorted(dates)
    assert set(posts) == {path for path in blog.pages if path[:4].isdigit() and path not in blog.leads}
    assert set(found) - set(posts) == {"2012/10/dawn.html#comments", "about.html", "", "p/topics.html"}


def test_kinds_and_months_are_those_of_the_documents(blog: Built) -> None:
    found = narrowed(blog.folder)
    assert found["kind"]["comment"] == ["2012/10/dawn.html#comments"]
    assert found["kind"]["page"] == found["month"][""] == ["about.html", "", "p/topics.html"]
    assert all(url.startswith("2012/09/") for url in found["month"]["2012-09"])
    assert set(found["kind"]["post"]) <= {url for month in found["month"].values() for url in month}


def test_terms_are_those_that_the_posts_show(blog: Built) -> None:
    found = narrowed(blog.folder)
    posts = found["kind"]["post"]
    for facet, shown in (("category", ".byline .p-category"), ("tag", ".tags a")):
        told = {(value, url.partition("#")[0]) for value, urls in found[facet].items() for url in urls}
        assert told == {(value, url) for url in posts for value in blog.texts(url, f".post > {shown}")}


def test_comments_are_found_by_their_own_anchors(blog: Built) -> None:
    [talk] = [document for document in documents(blog.folder) if document["url"].endswith("#comments")]
    assert talk["filters"]["on"] == ["Dawn & dew"]
    assert "How early!" in talk["content"] and "Not that early." in talk["content"]
    assert [anchor["id"] for anchor in talk["anchors"]] == [
        "2012-10-22#comment-1",
        "2012-10-22#comment-2",
        "#comment-3",
    ]
    assert [anchor["text"] for anchor in talk["anchors"]] == ["A <reader>", "Ann Author", "Anonymous"]
    # The words of the post do not find them.
    assert "title" not in talk["meta"]


def test_names_are_found_by_what_is_said_of_them_and_posts_by_what_they_name(
    built: Callable[[str], Built],
) -> None:
    names = built("names")
    found = narrowed(names.folder)
    assert found["kind"]["name"] and all(url.startswith("names/") for url in found["kind"]["name"])
    for facet in ("person", "org"):
        for value, urls in found[facet].items():
            [own] = [url for url in urls if url in found["kind"]["name"]]
            assert names.text(own, "h1") == value
            mentioned = set(urls) & set(found["kind"]["post"])
            assert mentioned == set(map(unquote, names.addresses(own, ".mentions > li > a"))), value
    texts = {document["url"]: document["content"] for document in documents(names.folder)}
    for url in found["kind"]["name"]:
        if names.page(url).select(".about"):
            assert names.text(url, ".about") in texts[url]


def test_nothing_of_chrome_or_listings_is_in_it(blog: Built) -> None:
    found = {document["url"]: document["content"] for document in documents(blog.folder)}
    text = " ".join(found.values())
    for chrome in ("Permalink", "Made with", "Skip to content", "Older", "Cite this post", "On this day"):
        assert chrome not in text
    listed = blog.texts("p/topics.html", ".postlist a")
    assert listed and not [title for title in listed if title in found["p/topics.html"]]


def test_no_word_of_a_date_or_an_address_is_in_it(blog: Built) -> None:
    files = (blog.folder / "pagefind/index").iterdir()
    words = {entry[0] for path in files for entry in searchcolumns.decode(plain(path))}
    assert "early" in words or "earli" in words
    assert not [word for word in words if re.match("2012.?[0-9]", word) or "html" in word]


def test_what_is_hidden_is_in_no_facet(built: Callable[[str], Built]) -> None:
    wall = built("wall").folder
    said = gzip.decompress((wall / "pagefind/facets").read_bytes()).decode(errors="replace")
    assert "Shared" in said and "zz" not in said.lower()
    [posts] = [urls for kind, urls in narrowed(wall)["kind"].items() if kind == "post"]
    assert posts == ["2019/12/first.html", "2019/12/linking.html", "2020/01/today.html"]


def test_an_index_follows_comments_and_names(site: Callable[[str], Site]) -> None:
    blog = site("blog")
    blog.search = []
    blog.build("-W")
    comments = "posts/2012/10/dawn.comments.json"
    blog.edit(comments, "How early!", "How zephyrous!")
    blog.build("-W")
    assert any("zephyrous" in document["content"] for document in documents(blog.out))
    (blog.src / comments).unlink()
    blog.build("-W")
    assert not [document for document in documents(blog.out) if "#" in document["url"]]
    assert differences(blog.tree(), blog.clean()) == []


def test_a_document_without_a_word_shifts_no_other(site: Callable[[str], Site]) -> None:
    blog = site("blog")
    blog.search = []
    blog.post("2012/10/mute", "…", title="…", date="2012-10-09", tags="silence")
    blog.build("-W")
    found = narrowed(blog.out)
    assert "silence" not in found["tag"]
    assert found["kind"]["page"] == ["about.html", "", "p/topics.html"]


def test_a_site_in_which_nothing_is_to_be_found_builds(site: Callable[[str], Site]) -> None:
    blog = site("empty")
    blog.search = []
    for path in blog.src.rglob("*.md"):
        path.write_text(f"---\nno-search: true\n---\n{path.read_text()}")
    result = blog.build("-W")
    assert (result.status, result.stderr) == (0, "")
    assert json.loads(plain(blog.out / "pagefind/head")) == {"lengths": []}
