"""Work in a forked process, in which Sphinx and all that a site's build uses are loaded already.

Nothing that a build does to Python outlives it: ABlog, for one, keeps the posts of a site for the whole process.
"""

from __future__ import annotations

import importlib.metadata
import os
import sys
import tempfile
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from typing import TextIO

from packaging.utils import canonicalize_name

#: What a build loads as it goes, beside Sphinx's own extensions and ours.
LATER = (
    "a11y_pygments.a11y_dark.style", "a11y_pygments.a11y_high_contrast_dark.style",
    "a11y_pygments.a11y_high_contrast_light.style", "a11y_pygments.a11y_light.style", "ablog", "docutils.languages.en",
    "encodings.unicode_escape", "encodings.utf_8_sig", "furo", "jinja2.ext", "myst_parser.sphinx_ext.directives",
    "myst_parser.sphinx_ext.main", "myst_parser.sphinx_ext.mathjax", "pygments.styles.native", "sphinx.cmd.build",
    "sphinx.theming", "sphinx.util.console", "sphinx_basic_ng",
)  # fmt: skip


#: Where forked processes share what they made of the shipped templates, if they do.
shared: Path | None = None


@dataclass(frozen=True)
class Result:
    """What a process said, and how it ended."""

    status: int
    stdout: str
    stderr: str


def forked(work: Callable[[], int]) -> Result:
    """Do `work` in a forked process, which ends with the status that it gives: 70 where it raises."""
    _load()
    with tempfile.TemporaryFile("w+") as stdout, tempfile.TemporaryFile("w+") as stderr:
        child = os.fork()
        if not child:
            os._exit(_status(work, stdout, stderr))
        _, status = os.waitpid(child, 0)
        stdout.seek(0)
        stderr.seek(0)
        return Result(os.waitstatus_to_exitcode(status), stdout.read(), stderr.read())


@cache
def _load() -> None:
    """Load what else each forked process would load again: a build of a small site takes a quarter of the time."""
    import archive
    from sphinx.application import builtin_extensions

    ours = (module.name for module in walk_packages(archive.__path__, "archive.") if module.name[-8:] != "__main__")
    for name in (*LATER, *builtin_extensions, *ours):
        import_module(name)
    import_module("sharing").texts()
    _packages()


@cache
def _packages() -> tuple[dict[str, str], importlib.metadata.SelectableGroups]:
    """The versions of all packages that are installed, and what they offer to others."""
    found = {package.name: package.version for package in importlib.metadata.distributions()}
    return {canonicalize_name(name): version for name, version in found.items()}, importlib.metadata.entry_points()


def _know_packages() -> None:
    """Have what is installed not be read again from some hundred files: no build changes it."""
    versions, offered = _packages()
    asked = importlib.metadata.version

    def version(distribution_name: str) -> str:
        return versions.get(canonicalize_name(distribution_name)) or asked(distribution_name)

    importlib.metadata.version = version
    importlib.metadata.entry_points = lambda **wanted: offered.select(**wanted) if wanted else offered  # type: ignore
    sys.modules["sphinx.theming"].entry_points = importlib.metadata.entry_points  # type: ignore[attr-defined]


def _status(work: Callable[[], int], stdout: TextIO, stderr: TextIO) -> int:
    sys.stdout, sys.stderr = stdout, stderr
    status = 70
    try:
        _know_packages()
        if shared:
            import_module("sharing").share(shared)
        status = work()
    except SystemExit as leave:
        print(leave.code, file=stderr)
        status = 1
    except BaseException:
        traceback.print_exc()
    stdout.flush()
    stderr.flush()
    return status
