"""The pages and feeds of names as the last build had them, where nothing that they come of has changed.

To tell what some thousands of them show takes longer than to write the few that an edit bears on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping
from dataclasses import dataclass
from functools import cache, partial
from itertools import chain
from typing import Any

from ..core.digests import digest
from ..feeds.documents import FeedsOfObject
from ..model.archive import Archive
from ..model.definitions import Definition
from ..model.outputs import Output, Unchanged
from ..pages import metadata, names
from ..pages.page import Page
from .pagekeys import PageKeys

#: The templates of the pages of names.
TEMPLATES = (names.NamesIndex.template, names.MentionsPage.template)

@dataclass(frozen=True)
class Remembered:
    """What the last build left in `memory`; `keys` are those of this build."""

    memory: MutableMapping[str, Any]
    keys: PageKeys

    def pages(self, archive: Archive, make: Callable[[], Iterable[Page]]) -> Iterator[Page | Unchanged[Page]]:
        """The pages that `make` gives."""
        stamp = digest(archive.found.stamp, *map(self.keys.of_template, TEMPLATES))
        kept = self.memory.get("names", ("",))
        if archive.found.stamp and kept[0] == stamp:  # else it may have been left by another version of this code
            _, keys, addresses = kept
            again = cache(lambda: {page.path: page for page in make()})
            yield Unchanged(keys, lambda path: again()[path], addresses)
            return
        made = list(make())
        keys = {page.path: self.keys.of_page(page) for page in made}
        addresses = [(metadata.address(page.name), metadata.last_changed(page)) for page in made]
        self.memory["names"] = (stamp, keys, addresses)
        yield from made

    def feeds(
        self, archive: Archive, digests: Mapping[str, str], make: FeedsOfObject
    ) -> Iterator[Output | Unchanged[Output]]:
        """The feeds of all that is mentioned; `digests` are those of all posts.

        They come of what the pages come of and of the texts of the posts: an edit bears on what its posts mention.
        """
        stamp = archive.found.stamp
        known, texts = self.memory.get("feeds", {}), self.memory.get("feeds texts", {})
        if not stamp or known.get("") != stamp:
            known, texts = {}, {}
        # The same object for what did not change: see `packing`.
        texts_now = {name: texts[name] if texts.get(name) == told else told for name, told in digests.items()}
        changed = [name for name, told in texts_now.items() if told is not texts.get(name)]
        objects = cache(lambda: {entry.page: entry for entry in archive.objects})
        if known:
            stale = {f"names/{name}" for docname in changed for name in archive.named[docname].objects}
            kept = (keys for page, keys in known.items() if page and page not in stale)
            yield Unchanged(dict(chain.from_iterable(kept)), partial(_at, objects, make))
        now = dict(known)
        for page in stale if known else objects():
            outputs = make(objects()[page])
            now[page] = tuple((output.path, self.keys.of_file(output.key)) for output in outputs)
            yield from outputs
        if changed:
            self.memory["feeds"], self.memory["feeds texts"] = {**now, "": stamp}, texts_now


def _at(objects: Callable[[], Mapping[str, Definition]], make: FeedsOfObject, path: str) -> Output:
    """The feed that stands at `path`, in the folder of its object's pages."""
    (found,) = (output for output in make(objects()[path.rpartition("/")[0]]) if output.path == path)
    return found
