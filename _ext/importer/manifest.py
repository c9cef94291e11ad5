"""What earlier imports wrote: ``posts/.imported.json``, kept with the posts so that a second run knows its
own files.

One line an entry: its key, its file, and the digest of what was written. A file that still has that digest
is the importer's and follows the source; any other is the author's and is never touched.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from importer.decoding import parsed_json
from importer.errors import ImportFailure

NAME = ".imported.json"


def digest(text: bytes) -> str:
    """Short SHA-256 of a file's content."""
    return hashlib.sha256(text).hexdigest()[:24]


@dataclass
class Manifest:
    """Files by the key of their entry, digests by file, and downloads by address."""

    files: dict[str, str] = field(default_factory=dict)
    digests: dict[str, str] = field(default_factory=dict)
    fetched: dict[str, str] = field(default_factory=dict)

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
