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
from math import ceil
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
#: Posts on a page of WordPress's listings, unless its author set another number, which no export tells.
_PAGE_SIZE = 10
#: The fewest that an author may well have set: so many more pages there may have been.
_LEAST_PAGE_SIZE = 5


class Redirect(NamedTuple):
    """An old address and where it leads."""

    path: str
    """From the site's root, unquoted and without a slash before it."""
    target: str
    """The path to which it leads, likewise."""
    query: str = ""
    """What follows the path and a ``?``, as it is asked for."""
    has_page: bool = True
    """Whether a page there is worth its file; if not, only hosts that redirect lead on."""


class _OldListing(NamedTuple):
    """A listing of the old blog."""

    folder: str
    """Its path, with the slash at its end, or nothing for the front page."""
    listing: str
    """Name of the first page of the listing that stands for it here."""
    posts: int
    """So many were listed, as far as is known."""
    subject: Term | None = None
    """What its feeds are of."""


def all_redirects(archive: Archive, standing: Mapping[str, Sequence[str]]) -> Iterator[Redirect]:
    """All old addresses, the surer first, some of them several times; `standing` gives the old paths of each standing
    page."""
    base = urlsplit(archive.site.url).path.strip("/")
    paths = {post.docname: post.path for post in archive.posts} | {name: permalink(name) for name in standing}
    old_paths: dict[str, Sequence[str]] = {post.path: post.redirects for post in archive.posts}
    old_paths |= {permalink(name): olds for name, olds in standing.items()}
    for target, olds in old_paths.items():
        yield from (_redirect(old, target, base) for old in olds)
    for blog in archive.old_blogs:
        for line in blog.addresses:
            if target := _target(archive, paths, line):
                yield _redirect(line.path, target, base)
    for blog in archive.old_blogs:
        for service, root in blog.roots:
            for redirect in DERIVATIONS[service](archive, blog, root):
                yield redirect._replace(path=_below(redirect.path, base))
    yield from _general_index(archive)


def _redirect(old: str, target: str, base: str) -> Redirect:
    """From an old address in the form of the field `redirect`."""
    path, _, query = old.partition("?")
    return Redirect(_below(path, base), target, query)


def _below(path: str, base: str) -> str:
    """An old path from the site's root: a blog may have stood where the site stands, below the root of its host."""
    return path.removeprefix(f"{base}/") if base else path


def _general_index(archive: Archive) -> Iterator[Redirect]:
    """Where readers of documentation look for the index of all names, and where Sphinx's own label for it leads."""
    if archive.definitions:
        yield Redirect("genindex.html", permalink("names/index"))


def _target(archive: Archive, paths: Mapping[str, str], old: OldAddress) -> str:
    """The path to which a line of a file leads; empty where nothing is published there. `paths` are those of all
    documents, by docname."""
    if old.kind == "file":
        return paths.get(old.name.removesuffix(".md"), "")
    if old.kind in ("year", "month", "day"):
        return _page_of_time(archive, old.name)
    if old.kind in ("category", "tag", "author"):
        term = _term(archive, old)
        return "" if old.name and not term else permalink(term.page if term else f"blog/{old.kind}")
    return ""


def published(archive: Archive, standing: Iterable[str]) -> Iterator[OldBlog]:
    """The files of old addresses, with those lines alone that lead to what readers may see, or say where a blog stood;
    `standing` are the documents that are no posts."""
    paths = {post.docname: post.path for post in archive.posts} | {name: permalink(name) for name in standing}
    for blog in archive.old_blogs:
        lines = (line for line in blog.addresses if line.kind in DERIVATIONS or _target(archive, paths, line))
        yield OldBlog(blog.path, tuple(lines))


def _term(archive: Archive, old: OldAddress) -> Term | None:
    return archive.terms_by_key.get((old.kind, name_key(old.name)))


def _page_of_time(archive: Archive, time: str) -> str:
    """Where the posts of a year, month or day are, such as ``2007-04-26``; empty where none is published.

    By the clock of the old blog they may be of the day before or after. A day in full stands on its month's page; where
    the post is the only one of its day, it stands for itself.
    """
    year, month, day = (*map(int, time.split("-")), 0, 0)[:3]  # 0 where it is not given
    if not month and year in archive.by_year:
        return permalink(f"blog/{year}")
    if not day and (year, month) in archive.by_month:
        return permalink(f"blog/{year}/{month:02}")
    of_month = archive.by_month.get((year, month), ())
    places = [place for place, post in enumerate(of_month) if post.date.day == day]
    if len(places) == 1:
        return of_month[places[0]].path
    if places:
        number = places[0] // archive.site.page_size + 1
        return permalink(page_name(f"blog/{year}/{month:02}", number))
    return _month_near(archive, year, month, day)


def _month_near(archive: Archive, year: int, month: int, day: int) -> str:
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
    """The posts that stood in that blog before: one of another blog, or written since, gave no label an address there.

    Where no post has its original at the address that is known of the blog, it may have had another one too.
    """
    moved = [post for post in archive.posts if post.original or post.redirects]
    hosts = {_host(home) for home in blog.homes}
    of_this_blog = [post for post in moved if not post.original or _host(post.original) in hosts]
    return of_this_blog if any(post.original for post in of_this_blog) else moved


def _host(address: str) -> str:
    """The host of an address; one for all countries' domains of a blog of Blogger."""
    host = (urlsplit(address).hostname or "").removeprefix("www.")
    return re.sub(r"\.blogspot\..+", ".blogspot", host)


def _folders(archive: Archive, root: str) -> Iterator[_OldListing]:
    """Years and months, where a reader comes who shortens the address of a post."""
    for year, posts in archive.by_year.items():
        yield _OldListing(f"{root}{year}/", f"blog/{year}", len(posts))
    for (year, month), posts in archive.by_month.items():
        yield _OldListing(f"{root}{year}/{month:02}/", f"blog/{year}/{month:02}", len(posts))


def _blogger(archive: Archive, blog: OldBlog, root: str) -> Iterator[Redirect]:
    """Months, years, labels and feeds as Blogger addressed them."""
    yield from (Redirect(f"{old.folder}{INDEX}", permalink(old.listing)) for old in _folders(archive, root))
    labels: dict[Term, None] = {}
    for post in _moved(archive, blog):
        yield Redirect(f"{root}{post.date.year:04}_{post.date.month:02}_01_archive.html", permalink(post.month_page))
        labels |= dict.fromkeys(term for term in post.terms if term.kind != "author")
    for term in labels:
        yield Redirect(f"{root}search/label/{term.name}/{INDEX}", permalink(term.page))
        yield Redirect(f"{root}feeds/posts/default/-/{term.name}", feed_path(ATOM, term), has_page=False)
    yield Redirect(f"{root}feeds/posts/default", feed_path(ATOM))
    yield Redirect(f"{root}feeds/posts/summary", feed_path(ATOM), has_page=False)
    yield Redirect(f"{root}feeds/comments/default", feed_path(ATOM), has_page=False)
    yield Redirect(f"{root}atom.xml", feed_path(ATOM))
    yield Redirect(f"{root}rss.xml", feed_path(RSS))


#: WordPress's feeds of the whole blog, and of each listing: paths and the format that was there.
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


def _wordpress(archive: Archive, blog: OldBlog, root: str) -> Iterator[Redirect]:
    """Listings and feeds as WordPress addressed them."""
    moved = _moved(archive, blog)
    yield from _further_pages(archive, _OldListing(root, "blog/index", len(moved)))
    for path, format in _FEEDS_OF_BLOG.items():
        yield Redirect(f"{root}{path}/{INDEX}", feed_path(format))
    yield from (Redirect(f"{root}{path}", feed_path(format), has_page=False) for path, format in _FEED_FILES.items())
    yield from (Redirect(root, feed_path(format), f"feed={name}") for name, format in _FEED_QUERIES.items())
    for old in (*_listings_of_file(archive, blog), *_derived_listings(archive, blog, root, moved)):
        yield Redirect(f"{old.folder}{INDEX}", permalink(old.listing))
        yield from _further_pages(archive, old)
        if old.subject:
            yield from _feeds(old.folder, old.subject)
            name = old.folder.rstrip("/").rpartition("/")[2]
            yield Redirect(root, permalink(old.listing), f"{_TERM_QUERIES[old.subject.kind]}={_quoted_query(name)}")
    for line in blog.addresses:  # of a category of which no post is left, or which only had others below it
        if line.kind in _TERM_QUERIES and not line.name and line.path.endswith(f"/{INDEX}"):
            yield from _feeds(line.path.removesuffix(INDEX), None)
    for time in _times(blog, moved):
        if target := _page_of_time(archive, time):
            yield Redirect(root, target, f"m={time.replace('-', '')}")
    for post in moved:
        folders = [old.removesuffix(INDEX) for old in post.redirects if old.endswith(f"/{INDEX}")]
        yield from (Redirect(f"{folder}{part}/{INDEX}", post.path, has_page=False) for folder in folders
                    for part in _PARTS_OF_POST)  # fmt: skip


def _quoted_query(name: str) -> str:
    """A name in a query, in small letters as WordPress writes its percent signs."""
    return quote(name, "").lower()


def _times(blog: OldBlog, moved: Iterable[Post]) -> list[str]:
    """The years, months and days that had a page: as a file says, else those of the posts."""
    in_file = [line.name for line in blog.addresses if line.kind in ("year", "month", "day")]
    days = {post.day.isoformat() for post in moved}
    # Of a day the year, the month, and itself.
    return in_file or sorted({day[:length] for day in days for length in (4, 7, 10)})


def _listings_of_file(archive: Archive, blog: OldBlog) -> Iterator[_OldListing]:
    """The listings that a file names."""
    for line in blog.addresses:
        if not line.path.endswith(f"/{INDEX}") or line.kind == "file":
            continue
        folder = line.path.removesuffix(INDEX)
        if line.kind in ("year", "month"):
            year, month = (*map(int, line.name.split("-")), 0)[:2]  # 0 where it is not given
            posts = archive.by_month.get((year, month), ()) if month else archive.by_year.get(year, ())
            if posts:
                yield _OldListing(folder, f"blog/{year}" + (f"/{month:02}" if month else ""), len(posts))
        elif term := _term(archive, line):
            yield _OldListing(folder, term.page, len(archive.by_term[term]), term)


def _derived_listings(archive: Archive, blog: OldBlog, root: str, moved: Sequence[Post]) -> Iterator[_OldListing]:
    """The listings that a blog of these posts had, but for those that a file names."""
    in_file = {(line.kind, name_key(line.name)) for line in blog.addresses}
    if not any(kind in ("year", "month", "day") for kind, _ in in_file):
        yield from _folders(archive, root)
        for day in dict.fromkeys(post.day for post in moved):
            yield _listing_of_day(archive, root, day)
    counts: dict[Term, int] = {}
    for post in moved:
        for term in post.terms:
            counts[term] = counts.get(term, 0) + 1
    for term, count in counts.items():
        if (term.kind, name_key(term.name)) not in in_file:
            yield _OldListing(f"{root}{term.kind}/{term.slug}/", term.page, count, term)


def _listing_of_day(archive: Archive, root: str, day: Day) -> _OldListing:
    target = _page_of_time(archive, day.isoformat())
    return _OldListing(f"{root}{day.year:04}/{day.month:02}/{day.day:02}/", target.removesuffix(".html"), 0)


def _further_pages(archive: Archive, old: _OldListing) -> Iterator[Redirect]:
    """The pages after the first, each leading to where what stood there first stands now."""
    usual, last = ceil(old.posts / _PAGE_SIZE), ceil(old.posts / archive.site.page_size)
    for number in range(2, ceil(old.posts / _LEAST_PAGE_SIZE) + 1):
        now = min((number - 1) * _PAGE_SIZE // archive.site.page_size + 1, last)
        path = f"{old.folder}page/{number}/{INDEX}"
        yield Redirect(path, permalink(page_name(old.listing, now)), has_page=number <= usual)


def _feeds(folder: str, subject: Term | None) -> Iterator[Redirect]:
    """The feeds of a listing; those of the whole archive where there is no subject."""
    for feeds, has_page in ((_FEEDS, True), (_MORE_FEEDS, False)):
        for path, format in feeds.items():
            yield Redirect(f"{folder}{path}/{INDEX}", feed_path(format, subject), has_page=has_page)


#: By service, what gives the old addresses that its blogs had of themselves, of the blog whose root is at a path.
DERIVATIONS: Mapping[Service, Callable[[Archive, OldBlog, str], Iterator[Redirect]]] = {
    "blogger": _blogger, "wordpress": _wordpress,
}  # fmt: skip
