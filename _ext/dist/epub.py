"""Books for e-readers, each as an EPUB 3: https://www.w3.org/TR/epub-33/

``python -m dist.epub SOURCE BUILDDIR [options of sphinx-build]`` makes them alone.
"""

from __future__ import annotations

import os
import re
import sys
import unicodedata
import zipfile
from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path
from typing import NamedTuple

from archive.core.languages import direction
from archive.core.outfiles import clear

from . import books, building, zipped
from .books import Book, Chapter, Picture, Pictures
from .site import Site
from .xhtml import EPUB, LANGUAGE, XHTML, placed

_TYPES = {".css": "text/css", ".svg": "image/svg+xml", ".xhtml": "application/xhtml+xml"}


def write(site: Site, target: Path) -> None:
    """Write all books into the folder `target`: ``name.epub``, and ``name-2012.epub`` of each year."""
    target.mkdir(parents=True)
    pictures = Pictures(site.html, target / ".pictures")
    chapters = list(books.chapters_of_posts(site))
    bind(books.whole(site, chapters), pictures, target / f"{site.name}.epub")
    for year, book in books.yearbooks(site, chapters):
        bind(book, pictures, target / f"{site.name}-{year}.epub")
    pictures.remove()


class _Item(NamedTuple):
    """A file of the book."""

    name: str
    """From the folder ``EPUB`` in it."""
    data: str | Path
    """Its contents, or the file that has them."""
    properties: str = ""
    """What the manifest says of it: https://www.w3.org/TR/epub-33/#app-item-properties-vocab"""
    picture_type: str = ""
    """The media type of a picture of the site; that of another file is told by its suffix."""
    in_spine: bool = False


def bind(book: Book, pictures: Pictures, target: Path) -> None:
    """Write a book as an EPUB into the file `target`."""
    items = list(_items(book, pictures))
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed:
        # First and as it is, so that it can be read at its place: https://www.w3.org/TR/epub-33/#sec-zip-container-mime
        zipped.add(packed, "mimetype", b"application/epub+zip", book.moment, zipfile.ZIP_STORED)
        zipped.add(packed, "META-INF/container.xml", _CONTAINER.encode(), book.moment)
        zipped.add(packed, "EPUB/package.opf", _package(book, items).encode(), book.moment)
        for item in items:
            data = item.data.encode() if isinstance(item.data, str) else item.data.read_bytes()
            stored = Path(item.name).suffix in zipped.PACKED
            kind = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
            zipped.add(packed, f"EPUB/{item.name}", data, book.moment, kind)


def _items(book: Book, pictures: Pictures) -> Iterator[_Item]:
    """The files of a book, in the order in which it is read."""
    files = {chapter.path: f"chapter-{number:05}.xhtml" for number, chapter in enumerate(book.chapters, start=1)}
    chapters = {chapter.path: chapter for chapter in book.chapters}
    shown: dict[str, Picture] = {}

    def link(path: str, fragment: str) -> str:
        if path not in chapters:
            return book.web_address(path, fragment)
        return files[path] + (f"#{fragment}" if fragment in chapters[path].text.ids else "")

    def picture_name(path: str) -> str:
        picture = pictures.at(path)
        if picture:
            shown[picture.name] = picture
        return picture.name if picture else ""

    yield _Item("cover.xhtml", _page(book, book.title, _COVER.format(title=escape(book.title)), "cover"), in_spine=True)
    yield _Item("title.xhtml", _page(book, book.title, _title_page(book), "titlepage"), in_spine=True)
    yield _Item("nav.xhtml", _navigation(book, files), "nav", in_spine=True)
    headings = {part.chapters[0].path: (number, part) for number, part in enumerate(book.parts, start=1)}
    for chapter in book.chapters:
        if chapter.path in headings:
            number, part = headings[chapter.path]
            heading = f"<h1>{escape(part.title)}</h1>\n<p>{escape(part.count)}</p>"
            yield _Item(f"part-{number:03}.xhtml", _page(book, part.title, heading, "part"), in_spine=True)
        page = _page(book, chapter.title, placed(chapter.text, link, picture_name), _kind(chapter))
        yield _Item(files[chapter.path], page, " ".join(sorted(chapter.text.properties)), in_spine=True)
    yield _Item("style.css", _STYLE)
    yield _Item("cover.svg", _cover(book), "cover-image")
    for name, picture in sorted(shown.items()):
        yield _Item(name, picture.file, picture_type=picture.media_type)


def _kind(chapter: Chapter) -> str:
    """What a chapter is to readers, in the words of https://www.w3.org/TR/epub-ssv-11/"""
    return "chapter" if chapter.post else "preface"


def _page(book: Book, title: str, body: str, kind: str) -> str:
    return _PAGE.format(
        xhtml=XHTML, epub=EPUB, language=escape(book.language), direction=direction(book.language),
        title=escape(title).strip() or "–", body=body, kind=kind,
    )  # fmt: skip


def _title_page(book: Book) -> str:
    lines = [f"<h1>{escape(book.title)}</h1>"]
    lines += [f'<p class="{kind}">{escape(text)}</p>' for kind, text in (
        ("subtitle", book.subtitle), ("authors", book.localization.listed(book.authors)), ("time", book.years),
    ) if text]  # fmt: skip
    if book.site_url:
        lines.append(f'<p><a dir="ltr" href="{escape(book.site_url)}">{escape(book.site_url)}</a></p>')
    if book.licence:
        link = f'<a href="{escape(book.licence_url)}">{escape(book.licence)}</a>' if book.licence_url else ""
        lines.append(f"<p>{link or escape(book.licence)}</p>")
    return "\n".join(lines)


def _navigation(book: Book, files: dict[str, str]) -> str:
    # Translators: heading of the table of contents of a book.
    title = book.localization.pgettext("of a book", "Contents")

    def entries(chapters: Sequence[Chapter]) -> Iterator[str]:
        for one in chapters:
            language = ""
            tag = one.post.language if one.post else ""
            if one.post and LANGUAGE.fullmatch(tag):
                language = f' lang="{tag}" xml:lang="{tag}" dir="{one.post.direction}"'
            yield f'<li><a href="{files[one.path]}"{language}>{escape(one.title).strip() or "–"}</a></li>'

    lines = [*entries(book.front)]
    for number, part in enumerate(book.parts, start=1):
        inside = "\n".join(entries(part.chapters))
        lines.append(f'<li><a href="part-{number:03}.xhtml">{escape(part.title)}</a>\n<ol>\n{inside}\n</ol></li>')
    lines = lines or [f'<li><a href="title.xhtml">{escape(book.title)}</a></li>']
    first = "part-001.xhtml" if book.parts else "title.xhtml"
    return _page(book, title, _NAVIGATION.format(title=escape(title), entries="\n".join(lines), first=first,
                                                 book=escape(book.title)), "frontmatter")  # fmt: skip


def _package(book: Book, items: Sequence[_Item]) -> str:
    """What a book is and what it is made of: https://www.w3.org/TR/epub-33/#sec-package-doc"""
    ids = {item.name: f"i{number}" for number, item in enumerate(items)}
    metadata = [f'<dc:identifier id="id">{escape(book.identifier)}</dc:identifier>']
    metadata += [f"<dc:title>{escape(book.title)}</dc:title>", f"<dc:language>{escape(book.language)}</dc:language>"]
    metadata += [f"<dc:creator>{escape(name)}</dc:creator>" for name in book.authors]
    others = (
        ("description", book.subtitle),
        ("source", book.site_url),
        ("rights", f"{book.licence} {book.licence_url}"),
        ("date", book.newest.isoformat() if book.newest else ""),
    )
    metadata += [f"<dc:{name}>{escape(text.strip())}</dc:{name}>" for name, text in others if text.strip()]
    metadata.append(f'<meta property="dcterms:modified">{book.moment:%Y-%m-%dT%H:%M:%SZ}</meta>')
    modes = ["textual", "visual"] if any(item.picture_type for item in items) else ["textual"]
    access = [*(("accessMode", mode) for mode in modes), ("accessModeSufficient", ",".join(modes)),
              ("accessibilityFeature", "structuralNavigation"), ("accessibilityFeature", "tableOfContents"),
              ("accessibilityHazard", "unknown")]  # fmt: skip
    metadata += [f'<meta property="schema:{name}">{text}</meta>' for name, text in access]
    manifest = []
    for item in items:
        media_type = item.picture_type or _TYPES[Path(item.name).suffix]
        properties = f' properties="{item.properties}"' if item.properties else ""
        manifest.append(f'<item id="{ids[item.name]}" href="{item.name}" media-type="{media_type}"{properties}/>')
    spine = [f'<itemref idref="{ids[item.name]}"/>' for item in items if item.in_spine]
    return _PACKAGE.format(
        language=escape(book.language),
        direction=direction(book.language),
        metadata="\n".join(metadata),
        manifest="\n".join(manifest),
        spine="\n".join(spine),
    )


def _cover(book: Book) -> str:
    """A drawing of title, authors and years, in whatever letters the reader has."""
    lines = _lines(book.title)
    size = min(110, 900 // max(1, *map(_width, lines)) * 2, 900 // len(lines))
    drawn = [f'<text x="500" y="{420 + int(number * size * 1.25)}" font-size="{size}">{escape(line)}</text>'
             for number, line in enumerate(lines)]  # fmt: skip
    below = [book.localization.listed(book.authors[:3]), book.years]
    drawn += [f'<text x="500" y="{1310 + number * 80}" font-size="48">{escape(text)}</text>'
              for number, text in enumerate(below) if text]  # fmt: skip
    return _COVER_DRAWING.format(lines="\n".join(drawn), title=escape(book.title), language=escape(book.language),
                                 direction=direction(book.language))  # fmt: skip


def _lines(title: str, widest: int = 18) -> list[str]:
    """A title in lines of some letters; scripts without spaces are parted anywhere."""
    lines: list[str] = [""]
    for word in re.findall(r"\s*\S[^\s⺀-鿿가-힯]*", title) or [title]:
        if lines[-1] and _width(lines[-1] + word) > widest:
            lines.append(word.strip())
        else:
            lines[-1] = (lines[-1] + word).strip()
    return lines


def _width(text: str) -> int:
    """In letters of Latin, of which one of Chinese takes two."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def main(arguments: Sequence[str]) -> int:
    """Make the books of a site in ``BUILDDIR/epub``; give 1 if that cannot be done, else 0."""
    source, builddir = Path(arguments[0]).resolve(), Path(arguments[1]).resolve()

    def make_books() -> None:
        site = building.site(source, builddir, arguments[2:])
        clear(builddir / "epub")
        write(site, builddir / "epub")
        print(f"The books are in {os.path.relpath(builddir / 'epub')}.")

    return building.finished(make_books)


_CONTAINER = """<?xml version="1.0" encoding="utf-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles><rootfile full-path="EPUB/package.opf" media-type="application/oebps-package+xml"/></rootfiles>
</container>
"""
_PACKAGE = """<?xml version="1.0" encoding="utf-8"?>
<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id" xml:lang="{language}">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
{metadata}
</metadata>
<manifest>
{manifest}
</manifest>
<spine page-progression-direction="{direction}">
{spine}
</spine>
</package>
"""
_PAGE = """<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE html>
<html xmlns="{xhtml}" xmlns:epub="{epub}" lang="{language}" xml:lang="{language}" dir="{direction}">
<head>
<meta charset="utf-8"/>
<title>{title}</title>
<link rel="stylesheet" type="text/css" href="style.css"/>
</head>
<body epub:type="{kind}" class="{kind}">
{body}
</body>
</html>
"""
_COVER = '<p><img src="cover.svg" alt="{title}"/></p>'
_NAVIGATION = """<nav epub:type="toc" id="toc">
<h1>{title}</h1>
<ol>
{entries}
</ol>
</nav>
<nav epub:type="landmarks" hidden="hidden">
<ol>
<li><a epub:type="cover" href="cover.xhtml">{book}</a></li>
<li><a epub:type="toc" href="#toc">{title}</a></li>
<li><a epub:type="bodymatter" href="{first}">{book}</a></li>
</ol>
</nav>"""
_COVER_DRAWING = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1000 1500" width="1000" height="1500" \
xml:lang="{language}">
<title>{title}</title>
<rect width="1000" height="1500" fill="#f8f5ee"/>
<rect width="1000" height="24" fill="#8f2d24"/>
<g direction="{direction}" text-anchor="middle" font-family="Georgia, 'Times New Roman', serif" fill="#231f1b">
{lines}
</g>
</svg>
"""
_STYLE = """body { line-height: 1.5; margin: 0 5%; overflow-wrap: break-word; }
h1, h2, h3, h4, h5, h6 { line-height: 1.25; page-break-after: avoid; }
img { height: auto; max-width: 100%; }
figure { margin: 1em 0; page-break-inside: avoid; }
figcaption, .pic-caption, .byline, .tags, .original, .permalink, .thread { font-size: .85em; }
pre, .as-pre { font-size: .85em; white-space: pre-wrap; }
blockquote { border-inline-start: .2em solid #999; margin: 1em 0; padding-inline-start: 1em; }
table { border-collapse: collapse; font-size: .9em; }
td, th { border: 1px solid #999; padding: .2em .5em; text-align: start; vertical-align: top; }
.footnote .label, .footnote .label + p { display: inline; }
.tags { list-style: none; padding: 0; }
.tags li { display: inline; margin-inline-end: 1em; }
.comments .summary { display: none; }
.comment { margin: 1em 0; page-break-inside: avoid; }
.depth-1 { margin-inline-start: 1.5em; }
.depth-2 { margin-inline-start: 3em; }
.depth-3, .depth-4 { margin-inline-start: 4.5em; }
.admonition, .as-fieldset { border: 1px solid #999; margin: 1em 0; padding: 0 1em; }
.summary, .admonition-title, .rubric { font-weight: bold; }
.as-em, .as-i, .as-cite, .no-picture { font-style: italic; }
.as-strong, .as-b { font-weight: bold; }
.center, .align-center { text-align: center; }
.big { font-size: 1.2em; }
.cover { margin: 0; text-align: center; }
.cover p { margin: 0; }
.cover img { height: 100%; max-height: 100vh; }
.titlepage, .part { margin-top: 20%; text-align: center; }
.titlepage h1, .part h1 { font-size: 2em; }
nav ol { list-style: none; padding-inline-start: 1em; }
"""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
