"""What a first visit costs: bytes over the wire from a host that compresses, and nothing that moves while it loads."""

from __future__ import annotations

import gzip
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, Request, Route

from browser.sites import KINDS, BuiltSite
from browser.waiting import until

#: The most that a first visit may cost, in bytes of all bodies as they were sent.
BUDGET = {"post": 25_000, "front page": 27_000, "month": 31_000, "search": 27_000}
#: What the page of a post may weigh beside its text, as it is and gzipped.
LIGHT, LIGHT_GZIPPED = 12_000, 5_000
#: What moved although the reader did nothing: what it was, and by how much.
SHIFTS = """() => new Promise(resolve => {
    const found = [];
    new PerformanceObserver(list => list.getEntries().forEach(entry => found.push(
        entry.value + ' ' + entry.sources.map(({node}) => node?.className || node?.nodeName).join(', '),
    ))).observe({type: 'layout-shift', buffered: true});
    requestAnimationFrame(() => requestAnimationFrame(() => resolve(found)));
})"""


def weigh(page: Page, url: str) -> Counter[str]:
    """Bytes of the bodies that a visit to `url` brings, by the kind of what was asked for."""
    asked: list[Request] = []
    page.on("requestfinished", lambda request: asked.append(request))
    page.goto(url)
    page.wait_for_load_state("networkidle")
    weights: Counter[str] = Counter()
    for request in (request for request in asked if not request.url.startswith("data:")):
        weights[request.resource_type] += request.sizes()["responseBodySize"]
    return weights


@pytest.mark.parametrize("kind", BUDGET)
def test_a_first_visit_keeps_within_its_budget(
    kind: str, real: BuiltSite, context: Callable[..., BrowserContext]
) -> None:
    heaviest = max(real.out.glob(KINDS[kind]), key=lambda path: path.stat().st_size)
    weights = weigh(context().new_page(), real.url + heaviest.relative_to(real.out).as_posix())
    assert weights["stylesheet"] > 5_000, "the styles were not weighed"
    assert weights.total() <= BUDGET[kind], dict(weights)


def test_a_post_s_page_weighs_little_beside_its_text(real_out: Path) -> None:
    pages = [path for path in sorted(real_out.glob(KINDS["post"])) if path.name != "index.html"]
    assert pages
    for path in pages:
        page = path.read_bytes()
        (text,) = re.findall(rb'<div class="post-text[^>]*>\n(.*?)\n  </div>', page, re.DOTALL)
        assert len(page) - len(text) <= LIGHT, path.name
        assert len(gzip.compress(page, mtime=0)) - len(gzip.compress(text, mtime=0)) <= LIGHT_GZIPPED, path.name


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("kind", ["post", "front page", "month", "search"])
def test_nothing_moves_when_the_scripts_come(
    kind: str, width: int, real: BuiltSite, context: Callable[..., BrowserContext]
) -> None:
    page = context(width=width).new_page()
    held: list[Route] = []
    painted: list[bool] = []
    page.route("**/*.js*", lambda route: route.continue_() if painted else held.append(route))
    page.goto(f"{real.url}{real.page(kind)}", wait_until="commit")
    until(page, "performance.getEntriesByName('first-contentful-paint').length")
    painted.append(True)
    for route in held:
        route.continue_()
    page.wait_for_load_state("load")
    until(page, "!document.documentElement.classList.contains('no-js')")
    assert page.evaluate(SHIFTS) == []


def test_a_first_search_brings_little_beside_the_engine(
    real: BuiltSite, context: Callable[..., BrowserContext]
) -> None:
    page = context().new_page()
    asked: list[Request] = []
    page.on("requestfinished", lambda request: asked.append(request))
    page.goto(f"{real.url}search.html?q=children")
    page.locator("#search-results > li").first.wait_for()
    page.wait_for_load_state("networkidle")
    parts = {request.url: request.sizes()["responseBodySize"] for request in asked
             if "/pagefind/" in request.url or "/_static/search" in request.url}  # fmt: skip
    engine = sum(size for url, size in parts.items() if "/wasm." in url)
    assert 60_000 < engine < 75_000
    # `python -m bench.search_size` measures larger sites, of which these are the parts that do not grow, and some more.
    assert sum(parts.values()) - engine < 52_000, parts
