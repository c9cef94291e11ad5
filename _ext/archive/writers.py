"""All that stands in the output beside the documents, in one place: each writer takes the model."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from itertools import chain

from . import citepages, daypages, feeds, metadata, namepages, pages, redirects, sitemap, threadpages
from .mentioned import Mention
from .model import Archive, Output, Post
from .pages import Page


def everything(
    archive: Archive, body: Callable[[str], str], standing: list[str], withheld: list[str], old_addresses: str,
    sentence: Callable[[Mention], str],
) -> Iterator[Page | Output]:
    """Pages and files of a build: `standing` names the other documents, `withheld` posts that may not be shown,
    `old_addresses` the service whose addresses are answered; `sentence` gives the HTML of a mention's sentence."""

    def full_text(post: Post) -> str:
        return body(post.docname)

    addresses: list[tuple[str, date | None]] = [(metadata.address(name), None) for name in sorted(standing)]
    names, threads = namepages.pages(archive, sentence), threadpages.pages(archive)
    for page in chain(pages.listings(archive), daypages.pages(archive), names, threads):
        addresses.append((metadata.address(page.name), page.newest.day if page.newest else None))
        yield page
    yield from pages.notices(withheld)
    yield pages.not_found(archive)
    yield pages.search()
    yield from citepages.outputs(archive)
    yield from feeds.feeds(archive, full_text)
    yield from redirects.redirects(archive, old_addresses)
    yield from sitemap.sitemap(archive, addresses)
