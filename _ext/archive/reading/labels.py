"""Names by which texts refer to places: labels, labels of formulas, terms of glossaries and the like, and anchors.

Labels are of the whole site. Sphinx keeps who gave each last, in the order in which it happens to read: which of two
documents that is, and whether the author is told, depends on the number of processes and on what was edited. Here each
document's own are kept, the first document by name has what two give, and every other is told at each build.

An anchor is of one page, so two posts may have the same. The role ``{anchor}`name` `` makes one. A link leads to it as
to a heading, ``[text](post.md#name)``, and so does the address of the page with ``#name`` added, whatever letters the
name has. Ids that the page's own parts have, such as those of comments, are theirs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.domains import Domain
from sphinx.domains.math import MathDomain
from sphinx.domains.std import StandardDomain
from sphinx.environment import BuildEnvironment
from sphinx.transforms import SphinxTransform
from sphinx.util import logging
from sphinx.util.docutils import SphinxRole
from sphinx.util.logging import get_node_location

from ..check import textrules, vocabulary
from .build import Build

logger = logging.getLogger(__name__)
#: Under what a domain keeps, in its data, the names that each document gives: see `_NamesGiven`.
_OF_DOCUMENTS = "of_documents"
#: Labels that MyST makes up, until they are named anew here.
RANDOM = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
#: The tables of labels with a title, and of all labels.
_LABELS = ("labels", "anonlabels")
#: Ids of the page around a text: of templates and of Furo, and of comments by any service.
TAKEN = re.compile(r"__.*|backlinks|comments|furo-.*|searchbox|svg-.*|c\d+|comment-[\w-]+")
#: The name of an anchor: without blanks and signs that control a terminal.
_ANCHOR = re.compile(r"[^\s\x00-\x20]+")
_NamesGiven = dict[str, dict[str, dict[Any, tuple[Any, str]]]]
"""By document, table and name: what the table holds of it, and the place where the document gives it."""


class _ByDocument(Domain):
    """A domain that knows which names each document gives."""

    @property
    def names_given(self) -> _NamesGiven:
        """The names that each document gives."""
        return self.data.setdefault(_OF_DOCUMENTS, {})  # type: ignore[no-any-return]

    def note(self, docname: str, table: str, name: Any, held: Any, place: str) -> None:
        """Keep that a document gives a name, what is held of it, and where it gives it first."""
        names = self.names_given.setdefault(docname, {}).setdefault(table, {})
        names[name] = (held, names[name][1] if name in names else place)

    def hide_others(self, docname: str, table: str, name: Any) -> None:
        """Have the table know nothing of a name that another document gives, which Sphinx would warn of."""
        if self.data.get(table, {}).get(name, (docname,))[0] != docname:
            del self.data[table][name]

    def clear_doc(self, docname: str) -> None:
        super().clear_doc(docname)
        self.names_given.pop(docname, None)

    def merge_domaindata(self, docnames: Set[str], otherdata: dict[str, Any]) -> None:
        super().merge_domaindata(docnames, otherdata)
        others = otherdata.get(_OF_DOCUMENTS, {})
        self.names_given.update({name: others[name] for name in others.keys() & docnames})

    def settle(self) -> None:
        """Give each name to the first document that gives it, and warn of the others."""
        first: dict[tuple[str, Any], tuple[str, str]] = {}
        """By table and name: the document that gives it first, and where."""
        wrong: dict[tuple[str, str], str] = {}
        """Messages by place and name, as one name may stand in several tables."""
        for docname, table, name, held, place in self._all():
            shown = name[1] if table == "objects" and isinstance(name, tuple) else name
            owner, there = first.setdefault((table, name), (docname, place))
            if name in textrules.STANDARD_LABELS and table in _LABELS:
                wrong[place, shown.lower()] = textrules.reserved_label(shown)
            elif owner == docname:
                self.data[table][name] = held
            else:
                wrong.setdefault((place, shown.lower()), textrules.duplicate_label(shown, there))
        for (place, _), message in wrong.items():
            logger.warning(message, location=place, type="archive", subtype="label")

    def _all(self) -> Iterator[tuple[str, str, Any, Any, str]]:
        """Document, table, name, what the table holds, and place."""
        for docname, tables in sorted(self.names_given.items()):
            for table, names in tables.items():
                for name, (held, place) in names.items():
                    yield docname, table, name, held, place


class Labels(_ByDocument, StandardDomain):
    """Sphinx's domain of labels and terms."""

    def process_doc(self, env: BuildEnvironment, docname: str, document: nodes.document) -> None:
        """Take note of the labels of a document, with no other's in the tables meanwhile."""
        whole = self.data
        self.data = {**whole, **{table: {} for table in _LABELS}}
        try:
            super().process_doc(env, docname, document)
            own = {table: self.data[table] for table in _LABELS}
        finally:
            self.data = whole
        for table, names in own.items():
            for name in names:
                if name not in textrules.STANDARD_LABELS:
                    whole[table][name] = names[name]
                self.note(docname, table, name, names[name], _place(env, docname, _labelled(document, name)))

    def note_object(self, objtype: str, name: str, labelid: str, location: Any = None) -> None:
        docname = self.env.current_document.docname
        self.hide_others(docname, "objects", (objtype, name))
        super().note_object(objtype, name, labelid, location)
        key = (objtype, name)
        self.note(docname, "objects", key, self.objects[key], self._place(docname, objtype, name, location))

    def _note_term(self, term: str, labelid: str, location: Any = None) -> None:
        super()._note_term(term, labelid, location)
        docname = self.env.current_document.docname
        key = term.lower()
        self.note(docname, "terms", key, self._terms[key], self._place(docname, "term", term, location))

    def _place(self, docname: str, objtype: str, name: str, location: Any) -> str:
        if objtype != "term":
            return _place(self.env, docname, location)
        # MyST counts the lines of a glossary from elsewhere.
        text = Path(self.env.doc2path(docname)).read_text(encoding="utf-8", errors="replace")
        return _place(self.env, docname, ("", vocabulary.line_of_term(text, name)))


class Formulas(_ByDocument, MathDomain):
    """Sphinx's domain of formulas."""

    def note_equation(self, docname: str, labelid: str, location: Any = None) -> None:
        self.hide_others(docname, "objects", labelid)
        super().note_equation(docname, labelid, location)
        if not RANDOM.fullmatch(labelid):
            self.note(docname, "objects", labelid, self.equations[labelid], _place(self.env, docname, location))


def _name_unnamed(app: Sphinx, doctree: nodes.document) -> None:
    """Formulas that MyST numbers without a label have random ones: name them by their places, as pages are to stay."""
    docname = app.env.current_document.docname
    equations = app.env.domains.math_domain.equations
    unnamed = (node for node in doctree.findall(nodes.math_block) if RANDOM.fullmatch(node.get("label") or ""))
    renamed = {}
    for place, node in enumerate(unnamed, start=1):
        old, new = f"equation-{node['label']}", f"equation-unnamed-{place}"
        equations[f"{docname}:{place}"] = equations.pop(node["label"])
        node["label"] = f"{docname}:{place}"
        renamed[nodes.make_id(old)] = new
    for node in doctree.findall(nodes.Element) if renamed else ():
        if set(node.get("ids", ())) & renamed.keys():
            node["ids"] = [renamed.get(name, name) for name in node["ids"]]
        if node.get("refid") in renamed:
            node["refid"] = renamed[node["refid"]]


def _labelled(document: nodes.document, name: str) -> nodes.Node | None:
    """What a label stands before, or is the name of."""
    node = document.ids.get(document.nameids.get(name) or "")
    if isinstance(node, nodes.target) and "refid" in node:
        return document.ids.get(node["refid"])
    return node


def _place(env: BuildEnvironment, docname: str, location: Any) -> str:
    """``posts/2012/10/dawn.md:12``, with nothing behind the colon where the line is not known."""
    found = get_node_location(location) if isinstance(location, nodes.Node) else location
    line = str(found[1] if isinstance(found, tuple) else str(found).rpartition(":")[2])
    return f"{env.doc2path(docname, base=False)}:{line if line.isdecimal() else ''}"


def _settle_labels(app: Sphinx, env: BuildEnvironment) -> None:
    for name in (Labels.name, Formulas.name):
        domain = env.domains[name]
        if isinstance(domain, _ByDocument):
            domain.settle()


# Anchors


class Anchor(SphinxRole):
    """``{anchor}`name` ``: shows nothing."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        name = self.text.strip()
        if not _ANCHOR.fullmatch(name):
            error = self.inliner.reporter.error(
                f"`{name}` names no place within a page: write it without spaces", line=self.lineno
            )
            return [], [error]
        return [nodes.inline("", "", ids=[name], classes=["anchor"])], []


_Slugs = dict[str, tuple[int | None, str, str]]
"""What MyST knows of places within a document, by their slugs: the line, the id and the text of each."""


class Ids(SphinxTransform):
    """Ids are unique within the page, and each anchor is one."""

    # After MyST has given all ids (700), before Sphinx takes note of labels (850) and MyST resolves links (879).
    default_priority = 840

    def apply(self, **kwargs: Any) -> None:
        slugs: _Slugs = getattr(self.document, "myst_slugs", {})
        for section in self.document.findall(nodes.section):
            for id in filter(TAKEN.fullmatch, list(section["ids"])):
                self._rename(section, id, slugs)
        anchors = [node for node in self.document.findall(nodes.inline) if node["classes"] == ["anchor"]]
        for node in anchors:
            self._place(node, slugs)
        if anchors:
            self.document.myst_slugs = slugs
            self.env.metadata[self.env.docname]["myst_slugs"] = slugs

    def _rename(self, section: nodes.section, id: str, slugs: _Slugs) -> None:
        """Give a heading another id in the place of one that is of the page around the text."""
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
        """The id, with a number behind it if another element of the document has it."""
        number, new = 1, id
        while new in self.document.ids:
            number += 1
            new = f"{id}-{number}"
        return new

    def _place(self, node: nodes.inline, slugs: _Slugs) -> None:
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
    for domain in (Labels, Formulas):
        app.add_domain(domain, override=True)
    app.connect("doctree-read", _name_unnamed)
    app.connect("env-updated", _settle_labels, priority=100)
    app.add_role("anchor", Anchor())
    app.add_transform(Ids)
