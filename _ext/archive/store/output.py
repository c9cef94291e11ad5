"""The folder of the output: what each of its files was written from, what stands in the way there, and what is stale.

Files are named by their paths from its root, with slashes. A line in Sphinx's ``.buildinfo`` says to which stored
state the output belongs: with another, none of its files is trusted.
"""

from __future__ import annotations

import errno
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path

from ..core.addresses import folders
from ..core.outfiles import OWN_FOLDERS, OutputListing, is_from_build, list_output, remove
from ..core.texts import digest

#: The file in the output in which Sphinx says how it was built, and a line in it that says which state knows it.
BUILD_INFO = ".buildinfo"
_SIGNATURE = "archive: "


class Obstacle(OSError):
    """Something that no build wrote stands where a file is to be written."""


class OutputFolder:
    """The output, from `begin` of a build to its end."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self.keys: dict[str, str] = {}
        """Of every file that builds have left in the output, the key that it was written from; empty if it may not be
        trusted."""
        self.others: set[str] = set()
        """Files that other extensions wrote."""
        self.lost = False
        """Whether nothing is known of what stands in the output."""
        self._before = OutputListing()
        self._began = 0

    def begin(self, began: int) -> None:
        """Look at what stands there; `began` is when the build did, in nanoseconds as the file system has it."""
        self._began = began
        self._before = list_output(self._root)

    def distrust(self) -> None:
        """Take no file that stands there for what its key says."""
        self.keys, self.lost = dict.fromkeys(self.keys, ""), True

    def discard(self, written: Iterable[str]) -> None:
        """Remove all that earlier builds left: `written` are the files that they wrote."""
        for path in written:
            remove(self._root, path)
        for folder in OWN_FOLDERS:
            shutil.rmtree(self._root / folder, ignore_errors=True)

    # What is written

    def wrote(self, keys: Mapping[str, str]) -> None:
        """Note that files were written, each with the key of what it shows."""
        self.keys |= keys

    def is_current(self, path: str, key: str) -> bool:
        """Whether the file at `path` is there, and was written with this key."""
        return not self.missing({path: key})

    def missing(self, keys: Mapping[str, str]) -> list[str]:
        """The paths of those files that are not there, or were written with another key than the one in `keys`.

        An empty key is that of no file.
        """
        known, there = self.keys, self._before.files
        return [
            path for path, key in keys.items()
            if not key or known.get(path) != key or (path not in there and self._gone(path))
        ]  # fmt: skip

    def _gone(self, path: str) -> bool:
        """Whether a file that is not listed is not there: it may have a dot in front, or stand behind a link."""
        return not (self._root / path).is_file()

    # What stands in the way

    def make_way(self, paths: Iterable[str]) -> None:
        """Remove what an earlier build left where files are to be written now. Raises Obstacle."""
        if self._before.files or self._before.folders:
            for path in paths:
                self._make_way(path)

    def _make_way(self, path: str) -> None:
        """Remove a file that stands where `path` needs a folder, and the files in a folder that stands at `path`."""
        before = self._before
        for folder in folders(path):
            if folder in before.files:
                self._remove_obstacle(folder)
        if path in before.folders:
            for inside in [file for file in before.files if file.startswith(f"{path}/")]:
                self._remove_obstacle(inside)
            if (self._root / path).is_dir():
                (self._root / path).rmdir()
            before.folders.discard(path)

    def _remove_obstacle(self, path: str) -> None:
        if not self._is_of_a_build(path):
            raise Obstacle(errno.EEXIST, "no build wrote it, and a page needs its place", f"{self._root}/{path}")
        remove(self._root, path)
        self._before.files.discard(path)

    # What is stale, and what is others'

    def remove_stale(self, keys: Iterable[str]) -> list[str]:
        """Remove what earlier builds wrote but for the files of this one, which `keys` name.

        Gives those removed of which no state knew, but which builds must have written.
        """
        current = set(keys)
        for path in sorted(self.keys.keys() - current):
            remove(self._root, path)
        unknown = self._before.files - self.keys.keys() - current - self.others
        stray = sorted(path for path in unknown if not self._is_fresh(path) and self._is_of_a_build(path))
        for path in stray:
            remove(self._root, path)
        self._before.files.difference_update(stray)
        return stray

    def note_others(self) -> set[str]:
        """Once all is written: note the files that other extensions wrote; give those that nobody is known to have."""
        now = list_output(self._root).files - self.keys.keys()
        before = self._before.files
        self.others = {path for path in now if path not in before or path in self.others or self._is_fresh(path)}
        return now - self.others

    def _is_of_a_build(self, path: str) -> bool:
        return path in self.keys or is_from_build(self._root, path, dated=self.lost)

    def _is_fresh(self, path: str) -> bool:
        """Whether a file was written since this build began."""
        try:
            return (self._root / path).lstat().st_ctime_ns >= self._began
        except OSError:
            return False

    # Which state knows it

    def signature(self) -> str:
        """What the output says of the build that left it."""
        try:
            lines = (self._root / BUILD_INFO).read_text(encoding="utf-8").splitlines()
        except (OSError, ValueError):
            return ""
        return next((line.removeprefix(_SIGNATURE) for line in lines if line.startswith(_SIGNATURE)), "")

    def digest(self) -> str:
        """Digest of all keys, which `sign` writes."""
        return digest(*(f"{path}\t{key}" for path, key in sorted(self.keys.items())))

    def sign(self, signature: str, info: str | None) -> None:
        """Have the output say which state it belongs to; `info` is what Sphinx says of the build, if it is new."""
        path = self._root / BUILD_INFO
        old = path.read_text(encoding="utf-8") if path.is_file() else ""
        lines = [line for line in (old if info is None else info).splitlines() if not line.startswith(_SIGNATURE)]
        new = "\n".join([*lines, _SIGNATURE + signature, ""])
        if new != old:
            path.write_text(new, encoding="utf-8")
