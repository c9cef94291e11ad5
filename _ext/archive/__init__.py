"""A blog's past as a documentation site: the Sphinx extension.

Importing the package is cheap and does not import Sphinx, so that ``python -m archive.cli.check`` starts at once.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the builder, the hooks and the settings with Sphinx; each module has the one object of this build."""
    from pathlib import Path

    from .reading.build import Build
    from .store.store import Store

    build = Build(app, Store(Path(app.doctreedir), Path(app.outdir)))
    modules = (
        "reading.settings", "patches", "reading.ablog_bridge", "reading.changes", "reading.checks", "reading.messages",
        "reading.titles", "reading.documents", "reading.cited", "reading.pictures", "reading.picturelayout",
        "reading.robustlinks", "reading.names", "reading.mentions", "reading.domain", "reading.related_posts",
        "reading.labels", "reading.otherbuilders", "reading.doctext", "html.builder",
    )  # fmt: skip
    for name in modules:
        import_module(f".{name}", __name__).setup(app, build)
    return {"version": "1.0", "env_version": 2, "parallel_read_safe": True, "parallel_write_safe": True}
