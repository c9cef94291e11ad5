"""All that stands in the output beside the documents, in one place: each writer takes the model."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date

from . import feeds, metadata, pages, redirects, sitemap
from .model import Archive, Output, Post
from .pages import Page


def everything(
    archive: Archive,
    body: Callable[[str], str],
    standing: Mapping[str, Sequence[str]],
    withheld: list[str],
    old_addresses: str,
) -> Iterator[Page | Output]:
    """Pages and files of a build.

    `body` gives the HTML of a document, `standing` the old paths of each that is no post, `withheld` names posts that
    may not be shown, and `old_addresses` the service whose addresses are answered.
    """

    def full_text(post: Post) -> str:
        return body(post.docname)

    addresses: list[tuple[str, date | None]] = [(metadata.address(name), None) for name in sorted(standing)]
    for page in pages.listings(archive):
        addresses.append((metadata.address(page.name), page.newest.day if page.newest else None))
        yield page
    yield from pages.notices(withheld)
    yield pages.not_found(archive)
    yield pages.search()
    yield from feeds.feeds(archive, full_text)
    yield from redirects.redirects(archive, old_addresses, standing)
    yield from sitemap.sitemap(archive, addresses)
