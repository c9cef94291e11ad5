"""Runs Pagefind over the documents of a segment, in their order.

Pagefind is spoken to as its own wrappers do: requests and answers are JSON in Base64, parted by commas. Of Pagefind
1.5.2 the Python interface looks for an answer ten times a second, and there is one for each document; and as a program
it takes files in the order in which a file system lists them, which is not the same everywhere.
"""

from __future__ import annotations

import base64
import json
import os
import subprocess
from collections.abc import Iterable, Iterator
from concurrent.futures import Executor, Future
from contextlib import suppress
from typing import Any

from pagefind.service import get_executable

#: What is no text of a page's own: lists of other pages, and the numbers of notes.
_PASSED_OVER = [".postlist", ".toctree-wrapper", ".footnote-reference", ".footnote > .label", ".headerlink"]
#: Places of words in a file of the index, an eighth of what Pagefind has by itself: a query fetches one for each word
#: and segment. A Pagefind that knows this no more makes larger files.
_ENVIRONMENT = {"PAGEFIND_UNSTABLE_INDEX_CHUNK_SIZE": "2500"}


class IndexingError(Exception):
    """No index was made."""


def index(
    pages: Iterable[tuple[str, str]], count: int, language: str, workers: Executor
) -> Future[dict[str, bytes]]:
    """Have Pagefind index `pages`, each an address of its own from the site's root and HTML, all of which are taken for
    `language`; there are `count` of them, and each is sent as soon as it is made.

    Gives, once `workers` has awaited them, the files that a search needs, by path, as Pagefind writes them. That, and
    what is given, raises IndexingError.
    """
    environment = os.environ | _ENVIRONMENT
    try:
        program = [str(get_executable()), "--service"]
        service = subprocess.Popen(program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment)
    except OSError as error:
        told = f"search index: Pagefind cannot be started ({error}); install it anew, or build with SEARCH=0"
        raise IndexingError(told) from error
    files = workers.submit(_files, service, count + 2)
    assert service.stdin
    try:
        for number, request in enumerate(_requests(pages, language)):
            asked = json.dumps({"message_id": number, "payload": request})
            with suppress(OSError, ValueError):  # it has died or failed, as its answers tell
                service.stdin.write(base64.b64encode(asked.encode()) + b",")
        with suppress(OSError, ValueError):
            service.stdin.flush()
    except BaseException:
        service.kill()  # nobody waits for its files
        raise
    return files


def _requests(pages: Iterable[tuple[str, str]], language: str) -> Iterator[dict[str, Any]]:
    yield {"type": "NewIndex", "config": {"force_language": language, "exclude_selectors": _PASSED_OVER}}
    for address, html in pages:
        yield {"type": "AddFile", "index_id": 0, "url": address, "file_contents": html}
    # Files that it is told to write may not be whole when it says that they are.
    yield {"type": "GetFiles", "index_id": 0}


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
        answers = [json.loads(base64.b64decode(answer))["payload"] for answer in b"".join(told).split(b",")[:-1]]
        faults = [answer["message"] for answer in answers if answer["type"] == "Error"]
    except (ValueError, LookupError, TypeError):
        answers, faults = [], ["it gave an answer that is none"]
    if faults or left > 0:
        raise IndexingError(f"search index: Pagefind failed: {faults[0] if faults else 'it gave no answer'}")
    files = {file["path"]: file["content"] for file in answers[-1]["files"]}
    # Without the interfaces that Pagefind brings.
    needed = (path for path in files if not path.startswith("pagefind-") or path == "pagefind-entry.json")
    return {path: base64.b64decode(files[path]) for path in needed}
