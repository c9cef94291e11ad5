"""ABlog's reading and writing, taken off: what authors use of it is in `reading.ablog_bridge`.

ABlog keeps every post's doctree in the environment, stops on a date with a time zone, publishes drafts, and renders
every listing and feed at every build.
"""

from __future__ import annotations

import ablog
import ablog.blog
import ablog.post
from sphinx.application import Sphinx

HOOKS = frozenset({
    ablog.config_inited,
    ablog.builder_inited,
    ablog.html_page_context,
    ablog.post.process_posts,
    ablog.post.purge_posts,
    ablog.post.generate_archive_pages,
    ablog.post.generate_atom_feeds,
})  # fmt: skip


def setup(app: Sphinx) -> None:
    app.setup_extension("ablog")
    for listeners in app.events.listeners.values():
        for listener in [one for one in listeners if one.handler in HOOKS]:
            app.disconnect(listener.id)
    app.registry.transforms.remove(ablog.post.CheckFrontMatter)
    # The archive has filled the registry before any worker process starts, so reading in parallel is safe.
    app.extensions["ablog"].parallel_read_safe = True
    app.connect("config-inited", lambda app, config: setattr(config, "matched_blog_posts", []))
    # One for all builds of a process.
    app.connect("builder-inited", lambda app: ablog.blog.Blog._dict.clear())
