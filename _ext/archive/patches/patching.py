"""How others' functions are replaced, and put back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from docutils.frontend import Values


def replace(module: Any, name: str, value: Any) -> Callable[[], None]:
    """Put `value` in the place of what `module` has; give what puts that back."""
    original = getattr(module, name)
    setattr(module, name, value)
    return lambda: setattr(module, name, original)


def values(settings: dict[str, Any]) -> Values:
    """Settings of docutils with these values, without its way of setting each by itself."""
    made = Values()
    made.__dict__ = {**settings, "record_dependencies": settings["record_dependencies"] or made.record_dependencies}
    return made
