"""The shipped templates are parsed and compiled once for all builds of a run of tests: it is half of a small build.

A build keeps what it compiled for the next one, but most tests build a new site, for which nothing is kept yet. What is
shared here are results of Jinja, by all that they are made of; a template that a test edits is compiled by each build.
"""

from __future__ import annotations

import json
import marshal
import os
import sysconfig
from functools import cache
from pathlib import Path
from types import CodeType

from archive.core.texts import digest
from archive.html.compiled import TemplateCache, TemplateUses
from archive.html.keys import TemplateKeys
from jinja2 import Environment

PROJECT = Path(__file__).resolve().parents[1]
_PACKAGES = str(Path(sysconfig.get_path("purelib")).resolve())
_read, _compile = TemplateKeys._read, Environment.compile


@cache
def texts() -> frozenset[str]:
    """The texts of the project's own templates."""
    return frozenset(path.read_text(encoding="utf-8") for path in (PROJECT / "_templates").rglob("*.html"))


def share(folder: Path) -> None:
    """Have this process, to be ended after a build, take up what others left in `folder`, and leave its own there."""

    def read(keys: TemplateKeys, source: str, name: str, filename: str | None) -> TemplateUses:
        if not _is_shipped(source, filename):
            return _read(keys, source, name, filename)
        place = folder / digest("uses", name, source, str(name in keys._alike), *sorted(keys._provided))
        if not place.exists():
            _put(place, json.dumps(_read(keys, source, name, filename)).encode())
        templates, anything, provided, variables = json.loads(place.read_bytes())
        return TemplateUses(tuple(templates), anything, tuple(provided), tuple(variables))

    def compiled(
        environment: Environment, source: str, name: str | None = None, filename: str | None = None
    ) -> CodeType:
        kept = environment.bytecode_cache
        if not name or not filename or not isinstance(kept, TemplateCache) or not _is_shipped(source, filename):
            return _compile(environment, source, name, filename)
        place = folder / digest("code", name, kept.get_source_checksum(source))
        if not place.exists():
            _put(place, marshal.dumps(_compile(environment, source, name, filename)))
        return _moved(marshal.loads(place.read_bytes()), filename)

    TemplateKeys._read, Environment.compile = read, compiled  # type: ignore[method-assign, assignment]


def _is_shipped(source: str, filename: str | None) -> bool:
    return source in texts() or bool(filename and filename.startswith(_PACKAGES))


def _moved(code: CodeType, filename: str) -> CodeType:
    """The code of a template as of that file, which errors name."""
    inner = (_moved(part, filename) if isinstance(part, CodeType) else part for part in code.co_consts)
    return code.replace(co_filename=filename, co_consts=tuple(inner))


def _put(place: Path, data: bytes) -> None:
    """Put a file there whole: other processes may put the same there."""
    aside = place.with_name(f"{place.name}.{os.getpid()}")
    aside.write_bytes(data)
    aside.replace(place)
