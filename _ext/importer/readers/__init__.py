"""One module a format; each has ``read(source, members, options)`` and yields the items of
`importer.model`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import tzinfo
from importlib import import_module
from typing import BinaryIO, Literal

from importer.model import Comment, CutShort, Dropped, Entry, Item, Mended, Remark
from importer.source import Source
from importer.xmlstream import Document

_NAMED = 20
UNWRITTEN = "entry that the file ends in, before any of its text"


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
    markdown: Literal["auto", "always", "never"] = "auto"
    """Whether posts of WordPress were typed in Markdown."""
    maybe_markdown: list[str] = field(default_factory=list)
    """Titles of posts that may have been so, as reading finds them."""
    tally: Tally = field(default_factory=Tally)
    progress: Callable[[int], None] = lambda done: None


def read(format: str, source: Source, members: tuple[str, ...], options: Options) -> Iterator[Item]:
    """The items of a source in `format` (one of `importer.recognise.FORMATS`)."""
    module = import_module(f"importer.readers.{format}")
    yield from module.read(source, members, options)


class XmlFile(Document):
    """XML of a source: what a `Document` is, and what the report should say of it."""

    def __init__(self, opened: Callable[[], BinaryIO], shown: str, tags: frozenset[str], keep: bool = False) -> None:
        self.shown = shown
        super().__init__(opened, shown, tags, keep)
        self._within = ""

    def drafted_if_cut(self, items: Iterator[Item], cut: bool) -> Iterator[Item]:
        """`items` of one element; if the file ends in it (`cut`), its entry as a draft that says so."""
        for item in items:
            if not cut or not isinstance(item, Entry | Comment):
                yield item
            elif isinstance(item, Comment):
                self._within = self._within or f"a comment by {item.name or 'someone'}"
                yield item
            else:
                self._within = item.title or item.where
                if item.html.strip():
                    yield replace(item, state="draft", note=f"the export ends within this post ({self.ended})")
                else:
                    yield Dropped(UNWRITTEN, self._within)

    def findings(self) -> Iterator[Item]:
        """What was mended, and where the file ends too early; to be asked when all of it was read."""
        for kind, count in sorted(self.mended.items()):
            if count:
                yield Mended(kind, count)
        for text in self.outside[:_NAMED]:
            yield Remark(f"text that stands in no element of an entry was left out: “{' '.join(text.split())[:80]}”")
        if len(self.outside) > _NAMED:
            yield Remark(f"… and {len(self.outside) - _NAMED:,} more texts that stand in no element of an entry")
        if self.ended:
            yield CutShort(f"{self.shown}, {self.ended}", self._within)


def xml_file(source: Source, member: str, tags: frozenset[str]) -> XmlFile:
    """A member of a source that is XML, as a stream of the elements of `tags`."""
    return XmlFile(lambda: source.open(member), source.shown(member), tags)
