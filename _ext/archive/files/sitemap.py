"""The sitemap (https://www.sitemaps.org/protocol.html), and the robots.txt that leads to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from html import escape

from ..core.dates import timestamp
from ..core.digests import digest
from ..model.archive import Archive
from ..model.outputs import Output
from ..model.posts import Post, Site

#: Addresses in one file, at most: the protocol's own limit. Its other limit, 50 MB, is then out of reach.
LIMIT = 50_000
_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"

#: An address, and the date or time when what stands there last changed, or nothing.
_Entry = tuple[str, str]


def sitemap(archive: Archive, pages: Iterable[tuple[str, str]]) -> Iterator[Output]:
    """``sitemap.xml`` of all posts and of `pages`, and ``robots.txt``.

    `pages` are addresses from the site's root, quoted, each with the day when it last changed, or nothing.
    Where there are more than one file may hold, ``sitemap.xml`` is an index of ``sitemap-1.xml`` and so
    on, in which the oldest posts come first, so that those full stay as they are.
    """
    archive = archive.without_drafts()
    site = archive.site
    entries = [(site.address(post.path), _changed(post)) for post in reversed(archive.posts)]
    entries += [(site.url + page, day) for page, day in pages]
    if len(entries) <= LIMIT:
        yield _file("sitemap.xml", "urlset", "url", entries)
    else:
        parts = [entries[i : i + LIMIT] for i in range(0, len(entries), LIMIT)]
        names = [f"sitemap-{number}.xml" for number in range(1, len(parts) + 1)]
        for name, part in zip(names, parts, strict=True):
            yield _file(name, "urlset", "url", part)
        yield _file("sitemap.xml", "sitemapindex", "sitemap", [(site.address(name), "") for name in names])
    yield Output("robots.txt", digest("robots", site.url), partial(_robots, site))


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
    for place, changed in entries:
        when = f"<lastmod>{changed}</lastmod>" if changed else ""
        lines.append(f"<{element}><loc>{escape(place)}</loc>{when}</{element}>")
    body = "\n".join(lines)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} xmlns="{_NAMESPACE}">\n{body}\n</{root}>\n'


def _robots(site: Site) -> str:
    return f"User-agent: *\nDisallow:\n\nSitemap: {site.url}sitemap.xml\n"
