"""All that stands in the output beside the documents, in one place: each writer takes the model."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain

from ..feeds.documents import FeedsOfObjects, feeds
from ..files import citations, policy, redirects, sitemap
from ..model.archive import Archive, Output, Unchanged
from ..model.posts import Post
from ..pages import figures, listings, metadata, sitepages, threads
from ..pages.page import Page


def everything(
    archive: Archive,
    body: Callable[[str], str],
    standing: Mapping[str, Sequence[str]],
    withheld: list[str],
    names: Callable[[], Iterator[Page | Unchanged[Page]]],
    named_feeds: FeedsOfObjects,
    discussed: Mapping[str, str],
) -> Iterator[Page | Output | Unchanged[Page] | Unchanged[Output]]:
    """Pages and files of a build.

    `body` gives the HTML of a document, `standing` the old paths of each that is no post, `withheld` names posts that
    may not be shown, `names` gives the pages of what posts mention, and `named_feeds` its feeds: see `unchanged`;
    `discussed` has the digest of the comments on each post.
    """

    def full_text(post: Post) -> str:
        return body(post.docname)

    addresses = [(metadata.address(name), "") for name in sorted(standing)]
    pages = (listings.pages(archive), names(), threads.pages(archive), citations.outputs(archive),
             figures.pages(archive, discussed), sitepages.pages(archive, withheld, standing))  # fmt: skip
    for job in chain.from_iterable(pages):
        if isinstance(job, Unchanged):
            addresses += job.addresses
        elif isinstance(job, Page) and job.in_sitemap:
            addresses.append((metadata.address(job.name), metadata.last_changed(job)))
        yield job
    yield from redirects.feeds_too(feeds(archive, full_text, named_feeds), archive.old_blogs)
    yield from redirects.redirects(archive, standing)
    yield from policy.headers(archive.site)
    yield from sitemap.addresses(archive, standing)
    yield from sitemap.sitemap(archive, addresses)
