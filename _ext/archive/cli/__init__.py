"""The commands behind `make`."""

import sys


def print_any_name() -> None:
    """Have what the terminal cannot show printed as an escape: a name of a file must not end a command."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
