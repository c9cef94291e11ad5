"""git, as far as an upgrade asks it: what files a commit holds, and which versions the software had of each."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple


class UpgradeError(ValueError):
    """Why nothing was done, and what to do about it."""


class Blob(NamedTuple):
    """A file as git has it."""

    mode: str
    """``100644``, or ``100755`` for a program."""
    id: str


Tree = Mapping[str, Blob]
"""The files of a commit, by their paths."""


class Git:
    """git in one repository."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def run(self, *arguments: str, stdin: bytes = b"", index: Path | None = None) -> bytes:
        """What git prints, given `stdin`. Raises `UpgradeError` with what it complains of.

        `index` is the file of an index other than the repository's own.
        """
        environment = {**os.environ, "LC_ALL": "C", **({"GIT_INDEX_FILE": str(index)} if index else {})}
        try:
            done = subprocess.run(
                ["git", "-C", str(self.folder), *arguments], input=stdin, capture_output=True, env=environment
            )
        except FileNotFoundError:
            raise UpgradeError("git is not there: install it") from None
        if done.returncode:
            complaint = " ".join(done.stderr.decode(errors="replace").split())
            raise UpgradeError(f"git {arguments[0]} in {self.folder} ended with an error: {complaint}")
        return done.stdout

    def text(self, *arguments: str) -> str:
        """The same as text, without the end of its last line."""
        return self.run(*arguments).decode(errors="replace").strip()

    def succeeds(self, *arguments: str) -> bool:
        """Whether git ends without an error: how it answers questions."""
        try:
            self.run(*arguments)
        except UpgradeError:
            return False
        return True

    def tree(self, commit: str) -> Tree:
        """The files of a commit."""
        found: dict[str, Blob] = {}
        for entry in self.run("ls-tree", "-r", "-z", "--full-tree", commit).split(b"\0"):
            about, _, path = entry.partition(b"\t")
            if path:
                mode, _, id = about.decode().split(" ")
                found[os.fsdecode(path)] = Blob(mode, id)
        return found

    def read(self, blob: Blob) -> bytes:
        """What a file holds."""
        return self.run("cat-file", "blob", blob.id)

    def write(self, data: bytes, mode: str) -> Blob:
        """Keep what a file is to hold."""
        return Blob(mode, self.run("hash-object", "-w", "--stdin", stdin=data).decode().strip())


class History:
    """All versions that the software had, up to the newest."""

    def __init__(self, git: Git, newest: str) -> None:
        self._git, self.newest = git, newest
        self.versions: dict[str, set[str]] = {}
        """What the software ever had at each path."""
        for _, changes in self._read():
            for path, blob in changes.items():
                if blob:
                    self.versions.setdefault(path, set()).add(blob)

    def _read(self, *options: str) -> Iterator[tuple[str, dict[str, str]]]:
        """Each commit, the oldest first, and what it left at the paths that it changed; nothing where it took away."""
        log = self._git.run("log", *options, "-m", "--reverse", "--root", "--raw", "-z", "--no-abbrev",
                            "--no-renames", "--format=%x01%H", self.newest)  # fmt: skip
        for part in log.split(b"\x01")[1:]:
            commit, *tokens = part.split(b"\0")
            entries = [entry for entry in (token.strip(b"\n") for token in tokens) if entry]
            changes = {}
            for about, path in zip(entries[::2], entries[1::2], strict=False):
                id = about.split(b" ")[3].decode()
                changes[os.fsdecode(path)] = id if id.strip("0") else ""
            yield commit.strip().decode(), changes

    def base(self, ours: Tree, recorded: str) -> str:
        """The version that an archive with the files `ours`, the newest commit of its repository, has.

        `recorded` is the one to which an upgrade brought it before. Where neither that nor git's history tells, it is
        the version of which the most files are there as they were.
        """
        shared = ""
        if self._git.succeeds("merge-base", "HEAD", self.newest):
            shared = self._git.text("merge-base", "HEAD", self.newest)
        if recorded and self._git.succeeds("merge-base", "--is-ancestor", recorded, self.newest):
            later = shared and self._git.succeeds("merge-base", "--is-ancestor", recorded, shared)
            return shared if later else recorded
        return shared or self._most_alike(ours)

    def _most_alike(self, ours: Tree) -> str:
        """The newest of the versions of which the most files are among `ours`."""
        same: set[str] = set()
        best, most = "", 0
        for commit, changes in self._read("--first-parent"):
            for path, blob in changes.items():
                if blob and path in ours and ours[path].id == blob:
                    same.add(path)
                else:
                    same.discard(path)
            if len(same) >= most and same:
                best, most = commit, len(same)
        if not best:
            raise UpgradeError("no file here is of that software, in any of its versions: name another with FROM=…")
        return best
