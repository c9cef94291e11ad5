"""How others' functions and classes are replaced, and put back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from docutils.frontend import Values
from sphinx.errors import ExtensionError

Undo = Callable[[], None]
"""Takes a change away again."""


def replace(owner: Any, name: str, value: Any) -> Undo:
    """Put `value` in the place of what a module or class has by that name; give what puts that back.

    Raises ExtensionError if it has nothing of that name.
    """
    if not hasattr(owner, name):
        message = f"{owner.__name__} has no `{name}` any more, which the archive changes (see guide/patches.md): "
        raise ExtensionError(f"{message}install the versions that requirements.txt names")
    original = getattr(owner, name)
    setattr(owner, name, value)
    return lambda: setattr(owner, name, original)


def together(*undo: Undo) -> Undo:
    """One that takes all of them away again, the last first."""

    def leave() -> None:
        for one in reversed(undo):
            one()

    return leave


def values(settings: dict[str, Any]) -> Values:
    """Settings of docutils with these values, without its way of setting each by itself."""
    made = Values()
    made.__dict__ = {**settings, "record_dependencies": settings["record_dependencies"] or made.record_dependencies}
    return made
