"""The search puts the post that is meant before others: with a part of what `make searchquality` asks."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Page
from search import asking, blog, engines
from search.scores import halves, score

from browser.server import serving
from browser.sites import once

POSTS = blog.posts(each=1)
#: Of the half that the ranking was not tuned on.
QUERIES = [query for query in halves(list(blog.queries(POSTS)))[1] if len(query.answers) == 1][::2]
#: Pagefind alone comes to 0.83, for want of slips and questions; with all that this project adds it is 0.98.
FLOOR = 0.95


@pytest.fixture(scope="module")
def blog_out(workshop: Path) -> Path:
    return once(workshop / "blog", lambda folder: engines.ours(folder, POSTS)) / "out"


def found(page: Page, url: str, query: str) -> list[str]:
    """Slugs of the results that the search page shows."""
    page.goto(f"{url}search.html?q={quote(query)}")
    page.locator("#search-status", has_text=re.compile("result|Nothing")).wait_for()
    return asking.slugs([link.get_attribute("href") or "" for link in page.locator("#search-results li > a").all()])


def test_what_is_meant_is_found_first(blog_out: Path, tab: Callable[..., Page]) -> None:
    page = tab()
    with serving(blog_out, "/sub/") as url:
        answers = {query.text: found(page, url, query.text) for query in QUERIES}
    missed = {query.text: answers[query.text] for query in QUERIES if answers[query.text][:1] != list(query.answers)}
    assert len(QUERIES) >= 16
    assert score(QUERIES, answers).mrr >= FLOOR, missed


@pytest.mark.parametrize(
    ("asked", "slug"),
    [
        ("bladerwrack", "seaweed"),  # a letter is missing
        ("carborudnum", "grinding-a-mirror"),  # two are swapped
        ("why would anybody grind carborundum in the bath", "grinding-a-mirror"),  # not all words stand there
        ("mend punctures", "a-puncture-in-the-rain"),  # other endings
    ],
)
def test_it_need_not_be_asked_in_the_words_of_the_post(
    asked: str, slug: str, blog_out: Path, tab: Callable[..., Page]
) -> None:
    page = tab()
    with serving(blog_out) as url:
        assert found(page, url, asked)[0] == slug
