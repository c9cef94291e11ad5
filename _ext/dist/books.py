"""Books: which there are, what they hold, and their pictures. `epub` and `pdf` bind them.

There is one of the whole, and one of each year. Their chapters are what the pages of posts and standing pages show,
without what is about it on a site; `xhtml` gives the text of each the form that books want.
"""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby
from pathlib import Path
from urllib.parse import quote
from uuid import NAMESPACE_URL, uuid5

from archive.core.localization import Localization
from archive.core.texts import xml_safe
from archive.model.posts import Post
from lxml import etree
from PIL import Image

from . import xhtml
from .site import Site


@dataclass(frozen=True)
class Chapter:
    """A post, or a standing page."""

    path: str
    """Of its page, from the root of the site."""
    title: str
    text: xhtml.Text
    """Its title included."""
    post: Post | None = None


@dataclass(frozen=True)
class Part:
    """Chapters under one heading, such as a year."""

    title: str
    chapters: tuple[Chapter, ...]
    count: str
    """How many there are, in words."""


@dataclass(frozen=True, kw_only=True)
class Book:
    """A book, and all that is said of it."""

    title: str
    subtitle: str
    authors: tuple[str, ...]
    language: str
    """BCP 47 tag."""
    years: str
    """The years that it is of, in words."""
    newest: date | None
    """When its newest post was published."""
    site_url: str
    """Address of the site, to which all leads that is not in the book; may be empty."""
    licence: str
    licence_url: str
    moment: datetime
    """When it was last changed."""
    identifier: str
    """Tells it from all other books: always the same of the same."""
    front: tuple[Chapter, ...]
    """Chapters that belong to no part."""
    parts: tuple[Part, ...]
    localization: Localization

    @property
    def chapters(self) -> Iterator[Chapter]:
        """All of them, in order."""
        yield from self.front
        for part in self.parts:
            yield from part.chapters

    def web_address(self, path: str, fragment: str) -> str:
        """Where a page of the site stands on the web, by its path from the root; empty if the site has no address."""
        if not self.site_url:
            return ""
        return f"{self.site_url}{quote(path)}{f'#{quote(fragment)}' if fragment else ''}"


def identifier(address: str) -> str:
    """The name of a book that is of an address, always the same: https://www.rfc-editor.org/rfc/rfc9562"""
    return f"urn:uuid:{uuid5(NAMESPACE_URL, address)}"


# Which books there are


def whole(site: Site, chapters: Sequence[Chapter]) -> Book:
    """The book of all posts, given as their `chapters`: in a part for each year, after the standing pages."""
    local = site.archive.site.localization
    parts = _parts(site, chapters, lambda post: local.year(post.date.year))
    return _book(site, "", tuple(_chapters_of_standing_pages(site)), parts)


def yearbooks(site: Site, chapters: Sequence[Chapter]) -> Iterator[tuple[int, Book]]:
    """Each year of the posts that are given as their `chapters`, with its book, in a part for each month."""
    local = site.archive.site.localization
    for year, of_year in groupby(chapters, lambda chapter: _post(chapter).date.year):
        parts = _parts(site, list(of_year), lambda post: local.month_year(post.date.year, post.date.month))
        yield year, _book(site, f"{year}", (), parts)


def _post(chapter: Chapter) -> Post:
    assert chapter.post is not None, "a chapter of a post"
    return chapter.post


def _parts(site: Site, chapters: Sequence[Chapter], title: Callable[[Post], str]) -> tuple[Part, ...]:
    """A part for each run of chapters whose posts have the same `title`."""
    local = site.archive.site.localization
    parts = []
    for name, group in groupby(chapters, lambda chapter: title(_post(chapter))):
        inside = tuple(group)
        words = local.ngettext("%(number)s post", "%(number)s posts", len(inside))
        parts.append(Part(name, inside, words % {"number": local.number(len(inside))}))
    return tuple(parts)


def _book(site: Site, year: str, front: tuple[Chapter, ...], parts: tuple[Part, ...]) -> Book:
    """The book of some chapters; `year` is empty for that of the whole."""
    about, local = site.archive.site, site.archive.site.localization
    posts = [_post(chapter) for part in parts for chapter in part.chapters]
    years = sorted({post.date.year for post in posts})
    ends = dict.fromkeys((years[0], years[-1])) if years else {}
    names = tuple(dict.fromkeys(term.name for post in posts for term in post.authors))
    return Book(
        title=f"{about.title}, {local.year(years[0])}" if year else about.title,
        subtitle=about.tagline,
        authors=names or ((about.author,) if about.author else ()),
        language=about.language,
        years="–".join(map(local.year, ends)),
        newest=max((post.day for post in posts), default=None),
        site_url=about.url,
        licence=about.licence,
        licence_url=about.licence_url,
        moment=site.moment,
        identifier=identifier(f"{about.url or about.title}#book{year}"),
        front=front,
        parts=parts,
        localization=local,
    )


# Chapters, cut out of pages

#: The entry on the page of a post, by https://microformats.org/wiki/h-entry, and the text of any page.
_ENTRY = re.compile(r'<\w+\b[^>]*\sclass="[^"]*\bh-entry\b[^>]*>')
_ARTICLE = re.compile(r'<\w+\b[^>]*\srole="main"[^>]*>')
#: What is about a post on its page, and belongs to a site.
_ABOUT = re.compile(
    r'<nav class="breadcrumbs".*?</nav>|<details class="cite">.*?</details>'
    r'|<section class="(?:backlinks|related)".*?</section>', re.DOTALL
)  # fmt: skip


def chapters_of_posts(site: Site) -> Iterator[Chapter]:
    """A chapter for each post, oldest first."""
    for post in reversed(site.archive.posts):
        yield Chapter(post.path, xml_safe(post.title), _text(site, post.path, post.docname, is_post=True), post)


def _chapters_of_standing_pages(site: Site) -> Iterator[Chapter]:
    """A chapter for each standing page that is of the blog, and has more to show than the posts that there are."""
    for page in site.standing:
        if page.searched and page.docname != "index":
            yield Chapter(page.path, xml_safe(page.title), _text(site, page.path, page.docname, is_post=False))


def _text(site: Site, path: str, docname: str, *, is_post: bool) -> xhtml.Text:
    page = (site.html / path).read_text(encoding="utf-8")
    start = (_ENTRY.search(page) if is_post else None) or _ARTICLE.search(page)
    # An author's own HTML may end more elements than it began: so what comes after the entry is taken too.
    end = page.rfind("</article>")
    part = page[start.start() : end] if start and end > start.start() else site.body(docname)
    return xhtml.text(_ABOUT.sub("", part), path)


# Pictures: those that every reader can show, and no larger than one needs

#: Of the formats that EPUB 3.3 knows, those that older readers know too, with the suffix of each:
#: https://www.w3.org/TR/epub-33/#sec-core-media-types
_FORMATS = {"GIF": ("image/gif", ".gif"), "JPEG": ("image/jpeg", ".jpg"), "PNG": ("image/png", ".png")}
_SVG = ("image/svg+xml", ".svg")
#: The longer side of a picture in pixels: that of a tablet. A photograph is saved at this quality.
LARGEST, QUALITY = 1600, 82
#: A larger file is made anew if its picture is too large, in bytes.
_LARGE_FILE = 300_000


@dataclass(frozen=True)
class Picture:
    """A picture as it stands in a book."""

    name: str
    """Of its contents: the same picture has the same name in each book."""
    media_type: str
    file: Path


@dataclass
class Pictures:
    """The pictures of the site in `html`; those that are made anew stand in `folder` as long as books are made."""

    html: Path
    folder: Path
    _known: dict[str, Picture | None] = field(default_factory=dict)

    def at(self, path: str) -> Picture | None:
        """The picture at a path of the site; None if there is none that a book could show."""
        if path not in self._known:
            self._known[path] = self._for_readers(self.html / path)
        return self._known[path]

    def remove(self) -> None:
        """Remove those that were made anew."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def _for_readers(self, file: Path) -> Picture | None:
        """The picture in a file, as it is if readers can show it so, else made anew."""
        if not file.is_file():
            return None
        if file.suffix.lower() == ".svg":
            return _named(file, *_SVG) if _is_drawing(file) else None
        try:
            with Image.open(file) as picture:
                picture.load()
                fits = max(picture.size) <= LARGEST or file.stat().st_size <= _LARGE_FILE or _moves(picture)
                if picture.format in _FORMATS and fits:
                    return _named(file, *_FORMATS[picture.format])
                return self._made_anew(picture)
        except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):  # what Pillow makes of damage
            return None

    def _made_anew(self, picture: Image.Image) -> Picture:
        if picture.has_transparency_data:
            made, name, options = picture.convert("RGBA"), "PNG", {}
        else:
            made, name, options = picture.convert("RGB"), "JPEG", {"quality": QUALITY, "optimize": True}
        made.thumbnail((LARGEST, LARGEST))
        self.folder.mkdir(parents=True, exist_ok=True)
        file = self.folder / f"{len(self._known)}"
        made.save(file, name, **options)
        return _named(file, *_FORMATS[name])


def _named(file: Path, media_type: str, suffix: str) -> Picture:
    return Picture(f"picture-{hashlib.sha256(file.read_bytes()).hexdigest()[:16]}{suffix}", media_type, file)


def _moves(picture: Image.Image) -> bool:
    return getattr(picture, "n_frames", 1) > 1


def _is_drawing(file: Path) -> bool:
    """Whether an SVG can be read without an error, and without anything from elsewhere."""
    try:
        root = etree.parse(file, etree.XMLParser(resolve_entities=False, no_network=True)).getroot()
    except (etree.XMLSyntaxError, OSError):
        return False
    return root.tag == "{http://www.w3.org/2000/svg}svg" and root.getroottree().docinfo.internalDTD is None
