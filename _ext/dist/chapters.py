"""The chapters of books: what the pages of posts and standing pages show, without what is about it on a site."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from archive.core.texts import clean
from archive.model.posts import Post

from . import xhtml
from .site import Site

#: The entry on the page of a post, by https://microformats.org/wiki/h-entry, and the text of any page.
_ENTRY = re.compile(r'<\w+\b[^>]*\sclass="[^"]*\bh-entry\b[^>]*>')
_ARTICLE = re.compile(r'<\w+\b[^>]*\srole="main"[^>]*>')
#: What is about a post on its page, and belongs to a site.
_ABOUT = re.compile(
    r'<nav class="breadcrumbs".*?</nav>|<details class="cite">.*?</details>'
    r'|<section class="(?:backlinks|related)".*?</section>', re.DOTALL
)  # fmt: skip


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
        yield Chapter(post.path, clean(post.title), _text(site, post.path, post.docname, is_post=True), post)


def of_standing_pages(site: Site) -> Iterator[Chapter]:
    """A chapter for each standing page that is of the blog, and has more to show than the posts that there are."""
    for page in site.standing:
        if page.searched and page.docname != "index":
            yield Chapter(page.path, clean(page.title), _text(site, page.path, page.docname, is_post=False))


def _text(site: Site, path: str, docname: str, *, is_post: bool) -> xhtml.Text:
    page = (site.html / path).read_text(encoding="utf-8")
    start = (_ENTRY.search(page) if is_post else None) or _ARTICLE.search(page)
    # An author's own HTML may end more elements than it began: so what comes after the entry is taken too.
    end = page.rfind("</article>")
    part = page[start.start() : end] if start and end > start.start() else site.body(docname)
    return xhtml.text(_ABOUT.sub("", part), path)
