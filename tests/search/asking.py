"""Asks each site's own search in a browser, and takes the order of the results as a reader would see them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote, urlsplit

from playwright.sync_api import Page

from search.scores import DEPTH, Answers

#: Loads what this project's search page loads, with options of one's own where they are given.
_LOAD = """async (options) => {
  const ranking = await import("./_static/search-ranking.js");
  const pagefind = await import("./pagefind/pagefind.js");
  await pagefind.options(options ?? ranking.options);
  window.ask = async (query, depth) => {
    const { results } = await ranking.find(pagefind, query);
    const pages = await Promise.all(results.slice(0, depth).map((result) => result.data()));
    return pages.map((page) => page.url);
  };
}"""


def ours(page: Page, url: str, queries: Sequence[str], options: dict[str, Any] | None = None) -> Answers:
    """This project's search, through the module that its pages use; `options` in the place of the module's own."""
    page.goto(url + "search.html")
    page.evaluate(_LOAD, options)
    return {query: _slugs(page.evaluate("query => ask(query, 10)", query)) for query in queries}


def sphinx(page: Page, url: str, queries: Sequence[str]) -> Answers:
    """Sphinx's search page, all of whose results are awaited."""
    answers = {}
    for query in queries:
        page.goto(f"{url}search.html?q={quote(query)}")
        page.locator("#search-results h2", has_text="Search Results").wait_for()
        links = page.locator("#search-results ul.search > li > a")
        answers[query] = _slugs(links.evaluate_all("links => links.map((link) => link.href)"))
    return answers


def material(page: Page, url: str, queries: Sequence[str]) -> Answers:
    """Material's search box, in a window so high that the first results are all drawn."""
    page.set_viewport_size({"width": 1280, "height": 8000})
    answers = {}
    for query in queries:
        page.goto(f"{url}index.html?q={quote(query)}")
        page.locator(".md-search-result__meta", has_text="document").wait_for()
        links = page.locator(".md-search-result__item > a")
        answers[query] = _slugs(links.evaluate_all("links => links.map((link) => link.href)"))
    return answers


ENGINES = {"ours": ours, "sphinx": sphinx, "material": material}


def _slugs(addresses: Sequence[str]) -> list[str]:
    """Of each page once; a page that is no post stands there too, as readers have to pass over it."""
    slugs = dict.fromkeys(PurePosixPath(urlsplit(address).path).stem for address in addresses)
    return list(slugs)[:DEPTH]
