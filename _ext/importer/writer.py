"""Files, written aside and renamed into place; the author's own work is never touched.

A file appears whole or not at all. Whatever moment the run is ended at, the next one completes it: a file
that has exactly the content it should have counts as written.

What earlier imports wrote stands in the manifest, ``posts/.imported.json``, kept with the posts so that a second run
knows its own files: the file of each entry by its key, and the digest of what was written. A file that still has that
digest is the importer's and follows the source; any other is the author's and is never touched.
"""

from __future__ import annotations

import difflib
import hashlib
import json
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from importer.decoding import parsed_json
from importer.errors import ImportFailure

Outcome = Literal["written", "updated", "unchanged", "edited", "removed"]
#: The name of the manifest, in the folder of posts.
MANIFEST = ".imported.json"
#: Where files are written, in the folder of posts, before they are renamed into place.
_ASIDE = ".importing"
#: The manifest is saved after so many files: what a run that is killed loses of it, the next one finds out anew.
_SAVED_EVERY = 500


def digest(content: bytes) -> str:
    """Short SHA-256 of a file's content."""
    return hashlib.sha256(content).hexdigest()[:24]


@dataclass
class Manifest:
    """What earlier imports wrote. Paths are from the folder that holds the posts' folder."""

    files: dict[str, str] = field(default_factory=dict)
    """The file of each entry, by its key."""
    digests: dict[str, str] = field(default_factory=dict)
    """The digest of what was written, by file."""
    fetched: dict[str, str] = field(default_factory=dict)
    """The copy of each file that was downloaded, by its address."""

    @classmethod
    def load(cls, path: Path) -> Manifest:
        """Read `path`; an absent file is an empty manifest. Raises `ImportFailure` for a damaged one."""
        try:
            data: Any = parsed_json(path.read_text(encoding="utf-8"))
            parts = [data[name] for name in ("files", "digests", "fetched")]
            if data["format"] != 1 or not all(_texts(part) for part in parts):
                raise ValueError("unknown format")
            if any(not _inside(file) for part in (parts[0].values(), parts[1]) for file in part):
                raise ValueError("a path leaves the folder")
        except FileNotFoundError:
            return cls()
        except (ValueError, KeyError, TypeError, OSError) as error:
            raise ImportFailure(str(path), f"damaged ({error}); restore it, or remove it to import afresh") from None
        return cls(*parts)

    def text(self) -> str:
        """The file's text: sorted, an entry a line."""
        parts = [("files", self.files), ("digests", self.digests), ("fetched", self.fetched)]
        made = [
            f"{json.dumps(name)}: {json.dumps(dict(sorted(part.items())), ensure_ascii=False, indent=0)}"
            for name, part in parts
        ]
        return '{"format": 1,\n' + ",\n".join(made) + "}\n"


def _texts(part: object) -> bool:
    return isinstance(part, dict) and all(isinstance(value, str) for value in part.values())


def _inside(file: str) -> bool:
    return not file.startswith(("/", "\\")) and ".." not in file.replace("\\", "/").split("/") and ":" not in file[:2]


class Writer:
    """Writes below `root`, the folder that holds the posts' folder. A dry run looks and touches nothing."""

    def __init__(self, root: Path, posts: str, dry: bool = False) -> None:
        self.root, self._posts, self._dry = root, posts, dry
        self._aside = root / posts / _ASIDE
        self.manifest = Manifest.load(root / posts / MANIFEST)
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
        if outcome != "removed":
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
        if self._count % _SAVED_EVERY == 0:
            self.save()
        return outcome

    def unedited(self, file: str) -> str:
        """The text of a file as an earlier run wrote it; empty if there is none, or it was changed since."""
        current = self._read(self.root / file)
        return current.decode() if current and digest(current) == self.manifest.digests.get(file) else ""

    def asset(self, file: str, content: bytes) -> None:
        """Write a file whose name says what it holds, if it is not there."""
        path = self.root / file
        if not path.is_file() or path.stat().st_size != len(content):
            self._replace(path, content)

    def save(self) -> None:
        """Write the manifest."""
        path, text = self.root / self._posts / MANIFEST, self.manifest.text().encode()
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
    def _try(action: Callable[[], None], path: Path) -> None:
        try:
            action()
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
