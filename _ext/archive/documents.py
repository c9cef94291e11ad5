"""What the page of a document shows beside what Sphinx says of it, and what is kept of its text."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markupsafe import Markup
from sphinx.environment.adapters.toctree import document_toc

from . import comments, fragment, metadata, pages, paths
from .model import Post
from .store import Fragment

if TYPE_CHECKING:
    from .builder import ArchiveBuilder

_VIEWPORT = re.compile(r'<meta name="viewport"[^>]*>\s*')
#: Entries from which a table of contents serves a post: its title and three headings.
LEAST_CONTENTS = 4


def context(builder: ArchiveBuilder, docname: str, body: str) -> tuple[dict[str, Any], Fragment]:
    """The context of a document's template, `body` being the HTML of its text, and the fragment to keep."""
    post = builder.archive.by_docname.get(docname)
    anchor, title, text = fragment.split_title(body)
    kept = fragment.stored(text, paths.permalink(docname))
    excerpt = fragment.excerpt(kept, post.description if post else "")
    shown = _post(builder, post, excerpt) if post else _standing(builder, docname, excerpt)
    parts = {"anchor": anchor, "title" if post else "heading": title, "text": text}
    return {**shown, **parts}, Fragment(docname, kept, excerpt, tuple(sorted(builder.images.items())))


def _post(builder: ArchiveBuilder, post: Post, excerpt: str) -> dict[str, Any]:
    shown = pages.post_context(builder.archive, post)
    shown["meta"] = builder.env.metadata[post.docname]
    if builder.env.toc_num_entries[post.docname] >= LEAST_CONTENTS:
        toc = document_toc(builder.env, post.docname, builder.tags)
        shown["toc"] = builder.render_partial(toc)["fragment"]
    read = builder.state.scan.discussed.get(post.docname)
    if read and not read.problem:
        shown["comments"] = comments.load(Path(builder.srcdir), post.docname)
    shown["head"] = metadata.of_post(builder.archive, post, excerpt, shown["crumbs"])
    return shown


def _standing(builder: ArchiveBuilder, docname: str, excerpt: str) -> dict[str, Any]:
    shown = pages.home_context(builder.archive) if docname == builder.config.root_doc else {}
    description = fragment.plain(excerpt, metadata.LONGEST_DESCRIPTION)
    title = builder.env.titles[docname].astext()
    shown["head"] = metadata.of_page(builder.archive.site, docname, title, description)
    return shown


def own_metatags(metatags: str) -> Markup:
    """The author's own, without the one of docutils that Furo has already."""
    return Markup(_VIEWPORT.sub("", metatags))
