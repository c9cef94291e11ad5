"""``python -m archive.cli.preview SOURCE FOLDER``: build, serve, and do so again at every change, until Ctrl-C."""

from __future__ import annotations

import argparse
import errno
import fcntl
import os
import signal
import socket
import sys
import time
import webbrowser
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from typing import IO

from .building import SIGNALS, WITH_PROBLEMS, Builder, BuilderError, Outcome, PageUpdate, publish

#: Address at which the preview always listens.
LOCAL = "127.0.0.1"
#: Kinds of addresses that names may lead to.
FAMILIES = (socket.AF_INET, socket.AF_INET6)
#: So many changed files are named.
NAMED = 5


@dataclass(frozen=True, slots=True)
class Folders:
    """What the preview keeps, below one folder."""

    root: Path

    @property
    def built(self) -> Path:
        """The output of the last build, be it good or not."""
        return self.root / "built"

    @property
    def served(self) -> Path:
        """The pages of the last good build."""
        return self.root / "served"

    @property
    def doctrees(self) -> Path:
        return self.root / "doctrees"

    @property
    def lock(self) -> Path:
        """What is held for as long as the preview runs."""
        return self.root / "lock"

    @property
    def log(self) -> Path:
        """What the last build complained of."""
        return self.root / "log.txt"


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve the preview until it is interrupted; give the exit status."""
    stop = Event()
    for number in SIGNALS:
        signal.signal(number, lambda *_: stop.set())
    options, more = _parser().parse_known_args(arguments)
    source, folders = Path(os.path.realpath(options.source)), Folders(Path(os.path.realpath(options.folder)))
    folders.served.mkdir(parents=True, exist_ok=True)
    preview = Preview(folders, stop, options.open_browser)
    preview.listen(options.port, options.host)
    _say("Starting")
    # Before this process has any thread.
    builder = Builder(
        [str(source), str(folders.built), "-b", "html", "-d", str(folders.doctrees), *more], folders.log
    )  # fmt: skip
    try:
        from .server import Rebuilding, Server, Sources

        ignored = [Path(os.path.realpath(path)) for path in (*options.ignore, folders.root)]
        rebuilding = Rebuilding(
            Sources(source, ignored), folders.root, lambda changed: preview.build(builder, changed), stop
        )  # fmt: skip
        server = Server(folders.served, preview.sockets, [_as_host(name) for name in options.host], rebuilding)
        while not stop.is_set():
            time.sleep(0.1)  # not `stop.wait`, which holds a lock that the handler of a signal wants too
        server.close()
    finally:
        builder.close()
    if failure := preview.failure or rebuilding.failure:
        sys.exit(failure)
    _say("Stopped")
    return 0


@dataclass
class Preview:
    """One preview: where it listens, and how each build is shown."""

    folders: Folders
    stop: Event
    """Set once the preview is to end."""
    opens: bool
    """Whether a browser is to be opened after the next build."""
    sockets: list[socket.socket] = field(default_factory=list)
    failure: str = ""
    """Why there can be no more builds."""

    @property
    def url(self) -> str:
        return f"http://{LOCAL}:{self.sockets[0].getsockname()[1]}"

    def listen(self, port: int, names: Sequence[str]) -> None:
        """Take the folder and the port, or exit with a line where another has them."""
        self._lock = hold_lock(self.folders.lock)
        self.sockets = listen(port, names)
        print(self.url, file=self._lock, flush=True)

    def build(self, builder: Builder, changed: Sequence[Path]) -> PageUpdate | None:
        """Build after files `changed`, and serve what comes of it; None once the preview is to end."""
        if changed:
            names = [os.path.relpath(path) for path in changed]
            others = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
            _say(f"Changed: {', '.join(names[:NAMED])}{others}. Building")
        try:
            outcome = builder.build(self.stop)
        except BuilderError as error:
            if not self.stop.is_set():
                self.failure = str(error)
            return None
        if outcome is None:
            return None
        if not self.folders.lock.exists():  # `make clean`
            self._lock = hold_lock(self.folders.lock)
            print(self.url, file=self._lock, flush=True)
        update = show(outcome, self.folders, self.stop)
        if self.stop.is_set():
            return None
        _say(f"Serving on {self.url}")
        if self.opens:
            webbrowser.open(self.url)
            self.opens = False
        return update


def show(outcome: Outcome, folders: Folders, stop: Event) -> PageUpdate:
    """Serve what a build made, if it finished."""
    folders.served.mkdir(parents=True, exist_ok=True)
    problem = ""
    if outcome.status == WITH_PROBLEMS:
        problem = "Something is wrong in the sources. Of that the last good pages are shown.\n\n" + outcome.messages
    elif outcome.status:
        problem = "The build failed. The pages of the last good build are shown.\n\n" + outcome.messages
    changed = 0
    if outcome.status in (0, WITH_PROBLEMS):
        try:
            # A post that is wrong has no page in this build, and keeps that of the last.
            changed = publish(folders.built, folders.served, stop, removing=outcome.status == 0)
        except OSError as error:
            problem = f"The pages cannot be copied to be served ({error}). What was there before is shown."
    if problem:
        _say(problem.partition("\n")[0])
    return PageUpdate(bool(changed), problem)


def listen(port: int, names: Sequence[str]) -> list[socket.socket]:
    """Listen on this machine's own address, and where those `names` lead that are this machine's; 0 is any free port.

    A name that leads elsewhere is that of a proxy before this machine. Exits with a line where the port is taken.
    """
    addresses = [(socket.AF_INET, LOCAL)]
    for name in names:
        try:
            resolved = socket.getaddrinfo(name.strip("[]"), None, type=socket.SOCK_STREAM)
        except OSError:
            continue
        addresses += [(family, str(address[0])) for family, _, _, _, address in resolved if family in FAMILIES]
    if any(address == "0.0.0.0" for _, address in addresses):
        addresses = [(socket.AF_INET, "0.0.0.0"), *(one for one in addresses if one[0] != socket.AF_INET)]
    sockets: list[socket.socket] = []
    for family, address in dict.fromkeys(addresses):
        try:
            sockets.append(socket.create_server((address, port), family=family))
        except OverflowError:
            sys.exit(f"port {port} cannot be: write a number from 0 to 65535")
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                sys.exit(f"port {port} is taken, perhaps by another preview: end that, or take another, with PORT=8001")
            if not sockets:
                sys.exit(f"port {port} cannot be listened on: {error.strerror}")
        port = sockets[0].getsockname()[1]
    return sockets


def hold_lock(path: Path) -> IO[str]:
    """Hold the file at `path` for as long as it is open, or exit: two previews would undo each other's builds."""
    path.parent.mkdir(parents=True, exist_ok=True)
    file = path.open("a+", encoding="utf-8")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.seek(0)
        where = f", at {url}" if (url := file.read().strip()) else ""
        sys.exit(f"there is a preview of {path.parent} already{where}: use that, or build elsewhere, with BUILDDIR=")
    file.truncate(0)
    return file


def _as_host(name: str) -> str:
    """A name as it stands in the header ``Host``."""
    if "*" in name or "/" in name:
        sys.exit(f"HOST is {name!r}: write names of this machine, such as `box.example` or `192.168.1.7`")
    return f"[{name}]" if ":" in name and not name.startswith("[") else name


def _say(words: str) -> None:
    print(f"[preview] {words}", flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m archive.cli.preview", description=__doc__, allow_abbrev=False,
        epilog="Other options are those of sphinx-build.",
    )  # fmt: skip
    parser.add_argument("source", help="folder of the sources")
    parser.add_argument("folder", help="folder for all that the preview makes")
    parser.add_argument("--port", type=int, default=8000, help="where to listen (8000); 0 is any free port")
    parser.add_argument("--host", action="append", default=[], help="another name to answer to; may be given again")
    parser.add_argument("--ignore", action="append", default=[], help="a folder without sources; may be given again")
    parser.add_argument("--open-browser", action="store_true", help="open a browser once the site is built")
    return parser


if __name__ == "__main__":
    sys.exit(main())
