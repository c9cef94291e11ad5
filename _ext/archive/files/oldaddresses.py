"""Where old addresses lead: those that posts and pages name, those of the files in ``old-addresses``, and those that a
service had of itself.

Of WordPress: https://developer.wordpress.org/reference/classes/wp_rewrite/rewrite_rules/ for paths, and
https://developer.wordpress.org/reference/classes/wp/#properties for queries.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date as Day
from datetime import timedelta
from typing import NamedTuple
from urllib.parse import quote, urlsplit

from ..core.addresses import permalink
from ..core.slugs import name_key
from ..model.archive import Archive
from ..model.autodiscovery import ATOM, RSS, Format, feed_path
from ..model.oldaddresses import OldAddress, OldBlog, Service
from ..model.posts import Post, Term
from ..pages.page import page_name

#: The page of a folder.
INDEX = "index.html"
#: Posts on a page of WordPress's lists, unless its author said another number, which no export tells; and how few there
#: may have been, so that there were more pages.
_ON_A_PAGE, _FEWEST = 10, 5


class Lead(NamedTuple):
    """An old address and where it leads."""

    path: str
    """From the site's root, unquoted and without a slash before it."""
    to: str
    """The path to which it leads, likewise."""
    query: str = ""
    """What follows the path and a ``?``, as it is asked for."""
    page: bool = True
    """Whether a page there is worth its file; if not, only hosts that redirect lead on."""


class _List(NamedTuple):
    """A page of the old blog that listed posts."""

    folder: str
    """Its path, with the slash at its end, or nothing for the front page."""
    first: str
    """The first page of the list that it leads to, by its name."""
    posts: int
    """So many were listed, as far as is known."""
    subject: Term | None = None
    """What its feeds are of."""


def leads(archive: Archive, standing: Mapping[str, Sequence[str]]) -> Iterator[Lead]:
    """All old addresses, those before that are the surer; `standing` gives the old paths of each standing page."""
    base = urlsplit(archive.site.url).path.strip("/")
    served = {post.docname: post.path for post in archive.posts} | {name: permalink(name) for name in standing}
    named: dict[str, Sequence[str]] = {post.path: post.redirects for post in archive.posts}
    for to, olds in (named | {permalink(name): olds for name, olds in standing.items()}).items():
        yield from (_lead(old, to, base) for old in olds)
    for blog in archive.old_blogs:
        for one in blog.addresses:
            if to := _target(archive, served, one):
                yield _lead(one.path, to, base)
    for blog in archive.old_blogs:
        for service, root in blog.roots:
            derived = SERVED[service](archive, blog, root)
            yield from (lead._replace(path=_below(lead.path, base)) for lead in derived)
    yield from _general_index(archive)


def _lead(old: str, to: str, base: str) -> Lead:
    """An old address in the form of the field `redirect`."""
    path, _, query = old.partition("?")
    return Lead(_below(path, base), to, query)


def _below(path: str, base: str) -> str:
    """An old path from the site's root: a blog may have stood where the site stands, below the root of its host."""
    return path.removeprefix(f"{base}/") if base else path


def _general_index(archive: Archive) -> Iterator[Lead]:
    """Where readers of documentation look for the index of all names, and where Sphinx's own label for it leads."""
    if archive.definitions:
        yield Lead("genindex.html", permalink("names/index"))


def _target(archive: Archive, served: Mapping[str, str], old: OldAddress) -> str:
    """The path to which a line of a file leads; empty where nothing is published there."""
    if old.kind == "file":
        return served.get(old.name.removesuffix(".md"), "")
    if old.kind in ("year", "month", "day"):
        return _of_time(archive, old.name)
    if old.kind in ("category", "tag", "author"):
        term = _term(archive, old)
        return "" if old.name and not term else permalink(term.page if term else f"blog/{old.kind}")
    return ""


def published(archive: Archive, standing: Iterable[str]) -> Iterator[OldBlog]:
    """The files of old addresses, with those lines alone that lead to what readers may see, or say where a blog stood;
    `standing` are the documents that are no posts."""
    served = {post.docname: post.path for post in archive.posts} | {name: permalink(name) for name in standing}
    for blog in archive.old_blogs:
        yield OldBlog(blog.path, tuple(one for one in blog.addresses
                                       if one.kind in SERVED or _target(archive, served, one)))  # fmt: skip


def _term(archive: Archive, old: OldAddress) -> Term | None:
    return archive.terms_by_key.get((old.kind, name_key(old.name)))


def _of_time(archive: Archive, time: str) -> str:
    """Where the posts of a year, month or day are, such as ``2007-04-26``; empty where none is published.

    By the clock of the old blog they may be of the day before or after. A day in full stands on its month's page; where
    the post is the only one of its day, it stands for itself.
    """
    year, month, day = (*map(int, time.split("-")), 0, 0)[:3]
    if not month and year in archive.by_year:
        return permalink(f"blog/{year}")
    if not day and (year, month) in archive.by_month:
        return permalink(f"blog/{year}/{month:02}")
    of_month = archive.by_month.get((year, month), ())
    of_day = [number for number, post in enumerate(of_month) if post.date.day == day]
    if of_day:
        number = of_day[0] // archive.site.page_size + 1
        return of_month[of_day[0]].path if len(of_day) == 1 else permalink(page_name(f"blog/{year}/{month:02}", number))
    return _about(archive, year, month, day)


def _about(archive: Archive, year: int, month: int, day: int) -> str:
    """The month with a post on the day before or after a time that has none."""
    try:
        first = Day(year, month or 1, day or 1)
        last = first if day else Day(year, month or 12, monthrange(year, month or 12)[1])
        edges = first - timedelta(1), last + timedelta(1)
    except (ValueError, OverflowError):  # which no calendar has
        return ""
    for edge in edges:
        if any(post.date.day == edge.day for post in archive.by_month.get((edge.year, edge.month), ())):
            return permalink(f"blog/{edge.year}/{edge.month:02}")
    return ""


def _moved(archive: Archive, blog: OldBlog) -> list[Post]:
    """The posts that stood in a blog before: one of another blog, or written since, gave no label an address there.

    Where no post has its original at the address that is known of the blog, it may have had another one too.
    """
    moved = [post for post in archive.posts if post.original or post.redirects]
    hosts = {_host(home) for home in blog.homes}
    its = [post for post in moved if not post.original or _host(post.original) in hosts]
    return its if any(post.original for post in its) else moved


def _host(address: str) -> str:
    """The host of an address; one for all countries' domains of a blog of Blogger."""
    host = (urlsplit(address).hostname or "").removeprefix("www.")
    return re.sub(r"\.blogspot\..+", ".blogspot", host)


def _folders(archive: Archive, root: str) -> Iterator[_List]:
    """Years and months, where a reader comes who shortens the address of a post."""
    for year, posts in archive.by_year.items():
        yield _List(f"{root}{year}/", f"blog/{year}", len(posts))
    for (year, month), posts in archive.by_month.items():
        yield _List(f"{root}{year}/{month:02}/", f"blog/{year}/{month:02}", len(posts))


def _blogger(archive: Archive, blog: OldBlog, root: str) -> Iterator[Lead]:
    """Months, years, labels and feeds as Blogger addressed them."""
    yield from (Lead(f"{one.folder}{INDEX}", permalink(one.first)) for one in _folders(archive, root))
    labels: dict[Term, None] = {}
    for post in _moved(archive, blog):
        yield Lead(f"{root}{post.date.year:04}_{post.date.month:02}_01_archive.html", permalink(post.month_page))
        labels |= dict.fromkeys(term for term in post.terms if term.kind != "author")
    for term in labels:
        yield Lead(f"{root}search/label/{term.name}/{INDEX}", permalink(term.page))
        yield Lead(f"{root}feeds/posts/default/-/{term.name}", feed_path(ATOM, term), page=False)
    yield Lead(f"{root}feeds/posts/default", feed_path(ATOM))
    yield Lead(f"{root}feeds/posts/summary", feed_path(ATOM), page=False)
    yield Lead(f"{root}feeds/comments/default", feed_path(ATOM), page=False)
    yield Lead(f"{root}atom.xml", feed_path(ATOM))
    yield Lead(f"{root}rss.xml", feed_path(RSS))


#: WordPress's feeds of the whole blog, and of all that is a list: paths and the format that was there.
_FEEDS: Mapping[str, Format] = {"feed": RSS, "feed/atom": ATOM}
_MORE_FEEDS: Mapping[str, Format] = {"feed/rss2": RSS, "feed/rss": RSS, "feed/rdf": RSS}
_FEEDS_OF_BLOG: Mapping[str, Format] = {
    **_FEEDS, **_MORE_FEEDS, "rss": RSS, "rss2": RSS, "rdf": RSS, "atom": ATOM, "comments/feed": RSS,
    "comments/feed/atom": ATOM, "comments/feed/rss2": RSS,
}  # fmt: skip
#: The same as they were before WordPress 1.5, and without pretty addresses.
_FEED_FILES: Mapping[str, Format] = {
    "wp-rss.php": RSS, "wp-rss2.php": RSS, "wp-rdf.php": RSS, "wp-feed.php": RSS, "wp-atom.php": ATOM,
    "wp-commentsrss2.php": RSS,
}  # fmt: skip
_FEED_QUERIES: Mapping[str, Format] = {
    "rss2": RSS, "rss": RSS, "rdf": RSS, "feed": RSS, "atom": ATOM, "comments-rss2": RSS, "comments-atom": ATOM,
}  # fmt: skip
#: What WordPress had below each post: its comments as a feed, and the post for telephones.
_PARTS_OF_POST = ("feed", "amp")
_TERM_QUERIES: Mapping[str, str] = {"category": "category_name", "tag": "tag", "author": "author_name"}


def _wordpress(archive: Archive, blog: OldBlog, root: str) -> Iterator[Lead]:
    """Lists of posts and feeds as WordPress addressed them."""
    moved = _moved(archive, blog)
    yield from _pages(archive, _List(root, "blog/index", len(moved)))
    for path, format in _FEEDS_OF_BLOG.items():
        yield Lead(f"{root}{path}/{INDEX}", feed_path(format))
    yield from (Lead(f"{root}{path}", feed_path(format), page=False) for path, format in _FEED_FILES.items())
    yield from (Lead(root, feed_path(format), f"feed={name}") for name, format in _FEED_QUERIES.items())
    for one in (*_lists(archive, blog), *_derived_lists(archive, blog, root, moved)):
        yield Lead(f"{one.folder}{INDEX}", permalink(one.first))
        yield from _pages(archive, one)
        if one.subject:
            yield from _feeds(one.folder, one.subject)
            name = one.folder.rstrip("/").rpartition("/")[2]
            yield Lead(root, permalink(one.first), f"{_TERM_QUERIES[one.subject.kind]}={_asked_for(name)}")
    for line in blog.addresses:  # of a category of which no post is left, or which only had others below it
        if line.kind in _TERM_QUERIES and not line.name and line.path.endswith(f"/{INDEX}"):
            yield from _feeds(line.path.removesuffix(INDEX), None)
    for time in _times(blog, moved):
        if to := _of_time(archive, time):
            yield Lead(root, to, f"m={time.replace('-', '')}")
    for post in moved:
        folders = [old.removesuffix(INDEX) for old in post.redirects if old.endswith(f"/{INDEX}")]
        yield from (Lead(f"{folder}{part}/{INDEX}", post.path, page=False) for folder in folders
                    for part in _PARTS_OF_POST)  # fmt: skip


def _asked_for(name: str) -> str:
    """A name in a query, in small letters as WordPress writes its percent signs."""
    return quote(name, "").lower()


def _times(blog: OldBlog, moved: Iterable[Post]) -> list[str]:
    """The years, months and days that had a page: as a file says, else those of the posts."""
    said = [one.name for one in blog.addresses if one.kind in ("year", "month", "day")]
    days = {post.day.isoformat() for post in moved}
    return said or sorted({day[:length] for day in days for length in (4, 7, 10)})


def _lists(archive: Archive, blog: OldBlog) -> Iterator[_List]:
    """The lists of posts that a file names."""
    for one in blog.addresses:
        if not one.path.endswith(f"/{INDEX}") or one.kind == "file":
            continue
        folder = one.path.removesuffix(INDEX)
        if one.kind in ("year", "month"):
            year, month = (*map(int, one.name.split("-")), 0)[:2]
            posts = archive.by_month.get((year, month), ()) if month else archive.by_year.get(year, ())
            if posts:
                yield _List(folder, f"blog/{year}" + (f"/{month:02}" if month else ""), len(posts))
        elif term := _term(archive, one):
            yield _List(folder, term.page, len(archive.by_term[term]), term)


def _derived_lists(archive: Archive, blog: OldBlog, root: str, moved: Sequence[Post]) -> Iterator[_List]:
    """The lists that a blog of these posts had, but for what a file says better."""
    said = {(one.kind, name_key(one.name)) for one in blog.addresses}
    if not any(kind in ("year", "month", "day") for kind, _ in said):
        yield from _folders(archive, root)
        for day in dict.fromkeys(post.day for post in moved):
            yield _day(archive, root, day)
    counts: dict[Term, int] = {}
    for post in moved:
        for term in post.terms:
            counts[term] = counts.get(term, 0) + 1
    for term, count in counts.items():
        if (term.kind, name_key(term.name)) not in said:
            yield _List(f"{root}{term.kind}/{term.slug}/", term.page, count, term)


def _day(archive: Archive, root: str, day: Day) -> _List:
    to = _of_time(archive, day.isoformat())
    return _List(f"{root}{day.year:04}/{day.month:02}/{day.day:02}/", to.removesuffix(".html"), 0)


def _pages(archive: Archive, one: _List) -> Iterator[Lead]:
    """The pages after the first, each leading to where what stood there first stands now."""
    usual, last = -(-one.posts // _ON_A_PAGE), -(-one.posts // archive.site.page_size)
    for number in range(2, -(-one.posts // _FEWEST) + 1):
        now = min((number - 1) * _ON_A_PAGE // archive.site.page_size + 1, last)
        path = f"{one.folder}page/{number}/{INDEX}"
        yield Lead(path, permalink(page_name(one.first, now)), page=number <= usual)


def _feeds(folder: str, subject: Term | None) -> Iterator[Lead]:
    """The feeds of a list; those of the whole archive where there is no subject."""
    for feeds, page in ((_FEEDS, True), (_MORE_FEEDS, False)):
        yield from (Lead(f"{folder}{path}/{INDEX}", feed_path(format, subject), page=page)
                    for path, format in feeds.items())  # fmt: skip


SERVED: Mapping[Service, Callable[[Archive, OldBlog, str], Iterator[Lead]]] = {
    "blogger": _blogger, "wordpress": _wordpress,
}  # fmt: skip
