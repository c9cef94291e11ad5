"""The commands behind `make`."""

import io
import sys


def print_any_name() -> None:
    """Have what the terminal cannot show printed as an escape: a name of a file must not end a command."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # else it is a caller's own, which has no encoding
            stream.reconfigure(errors="backslashreplace")
