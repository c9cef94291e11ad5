"""Bring the newest version of the software into an archive: ``python -m archive.cli.upgrade [folder]``.

What is the author's stays, files of the software follow it, those that the author changed are merged. All of it is put
before git, which shows it and can take it back; nothing is committed.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from .. import print_any_name
from . import RECORD, public, record
from .history import Blob, Git, History, UpgradeError
from .plan import AUTHORS_FILES, AUTHORS_FOLDERS, SAMPLE, Change, Plan, plan

#: Refers to the newest version in the archive's repository, so that git keeps it while it is wanted.
_REF = "refs/software/newest"
#: What this command consists of: that of the newest version is run, whatever the archive has.
_CODE = ("_ext/archive/__init__.py", "_ext/archive/cli/__init__.py", "_ext/archive/cli/upgrade/")
#: So many files are named at most.
_MOST_NAMES = 12


def main(arguments: Sequence[str] | None = None) -> int:
    """Give 0 if all is done, 1 if there is something to decide, 2, and the reason, if nothing was done."""
    parser = argparse.ArgumentParser(prog="python -m archive.cli.upgrade", description=__doc__)
    parser.add_argument("folder", nargs="?", default=".", help="the archive's folder, which holds conf.py")
    parser.add_argument("--from", dest="source", default="", help="address or folder of the software's repository")
    parser.add_argument("--dry-run", action="store_true", help="say what would be done, and do nothing")
    parser.add_argument("--fetched", default="", help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    print_any_name()
    git = Git(Path(options.folder).resolve())
    try:
        _check_archive(git)
        recorded, source = _recorded(git, options.source)
        if options.fetched:
            return _upgrade(git, source, recorded, options.dry_run)
        _fetch(git, source)
        return _run_newest(git, source, options.dry_run)
    except UpgradeError as error:
        print(f"upgrade: {error}", file=sys.stderr)
        return 2


def _check_archive(git: Git) -> None:
    """Raises `UpgradeError` where an upgrade could lose something, or where there is nothing to upgrade."""
    if not (git.folder / "conf.py").is_file() or not (git.folder / "_ext/archive").is_dir():
        raise UpgradeError(f"{git.folder} holds no archive: run this in its folder, which holds conf.py and _ext")
    if not git.succeeds("rev-parse", "--verify", "--quiet", "HEAD"):
        raise UpgradeError(
            f"{git.folder} is in no git repository, so that nothing could be taken back: begin one there with "
            "`git init`, `git add --all` and `git commit -m Begin`"
        )
    if Path(git.text("rev-parse", "--show-toplevel")).resolve() != git.folder:
        raise UpgradeError(f"{git.folder} is only a part of its git repository: an archive has one of its own")
    if changed := git.text("diff", "--name-only", "HEAD"):
        names = _named_files(changed.splitlines())
        raise UpgradeError(f"these files have changes that are not committed, commit them first: {names}")


def _recorded(git: Git, source_option: str) -> tuple[str, str]:
    """The commit that the last upgrade brought, if there was one; and where the software is from."""
    lines = []
    if (git.folder / RECORD).is_file():
        text = (git.folder / RECORD).read_text(encoding="utf-8", errors="replace")
        lines = [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]
    source, commit = (*lines, "", "")[:2]
    if source_option:
        source = str(Path(source_option).resolve()) if Path(source_option).is_dir() else source_option
    elif not source and "upstream" in git.text("remote").split():
        source = git.text("remote", "get-url", "upstream")
    if not source:
        raise UpgradeError("say where the software is from: make upgrade FROM=https://…")
    return commit, source


def _fetch(git: Git, source: str) -> None:
    print(f"Fetching {public(source)} …", flush=True)
    try:
        git.run("fetch", "--quiet", "--no-tags", "--no-write-fetch-head", source, f"+HEAD:{_REF}")
    except UpgradeError as error:
        shown = str(error).replace(source, public(source))
        raise UpgradeError(f"the software cannot be had from {public(source)}: {shown}") from None


def _run_newest(git: Git, source: str, dry: bool) -> int:
    """Go on with the newest version of this command, if that has it."""
    with tempfile.TemporaryDirectory() as folder:
        code = {path: blob for path, blob in git.tree(_REF).items() if path.startswith(_CODE)}
        if not any(path.endswith("upgrade/__main__.py") for path in code):
            raise UpgradeError(f"what {public(source)} holds is no archive's software, or of before it had this")
        for path, blob in code.items():
            Path(folder, path).parent.mkdir(parents=True, exist_ok=True)
            Path(folder, path).write_bytes(git.read(blob))
        command = [sys.executable, "-m", "archive.cli.upgrade", str(git.folder), "--from", source, "--fetched", _REF]
        environment = {**os.environ, "PYTHONPATH": f"{folder}/_ext", "PYTHONDONTWRITEBYTECODE": "1"}
        return subprocess.run([*command, *(["--dry-run"] if dry else [])], env=environment).returncode


def _upgrade(git: Git, source: str, recorded: str, dry: bool) -> int:
    newest, ours = git.text("rev-parse", _REF), git.tree("HEAD")
    history = History(git, newest)
    base = history.base(ours, recorded)
    todo = plan(git, ours, base, history)
    new_record = git.write(record(_address(source), newest).encode(), "100644")
    if ours.get(RECORD) != new_record and (todo.changes or newest != recorded):
        todo.changes.append(Change(RECORD, "changed" if RECORD in ours else "new", new_record))
    print(f"\nThe software of this archive is of {_dated(git, base)}; the newest is of {_dated(git, newest)}.\n")
    if not todo.changes:
        print("\n".join(("There is nothing to do.", *_to_look_at(todo))))
        return 0
    tree = _tree(git, todo)
    print("\n".join(_summary(todo)))
    if dry:
        print(f"\nNothing was written. To see all of it: git diff HEAD {tree[:12]}\nTo do it, leave DRYRUN=1 out.")
    else:
        _apply(git, todo, tree)
        print(f"\n{_NEXT}")
    return 1 if todo.of("conflict") else 0


def _address(source: str) -> str:
    """Where the next upgrade is to look: of a folder on this machine the place that it was cloned from, if any."""
    if Path(source).is_dir():
        copy = Git(Path(source))
        if copy.succeeds("remote", "get-url", "origin"):
            return copy.text("remote", "get-url", "origin")
    return source


def _dated(git: Git, commit: str) -> str:
    return git.text("show", "--no-patch", "--format=%cs (%h)", commit)


def _tree(git: Git, todo: Plan) -> str:
    """The tree of what the archive is to hold, in git alone: nothing of the folder is touched."""
    lines = [_entry(change.path, change.blob) for change in todo.changes]
    with tempfile.TemporaryDirectory() as folder:
        index = Path(folder, "index")
        git.run("read-tree", "HEAD", index=index)
        git.run("update-index", "-z", "--index-info", stdin=os.fsencode("".join(lines)), index=index)
        return git.run("write-tree", index=index).decode().strip()


def _entry(path: str, blob: Blob | None, stage: int = 0) -> str:
    """What ``git update-index --index-info`` is told of a file: without a blob, that it goes."""
    return f"{blob.mode} {blob.id} {stage}\t{path}\0" if blob else f"0 {'0' * 40}\t{path}\0"


def _apply(git: Git, todo: Plan, tree: str) -> None:
    """Bring folder and index to the tree, by git, which refuses what would overwrite a file that it does not know."""
    try:
        git.run("read-tree", "-m", "-u", "HEAD", tree)
    except UpgradeError as error:
        raise UpgradeError(f"nothing was written: {error}; move such files away, and upgrade again") from None
    lines = []
    for change in todo.of("conflict"):
        lines.append(_entry(change.path, None))
        lines += [_entry(change.path, blob, stage) for stage, blob in enumerate(change.stages or (), 1)]
    git.run("update-index", "-z", "--index-info", stdin=os.fsencode("".join(lines)))


_NEXT = (
    "Next: `make html`, look at the site, then `git diff --cached` for what came, and\n"
    "`git commit -m 'The newest version of the software'`. Back to how it was: `git reset --hard`."
)


def _summary(todo: Plan) -> list[str]:
    """What the upgrade does, the author's own concern last."""
    lines = []
    for action, word in (("changed", "are brought to the newest version"), ("new", "are new"), ("gone", "go")):
        if changes := todo.of(action):  # type: ignore[arg-type]
            names = _named_files([change.path for change in changes])
            lines.append(f"{len(changes):,} files of the software {word}: {names}")
    lines.append(f"Left alone, as yours: {', '.join(sorted((*AUTHORS_FOLDERS, *AUTHORS_FILES - {RECORD, SAMPLE})))}")
    if merged := todo.of("merged"):
        lines += ["", "Merged, what you changed with what is new:", *(f"    {change.path}" for change in merged)]
    return lines + _to_look_at(todo)


def _to_look_at(todo: Plan) -> list[str]:
    """What the author is to know or to decide."""
    lines = []
    if todo.left_out:
        count = todo.left_out.total()
        names = [f"{path} ({number:,})" if number > 1 else path for path, number in sorted(todo.left_out.items())]
        lines += ["", f"{count:,} files stay away, since you took them or their folder away: {_named_files(names)}"]
    if todo.notes:
        lines += ["", "Look at these:", *(f"    {note}" for note in sorted(todo.notes))]
    conflicts = [(change.path, line) for change in todo.of("conflict") for line in change.conflicts]
    if conflicts:
        lines += ["", "Changed by you and by the software at once: choose, take the marks out, and `git add` it:"]
        lines += [f"    {path}:{line}" for path, line in conflicts]
    return lines


def _named_files(names: list[str]) -> str:
    more_files = len(names) - _MOST_NAMES
    return ", ".join(names[:_MOST_NAMES]) + (f" and {more_files:,} more" if more_files > 0 else "")


if __name__ == "__main__":
    sys.exit(main())
