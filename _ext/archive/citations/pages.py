"""Where citations stand for reference managers: a page for each month, and files for each year.

In the pages they are ``data:`` links, which a browser saves as files without a request: three files for each post
would be more files than all the rest of an archive, and three such links more than a post's page should weigh.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from html import escape
from typing import ClassVar
from urllib.parse import quote

from ..core.digests import digest
from ..model.archive import Archive
from ..model.citations import Citation
from ..model.outputs import Output
from ..model.posts import Post
from ..pages.documents import first_cite_page
from ..pages.listings import month_crumbs
from ..pages.page import NumberedPage, Page, in_chunks, numbered
from . import citing
from .citing import Format

#: Characters that may stand in an address as they are, quotation marks of HTML left out.
_SAFE = "!$'()*+,-./:;=?@_~"


@dataclass(frozen=True, kw_only=True)
class CitationsPage(NumberedPage):
    """How the posts of a month are cited, oldest first."""

    cited: tuple[Citation, ...]
    year: int

    template: ClassVar[str] = "cite.html"

    @property
    def formats(self) -> tuple[Format, ...]:
        return citing.FORMATS

    @property
    def citations(self) -> list[tuple[Citation, list[tuple[Format, str]]]]:
        """Each with the addresses of its forms."""
        return [(each, [(form, _link(form, each)) for form in citing.FORMATS]) for each in self.cited]


def outputs(archive: Archive) -> Iterator[Page | Output]:
    """The pages of all months and the files of all years."""
    for (year, month), of_month in archive.by_month.items():
        yield from _month(archive, year, month, of_month[::-1])
    for year, of_year in archive.by_year.items():
        cited = [archive.citations[post.docname] for post in reversed(of_year)]
        key = digest(*(each.shown for each in cited))
        for form in citing.FORMATS:
            path = f"cite/{year:04}.{form.suffix}"
            yield Output(path, digest(path, key), partial(form.write, cited))


def _month(archive: Archive, year: int, month: int, posts: Sequence[Post]) -> Iterator[CitationsPage]:
    local = archive.site.localization
    crumbs = month_crumbs(local, year, month)
    cited = [archive.citations[post.docname] for post in posts]
    title = local.gettext("How to cite the posts of %(month)s") % {"month": local.month_year(year, month)}
    chunks = in_chunks(cited, archive.site.page_size)
    for place, chunk in numbered(local, first_cite_page(year, month), title, crumbs, chunks):
        yield CitationsPage(**place, cited=chunk, year=year)


def _link(form: Format, cited: Citation) -> str:
    """A citation as an address (RFC 2397) that may stand in an attribute."""
    return escape(f"data:{form.media_type};charset=utf-8,{quote(form.write([cited]), safe=_SAFE)}")
