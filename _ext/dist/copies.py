"""All forms of copies, in the order in which they are made."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from .site import Site


class Copy(NamedTuple):
    """One form of copy."""

    path: str
    """The file or folder that it is, from the folder of all; ``{name}`` stands for that of the site."""
    write: Callable[[Site, Path], None]
    """Writes it, from nothing, the same bytes for the same site. Raises OSError."""


COPIES: tuple[Copy, ...] = ()
