"""What is said of a build that ends in an error: one line with the file and line to mend, in the place of a traceback.

Sphinx's commands say it by `patches.sphinx`.
"""

from __future__ import annotations

import errno
import logging
import os
import re
import sqlite3
import sysconfig
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from jinja2 import TemplateNotFound, TemplateSyntaxError
from sphinx.errors import ConfigError, ExtensionError, SphinxError, ThemeError

#: Sphinx's errors that say of another where it came up.
_WRAPPERS = (ConfigError, ExtensionError, ThemeError)
#: Packages that run others' code: what is wrong in that is not theirs to mend.
_CALLERS = ("docutils", "jinja2", "markdown_it", "markupsafe", "mdit_py_plugins", "multiprocessing", "myst_parser",
            "sphinx")  # fmt: skip
#: Of a text.
TOO_DEEP = "too much stands within one another, as marks in marks or lists in lists: take some apart"
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_FORBIDDEN = (errno.EACCES, errno.EPERM, errno.EROFS)


class WorkError(SphinxError):
    """An error in a worker process, which cannot hand over its traceback.

    `line` is what to say of it, `log` the traceback, empty where the line says all there is to know.
    """

    def __init__(self, line: str, log: str) -> None:
        super().__init__(line, log)
        self.line, self.log = line, log

    def __str__(self) -> str:
        return self.line


@contextmanager
def write_errors_raised() -> Iterator[None]:
    """Have an error at writing a file end the build, where Sphinx warns of it, and takes the file for written."""
    logger = logging.getLogger("sphinx.sphinx.builders.html")
    logger.addFilter(_raise_errors)
    try:
        yield
    finally:
        logger.removeFilter(_raise_errors)


def _raise_errors(record: logging.LogRecord) -> bool:
    for argument in record.args if isinstance(record.args, tuple) else ():
        if isinstance(argument, OSError):
            raise argument
    return True


def as_work_error(exception: BaseException) -> WorkError:
    """All that is to be said of an error, in a form that processes can hand on."""
    error = _cause(exception)
    if isinstance(error, WorkError):
        return error
    is_clear = isinstance(error, (SphinxError, OSError, sqlite3.Error, SyntaxError)) or _template_place(error)
    return WorkError(error_line(exception), "" if is_clear else "".join(traceback.format_exception(exception)))


def error_line(exception: BaseException) -> str:
    """What is wrong, on one line: ``file:line: what, and how to mend it``, as far as the file is known."""
    error = _cause(exception)
    notes = "".join(f" ({note})" for note in getattr(error, "__notes__", ()))
    return " ".join(f"{_described(exception, error)}{notes}".split())


def _cause(exception: BaseException) -> BaseException:
    """The error that Sphinx's own wrap, or the exception itself."""
    while isinstance(exception, _WRAPPERS):
        inner = getattr(exception, "orig_exc", None) or exception.__cause__
        if inner is None:
            break
        exception = inner
    return exception


def is_too_deep(exception: BaseException) -> bool:
    """Whether an error says that too much stands within one another."""
    return isinstance(_cause(exception), RecursionError)


def _described(exception: BaseException, error: BaseException) -> str:
    """What is wrong: `error`, in which the `exception` has its cause."""
    if template := _template_place(error):
        return f"{_place(*template)}: {_template_fault(error)}: mend the template"
    if isinstance(error, SyntaxError):
        return f"{_place(error.filename or '', error.lineno or 1)}: {error.msg}: mend the line"
    if isinstance(error, (OSError, sqlite3.Error)):
        return _system_fault(error)
    if isinstance(error, SphinxError):
        return str(error)
    if isinstance(error, UnicodeDecodeError) and (file := _undecodable_file(error)):
        line = error.object.count(b"\n", 0, error.start) + 1
        return f"{_place(file, line)}: byte 0x{error.object[error.start]:02X} is not UTF-8: save the file as UTF-8"
    if isinstance(error, RecursionError) and (text := _noted_document(error)):
        return f"{text}:1: {TOO_DEEP}"
    what = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    if isinstance(exception, ExtensionError):
        what = f"{exception.message}: {what}"
    return f"{_python_place(exception, error)}: {what}: mend it there"


def _template_place(error: BaseException) -> tuple[str, int] | None:
    """File and line of the innermost template in which an error came up."""
    if isinstance(error, TemplateSyntaxError):
        return error.filename or error.name or "a template", error.lineno
    place = None
    for frame, line in traceback.walk_tb(error.__traceback__):
        template = frame.f_globals.get("__jinja_template__")
        if template is not None:
            place = template.filename or template.name, template.get_corresponding_lineno(line)
        elif "__jinja_exception__" in frame.f_globals:  # Jinja has put the template in the place of its code
            place = frame.f_code.co_filename, line
    return place


def _template_fault(error: BaseException) -> str:
    if isinstance(error, TemplateSyntaxError):
        return (error.message or "its syntax is wrong").rstrip(".")
    if isinstance(error, TemplateNotFound):
        named = re.match(r"'([^']+)' not found in", str(error))
        return f"there is no template `{named[1] if named else error.name}`"
    return f"{type(error).__name__}: {error}".rstrip(".")


def _system_fault(error: OSError | sqlite3.Error) -> str:
    """What the system refused, of files and of SQLite."""
    number = getattr(error, "errno", None)
    place = getattr(error, "filename", None)
    what = f"{_place(os.fsdecode(place))}: " if isinstance(place, (str, bytes, os.PathLike)) else ""
    what += getattr(error, "strerror", None) or str(error)
    if number in _FULL or (isinstance(error, sqlite3.Error) and "disk" in str(error)):
        return f"{what}: make room, and build again"
    if number in _FORBIDDEN or "readonly" in str(error):
        return f"{what}: see who may write there, and build again"
    if number == errno.EEXIST:
        return f"{what}: remove it, and build again"
    return f"{what}: build again, and if that does not help, run `make clean` before"


def _noted_document(error: BaseException) -> str:
    """The document of which a note says that it was being read or written."""
    found = (re.match("while (?:reading|writing the page of) (.+)", note) for note in getattr(error, "__notes__", ()))
    return next((note[1] for note in found if note), "")


def _undecodable_file(error: UnicodeDecodeError) -> str:
    """The file that an error came up in: of those that the functions which it went through know by a name, the one
    with these bytes. Empty if there is none."""
    for frame, _ in reversed([*traceback.walk_tb(error.__traceback__)]):
        for value in frame.f_locals.values():
            path = os.fspath(value) if isinstance(value, (str, os.PathLike)) else ""
            if "\0" not in path and os.path.isfile(path) and error.object in Path(path).read_bytes():
                return path
    return ""


def _python_place(exception: BaseException, error: BaseException) -> str:
    """The line of Python to look at: of whoever was called, not of what called it, nor of Python's own modules."""
    frames = [(frame.f_code.co_filename, line, frame.f_globals.get("__name__", ""))
              for frame, line in traceback.walk_tb(error.__traceback__)]  # fmt: skip
    if isinstance(exception, ExtensionError) and exception.modname:
        package = exception.modname.partition(".")[0]
        own = [frame for frame in frames if frame[2].partition(".")[0] == package]
    else:
        own = [frame for frame in frames if not _is_called_by_others(*frame)]
    file, line, _ = (own or frames or [("Python", 1, "")])[-1]
    return _place(file, line)


def _is_called_by_others(file: str, line: int, module: str) -> bool:
    standard = file.startswith((sysconfig.get_path("stdlib"), "<")) and "site-packages" not in file
    return standard or module.partition(".")[0] in _CALLERS


def _place(file: str, line: int | None = None) -> str:
    """A file as one would type it here."""
    near = os.path.relpath(file) if os.path.isabs(file) else file
    return (file if near.startswith("..") else near) + (f":{line}" if line else "")
