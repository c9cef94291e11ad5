"""The commands behind `make`."""

import io
import locale
import os
import sys
from types import TracebackType

#: The exit status of shells for what Ctrl-C ended.
INTERRUPTED = 130


def say_when_interrupted(words: str) -> None:
    """Have a command that ``python -m`` runs end with these `words`, and `INTERRUPTED`, at a Ctrl-C that nothing of it
    heeds: above all while its modules load. A package asks for it as it is loaded itself.

    A program that only imports the package is left alone: `sys.argv` begins with ``-m`` for as long as Python looks for
    the module that it is to run, for which it loads the packages about it.
    """
    if sys.argv[:1] != ["-m"]:
        return

    def end(kind: type[BaseException], error: BaseException, traceback: TracebackType | None) -> None:
        if not issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, traceback)
            return
        print(words, file=sys.stderr)
        raise SystemExit(INTERRUPTED)

    sys.excepthook = end


def do_without_unknown_locale() -> None:
    """Have the locale C in the place of one that this machine has not, such as that of whoever came here by SSH, at
    which Sphinx would end: the words of a site are those of its own language."""
    try:
        locale.setlocale(locale.LC_ALL, "")
    except locale.Error:
        os.environ["LC_ALL"] = "C"


def print_any_name() -> None:
    """Have what the terminal cannot show printed as an escape: a name of a file must not end a command."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # else it is a caller's own, which has no encoding
            stream.reconfigure(errors="backslashreplace")


say_when_interrupted("Interrupted!")  # in Sphinx's words
