"""The plugins of pybtex and of `sphinxcontrib-bibtex`, looked up once, and styles that word each work once."""

from __future__ import annotations

import importlib
import importlib.metadata
import itertools
from typing import Any

#: For these, whoever has them looks through all installed packages whenever one is needed: some 40 ms a citation. The
#: extension itself needs those of pybtex as it is imported.
PLUGINS = {
    ("pybtex.plugin", "_RUNTIME_PLUGINS"): tuple(f"pybtex.{group}" for group in (
        "backends", "style.formatting", "style.labels", "style.names", "style.sorting")),
    ("sphinxcontrib.bibtex.plugin", "_runtime_plugins"): ("sphinxcontrib.bibtex.style.referencing",),
}  # fmt: skip


def register() -> None:
    """Have them at hand."""
    installed = importlib.metadata.entry_points()  # once: their own ways to register one look again each time
    for (module, name), groups in PLUGINS.items():
        known = getattr(importlib.import_module(module), name, None)
        if not isinstance(known, dict):
            continue  # another version: it looks them up by itself
        for entry in itertools.chain.from_iterable(installed.select(group=group) for group in groups):
            plugin = _remembering(entry.load()) if entry.group == "pybtex.style.formatting" else entry.load()
            known.setdefault(entry.group, {})[entry.name] = plugin


def _remembering(style: Any) -> Any:
    """A style of pybtex that words each entry once: it would do so for each citation, in some two milliseconds."""
    known: dict[tuple[str, int], tuple[Any, Any]] = {}

    class Remembering(style):  # type: ignore[misc]
        def format_entry(self, label: str, entry: Any, bib_data: Any = None) -> Any:
            key = (label, id(entry))
            if key not in known:
                # The entry is kept, so that no other has its id.
                known[key] = (entry, super().format_entry(label, entry, bib_data))
            return known[key][1]

    return Remembering
