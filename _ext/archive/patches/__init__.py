"""Every place where another package is changed, or where what it does is done in its stead.

`table` lists them, those too that stand elsewhere since Sphinx asks for a subclass. Shortcuts, which only save time,
step aside where a package is of another version than the one that they were made for; ``speedups = False`` switches all
of them off. The output is then the same, which a test holds them to.
"""

from __future__ import annotations

from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.util import logging

from ..reading.build import Build
from . import extensions
from .patching import Undo
from .sphinx import install_error_report, resume_garbage_collection
from .table import NEEDED, SHORTCUTS, differing

logger = logging.getLogger(__name__)


def setup(app: Sphinx, build: Build) -> None:
    app.add_config_value("speedups", True, "", types=[bool])
    install_error_report()
    extensions.setup(app)
    build.connect("config-inited", _install, priority=50)
    app.connect("env-before-read-docs", lambda app, env, docnames: resume_garbage_collection())


def _install(build: Build, config: Config) -> None:
    """Put all in place, for this build alone: another in this process starts from the packages as they are."""
    in_force = [one for one in SHORTCUTS if not any(one.other_versions())] if config.speedups else []
    if config.speedups and (different := differing()):
        message = "%d of %d shortcuts were made for other versions, and step aside: %s; the output is the same"
        logger.info(message, len(SHORTCUTS) - len(in_force), len(SHORTCUTS), different)
    build.shortcuts = frozenset(one.where for one in in_force)
    undo: list[Undo] = [one.install() for one in (*NEEDED, *in_force) if one.install]
    build.app.connect("build-finished", lambda app, exception: _leave(undo), priority=999)


def _leave(undo: list[Undo]) -> None:
    while undo:
        undo.pop()()
