"""The chapters of books: what the pages of posts and standing pages show, without what is about it on a site."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from archive.model.posts import Post

from . import xhtml
from .site import Site, StandingPage

#: The entry on the page of a post, by https://microformats.org/wiki/h-entry, and the text of any page.
_ENTRY = re.compile(r'<(\w+)\b[^>]*\sclass="[^"]*\bh-entry\b[^>]*>')
_ARTICLE = re.compile(r'<(\w+)\b[^>]*\srole="main"[^>]*>')
_WAY_THERE = re.compile(r'<nav class="breadcrumbs".*?</nav>', re.DOTALL)


@dataclass(frozen=True)
class Chapter:
    """A post, or a standing page."""

    path: str
    """Of its page, from the root of the site."""
    title: str
    text: xhtml.Text
    """Its title included."""
    post: Post | None = None


def of_posts(site: Site) -> Iterator[Chapter]:
    """A chapter for each post, oldest first."""
    for post in reversed(site.archive.posts):
        yield Chapter(post.path, post.title, _text(site, post.path, post.docname), post)


def of_standing_pages(site: Site) -> Iterator[Chapter]:
    """A chapter for each standing page that is of the blog, and has more to show than the posts that there are."""
    for page in site.standing:
        if page.searched and page.docname != "index":
            yield Chapter(page.path, page.title, _text(site, page.path, page))


def _text(site: Site, path: str, of: str | StandingPage) -> xhtml.Text:
    page = (site.html / path).read_text(encoding="utf-8")
    found = (_ENTRY.search(page) if isinstance(of, str) else None) or _ARTICLE.search(page)
    part = _element(page, found) if found else site.body(of if isinstance(of, str) else of.docname)
    return xhtml.text(_WAY_THERE.sub("", part), path)


def _element(page: str, start: re.Match[str]) -> str:
    """The whole of an element that begins at `start`."""
    depth = 0
    tags = re.compile(rf"<!--.*?-->|<(/?){start[1]}\b(?:[^>\"']|\"[^\"]*\"|'[^']*')*>", re.DOTALL | re.IGNORECASE)
    for tag in tags.finditer(page, start.start()):
        if tag[1] is not None:
            depth += -1 if tag[1] else 1
        if not depth:
            return page[start.start() : tag.end()]
    return page[start.start() :]
