"""Shortcuts past work that other packages do anew for every document, though it comes out the same.

Each names the version that it was measured on and its gain there, steps aside when the package is of another
version, and can be switched off with ``speedups = False``: the output is then the same, which a test holds them
to. Gains are of the processor's time for reading 1,000 posts of 360 words, 5.5 s without any of them.
"""

from __future__ import annotations

import gc
import importlib.metadata
import inspect
import logging
import os
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import myst_parser.mdit_to_docutils.base
import myst_parser.parsers.sphinx_
import sphinx.project
import sphinx.util.docutils
from docutils.frontend import Values
from markdown_it import MarkdownIt
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.matching import compile_matchers

from .. import naming
from . import transforms

#: Modules in whose names others' functions are replaced: a type checker sees no such names in them.
myst_base: Any = myst_parser.mdit_to_docutils.base
myst_sphinx: Any = myst_parser.parsers.sphinx_
sphinx_docutils: Any = sphinx.util.docutils
sphinx_project: Any = sphinx.project

Install = Callable[[], Callable[[], None]]
"""Puts a shortcut in place; gives what takes it away again."""


def setup(app: Sphinx) -> None:
    app.add_config_value("speedups", True, "", types=[bool])
    app.connect("config-inited", _install, priority=50)


def _install(app: Sphinx, config: Any) -> None:
    if not config.speedups:
        return
    if app.verbosity == 0:
        _quiet()
    for versions, install in SHORTCUTS:
        if all(importlib.metadata.version(package) == version for package, version in versions.items()):
            undo = install()
            # Another build in this process starts from the packages as they are.
            app.connect("build-finished", lambda app, exception, undo=undo: undo(), priority=999)


def _replace(module: Any, name: str, value: Any) -> Callable[[], None]:
    original = getattr(module, name)
    setattr(module, name, value)
    return lambda: setattr(module, name, original)


def _quiet() -> None:
    """Sphinx words a debug message for each event and drops it later; say so before (gain 0.3 s)."""
    logging.getLogger("sphinx").setLevel(logging.INFO)


def _sphinx_settings() -> Callable[[], None]:
    """Docutils' settings come of a parser of command lines, which is built for every document (gain 1.1 s)."""
    original = sphinx_docutils._get_settings
    known: dict[tuple[Any, ...], Values] = {}

    def get_settings(*components: Any, defaults: Mapping[str, Any], read_config_files: bool = False) -> Values:
        key = (*(part if isinstance(part, type) else type(part) for part in components), read_config_files)
        if key not in known:
            known[key] = original(*components, defaults={}, read_config_files=read_config_files)
        if known[key]._config_files:  # a docutils.conf goes before the defaults
            return original(*components, defaults=defaults, read_config_files=read_config_files)
        return Values({**known[key].__dict__, "record_dependencies": None, **defaults})

    return _replace(sphinx_docutils, "_get_settings", get_settings)


def _sphinx_sources() -> Callable[[], None]:
    """Sphinx makes half a dozen path objects for every file below its source folder (gain 1 s at 10,000 posts)."""

    def get_matching_files(folder: Any, include: Iterable[str], exclude: Iterable[str]) -> Iterator[str]:
        root, excluded, included = os.path.realpath(folder), compile_matchers(exclude), compile_matchers(include)
        for place, folders, files in os.walk(root, followlinks=True):
            relative = os.path.relpath(place, root)
            prefix = "" if relative == "." else f"{relative.replace(os.sep, '/')}/"
            for name in sorted(files):
                path = unicodedata.normalize("NFC", prefix + name)
                if any(match(path) for match in included) and not any(match(path) for match in excluded):
                    yield path
            normal = {name: unicodedata.normalize("NFC", prefix + name) for name in sorted(folders)}
            folders[:] = [name for name, path in normal.items() if not any(match(path) for match in excluded)]

    return _replace(sphinx_project, "get_matching_files", get_matching_files)


def _sphinx_outdated() -> Callable[[], None]:
    """Sphinx asks for the times of all sources; `reading` then goes by their contents (gain 0.5 s at 10,000 posts)."""
    original = BuildEnvironment.get_outdated_files

    def get_outdated_files(self: BuildEnvironment, config_changed: bool) -> tuple[set[str], set[str], set[str]]:
        if config_changed:
            return original(self, config_changed)
        return self.found_docs - self.all_docs.keys(), set(), self.all_docs.keys() - self.found_docs

    return _replace(BuildEnvironment, "get_outdated_files", get_outdated_files)


def _myst_settings() -> Callable[[], None]:
    """The same again for a document that MyST makes and does not use (gain 1.0 s)."""
    original = myst_base.get_default_settings
    known: dict[tuple[Any, ...], Values] = {}

    def get_default_settings(*components: Any) -> Values:
        if components not in known:
            known[components] = original(*components)
        return Values({**known[components].__dict__, "record_dependencies": None})

    return _replace(myst_base, "get_default_settings", get_default_settings)


def _myst_parser() -> Callable[[], None]:
    """MyST makes a Markdown parser, with all its rules, for every document (gain 0.4 s)."""
    original = myst_sphinx.create_md_parser
    known: list[tuple[Any, MarkdownIt, dict[str, Any]]] = []

    def create_md_parser(config: Any, renderer: Any) -> MarkdownIt:
        if not known or known[0][0] is not config:
            parser: MarkdownIt = original(config, renderer)
            known[:] = [(config, parser, dict(parser.options))]
            return parser
        _, parser, options = known[0]
        parser.options.clear()
        parser.options.update(options)
        parser.renderer = renderer(parser)
        return parser

    return _replace(myst_sphinx, "create_md_parser", create_md_parser)


def _myst_rules() -> Callable[[], None]:
    """Each renderer of MyST looks through all its members for its rules (gain 0.2 s)."""
    original = myst_base.DocutilsRenderer.__init__
    names: dict[type, list[str]] = {}

    def init(self: Any, parser: MarkdownIt) -> None:
        kind = type(self)
        if kind not in names:
            original(self, parser)
            names[kind] = [name for name in self.rules if inspect.isfunction(inspect.getattr_static(kind, name))]
            if len(names[kind]) != len(self.rules):
                del names[kind]
            return
        self.md = parser
        self.rules = {name: getattr(self, name) for name in names[kind]}
        self._inventories = None

    return _replace(myst_base.DocutilsRenderer, "__init__", init)


def _garbage() -> Callable[[], None]:
    """Python looks for garbage after every 700 objects, of which documents have thousands (gain 0.5 s)."""
    before = gc.get_threshold()
    gc.set_threshold(50_000, 20, 100)
    return lambda: gc.set_threshold(*before)


SPHINX, MYST = {"sphinx": "9.0.4"}, {"myst-parser": "5.2.0"}
#: The versions of packages that the shortcut was measured on, and the shortcut.
SHORTCUTS: tuple[tuple[Mapping[str, str], Install], ...] = (
    ({}, _garbage),
    (SPHINX, _sphinx_settings),
    (SPHINX, _sphinx_sources),
    (SPHINX, _sphinx_outdated),
    (MYST, _myst_settings),
    (MYST, _myst_parser),
    (MYST, _myst_rules),
    (MYST, naming.myst_role),
    ({**SPHINX, **MYST, "docutils": "0.22.4", "furo": "2025.12.19"}, transforms.install),
)
