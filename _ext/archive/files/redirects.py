"""Old addresses that lead to new ones: a small page at each for any host, and lists for hosts that can redirect.

The lists follow https://docs.netlify.com/manage/routing/redirects/overview/ (Cloudflare Pages reads the same), nginx's
``map``, Apache's ``RewriteMap`` of type txt, and the columns of Read the Docs' redirects. No page can stand at an old
address that has a query, such as ``/?p=5``: those stand in lists alone, for hosts that read queries.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from html import escape
from typing import NamedTuple
from urllib.parse import quote, unquote, urlsplit

from ..core.digests import digest
from ..core.paths import permalink, quoted_path
from ..core.reserved import folders
from ..model.archive import Archive
from ..model.autodiscovery import ATOM, RSS, feed_path
from ..model.outputs import Output, Unchanged
from ..model.posts import Post, Site

#: The list that hosts read by themselves.
NETLIFY = "_redirects"
#: What would end a line of a list.
_UNLISTED = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


class Lead(NamedTuple):
    """An old address and where it leads."""

    path: str
    """From the site's root, unquoted and without a slash before it."""
    to: str
    """The path to which it leads, likewise."""
    query: str = ""
    """What follows the path and a ``?``, as it is asked for."""


def redirects(archive: Archive, style: str, standing: Mapping[str, Sequence[str]]) -> Iterator[Output]:
    """A page for each old address, and the lists.

    `style` names the service whose addresses are answered too; `standing` gives the old paths of each standing page.
    """
    pages = {permalink(name): olds for name, olds in standing.items()}
    taken = {*(post.path for post in archive.posts), *pages}
    # What an author names goes before what a service would have had.
    named = [_given(old, new) for new, olds in _named(archive, pages) for old in olds]
    queries = sorted(lead for lead in named if lead.query)
    known = {lead.path: lead for lead in reversed([*named, *_general_index(archive), *STYLES[style](archive)])
             if not lead.query and lead.path not in taken and _fits(lead.path)}  # fmt: skip
    files = known.keys() | taken
    leads = sorted(lead for lead in known.values() if files.isdisjoint(folders(lead.path)))
    for lead in leads:
        if lead.path.endswith((".html", ".htm")):
            yield Output(lead.path, digest(repr(lead), repr(archive.site)), partial(_page, archive.site, lead))
    base = urlsplit(archive.site.url).path or "/"
    for lists, listed in ((LISTS, leads), (QUERY_LISTS, queries), ({NETLIFY: _netlify}, [*queries, *leads])):
        if listed:
            yield from (Output(name, digest(name, repr(listed), base), partial(make, listed, base))
                        for name, make in lists.items())  # fmt: skip


def _given(old: str, new: str) -> Lead:
    """An old address as the field `redirect` gives it."""
    path, _, query = old.partition("?")
    return Lead(path, new, query)


def _fits(path: str) -> bool:
    """Whether a file can stand at `path`: a label may be any text."""
    parts = path.split("/")
    whole = all(part not in ("", ".", "..") and len(part.encode()) < 250 for part in parts)
    return whole and not _UNLISTED.search(path)


def _named(archive: Archive, pages: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, Sequence[str]]]:
    """What the front matter of posts and of standing pages names: the old addresses of each path."""
    yield from ((post.path, post.redirects) for post in archive.posts)
    yield from pages.items()


def _general_index(archive: Archive) -> Iterator[Lead]:
    """Where readers of documentation look for the index of all names, and where Sphinx's own label for it leads."""
    if archive.definitions:
        yield Lead("genindex.html", permalink("names/index"))


def _folders(archive: Archive) -> Iterator[Lead]:
    """Years and months, where a reader comes who shortens the address of a post."""
    for year in archive.by_year:
        yield Lead(f"{year}/index.html", permalink(f"blog/{year}"))
    for year, month in archive.by_month:
        yield Lead(f"{year}/{month:02}/index.html", permalink(f"blog/{year}/{month:02}"))


def _moved(archive: Archive) -> list[Post]:
    """The posts that stood elsewhere before: one written since gave no label or month an address there."""
    return [post for post in archive.posts if post.original or post.redirects]


def _blogger(archive: Archive) -> Iterator[Lead]:
    """Months, years, labels and feeds as Blogger addressed them."""
    yield from _folders(archive)
    for post in _moved(archive):
        yield Lead(f"{post.date.year:04}_{post.date.month:02}_01_archive.html", permalink(post.month_page))
        for term in post.terms:
            if term.kind != "author":
                yield Lead(f"search/label/{term.name}/index.html", permalink(term.page))
    yield Lead("feeds/posts/default", feed_path(ATOM))
    yield Lead("atom.xml", feed_path(ATOM))
    yield Lead("rss.xml", feed_path(RSS))


def _wordpress(archive: Archive) -> Iterator[Lead]:
    """Months, years, terms and feeds as WordPress addresses them."""
    yield from _folders(archive)
    for post in _moved(archive):
        yield from (Lead(f"{term.kind}/{term.slug}/index.html", permalink(term.page)) for term in post.terms)
    yield Lead("feed/index.html", feed_path(RSS))
    yield Lead("feed/atom/index.html", feed_path(ATOM))


STYLES: dict[str, Callable[[Archive], Iterator[Lead]]] = {
    "": lambda archive: iter(()), "blogger": _blogger, "wordpress": _wordpress,
}  # fmt: skip


#: By style, the old addresses at which a feed itself can stand: no page there could lead a feed reader on.
FEEDS: dict[str, dict[str, tuple[str, ...]]] = {
    "blogger": {feed_path(ATOM): ("atom.xml", "feeds/posts/default"), feed_path(RSS): ("rss.xml",)},
}


def feeds_too(
    feeds: Iterable[Output | Unchanged[Output]], style: str
) -> Iterator[Output | Unchanged[Output]]:
    """The feeds, and those of them that stand at an old address too."""
    stood = FEEDS.get(style, {})
    for output in feeds:
        yield output
        if isinstance(output, Output) and output.path in stood:
            yield from (replace(output, path=old) for old in stood[output.path])


def _page(site: Site, lead: Lead) -> str:
    """Leads on at once, without a script; search engines take the canonical link for a redirect."""
    read = ' dir="rtl"' if site.direction == "rtl" else ""
    way = "../" * lead.path.count("/") + quoted_path(lead.to)
    return (
        f'<!doctype html>\n<html lang="{site.language}"{read}>\n<meta charset="utf-8">\n<title>Moved</title>\n'
        f'<link rel="canonical" href="{escape(site.url + quoted_path(lead.to))}">\n'
        '<meta name="robots" content="noindex">\n'
        f'<meta http-equiv="refresh" content="0; url={way}">\n'
        f'<p>This page has moved: <a href="{way}">{escape(site.title)}</a>.</p>\n</html>\n'
    )


def _asked(lead: Lead, base: str = "/") -> str:
    """An old path as it is asked for below `base`, the site's path: a folder without the name of its page."""
    whole = lead.query or lead.path.rpartition("/")[2] != "index.html"
    return f"{base}{quoted_path(lead.path if whole else lead.path[: -len('index.html')])}"


#: What Apache leaves as it is when it escapes a path, and what it writes in small letters.
_ESCAPED = "/$-_.+!*'(),:@&=~"
_CODE = re.compile("%[0-9A-F]{2}")


def _netlify(leads: list[Lead], base: str) -> str:
    """The ``!`` has a rule for a query go before the page that stands at the path without one."""
    lines = []
    for lead in leads:
        pairs = [pair for pair in lead.query.split("&") if pair]
        if all(re.fullmatch("[^=:]+=[^=:]+", pair) for pair in pairs):  # a colon would begin a placeholder
            asked = " ".join([_asked(lead, base), *pairs])
            lines.append(f"{asked} {base}{quoted_path(lead.to)} 301{'!' if pairs else ''}\n")
    return "".join(lines)


def _nginx(leads: list[Lead], base: str) -> str:
    """To be included in a ``map $uri $moved``, which knows paths unquoted; queries, in a ``map $uri?$args $asked``."""
    return "".join(
        f'"{unquote(_asked(lead, base))}{_query(lead)}" "{base}{quoted_path(lead.to)}";\n' for lead in leads
    )


def _apache(leads: list[Lead], base: str) -> str:
    """To be asked for what Apache's ``int:escape`` makes of a path: a key has no blanks. Queries stand as asked for."""
    keys = (quote(unquote(_asked(lead, base)), _ESCAPED) for lead in leads)
    lowered = (_CODE.sub(lambda code: code[0].lower(), key) for key in keys)
    return "".join(
        f"{key}{_query(lead)} {base}{quoted_path(lead.to)}\n" for key, lead in zip(lowered, leads, strict=True)
    )


def _query(lead: Lead) -> str:
    return f"?{lead.query}" if lead.query else ""


def _read_the_docs(leads: list[Lead], base: str) -> str:
    """From the host's root, where the blog stood: below the version's own path the pages lead on."""
    return "type,from_url,to_url,http_status\n" + "".join(
        f"exact,{_asked(lead)},{base}{quoted_path(lead.to)},301\n" for lead in leads
    )


LISTS: dict[str, Callable[[list[Lead], str], str]] = {
    "redirects/nginx.map": _nginx,
    "redirects/apache.txt": _apache,
    "redirects/read-the-docs.csv": _read_the_docs,
}
#: For old addresses that have a query. Read the Docs cannot tell those apart, nor can Cloudflare Pages, which passes
#: over Netlify's lines for them.
QUERY_LISTS: dict[str, Callable[[list[Lead], str], str]] = {
    "redirects/queries/nginx.map": _nginx,
    "redirects/queries/apache.txt": _apache,
}
