"""Writes the index of each segment whose documents changed, and the list of all segments.

The indexes are Pagefind's, of which a reader's browser fetches the few small parts that a query needs:
https://pagefind.app/docs/
"""

from __future__ import annotations

import json
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager
from importlib.metadata import version
from pathlib import Path

from ..core.outfiles import write_changed
from ..core.texts import digest
from ..store.store import Store
from . import pagefind, sidecars
from .documents import Document
from .segments import segments

#: Folder of the search in the output. Below it each Pagefind has its own, so that no browser mixes two of them.
FOLDER = "pagefind"
#: The list: by its folder, a digest of each segment, and how many documents it has.
_LIST = f"{FOLDER}/segments.json"

Progress = Callable[[str], AbstractContextManager[None]]


def update(
    documents: Iterable[Document], language: str, store: Store, outdir: Path, code: str, progress: Progress
) -> dict[str, str]:
    """Write what changed of the indexes of `documents`; give the key of each file of them all, by place in the output.

    `language` is the site's, `code` a digest of what makes the indexes; `progress` shows a message while that
    lasts. Raises IndexingError.
    """
    parts = {f"{version('pagefind')}/{name}": part for name, part in segments(documents, language).items()}
    keys = {name: digest(code, name, *(f"{each.address}\n{each.digest}\n{each.values!r}" for each in part))
            for name, part in parts.items()}  # fmt: skip
    there: dict[str, list[str]] = {name: [] for name in parts}
    for path in store.output.keys:
        if (name := "/".join(path.split("/")[1:3])) in parts and path.startswith(f"{FOLDER}/"):
            there[name].append(path)
    stale = [name for name in parts if not there[name] or store.output.missing(dict.fromkeys(there[name], keys[name]))]
    if stale:
        count = sum(len(parts[name]) for name in stale)
        with progress(f"indexing {count} documents for search"):
            for name, files in _indexed({name: parts[name] for name in stale}):
                written = {f"{FOLDER}/{name}/{path}": data for path, data in files.items()}
                store.plan([*there[name], *written])
                _write(outdir, written)
                there[name] = list(written)
    listed = json.dumps({name: [keys[name][:8], len(part)] for name, part in parts.items()})
    if not store.output.is_current(_LIST, digest(listed)):
        store.plan([_LIST])
        _write(outdir, {_LIST: listed.encode()})
    return {path: keys[name] for name, paths in there.items() for path in paths} | {_LIST: digest(listed)}


def _indexed(parts: Mapping[str, Sequence[Document]]) -> Iterator[tuple[str, dict[str, bytes]]]:
    """The files of each segment, by path in its folder; as many at once as there are processors."""
    processors = os.cpu_count() or 1
    with ThreadPoolExecutor(processors) as workers:
        under_way: deque[tuple[str, Future[dict[str, bytes]], dict[str, bytes]]] = deque()

        def finished() -> tuple[str, dict[str, bytes]]:
            name, index, beside = under_way.popleft()
            return name, index.result() | beside

        for name, part in parts.items():
            if len(under_way) == processors:
                yield finished()
            made: list[str] = []
            index = pagefind.index(_pages(part, made), len(part), name.rpartition("/")[2], workers)
            # While Pagefind is at work, what stands beside.
            under_way.append((name, index, {"facets.json": sidecars.facets(part)} | sidecars.words(made)))
        while under_way:
            yield finished()


def _pages(part: Iterable[Document], made: list[str]) -> Iterator[tuple[str, str]]:
    """The address and the HTML of each document of `part`; the HTML is added to `made` too."""
    for document in part:
        made.append(document.html())
        yield document.address, made[-1]


def _write(outdir: Path, files: Mapping[str, bytes]) -> None:
    for path, data in files.items():
        write_changed(outdir / path, data)
