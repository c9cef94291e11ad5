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
from collections.abc import Sequence
from contextlib import suppress
from threading import Thread
from typing import Any

from pagefind.service import get_executable

#: What is no text of a page's own: lists of other pages, and the numbers of notes.
_PASSED_OVER = [".postlist", ".toctree-wrapper", ".footnote-reference", ".footnote > .label", ".headerlink"]
#: Words in a file of the index, a quarter of what Pagefind has by itself: a query fetches one for each word and
#: segment. A Pagefind that knows this no more makes larger files.
_ENVIRONMENT = {"PAGEFIND_UNSTABLE_INDEX_CHUNK_SIZE": "5000"}


class IndexingError(Exception):
    """No index was made."""


def index(pages: Sequence[tuple[str, str]], language: str) -> dict[str, bytes]:
    """Index `pages`, each an address of its own from the site's root and HTML, all of which are taken for `language`.

    Gives the files that a search needs, by path, as Pagefind writes them. Raises IndexingError.
    """
    requests: list[dict[str, Any]] = [
        {"type": "NewIndex", "config": {"force_language": language, "exclude_selectors": _PASSED_OVER}},
        *({"type": "AddFile", "index_id": 0, "url": address, "file_contents": html} for address, html in pages),
        # Files that it is told to write may not be whole when it says that they are.
        {"type": "GetFiles", "index_id": 0},
    ]
    answers = _answers(requests)
    faults = [answer["message"] for answer in answers if answer["type"] == "Error"]
    if faults or len(answers) < len(requests):
        raise IndexingError(f"search index: Pagefind failed: {faults[0] if faults else 'it gave no answer'}")
    files = {file["path"]: file["content"] for file in answers[-1]["files"]}
    # Without the interfaces that Pagefind brings.
    needed = (path for path in files if not path.startswith("pagefind-") or path == "pagefind-entry.json")
    return {path: base64.b64decode(files[path]) for path in needed}


def _answers(requests: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """What Pagefind answers, one to each request; fewer if it fails."""
    coded = (json.dumps({"message_id": number, "payload": request}) for number, request in enumerate(requests))
    asked = b"".join(base64.b64encode(text.encode()) + b"," for text in coded)
    program, environment = [str(get_executable()), "--service"], os.environ | _ENVIRONMENT
    with subprocess.Popen(program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment) as service:
        assert service.stdin and service.stdout
        stdin, left, told = service.stdin, len(requests), []

        def send() -> None:
            with suppress(OSError, ValueError):  # it has died or failed, as its answers tell
                stdin.write(asked)
                stdin.flush()

        Thread(target=send, daemon=True).start()  # aside, since it answers before it has read all
        while left and (data := service.stdout.read1(1 << 16)):  # type: ignore[attr-defined]
            told.append(data)
            left -= data.count(b",")
        with suppress(OSError):
            stdin.close()  # which ends it
    return [json.loads(base64.b64decode(answer))["payload"] for answer in b"".join(told).split(b",")[:-1]]
