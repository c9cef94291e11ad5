"""Old addresses that lead to new ones: a small page at each for any host, and lists for hosts that can redirect.

The lists follow https://docs.netlify.com/routing/redirects/ (Cloudflare Pages reads the same), nginx's ``map``,
Apache's ``RewriteMap`` of type txt, and the columns of Read the Docs' redirects.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from html import escape
from urllib.parse import quote, unquote, urlsplit

from .digests import digest
from .feeds import autodiscovery
from .model import Archive
from .outputs import Output
from .paths import permalink, quoted_path
from .posts import Post, Site
from .remembered import Known

#: An old path from the site's root, unquoted and without a slash before it, and the path to which it leads.
Lead = tuple[str, str]


def redirects(archive: Archive, style: str, standing: Mapping[str, Sequence[str]]) -> Iterator[Output]:
    """A page for each old address, and the lists.

    `style` names the service whose addresses are answered too; `standing` gives the old paths of each standing page.
    """
    pages = {permalink(name): olds for name, olds in standing.items()}
    taken = {*(post.path for post in archive.posts), *pages}
    # What an author names goes before what a service would have had.
    named = [*_named(archive), *_general_index(archive), *((old, new) for new, olds in pages.items() for old in olds)]
    known = reversed([*named, *STYLES[style](archive)])
    leads = {old: new for old, new in known if old not in taken and _fits(old)}
    for old, new in sorted(leads.items()):
        if old.endswith(".html"):
            yield Output(old, digest(old, new, repr(archive.site)), partial(_page, archive.site, old, new))
    if leads:
        text, base = sorted(leads.items()), urlsplit(archive.site.url).path or "/"
        yield from (Output(name, digest(name, repr(text), base), partial(make, text, base))
                    for name, make in LISTS.items())  # fmt: skip


def _fits(path: str) -> bool:
    """Whether a file can stand at `path`: a label may be any text."""
    parts = path.split("/")
    return path.isprintable() and all(part not in ("", ".", "..") and len(part.encode()) < 250 for part in parts)


def _named(archive: Archive) -> Iterator[Lead]:
    """What the front matter of posts names."""
    for post in archive.posts:
        yield from ((old, post.path) for old in post.redirects)


def _general_index(archive: Archive) -> Iterator[Lead]:
    """Where readers of documentation look for the index of all names, and where Sphinx's own label for it leads."""
    if archive.definitions:
        yield "genindex.html", permalink("names/index")


def _folders(archive: Archive) -> Iterator[Lead]:
    """Years and months, where a reader comes who shortens the address of a post."""
    for year in archive.by_year:
        yield f"{year}/index.html", permalink(f"blog/{year}")
    for year, month in archive.by_month:
        yield f"{year}/{month:02}/index.html", permalink(f"blog/{year}/{month:02}")


def _moved(archive: Archive) -> list[Post]:
    """The posts that stood elsewhere before: one written since gave no label or month an address there."""
    return [post for post in archive.posts if post.original or post.redirects]


def _blogger(archive: Archive) -> Iterator[Lead]:
    """Months, years, labels and feeds as Blogger addressed them."""
    yield from _folders(archive)
    for post in _moved(archive):
        yield f"{post.date:%Y_%m}_01_archive.html", permalink(post.month_page)
        for term in post.terms:
            if term.kind != "author":
                yield f"search/label/{term.name}/index.html", permalink(term.page)
    yield "feeds/posts/default", autodiscovery(archive.site)[0].path
    yield "atom.xml", autodiscovery(archive.site)[0].path
    yield "rss.xml", autodiscovery(archive.site)[1].path


def _wordpress(archive: Archive) -> Iterator[Lead]:
    """Months, years, terms and feeds as WordPress addresses them."""
    yield from _folders(archive)
    for post in _moved(archive):
        yield from ((f"{term.kind}/{term.slug}/index.html", permalink(term.page)) for term in post.terms)
    yield "feed/index.html", autodiscovery(archive.site)[1].path
    yield "feed/atom/index.html", autodiscovery(archive.site)[0].path


STYLES: dict[str, Callable[[Archive], Iterator[Lead]]] = {
    "": lambda archive: iter(()), "blogger": _blogger, "wordpress": _wordpress,
}  # fmt: skip


#: By style, the old addresses at which a feed itself can stand: no page there could lead a feed reader on.
FEEDS: dict[str, dict[str, tuple[str, ...]]] = {
    "blogger": {"blog/atom.xml": ("atom.xml", "feeds/posts/default"), "blog/rss.xml": ("rss.xml",)},
}


def feeds_too(feeds: Iterable[Output | Known], style: str) -> Iterator[Output | Known]:
    """The feeds, and those of them that stand at an old address too."""
    stood = FEEDS.get(style, {})
    for output in feeds:
        yield output
        if isinstance(output, Output) and output.path in stood:
            yield from (replace(output, path=old) for old in stood[output.path])


def _page(site: Site, old: str, new: str) -> str:
    """Leads on at once, without a script; search engines take the canonical link for a redirect."""
    way = "../" * old.count("/") + quoted_path(new)
    return (
        f'<!doctype html>\n<html lang="{site.language}">\n<meta charset="utf-8">\n<title>Moved</title>\n'
        f'<link rel="canonical" href="{escape(site.url + quoted_path(new))}">\n<meta name="robots" content="noindex">\n'
        f'<meta http-equiv="refresh" content="0; url={way}">\n'
        f'<p>This page has moved: <a href="{way}">{escape(site.title)}</a>.</p>\n</html>\n'
    )


def _asked(old: str, base: str = "/") -> str:
    """An old path as it is asked for below `base`, the site's path: a folder without the name of its page."""
    path = old[: -len("index.html")] if old.rpartition("/")[2] == "index.html" else old
    return f"{base}{quoted_path(path)}"


#: What Apache leaves as it is when it escapes a path, and what it writes in small letters.
_ESCAPED = "/$-_.+!*'(),:@&=~"
_CODE = re.compile("%[0-9A-F]{2}")


def _netlify(leads: list[Lead], base: str) -> str:
    return "".join(f"{_asked(old, base)} {base}{quoted_path(new)} 301\n" for old, new in leads)


def _nginx(leads: list[Lead], base: str) -> str:
    """To be included in a ``map $uri $moved``, which knows paths unquoted."""
    return "".join(f'"{unquote(_asked(old, base))}" "{base}{quoted_path(new)}";\n' for old, new in leads)


def _apache(leads: list[Lead], base: str) -> str:
    """To be asked for what Apache's ``int:escape`` makes of a path: a key has no blanks."""
    keys = (quote(unquote(_asked(old, base)), _ESCAPED) for old, _ in leads)
    lowered = (_CODE.sub(lambda code: code[0].lower(), key) for key in keys)
    return "".join(f"{key} {base}{quoted_path(new)}\n" for key, (_, new) in zip(lowered, leads, strict=True))


def _read_the_docs(leads: list[Lead], base: str) -> str:
    """From the host's root, where the blog stood: below the version's own path the pages lead on."""
    return "type,from_url,to_url,http_status\n" + "".join(
        f"exact,{_asked(old)},{base}{quoted_path(new)},301\n" for old, new in leads
    )


LISTS: dict[str, Callable[[list[Lead], str], str]] = {
    "_redirects": _netlify,
    "redirects/nginx.map": _nginx,
    "redirects/apache.txt": _apache,
    "redirects/read-the-docs.csv": _read_the_docs,
}
