"""Asks each site's own search in a browser, and takes the order of the results as a reader would see them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import PurePosixPath
from urllib.parse import quote, urlsplit

from playwright.sync_api import Page

from search.scores import DEPTH, Answers

#: Loads what this project's search page loads; then asks all queries, with other figures where they are given.
_LOAD = """async () => {
  const { ask, forget, load, weights } = await import("./_static/search-engine.js");
  const address = async (result) => (await result.data()).url;
  window.asked = async (queries, { ranked = {}, metaWeights = {}, weights: own = {}, plain }) => {
    const ranking = { ...weights.ranking, ...ranked, metaWeights: { ...weights.ranking.metaWeights, ...metaWeights } };
    const before = { ...weights };
    Object.assign(weights, own, { ranking: plain ? undefined : ranking });
    forget();
    const { search } = await load();
    const answers = {};
    for (const query of queries) {
      const results = await (plain ? search(query) : ask(query));
      answers[query] = await Promise.all(results.slice(0, 10).map(address));
    }
    Object.assign(weights, before);
    return answers;
  };
}"""

#: Figures to be tried, in groups: `ranked` and `metaWeights` are Pagefind's, `weights` this project's.
Figures = dict[str, dict[str, float]]
#: Pagefind as it comes, over this project's index.
PLAIN: Figures = {"plain": {"yes": 1}}


def ours(page: Page, url: str, queries: Sequence[str]) -> Answers:
    """This project's search, through the module that its pages use."""
    return opened(page, url)(queries, {})


def pagefind(page: Page, url: str, queries: Sequence[str]) -> Answers:
    """Pagefind over this project's index, without what this project adds at the time of the query."""
    return opened(page, url)(queries, PLAIN)


def opened(page: Page, url: str) -> Callable[[Sequence[str], Figures], Answers]:
    """This project's search, to be asked more than once."""
    page.goto(url + "search.html")
    page.evaluate(_LOAD)

    def ask(queries: Sequence[str], figures: Figures) -> Answers:
        answers = page.evaluate("given => asked(...given)", [queries, figures])
        return {query: slugs(answers[query]) for query in queries}

    return ask


def sphinx(page: Page, url: str, queries: Sequence[str]) -> Answers:
    """Sphinx's search page, all of whose results are awaited."""
    answers = {}
    for query in queries:
        page.goto(f"{url}search.html?q={quote(query)}")
        page.locator("#search-results h2", has_text="Search Results").wait_for()
        links = page.locator("#search-results ul.search > li > a")
        answers[query] = slugs(links.evaluate_all("links => links.map((link) => link.href)"))
    return answers


def material(page: Page, url: str, queries: Sequence[str]) -> Answers:
    """Material's search box, in a window so high that the first results are all drawn."""
    page.set_viewport_size({"width": 1280, "height": 8000})
    answers = {}
    for query in queries:
        page.goto(f"{url}index.html?q={quote(query)}")
        page.locator(".md-search-result__meta", has_text="document").wait_for()
        links = page.locator(".md-search-result__item > a")
        answers[query] = slugs(links.evaluate_all("links => links.map((link) => link.href)"))
    return answers


def slugs(addresses: Sequence[str]) -> list[str]:
    """Of each page once; a page that is no post stands there too, as readers have to pass over it."""
    slugs = dict.fromkeys(PurePosixPath(urlsplit(address).path).stem for address in addresses)
    return list(slugs)[:DEPTH]
