"""Where other extensions of Sphinx are changed: ABlog, Furo, and `sphinxcontrib-bibtex` with its pybtex.

ABlog's reading and writing is taken off: it keeps every post's doctree in the environment, stops on a date with a time
zone, publishes drafts, and renders every listing and feed at every build. What authors use of it is in
`reading.ablog_bridge`.
"""

from __future__ import annotations

import importlib
import importlib.metadata
import itertools
from typing import Any

import ablog
import ablog.blog
import ablog.post
from sphinx.application import Sphinx

from ..reading import cited

ABLOG_HOOKS = frozenset({
    ablog.config_inited,
    ablog.builder_inited,
    ablog.html_page_context,
    ablog.post.process_posts,
    ablog.post.purge_posts,
    ablog.post.generate_archive_pages,
    ablog.post.generate_atom_feeds,
})  # fmt: skip
#: For these, whoever has them looks through all installed packages whenever one is needed: some 40 ms a citation. The
#: extension itself needs those of pybtex as it is imported.
BIBTEX_PLUGINS = {
    ("pybtex.plugin", "_RUNTIME_PLUGINS"): tuple(f"pybtex.{group}" for group in (
        "backends", "style.formatting", "style.labels", "style.names", "style.sorting")),
    ("sphinxcontrib.bibtex.plugin", "_runtime_plugins"): ("sphinxcontrib.bibtex.style.referencing",),
}  # fmt: skip


def setup(app: Sphinx) -> None:
    """Take off what ABlog does, and what Furo does when a build is over; have at hand the plugins for works, if any may
    be cited."""
    _take_off_ablog(app)
    app.connect("builder-inited", _take_off_furo)
    if cited.may_cite(app):
        register_bibtex_plugins()


def _take_off_ablog(app: Sphinx) -> None:
    app.setup_extension("ablog")
    for listeners in app.events.listeners.values():
        for listener in [one for one in listeners if one.handler in ABLOG_HOOKS]:
            app.disconnect(listener.id)
    app.registry.transforms.remove(ablog.post.CheckFrontMatter)
    # The archive has filled the registry before any worker process starts, so reading in parallel is safe.
    app.extensions["ablog"].parallel_read_safe = True
    app.connect("config-inited", lambda app, config: setattr(config, "matched_blog_posts", []))
    # One for all builds of a process.
    app.connect("builder-inited", lambda app: ablog.blog.Blog._dict.clear())


def _take_off_furo(app: Sphinx) -> None:
    """Furo writes pygments.css when all is over; pages hold a checksum of it, so `html.assets` writes it before."""
    hooks = [hook for hook in app.events.listeners.get("build-finished", []) if hook.handler.__module__ == "furo"]
    for hook in hooks if app.builder.name == "html" else []:
        app.disconnect(hook.id)


def register_bibtex_plugins() -> None:
    """Have the plugins at hand that pybtex and `sphinxcontrib-bibtex` would look up."""
    installed = importlib.metadata.entry_points()  # once: their own ways to register one look again each time
    for (module, name), groups in BIBTEX_PLUGINS.items():
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
