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
from .patching import together
from .sphinx import install_error_report, resume_garbage_collection
from .table import NEEDED, SHORTCUTS, version_differences

logger = logging.getLogger(__name__)


def setup(app: Sphinx, build: Build) -> None:
    app.add_config_value("speedups", True, "", types=[bool])
    install_error_report()
    extensions.setup(app)
    build.connect("config-inited", _install, priority=50)
    app.connect("env-before-read-docs", lambda app, env, docnames: resume_garbage_collection())


def _install(build: Build, config: Config) -> None:
    """Put all in place, for this build alone: another in this process starts from the packages as they are."""
    in_force = [shortcut for shortcut in SHORTCUTS if not any(shortcut.other_versions())] if config.speedups else []
    if config.speedups and (differences := version_differences()):
        message = "%d of %d shortcuts were made for other versions, and step aside: %s; the output is the same"
        logger.info(message, len(SHORTCUTS) - len(in_force), len(SHORTCUTS), differences)
    build.shortcuts = frozenset(shortcut.where for shortcut in in_force)
    undo = together(*(patch.install() for patch in (*NEEDED, *in_force) if patch.install))
    build.app.connect("build-finished", lambda app, exception: undo(), priority=999)
