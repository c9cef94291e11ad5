"""Tiny sites for the build tests: copied from ``tests/roots`` to a folder of their own, edited there and built."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from copy import copy
from pathlib import Path

from forked import Result, forked
from sphinx.cmd.build import main

ROOT = Path(__file__).resolve().parents[2]
ROOTS = ROOT / "tests" / "roots"
#: When the test builds take place, unless a test says otherwise: 1 January 2020, noon.
NOW = "1577880000"

#: What every file of a tree holds, by its path from the tree's root.
Tree = dict[str, str]


class Site:
    """A source folder with the project's own settings, templates and static files, and what is built from it."""

    def __init__(self, folder: Path, root: str, search: bool = False) -> None:
        self._stand(folder, search)
        shutil.copytree(ROOTS / f"test-{root}", self.src)
        for name in ("_templates", "_static"):
            shutil.copytree(ROOT / name, self.src / name)
        # What a root's conf.py builds upon.
        shutil.copyfile(ROOT / "conf.py", self.src / "shipped.py")

    def keep(self) -> None:
        """Set a copy of the sources, the output and the doctrees aside, to which `restore` goes back."""
        shutil.copytree(self._folder, self._aside, dirs_exist_ok=True)

    def restore(self) -> None:
        """Have everything as it was when it was kept: in the same folder, since Sphinx reads a moved one anew."""
        shutil.rmtree(self._folder, ignore_errors=True)
        shutil.copytree(self._aside, self._folder)

    def restore_from(self, other: Site) -> None:
        """Have the sources, the output and the doctrees of another site."""
        shutil.rmtree(self._folder, ignore_errors=True)
        shutil.copytree(other._folder, self._folder, symlinks=True)

    @property
    def _aside(self) -> Path:
        return self._folder.with_name(f"{self._folder.name}-kept")

    def move(self, folder: Path) -> None:
        """Move everything to another folder."""
        self._folder.rename(folder)
        self._stand(folder, search=False)

    def _stand(self, folder: Path, search: bool) -> None:
        self.src, self.out, self.doctrees, self._folder = folder / "src", folder / "out", folder / "doctrees", folder
        self.search = ["-D", f"search_index={int(search)}"]

    def write(self, path: str, text: str | bytes) -> Path:
        """Write one source."""
        file = self.src / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode() if isinstance(text, str) else text)
        return file

    def post(self, path: str, text: str = "Words.", **fields: object) -> Path:
        """Write ``posts/<path>.md``; its title is the field `title`, or else its name."""
        title = fields.pop("title", path.rpartition("/")[2].replace("-", " ").capitalize())
        header = "".join(f"{name}: {value}\n" for name, value in fields.items())
        return self.write(f"posts/{path}.md", f"---\n{header}---\n\n# {title}\n\n{text}\n")

    def edit(self, path: str, old: str, new: str) -> None:
        """Put `new` in the place of `old`, which must be there."""
        text = (self.src / path).read_text(encoding="utf-8")
        assert old in text, f"{path} does not hold {old!r}"
        self.write(path, text.replace(old, new))

    def build(
        self, *options: str, builder: str = "html", env: Mapping[str, str] | None = None,
        first: Callable[[], object] = lambda: None,
    ) -> Result:  # fmt: skip
        """``python -m sphinx -b html SRC OUT``, with `options`, in a forked process that calls `first`."""
        return run(self.arguments(*options, builder=builder), self.environment(env), first)

    def spawn(
        self, *options: str, builder: str = "html", env: Mapping[str, str] | None = None,
        command: Sequence[str] = ("-m", "sphinx"),
    ) -> Result:  # fmt: skip
        """The same in an interpreter of its own, on which the environment has its full effect."""
        done = subprocess.run(
            [sys.executable, *command, *self.arguments(*options, builder=builder)],
            env=self.environment(env), capture_output=True, text=True, check=False,
        )  # fmt: skip
        return Result(done.returncode, done.stdout, done.stderr)

    def arguments(self, *options: str, builder: str = "html") -> list[str]:
        return ["-b", builder, "-d", str(self.doctrees), *self.search, *options, str(self.src), str(self.out)]

    def environment(self, env: Mapping[str, str] | None = None) -> dict[str, str]:
        path = os.pathsep.join([str(ROOT / "_ext"), str(self.src)])
        own = {"PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1", "SOURCE_DATE_EPOCH": NOW, "NO_COLOR": "1"}
        return os.environ | own | (env or {})

    def tree(self) -> Tree:
        """The output as it stands."""
        return tree(self.out)

    def clean(
        self, *options: str, env: Mapping[str, str] | None = None, first: Callable[[], object] = lambda: None
    ) -> Tree:
        """The output that a build from nothing gives, made aside."""
        with tempfile.TemporaryDirectory(dir=self._folder) as folder:
            aside = copy(self)
            aside.out, aside.doctrees = Path(folder, "out"), Path(folder, "doctrees")
            result = aside.build(*options, env=env, first=first)
            assert "Traceback" not in result.stderr, result.stderr
            return aside.tree()


def run(arguments: list[str], env: Mapping[str, str], first: Callable[[], object] = lambda: None) -> Result:
    """Sphinx's command line in a forked process, in the environment `env`."""

    def work() -> int:
        os.environ.clear()
        os.environ.update(env)
        sys.path[:0] = env["PYTHONPATH"].split(os.pathsep)
        first()
        return main(arguments)

    return forked(work)


def tree(folder: Path) -> Tree:
    """Digests of all files below `folder`."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def differences(one: Tree, other: Tree) -> list[str]:
    """What two trees do not share, in words that a failed test may print."""
    said = [f"only in the first: {path}" for path in sorted(one.keys() - other.keys())]
    said += [f"only in the second: {path}" for path in sorted(other.keys() - one.keys())]
    return said + [f"differs: {path}" for path in sorted(one.keys() & other.keys()) if one[path] != other[path]]
