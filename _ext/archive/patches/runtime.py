"""How often Python looks for garbage."""

from __future__ import annotations

import gc

from .patching import Undo


def seldom() -> Undo:
    """Look for garbage less often than after every 700 objects, of which documents have thousands, and after ten times
    that in all that was kept; and not at all until `resume`, since what the last build left is none.

    Of more than a few thousand objects the garbage is no longer in the processor's cache.
    """
    given = gc.get_threshold()
    gc.set_threshold(2000, 50, 1000)
    gc.disable()

    def leave() -> None:
        gc.set_threshold(*given)
        gc.enable()
        gc.freeze()  # else all that there is would be looked through once more as Python ends

    return leave


def resume() -> None:
    """Look for it from now on, but not in what there is now."""
    gc.freeze()
    gc.enable()
