"""What writers yield: files for the output, made only if what they show changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Output:
    """A file that a writer wants to stand in the output folder."""

    path: str
    """From the output's root, with slashes: ``blog/atom.xml``."""
    key: str
    """Digest of all that the file shows: the same key, the same bytes."""
    render: Callable[[], str]
    """Gives the text; called only if the key changed, perhaps in another process."""
