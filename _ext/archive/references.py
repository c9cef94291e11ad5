"""References to posts: by bare file name where that is unambiguous, and what becomes of those to hidden posts."""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import docname_join, logging
from sphinx.util.nodes import clean_astext, make_refnode

from . import state
from .collection import State

logger = logging.getLogger(__name__)


def setup(app: Sphinx) -> None:
    app.add_post_transform(PostReferences)


class PostReferences(SphinxPostTransform):
    """Resolves what is a reference to a post, before MyST and Sphinx resolve the others (priority 9 and 10)."""

    default_priority = 8

    def run(self, **kwargs: Any) -> None:
        for node in list(self.document.findall(addnodes.pending_xref)):
            if node.get("refdomain") == "doc":
                self._by_path(node)
            elif node.get("reftype") in ("ref", "doc", "myst", "any"):
                self._by_name(node)

    def _by_path(self, node: addnodes.pending_xref) -> None:
        """A link to a post that is not there: of a withheld one the words stay, any other is an error."""
        target = str(node["reftarget"])
        current = state.of(self.app)
        hidden = current.scan.hidden.get(target)
        if hidden is None or target in self.env.all_docs:
            return
        if hidden != State.WITHHELD:
            message = "the link leads to %s.md, which is %s: publish that first, or take out the link"
            what = "a draft" if hidden == State.DRAFT else "dated in the future"
            logger.warning(message, target, what, location=node, type="archive", subtype="reference")
        node.replace_self(node[0].deepcopy())

    def _by_name(self, node: addnodes.pending_xref) -> None:
        name, docname = str(node["reftarget"]), node.get("refdoc", self.env.docname)
        found = [one for one in state.of(self.app).by_name.get(name, ()) if one in self.env.all_docs]
        # What Sphinx knows by that name, a label or the file beside this one, goes before.
        known = name in self.env.domains.standard_domain.labels or docname_join(docname, name) in self.env.all_docs
        if not found or (known and node.get("reftype") != "myst"):
            return
        if len(found) > 1:
            paths = " and ".join(f"{one}.md" for one in found)
            message = "the name %r fits %s: refer to one of them by its path"
            logger.warning(message, name, paths, location=node, type="archive", subtype="reference")
            node.replace_self(node[0].deepcopy())
            return
        if node.get("refexplicit"):
            content = node[0].deepcopy()
        else:
            title = clean_astext(self.env.titles[found[0]])
            content = nodes.inline(title, title, classes=["std", "std-doc"])
        node.replace_self(make_refnode(self.app.builder, docname, found[0], "", content))
