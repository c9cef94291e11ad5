"""One thing that is wrong in a source, and where."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """Reads as ``path:line: message``; the message says what is wrong and how to mend it."""

    path: str
    """From the site's root, with slashes."""
    line: int
    """From 1."""
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message}"
