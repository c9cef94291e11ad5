"""The site's own way to Pagefind's engine finds what Pagefind's script finds, in the same order, at the same places."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from itertools import pairwise
from pathlib import Path

import pytest
from archive.search import engine as searchengine
from archive.search import order as searchorder
from playwright.sync_api import BrowserContext
from search import blog

from browser.server import serving
from browser.sites import PROJECT

POSTS = blog.posts(each=1)
#: Words with accents and without, in titles and tags, phrases, beginnings of words, and what is nowhere.
QUERIES = [
    *(query.text for query in blog.queries(POSTS)), *(f'"{" ".join(post.title.split()[:2])}"' for post in POSTS[:40]),
    "café", "cafe", '"a café"', "the", "b", "zürich, Zurich!", "zzyzx", "…", "it's “quoted”",
]  # fmt: skip
_ASK = """async (queries) => {
  const theirs = await import("/raw/pagefind/pagefind.js");
  const {start} = await import("/_static/search-engine.js");
  const {ranking} = await import("/_static/search-ranking.js");
  await theirs.options({noWorker: true, ranking});
  const ours = await start(ranking);
  const found = [];
  for (const query of queries) {
    const one = await Promise.all((await theirs.search(query)).results.map(async (result) => {
      const {raw_url, weighted_locations: hits, raw_content: text} = await result.data();
      const words = text.trim().split(/\\s+/).map((word) => word.replaceAll("&lt;", "<").replaceAll("&gt;", ">"));
      return [raw_url, (result.matchedMetaFields ?? []).sort(),
        hits.map(({location, balanced_score: score}) => [location, words[location], score.toFixed(2)]), result.score];
    }));
    const other = await Promise.all((await ours.search(query)).map(async (result) => {
      const {url, hits, words} = await result.data();
      return [url.slice(1), result.fields.sort(),
        hits.map(({place, score}) => [place, words[place], score.toFixed(2)]), result.score];
    }));
    found.push([query, one, other]);
  }
  return [ours.total, found];
}"""


def page(title: str, text: str, tag: str) -> str:
    return (
        f'<html><body><div data-pagefind-body><h1 data-pagefind-weight="7">{escape(title)}</h1>'
        f'<div data-pagefind-ignore><span data-pagefind-meta="tags">{escape(tag)}</span></div>'
        f"{text}</div></body></html>"
    )


def write(folder: Path, pages: list[tuple[str, str]], language: str = "en") -> None:
    both = {"raw/pagefind": searchengine.written(pages, language), "pagefind": searchengine.index(pages, language)[0]}
    for place, files in both.items():
        for path, data in files.items():
            (folder / place / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / place / path).write_bytes(data)
    (folder / "_static").symlink_to(PROJECT / "_static")
    head = f'<!doctype html><html lang="{language}"><title>Search</title><link rel="icon" href="data:,">'
    (folder / "index.html").write_text(head, encoding="utf-8")


def test_both_find_the_same(
    tmp_path: Path, context: Callable[..., BrowserContext], monkeypatch: pytest.MonkeyPatch
) -> None:
    # Of words that begin alike, those are found whose files are there: let these be as large as Pagefind's.
    monkeypatch.setattr(searchorder, "_LEAST", 10_000_000)
    monkeypatch.setattr(searchorder, "_MOST", 10_000_000)
    texts = [" ".join(f"<p>{escape(text)}</p>" for text in post.paragraphs) for post in POSTS]
    pages = [(f"{i}.html", page(post.title, text, post.tags[0] if post.tags else ""))
             for i, (post, text) in enumerate(zip(POSTS, texts, strict=True))]  # fmt: skip
    pages += [("a.html", page("A café", "<h2>Zürich</h2><p>One café, or cafe, &lt;b&gt; in Zurich</p>", "Café")),
              ("b.html", page("Cafe", f"<p>It was “quoted” 300 times: {'word ' * 300}café.</p>", "b"))]  # fmt: skip
    write(tmp_path, pages)
    tab = context().new_page()
    with serving(tmp_path) as url:
        tab.goto(url)
        total, found = tab.evaluate(_ASK, QUERIES)
        tab.close()
    assert total == len(pages)
    assert sum(bool(theirs) for _, theirs, _ in found) > 60
    for query, theirs, ours in found:
        assert sorted(hits for *hits, _ in ours) == sorted(hits for *hits, _ in theirs), query
        scores = {address: score for address, *_, score in theirs}
        ranked = [scores[address] for address, *_ in ours]
        # Documents' lengths are rounded here, so that near equals may stand the other way round.
        assert all(after < 1.05 * before for before, after in pairwise(ranked)), query


def test_many_documents_are_as_well_found(tmp_path: Path, context: Callable[..., BrowserContext]) -> None:
    """What the engine is told of 12,000 is more than has room at first."""
    pages = [(f"{number}.html", page(f"Number{number}", "<p>One of many.</p>", "")) for number in range(12000)]
    write(tmp_path, pages)
    tab = context().new_page()
    with serving(tmp_path) as url:
        tab.goto(url)
        ask = """async (query) => {
          const engine = await (await import("/_static/search-engine.js")).start();
          const found = await engine.search(query);
          return [engine.total, found.length, (await found[0].data()).url];
        }"""
        assert tab.evaluate(ask, "number8765") == [12000, 1, "/8765.html"]
        tab.close()


def test_a_language_that_does_not_part_words_is_searched_as_pagefind_does(
    tmp_path: Path, context: Callable[..., BrowserContext]
) -> None:
    """Its program of another name parts them as it indexes too; this one leaves them in runs."""
    pages = [("a.html", page("静态网站", "<p>静态网站的全文检索引擎很小。</p>", "")),
             ("b.html", page("天气", "<p>今天的天气很好，我们去公园散步。</p>", ""))]  # fmt: skip
    write(tmp_path, pages, "zh")
    tab = context().new_page()
    with serving(tmp_path) as url:
        tab.goto(url)
        _, found = tab.evaluate(_ASK, ["今天的天气很好", "我们去公园散步", "静态网站", "天气 好", "天气很好！"])
        split = """async (text) => (await import("/_static/search-engine.js")).split(text)"""
        parts = tab.evaluate(split, "我们\u200b去 公园\u200b")
        tab.close()
    for query, theirs, ours in found:
        assert ours == theirs, query
    assert any(ours for *_, ours in found)
    # So stand words in its index that were parted.
    assert parts == ["我们", "去 公园", ""]


@pytest.mark.parametrize("pages", [[], [("a.html", "<html><body></body></html>")]])
def test_an_index_of_nothing_finds_nothing(
    pages: list[tuple[str, str]], tmp_path: Path, context: Callable[..., BrowserContext]
) -> None:
    write(tmp_path, pages)
    tab = context().new_page()
    with serving(tmp_path) as url:
        tab.goto(url)
        ask = 'async () => (await (await import("/_static/search-engine.js")).start()).search("a")'
        assert tab.evaluate(ask) == []
        tab.close()
