"""The one error an author sees: what is wrong with the source, where, and how to mend it."""

from __future__ import annotations


class ImportFailure(Exception):
    """The source cannot be imported; nothing was written. The message is one line for the screen."""

    def __init__(self, where: str, what: str) -> None:
        super().__init__(" ".join(f"{where}: {what}".split()))
