"""Builds of the live preview, and the copy of the last good one that is served.

Half of a build of one edit is Python's imports of Sphinx, docutils and MyST. Here each build is a fork of a process,
the builder, that has them in memory. It is forked from the preview before that has threads and open connections, and it
has the signal handlers that a program starts with: those of a server would be inherited by the builds and by their
workers, which then would not end when they are told to. The archive's own modules and ``conf.py`` are read anew each
time.
"""

from __future__ import annotations

import gc
import importlib
import os
import re
import shutil
import signal
import sys
import traceback
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from pkgutil import iter_modules
from threading import Event
from typing import NoReturn, TextIO

from .. import do_without_unknown_locale

#: What Sphinx's own list of extensions leaves out.
PRELOADED = ("ablog", "bs4", "furo", "myst_parser.sphinx_ext.main", "multiprocessing.connection", "sqlite3")
#: Exit status of a build that finished, though something in the sources is wrong, and of one that did not.
WITH_PROBLEMS, UNFINISHED = 1, 2
#: So many seconds a build that is interrupted has to end in good order.
GRACE = 0.8
#: What ends the preview, and is the preview's alone to hear.
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

_COLOUR = re.compile(r"\x1b\[[0-9;]*m")


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a build ended."""

    status: int
    messages: str
    """Its warnings and errors, as they stood on the screen."""


@dataclass(frozen=True, slots=True)
class PageUpdate:
    """What came of a build for those who look at its pages."""

    changed: bool
    """Whether pages are others than before."""
    problem: str
    """What the author is to be told."""


class BuilderError(Exception):
    """The builder is gone."""


class Builder:
    """Runs builds, one after the other, in forks of a process of its own."""

    def __init__(self, arguments: Sequence[str], log: Path) -> None:
        """`arguments` are those of ``sphinx-build``; `log` is a file for the warnings and errors of a build.

        To be made before this process has any thread.
        """
        self._log = log
        self._connection, theirs = Pipe()
        # No signal can come between the fork and the handlers that are right for it.
        signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
        self._pid = os.fork()
        if not self._pid:
            self._connection.close()
            _serve_builds(theirs, arguments, log)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)
        theirs.close()

    def build(self, stop: Event) -> Outcome | None:
        """Build; None if `stop` is set before that is done. Raises BuilderError."""
        try:
            self._connection.send(None)
            build = self._receive(stop)
            if build is None:
                return None
            status = self._receive(stop)
            if status is None:
                # Told so, it leaves what it has made in good order, and the next need not begin from nothing.
                os.kill(build, signal.SIGINT)
                self._connection.poll(GRACE)
                return None
        except (EOFError, OSError) as error:
            raise BuilderError("the process that builds was ended: start the preview again") from error
        messages = self._log.read_text(encoding="utf-8", errors="replace") if self._log.is_file() else ""
        if status < 0:
            messages += f"the build was ended by signal {-status}\n"
        return Outcome(status, messages)

    def _receive(self, stop: Event) -> int | None:
        while not self._connection.poll(0.1):
            if stop.is_set():
                return None
        received: int = self._connection.recv()
        return received

    def close(self) -> None:
        """End the builder, and whatever a build has started that still runs."""
        self._connection.close()
        with suppress(ProcessLookupError):
            os.killpg(self._pid, signal.SIGKILL)
        os.waitpid(self._pid, 0)


def _serve_builds(connection: Connection, arguments: Sequence[str], log: Path) -> NoReturn:
    """What the builder does: fork for each message that comes, send the build's process id, and then how it ended."""
    os.setsid()  # a group of its own, which hears nothing of Ctrl-C in the terminal and can be ended as one
    for number in SIGNALS:
        signal.signal(number, signal.SIG_IGN)  # forgets what came before that: the preview has heard it too
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)
    try:
        _preload()
        while True:
            connection.recv()
            build = os.fork()
            if not build:
                os._exit(_build([*arguments], log))
            connection.send(build)
            connection.send(os.waitstatus_to_exitcode(os.waitpid(build, 0)[1]))
    except (EOFError, OSError):  # the preview is gone
        os._exit(0)
    except BaseException:
        traceback.print_exc()
        os._exit(1)


def _preload() -> None:
    """Import what every build needs, and forget what an author may edit while the preview runs."""
    import sphinx.application

    for name in (*sphinx.application.builtin_extensions, *PRELOADED):
        importlib.import_module(name)
    own = {module.name for module in iter_modules([str(Path(__file__).parents[3])])}
    for name in [name for name in sys.modules if name.partition(".")[0] in own]:
        del sys.modules[name]
    gc.freeze()


def _build(arguments: list[str], log: Path) -> int:
    """Build, in a process of its own; give the exit status."""
    from sphinx.cmd.build import main

    status = UNFINISHED
    try:
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("w", encoding="utf-8") as file:
            sys.stderr = CopyingStream(sys.stderr, file)
            try:
                do_without_unknown_locale()
                status = main(arguments)
            except SystemExit as leave:  # a setting that cannot be, or a wrong option
                if isinstance(leave.code, str):
                    print(leave.code, file=sys.stderr)
            sys.stderr.flush()
        sys.stdout.flush()
    except KeyboardInterrupt:
        pass
    except BaseException:
        traceback.print_exc(file=sys.__stderr__)
    return status


class CopyingStream:
    """A stream that keeps a copy, without colours, of what is written to it."""

    def __init__(self, stream: TextIO, copy: TextIO) -> None:
        self._stream, self._copy = stream, copy
        self.encoding = stream.encoding

    def write(self, text: str) -> int:
        self._copy.write(_COLOUR.sub("", text))
        return self._stream.write(text)

    def flush(self) -> None:
        self._copy.flush()
        self._stream.flush()

    def isatty(self) -> bool:
        return self._stream.isatty()


def publish(built: Path, served: Path, stop: Event, *, removing: bool) -> int:
    """Copy to `served` what is new or another in `built`; give the number of files that changed.

    Files are told by size and time. With `removing`, what is in `built` no more goes. Each file is there whole or as
    it was before, whenever it is asked for. Ends at once when `stop` is set: the next call does what is left.
    """
    new, old = dict(_files(built)), dict(_files(served))
    gone = old.keys() - new.keys() if removing else set()
    for path in gone:
        (served / path).unlink(missing_ok=True)
    for folder in sorted({(served / path).parent for path in gone}, reverse=True):
        while folder != served and folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()
            folder = folder.parent
    changed = [path for path, stamp in new.items() if old.get(path) != stamp]
    aside = served.with_name(f"{served.name}.new")
    for path in changed:
        if stop.is_set():
            break
        (served / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(built / path, aside)
        os.replace(aside, served / path)
    return len(changed) + len(gone)


def _files(folder: Path) -> Iterator[tuple[str, tuple[int, int]]]:
    """Every file below `folder`, by its path from there: its size, and when it was last written."""
    waiting = [str(folder)]
    start = len(str(folder)) + 1
    while waiting:
        with os.scandir(waiting.pop()) as entries:
            for entry in entries:
                if entry.is_dir():
                    waiting.append(entry.path)
                else:
                    found = entry.stat()
                    yield entry.path[start:], (found.st_size, found.st_mtime_ns)
