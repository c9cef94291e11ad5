"""``python -m archive.preview SOURCE FOLDER``: build, serve, and do so again at every change, until Ctrl-C."""

from __future__ import annotations

import argparse
import errno
import fcntl
import os
import signal
import socket
import sys
import webbrowser
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import IO

from .building import SIGNALS, WITH_PROBLEMS, Builder, BuilderError, Outcome, publish

#: Address at which the preview always listens.
LOCAL = "127.0.0.1"
#: So many changed files are named.
NAMED = 5


@dataclass(frozen=True, slots=True)
class Folders:
    """What the preview keeps, below one folder."""

    kept: Path

    @property
    def built(self) -> Path:
        """The output of the last build, be it good or not."""
        return self.kept / "built"

    @property
    def served(self) -> Path:
        """The pages of the last good build."""
        return self.kept / "served"

    @property
    def doctrees(self) -> Path:
        return self.kept / "doctrees"

    @property
    def lock(self) -> Path:
        """What is held for as long as the preview runs."""
        return self.kept / "lock"

    @property
    def said(self) -> Path:
        """What the last build complained of."""
        return self.kept / "said.txt"


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve the preview until it is interrupted; give the exit status."""
    stop = Event()
    for number in SIGNALS:
        signal.signal(number, lambda *_: stop.set())
    options, more = _parser().parse_known_args(arguments)
    source, folders = Path(os.path.realpath(options.source)), Folders(Path(os.path.realpath(options.folder)))
    folders.served.mkdir(parents=True, exist_ok=True)
    lock = hold(folders.lock)
    sockets = listen(options.port, options.host)
    url = f"http://{LOCAL}:{sockets[0].getsockname()[1]}"
    print(url, file=lock, flush=True)
    _say("Starting")
    builder = Builder(
        [str(source), str(folders.built), "-b", "html", "-d", str(folders.doctrees), *more], folders.said
    )  # fmt: skip
    server = None
    ignored = [Path(os.path.realpath(path)) for path in (*options.ignore, folders.kept)]
    try:
        from .server import Server
        from .watching import Watch

        server = Server(folders.served, sockets, [_as_host(name) for name in options.host])
        while not stop.is_set():
            # What changes from here on is noted, and so what changes while it builds.
            with Watch(source, ignored, folders.kept) as watch:
                outcome = builder.build(stop)
                if outcome is None:
                    break
                if not folders.lock.exists():  # `make clean`
                    lock = hold(folders.lock)
                    print(url, file=lock, flush=True)
                changed, problem = show(outcome, folders)
                server.live.tell(changed=changed, problem=problem)
                _say(f"Serving on {url}")
                if options.open_browser:
                    webbrowser.open(url)
                    options.open_browser = False
                if paths := watch.wait(stop):
                    others = f" and {len(paths) - NAMED} more" if len(paths) > NAMED else ""
                    _say(f"Changed: {', '.join(paths[:NAMED])}{others}. Building")
    except BuilderError as error:
        sys.exit(str(error))
    finally:
        builder.close()
        if server:
            server.close()
    _say("Stopped")
    return 0


def show(outcome: Outcome, folders: Folders) -> tuple[bool, str]:
    """Serve what a build made, if it finished: give whether pages changed, and what the author is to be told."""
    folders.served.mkdir(parents=True, exist_ok=True)
    problem = ""
    if outcome.status == WITH_PROBLEMS:
        problem = "Something is wrong in the sources. Of that the last good pages are shown.\n\n" + outcome.said
    elif outcome.status:
        problem = "The build failed. The pages of the last good build are shown.\n\n" + outcome.said
    changed = 0
    if outcome.status in (0, WITH_PROBLEMS):
        try:
            # A post that is wrong has no page in this build, and keeps that of the last.
            changed = publish(folders.built, folders.served, removing=outcome.status == 0)
        except OSError as error:
            problem = f"The pages cannot be copied to be served ({error}). What was there before is shown."
    if problem:
        _say(problem.partition("\n")[0])
    return bool(changed), problem


def listen(port: int, names: Sequence[str]) -> list[socket.socket]:
    """Listen on this machine's own address, and where those `names` lead that are this machine's; 0 is any free port.

    A name that leads elsewhere is that of a proxy before this machine. Exits with a line where the port is taken.
    """
    addresses = [(socket.AF_INET, LOCAL)]
    for name in names:
        try:
            found = socket.getaddrinfo(name.strip("[]"), None, type=socket.SOCK_STREAM)
        except OSError:
            continue
        addresses += [(family, str(address[0])) for family, _, _, _, address in found if family in FAMILIES]
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


FAMILIES = (socket.AF_INET, socket.AF_INET6)


def hold(path: Path) -> IO[str]:
    """Hold the file at `path` for as long as it is open, or exit: two previews would undo each other's builds."""
    path.parent.mkdir(parents=True, exist_ok=True)
    file = path.open("a+", encoding="utf-8")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.seek(0)
        where = f", at {url}" if (url := file.read()) else ""
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
        prog="python -m archive.preview", description=__doc__, allow_abbrev=False,
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
