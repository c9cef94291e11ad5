"""``make livehtml``: sphinx-autobuild, with what every build imports already in memory.

Half of a build of one edit is Python's imports of Sphinx, docutils and MyST. Here a build is a fork of the server,
which has them; the archive's own modules and ``conf.py`` are read anew each time, so that their edits count at once.
"""

from __future__ import annotations

import gc
import importlib
import os
import subprocess
import sys
import traceback
from collections.abc import Sequence
from pkgutil import iter_modules
from types import SimpleNamespace
from typing import Any

import sphinx.application
import sphinx_autobuild.build
from sphinx.cmd.build import main as sphinx_build
from sphinx_autobuild.__main__ import main as serve

#: What Sphinx's own list of extensions leaves out.
PRELOADED = ("ablog", "bs4", "furo", "myst_parser.sphinx_ext.main", "multiprocessing.pool", "sqlite3")
#: What sphinx-autobuild runs: Python, and this with Sphinx's options after it.
_BUILD = ["-m", "sphinx", "build"]


def main(arguments: Sequence[str]) -> None:
    """Serve with the given options of sphinx-autobuild."""
    for name in (*sphinx.application.builtin_extensions, *PRELOADED):
        importlib.import_module(name)
    for name in own_modules():
        sys.modules.pop(name, None)
    gc.freeze()
    if hasattr(os, "fork"):
        module: Any = sphinx_autobuild.build
        module.subprocess = SimpleNamespace(run=run, CalledProcessError=subprocess.CalledProcessError)
    serve(list(arguments))


def own_modules() -> list[str]:
    """Those of the modules in memory that an author may edit while the preview runs."""
    return [name for name in sys.modules if name.partition(".")[0] in _OWN]


def run(command: list[str], check: bool = False) -> subprocess.CompletedProcess[bytes]:
    """As `subprocess.run`, but builds of Sphinx are forks of this process."""
    if command[:1] != [sys.executable] or command[1:4] != _BUILD:
        return subprocess.run(command, check=check)
    sys.stdout.flush()
    sys.stderr.flush()
    child = os.fork()
    if not child:
        os._exit(_build(command[4:]))
    _, status = os.waitpid(child, 0)
    done = subprocess.CompletedProcess[bytes](command, os.waitstatus_to_exitcode(status))
    if check:
        done.check_returncode()
    return done


def _build(arguments: list[str]) -> int:
    status = 1
    try:
        status = sphinx_build(arguments)
    except SystemExit as leave:
        status = leave.code if isinstance(leave.code, int) else 1
    except BaseException:
        traceback.print_exc()
    sys.stdout.flush()
    sys.stderr.flush()
    return status


#: Packages beside this one.
_OWN = {module.name for module in iter_modules([os.path.dirname(os.path.dirname(__file__))])}

if __name__ == "__main__":
    main(sys.argv[1:])
