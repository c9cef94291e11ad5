"""References to posts: by bare file name where that is unambiguous, and what becomes of those to hidden posts."""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import docname_join, logging
from sphinx.util.nodes import clean_astext, make_refnode

from ..source import sourcefiles
from ..source.scanning import State
from .build import Build, build_of

logger = logging.getLogger(__name__)


def setup(app: Sphinx, build: Build) -> None:
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
        if str(node["reftarget"]) not in self.env.all_docs:
            self._to_hidden(node, str(node["reftarget"]))

    def _to_hidden(self, node: addnodes.pending_xref, target: str) -> None:
        """A reference to a post that has no page: of a withheld one the words stay, any other is an error."""
        hidden = build_of(self.env).scan.hidden.get(target)
        if hidden is None:
            return
        if hidden != State.WITHHELD:
            message = "the link leads to %s.md, which is %s: publish that first, or take out the link"
            what = "a draft" if hidden == State.DRAFT else "dated in the future"
            logger.warning(message, target, what, location=node, type="archive", subtype="reference")
        node.replace_self(node[0].deepcopy())

    def _to_nothing(self, node: addnodes.pending_xref, docname: str, target: str) -> None:
        """A link that leads to no file, or to what is no address: said by the rule that the check has too. Any other
        may be a name that some domain knows."""
        labels = self.env.domains.standard_domain
        if target.lower() in labels.labels or target.lower() in labels.anonlabels:
            return
        if message := sourcefiles.lost(target, docname, self.env.found_docs):
            logger.warning(message, location=node, type="archive", subtype="link")
            node.replace_self(nodes.inline("", "", *node[0].deepcopy().children))

    def _by_name(self, node: addnodes.pending_xref) -> None:
        name, docname = str(node["reftarget"]), node.get("refdoc", self.env.docname)
        named = build_of(self.env).by_name.get(name, ())
        found = [one for one in named if one in self.env.all_docs]
        # What Sphinx knows by that name, a label or the file beside this one, goes before.
        known = name in self.env.domains.standard_domain.labels or docname_join(docname, name) in self.env.all_docs
        if known and (not found or node.get("reftype") != "myst"):
            return
        if not found:
            if named:
                self._to_hidden(node, named[0])
            elif node.get("reftype") == "myst":
                self._to_nothing(node, docname, name)
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
