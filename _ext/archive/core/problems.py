"""One thing that is wrong in a source, and where."""

from __future__ import annotations

import re
from dataclasses import dataclass

#: What would break the line or not be shown.
_UNSHOWN = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """Reads as ``path:line: message``; the message says what is wrong and how to mend it."""

    path: str
    """From the site's root, with slashes."""
    line: int
    """From 1."""
    message: str

    @property
    def where(self) -> str:
        """File and line, on one line whatever the file is called."""
        return f"{_one_line(self.path)}:{self.line}"

    @property
    def shown_message(self) -> str:
        """The message, on one line."""
        return _one_line(self.message)

    def __str__(self) -> str:
        return f"{self.where}: {self.shown_message}"


def _one_line(text: str) -> str:
    return _UNSHOWN.sub(lambda char: char[0].encode("unicode_escape").decode(), text)
