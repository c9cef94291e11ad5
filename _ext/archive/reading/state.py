"""What the extension holds during one run of Sphinx, and never pickles."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from ..model.archive import Archive
from ..model.mentioned import Mention
from ..source.collection import Scan, State
from ..store.buildlock import BuildLock
from ..store.store import Store

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.builders import Builder


@dataclass
class Current:
    """One run."""

    store: Store
    lock: BuildLock = field(default_factory=BuildLock)
    scan: Scan = field(default_factory=Scan)
    now: datetime = datetime.min
    """When the build began, in the site's time zone, to the day."""
    reread: frozenset[str] = frozenset()
    """Documents read in this run."""
    unfound: bool = False
    """Whether Sphinx passes over a post that was scanned."""
    removed: bool = False
    """Whether documents of the last run are gone."""
    warned: set[str] = field(default_factory=set)
    """Documents that there were warnings about."""
    sentences: Callable[[Sequence[Mention]], Sequence[Sequence[str]]] = lambda mentions: ()
    """Gives the sentences of each mention as HTML, once all is read."""
    links: dict[tuple[str, str, str, bool], str] = field(default_factory=dict)
    """The HTML of names that were written, made once for all documents: see `namelinks`."""
    archive: Archive | None = None
    """Made once all is read."""

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
        return [name for name, hidden in self.scan.hidden.items() if hidden == State.WITHHELD]


_runs: weakref.WeakKeyDictionary[Sphinx, Current] = weakref.WeakKeyDictionary()


def of(app: Sphinx) -> Current:
    """The run of `app`, begun at first use."""
    if app not in _runs:
        _runs[app] = Current(Store(Path(app.doctreedir), Path(app.outdir)))
    return _runs[app]


def is_archive(builder: Builder) -> bool:
    """Whether a builder makes the archive's pages, in which addresses of the site begin at its root: see `rooted`."""
    return builder.name == "html"
