"""A feed that is opened in a browser explains itself."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Page

from browser.sites import BuiltSite
from browser.watch import Watch

#: The look of what the stylesheet says of the feed, and of some of its elements.
_LOOK = """() => {
    const top = document.querySelector('feed, channel');
    const shown = element => element && getComputedStyle(element).display !== 'none';
    return {
        says: getComputedStyle(top, '::before').content,
        title: shown(top.querySelector('title')),
        posts: [...top.querySelectorAll('entry, item')].filter(shown).length,
        full: [...top.querySelectorAll('content, id, guid')].filter(shown).length,
        wide: document.documentElement.scrollWidth - innerWidth,
    };
}"""


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("feed", ["blog/atom.xml", "blog/rss.xml"])
def test_a_feed_says_what_it_is(
    feed: str, width: int, site: BuiltSite, tab: Callable[..., Page], watch: Watch
) -> None:
    # A browser looks for the icon of the host where a file names none, and XML cannot.
    watch.missing.add(urljoin(site.url, "/favicon.ico"))
    page = tab(width=width)
    page.goto(site.url + feed)
    look = page.evaluate(_LOOK)
    assert "feed" in look["says"] and "reader" in look["says"]
    assert look["title"] and look["posts"] > 0
    assert look["full"] == 0, "what is for machines is shown"
    assert look["wide"] <= 0
