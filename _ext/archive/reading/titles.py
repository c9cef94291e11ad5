"""The title of a document: one alone, plain words where something else than its own page names it, and kept small."""

from __future__ import annotations

import re
from typing import Any

from docutils import nodes
from docutils.transforms.parts import ContentsFilter
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxContentsFilter, SphinxTransform
from sphinx.util import logging

from ..core.addresses import POSTS
from .build import Build

logger = logging.getLogger(__name__)
#: Marks a document without a title, among what Sphinx keeps of it.
UNTITLED = "archive-untitled"
_BREAK = re.compile(r"<(?:br|wbr)\b", re.IGNORECASE)


class OneTitle(SphinxTransform):
    """A post has one title: further headings of the first level become sections beneath it."""

    default_priority = 10

    def apply(self, **kwargs: Any) -> None:
        sections = [node for node in self.document.children if isinstance(node, nodes.section)]
        if self.env.docname.startswith(POSTS) and len(sections) > 1:
            first = self.document.index(sections[0])
            for node in self.document.children[first + 1 :]:
                self.document.remove(node)
                sections[0].append(node)


class PlainTitle(SphinxContentsFilter):
    """Copies a heading without what is no words: of pictures their descriptions are kept, of HTML nothing."""

    visit_image = ContentsFilter.visit_image

    def visit_raw(self, node: nodes.raw) -> None:
        if _BREAK.match(node.astext()):
            self.parent.append(nodes.Text(" "))
        raise nodes.SkipNode


def setup(app: Sphinx, build: Build) -> None:
    app.add_transform(OneTitle)
    # After Sphinx has collected titles, and before they are noted.
    app.connect("doctree-read", _settle_title, priority=800)
    # After Sphinx has collected tables of contents.
    app.connect("doctree-read", _shrink_contents, priority=900)
    app.connect("build-finished", _fail_without)


def _settle_title(app: Sphinx, doctree: nodes.document) -> None:
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
            _warn_of_title(str(env.doc2path(docname, base=False)), section, docname.startswith(POSTS))
    if not long.astext().strip():
        env.longtitles[docname] = title


def _warn_of_title(path: str, section: nodes.section | None, is_post: bool) -> None:
    line = (section[0].line or section.line or 1) if section is not None else 1
    what = "the title has no words" if section is not None else "there is no title"
    how = "begin the text with `# The title`" + (", or add the field `title`" if is_post and section is None else "")
    logger.warning("%s: %s", what, how, location=f"{path}:{line}", type="archive", subtype="title")


def _fail_without(app: Sphinx, exception: Exception | None) -> None:
    """A post without a title fails the build even where warnings do not."""
    untitled = (name for name, meta in app.env.metadata.items() if UNTITLED in meta)
    if not app.statuscode and any(name.startswith(POSTS) for name in untitled):
        app.statuscode = 1


def _shrink_contents(app: Sphinx, doctree: nodes.document) -> None:
    """Keep of a table of contents that is of the title alone no more than that."""
    env = app.env
    docname = env.current_document.docname
    title = _title_alone(env.tocs[docname]) if env.toc_num_entries[docname] == 1 else None
    if title is not None:
        env.tocs[docname] = TitleAlone.of(docname, title)


def _title_alone(toc: nodes.bullet_list) -> str | None:
    """The one heading of a table of contents, if it is plain text."""
    places = list(toc.findall())
    if tuple(map(type, places[1:])) != (nodes.list_item, addnodes.compact_paragraph, nodes.reference, nodes.Text):
        return None
    return None if places[3]["anchorname"] else places[4].astext()


class TitleAlone(nodes.bullet_list):  # type: ignore[misc]
    """The table of contents of a document that has a title alone: it stores no more than that is.

    Sphinx keeps of each document the nodes of a list of its headings, five of them for a title alone, which are a third
    of an environment of 10,000 posts; and that is loaded and stored whole. Where a post has no other headings the list
    is made when it is looked at: for a `toctree` that somebody puts posts into.
    """

    _kept: tuple[str, str]

    @classmethod
    def of(cls, docname: str, title: str) -> TitleAlone:
        made = cls.__new__(cls)
        made._kept = docname, title
        return made

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") or "_kept" not in self.__dict__:
            raise AttributeError(name)
        docname, title = self.__dict__.pop("_kept")
        self.__init__("")  # type: ignore[misc]
        reference = nodes.reference("", "", nodes.Text(title), internal=True, refuri=docname, anchorname="")
        self += nodes.list_item("", addnodes.compact_paragraph("", "", reference))
        return getattr(self, name)

    def copy(self) -> nodes.bullet_list:
        """As any list: what is made of it goes by the names of classes."""
        return nodes.bullet_list(self.rawsource, **self.attributes)
