"""Old addresses that lead to new ones: a small page at each for any host, and lists for hosts that can redirect.

The lists follow https://docs.netlify.com/manage/routing/redirects/overview/ (Cloudflare Pages reads the same), the
``map`` of nginx and of Caddy, Apache's ``RewriteMap`` of type txt, and the columns of Read the Docs' redirects. No page
can stand at an old address that has a query, such as ``/?p=5``: those stand in lists alone, for hosts that read them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from html import escape
from urllib.parse import quote, unquote, urlsplit

from ..core.addresses import folders, permalink, quoted_path
from ..core.texts import digest
from ..model.archive import Archive, Output, Unchanged
from ..model.autodiscovery import ATOM, RSS, feed_path
from ..model.oldaddresses import OldBlog
from ..model.posts import Site
from .oldaddresses import Lead, leads

#: The list that hosts read by themselves.
NETLIFY_FILE = "_redirects"
#: What would end a line of a list.
_UNLISTED = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


def redirects(archive: Archive, standing: Mapping[str, Sequence[str]]) -> Iterator[Output]:
    """A page for each old address, and the lists; `standing` gives the old paths of each standing page."""
    taken = {*(post.path for post in archive.posts), *(permalink(name) for name in standing)}
    known: dict[tuple[str, str], Lead] = {}
    for lead in leads(archive, standing):
        if lead.query or (lead.path not in taken and _fits(lead.path)):
            known.setdefault((lead.path, lead.query), lead)
    queries = sorted(lead for lead in known.values() if lead.query)
    paths = sorted(lead for lead in known.values() if not lead.query)
    files = {lead.path for lead in paths if lead.page} | taken
    paths = [lead for lead in paths if not lead.page or files.isdisjoint(folders(lead.path))]
    pages = [lead for lead in paths if lead.page and lead.path.endswith((".html", ".htm"))]
    site = repr(archive.site)
    for lead in pages:
        yield Output(lead.path, digest(repr(lead), site), partial(_page, archive.site, lead))
    base = urlsplit(archive.site.url).path or "/"
    hosts = _for_hosts_with_limits(queries, sorted({*paths} - {*pages}), pages)
    for lists, listed in ((LISTS, paths), (QUERY_LISTS, queries), (NETLIFY_LIST, hosts)):
        if listed:
            shown = repr(listed)
            yield from (Output(name, digest(name, shown, base), partial(make, listed, base))
                        for name, make in lists.items())  # fmt: skip


#: So many rules without a query does Cloudflare Pages take; and so many rules in all is Netlify given, which says that
#: with more a site may fail to be published.
_CLOUDFLARE_TAKES, _NETLIFY_TAKES = 2_000, 10_000
#: Queries that pages of the old blog led by: others came from nowhere but WordPress's own rules.
_LED_BY = re.compile("(?:p|page_id|cat|tag|author|feed)=")


def _for_hosts_with_limits(queries: list[Lead], unanswered: list[Lead], pages: list[Lead]) -> list[Lead]:
    """What Netlify and Cloudflare Pages are told, the more useful first: all, where there are not too many.

    Netlify does not heed a rule where a page stands, which leads on there itself; so of `pages` there are as many as
    Cloudflare Pages takes. Of what is `unanswered` by a page, short addresses tell of many posts, long ones of one.
    """
    unanswered = sorted(unanswered, key=lambda lead: (lead.path.count("/"), lead))
    led_by = [lead for lead in queries if _LED_BY.match(lead.query)]
    others = sorted({*queries} - {*led_by})
    return [*led_by, *unanswered, *pages[: max(0, _CLOUDFLARE_TAKES - len(unanswered))], *others]


def _fits(path: str) -> bool:
    """Whether a file can stand at `path`: a label may be any text."""
    parts = path.split("/")
    whole = all(part not in ("", ".", "..") and len(part.encode()) < 250 for part in parts)
    return whole and not _UNLISTED.search(path)


#: By service, the old addresses at which a feed itself can stand: no page there could lead a feed reader on.
FEEDS: dict[str, dict[str, tuple[str, ...]]] = {
    "blogger": {feed_path(ATOM): ("atom.xml", "feeds/posts/default"), feed_path(RSS): ("rss.xml",)},
}


def feeds_too(
    feeds: Iterable[Output | Unchanged[Output]], blogs: Iterable[OldBlog]
) -> Iterator[Output | Unchanged[Output]]:
    """The feeds, and those of them that stand at an old address of `blogs` too."""
    stood: dict[str, dict[str, None]] = {}
    for service, root in (one for blog in blogs for one in blog.roots):
        for feed, olds in FEEDS.get(service, {}).items():
            stood.setdefault(feed, {}).update(dict.fromkeys(f"{root}{old}" for old in olds))
    for output in feeds:
        yield output
        if isinstance(output, Output) and output.path in stood:
            yield from (replace(output, path=old) for old in stood[output.path])


def _page(site: Site, lead: Lead) -> str:
    """Leads on at once, without a script; search engines take the canonical link for a redirect."""
    read = ' dir="rtl"' if site.direction == "rtl" else ""
    way = "../" * lead.path.count("/") + quoted_path(lead.to)
    # Translators: the title of the page at an old address.
    title = escape(site.localization.gettext("Moved"))
    # Translators: what an old address says for a moment, until the browser goes on to the new one.
    words = site.localization.gettext("This page has moved: %(link)s.")
    link = f'<a href="{way}">{escape(site.title)}</a>'
    return (
        f'<!doctype html>\n<html lang="{site.language}"{read}>\n<meta charset="utf-8">\n<title>{title}</title>\n'
        f'<link rel="canonical" href="{escape(site.address(lead.to) if site.url else way)}">\n'
        '<meta name="robots" content="noindex">\n'
        f'<meta http-equiv="refresh" content="0; url={way}">\n'
        f"<p>{words % {'link': link}}</p>\n</html>\n"
    )


def _asked(lead: Lead, base: str = "/") -> str:
    """An old path as it is asked for below `base`, the site's path: a folder without the name of its page."""
    whole = lead.query or lead.path.rpartition("/")[2] != "index.html"
    return f"{base}{quoted_path(lead.path if whole else lead.path[: -len('index.html')])}"


#: What Apache leaves as it is when it escapes a path, in newer versions a semicolon too; and what it writes in small
#: letters.
_ESCAPED = "/$-_.+!*'(),:@&=~"
_CODE = re.compile("%[0-9A-F]{2}")


def _netlify(leads: list[Lead], base: str) -> str:
    """The ``!`` has a rule for a query go before the page that stands at the path without one.

    See https://docs.netlify.com/manage/routing/redirects/rewrites-proxies/#shadowing and, for limits,
    https://developers.cloudflare.com/pages/configuration/redirects/.
    """
    lines = []
    for lead in leads[:_NETLIFY_TAKES]:
        pairs = [pair for pair in lead.query.split("&") if pair]
        if all(re.fullmatch("[^=:]+=[^=:]+", pair) for pair in pairs):  # a colon would begin a placeholder
            asked = " ".join([_asked(lead, base), *pairs])
            lines.append(f"{asked} {base}{quoted_path(lead.to)} 301{'!' if pairs else ''}\n")
    if (more := len(leads) - _NETLIFY_TAKES) > 0:
        lines.append(f"# {more:,} more would be too many for Netlify: they stand in the lists for other hosts.\n")
    return "".join(lines)


def _nginx(leads: list[Lead], base: str) -> str:
    """To be included in a ``map $uri $moved``, which knows paths unquoted; queries, in a ``map $uri?$args $asked``.

    To nginx the case of letters makes no difference, and it does not start where a key is there twice.
    """
    lines: dict[str, str] = {}
    for lead in leads:
        key = f"{unquote(_asked(lead, base))}{_query(lead)}"
        quoted = key.replace("\\", "\\\\").replace('"', '\\"')
        lines.setdefault(key.lower(), f'"{quoted}" "{base}{quoted_path(lead.to)}";\n')
    return "".join(lines.values())


def _caddy(leads: list[Lead], base: str) -> str:
    """To be imported in a ``map``: of ``{path}``, which is unquoted, or with queries of ``{path}?{query}``.

    Between grave accents all stands as it is, and between quotation marks what has neither these nor a backslash. What
    has both is left to the page that leads on there.
    """
    lines = []
    for lead in leads:
        key = f"{unquote(_asked(lead, base))}{_query(lead)}"
        mark = '"' if "`" in key else "`"
        if mark == "`" or not re.search(r'["\\]', key):
            lines.append(f"{mark}{key}{mark} {base}{quoted_path(lead.to)}\n")
    return "".join(lines)


def _apache(leads: list[Lead], base: str) -> str:
    """To be asked for what Apache's ``int:escape`` makes of a path: a key has no blanks. Queries stand as asked for."""
    lines: dict[str, None] = {}
    for lead in leads:
        path = unquote(_asked(lead, base))
        for kept in (_ESCAPED, f"{_ESCAPED};"):
            key = _CODE.sub(lambda code: code[0].lower(), quote(path, kept))
            lines[f"{key}{_query(lead)} {base}{quoted_path(lead.to)}\n"] = None
    return "".join(lines)


def _query(lead: Lead) -> str:
    return f"?{lead.query}" if lead.query else ""


def _read_the_docs(leads: list[Lead], base: str) -> str:
    """From the host's root, where the blog stood: below the version's own path the pages lead on."""
    return "type,from_url,to_url,http_status\n" + "".join(
        f"exact,{_asked(lead)},{base}{quoted_path(lead.to)},301\n" for lead in leads
    )


NETLIFY_LIST = {NETLIFY_FILE: _netlify}
LISTS: dict[str, Callable[[list[Lead], str], str]] = {
    "redirects/nginx.map": _nginx,
    "redirects/apache.txt": _apache,
    "redirects/caddy.map": _caddy,
    "redirects/read-the-docs.csv": _read_the_docs,
}
#: For old addresses that have a query. Read the Docs cannot tell those apart, nor can Cloudflare Pages, which passes
#: over Netlify's lines for them.
QUERY_LISTS: dict[str, Callable[[list[Lead], str], str]] = {
    "redirects/queries/nginx.map": _nginx,
    "redirects/queries/apache.txt": _apache,
    "redirects/queries/caddy.map": _caddy,
}
