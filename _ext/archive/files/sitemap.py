"""Lists of all addresses: the sitemap (https://www.sitemaps.org/protocol.html), robots.txt, which leads to it, and the
list from which the page for what is not there suggests the nearest.

For that the sitemap would not do: it is eight times as long, since it says the site's address and a date with each, and
has every page of every listing. Nor would the search index, which knows words, not addresses.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from html import escape
from urllib.parse import quote

from ..core.dates import timestamp
from ..core.texts import digest
from ..model.archive import Archive, Output
from ..model.posts import Post, Site

#: Addresses in one file, at most: the protocol's own limit. Its other limit, 50 MB, is then out of reach.
LIMIT = 50_000
_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"

_Entry = tuple[str, str]
"""An address, and the date or time when what stands there last changed, or nothing."""


def sitemap(archive: Archive, pages: Iterable[tuple[str, str]]) -> Iterator[Output]:
    """``sitemap.xml`` of all posts and of `pages`, ``robots.txt``, and the key of IndexNow, if the site has one
    (https://www.indexnow.org/documentation).

    `pages` are addresses from the site's root, quoted, each with the day when it last changed, or nothing.
    Where there are more than one file may hold, ``sitemap.xml`` is an index of ``sitemap-1.xml`` and so
    on, in which the oldest posts come first, so that those full stay as they are. Where the site has no address
    yet there is no sitemap, since it holds whole addresses.
    """
    archive = archive.without_drafts()
    site = archive.site
    entries = [(site.address(post.path), _changed(post)) for post in reversed(archive.posts)]
    entries += [(site.url + page, day) for page, day in pages]
    if not site.url:
        pass
    elif len(entries) <= LIMIT:
        yield _file("sitemap.xml", "urlset", "url", entries)
    else:
        parts = [entries[i : i + LIMIT] for i in range(0, len(entries), LIMIT)]
        names = [f"sitemap-{number}.xml" for number in range(1, len(parts) + 1)]
        for name, part in zip(names, parts, strict=True):
            yield _file(name, "urlset", "url", part)
        yield _file("sitemap.xml", "sitemapindex", "sitemap", [(site.address(name), "") for name in names])
    yield Output("robots.txt", digest("robots", site.url), partial(_robots, site))
    if site.indexnow_key:
        # By which a search engine sees that who tells it of changes has a hand on the site.
        yield Output(f"{site.indexnow_key}.txt", digest(site.indexnow_key), lambda: site.indexnow_key)


def _changed(post: Post) -> str:
    """When a post last changed, as W3C datetime: a day alone where no time is known."""
    if post.updated is None and not post.timed:
        return post.date.date().isoformat()
    return timestamp(post.last_changed).isoformat()


def _file(path: str, root: str, element: str, entries: list[_Entry]) -> Output:
    key = digest(root, *(part for entry in entries for part in entry))
    return Output(path, key, partial(_render, root, element, entries))


def _render(root: str, element: str, entries: list[_Entry]) -> str:
    lines = []
    for address, changed in entries:
        lastmod = f"<lastmod>{changed}</lastmod>" if changed else ""
        lines.append(f"<{element}><loc>{escape(address)}</loc>{lastmod}</{element}>")
    body = "\n".join(lines)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} xmlns="{_NAMESPACE}">\n{body}\n</{root}>\n'


def _robots(site: Site) -> str:
    return "User-agent: *\nDisallow:\n" + (f"\nSitemap: {site.url}sitemap.xml\n" if site.url else "")


#: A list with a line for each folder: its path, and after it the names in it; all quoted, so that none holds a space.
ADDRESSES = "addresses.txt"


def addresses(archive: Archive, standing: Iterable[str]) -> Iterator[Output]:
    """The list, of all posts, and below an empty line of terms, names and the pages named `standing`; in it nothing
    that changes."""
    posts = sorted([post.path.removesuffix(".html") for post in archive.posts])
    others = [*(term.page for term in archive.by_term), *(entry.page for entry in archive.objects), *standing]
    others.sort()
    yield Output(ADDRESSES, digest(*posts, "", *others), partial(_render_addresses, posts, others))


def _render_addresses(posts: list[str], others: list[str]) -> str:
    return f"{_by_folder(posts)}\n{_by_folder(others)}"


def _by_folder(names: list[str]) -> str:
    folders: dict[str, list[str]] = {}
    for name in names:
        folder, _, last_part = quote(name).rpartition("/")
        folders.setdefault(folder, []).append(last_part)
    return "".join(f"{folder}/ {' '.join(in_folder)}\n" for folder, in_folder in folders.items())
