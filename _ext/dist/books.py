"""Books: one of the whole, and one for each year; ``python -m dist.books SOURCE BUILDDIR`` makes them alone."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from itertools import groupby
from pathlib import Path

from archive.core.outfiles import clear
from archive.model.posts import Post

from . import building, chapters, epub
from .bookpictures import BookPictures
from .chapters import Chapter
from .epub import Book, Part
from .site import Site


def write(site: Site, target: Path) -> None:
    """Write all books into the folder `target`: ``name.epub``, and ``name-2012.epub`` of each year."""
    target.mkdir(parents=True)
    pictures = BookPictures(site.html, target / ".pictures")
    posts = list(chapters.of_posts(site))
    epub.write(whole(site, posts), pictures, target / f"{site.name}.epub")
    for year, of_year in groupby(posts, lambda chapter: _post(chapter).date.year):
        epub.write(yearbook(site, year, list(of_year)), pictures, target / f"{site.name}-{year}.epub")
    pictures.remove()


def whole(site: Site, posts: Sequence[Chapter]) -> Book:
    """The book of all posts, in a part for each year, after the standing pages."""
    local = site.archive.site.localization
    parts = _parts(site, posts, lambda post: local.year(post.date.year))
    return _book(site, "", tuple(chapters.of_standing_pages(site)), parts)


def yearbook(site: Site, year: int, posts: Sequence[Chapter]) -> Book:
    """The book of one year, in a part for each month."""
    local = site.archive.site.localization
    parts = _parts(site, posts, lambda post: local.month_year(post.date.year, post.date.month))
    return _book(site, f"{year}", (), parts)


def _post(chapter: Chapter) -> Post:
    assert chapter.post is not None, "a chapter of a post"
    return chapter.post


def _parts(site: Site, posts: Sequence[Chapter], title: Callable[[Post], str]) -> tuple[Part, ...]:
    local = site.archive.site.localization
    found = []
    for name, group in groupby(posts, lambda chapter: title(_post(chapter))):
        inside = tuple(group)
        words = local.ngettext("%(number)s post", "%(number)s posts", len(inside))
        found.append(Part(name, inside, words % {"number": local.number(len(inside))}))
    return tuple(found)


def _book(site: Site, year: str, front: tuple[Chapter, ...], parts: tuple[Part, ...]) -> Book:
    about, local = site.archive.site, site.archive.site.localization
    posts = [_post(chapter) for part in parts for chapter in part.chapters]
    years = sorted({post.date.year for post in posts})
    time = "–".join(local.year(one) for one in dict.fromkeys((years[0], years[-1]))) if years else ""
    names = tuple(dict.fromkeys(term.name for post in posts for term in post.authors))
    return Book(
        title=f"{about.title}, {local.year(years[0])}" if year else about.title,
        subtitle=about.tagline,
        authors=names or ((about.author,) if about.author else ()),
        language=about.language,
        time=time,
        newest=max((post.day for post in posts), default=None),
        web=about.url,
        licence=about.licence,
        licence_url=about.licence_url,
        moment=site.moment,
        identifier=epub.identifier(f"{about.url or about.title}#book{year}"),
        front=front,
        parts=parts,
        localization=local,
    )


def main(arguments: Sequence[str]) -> int:
    """Make the books of a site in ``BUILDDIR/epub``; give 1 if that cannot be done, else 0."""
    source, builddir = Path(arguments[0]).resolve(), Path(arguments[1]).resolve()

    def work() -> None:
        site = building.site(source, builddir, arguments[2:])
        clear(builddir / "epub")
        write(site, builddir / "epub")
        print(f"The books are in {os.path.relpath(builddir / 'epub')}.")

    return building.finished(work)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
