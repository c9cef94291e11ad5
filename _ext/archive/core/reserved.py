"""The addresses at which the build makes pages and files by itself: what else stands there must go elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .paths import path_key

#: Pages at the root that the build makes, by their names.
PAGES = ("search", "genindex", "404", "threads", "figures", "subscribe")
#: Folders in which no post may stand. Of old addresses some may, as long as no page is made there: see `is_made`.
FOLDERS = frozenset({"_static", "_images", "blog", "cite", "feeds", "headers", "names", "on", "pagefind", "redirects",
                     "threads"})  # fmt: skip

_PAGE = r"(/page-[0-9]+)?\.html"
_MADE = re.compile(
    rf"({'|'.join(PAGES)})\.html"
    # Anything may be called as a name, a thread or a term is.
    r"|(_[^/]*|cite|feeds|headers|names|pagefind|redirects|threads)/.*"
    r"|blog/((category|tag|author)(\.html|/.*)|(index|archive|page-[0-9]+)\.html|.*\.(xml|json))"
    rf"|blog/[0-9]{{1,4}}(/[0-9]{{2}})?{_PAGE}"
    rf"|on/(index\.html|[0-9]{{2}}-[0-9]{{2}}{_PAGE})"
    r"|_[^/]*|objects\.inv|addresses\.txt|robots\.txt|\.[^/]*|(sitemap[^/]*|atom|rss)\.xml"
)

#: Where a blog that stood at ``/blog/`` had its lists: nothing that is made below `blog` is called so.
_LED = re.compile(r"blog/([^/]+(?<!\.html)(?<!\.xml)(?<!\.json)/)+index\.html")


def is_made(path: str) -> bool:
    """Whether the build makes a page or file at `path`, or at one of the folders in which it lies.

    `path` counts from the site's root, unquoted, as `archive.paths.permalink` gives it; its case does not matter.
    """
    key = path_key(path)
    if _LED.fullmatch(key):
        return False
    return bool(_MADE.fullmatch(key)) or any(_MADE.fullmatch(folder) for folder in folders(key))


def folders(path: str) -> Iterator[str]:
    """The folders in which `path` lies, the innermost first: ``a/b`` and ``a`` of ``a/b/c.html``."""
    while "/" in path:
        path = path.rpartition("/")[0]
        yield path
