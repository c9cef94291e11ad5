"""Files, written aside and renamed into place; the author's own work is never touched.

A file appears whole or not at all. Whatever moment the run is ended at, the next one completes it: a file
that has exactly the content it should have counts as written.
"""

from __future__ import annotations

import difflib
import os
import shutil
from pathlib import Path
from typing import Literal

from importer.errors import ImportFailure
from importer.manifest import NAME, Manifest, digest

Outcome = Literal["written", "updated", "unchanged", "edited", "removed"]
_ASIDE = ".importing"
_EVERY = 500


class Writer:
    """Writes below `root`, the folder that holds the posts' folder. A dry run looks and touches nothing."""

    def __init__(self, root: Path, posts: str, dry: bool = False) -> None:
        self.root, self._posts, self._dry = root, posts, dry
        self._aside = root / posts / _ASIDE
        self.manifest = Manifest.load(root / posts / NAME)
        self.diffs: list[str] = []
        self._count = 0

    def begin(self) -> None:
        """Clear what an earlier run left when it was ended. Call once the whole source is known to be
        sound."""
        if not self._dry:
            shutil.rmtree(self._aside, ignore_errors=True)
            self._try(lambda: self._aside.mkdir(parents=True, exist_ok=True), self._aside)

    def entry(self, key: str, file: str, text: str) -> Outcome:
        """Bring the file of an entry to `text`, unless the author has changed or removed it."""
        outcome = self.file(file, text.encode(), known=self.manifest.files.get(key) == file)
        if outcome not in ("removed",):
            self.manifest.files[key] = file
        return outcome

    def file(self, file: str, content: bytes, known: bool = True) -> Outcome:
        """Bring `file` to `content`; `known` says whether an earlier run may have written it."""
        path, before = self.root / file, self.manifest.digests.get(file)
        current = self._read(path)
        wanted = digest(content)
        if current == content:
            outcome: Outcome = "unchanged" if before == wanted else "written"
        elif current is None:
            outcome = "removed" if before and known else "written"
        elif before == digest(current):
            outcome = "updated"
        else:
            self._differ(file, current, content)
            return "edited"
        if outcome == "removed":
            return outcome
        if current != content:
            self._replace(path, content)
        self.manifest.digests[file] = wanted
        self._count += 1
        if self._count % _EVERY == 0:
            self.save()
        return outcome

    def unedited(self, file: str) -> str:
        """The text of a file as an earlier run wrote it; empty if there is none, or it was changed since."""
        current = self._read(self.root / file)
        return current.decode() if current and digest(current) == self.manifest.digests.get(file) else ""

    def blob(self, file: str, content: bytes) -> None:
        """Write a file whose name says what it holds, if it is not there."""
        path = self.root / file
        if not path.is_file() or path.stat().st_size != len(content):
            self._replace(path, content)

    def save(self) -> None:
        """Write the manifest."""
        path, text = self.root / self._posts / NAME, self.manifest.text().encode()
        if (self.manifest.files or self.manifest.fetched) and self._read(path) != text:
            self._replace(path, text)

    def end(self) -> None:
        """Write the manifest and clear up."""
        self.save()
        if not self._dry:
            shutil.rmtree(self._aside, ignore_errors=True)

    def _read(self, path: Path) -> bytes | None:
        try:
            return path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise ImportFailure(str(path), f"cannot be read ({error.strerror})") from None

    def _replace(self, path: Path, content: bytes) -> None:
        if self._dry:
            return
        aside = self._aside / "file"

        def place() -> None:
            path.parent.mkdir(parents=True, exist_ok=True)
            aside.write_bytes(content)
            os.replace(aside, path)

        self._try(place, path)

    @staticmethod
    def _try(action: object, path: Path) -> None:
        try:
            action()  # type: ignore[operator]
        except OSError as error:
            raise ImportFailure(str(path), f"cannot be written ({error.strerror}); run again once it can") from None

    def _differ(self, file: str, current: bytes, content: bytes) -> None:
        lines = difflib.unified_diff(
            current.decode("utf-8", "replace").splitlines(),
            content.decode().splitlines(),
            f"{file} (yours)",
            f"{file} (from the source)",
            lineterm="",
        )
        self.diffs.append("\n".join(lines))
