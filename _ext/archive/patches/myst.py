"""What MyST and markdown-it do otherwise than a site needs, and have no setting for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import markdown_it.main
import myst_parser.mdit_to_docutils.base
import myst_parser.mdit_to_docutils.sphinx_
from docutils import nodes
from docutils.parsers.rst import DirectiveError

from ..reading import insertions
from .patching import Undo, replace

#: Modules in whose names others' classes are replaced: a type checker sees no such names in them.
myst_base: Any = myst_parser.mdit_to_docutils.base
myst_sphinx: Any = myst_parser.mdit_to_docutils.sphinx_

#: So deep may lists and quotations lie in one another.
NESTING = 100


def nesting() -> Undo:
    """Beyond 20 levels markdown-it leaves text out without a word."""
    options: Any = markdown_it.main._PRESETS["commonmark"]["options"]
    given = options["maxNesting"]
    options["maxNesting"] = NESTING
    return lambda: options.update(maxNesting=given)


def include() -> Undo:
    """MyST makes its own ``include``, whatever the directive of that name is: it is told which files it may read."""
    own: Any = myst_base.MockIncludeDirective

    class MarkdownInclude(own):  # type: ignore[misc]
        def run(self) -> list[nodes.Element]:
            env = self.document.settings.env
            if message := insertions.fault(env, env.current_document.docname, self.arguments[0].strip()):
                raise DirectiveError(3, message)
            return list(super().run())

    return replace(myst_base, "MockIncludeDirective", MarkdownInclude)


class _LenientPath(type(Path())):  # type: ignore[misc]
    """A path of which it is asked whether there is such a file: to a name that none can have, the answer is no."""

    def is_file(self) -> bool:
        try:
            return bool(super().is_file())
        except (OSError, ValueError):  # a name that is too long, or has a NUL in it
            return False


def paths() -> Undo:
    """MyST asks of each link whether it leads to a file, and ends in a traceback where none can have that name."""
    return replace(myst_sphinx, "Path", _LenientPath)
