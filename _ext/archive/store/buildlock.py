"""One build at a time in a folder. The lock goes with the process that holds it, however that ends."""

from __future__ import annotations

import errno
import os
import shutil
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import IO

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

#: The file that is locked stands beside a folder, since builders such as that of e-books take in all that is in it.
#: It says who holds the folder, and since when.
NAME = ".{}.build-lock"
#: Errors of file systems without locks, or where only the folder itself may be written.
_NO_LOCKS = (errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP, errno.EACCES, errno.EPERM, errno.EROFS)
#: The files that this process has locked, in whichever run of Sphinx.
_held_here: set[Path] = set()


class BuildLock:
    """Holds folders for this process, from `take` to `release`."""

    def __init__(self) -> None:
        self._held: list[tuple[Path, IO[str]]] = []

    def take(self, *folders: Path) -> None:
        """Take each of `folders`, in this order; where another build has one, say so and wait until it ends.

        Where there is no ``flock``, or the file may not be written, nothing is locked.
        """
        for folder in folders:
            path = lock_file(folder)
            if fcntl is None or path in _held_here:
                continue
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
                self._held.append((path, _locked(path, folder)))
            except OSError as error:
                if error.errno not in _NO_LOCKS:
                    raise
            else:
                _held_here.add(path)

    def release(self) -> None:
        """Let go of all that is held, and leave no file behind."""
        while self._held:
            path, file = self._held.pop()
            _held_here.discard(path)
            with file, suppress(OSError):
                path.unlink()


def lock_file(folder: Path) -> Path:
    """The file that is locked for `folder`."""
    return folder.parent / NAME.format(folder.name)


def _locked(path: Path, folder: Path) -> IO[str]:
    """The file at `path`, which stands for `folder`, made and locked."""
    announced = False
    while True:
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        file = path.open("a+", encoding="utf-8", errors="replace")
        try:
            announced = _wait(folder, file, announced) or announced
            if _is_at(path, file):
                file.truncate(0)
                file.write(f"{os.getpid()} {time.strftime('%Y-%m-%d %H:%M:%S')}\n")
                file.flush()
                return file
        except BaseException:
            file.close()
            raise
        file.close()  # whoever held it took the file away


def _wait(folder: Path, file: IO[str], announced: bool) -> bool:
    """Lock `file`; give whether another build had it, which is announced unless it was already."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        if not announced:
            file.seek(0)
            _announce(folder, *file.read().strip().partition(" ")[::2])
        fcntl.flock(file, fcntl.LOCK_EX)
        return True
    return False


def _announce(folder: Path, pid: str, since: str) -> None:
    """Say on standard error who has the folder."""
    who = f"process {pid}, since {since}" if pid and since else "it has only begun"
    message = f"another build is at work in {folder} ({who}): waiting until it ends; Ctrl-C ends the waiting"
    # No warning, which would fail the build.
    print(message, file=sys.stderr, flush=True)


def _is_at(path: Path, file: IO[str]) -> bool:
    """Whether `file` is still what `path` leads to."""
    try:
        there = path.stat()
    except FileNotFoundError:
        return False
    here = os.fstat(file.fileno())
    return (there.st_dev, there.st_ino) == (here.st_dev, here.st_ino)
