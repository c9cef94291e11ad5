"""Where citations stand for reference managers: a page for each month, and files for each year.

In the pages they are ``data:`` links, which a browser saves as files without a request: three files for each post
would be more files than all the rest of an archive, and three such links more than a post's page should weigh.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from html import escape
from typing import Any
from urllib.parse import quote

from ..core import dates
from ..core.digests import digest
from ..model.archive import Archive
from ..model.outputs import Output
from ..model.posts import Post
from ..pages.pages import ARCHIVE, Crumb, Page, page_name
from . import citing
from .citing import Citation, Format

#: Characters that may stand in an address as they are, quotation marks of HTML left out.
_SAFE = "!$'()*+,-./:;=?@_~"


def cite_page(archive: Archive, post: Post) -> str:
    """Name of the page on which the citation of `post` stands. A post that is added to a month moves no older one."""
    month = archive.by_month[post.date.year, post.date.month]
    before = len(month) - 1 - (archive.position(post.docname) - archive.position(month[0].docname))
    return page_name(_first(post.date.year, post.date.month), before // archive.site.page_size + 1)


def post_context(archive: Archive, post: Post) -> dict[str, Any]:
    """What the page of a post shows of how it is cited."""
    return {"citation": citing.citation(archive, post), "cite_page": cite_page(archive, post)}


def post_key(archive: Archive, post: Post) -> str:
    """What `post_context` gives, beside the post itself."""
    return f"{archive.citations[post.docname]}\n{cite_page(archive, post)}"


def outputs(archive: Archive) -> Iterator[Page | Output]:
    """The pages of all months and the files of all years."""
    marks = archive.citations
    for (year, month), posts in archive.by_month.items():
        yield from _month(archive, year, month, posts[::-1], marks)
    for year, posts in archive.by_year.items():
        site = archive.site
        key = digest(site.title, site.url, site.author, site.language, site.retelling,
                     *(marks[post.docname] for post in posts))  # fmt: skip
        for form in citing.FORMATS:
            path = f"cite/{year:04}.{form.suffix}"
            yield Output(path, digest(path, key), partial(_file, archive, form, posts))


def _file(archive: Archive, form: Format, posts: Sequence[Post]) -> str:
    return form.write(citing.citation(archive, post) for post in reversed(posts))


def _first(year: int, month: int) -> str:
    return f"cite/{year:04}/{month:02}"


def _month(
    archive: Archive, year: int, month: int, posts: Sequence[Post], marks: Mapping[str, str]
) -> Iterator[Page]:  # fmt: skip
    size, name = archive.site.page_size, _first(year, month)
    count = -(-len(posts) // size)
    when = f"{dates.month_name(month)} {year}"
    crumbs = (ARCHIVE, Crumb(str(year), f"blog/{year}"), Crumb(when, f"blog/{year}/{month:02}"))
    title = f"How to cite the posts of {when}"
    for number in range(1, count + 1):
        chunk = posts[(number - 1) * size : number * size]

        def context(number: int = number, chunk: Sequence[Post] = chunk) -> dict[str, Any]:
            cited = [citing.citation(archive, post) for post in chunk]
            return {
                "citations": [(one, [(form, _link(form, one)) for form in citing.FORMATS]) for one in cited],
                "year": year, "formats": citing.FORMATS, "number": number, "count": count,
                "previous_page": page_name(name, number - 1) if number > 1 else None,
                "next_page": page_name(name, number + 1) if number < count else None,
            }  # fmt: skip

        yield Page(
            name=page_name(name, number),
            template="cite.html",
            key=digest("cite.html", title, str(count), *(marks[post.docname] for post in chunk)),
            title=title if number == 1 else f"{title}, page {number}",
            context=context,
            crumbs=crumbs if number == 1 else (*crumbs, Crumb(title, name)),
        )


def _link(form: Format, cited: Citation) -> str:
    """A citation as an address (RFC 2397) that may stand in an attribute."""
    return escape(f"data:{form.media_type};charset=utf-8,{quote(form.write([cited]), safe=_SAFE)}")
