"""The pages and feeds of names as the last build had them, where nothing that they come of has changed.

To tell what some thousands of them show takes longer than to write the few that an edit bears on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, partial
from itertools import chain

from ..core.texts import digest
from ..feeds.documents import FeedsOfObject
from ..model.archive import Archive, Output, Unchanged
from ..model.definitions import Definition
from ..model.outlinks import lead
from ..pages import metadata, names
from ..pages.page import Page
from ..store.records import NameFeeds, NameFeedsStamp, NamePages
from ..store.store import Store
from .pagekeys import PageKeys

#: The templates of the pages of names.
TEMPLATES = (names.NamesIndex.template, names.MentionsPage.template)

@dataclass(frozen=True)
class UnchangedNames:
    """What the last build left in `store`; `keys` are those of this build."""

    store: Store
    keys: PageKeys

    def pages(self, archive: Archive, make: Callable[[], Iterable[Page]]) -> Iterator[Page | Unchanged[Page]]:
        """The pages that `make` gives."""
        linked = repr([lead(archive.outlinks, to) for one in archive.definitions.entries for _, to in one.links])
        stamp = digest(archive.mention_index.stamp, linked, *map(self.keys.of_template, TEMPLATES))
        kept = self.store.records.get(NamePages)
        if archive.mention_index.stamp and kept and kept.stamp == stamp:
            again = cache(lambda: {page.path: page for page in make()})
            yield Unchanged(kept.keys, lambda path: again()[path], kept.addresses)
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
        stamp = archive.mention_index.stamp
        known, texts, left = self.store.name_feeds.rows(), self.store.fed_texts.rows(), NameFeedsStamp(stamp)
        if not stamp or self.store.records.get(NameFeedsStamp) != left:
            known, texts = {}, {}
        changed = [name for name, told in digests.items() if texts.get(name) != told]
        objects = cache(lambda: {entry.page: entry for entry in archive.objects})
        if known:
            stale = {f"names/{name}" for docname in changed for name in archive.document_mentions[docname].objects}
            kept = (feeds.keys.items() for page, feeds in known.items() if page not in stale)
            yield Unchanged(dict(chain.from_iterable(kept)), partial(_at, objects, make))
        now = dict(known)
        for page in stale if known else objects():
            outputs = make(objects()[page])
            now[page] = NameFeeds({output.path: self.keys.of_file(output.key) for output in outputs})
            yield from outputs
        if changed:
            self.store.records.put(left)
            self.store.name_feeds.replace(now)
            self.store.fed_texts.replace(digests)


def _at(objects: Callable[[], Mapping[str, Definition]], make: FeedsOfObject, path: str) -> Output:
    """The feed that stands at `path`, in the folder of its object's pages."""
    (found,) = (output for output in make(objects()[path.rpartition("/")[0]]) if output.path == path)
    return found
