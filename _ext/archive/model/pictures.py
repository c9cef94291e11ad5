"""A picture of the site: its file, its measures, and the smaller ones beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from ..core.addresses import SITE_SCHEME, quoted_path


class Size(NamedTuple):
    """One of the files in which there is a picture."""

    name: str
    """Below ``_images``, unquoted."""
    width: int
    """In pixels."""


@dataclass(frozen=True)
class Picture:
    """A picture that lies in the source folder."""

    name: str
    """Of the file itself below ``_images``, unquoted."""
    width: int = 0
    """In pixels, as a browser shows it, which turns it upright; 0 if it is not known."""
    height: int = 0
    sizes: tuple[Size, ...] = ()
    """The files of which a browser may choose, the smallest first; none where there is the file alone."""
    scales: bool = False
    """Whether it is drawn (SVG), and so sharp at any size."""

    def __repr__(self) -> str:
        # Part of the key of every post that has one: what `sizes` says follows from the names and the widths.
        return f"Picture({self.name!r}, {self.width}, {self.height}, {[tuple(size) for size in self.sizes]})"

    @property
    def address(self) -> str:
        """Of the file itself, from the site's root."""
        return address(self.name)

    @property
    def smallest(self) -> Size:
        """The file of the fewest pixels, for lists."""
        return self.sizes[0] if self.sizes else Size(self.name, self.width)

    @property
    def largest(self) -> Size:
        """The best file to be shown within a text."""
        return self.sizes[-1] if self.sizes else Size(self.name, self.width)


def address(name: str) -> str:
    """Address from the site's root of a file below ``_images``."""
    return f"{SITE_SCHEME}_images/{quoted_path(name)}"
