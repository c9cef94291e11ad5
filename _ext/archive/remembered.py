"""The pages and feeds of names as the last build had them, where nothing that they come of has changed.

To tell what some thousands of them show takes longer than to write the few that an edit bears on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping
from dataclasses import dataclass
from functools import cache, partial
from typing import TYPE_CHECKING, Any, NamedTuple

from . import metadata
from .definitions import Definition
from .digests import digest
from .feeds import Make
from .model import Archive
from .outputs import Output
from .pages import Page

if TYPE_CHECKING:
    from .pagekeys import PageKeys


class Known(NamedTuple):
    """A page or file that shows what it did, so far as every build looks at it."""

    path: str
    key: str
    """That which it was written from."""
    again: Callable[[], Page | Output]
    """Gives it whole, should its file be gone."""
    address: str = ""
    """Of a page, for the sitemap, with the day of the newest post shown."""
    day: str = ""


@dataclass(frozen=True)
class Remembered:
    """What the last build left in `memory`; `keys` are those of this build."""

    memory: MutableMapping[str, Any]
    keys: PageKeys

    def pages(self, archive: Archive, make: Callable[[], Iterable[Page]]) -> Iterator[Page | Known]:
        """The pages that `make` gives."""
        stamp = digest(archive.found.stamp, self.keys.everywhere)
        known, heads = self.memory.get("names", ("", ()))
        if not archive.found.stamp or known != stamp:
            made = list(make())
            heads = [(one.name, one.path, self.keys.listing(one), metadata.address(one.name), one.day) for one in made]
            self.memory["names"] = (stamp, heads)
            yield from made
            return
        again = cache(lambda: {page.name: page for page in make()})
        for name, path, key, address, day in heads:
            yield Known(path, key, partial(_named, again, name), address, day)

    def feeds(self, archive: Archive, digests: Mapping[str, str], make: Make) -> Iterator[Output | Known]:
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
        stale = {name for docname in changed for name in archive.named[docname].objects} if known else set()
        now: dict[str, Any] = {"": stamp}
        for entry in archive.objects:
            name = f"{entry.kind}/{entry.key}"
            if name in stale or name not in known:
                outputs = make(entry)
                now[name] = tuple((output.path, self.keys.file(output.key)) for output in outputs)
                yield from outputs
                continue
            now[name] = known[name]
            for place, (path, key) in enumerate(known[name]):
                yield Known(path, key, partial(_placed, make, entry, place))
        if changed or now.keys() != known.keys():
            self.memory["feeds"], self.memory["feeds texts"] = now, texts_now


def _named(again: Callable[[], Mapping[str, Page]], name: str) -> Page:
    return again()[name]


def _placed(make: Make, entry: Definition, place: int) -> Output:
    return make(entry)[place]
