"""The title of a document as plain words, wherever something else than its own page names it."""

from __future__ import annotations

import re

from docutils import nodes
from docutils.transforms.parts import ContentsFilter
from sphinx.application import Sphinx
from sphinx.transforms import SphinxContentsFilter
from sphinx.util import logging

from ..core.addresses import POSTS
from .build import Build

logger = logging.getLogger(__name__)
#: Marks a document without a title, among what Sphinx keeps of it.
UNTITLED = "archive-untitled"
_BREAK = re.compile(r"<(?:br|wbr)\b", re.IGNORECASE)


class PlainTitle(SphinxContentsFilter):
    """Copies a heading without what is no words: of pictures their descriptions are kept, of HTML nothing."""

    visit_image = ContentsFilter.visit_image

    def visit_raw(self, node: nodes.raw) -> None:
        if _BREAK.match(node.astext()):
            self.parent.append(nodes.Text(" "))
        raise nodes.SkipNode


def setup(app: Sphinx, build: Build) -> None:
    # After Sphinx has collected titles, and before they are noted.
    app.connect("doctree-read", _settle, priority=800)
    app.connect("build-finished", _fail_without)


def _settle(app: Sphinx, doctree: nodes.document) -> None:
    """Let titles be words alone; say so where there are none, and let the file's name stand for them."""
    env = app.env
    docname = env.current_document.docname
    section = next(doctree.findall(nodes.section), None)
    title, long = env.titles[docname], env.longtitles[docname]
    if section is not None and any(isinstance(node, (nodes.image, nodes.raw)) for node in section[0].findall()):
        copier = PlainTitle(doctree)
        section[0].walkabout(copier)
        title.children = []
        title += copier.get_entry_text()
    if section is None or not title.astext().strip():
        is_root = docname == app.config.root_doc
        title.children = [nodes.Text(app.config.project if is_root else docname.rpartition("/")[2])]
        if not is_root:
            env.metadata[docname][UNTITLED] = "True"
            _complain(str(env.doc2path(docname, base=False)), section, docname.startswith(POSTS))
    if not long.astext().strip():
        env.longtitles[docname] = title


def _complain(path: str, section: nodes.section | None, is_post: bool) -> None:
    line = (section[0].line or section.line or 1) if section is not None else 1
    what = "the title has no words" if section is not None else "there is no title"
    how = "begin the text with `# The title`" + (", or add the field `title`" if is_post and section is None else "")
    logger.warning("%s: %s", what, how, location=f"{path}:{line}", type="archive", subtype="title")


def _fail_without(app: Sphinx, exception: Exception | None) -> None:
    """A post without a title fails the build even where warnings do not."""
    untitled = (name for name, meta in app.env.metadata.items() if UNTITLED in meta)
    if not app.statuscode and any(name.startswith(POSTS) for name in untitled):
        app.statuscode = 1
