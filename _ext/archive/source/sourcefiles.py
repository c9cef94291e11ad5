"""Files of the source folder: found by the names that a text gives them, read only if they may be, and decoded.

A file outside the folder is refused, since else whoever may add a post could have a build publish any file of its
machine. So is a hidden one, such as ``.git/config``, which may hold a key, and what is no regular file, such as a pipe,
which would keep a build waiting for ever.
"""

from __future__ import annotations

import codecs
import difflib
import os
import posixpath
import re
import stat
from collections.abc import Callable, Collection, Iterator
from pathlib import Path

from ..core import addresses

#: How files are opened: without following a link or waiting for whoever may write into a pipe, on systems that can.
_OPEN_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
#: How files that come with docutils are named, as in ``.. include:: <isonum.txt>``.
STANDARD = re.compile(r"<[\w-]+\.txt>")
NO_NETWORK = "nothing is fetched while a site is built: put a copy of {} into its folder, and name that as `:file:`"
_KINDS = (
    (stat.S_ISDIR, "a folder"), (stat.S_ISFIFO, "a pipe"), (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"), (stat.S_ISBLK, "a device"),
)  # fmt: skip


#: What no feed may hold (XML 1.0, section 2.2), and no author writes on purpose.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


class FileFault(OSError):
    """Why a file may not or cannot be read, to follow its name."""


class SourceError(ValueError):
    """What is wrong with the text of a file, with its line."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


def resolve_path(docname: str, name: str) -> str:
    """The path from the source folder of what a document calls `name`: from its own folder, or from the root if it
    begins with a slash. A path that leads out of the source folder begins with ``../``."""
    folder = "" if name.startswith("/") else posixpath.dirname(docname)
    return posixpath.normpath(posixpath.join(folder, name.lstrip("/")))


def fault(root: str, path: str) -> str:
    """What is wrong with the file at `path`, from the source folder `root`, to follow its name; empty if nothing."""
    if path == ".." or path.startswith(("../", "/")):
        return "lies outside the site's folder: put a copy into it"
    if any(part.startswith(".") and part != "." for part in path.split("/")):
        return "is hidden, and so not published: give it a name that does not begin with a dot"
    if "\0" in path:
        return "is not there: no file has such a name"
    place = os.path.join(root, path)
    if leads_outside(root, place):
        return "leads out of the site's folder by a link: put a copy in its place"
    try:
        mode = os.stat(place).st_mode
    except OSError as error:
        if os.path.islink(place):
            return "is a link that leads nowhere: mend or remove it"
        if isinstance(error, (FileNotFoundError, NotADirectoryError)):
            return "is not there: mend the path"
        return f"cannot be read ({error.strerror}): change who may read it, or its name"
    if not stat.S_ISREG(mode):
        return f"is no file but {_kind(mode)}: put a file in its place"
    return "" if os.access(place, os.R_OK) else "cannot be read (Permission denied): change who may read it"


def special_file(place: str) -> str:
    """What a path leads to, such as `a pipe`, if that is neither a file nor a folder; empty if it is, or nothing."""
    try:
        mode = os.stat(place).st_mode
    except OSError:  # a link that leads nowhere, of which Sphinx warns
        return ""
    return "" if stat.S_ISREG(mode) or stat.S_ISDIR(mode) else _kind(mode)


def _kind(mode: int) -> str:
    return next((name for is_kind, name in _KINDS if is_kind(mode)), "something else")


def leads_outside(root: str, place: str) -> bool:
    """Whether links lead from `place`, a path below the folder `root`, to anything outside that folder."""
    inside = os.path.realpath(root)
    return os.path.commonpath((inside, os.path.realpath(place))) != inside


def read(root: str, path: str) -> bytes:
    """The bytes of the file at `path`, from the source folder `root`. Raises FileFault."""
    place = f"{root}/{path}"
    try:
        handle = os.open(place, _OPEN_FLAGS)
    except (OSError, ValueError) as error:
        if message := fault(root, path):
            raise FileFault(message) from error
        handle = os.open(os.path.realpath(place), _OPEN_FLAGS)
    try:
        if stat.S_ISREG(os.fstat(handle).st_mode):
            with open(handle, "rb", buffering=0, closefd=False) as file:
                return file.read()
    finally:
        os.close(handle)
    raise FileFault(fault(root, path))


def text_fault(root: str, path: str, encoding: str = "") -> str:
    """As `fault`, of a file whose text is inserted into another: it has to be in UTF-8, or the `encoding` that the
    author names."""
    if message := fault(root, path):
        return message
    data = read(root, path)
    try:
        data.decode(encoding or "utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return f"is not {encoding or 'UTF-8'} on line {line}: save it as UTF-8, or name as `:encoding:` what it is in"
    except LookupError:  # there is no such encoding, as whoever reads the option says
        pass
    return ""


def decode(data: bytes) -> str:
    """Give UTF-8 as text, with Unix line ends and no byte order mark. Raises SourceError."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise SourceError(1, "the file is in UTF-16: save it as UTF-8")
    data = data.removeprefix(codecs.BOM_UTF8)
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        line = _line_of(data[: error.start].decode())
        message = f"byte 0x{data[error.start]:02X} is not UTF-8: save the file as UTF-8"
        raise SourceError(line, message) from None
    if found := _CONTROL.search(text):
        line = _line_of(text[: found.start()])
        raise SourceError(line, f"the control character U+{ord(found[0]):04X} is in the text: take it out")
    return _newlines(text)


def _newlines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _line_of(before: str) -> int:
    return _newlines(before).count("\n") + 1


#: A target of a link that looks like the name of a file, with a suffix.
_FILE_NAME = re.compile(r"[^#]*\.[A-Za-z][A-Za-z0-9]{0,4}(#.*)?", re.DOTALL)


def dead_link(target: str, docname: str, known: Collection[str]) -> str:
    """What is wrong with a link in `docname` to `target`, which is no file, document or name of the site.

    `known` are all documents. Empty if the target looks neither like a file nor like an address.
    """
    if addresses.scheme(target):
        return addresses.refusal(target)
    if not _FILE_NAME.fullmatch(target):
        return ""
    path = target.partition("#")[0]
    found = resolve_path(docname, path)
    near = nearest(found, [f"{name}.md" for name in known]) if found.endswith(".md") else ""
    if not near:
        return f"the link to `{path}` leads to no file: mend the path, or take the link out"
    better = f"/{near}" if path.startswith("/") else posixpath.relpath(near, posixpath.dirname(docname) or ".")
    return f"the link to `{path}` leads to no file: did you mean `{better}`?"


def nearest(path: str, known: Collection[str]) -> str:
    """The `known` path that is most like another, first by its last part; empty if that is like none."""
    paths_of: dict[str, list[str]] = {}
    for other in sorted(known):
        paths_of.setdefault(posixpath.basename(other), []).append(other)
    names = difflib.get_close_matches(posixpath.basename(path), paths_of, 1, 0.7)
    paths = difflib.get_close_matches(path, paths_of[names[0]], 1, 0) if names else []
    return paths[0] if paths else ""


def walk(folder: str, onerror: Callable[[OSError], None] | None = None) -> Iterator[tuple[str, list[str], list[str]]]:
    """As `os.walk`, in order and following links, but for those that lead to a folder above them, which have no end.

    Names that are taken out of the list of folders are not gone into.
    """
    for place, folders, files in os.walk(folder, onerror=onerror, followlinks=True):
        folders[:] = sorted(name for name in folders if not _leads_back(place, name))
        yield place, folders, sorted(files)


def _leads_back(place: str, name: str) -> bool:
    """Whether a name in the folder `place` is a link to that or to one above it."""
    path = os.path.join(place, name)
    if not os.path.islink(path):
        return False
    return os.path.realpath(path) in {os.path.realpath(above) for above in (place, *map(str, Path(place).parents))}
