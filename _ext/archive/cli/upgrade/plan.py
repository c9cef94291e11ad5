"""What an upgrade does to each file: the software's own follow it, the author's stay, changed ones are merged."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, NamedTuple

from .history import Blob, Git, History, Tree

#: What an author writes, and what stands there in the software's own repository: the sample, which nobody wants back.
AUTHORS_FOLDERS = (
    "posts/", "p/", "definitions/", "old-addresses/", ".github/screenshots/", ".github/ISSUE_TEMPLATE/",
)  # fmt: skip
AUTHORS_FILES = frozenset({
    "README.md", "LICENSE", "index.md", "about.md", "links.yaml", "references.bib", "published.txt", "_static/logo.svg",
    ".software", ".sample", ".github/CONTRIBUTING.md", ".github/SECURITY.md", ".github/pull_request_template.md",
})  # fmt: skip
#: Which files are the sample's, a path a line: others than these may come to it.
SAMPLE = ".sample"
CONF = "conf.py"
#: The section of ``conf.py`` that is the author's alone.
_AUTHORS_SECTION = re.compile(r"^# -- This blog\b.*?(?=^# -- |\Z)", re.MULTILINE | re.DOTALL)

Action = Literal["new", "changed", "gone", "merged", "conflict"]


@dataclass(frozen=True, slots=True)
class Change:
    """One file that the upgrade writes or takes away."""

    path: str
    action: Action
    blob: Blob | None
    """What it is to hold; None where it goes."""
    stages: tuple[Blob, Blob, Blob] | None = None
    """Of a conflict the version that it came of, the author's, and the newest."""
    conflicts: tuple[int, ...] = ()
    """The lines of a conflict's marks."""


@dataclass
class Plan:
    """All that the upgrade does, and what its author is to know of what it does not do."""

    changes: list[Change] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    """As ``path: what, and what to do``."""
    left_out: Counter[str] = field(default_factory=Counter)
    """How many files are not brought, since they or their folder were taken away: by the topmost of these."""

    def of(self, *actions: Action) -> list[Change]:
        """The changes of these kinds."""
        return [change for change in self.changes if change.action in actions]


def plan(git: Git, ours: Tree, base: str, history: History) -> Plan:
    """What is to be done with an archive with the files `ours`, whose software is of the commit `base`."""
    return _Planner(git, ours, base, history).plan()


class _Planner:
    """Finds out, file by file, what an upgrade is to do."""

    def __init__(self, git: Git, ours: Tree, base: str, history: History) -> None:
        self._git, self._ours, self._versions = git, ours, history.versions
        self._base, self._newest = git.tree(base), git.tree(history.newest)
        self._commits = base, history.newest
        self._sample = {*self._listed(self._base), *self._listed(self._newest)}
        self._plan = Plan()
        self._renamed: Mapping[str, str] | None = None

    def _is_softwares(self, path: str, ours: Blob) -> bool:
        """Whether a file is as the software had it, in whichever version: an author changed nothing in it."""
        return ours == self._base.get(path) or ours.id in self._versions.get(path, ())

    def _listed(self, tree: Tree) -> list[str]:
        text = self._git.read(tree[SAMPLE]).decode(errors="replace") if SAMPLE in tree else ""
        return [line.strip() for line in text.splitlines()]

    def _is_authors(self, path: str) -> bool:
        """Whether what stands at a path is the author's own, whatever the software has there."""
        return path in AUTHORS_FILES or path in self._sample or path.startswith(AUTHORS_FOLDERS)

    def plan(self) -> Plan:
        for path in sorted(self._base.keys() - self._newest.keys()):  # first, since some went to another place
            if (ours := self._ours.get(path)) and not self._is_authors(path):
                self._take_away(path, ours)
        moved = {change.path for change in self._plan.changes}
        for path, newest in sorted(self._newest.items()):
            ours = self._ours.get(path)
            if self._is_authors(path) or path in moved or ours == newest:
                continue
            if ours:
                self._update(path, ours, newest)
            else:
                self._bring(path, newest)
        self._plan.changes.sort(key=lambda change: change.path)
        return self._plan

    def _change(self, path: str, action: Action, blob: Blob | None, **more: object) -> None:
        self._plan.changes.append(Change(path, action, blob, **more))  # type: ignore[arg-type]

    def _bring(self, path: str, newest: Blob) -> None:
        """A file that is not there."""
        lost = (above for above in _above(path) if _holds(self._base, above) and not _holds(self._ours, above))
        gone = next(lost, "")
        if gone or path in self._base:
            self._plan.left_out[gone or path] += 1
        elif any(above.rstrip("/") in self._ours for above in _above(path)) or _holds(self._ours, f"{path}/"):
            self._plan.notes.append(f"{path}: the software has a file there, and you have a folder or a file in its "
                                    "way: rename yours, and upgrade again")  # fmt: skip
        else:
            self._change(path, "new", newest)

    def _update(self, path: str, ours: Blob, newest: Blob) -> None:
        base = self._base.get(path)
        if self._is_softwares(path, ours):
            self._change(path, "changed", newest)
        elif base is None:
            self._plan.notes.append(f"{path}: the software has a file of this name now; yours stays in its place: "
                                    "rename yours, and upgrade again")  # fmt: skip
        elif base != newest:
            self._merge(path, path, ours, base, newest)

    def _merge(self, path: str, target: str, ours: Blob, base: Blob, newest: Blob) -> None:
        """Merge the author's file at `path` into the newest version's at `target`."""
        texts = self._git.read(ours), self._git.read(base), self._git.read(newest)
        merged, notes = merge_conf(*texts) if path == CONF else (merge(*texts), [])
        self._plan.notes += [f"{target}: {note}" for note in notes]
        if merged.data is None:
            self._plan.notes.append(f"{path}: you changed it, and so did the software; as it is no text, yours stays")
            return
        mode = ours.mode if ours.mode != base.mode else newest.mode
        self._write(target, mode, merged, (base, ours, newest))
        if target != path:
            self._change(path, "gone", None)
            self._plan.notes.append(f"{path}: it is called {target} now; what you changed went there")

    def _write(self, path: str, mode: str, merged: Merged, stages: tuple[Blob, Blob, Blob]) -> None:
        assert merged.data is not None
        blob = self._git.write(merged.data, mode)
        if merged.conflicts:
            self._change(path, "conflict", blob, stages=stages, conflicts=merged.conflicts)
        elif blob != self._ours.get(path):
            self._change(path, "merged", blob)

    def _take_away(self, path: str, ours: Blob) -> None:
        """A file that the software has no longer."""
        if self._is_softwares(path, ours):
            self._change(path, "gone", None)
            return
        target = self._renames.get(path, "")
        if target and target not in self._ours:
            self._merge(path, target, ours, self._base[path], self._newest[target])
        else:
            self._plan.notes.append(f"{path}: the software has it no longer; yours stays, since you changed it: "
                                    "look whether you still need it")  # fmt: skip

    @property
    def _renames(self) -> Mapping[str, str]:
        if self._renamed is None:
            output = self._git.run("diff", "-M", "--diff-filter=R", "--name-status", "-z", *self._commits).decode()
            parts = output.split("\0")  # of each the state, the old name and the new one
            self._renamed = dict(zip(parts[1::3], parts[2::3], strict=False))
        return self._renamed


def _above(path: str) -> Iterator[str]:
    """The folders in which a path lies, the outermost first, each with the slash at its end."""
    parts = path.split("/")
    yield from ("/".join(parts[:number]) + "/" for number in range(1, len(parts)))


def _holds(tree: Tree, folder: str) -> bool:
    return any(path.startswith(folder) for path in tree)


class Merged(NamedTuple):
    """What became of a file."""

    data: bytes | None
    """None where nothing can be merged, since it is no text."""
    conflicts: tuple[int, ...]
    """The lines at which it is not clear which of the two is right."""


def merge(ours: bytes, base: bytes, newest: bytes) -> Merged:
    """The three-way merge that git makes, with its marks where both changed the same lines.

    An editor that ends lines as Windows does changed each of them: that is not meant.
    """
    if b"\r\n" not in base + newest:
        ours = ours.replace(b"\r\n", b"\n")
    with tempfile.TemporaryDirectory() as folder:
        names = []
        for name, data in (("ours", ours), ("base", base), ("newest", newest)):
            (Path(folder) / name).write_bytes(data)
            names.append(name)
        labels = ["-L", "yours", "-L", "as it was", "-L", "newest"]
        command = ["git", "merge-file", "-p", "--diff3", *labels, *names]
        done = subprocess.run(command, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True)
    if done.returncode > 127:
        return Merged(None, ())
    lines = done.stdout.split(b"\n")
    return Merged(done.stdout, tuple(n for n, line in enumerate(lines, 1) if line.startswith(b"<<<<<<< yours")))


def merge_conf(ours: bytes, base: bytes, newest: bytes) -> tuple[Merged, list[str]]:
    """The same for ``conf.py``, whose section 'This blog' stays as its author has it; and what to say of that section.

    Its settings in the newest version name the blog that the software comes with, so none is taken over.
    """
    texts = [data.decode(errors="surrogateescape") for data in (ours, base, newest)]
    sections = [match[0] if (match := _AUTHORS_SECTION.search(text)) else "" for text in texts]
    if not all(sections):
        return merge(ours, base, newest), []
    alike = [text.replace(section, sections[0], 1) for text, section in zip(texts, sections, strict=True)]
    merged = merge(*(text.encode(errors="surrogateescape") for text in _with_lists_merged(alike)))
    return merged, _notes(texts, sections)


def _with_lists_merged(texts: list[str]) -> list[str]:
    """The three texts with one value for each list of words in a line that both changed.

    By lines these would be conflicts, though it is clear what is wanted: `make start` itself takes the guide out of
    such a list.
    """
    ours, base, newest = map(_lists, texts)
    for name in ours.keys() & base.keys() & newest.keys():
        (_, mine), (_, old), (_, new) = ours[name], base[name], newest[name]
        if old not in (mine, new) and mine != new:
            kept = [word for word in new if word in mine or word not in old]
            kept += [word for word in mine if word not in old and word not in new]
            line = f"{name} = {json.dumps(kept, ensure_ascii=False)}"
            texts = [text.replace(f"\n{found[name][0]}\n", f"\n{line}\n", 1)
                     for text, found in zip(texts, (ours, base, newest), strict=True)]  # fmt: skip
    return texts


def _lists(text: str) -> dict[str, tuple[str, list[str]]]:
    """The lists of words that a piece of Python assigns at its top level, each with its line, if that holds no more."""
    found: dict[str, tuple[str, list[str]]] = {}
    for name, statement in _assignments(text):
        line = ast.get_source_segment(text, statement) or ""
        with suppress(ValueError):
            value = ast.literal_eval(statement.value)
            if isinstance(value, list) and all(isinstance(word, str) for word in value) and f"\n{line}\n" in text:
                found[name] = line, value
    return found


def _notes(texts: list[str], sections: list[str]) -> list[str]:
    """What to say of settings in the author's section that are new, or gone; of ours, the base and the newest."""
    ours, base, newest = map(_settings, sections)
    new = [f"the software has a new setting, `{line}`: add it if you want another value than its default"
           for name, line in newest.items() if name not in base and name not in _settings(texts[0])]  # fmt: skip
    gone = (name for name in ours if name in base and name not in _settings(texts[2]))
    return new + [f"`{name}` is no setting of the newest version: look whether you still need it" for name in gone]


def _settings(text: str) -> dict[str, str]:
    """The names that a piece of Python assigns at its top level, each with its line."""
    return {name: (ast.get_source_segment(text, statement) or name).splitlines()[0]
            for name, statement in _assignments(text)}  # fmt: skip


def _assignments(text: str) -> Iterator[tuple[str, ast.Assign]]:
    try:
        body = ast.parse(text).body
    except (SyntaxError, ValueError):
        return
    for statement in body:
        if isinstance(statement, ast.Assign):
            yield from ((target.id, statement) for target in statement.targets if isinstance(target, ast.Name))
