"""One module a format; each has ``read(source, members, options)`` and yields the items of
`importer.model`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import tzinfo
from importlib import import_module

from importer.model import Item
from importer.source import Source


@dataclass
class Tally:
    """How many entries the source holds, counted as its elements pass, before anything is made of them."""

    entries: int = 0
    comments: int = 0


@dataclass(frozen=True)
class Options:
    """What the author said about the source."""

    zone: tzinfo
    zone_given: bool = False
    site_url: str = ""
    """Address of the blog where it stood, without the last slash; empty if not said."""
    titles: tuple[str, ...] | None = None
    tally: Tally = field(default_factory=Tally)
    progress: Callable[[int], None] = lambda done: None


def read(format: str, source: Source, members: tuple[str, ...], options: Options) -> Iterator[Item]:
    """The items of a source in `format` (one of `importer.recognise.FORMATS`)."""
    module = import_module(f"importer.readers.{format}")
    yield from module.read(source, members, options)
