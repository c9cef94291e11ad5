"""The checkout in which an archive is begun: which files are the sample's, and that none is lost with them.

``.sample`` names the sample's files, a path a line. While it is there the sample is; it leaves last.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from archive.cli.upgrade import record

from importer.errors import ImportFailure

LIST = ".sample"
#: Among git's own files, so that it is in no commit: what an archive was begun with, until that is done.
_BEGUN = "archive-start"
_SAVE = "git add --all && git commit --message 'As it was'"


def sample(root: Path) -> tuple[str, ...]:
    """The files of the sample that are in `root`; none where an archive was begun."""
    return tuple(path for path in _listed(root) if os.path.lexists(root / path))


def _listed(root: Path) -> tuple[str, ...]:
    """The files of the sample, whether they are there or not."""
    try:
        lines = (root / LIST).read_text(encoding="utf-8").splitlines()
    except OSError:
        return ()
    return tuple(line.strip() for line in lines if line.strip() and not line.startswith("#"))


def holds_sample_posts(posts: Path) -> bool:
    """Whether the sample's posts are in the folder `posts`."""
    return any(path.startswith(f"{posts.name}/") for path in sample(posts.parent))


class Checkout:
    """The folder of an archive, as git has it."""

    def __init__(self, root: Path) -> None:
        self.root = root

    @property
    def is_started(self) -> bool:
        """Whether the sample has left, and all that came in its place is there."""
        return not (self.root / LIST).exists() and not self._begun().exists()

    def check(self, begun_with: str) -> None:
        """Raise `ImportFailure` unless whatever leaves is in git's history.

        A start that was stopped may go on; `begun_with` is what tells it from another.
        """
        if self._git("rev-parse", "--verify", "--quiet", "HEAD^{commit}") is None:
            raise ImportFailure(
                str(self.root),
                "is in no git repository with a commit, and what `make start` takes away could not be brought back: "
                f"clone the repository, or keep these files with `git init && {_SAVE}`",
            )
        changed = (self._git("status", "--porcelain", "--untracked-files=no") or "").splitlines()
        leaving, before = sample(self.root), self._before()
        untracked = (self._git("ls-files", "--others", "--", *leaving) or "") if leaving else ""
        has_left = not leaving or leaving != _listed(self.root)
        if has_left and before == begun_with:
            return
        if has_left and changed and before:
            raise ImportFailure(
                str(self.root),
                f"a start with {before} was stopped before its end: run it again with that, or undo it with "
                "`git stash --include-untracked`",
            )
        if changed or untracked:
            names = [line[3:] for line in changed] + untracked.splitlines()
            some = ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
            raise ImportFailure(
                str(self.root),
                f"has changes that are not committed ({some}), and `make start` writes other files in the place of the "
                f"sample’s: keep them with `{_SAVE}`, or undo them with `git stash`",
            )

    def begin(self, begun_with: str) -> None:
        """Take note that the sample is about to leave."""
        self._begun().write_text(begun_with, encoding="utf-8")

    def remove_sample(self) -> None:
        """Take the sample's files away, their list last; folders that this leaves empty go too."""
        for path in (*sample(self.root), LIST):
            file = self.root / path
            file.unlink(missing_ok=True)
            for folder in file.parents:
                if folder == self.root or not folder.is_dir() or any(folder.iterdir()):
                    break
                folder.rmdir()

    def end(self) -> None:
        """Take note that all is done."""
        self._begun().unlink(missing_ok=True)

    def is_ignored(self, path: Path) -> bool:
        """Whether git passes over `path`: it is ignored, or not in the checkout."""
        inside = path.resolve().is_relative_to(self.root.resolve())
        return not inside or self._git("check-ignore", "--quiet", "--", str(path)) is not None

    def software(self, source: str = "") -> str:
        """What `make upgrade` is to know of the software: where it is from, which is where the checkout is cloned from
        unless `source` says otherwise, and its commit. Empty where nothing is known of that."""
        remotes = (self._git("remote") or "").split()
        remote = next((name for name in ("upstream", "origin") if name in remotes), "")
        source = source or (remote and (self._git("remote", "get-url", remote) or "").strip())
        return record(source, (self._git("rev-parse", "HEAD") or "").strip()) if source else ""

    def author(self) -> str:
        """The name that git puts on commits; may be empty."""
        return (self._git("config", "user.name") or "").strip()

    def _before(self) -> str:
        try:
            return self._begun().read_text(encoding="utf-8")
        except OSError:
            return ""

    def _begun(self) -> Path:
        return self.root / (self._git("rev-parse", "--git-path", _BEGUN) or f".git/{_BEGUN}").strip()

    def _git(self, *arguments: str) -> str | None:
        """What git says; None where it fails, or is not there."""
        try:
            done = subprocess.run(
                ["git", *arguments], cwd=self.root, capture_output=True, text=True, check=False,
                encoding="utf-8", errors="replace",
            )  # fmt: skip
        except OSError:
            return None
        return done.stdout if done.returncode == 0 else None
