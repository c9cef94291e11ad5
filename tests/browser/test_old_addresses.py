"""Whoever comes by an old address is led on at once, without a script."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urljoin

import pytest
from playwright.sync_api import BrowserContext

from browser.sites import BuiltSite
from browser.watch import Watch


def test_an_old_address_leads_on(site: BuiltSite, context: Callable[..., BrowserContext], watch: Watch) -> None:
    # A page that only leads on names no icon, so a browser asks the host for one.
    watch.missing.add(urljoin(site.url, "/favicon.ico"))
    pages = {
        path.relative_to(site.out).as_posix(): path.read_text(encoding="utf-8") for path in site.out.rglob("*.html")
    }
    old = sorted(name for name, text in pages.items() if 'http-equiv="refresh"' in text)
    if not old:
        pytest.skip("this site has no old addresses")
    page = context(javascript=False).new_page()
    for name in old[:4]:
        page.goto(site.url + name.removesuffix("index.html"))
        page.locator("article h1").wait_for()
        assert page.url.removeprefix(site.url) in pages.keys() - set(old)
