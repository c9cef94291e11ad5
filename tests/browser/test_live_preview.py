"""`make livehtml`: the page in the browser follows what an author writes, and nothing is built without reason."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import BrowserContext

from browser.sites import copy_project

#: What sphinx-autobuild prints as it starts a build after a change.
REBUILDING = "Rebuilding..."
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")


class Preview:
    """`make livehtml` in a folder of its own; `lines` is all that it has printed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.lines: list[str] = []
        # The programs of this environment stand in for those that the Makefile would install.
        command = ["make", "livehtml", "--old-file=.venv/site.txt", f"BIN={Path(sys.executable).parent}"]
        self.process = subprocess.Popen(
            [*command, "SPHINXOPTS=--port 0 --no-color"],
            cwd=folder, env={**os.environ, "PYTHONUNBUFFERED": "1"}, start_new_session=True, text=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            self.lines.append(_COLOUR.sub("", line).rstrip())

    def printed(self, words: str) -> list[str]:
        return [line for line in self.lines if words in line]

    def wait_for(self, words: str, times: int = 1) -> str:
        """Wait until so many lines with these words are printed; give the last of them."""
        deadline = time.monotonic() + 120
        while len(self.printed(words)) < times:
            assert self.process.poll() is None and time.monotonic() < deadline, "\n".join(self.lines)
            time.sleep(0.1)
        return self.printed(words)[-1]

    def wait_for_rest(self, seconds: float) -> int:
        """Wait until nothing has been printed for so long; give the number of rebuilds so far."""
        count, deadline = -1, time.monotonic() + 60
        while count != len(self.lines):
            assert time.monotonic() < deadline, "it builds again and again:\n" + "\n".join(self.lines[-100:])
            count = len(self.lines)
            time.sleep(seconds)
        return len(self.printed(REBUILDING))

    def stop(self) -> None:
        os.killpg(self.process.pid, signal.SIGTERM)
        self.process.wait(30)


@pytest.fixture
def preview(tmp_path: Path) -> Iterator[Preview]:
    folder = copy_project(tmp_path / "tests" / ".blog (new+)", posts=False)
    post = folder / "posts/2020/05/a-post.md"
    post.parent.mkdir(parents=True)
    post.write_text("---\ndate: 2020-05-04\n---\n\n# A post\n\nIts text as it was.\n", encoding="utf-8")
    draft = folder / "posts/2020/05/a-draft.md"
    draft.write_text("---\ndraft: true\n---\n\n# A draft\n\nNot to be read yet.\n", encoding="utf-8")
    preview = Preview(folder)
    yield preview
    preview.stop()


def test_an_edit_is_seen_without_reloading_and_nothing_is_built_twice(
    preview: Preview, context: Callable[..., BrowserContext]
) -> None:
    url = preview.wait_for("Serving on").split()[-1]
    preview.wait_for_rest(3)
    page = context().new_page()
    page.goto(f"{url}/2020/05/a-draft.html")
    assert "draft" in page.locator(".draft-banner").inner_text().lower()
    page.goto(f"{url}/2020/05/a-post.html")
    assert "as it was" in page.locator("article").inner_text()
    before = len(preview.printed(REBUILDING))

    post = preview.folder / "posts/2020/05/a-post.md"
    post.write_text(post.read_text(encoding="utf-8").replace("as it was", "as it is"), encoding="utf-8")
    page.wait_for_function("document.querySelector('article')?.innerText.includes('as it is')", timeout=60_000)

    # Nothing that the build writes makes it build again: not in the time in which it would.
    page.evaluate("window.stayed = true")
    assert preview.wait_for_rest(4) == before + 1, "\n".join(preview.lines)
    assert page.evaluate("window.stayed")

    style = preview.folder / "_static/archive.css"
    style.write_text(style.read_text(encoding="utf-8") + "\narticle h1 { letter-spacing: 7px; }\n", encoding="utf-8")
    page.wait_for_function(
        "[...document.querySelectorAll('article h1')].some(h1 => getComputedStyle(h1).letterSpacing === '7px')",
        timeout=60_000,
    )
    assert preview.wait_for_rest(4) == before + 2, "\n".join(preview.lines)
