"""The whole as a book to print, a PDF, where WeasyPrint is there to make it: https://doc.courtbouillon.org/weasyprint/

It is no part of what the site needs: it wants the system's Pango and fonts for the languages of the posts.
"""

from __future__ import annotations

import importlib
import importlib.util
import logging
from html import escape
from pathlib import Path

from archive.core.languages import direction

from . import books
from .books import Book, Chapter, Pictures
from .site import Site
from .xhtml import placed


def is_possible() -> bool:
    """Whether WeasyPrint is installed, with all that it wants, and finds the system’s Pango."""
    if importlib.util.find_spec("weasyprint") is None:
        return False
    try:
        importlib.import_module("weasyprint")
    except (OSError, ImportError):
        return False
    return True


def write(site: Site, target: Path) -> None:
    """Write the book of the whole as a PDF into the file `target`. The same fonts and libraries give the same bytes."""
    pictures = Pictures(site.html, target.with_name(f".{target.name}-pictures"))
    bind(books.whole(site, list(books.chapters_of_posts(site))), pictures, target)
    pictures.remove()


def bind(book: Book, pictures: Pictures, target: Path) -> None:
    """Write a book as a PDF into the file `target`."""
    import weasyprint

    for name in ("weasyprint", "weasyprint.progress"):  # what it says of CSS, and of each of its steps
        logging.getLogger(name).setLevel(logging.ERROR)
    # Nothing comes from another host: that of the site is not asked for what is in the folder.
    fetcher = weasyprint.urls.URLFetcher(allowed_protocols=("data", "file"))
    document = weasyprint.HTML(string=_html(book, pictures), url_fetcher=fetcher)
    document.write_pdf(target, pdf_identifier=book.identifier.encode(), pdf_variant="pdf/ua-1")


def _html(book: Book, pictures: Pictures) -> str:
    """All chapters as one page."""
    names = {chapter.path: f"chapter-{number}" for number, chapter in enumerate(book.chapters, start=1)}
    by_path = {chapter.path: chapter for chapter in book.chapters}

    def link(path: str, fragment: str) -> str:
        if path not in names:
            return book.web_address(path, fragment)
        inside = fragment in by_path[path].text.ids
        return f"#{names[path]}--{fragment}" if inside else f"#{names[path]}"

    def picture(path: str) -> str:
        shown = pictures.at(path)
        return shown.file.absolute().as_uri() if shown else ""

    def section(chapter: Chapter) -> str:
        name = names[chapter.path]
        return f'<section id="{name}">{placed(chapter.text, link, picture, lambda one: f"{name}--{one}")}</section>'

    def entry(chapter: Chapter) -> str:
        return f'<li><a href="#{names[chapter.path]}">{escape(chapter.title) or "–"}</a></li>'

    contents, body = [entry(one) for one in book.front], [section(one) for one in book.front]
    for part in book.parts:
        inside = "".join(map(entry, part.chapters))
        contents.append(f'<li class="part">{escape(part.title)}<ol>{inside}</ol></li>')
        body.append(f'<section class="part"><h1>{escape(part.title)}</h1><p>{escape(part.count)}</p></section>')
        body += map(section, part.chapters)
    return _PAGE.format(
        language=escape(book.language),
        direction=direction(book.language),
        title=escape(book.title),
        subtitle=escape(book.subtitle),
        authors=escape(book.localization.listed(book.authors)),
        years=escape(book.years),
        moment=f"{book.moment:%Y-%m-%dT%H:%M:%SZ}",
        url=escape(book.site_url),
        licence=escape(book.licence),
        heading=escape(book.localization.pgettext("of a book", "Contents")),
        contents="\n".join(contents),
        body="\n".join(body),
    )


_PAGE = """<!doctype html>
<html lang="{language}" dir="{direction}">
<head>
<meta charset="utf-8">
<title>{title}</title>
<meta name="author" content="{authors}">
<meta name="description" content="{subtitle}">
<meta name="dcterms.created" content="{moment}">
<meta name="dcterms.modified" content="{moment}">
<style>
@page {{ size: A5; margin: 18mm 16mm 20mm; @bottom-center {{ content: counter(page); font-size: 8pt; }} }}
@page titlepage {{ @bottom-center {{ content: none; }} }}
html {{ font-family: Georgia, "DejaVu Serif", "Noto Serif", serif; font-size: 10pt; line-height: 1.4; }}
body {{ overflow-wrap: break-word; }}
a {{ color: inherit; text-decoration-color: #999; }}
h1, h2, h3, h4, h5, h6 {{ break-after: avoid; line-height: 1.25; text-align: start; }}
h1 {{ font-size: 1.6em; }} h2 {{ font-size: 1.25em; }} h3 {{ font-size: 1.1em; }} h4, h5, h6 {{ font-size: 1em; }}
section {{ break-before: page; }}
.titlepage {{ page: titlepage; break-before: auto; padding-top: 45mm; text-align: center; }}
.titlepage h1, .part h1 {{ font-size: 2.2em; text-align: center; bookmark-level: none; }}
.part > h1 {{ bookmark-level: 1; }} section h1 {{ bookmark-level: 2; }}
section h2, section h3, section h4, section h5, section h6 {{ bookmark-level: none; }}
section.part {{ padding-top: 60mm; text-align: center; }}
ol.contents, ol.contents ol {{ list-style: none; padding: 0; }}
.contents a {{ text-decoration: none; }}
.contents a::after {{ content: leader(". ") target-counter(attr(href), page); }}
li.part {{ font-weight: bold; margin-top: .8em; }} li.part ol {{ font-weight: normal; }}
p {{ orphans: 2; widows: 2; }}
img {{ height: auto; max-height: 150mm; max-width: 100%; }}
figure {{ break-inside: avoid; margin: 1em 0; }}
figcaption, .byline, .tags, .original, .permalink, .thread, .footnote {{ font-size: .85em; }}
pre, .as-pre {{ font-size: .8em; white-space: pre-wrap; }}
blockquote {{ border-inline-start: .2em solid #999; margin: 1em 0; padding-inline-start: 1em; }}
table {{ border-collapse: collapse; font-size: .85em; }}
td, th {{ border: .5pt solid #999; padding: .2em .5em; text-align: start; vertical-align: top; }}
.footnote .label, .footnote .label + p {{ display: inline; }}
.permalink a::after {{ content: ": " attr(href); }}
.tags {{ list-style: none; padding: 0; }} .tags li {{ display: inline; margin-inline-end: 1em; }}
.comments .summary {{ display: none; }}
.depth-1 {{ margin-inline-start: 1.5em; }} .depth-2, .depth-3, .depth-4 {{ margin-inline-start: 3em; }}
.admonition, .as-fieldset {{ border: .5pt solid #999; margin: 1em 0; padding: 0 1em; }}
.summary, .admonition-title, .rubric {{ font-weight: bold; }}
</style>
</head>
<body>
<section class="titlepage"><h1>{title}</h1><p>{subtitle}</p><p>{authors}</p><p>{years}</p><p>{url}</p><p>{licence}</p>
</section>
<section><h1>{heading}</h1><ol class="contents">
{contents}
</ol></section>
{body}
</body>
</html>
"""
