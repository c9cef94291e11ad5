"""A blog's past as a documentation site: the Sphinx extension.

Importing the package is cheap and does not import Sphinx, so that ``python -m archive.check`` starts at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the builder, the hooks and the settings with Sphinx."""
    from . import ablog_bridge, builder, cited, maths, notes, reading, references, settings, speedups, warned

    for module in (settings, speedups, ablog_bridge, reading, notes, cited, references, maths, builder, warned):
        module.setup(app)
    return {"version": "1.0", "env_version": 1, "parallel_read_safe": True, "parallel_write_safe": True}
