"""What Furo does when a build is over, taken off."""

from __future__ import annotations

from sphinx.application import Sphinx


def setup(app: Sphinx) -> None:
    app.connect("builder-inited", _take_off)


def _take_off(app: Sphinx) -> None:
    """Furo writes pygments.css when all is over; pages hold a checksum of it, so `html.assets` writes it before."""
    hooks = [hook for hook in app.events.listeners.get("build-finished", []) if hook.handler.__module__ == "furo"]
    for hook in hooks if app.builder.name == "html" else []:
        app.disconnect(hook.id)
