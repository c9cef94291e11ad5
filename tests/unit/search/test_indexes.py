"""Pagefind is run over documents one by one; where it fails, that is said, and nothing waits for it."""

from __future__ import annotations

import base64
import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from archive.search import indexes
from archive.search.documents import Document

ERROR = base64.b64encode(json.dumps({"message_id": 0, "payload": {"type": "Error", "message": "no room"}}).encode())
#: More than a pipe holds.
PAGE = f"<html><body><p>{'word ' * 9000}</p></body></html>"
DOCUMENTS = [Document("post", f"{number}.html", "", None, {}, "", lambda: PAGE) for number in range(20)]


def index() -> dict[str, bytes]:
    with ThreadPoolExecutor(1) as workers:
        pages, files = indexes.send(DOCUMENTS, "en-x-post-000001", workers)
        assert pages == [PAGE] * len(DOCUMENTS)
        return files.result()


@pytest.mark.parametrize(
    ("script", "said"),
    [
        (None, "cannot be started (.*No such file"),
        ("no program", "cannot be started (.*Exec format"),
        ("#!/bin/sh\nexit 1", "it gave no answer"),
        ("#!/bin/sh\nhead -c 9000 > /dev/null\nexit 1", "it gave no answer"),
        ("#!/bin/sh\nprintf 'x,%.0s' $(seq 22); cat > /dev/null", "an answer that is none"),
        (f"#!/bin/sh\nfor i in $(seq 22); do printf {ERROR.decode()},; done; cat > /dev/null", "no room"),
    ],
)
def test_a_pagefind_that_fails_is_told(
    script: str | None, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "pagefind"
    if script:
        program.write_text(script)
        program.chmod(0o755)
    monkeypatch.setenv("PAGEFIND_BINARY_PATH", str(program))
    with pytest.raises(indexes.IndexingError, match=f"^search index: Pagefind .*{said.replace('(', '[(]')}"):
        index()


def test_a_document_that_cannot_be_made_ends_it() -> None:
    def fail() -> str:
        raise ZeroDivisionError

    unmade = Document("post", "unmade.html", "", None, {}, "", fail)
    with ThreadPoolExecutor(1) as workers, pytest.raises(ZeroDivisionError):
        indexes.send([DOCUMENTS[0], unmade], "en-x-post-000001", workers)


def test_it_gives_what_a_search_needs_and_no_more() -> None:
    files = index()
    kinds = {path.partition("/")[0] for path in files}
    assert {"fragment", "index", "pagefind.js", "pagefind-entry.json"} <= kinds
    assert not [path for path in files if "ui" in path or "worker" in path or "highlight" in path]
    assert sum(path.startswith("fragment/") for path in files) == len(DOCUMENTS)
