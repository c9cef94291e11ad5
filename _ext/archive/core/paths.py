"""Where a document is served, and addresses inside the site in HTML that is stored."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Mapping
from functools import lru_cache
from urllib.parse import quote

#: The folder of the posts; their addresses leave it out.
POSTS = "posts/"
#: The folder of standing pages that an import brought.
PAGES = "p/"


def permalink(docname: str) -> str:
    """Give the path from the site's root, unquoted: ``posts/2012/10/a`` stands at ``2012/10/a.html``."""
    return f"{docname.removeprefix(POSTS)}.html"


@lru_cache(maxsize=65_536)
def quoted(docname: str) -> str:
    """The permalink as it stands in an address; thousands of pages lead to the same few."""
    return quote(permalink(docname))


@lru_cache(maxsize=65_536)
def quoted_path(path: str) -> str:
    """Any path as it stands in an address."""
    return quote(path)


def root_of(pagename: str) -> str:
    """The way from a page to the site's root, as a relative address: ``../../`` or ``./``."""
    return "../" * permalink(pagename).count("/") or "./"


def section(name: str) -> str:
    """The page of the sidebar to which a standing page belongs: the index of its folder, if it is in one, or itself."""
    first = name.partition("/")[0]
    return f"{first}/index" if "/" in name else name


def path_key(path: str) -> str:
    """The same for paths that a file system which ignores case could not tell apart."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", path).casefold())


def post_name(text: str) -> str:
    """What a text that names a post has in common with the post's name: ``2012/10/a`` of ``/2012/10/a.html``."""
    return text.strip().lstrip("/").removeprefix(POSTS).removesuffix(".md").removesuffix(".html")


def find_post(text: str, known: Container[str], by_name: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The posts that a path, or the last part of one, names: one, or none, or several where that is ambiguous."""
    name = post_name(text)
    if POSTS + name in known:
        return (POSTS + name,)
    return () if "/" in name else by_name.get(name, ())


#: In stored HTML, a link or image address inside the site begins with this, followed by the path from
#: the site's root: ``href="site:2012/10/steady-on-maggie.html"``. Whoever shows the HTML puts the
#: address of the root in its place (see `rebase`).
SITE_SCHEME = "site:"


#: An attribute that holds several addresses, as the archive writes it.
_SEVERAL = f' srcset="{SITE_SCHEME}'
_SRCSET = re.compile(rf'{_SEVERAL}[^"]*"')


def whole(address: str, root: str) -> str:
    """Put `root` where an address says `SITE_SCHEME`; another is as it was."""
    return root + address.removeprefix(SITE_SCHEME) if address.startswith(SITE_SCHEME) else address


def rebase(html: str, root: str) -> str:
    """Put `root` (``../../``, or the site's address) where links in stored HTML say `SITE_SCHEME`."""
    if _SEVERAL in html:
        html = _SRCSET.sub(lambda found: found[0].replace(f" {SITE_SCHEME}", f" {root}"), html)
    return html.replace(f'="{SITE_SCHEME}', f'="{root}')
