"""Which files of the source folder are sources, and when they change."""

from __future__ import annotations

import os
import re
from collections.abc import AsyncGenerator, Iterator, Sequence
from pathlib import Path

from sphinx_autobuild.filter import IgnoreFilter
from watchfiles import awatch

#: What editors and file systems put beside a file while it is edited.
_TEMPORARY = re.compile(r"\.|#.*#$|4913$|.*(~|\.sw[a-z]|\.tmp|\.bak|\.orig)$")
#: Folders in which no source stands: at any depth, and of the source folder itself.
_NO_SOURCES = ("node_modules", "__pycache__")
_NO_SOURCES_AT_TOP = ("_build", "tests")
#: How often, in milliseconds, a watcher says that nothing has changed.
_QUIET = 300


class Sources(IgnoreFilter):  # type: ignore[misc]
    """sphinx-autobuild's filter of paths, for the files below `folder` that are not in the folders `ignored`."""

    def __init__(self, folder: Path, ignored: Sequence[Path]) -> None:
        super().__init__(ignored, ())
        self.folder, self._ignored = folder, ignored

    def __call__(self, filename: str, /) -> bool:
        """Whether a change of the file `filename` is none of the sources."""
        # By its own name, and not as the filter does by where it leads: editors lock files with links to nothing.
        if not filename.startswith(f"{self.folder}{os.sep}"):
            return True
        parts = Path(filename).relative_to(self.folder).parts
        if _TEMPORARY.match(parts[-1]) or any(_holds_none(part, depth == 0) for depth, part in enumerate(parts)):
            return True
        return bool(super().__call__(filename))

    async def changes(self) -> AsyncGenerator[list[Path]]:
        """Give the files that have changed, time and again; nothing where none has. Notes changes from its first.

        Each folder is watched by itself, so begin anew after a change: below one may lie an environment of many
        thousand files, or a loop of links.
        """
        polling = bool(os.environ.get("WATCHFILES_FORCE_POLLING"))
        while True:
            watched = awatch(
                *self._folders(), watch_filter=lambda _, path: not self(path), recursive=False,
                yield_on_timeout=True, rust_timeout=_QUIET, force_polling=polling,
            )  # fmt: skip
            try:
                async for changes in watched:
                    yield sorted(Path(path) for _, path in changes)
            except FileNotFoundError:  # removed a moment ago
                continue
            except OSError:  # the system watches too much already
                if polling:
                    raise
                polling = True

    def _folders(self) -> Iterator[str]:
        """The source folder and those below it in which sources may stand, through links too, but none twice."""
        seen = {os.path.realpath(folder) for folder in self._ignored}
        for folder, names, files in os.walk(self.folder, followlinks=True):
            real, at_top = os.path.realpath(folder), folder == str(self.folder)
            if real in seen or (not at_top and "pyvenv.cfg" in files):
                names.clear()
                continue
            seen.add(real)
            names[:] = [name for name in names if not _holds_none(name, at_top)]
            yield folder


def _holds_none(name: str, at_top: bool) -> bool:
    return name.startswith(".") or name in _NO_SOURCES or (at_top and name in _NO_SOURCES_AT_TOP)
