"""What the converter asks of its surroundings: where links lead, where images are; and what it has to say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from copy import copy
from dataclasses import dataclass, field, replace

Quotes = tuple[str, str, str, str]
#: What a `Context` has noted of a text so far.
_NOTED = ("remarks", "changed", "omissions", "notes", "marks", "anchors", "pending", "more_written")


@dataclass(frozen=True, slots=True)
class Picture:
    """An image of the source, as the post will show it."""

    address: str
    """Full address of the original."""
    path: str = ""
    """Path of the copy, from the post's file; empty where there is none."""


@dataclass(frozen=True, slots=True)
class Omission:
    """Something that readers saw and that is left out on purpose.

    `importer.fidelity` subtracts exactly these from what it misses; whatever else is missing is a fault.
    """

    kind: str
    """Short and countable: ``script``, ``form``, ``tracking pixel``."""
    text: str = ""
    """The words that go with it, as the reader saw them; each block on a line of its own."""
    addresses: tuple[str, ...] = ()
    """Addresses of links, pictures and frames that go with it, as the source has them."""
    name: str = ""
    """What it was, for the report, where nothing of the above says so."""


@dataclass
class Context:
    """One post's surroundings. The functions are given addresses as the source has them."""

    link: Callable[[str], str] = lambda address: address
    """The destination to write, or empty where the link must go and its text stay."""
    picture: Callable[[str, str], Picture] = lambda src, linked: Picture(src, src)
    """The picture for an image's address and that of the larger one it links to."""
    name: Callable[[str, str, str], str] = lambda kind, key, text: ""
    """What the role of a kind is to say for a name of that key that is shown as the text; empty where nothing of that
    key is defined."""
    still: Callable[[str], str] = lambda address: ""
    """The path of a picture for a film's card, by the address of the picture; empty where there is none."""
    remarks: Counter[str] = field(default_factory=Counter)
    """What was changed or let go, counted."""
    full: Callable[[str], str] = lambda address: address
    """An address made full, if it is known what it is told from."""
    quotes: Quotes = ("“", "”", "‘", "’")
    """Quotation marks of the post's language: the outer pair, and that within it."""
    changed: Counter[str] = field(default_factory=Counter)
    """What is shown otherwise than the source showed it, counted."""
    omissions: list[Omission] = field(default_factory=list)
    """What is left out on purpose, in the order of the source."""
    notes: dict[str, str] = field(default_factory=dict)
    """Footnotes: the fragment that leads to one, and its label."""
    marks: set[str] = field(default_factory=set)
    """Destinations of the links that were footnotes' marks, there and back."""
    anchors: set[str] = field(default_factory=set)
    """Ids that links lead to, of which no anchor is written yet."""
    linked_from_others: frozenset[str] = frozenset()
    """Those of them that links of other entries lead to."""
    pending: list[str] = field(default_factory=list)
    """Ids whose anchors go before the next words."""
    more_written: bool = False

    def snapshot(self) -> Context:
        """What is noted so far, for `go_back`."""
        return replace(self, **{name: copy(getattr(self, name)) for name in _NOTED})

    def go_back(self, snapshot: Context) -> None:
        """Let go of what was noted since, of a text that was converted in a way that came to nothing."""
        for name in _NOTED:
            setattr(self, name, getattr(snapshot, name))
