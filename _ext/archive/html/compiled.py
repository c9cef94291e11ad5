"""What is worked out of a template once, and kept: its bytecode, and what it makes use of.

As Python keeps compiled modules, these are kept beside the code, in ``__pycache__``: they outlive the folder of a
build, and ``make clean`` removes them. Nothing is taken up that is damaged, or came of other sources or words.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Mapping
from importlib.util import cache_from_source
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket

from ..core.outfiles import clear

#: The folder of the site that this code belongs to.
SITE = Path(__file__).resolve().parents[3]
USES = "uses.json"


class TemplateUses(NamedTuple):
    """What a template makes use of."""

    templates: tuple[str, ...]
    """Those that it refers to by their names."""
    anything: bool
    """Whether it refers to one by a name that is worked out, which may be that of any."""
    provided: tuple[str, ...]
    """Which of the variables it takes that come of templates."""
    variables: tuple[str, ...]
    """Those that it takes from the page on which it is used; known of templates alone that many pages show alike."""


def folder_for(site: Path, otherwise: Path) -> Path:
    """The folder for what is kept of the templates of a `site`, made if need be.

    It is `otherwise` for a site in another folder than this code, of which nothing would ever be removed; and where
    Python is to write no compiled modules either, or cannot.
    """
    beside = Path(cache_from_source(__file__)).parent / "templates"
    if site.resolve() == SITE and not sys.dont_write_bytecode:
        try:
            beside.mkdir(parents=True, exist_ok=True)
        except OSError:
            pass
        else:
            if os.access(beside, os.W_OK):
                return beside
    if not otherwise.is_dir():
        clear(otherwise)
    otherwise.mkdir(parents=True, exist_ok=True)
    return otherwise


class TemplateCache(BytecodeCache):
    """Compiled templates in a folder, each after a digest of it: Python would run damaged ones, or just end.

    `words` is a digest of all that is compiled into them beside their sources.
    """

    def __init__(self, folder: Path, words: str) -> None:
        self._folder, self._words = folder, words

    def get_source_checksum(self, source: str) -> str:
        return super().get_source_checksum(f"{self._words}\n{source}")

    def load_bytecode(self, bucket: Bucket) -> None:
        if code := _read(self._folder / bucket.key):
            bucket.load_bytecode(BytesIO(code))

    def dump_bytecode(self, bucket: Bucket) -> None:
        code = BytesIO()
        bucket.write_bytecode(code)
        _write(self._folder / bucket.key, code.getvalue())

    def uses(self) -> dict[str, TemplateUses]:
        """What the templates of the last build made use of, by digests of their sources."""
        kept = json.loads(_read(self._folder / USES) or "{}")
        if kept.get("words") != self._words:
            return {}
        return {key: TemplateUses(tuple(templates), anything, tuple(provided), tuple(variables))
                for key, (templates, anything, provided, variables) in kept["uses"].items()}  # fmt: skip

    def keep_uses(self, uses: Mapping[str, TemplateUses]) -> None:
        """Keep for the next build what `uses` gives for this one."""
        if uses != self.uses():
            _write(self._folder / USES, json.dumps({"words": self._words, "uses": uses}).encode())


def _read(path: Path) -> bytes:
    """What was written to a file; nothing if there is none, or it is damaged."""
    try:
        digest, data = path.read_bytes().split(b"\n", 1)
    except (OSError, ValueError):
        return b""
    return data if digest == _digest(data) else b""


def _write(path: Path, data: bytes) -> None:
    """Put a file there whole: other processes may write the same at the same time."""
    aside = path.with_name(f"{path.name}.{os.getpid()}")
    aside.write_bytes(_digest(data) + b"\n" + data)
    clear(path)
    os.replace(aside, path)


def _digest(data: bytes) -> bytes:
    return hashlib.blake2b(data, digest_size=16).hexdigest().encode()
