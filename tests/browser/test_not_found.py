"""The page for what is not there works at whatever address it is shown."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from urllib.parse import urljoin

import pytest
from playwright.sync_api import BrowserContext

from browser.server import serving
from browser.sites import PROJECT, build, once
from browser.watch import Watch


@pytest.mark.parametrize("missing", ["nothing-here", "2012/10/nothing/here", "2012/10/nothing.html?and=a#part"])
@pytest.mark.parametrize("base", ["/", "/en/latest/"])
def test_it_is_styled_and_its_links_lead_on(
    base: str, missing: str, workshop: Path, context: Callable[..., BrowserContext], watch: Watch
) -> None:
    name = f"not-found{base.replace('/', '-')}"
    # Only the path of the address is known before the server is: the rest does not show in this page's links.
    out = once(workshop / name, lambda out: build(PROJECT, out, f"html_baseurl=https://archive.example{base}"))
    with serving(out, base) as url:
        watch.missing.add(urljoin(url, missing.partition("#")[0]))
        reader = context()
        page = reader.new_page()
        answer = page.goto(url + missing)
        assert answer is not None and answer.status == 404
        assert page.locator("article h1").is_visible()
        assert page.evaluate("getComputedStyle(document.querySelector('.sidebar-drawer')).display") == "flex"
        links = page.locator("a[href], form[action]").evaluate_all("all => all.map(one => one.href ?? one.action)")
        inside = {link.partition("#")[0] for link in links if link.startswith(url)} - watch.missing
        assert len(inside) > 5
        assert [link for link in inside if not reader.request.get(link).ok] == []
        # None leads out of the site on the same host.
        assert [link for link in links if link.startswith(url.removesuffix(base)) and not link.startswith(url)] == []
        page.locator("nav.sidebar-tree a").first.click()
        page.wait_for_load_state()
        assert page.url in (url, url + "index.html")
