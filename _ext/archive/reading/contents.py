"""Tables of contents of documents that have a title alone, kept small.

Sphinx keeps of each document the nodes of a list of its headings, five of them for a title alone, which are a third of
an environment of 10,000 posts; and that is loaded and stored whole. Where a post has no other headings the list is
made when it is looked at: for a `toctree` that somebody puts posts into.
"""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx

from .build import Build


def setup(app: Sphinx, build: Build) -> None:
    app.connect("doctree-read", _keep_small, priority=900)  # after Sphinx has collected them


def _keep_small(app: Sphinx, doctree: nodes.document) -> None:
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
    """The list of one heading, which stores no more than that is, and becomes a list when it is looked at."""

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
