"""Has Pagefind index each segment whose documents changed, and lists all segments.

The indexes are Pagefind's, of which a reader's browser fetches the few small parts that a query needs:
https://pagefind.app/docs/. Pagefind is spoken to as its own wrappers do: requests and answers are JSON in Base64,
parted by commas. Of Pagefind 1.5.2 the Python interface looks for an answer ten times a second, and there is one for
each document; and as a program it takes files in the order in which a file system lists them, which is not the same
everywhere.
"""

from __future__ import annotations

import json
import os
import subprocess
from base64 import b64decode, b64encode
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, suppress
from importlib.metadata import version
from pathlib import Path

import pagefind.service

from ..core.outfiles import write_changed
from ..core.texts import digest
from ..store.store import Store
from .documents import Document
from .segments import facets, segments, words

#: Folder of the search in the output. Below it each Pagefind has its own, so that no browser mixes two of them.
FOLDER = "pagefind"
#: The list: by its folder, a digest of each segment, and how many documents it has.
_LIST = f"{FOLDER}/segments.json"
#: What is no text of a page's own: lists of other pages, and the numbers of notes.
_PASSED_OVER = [".postlist", ".toctree-wrapper", ".footnote-reference", ".footnote > .label", ".headerlink"]
#: Places of words in a file of the index, of which a query fetches one or two for each word and segment; Pagefind has
#: 20,000 by itself. A Pagefind that knows this no more makes larger files.
_ENVIRONMENT = {"PAGEFIND_UNSTABLE_INDEX_CHUNK_SIZE": "1500"}

Progress = Callable[[str], AbstractContextManager[None]]


class IndexingError(Exception):
    """No index was made."""


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

    def write(files: Mapping[str, bytes], before: Sequence[str] = ()) -> None:
        store.plan([*before, *files])
        for path, data in files.items():
            write_changed(outdir / path, data)

    if stale:
        count = sum(len(parts[name]) for name in stale)
        with progress(f"indexing {count} documents for search"):
            for name, files in _indexed({name: parts[name] for name in stale}):
                written = {f"{FOLDER}/{name}/{path}": data for path, data in files.items()}
                write(written, there[name])
                there[name] = list(written)
    listed = json.dumps({name: [keys[name][:8], len(part)] for name, part in parts.items()})
    if not store.output.is_current(_LIST, digest(listed)):
        write({_LIST: listed.encode()})
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
            pages, index = send(part, name.rpartition("/")[2], workers)
            # While Pagefind is at work, what stands beside.
            under_way.append((name, index, {"facets.json": facets(part)} | words(pages)))
        while under_way:
            yield finished()


def send(part: Sequence[Document], language: str, workers: Executor) -> tuple[list[str], Future[dict[str, bytes]]]:
    """Have Pagefind index documents, in their order, all of which are taken for `language`; each is sent as soon as it
    is made.

    Gives the HTML of all; and, once `workers` has awaited them, the files that a search needs, by path, as Pagefind
    writes them. That, and what is given, raises IndexingError.
    """
    try:
        program = [str(pagefind.service.get_executable()), "--service"]
        service = subprocess.Popen(
            program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=os.environ | _ENVIRONMENT
        )
    except OSError as error:
        told = f"search index: Pagefind cannot be started ({error}); install it anew, or build with SEARCH=0"
        raise IndexingError(told) from error
    files = workers.submit(_files, service, len(part) + 2)

    def ask(request: Mapping[str, object]) -> None:
        asked = json.dumps({"message_id": 0, "payload": request})
        with suppress(OSError, ValueError):  # it has died or failed, as its answers tell
            assert service.stdin
            service.stdin.write(b64encode(asked.encode()) + b",")
            if request["type"] == "GetFiles":
                service.stdin.flush()

    pages = []
    try:
        ask({"type": "NewIndex", "config": {"force_language": language, "exclude_selectors": _PASSED_OVER}})
        for document in part:
            pages.append(document.html())
            ask({"type": "AddFile", "index_id": 0, "url": document.address, "file_contents": pages[-1]})
        # Files that it is told to write may not be whole when it says that they are.
        ask({"type": "GetFiles", "index_id": 0})
    except BaseException:
        service.kill()  # nobody waits for its files
        raise
    return pages, files


def _files(service: subprocess.Popen[bytes], left: int) -> dict[str, bytes]:
    """What `service` answers in the end, when it has answered `left` requests; then it is ended."""
    told = []
    with service:
        assert service.stdin and service.stdout
        while left > 0 and (data := service.stdout.read1(1 << 16)):  # type: ignore[attr-defined]
            told.append(data)
            left -= data.count(b",")
        with suppress(OSError):
            service.stdin.close()  # which ends it
    try:
        answers = [json.loads(b64decode(answer))["payload"] for answer in b"".join(told).split(b",")[:-1]]
        faults = [answer["message"] for answer in answers if answer["type"] == "Error"]
    except (ValueError, LookupError, TypeError):
        answers, faults = [], ["it gave an answer that is none"]
    if faults or left > 0:
        raise IndexingError(f"search index: Pagefind failed: {faults[0] if faults else 'it gave no answer'}")
    # Without the interfaces that Pagefind brings.
    return {file["path"]: b64decode(file["content"]) for file in answers[-1]["files"]
            if not file["path"].startswith("pagefind-") or file["path"] == "pagefind-entry.json"}  # fmt: skip
