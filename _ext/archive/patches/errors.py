"""How Sphinx's commands tell of an error: in one line, in the place of their versions, last messages and a traceback.

With ``-T``, ``-v`` or ``--pdb`` they still do that.
"""

from __future__ import annotations

import sys
from contextlib import suppress
from typing import Any

import sphinx._cli.util.errors as sphinx_errors

from ..html import failures

_original = sphinx_errors.handle_exception


def install() -> None:
    """Have Sphinx's commands say it so, for as long as the process lives: they tell of an error when all is over."""
    sphinx_errors.handle_exception = report


def report(
    exception: BaseException, /, *, stderr: Any = sys.stderr, use_pdb: bool = False, print_traceback: bool = False,
    **context: Any,
) -> None:  # fmt: skip
    """Print what is wrong; stands in for Sphinx's ``handle_exception``."""
    if use_pdb or print_traceback or isinstance(exception, KeyboardInterrupt):
        _original(exception, stderr=stderr, use_pdb=use_pdb, print_traceback=print_traceback, **context)
        return
    error = failures.carried(exception)
    line = error.told
    if error.log:
        with suppress(OSError):
            line += f" (the whole traceback: {sphinx_errors.write_temporary_file(error.log)})"
    print(line, file=stderr)
