"""Shortcuts past work that other packages do anew for every document, though it comes out the same.

Each names the version that it was measured on and its gain there, steps aside when the package is of another
version, and can be switched off with ``speedups = False``: the output is then the same, which a test holds them
to. Gains are of the processor's time for reading 1,000 posts of 360 words, 5.5 s without any of them.
"""

from __future__ import annotations

import gc
import importlib.metadata
import logging
from collections.abc import Callable, Mapping
from typing import Any

from sphinx.application import Sphinx

from ..reading.build import Build
from .late import furo_navigation

furo_navigation()  # before any of the following loads Furo

from . import environment, marks, parsing, transforms  # noqa: E402

Install = Callable[[], Callable[[], None]]
"""Puts a shortcut in place; gives what takes it away again."""


def setup(app: Sphinx, build: Build) -> None:
    app.add_config_value("speedups", True, "", types=[bool])
    app.connect("build-finished", lambda app, exception: _leave(), priority=1000)
    _garbage()
    app.connect("env-before-read-docs", lambda app, env, docnames: _collect())
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


def _quiet() -> None:
    """Sphinx words a debug message for each event and drops it later; say so before (gain 0.3 s)."""
    logging.getLogger("sphinx").setLevel(logging.INFO)


def _garbage() -> None:
    """Python looks for garbage after every 700 objects, of which documents have thousands, and after ten times that in
    all that was kept (gain 0.5 s). Of more than a few thousand the garbage is no longer in the processor's cache.

    What the last build left is none: until documents are read, nothing is looked for (gain 0.2 s at 10,000 posts).
    """
    gc.unfreeze()
    gc.set_threshold(2000, 50, 1000)
    gc.disable()


def _collect() -> None:
    gc.freeze()
    gc.enable()


def _leave() -> None:
    """Python looks for garbage once more as it ends, in all that there is (gain 0.1 s)."""
    gc.enable()
    gc.freeze()


SPHINX, MYST = {"sphinx": "9.0.4"}, {"myst-parser": "5.2.0"}
#: The versions of packages that the shortcut was measured on, and the shortcut.
SHORTCUTS: tuple[tuple[Mapping[str, str], Install], ...] = (
    (SPHINX, environment.settings),
    (SPHINX, environment.sources),
    (SPHINX, environment.outdated),
    (SPHINX, environment.paths),
    (MYST, parsing.settings),
    (MYST, parsing.parser),
    (MYST, parsing.rules),
    ({"mdit-py-plugins": "0.7.0"}, parsing.words),
    ({**MYST, "markdown-it-py": "4.3.0", "mdit-py-plugins": "0.7.0"}, marks.install),
    ({**SPHINX, **MYST, "docutils": "0.22.4", "furo": "2025.12.19"}, transforms.install),
)
