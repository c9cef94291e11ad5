"""What a patch of another package is, and how others' functions and classes are replaced, and put back."""

from __future__ import annotations

import importlib.metadata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sphinx.errors import ExtensionError

Undo = Callable[[], None]
"""Takes a change away again."""


@dataclass(frozen=True, kw_only=True)
class Patch:
    """A place where another package is changed, or where what it does is done in its stead."""

    where: str
    """Module of ``archive``."""
    names: tuple[str, ...]
    """What of other packages it changes, does in its own way, or takes though it is not public."""
    why: str
    without: str
    """What happens where it steps aside or, if the site needs it, where the package has nothing of that name."""
    install: Callable[[], Undo] | None = field(default=None, repr=False)
    """Puts it in place for a build; None where it is a subclass that Sphinx asks for, or is put in place otherwise."""


@dataclass(frozen=True, kw_only=True)
class Shortcut(Patch):
    """A patch that only saves time: with another version of the package, and with ``speedups = False``, it steps aside,
    and the output is the same."""

    versions: Mapping[str, str]
    """By package, the version that it was made for."""
    gain: str
    """Measured: the processor's time that it saves."""

    def other_versions(self) -> Iterator[tuple[str, str, str]]:
        """The packages that are here in another version: name, the version that this was made for, that which is here.
        """
        for package, version in self.versions.items():
            if (here := importlib.metadata.version(package)) != version:
                yield package, version, here


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
    """One that takes all of these changes away again, the last first."""

    def undo_all() -> None:
        for undo_one in reversed(undo):
            undo_one()

    return undo_all
