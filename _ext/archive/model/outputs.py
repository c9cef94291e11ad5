"""What writers yield: files for the output, made only if what they show changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, NamedTuple, TypeVar

Made = TypeVar("Made")
"""A page or an `Output`."""


@dataclass(frozen=True, slots=True)
class Output:
    """A file that a writer wants to stand in the output folder."""

    path: str
    """From the output's root, with slashes: ``blog/atom.xml``."""
    key: str
    """Digest of all that the file shows: the same key, the same bytes."""
    render: Callable[[], str]
    """Gives the text; called only if the key changed, perhaps in another process."""


class Unchanged(NamedTuple, Generic[Made]):
    """Pages or files that show what they did in the last build: thousands, which are taken over in one step."""

    keys: Mapping[str, str]
    """By path, the key that each was written from."""
    make: Callable[[str], Made]
    """Gives what stands at a path, should its file be gone."""
    addresses: Sequence[tuple[str, str]] = ()
    """Of pages, for the sitemap, each with the day of the newest post shown."""
