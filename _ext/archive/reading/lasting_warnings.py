"""Warnings stay until they are mended: a document that was warned of is read and written again at every build.

Without this a build that failed for a broken link would pass when it is merely run again.
"""

from __future__ import annotations

import logging
import re
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.logging import get_node_location, is_suppressed_warning

from ..core import addresses
from ..store.records import Warned
from .build import Build

_LINE = re.compile(r":(\d+|<unknown>)?$")


class _Listener(logging.Handler):
    """Notes the documents that warnings are about, those of worker processes included."""

    def __init__(self, build: Build) -> None:
        super().__init__(logging.WARNING)
        self._build, self._app = build, build.app

    def emit(self, record: logging.LogRecord) -> None:
        kind = (getattr(record, "type", None) or "", getattr(record, "subtype", None) or "")
        if is_suppressed_warning(*kind, self._app.config.suppress_warnings):
            return
        docname = self._docname(getattr(record, "location", None))
        if docname:
            self._build.warned.add(docname)

    def _docname(self, location: Any) -> str | None:
        """The document of a location in any of the forms that Sphinx has for it."""
        if isinstance(location, nodes.Node):
            location = get_node_location(location)
        elif isinstance(location, tuple):
            location = location[0]
        if not location or not hasattr(self._app, "env"):
            return None
        place = _LINE.sub("", str(location))
        return place if place in self._app.env.found_docs else self._app.env.path2doc(place)


def setup(app: Sphinx, build: Build) -> None:
    listener = _Listener(build)
    logger = logging.getLogger("sphinx")
    logger.addHandler(listener)
    app.connect("build-finished", lambda app, exception: logger.removeHandler(listener), priority=999)
    build.connect("env-get-outdated", _read_again, priority=200)


def _read_again(build: Build, env: Any, added: set[str], changed: set[str], removed: set[str]) -> list[str]:
    return sorted(_known(build) & env.found_docs & env.all_docs.keys())


def remember(build: Build, *, ended: bool = True) -> dict[str, str]:
    """Keep the names for the next build; give keys for their pages, with which those are not current then.

    A build that has not `ended` well may not have come to what the last one warned of.
    """
    known = build.warned if ended else build.warned | _known(build)
    build.store.records.put(Warned(frozenset(known)))
    return dict.fromkeys(map(addresses.permalink, known & build.app.env.found_docs), "")


def _known(build: Build) -> frozenset[str]:
    """The documents that the last build warned of."""
    return (build.store.records.get(Warned) or Warned()).docnames
