"""What the search index holds: the texts of posts, comments, names and standing pages, and what each is narrowed by."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote

import pytest
from archive.search import segments as searchsegments

from build.built import Built
from build.searched import counts, documents, facets, segments
from build.sites import Site, differences


def test_every_document_stands_in_it_once(blog: Built) -> None:
    found = documents(blog.folder)
    posts = {url for url in found if url[:4].isdigit() and "#" not in url}
    assert posts == {path for path in blog.pages if path[:4].isdigit() and path not in blog.leads}
    assert found.keys() - posts == {"2012/10/dawn.html#comments", "about.html", "", "p/topics.html"}


def test_kinds_have_segments_of_their_own(blog: Built) -> None:
    found = {name.split("-x-")[1].partition("-")[0]: values["kind"] for name, values in facets(blog.folder).items()}
    assert list(found) == ["post", "other", "comment"]
    assert found["comment"].keys() == {"comment"} and found["other"].keys() == {"page"}
    assert list(found["post"]) == ["post"]


def test_terms_are_those_that_the_posts_show(blog: Built) -> None:
    posts = [url for url, document in documents(blog.folder).items() if document["shown"]["kind"] == ["post"]]
    [name] = [name for name in segments(blog.folder) if "-post-" in name]
    for facet, shown in (("category", ".byline .p-category"), ("tag", ".tags a")):
        told = facets(blog.folder)[name][facet]
        assert told == Counter(value for url in posts for value in blog.texts(url, f".post > {shown}"))


def test_comments_are_found_by_their_own_anchors(blog: Built) -> None:
    talk = documents(blog.folder)["2012/10/dawn.html#comments"]
    assert talk["shown"]["on"] == ["Dawn & dew"]
    assert "How early!" in talk["content"] and "Not that early." in talk["content"]
    assert [(anchor["id"], anchor["text"]) for anchor in talk["anchors"]] == [
        ("2012-10-22#comment-1", "A <reader>"), ("2012-10-22#comment-2", "Ann Author"), ("#comment-3", "Anonymous"),
    ]  # fmt: skip
    # The words of the post do not find them.
    assert "title" not in talk["meta"]


def test_names_are_found_by_what_is_said_of_them_and_posts_by_what_they_name(built: Callable[[str], Built]) -> None:
    names = built("names")
    found = documents(names.folder)
    own = {url for url, document in found.items() if document["shown"]["kind"] == ["name"]}
    assert own and all(url.startswith("names/") for url in own)
    for url in own:
        if names.page(url).select(".about"):
            assert names.text(url, ".about") in found[url]["content"]
    [posts] = [values for name, values in facets(names.folder).items() if "-post-" in name]
    for facet in ("person", "org"):
        of_kind = [url for url in own if url.startswith(f"names/{facet}/")]
        assert {names.text(url, "h1") for url in of_kind} == counts(names.folder, facet).keys()
        for url in of_kind:
            mentioned = set(map(unquote, names.addresses(url, ".mentions > li > a"))) & found.keys()
            assert posts[facet][names.text(url, "h1")] == len(mentioned), url


def test_nothing_of_chrome_or_listings_is_in_it(blog: Built) -> None:
    found = {url: document["content"] for url, document in documents(blog.folder).items()}
    text = " ".join(found.values())
    for chrome in ("Permalink", "Made with", "Skip to content", "Older", "Cite this post", "On this day"):
        assert chrome not in text
    listed = blog.texts("p/topics.html", ".postlist a")
    assert listed and not [title for title in listed if title in found["p/topics.html"]]


def test_no_date_or_address_is_a_word_of_it(blog: Built) -> None:
    for document in documents(blog.folder).values():
        words = f"{document['content']} {' '.join(document['meta'].values())}".split()
        assert not [word for word in words if re.match("2012.?[0-9]", word) or "html" in word]
        assert "date" not in document["meta"] and not document["filters"]


def test_what_is_hidden_is_nowhere_in_it(built: Callable[[str], Built]) -> None:
    wall = built("wall").folder
    told = "".join(path.read_text() for path in wall.glob("pagefind/*/*/facets.json"))
    assert "Shared" in told and "zz" not in told.lower()
    posts = [url for url, document in documents(wall).items() if document["shown"]["kind"] == ["post"]]
    assert sorted(posts) == ["2019/12/first.html", "2019/12/linking.html", "2020/01/today.html"]


def test_an_index_follows_comments_and_names(site: Callable[[str], Site]) -> None:
    blog = site("blog")
    blog.search = []
    blog.build("-W")
    posts = [(path, path.stat().st_mtime_ns) for path in sorted(blog.out.glob("pagefind/*/*-post-*/**/*"))]
    comments = "posts/2012/10/dawn.comments.json"
    blog.edit(comments, "How early!", "How zephyrous!")
    blog.build("-W")
    assert any("zephyrous" in document["content"] for document in documents(blog.out).values())
    # What was written of others' words stays as it is.
    assert [(path, path.stat().st_mtime_ns) for path in sorted(blog.out.glob("pagefind/*/*-post-*/**/*"))] == posts
    (blog.src / comments).unlink()
    blog.build("-W")
    assert not [url for url in documents(blog.out) if "#" in url]
    assert differences(blog.tree(), blog.clean()) == []


def test_an_edit_writes_one_segment(site: Callable[[str], Site], monkeypatch: pytest.MonkeyPatch) -> None:
    blog = site("blog")
    blog.search = []
    for year in (2003, 2004, 2009):
        for number in range(4):
            day = f"{year}-01-0{number + 1}"
            blog.post(f"{year}/01/many-{number}", f"Number {number}.", title=f"{year} {number}", date=day)
    monkeypatch.setattr(searchsegments, "MOST", 6)
    blog.build("-W")
    parts = segments(blog.out)
    assert len(parts) > 4
    before = {name: {path: path.stat().st_mtime_ns for path in folder.rglob("*")} for name, folder in parts.items()}
    blog.edit("posts/2004/01/many-2.md", "Number 2.", "Number two.")
    blog.build("-W")
    changed = {name for name, folder in segments(blog.out).items()
               if before[name] != {path: path.stat().st_mtime_ns for path in folder.rglob("*")}}  # fmt: skip
    assert changed == {documents(blog.out)["2004/01/many-2.html"]["segment"]}


def test_a_document_without_a_word_is_found_by_what_it_is_narrowed_by(site: Callable[[str], Site]) -> None:
    blog = site("blog")
    blog.search = []
    blog.post("2012/10/mute", "…", title="…", date="2012-10-09", tags="silence", language="ja")
    assert blog.build("-W").stderr == ""
    assert counts(blog.out, "tag")["silence"] == 1
    assert documents(blog.out)["2012/10/mute.html"]["segment"].startswith("ja-")


def test_a_site_in_which_nothing_is_to_be_found_builds(site: Callable[[str], Site]) -> None:
    blog = site("empty")
    blog.search = []
    for path in blog.src.rglob("*.md"):
        path.write_text(f"---\nno-search: true\n---\n{path.read_text()}")
    result = blog.build("-W")
    assert (result.status, result.stderr) == (0, "")
    assert segments(blog.out) == {}


def test_each_post_is_indexed_as_its_language_wants(site: Callable[[str], Site]) -> None:
    blog = site("blog")
    blog.search = []
    day = "2012-10-08"
    blog.post("2012/10/chinese", "今天的天气很好，我们去公园散步。", title="散步", date=day, language="zh-Hans")
    blog.post("2012/10/french", "Elle rêve de l’Islande.", title="Voyage", date=day, language="fr")
    assert blog.build("-W").stderr == ""
    found = documents(blog.out)
    assert found["2012/10/chinese.html"]["segment"].startswith("zh-x-post-")
    assert found["2012/10/french.html"]["segment"].startswith("en-x-post-")
    assert "l’\N{WORD JOINER} Islande" in found["2012/10/french.html"]["content"]
    assert found["2012/10/french.html"]["shown"]["language"] == ["fr"]


def test_the_guide_of_the_software_is_not_in_it() -> None:
    guide = Path(__file__).resolve().parents[2] / "guide"
    fronts = {path.name: path.read_text(encoding="utf-8").partition("\n#")[0] for path in guide.glob("*.md")}
    assert not [name for name, front in fronts.items() if "no-search: true" not in front]
