"""All that stands in the output beside the documents: pages and files made of the model, the search, the inventory."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from itertools import chain
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NamedTuple

from sphinx.errors import ExtensionError
from sphinx.util.display import progress_message
from sphinx.util.inventory import InventoryFile

from ..core.texts import digest
from ..feeds.documents import FeedsOfObject, FeedsOfObjects, feeds
from ..files import citations, policy, redirects, sitemap
from ..model.archive import Archive, Output, Unchanged
from ..model.definitions import Definition
from ..model.outlinks import link_target
from ..model.posts import Post
from ..pages import figures, listings, metadata, names, sitepages, threads
from ..pages.page import Page
from ..search import indexes
from ..search.documents import Sources, documents
from ..source import comments
from ..store.records import NameFeeds, NameFeedsStamp, NamePages
from ..store.store import Store
from .keys import PageKeys
from .pagewriter import PageWriter

#: As Sphinx's domains give it: name, title, kind, document, anchor and priority.
_Target = tuple[str, str, str, str, str, int]
#: The templates of the pages of names.
NAME_TEMPLATES = (names.NamesIndex.template, names.MentionsPage.template)


def everything(
    archive: Archive,
    body: Callable[[str], str],
    standing: Mapping[str, Sequence[str]],
    withheld: list[str],
    pages_of_names: Callable[[], Iterator[Page | Unchanged[Page]]],
    feeds_of_names: FeedsOfObjects,
    comment_digests: Mapping[str, str],
) -> Iterator[Page | Output | Unchanged[Page] | Unchanged[Output]]:
    """Pages and files of a build.

    `body` gives the HTML of a document, `standing` the old paths of each that is no post, `withheld` names posts that
    may not be shown, `pages_of_names` gives the pages of what posts mention, `feeds_of_names` its feeds: see
    `UnchangedNames`; `comment_digests` are those of the comments on each post, by docname.
    """

    def full_text(post: Post) -> str:
        return body(post.docname)

    addresses = [(metadata.address(name), "") for name in sorted(standing)]
    pages = (listings.pages(archive), pages_of_names(),
             threads.pages(archive), citations.outputs(archive), figures.pages(archive, comment_digests),
             sitepages.pages(archive, withheld, standing))  # fmt: skip
    for job in chain.from_iterable(pages):
        if isinstance(job, Unchanged):
            addresses += job.addresses
        elif isinstance(job, Page) and job.in_sitemap:
            addresses.append((metadata.address(job.name), metadata.last_changed(job)))
        yield job
    yield from redirects.with_old_addresses(feeds(archive, full_text, feeds_of_names), archive.old_blogs)
    yield from redirects.redirects(archive, standing)
    yield from policy.headers(archive.site)
    yield from sitemap.addresses(archive, standing)
    yield from sitemap.sitemap(archive, addresses)


@dataclass(frozen=True)
class UnchangedNames:
    """The pages and feeds of names as the last build left them in `store`, where nothing that they come of has changed.

    To tell what some thousands of them show takes longer than to write the few that an edit bears on. `keys` are those
    of this build.
    """

    store: Store
    keys: PageKeys

    def pages(self, archive: Archive, make: Callable[[], Iterable[Page]]) -> Iterator[Page | Unchanged[Page]]:
        """The pages that `make` gives."""
        entries = archive.definitions.entries
        linked = repr([link_target(archive.outlinks, address) for entry in entries for _, address in entry.links])
        stamp = digest(archive.mention_index.stamp, linked, *map(self.keys.of_template, NAME_TEMPLATES))
        last = self.store.records.get(NamePages)
        if archive.mention_index.stamp and last and last.stamp == stamp:
            by_path = cache(lambda: {page.path: page for page in make()})
            yield Unchanged(last.keys, lambda path: by_path()[path], last.addresses)
            return
        made = list(make())
        keys = {page.path: self.keys.of_page(page) for page in made}
        addresses = tuple((metadata.address(page.name), metadata.last_changed(page)) for page in made)
        self.store.records.put(NamePages(stamp, keys, addresses))
        yield from made

    def feeds(
        self, archive: Archive, digests: Mapping[str, str], make: FeedsOfObject
    ) -> Iterator[Output | Unchanged[Output]]:
        """The feeds of all that is mentioned; `digests` are those of all posts.

        They come of what the pages come of and of the texts of the posts: an edit bears on what its posts mention.
        """
        stamp = NameFeedsStamp(archive.mention_index.stamp)
        last_feeds, last_texts = self.store.name_feeds.rows(), self.store.fed_texts.rows()
        if not stamp.stamp or self.store.records.get(NameFeedsStamp) != stamp:
            last_feeds, last_texts = {}, {}
        changed = [docname for docname, text in digests.items() if last_texts.get(docname) != text]
        objects = cache(lambda: {entry.page: entry for entry in archive.objects})
        if last_feeds:
            stale = {f"names/{name}" for docname in changed for name in archive.document_mentions[docname].objects}
            unchanged = (feeds.keys.items() for page, feeds in last_feeds.items() if page not in stale)
            yield Unchanged(dict(chain.from_iterable(unchanged)), partial(_feed_at, objects, make))
        feeds_now = dict(last_feeds)
        for page in stale if last_feeds else objects():
            outputs = make(objects()[page])
            feeds_now[page] = NameFeeds({output.path: self.keys.of_file(output.key) for output in outputs})
            yield from outputs
        if changed:
            self.store.records.put(stamp)
            self.store.name_feeds.replace(feeds_now)
            self.store.fed_texts.replace(digests)


def _feed_at(objects: Callable[[], Mapping[str, Definition]], make: FeedsOfObject, path: str) -> Output:
    """The feed that stands at `path`, in the folder of its object's pages."""
    (feed,) = (output for output in make(objects()[path.rpartition("/")[0]]) if output.path == path)
    return feed


def update_search(builder: PageWriter) -> dict[str, str]:
    """Write the indexes of what changed; give the key of each of their files, by place in the output.

    All documents are indexed, but for those that are marked ``no-search``.
    """
    archive, env, build = builder.archive, builder.env, builder.state
    indexed = {name for name in env.found_docs if "no-search" not in env.metadata[name]}
    if len(indexed) < len(env.found_docs):
        archive = replace(archive, posts=tuple(post for post in archive.posts if post.docname in indexed))
    titles = {name: env.titles[name].astext() for name in sorted(indexed - archive.by_docname.keys())}
    scanned = build.scan.comment_files.items()
    discussed = {name: file.digest for name, file in scanned if not file.problem and name in archive.by_docname}
    fragments = build.store.fragments
    load_comments, pictures = partial(comments.load, Path(builder.srcdir)), builder.config.pictures_in_lists
    sources = Sources(titles, discussed, fragments.digests_and_excerpts, fragments.body, load_comments, pictures)
    outdir, code = Path(builder.outdir), builder.config.archive_code
    try:
        return indexes.update(
            documents(archive, sources), archive.site.language, build.store, outdir, code, progress_message
        )
    except indexes.IndexingError as error:
        raise ExtensionError(str(error)) from error


def inventory(builder: PageWriter) -> Output:
    """The file ``objects.inv``, by which other Sphinx sites refer to this one."""
    config, store = builder.config, builder.state.store
    domains = [_Targets(domain.name, sorted(domain.get_objects())) for domain in builder.env.domains.sorted()]
    domains.append(_Targets("std", _name_labels(builder.archive, domains)))
    lines = (" ".join(map(str, (domain.name, *target))) for domain in domains for target in domain.targets)

    def render() -> bytes:
        # What of an environment the inventory is made of.
        env: Any = SimpleNamespace(config=config, domains=SimpleNamespace(sorted=lambda: domains))
        InventoryFile.dump(store.scratch, env, builder)
        data = store.scratch.read_bytes()
        store.scratch.unlink()
        return data

    return Output("objects.inv", digest(config.project, config.version, *lines), render)


class _Targets(NamedTuple):
    """Stands for a domain: what others can refer to in it."""

    name: str
    targets: list[_Target]

    def get_objects(self) -> list[_Target]:
        return self.targets


def _name_labels(archive: Archive, domains: Iterable[_Targets]) -> list[_Target]:
    """All names once more as labels, such as ``person-maggie-atkinson``: another Sphinx site can refer to these by
    ``ref``, but to nothing of a domain that it does not have."""
    standard = (target for domain in domains if domain.name == "std" for target in domain.targets)
    own = {name for name, _, kind, *_ in standard if kind == "label"}
    labels = ((f"{entry.kind}-{entry.key}", entry) for entry in archive.objects)
    return sorted((label, entry.name, "label", entry.page, "", -1) for label, entry in labels if label not in own)
