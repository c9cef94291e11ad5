"""Work in a forked process, in which Sphinx and all that a site's build uses are loaded already.

Nothing that a build does to Python outlives it: ABlog, for one, keeps the posts of a site for the whole process.
"""

from __future__ import annotations

import os
import sys
import tempfile
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pkgutil import walk_packages
from typing import TextIO

#: What a build loads as it goes, beside Sphinx's own extensions and ours.
LATER = (
    "ablog", "furo", "jinja2.ext", "myst_parser.sphinx_ext.directives", "myst_parser.sphinx_ext.main",
    "myst_parser.sphinx_ext.mathjax", "pygments.styles.native", "sphinx.cmd.build", "sphinx_basic_ng",
)  # fmt: skip


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
    """Load what else each forked process would load again: a build of a small site takes half the time."""
    import archive
    from sphinx.application import builtin_extensions

    ours = (module.name for module in walk_packages(archive.__path__, "archive.") if module.name[-8:] != "__main__")
    for name in (*LATER, *builtin_extensions, *ours):
        import_module(name)


def _status(work: Callable[[], int], stdout: TextIO, stderr: TextIO) -> int:
    sys.stdout, sys.stderr = stdout, stderr
    status = 70
    try:
        status = work()
    except SystemExit as leave:
        print(leave.code, file=stderr)
        status = 1
    except BaseException:
        traceback.print_exc()
    stdout.flush()
    stderr.flush()
    return status
