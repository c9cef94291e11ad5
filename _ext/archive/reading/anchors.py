"""Places within a page that links can lead to.

The role ``{anchor}`name` `` makes one, by a name of that page alone: two posts may have the same, unlike labels. A
link leads to it as to a heading, ``[text](post.md#name)``, and so does the address of the page with ``#name`` added,
whatever letters the name has. Ids that the page's own parts have, such as those of comments, are theirs.
"""

from __future__ import annotations

import re
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform
from sphinx.util.docutils import SphinxRole

from .build import Build

#: Ids of the page around a text: of templates and of Furo, and of comments by any service.
TAKEN = re.compile(r"__.*|backlinks|comments|furo-.*|searchbox|svg-.*|c\d+|comment-[\w-]+")
_NAME = re.compile(r"[^\s\x00-\x20]+")


class Anchor(SphinxRole):
    """``{anchor}`name` ``: shows nothing."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        name = self.text.strip()
        if not _NAME.fullmatch(name):
            error = self.inliner.reporter.error(
                f"`{name}` names no place within a page: write it without spaces", line=self.lineno
            )
            return [], [error]
        return [nodes.inline("", "", ids=[name], classes=["anchor"])], []


class Ids(SphinxTransform):
    """Ids are unique within the page, and each anchor is one."""

    # After MyST has given all ids (700), before Sphinx takes note of labels (850) and MyST resolves links (879).
    default_priority = 840

    def apply(self, **kwargs: Any) -> None:
        slugs: dict[str, tuple[int | None, str, str]] = getattr(self.document, "myst_slugs", {})
        for section in self.document.findall(nodes.section):
            for id in [one for one in section["ids"] if TAKEN.fullmatch(one)]:
                self._rename(section, id, slugs)
        anchors = [node for node in self.document.findall(nodes.inline) if node["classes"] == ["anchor"]]
        for node in anchors:
            self._place(node, slugs)
        if anchors:
            self.document.myst_slugs = slugs
            self.env.metadata[self.env.docname]["myst_slugs"] = slugs

    def _rename(self, section: nodes.section, id: str, slugs: dict[str, tuple[int | None, str, str]]) -> None:
        new = self._free(f"{id}-heading")
        section["ids"][section["ids"].index(id)] = new
        self.document.ids[new] = self.document.ids.pop(id, section)
        for name, known in self.document.nameids.items():
            if known == id:
                self.document.nameids[name] = new
        for slug, (line, target, text) in slugs.items():
            if target == id:
                slugs[slug] = (line, new, text)

    def _free(self, id: str) -> str:
        number, new = 1, id
        while new in self.document.ids:
            number += 1
            new = f"{id}-{number}"
        return new

    def _place(self, node: nodes.inline, slugs: dict[str, tuple[int | None, str, str]]) -> None:
        """Within a heading, the anchor is one of the heading's ids, so that tables of contents do not repeat it."""
        name, parent = node["ids"][0], node.parent
        other = self.document.ids.get(name)
        if other is not None or TAKEN.fullmatch(name):
            parent.remove(node)
            if other is None:
                return
        elif isinstance(parent, nodes.title) and isinstance(parent.parent, nodes.section):
            parent.remove(node)
            parent.parent["ids"].append(name)
            self.document.ids[name] = parent.parent
        else:
            self.document.ids[name] = node
        slugs[name] = (node.line, name, "")


def setup(app: Sphinx, build: Build) -> None:
    app.add_role("anchor", Anchor())
    app.add_transform(Ids)
