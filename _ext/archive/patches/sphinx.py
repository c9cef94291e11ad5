"""Where Sphinx is changed: how it finds sources and makes the settings of each, how its commands tell of an error, and
how often Python looks for garbage meanwhile.
"""

from __future__ import annotations

import gc
import os
import re
import sys
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from typing import Any

import sphinx._cli.util.errors as sphinx_errors
import sphinx.project
import sphinx.util.docutils
from docutils.frontend import Values
from sphinx.environment import BuildEnvironment
from sphinx.project import Project
from sphinx.util import logging
from sphinx.util.matching import _translate_pattern

from ..html import failures
from ..source.sourcefiles import walk
from .docutils import settings_of
from .patching import Undo, replace

logger = logging.getLogger(__name__)
#: Modules in whose names others' functions are replaced: a type checker sees no such names in them.
sphinx_docutils: Any = sphinx.util.docutils
sphinx_project: Any = sphinx.project
_handle_exception = sphinx_errors.handle_exception


def settings_once() -> Undo:
    """Docutils' settings come of a parser of command lines, which is built for every document."""
    original = sphinx_docutils._get_settings
    known: dict[tuple[Any, ...], Values] = {}

    def get_settings(*components: Any, defaults: Mapping[str, Any], read_config_files: bool = False) -> Values:
        key = (*(part if isinstance(part, type) else type(part) for part in components), read_config_files)
        if key not in known:
            known[key] = original(*components, defaults={}, read_config_files=read_config_files)
        if known[key]._config_files:  # a docutils.conf goes before the defaults
            return original(*components, defaults=defaults, read_config_files=read_config_files)
        return settings_of({**known[key].__dict__, "record_dependencies": None, **defaults})

    return replace(sphinx_docutils, "_get_settings", get_settings)


def find_sources() -> Undo:
    """Sphinx makes half a dozen path objects for every file below its source folder, asks each pattern of each, and
    looks into folders that no pattern leads to."""
    original = Project.discover

    def discover(self: Any, exclude_paths: Iterable[str] = (), include_paths: Iterable[str] = ("**",)) -> set[str]:
        paths = list(_matching_files(self.srcdir, [*exclude_paths, *sphinx_project.EXCLUDE_PATHS], list(include_paths)))
        sources = [path for path in paths if path.endswith(self.source_suffix)]
        # Of those that cannot be read, the scan says it.
        unreadable = {path for path in sources if not os.access(f"{self.srcdir}/{path}", os.R_OK)}
        paths = [path for path in paths if path not in unreadable]
        path_of = {docname: path for path in paths if (docname := _docname(path, self.source_suffix))}
        if len(path_of) < len(sources) - len(unreadable):
            # Has something to warn of, of the same files: by itself it would follow links round in a circle.
            undo = replace(sphinx_project, "get_matching_files", lambda *_: paths)
            try:
                return original(self, exclude_paths, include_paths)
            finally:
                undo()
        self._path_to_docname.clear()  # without which Sphinx goes by the suffix
        self._docname_to_path = path_of  # of which it makes path objects as it asks
        self.docnames.clear()
        self.docnames.update(path_of)
        return self.docnames  # type: ignore[no-any-return]

    return replace(Project, "discover", discover)


def _docname(path: str, suffixes: Iterable[str]) -> str:
    return next((path.removesuffix(suffix) for suffix in suffixes if path.endswith(suffix)), "")


def _matching_files(folder: Any, exclude: Iterable[str], include: Iterable[str]) -> Iterator[str]:
    """As Sphinx's `get_matching_files`."""
    root, excluded, included = os.path.realpath(folder), _matcher(exclude), _matcher(include)
    # Of each pattern what stands before its first wildcard.
    beginnings = [re.split(r"[*?\[]", pattern, maxsplit=1)[0] for pattern in include]

    def may_hold_sources(path: str) -> bool:
        return any(f"{path}/".startswith(beginning) or beginning.startswith(f"{path}/") for beginning in beginnings)

    for place, folders, files in walk(root):
        relative = os.path.relpath(place, root)
        prefix = "" if relative == "." else f"{relative.replace(os.sep, '/')}/"
        for name in files:
            path = unicodedata.normalize("NFC", prefix + name)
            if included(path) and not excluded(path):
                yield path
        paths = {name: unicodedata.normalize("NFC", prefix + name) for name in folders}
        folders[:] = [name for name, path in paths.items() if not excluded(path) and may_hold_sources(path)]


def _matcher(patterns: Iterable[str]) -> Callable[[str], Any]:
    """A test whether any of `patterns` matches."""
    return re.compile("|".join(f"(?:{_translate_pattern(pattern)})" for pattern in patterns) or r"(?!)").match


def folders_once() -> Undo:
    """For each link and picture Sphinx asks of all folders on the way to the file whether they are links to others."""
    original = BuildEnvironment.relfn2path
    real: dict[str, bool] = {}

    def is_real(folder: str) -> bool:
        """Whether there is such a folder, and no link on the way to it."""
        if folder not in real:
            real[folder] = os.path.isdir(folder) and os.path.realpath(folder) == folder
        return real[folder]

    def relfn2path(self: Any, filename: Any, docname: str | None = None) -> tuple[str, str]:
        name, root = str(filename), str(self.srcdir)
        folder = os.path.dirname(f"{root}/{docname or self.docname}")
        path = os.path.normpath(f"{folder}/{name}")
        # What leads up again from further down may do so by way of a link.
        is_plain = name[:1] not in ("/", "\\") and ".." not in name.lstrip("./") and path.startswith(f"{root}/")
        if is_plain and is_real(folder) and is_real(os.path.dirname(path)) and not os.path.islink(path):
            return path[len(root) + 1 :], path
        return original(self, filename, docname)

    return replace(BuildEnvironment, "relfn2path", relfn2path)


def outdated_sources() -> Undo:
    """Sphinx asks for the times of all sources; `reading` then goes by their contents."""
    original = BuildEnvironment.get_outdated_files

    def get_outdated_files(self: BuildEnvironment, config_changed: bool) -> tuple[set[str], set[str], set[str]]:
        if config_changed:
            return original(self, config_changed)
        return self.found_docs - self.all_docs.keys(), set(), self.all_docs.keys() - self.found_docs

    return replace(BuildEnvironment, "get_outdated_files", get_outdated_files)


def install_error_report() -> None:
    """Have Sphinx's commands tell of an error by `report_error`, for as long as the process lives.

    They tell of it when all is over.
    """
    sphinx_errors.handle_exception = report_error


def report_error(
    exception: BaseException, /, *, stderr: Any = sys.stderr, use_pdb: bool = False, print_traceback: bool = False,
    **context: Any,
) -> None:  # fmt: skip
    """Print what is wrong in one line, in the place of versions, last messages and a traceback.

    Stands in for Sphinx's ``handle_exception``, which with ``-T``, ``-v`` or ``--pdb`` is asked still.
    """
    if use_pdb or print_traceback or isinstance(exception, KeyboardInterrupt):
        _handle_exception(exception, stderr=stderr, use_pdb=use_pdb, print_traceback=print_traceback, **context)
        return
    error = failures.as_work_error(exception)
    line = error.line
    if error.log:
        with suppress(OSError):
            line += f" (the whole traceback: {sphinx_errors.write_temporary_file(error.log)})"
    print(line, file=stderr)


def collect_garbage_seldom() -> Undo:
    """Look for garbage less often than after every 700 objects, of which documents have thousands, and after ten times
    that in all that was kept; and not at all until `resume_garbage_collection`, since what the last build left is none.

    Of more than a few thousand objects the garbage is no longer in the processor's cache.
    """
    threshold = gc.get_threshold()
    gc.set_threshold(2000, 50, 1000)
    gc.disable()

    def leave() -> None:
        gc.set_threshold(*threshold)
        gc.enable()
        gc.freeze()  # else all that there is would be looked through once more as Python ends

    return leave


def resume_garbage_collection() -> None:
    """Look for it from now on, but not in what there is now."""
    gc.freeze()
    gc.enable()
