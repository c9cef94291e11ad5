"""Runs Pagefind over documents, in their order, and leaves of what it writes only what the site's search reads.

Pagefind is spoken to as its own wrappers do: requests and answers are JSON in Base64, parted by commas. Known of
Pagefind 1.5.2: its Python interface looks for an answer ten times a second, so a document takes it a tenth of one; and
as a program it takes files in the order in which a file system lists them.
"""

from __future__ import annotations

import base64
import json
import subprocess
from collections.abc import Iterator, Sequence
from threading import Thread
from typing import IO, Any

from pagefind_bin import get_executable

from . import order as searchorder

#: What is no text of a page's own: lists of other pages, and the numbers of notes.
_PASSED_OVER = [".postlist", ".toctree-wrapper", ".footnote-reference", ".footnote > .label", ".headerlink"]


class IndexingError(Exception):
    """No index was made."""


def index(pages: Sequence[tuple[str, str]], language: str) -> tuple[dict[str, bytes], list[int]]:
    """Index `pages`, each an address of its own from the site's root and HTML.

    All are taken for `language`, since a reader's search is in one. Gives the files of the index by path, and which of
    the pages are in it, in their order: those that have a word. Raises IndexingError.
    """
    files = written(pages, language)
    taken = searchorder.addresses(files, len(pages))
    places = [place for place, (address, _) in enumerate(pages) if taken is None or address in taken]
    return searchorder.settled(files), places


def written(pages: Sequence[tuple[str, str]], language: str) -> dict[str, bytes]:
    """What Pagefind itself would write for `pages`, by path."""
    with subprocess.Popen([get_executable(), "--service"], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as service:
        assert service.stdin and service.stdout
        asked = [_coded(number, request) for number, request in enumerate(_requests(pages, language))]
        # Aside, since it answers before it has read all.
        Thread(target=_send, args=(service.stdin, asked), daemon=True).start()
        answers = [answer for _, answer in zip(asked, _answers(service.stdout), strict=False)]
        service.stdin.close()  # which ends it
    faults = [answer["message"] for answer in answers if answer["type"] == "Error"]
    if faults or len(answers) < len(asked):
        raise IndexingError(f"search index: Pagefind failed: {faults[0] if faults else 'it gave no answer'}")
    return {file["path"]: base64.b64decode(file["content"]) for file in answers[-1]["files"]}


def _requests(pages: Sequence[tuple[str, str]], language: str) -> Iterator[dict[str, Any]]:
    yield {"type": "NewIndex", "config": {"force_language": language.lower(), "exclude_selectors": _PASSED_OVER}}
    for address, html in pages:
        yield {"type": "AddFile", "index_id": 0, "url": address, "file_contents": html}
    # Files that it is told to write may not be whole when it says that they are.
    yield {"type": "GetFiles", "index_id": 0}


def _coded(number: int, request: dict[str, Any]) -> bytes:
    return base64.b64encode(json.dumps({"message_id": number, "payload": request}).encode()) + b","


def _send(stream: IO[bytes], asked: list[bytes]) -> None:
    try:
        stream.writelines(asked)
        stream.flush()
    except (OSError, ValueError):  # it has died or failed, as its answers tell
        pass


def _answers(stream: IO[bytes]) -> Iterator[dict[str, Any]]:
    begun: list[bytes] = []
    while data := stream.read1(1 << 16):  # type: ignore[attr-defined]
        *ends, rest = data.split(b",")
        for end in ends:
            yield json.loads(base64.b64decode(b"".join([*begun, end])))["payload"]
            begun = []
        begun.append(rest)
