"""Waiting for a change of the sources."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from threading import Event
from types import TracebackType

from watchfiles._rust_notify import RustNotify

#: What editors and file systems put beside a file while it is edited.
_TEMPORARY = re.compile(r"\.|#.*#$|4913$|.*(~|\.sw[a-z]|\.tmp|\.bak|\.orig)$")
#: Folders in which no source stands: at any depth, and of the source folder itself.
_NO_SOURCES = ("node_modules", "__pycache__")
_NO_SOURCES_AT_TOP = ("_build", "tests")
#: A burst of changes is one, unless it lasts longer than this. In milliseconds, as is the pause that ends it.
_BURST, _PAUSE, _POLL = 1600, 50, 300


class Watch:
    """Notes changes below a folder from the moment that it is made."""

    def __init__(self, source: Path, ignored: Sequence[Path], kept: Path) -> None:
        """Watch `source`, but for the folders `ignored`; that the folder `kept` is gone is a change too."""
        self._source, self._ignored, self._kept = source, ignored, kept
        self._notify = self._watch()

    def __enter__(self) -> Watch:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._notify.close()

    def _watch(self) -> RustNotify:
        polling = bool(os.environ.get("WATCHFILES_FORCE_POLLING"))
        while True:
            # Each by itself: below a folder may lie an environment of many thousand files, or a loop of links.
            paths = [*folders(self._source, self._ignored)]
            paths += [str(folder) for folder in (self._kept, self._kept.parent) if folder.is_dir()]
            try:
                return RustNotify(paths, False, polling, _POLL, False, True)
            except FileNotFoundError:  # removed a moment ago
                continue
            except OSError:  # the system watches too much already
                if polling:
                    raise
                polling = True

    def wait(self, stop: Event) -> list[str]:
        """Wait for changes; give the files concerned, by their paths from the source. None once `stop` is set."""
        while True:
            changes = self._notify.watch(_BURST, _PAUSE, 0, stop)
            if isinstance(changes, str):
                return []
            named = sorted({path for _, path in changes if self._is_source(path)})
            if named or not self._kept.is_dir():
                return [os.path.relpath(path, self._source) for path in named] or [str(self._kept)]

    def _is_source(self, path: str) -> bool:
        if not path.startswith(f"{self._source}{os.sep}"):
            return False
        parts = Path(path).relative_to(self._source).parts
        return not (
            _TEMPORARY.match(parts[-1])
            or any(_holds_no_sources(part, depth == 0) for depth, part in enumerate(parts))
            or any(Path(path).is_relative_to(folder) for folder in self._ignored)
        )


def folders(source: Path, ignored: Sequence[Path]) -> Iterator[str]:
    """The folder `source` and those below it in which sources may stand, through links too, but none twice."""
    seen = {os.path.realpath(folder) for folder in ignored}
    for folder, names, files in os.walk(source, followlinks=True):
        real = os.path.realpath(folder)
        if real in seen or (folder != str(source) and "pyvenv.cfg" in files):
            names.clear()
            continue
        seen.add(real)
        names[:] = [name for name in names if not _holds_no_sources(name, folder == str(source))]
        yield folder


def _holds_no_sources(name: str, at_top: bool) -> bool:
    return name.startswith(".") or name in _NO_SOURCES or (at_top and name in _NO_SOURCES_AT_TOP)
