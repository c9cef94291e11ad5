"""A progress bar on the terminal; silent where there is none."""

from __future__ import annotations

import sys
import time
from typing import TextIO


class Progress:
    """Redrawn at most five times a second."""

    def __init__(self, quiet: bool = False, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr
        self._shown = not quiet and self._stream.isatty()
        self._last = 0.0

    def show(self, what: str, done: int, total: int = 0) -> None:
        """`done` of `total`, or `done` so far where the total is not known."""
        now = time.monotonic()
        if not self._shown or (now - self._last < 0.2 and done != total):
            return
        self._last = now
        bar = ""
        if total:
            filled = 30 * done // total
            bar = f"[{'#' * filled}{'.' * (30 - filled)}] "
        self._stream.write(f"\r\x1b[K{what} {bar}{done:,}" + (f" of {total:,}" if total else ""))
        self._stream.flush()

    def end(self) -> None:
        """Clear the line."""
        if self._shown:
            self._stream.write("\r\x1b[K")
            self._stream.flush()
