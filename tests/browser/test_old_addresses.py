"""Whoever comes by an old address is led on at once, without a script."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Page

from browser.sites import BuiltSite
from browser.watch import Watch


@pytest.mark.parametrize(
    ("old", "new"),
    [("2021/", "blog/2021.html"), ("2021/03/", "blog/2021/03.html"), ("old.html", "2021/03/everything.html")],
)
def test_an_old_address_leads_on(
    old: str, new: str, rich: BuiltSite, tab: Callable[..., Page], watch: Watch
) -> None:
    # A page that only leads on names no icon, so a browser asks the host for one.
    watch.missing.add(urljoin(rich.url, "/favicon.ico"))
    page = tab(javascript=False)
    page.goto(rich.url + old)
    page.locator("article h1").wait_for()
    assert page.url == rich.url + new
