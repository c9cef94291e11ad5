"""The pages and feeds of names as the last build had them, where nothing that they come of has changed.

To tell what some thousands of them show takes longer than to write the few that an edit bears on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

from .definitions import Definition
from .model import Archive
from .outputs import Output
from .pages import Page
from .paths import permalink


@dataclass(frozen=True, slots=True)
class Known:
    """A page that shows what it did, so far as every build looks at it."""

    name: str
    shown: str
    day: str
    page: Callable[[], Page]
    """Gives it whole, to be written after all: its file is gone, or the templates changed."""

    @property
    def path(self) -> str:
        return permalink(self.name)


def pages(
    memory: MutableMapping[str, Any], archive: Archive, make: Callable[[], Iterator[Page]]
) -> Iterator[Page | Known]:  # fmt: skip
    """The pages that `make` gives; from `memory`, if they come of the same as when it last gave them."""
    stamp = archive.found.stamp
    known, heads = memory.get("names", ("", ()))
    if not stamp or known != stamp:
        made = list(make())
        memory["names"] = (stamp, [(page.name, page.shown, page.day) for page in made])
        yield from made
        return

    @cache
    def again() -> dict[str, Page]:
        return {page.name: page for page in make()}

    for name, shown, day in heads:
        yield Known(name, shown, day, partial(_whole, again, name))


def _whole(again: Callable[[], dict[str, Page]], name: str) -> Page:
    return again()[name]


def feeds(
    memory: MutableMapping[str, Any], archive: Archive, digests: Mapping[str, str],
    make: Callable[[Definition], Sequence[Output]],
) -> Iterator[Output]:  # fmt: skip
    """The feeds of all that is mentioned, of each as `make` gives them; `digests` are those of all posts.

    They come of what the pages come of and of the texts of the posts: an edit bears on what its posts mention.
    """
    stamp = archive.found.stamp
    known, texts = memory.get("feeds", {}), memory.get("feeds texts", {})
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
            outputs = list(make(entry))
            now[name] = tuple((output.path, output.key) for output in outputs)
            yield from outputs
            continue
        now[name] = known[name]
        for place, (path, key) in enumerate(known[name]):
            yield Output(path, key, partial(_rendered, make, entry, place))
    if now != known or changed:
        memory["feeds"], memory["feeds texts"] = now, texts_now


def _rendered(make: Callable[[Definition], Sequence[Output]], entry: Definition, place: int) -> str:
    return make(entry)[place].render()
