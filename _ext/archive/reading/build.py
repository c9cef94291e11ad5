"""One build: what is known of the site while Sphinx runs. It is made once, in `archive.setup`, and never pickled."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property, wraps
from typing import TYPE_CHECKING, Any

from ..core.localization import Localization, ScriptWords
from ..model.archive import Archive
from ..model.mentions import Mention
from ..model.posts import Picture
from ..source.scanning import HiddenReason, Scan
from ..store.buildlock import BuildLock
from ..store.store import Store

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment


@dataclass
class Build:
    """One build of the site, from `archive.setup` to Sphinx's ``build-finished``."""

    app: Sphinx
    store: Store
    """What the last build left, and what this one leaves."""
    spread: Callable[[Callable[[str], Any], Sequence[str]], Iterable[Any]] = map
    """Gives the result of a function for each of many items, worked out by several processes where that is worth it."""
    lock: BuildLock = field(default_factory=BuildLock)
    scan: Scan = field(default_factory=Scan)
    now: datetime = datetime.min
    """When the build began, in the site's time zone, to the day."""
    localization: Localization = field(default_factory=Localization)
    """What the site says in its language."""
    script_words: ScriptWords = field(default_factory=ScriptWords)
    """What its scripts say."""
    shortcuts: frozenset[str] = frozenset()
    """Modules whose shortcuts past other packages are in force: see `patches.table`."""
    reread: frozenset[str] = frozenset()
    """Documents read in this run."""
    unfound: bool = False
    """Whether Sphinx passes over a post that was scanned."""
    removed: bool = False
    """Whether documents of the last run are gone."""
    warned: set[str] = field(default_factory=set)
    """Documents that there were warnings about."""
    too_deep: set[str] = field(default_factory=set)
    """Documents in which too much stands within one another, which this process reads without their texts."""
    sentences: Callable[[Sequence[Mention]], Sequence[Sequence[str]]] = lambda mentions: ()
    """Gives the sentences of each mention as HTML, once all is read."""
    name_links: dict[tuple[str, str, str, bool], str] = field(default_factory=dict)
    """The HTML of links of names, by kind, target, words, and whether these are the author's own: made once for all
    documents, see `names`."""
    may_show_pictures: set[str] = field(default_factory=set)
    """Documents that were read by this process and may show pictures, by their texts."""
    may_link_out: set[str] = field(default_factory=set)
    """Documents that were read by this process and may lead to other sites, by their texts."""
    pictures: Mapping[str, Picture] = field(default_factory=dict)
    """Those that documents show or name, by their paths from the source folder, once all is read."""
    archive: Archive | None = None
    """Made once all is read."""

    def connect(self, event: str, handler: Callable[..., Any], priority: int = 500) -> None:
        """Have `handler` called at an event of Sphinx: with this build, in the place of the application, and what the
        event hands over besides."""

        @wraps(handler)  # by its module Sphinx says whose handler failed
        def handle(app: Sphinx, *arguments: Any) -> Any:
            return handler(self, *arguments)

        self.app.connect(event, handle, priority)

    @cached_property
    def by_name(self) -> Mapping[str, tuple[str, ...]]:
        """Posts by the last part of their names."""
        found: dict[str, tuple[str, ...]] = {}
        for docname in self.scan.posts:
            name = docname.rpartition("/")[2]
            found[name] = (*found.get(name, ()), docname)
        return found

    @property
    def withheld(self) -> list[str]:
        """Posts whose text and title may not be shown."""
        return [name for name, hidden in self.scan.hidden.items() if hidden == HiddenReason.WITHHELD]


def build_of(env: BuildEnvironment) -> Build:
    """The build that reads into `env`.

    For what Sphinx makes itself and hands no build to: builders, transforms, and what writes nodes. Whoever is
    registered by a module's ``setup`` has the build from there.
    """
    domain: Any = env.domains["archive"]
    build: Build = domain.build
    return build


def is_archive(builder: Builder) -> bool:
    """Whether a builder makes the archive's pages, with addresses from the root (`addresses.SITE_SCHEME`)."""
    return builder.name == "html"
