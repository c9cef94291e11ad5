"""The archive as an e-book: its posts, which no page's table of contents holds, in the order in which they appeared."""

from __future__ import annotations

from datetime import datetime

from docutils import nodes
from sphinx.application import Sphinx

from . import dates, state
from .paths import POSTS


def setup(app: Sphinx) -> None:
    app.connect("source-read", _append_posts)
    app.connect("doctree-read", _date)


def _append_posts(app: Sphinx, docname: str, content: list[str]) -> None:
    """Give the first page of a book a table of contents of all posts, oldest first."""
    if app.builder.name != "epub" or docname != app.config.root_doc:
        return
    scan = state.of(app).scan
    dated = [(front.moment or datetime.min, name) for name, front in scan.published.items()]
    names = "\n".join(f"/{name}" for _, name in sorted(dated) if name.startswith(POSTS))
    content[0] += f"\n\n```{{toctree}}\n:maxdepth: 1\n:caption: Posts\n\n{names}\n```\n"


def _date(app: Sphinx, doctree: nodes.document) -> None:
    """Put a post's date beneath its title, as a page does by its template."""
    front = state.of(app).scan.posts.get(app.env.current_document.docname)
    if app.builder.name == "epub" and front and front.date:
        title = next(doctree.findall(nodes.title))
        title.parent.insert(title.parent.index(title) + 1, nodes.paragraph("", dates.full_day(front.date)))
