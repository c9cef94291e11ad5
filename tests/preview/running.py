"""A live preview that runs beside the tests."""

from __future__ import annotations

import http.client
import os
import re
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from threading import Thread

#: What the preview prints as it starts a build after a change, and after each build.
CHANGED, SERVING = "[preview] Changed", "[preview] Serving on"
#: Nothing that a test waits for takes so many seconds: it hangs.
HANGS = 300
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
#: What the preview adds to a page.
_SCRIPT = re.compile(rb'<script src="/_preview/reload.js" [^>]*></script>')


class Preview:
    """`make livehtml` in a folder of its own; `lines` is all that it has printed."""

    def __init__(self, folder: Path, *variables: str) -> None:
        self.folder = folder
        self.lines: list[str] = []
        # The programs of this environment stand in for those that the Makefile would install.
        programs = shlex.quote(str(Path(sys.executable).parent))
        command = ["make", "livehtml", "--old-file=.venv/site.txt", f"BIN={programs}", "PORT=0"]
        self.process = subprocess.Popen(
            [*command, *variables], cwd=folder, env={**os.environ, "PYTHONUNBUFFERED": "1"}, start_new_session=True,
            text=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        self._reader = Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            self.lines.append(_COLOUR.sub("", line).rstrip())

    @property
    def said(self) -> str:
        return "\n".join(self.lines)

    @property
    def served(self) -> Path:
        return self.folder / "_build/live/served"

    def printed(self, words: str) -> list[str]:
        return [line for line in self.lines if words in line]

    def until(self, holds: Callable[[], object], why: str = "") -> None:
        """Wait until something holds."""
        deadline = time.monotonic() + HANGS
        while not holds():
            assert time.monotonic() < deadline, f"it hangs; {why}\n{self.said}"
            assert self.process.poll() is None, self.said
            time.sleep(0.05)

    def wait_for(self, words: str, times: int = 1) -> str:
        """Wait until so many lines with these words are printed; give the last of them."""
        self.until(lambda: len(self.printed(words)) >= times, f"no {words!r}")
        return self.printed(words)[-1]

    def wait_for_rest(self, seconds: float) -> int:
        """Wait until nothing has been printed for so long; give the number of rebuilds so far."""
        count, deadline = -1, time.monotonic() + HANGS
        while count != len(self.lines):
            assert time.monotonic() < deadline, "it builds again and again:\n" + self.said
            count = len(self.lines)
            time.sleep(seconds)
        return len(self.printed(CHANGED))

    def after(self, edit: Callable[[], object]) -> str:
        """Make an edit, and wait until it is built; give what was printed since."""
        self.settle()
        lines, builds = len(self.lines), len(self.printed(SERVING))
        edit()
        self.wait_for(SERVING, builds + 1)
        self.settle()
        return "\n".join(self.lines[lines:])

    def settle(self) -> None:
        """Wait until it has built and goes on waiting: a file that is written in two steps may be built twice."""
        self.wait_for(SERVING)
        self.until(lambda: SERVING in self.lines[-1] and (time.sleep(0.4), SERVING in self.lines[-1])[1])

    @property
    def url(self) -> str:
        return self.wait_for(SERVING).split()[-1]

    def get(self, path: str, host: str = "", headers: Sequence[tuple[str, str]] = ()) -> tuple[int, bytes]:
        """Ask for a path, under the name `host`; give the status and the page as it was built."""
        place = self.url.removeprefix("http://")
        connection = http.client.HTTPConnection(place, timeout=HANGS)
        connection.request("GET", path, headers=dict(headers) | {"Host": host or place})
        response = connection.getresponse()
        body = response.read()
        connection.close()
        return response.status, _SCRIPT.sub(b"", body)

    def signal(self, number: int) -> None:
        """Send a signal as a terminal does: to make and all that it has started."""
        os.killpg(self.process.pid, number)

    def ended(self) -> None:
        """Wait until the preview and all that it has started is gone: they share what they print to."""
        self.process.wait(HANGS)
        self._reader.join(HANGS)
        assert not self._reader.is_alive(), "something that it started runs on\n" + self.said

    def stop(self) -> None:
        with suppress(ProcessLookupError):
            self.signal(signal.SIGTERM)
        self.ended()
