"""Old addresses that lead to new ones: a small page at each for any host, and lists for hosts that can redirect.

The lists follow https://docs.netlify.com/manage/routing/redirects/overview/ (Cloudflare Pages reads the same), the
``map`` of nginx and of Caddy, Apache's ``RewriteMap`` of type txt, and the columns of Read the Docs' redirects. No page
can stand at an old address that has a query, such as ``/?p=5``: those stand in lists alone, for hosts that read them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import replace
from functools import partial
from html import escape
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

from ..core.addresses import folders, permalink, quoted_path
from ..core.texts import digest
from ..model.archive import Archive, Output, Unchanged
from ..model.autodiscovery import ATOM, RSS, feed_path
from ..model.oldaddresses import OldBlog
from ..model.posts import Site
from .oldaddresses import INDEX, Redirect, all_redirects

#: The list that hosts read by themselves.
NETLIFY_FILE = "_redirects"
#: What would end a line of a list.
_UNLISTED = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


def redirects(archive: Archive, standing: Mapping[str, Sequence[str]]) -> Iterator[Output]:
    """A page for each old address, and the lists; `standing` gives the old paths of each standing page."""
    taken = {*(post.path for post in archive.posts), *(permalink(name) for name in standing)}
    paths, queries = _chosen(all_redirects(archive, standing), taken)
    pages = [redirect for redirect in paths if redirect.has_page and redirect.path.endswith((".html", ".htm"))]
    site_key = repr(archive.site)
    for redirect in pages:
        yield Output(redirect.path, digest(repr(redirect), site_key), partial(_page, archive.site, redirect))
    base = urlsplit(archive.site.url).path or "/"
    without_page = sorted({*paths} - {*pages})
    limited = _for_hosts_with_limits(queries, without_page, pages)
    for writers, listed in ((LISTS, paths), (QUERY_LISTS, queries), (NETLIFY_LIST, limited)):
        if listed:
            key = repr(listed)
            for name, write in writers.items():
                yield Output(name, digest(name, key, base), partial(write, listed, base))


def _chosen(found: Iterable[Redirect], taken: Set[str]) -> tuple[list[Redirect], list[Redirect]]:
    """The redirects of paths, and those of queries, in order: of each old address the first, and none where something
    is published, which the paths `taken` are, or where no file can stand."""
    first_of: dict[tuple[str, str], Redirect] = {}
    # Where what is published needs a folder, which may be called as a page, no page can stand either.
    needed = {folder for path in taken if ".htm" in path.rpartition("/")[0] for folder in folders(path)}
    barred = taken | needed
    for redirect in found:
        if redirect.query or (redirect.path not in barred and _can_be_file(redirect.path)):
            first_of.setdefault((redirect.path, redirect.query), redirect)
    queries = sorted(redirect for redirect in first_of.values() if redirect.query)
    paths = sorted(redirect for redirect in first_of.values() if not redirect.query)
    files = {redirect.path for redirect in paths if redirect.has_page} | taken
    # Where a file stands, none can stand below its path.
    paths = [redirect for redirect in paths if not redirect.has_page or files.isdisjoint(folders(redirect.path))]
    return paths, queries


#: Cloudflare Pages takes so many rules without a query.
_MOST_FOR_CLOUDFLARE = 2_000
#: Netlify is given so many rules in all: it says that with more a site may fail to be published.
_MOST_FOR_NETLIFY = 10_000
#: Queries that links of the old blog had: others came from nowhere but WordPress's own rules.
_LINKED_QUERY = re.compile("(?:p|page_id|cat|tag|author|feed)=")


def _for_hosts_with_limits(
    queries: list[Redirect], without_page: list[Redirect], pages: list[Redirect]
) -> list[Redirect]:  # fmt: skip
    """What Netlify and Cloudflare Pages are told, the more useful first: all, where there are not too many.

    Netlify does not heed a rule where a page stands, which leads on there itself; so of `pages` there are as many as
    Cloudflare Pages takes. Of those `without_page`, short addresses are of many posts, long ones of one.
    """
    without_page = sorted(without_page, key=lambda redirect: (redirect.path.count("/"), redirect))
    linked = [redirect for redirect in queries if _LINKED_QUERY.match(redirect.query)]
    other_queries = sorted({*queries} - {*linked})
    room = max(0, _MOST_FOR_CLOUDFLARE - len(without_page))
    return [*linked, *without_page, *pages[:room], *other_queries]


def _can_be_file(path: str) -> bool:
    """Whether a file can stand at `path`: a label may be any text."""
    if _UNLISTED.search(path):
        return False
    return all(part not in ("", ".", "..") and len(part.encode()) < 250 for part in path.split("/"))


#: By service, the old addresses at which a feed itself can stand: no page there could lead a feed reader on.
FEEDS: dict[str, dict[str, tuple[str, ...]]] = {
    "blogger": {feed_path(ATOM): ("atom.xml", "feeds/posts/default"), feed_path(RSS): ("rss.xml",)},
}


def with_old_addresses(
    feeds: Iterable[Output | Unchanged[Output]], blogs: Iterable[OldBlog]
) -> Iterator[Output | Unchanged[Output]]:
    """The feeds, each also at the old addresses at which readers of one of the `blogs` ask for it."""
    old_paths: dict[str, dict[str, None]] = {}
    for blog in blogs:
        for service, root in blog.roots:
            for feed, olds in FEEDS.get(service, {}).items():
                old_paths.setdefault(feed, {}).update(dict.fromkeys(f"{root}{old}" for old in olds))
    for output in feeds:
        yield output
        if isinstance(output, Output):
            yield from (replace(output, path=old) for old in old_paths.get(output.path, ()))


def _page(site: Site, redirect: Redirect) -> str:
    """Leads on at once, without a script; search engines take the canonical link for a redirect."""
    direction = ' dir="rtl"' if site.direction == "rtl" else ""
    target = "../" * redirect.path.count("/") + quoted_path(redirect.target)
    # Translators: the title of the page at an old address.
    title = escape(site.localization.gettext("Moved"))
    # Translators: what an old address says for a moment, until the browser goes on to the new one.
    words = site.localization.gettext("This page has moved: %(link)s.")
    link = f'<a href="{target}">{escape(site.title)}</a>'
    return (
        f'<!doctype html>\n<html lang="{site.language}"{direction}>\n<meta charset="utf-8">\n<title>{title}</title>\n'
        f'<link rel="canonical" href="{escape(site.address(redirect.target) if site.url else target)}">\n'
        '<meta name="robots" content="noindex">\n'
        f'<meta http-equiv="refresh" content="0; url={target}">\n'
        f"<p>{words % {'link': link}}</p>\n</html>\n"
    )


def redirected_paths(outdir: Path, url: str) -> frozenset[str]:
    """The old paths, from the root of the site and unquoted, from which hosts lead on by the list in a built site.

    `url` is where the site stands. Of paths with a query, which a page may answer without it, there are none.
    """
    try:
        lines = (outdir / NETLIFY_FILE).read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return frozenset()
    base = urlsplit(url).path or "/"
    rules = (line.split() for line in lines)
    return frozenset(unquote(rule[0].removeprefix(base)) for rule in rules if len(rule) == 3)


def _requested(redirect: Redirect, base: str = "/") -> str:
    """An old path as it is asked for below `base`, the site's path: a folder without the name of its page."""
    folder, slash, name = redirect.path.rpartition("/")
    path = f"{folder}{slash}" if name == INDEX and not redirect.query else redirect.path
    return f"{base}{quoted_path(path)}"


#: What Apache leaves as it is when it escapes a path; newer versions leave a semicolon too.
_LEFT_BY_APACHE = "/$-_.+!*'(),:@&=~"
#: What it writes in small letters.
_PERCENT_CODE = re.compile("%[0-9A-F]{2}")


def _netlify(redirects: list[Redirect], base: str) -> str:
    """The ``!`` has a rule for a query go before the page that stands at the path without one.

    See https://docs.netlify.com/manage/routing/redirects/rewrites-proxies/#shadowing and, for limits,
    https://developers.cloudflare.com/pages/configuration/redirects/.
    """
    lines = []
    for redirect in redirects[:_MOST_FOR_NETLIFY]:
        pairs = [pair for pair in redirect.query.split("&") if pair]
        if all(re.fullmatch("[^=:]+=[^=:]+", pair) for pair in pairs):  # a colon would begin a placeholder
            rule = " ".join([_requested(redirect, base), *pairs])
            lines.append(f"{rule} {base}{quoted_path(redirect.target)} 301{'!' if pairs else ''}\n")
    if (more := len(redirects) - _MOST_FOR_NETLIFY) > 0:
        lines.append(f"# {more:,} more would be too many for Netlify: they stand in the lists for other hosts.\n")
    return "".join(lines)


def _nginx(redirects: list[Redirect], base: str) -> str:
    """To be included in a ``map $uri $moved``, which knows paths unquoted; queries, in a ``map $uri?$args $asked``.

    To nginx the case of letters makes no difference, and it does not start where a key is there twice.
    """
    lines: dict[str, str] = {}
    for redirect in redirects:
        key = f"{unquote(_requested(redirect, base))}{_query(redirect)}"
        quoted = key.replace("\\", "\\\\").replace('"', '\\"')
        lines.setdefault(key.lower(), f'"{quoted}" "{base}{quoted_path(redirect.target)}";\n')
    return "".join(lines.values())


def _caddy(redirects: list[Redirect], base: str) -> str:
    """To be imported in a ``map``: of ``{path}``, which is unquoted, or with queries of ``{path}?{query}``.

    Between grave accents all stands as it is, and between quotation marks what has neither these nor a backslash. What
    has both is left to the page that leads on there.
    """
    lines = []
    for redirect in redirects:
        key = f"{unquote(_requested(redirect, base))}{_query(redirect)}"
        mark = '"' if "`" in key else "`"
        if mark == "`" or not re.search(r'["\\]', key):
            lines.append(f"{mark}{key}{mark} {base}{quoted_path(redirect.target)}\n")
    return "".join(lines)


def _apache(redirects: list[Redirect], base: str) -> str:
    """To be asked for what Apache's ``int:escape`` makes of a path: a key has no blanks. Queries stand as asked for."""
    lines: dict[str, None] = {}
    for redirect in redirects:
        path = unquote(_requested(redirect, base))
        for safe in (_LEFT_BY_APACHE, f"{_LEFT_BY_APACHE};"):
            key = _PERCENT_CODE.sub(lambda code: code[0].lower(), quote(path, safe))
            lines[f"{key}{_query(redirect)} {base}{quoted_path(redirect.target)}\n"] = None
    return "".join(lines)


def _query(redirect: Redirect) -> str:
    return f"?{redirect.query}" if redirect.query else ""


def _read_the_docs(redirects: list[Redirect], base: str) -> str:
    """From the host's root, where the blog stood: below the version's own path the pages lead on."""
    return "type,from_url,to_url,http_status\n" + "".join(
        f"exact,{_requested(redirect)},{base}{quoted_path(redirect.target)},301\n" for redirect in redirects
    )


NETLIFY_LIST = {NETLIFY_FILE: _netlify}
LISTS: dict[str, Callable[[list[Redirect], str], str]] = {
    "redirects/nginx.map": _nginx,
    "redirects/apache.txt": _apache,
    "redirects/caddy.map": _caddy,
    "redirects/read-the-docs.csv": _read_the_docs,
}
#: For old addresses that have a query. Read the Docs cannot tell those apart, nor can Cloudflare Pages, which passes
#: over Netlify's lines for them.
QUERY_LISTS: dict[str, Callable[[list[Redirect], str], str]] = {
    "redirects/queries/nginx.map": _nginx,
    "redirects/queries/apache.txt": _apache,
    "redirects/queries/caddy.map": _caddy,
}
