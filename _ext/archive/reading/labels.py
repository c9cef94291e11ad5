"""Names by which any document may refer to a place: labels, labels of formulas, terms of glossaries and the like.

Sphinx keeps who gave each last, in the order in which it happens to read: which of two documents that is, and whether
the author is told, depends on the number of processes and on what was edited. Here each document's own are kept, the
first document by name has what two give, and every other is told at each build.
"""

from __future__ import annotations

from collections.abc import Iterator, Set
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.domains import Domain
from sphinx.domains.math import MathDomain
from sphinx.domains.std import StandardDomain
from sphinx.environment import BuildEnvironment
from sphinx.util import logging
from sphinx.util.logging import get_node_location

from ..check import textrules, vocabulary
from . import maths
from .build import Build

logger = logging.getLogger(__name__)
#: Where a domain keeps what each document gives: by document, table and name, what the table holds and the place.
_OF_DOCUMENTS = "of_documents"
#: The tables of labels with a title, and of all labels.
_LABELS = ("labels", "anonlabels")
_Given = dict[str, dict[str, dict[Any, tuple[Any, str]]]]


class _ByDocument(Domain):
    """A domain that knows which names each document gives."""

    @property
    def given(self) -> _Given:
        return self.data.setdefault(_OF_DOCUMENTS, {})  # type: ignore[no-any-return]

    def note(self, docname: str, table: str, name: Any, held: Any, place: str) -> None:
        """Keep that a document gives a name, what is held of it, and where it gives it first."""
        names = self.given.setdefault(docname, {}).setdefault(table, {})
        names[name] = (held, names[name][1] if name in names else place)

    def hide_others(self, docname: str, table: str, name: Any) -> None:
        """Have the table know nothing of a name that another document gives, which Sphinx would warn of."""
        if self.data.get(table, {}).get(name, (docname,))[0] != docname:
            del self.data[table][name]

    def clear_doc(self, docname: str) -> None:
        super().clear_doc(docname)
        self.given.pop(docname, None)

    def merge_domaindata(self, docnames: Set[str], otherdata: dict[str, Any]) -> None:
        super().merge_domaindata(docnames, otherdata)
        others = otherdata.get(_OF_DOCUMENTS, {})
        self.given.update({name: others[name] for name in others.keys() & docnames})

    def settle(self) -> None:
        """Give each name to the first document that gives it, and warn of the others."""
        first: dict[tuple[str, Any], tuple[str, str]] = {}
        wrong: dict[tuple[str, str], str] = {}
        """By place and name: one name may stand in several tables."""
        for docname, table, name, held, place in self._all():
            shown = name[1] if table == "objects" and isinstance(name, tuple) else name
            owner, there = first.setdefault((table, name), (docname, place))
            if name in textrules.STANDARD_LABELS and table in _LABELS:
                wrong[place, shown.lower()] = textrules.given_by_sphinx(shown)
            elif owner == docname:
                self.data[table][name] = held
            else:
                wrong.setdefault((place, shown.lower()), textrules.given_twice(shown, there))
        for (place, _), message in wrong.items():
            logger.warning(message, location=place, type="archive", subtype="label")

    def _all(self) -> Iterator[tuple[str, str, Any, Any, str]]:
        """Document, table, name, what the table holds, and place."""
        for docname, tables in sorted(self.given.items()):
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
        if not maths.RANDOM.fullmatch(labelid):
            self.note(docname, "objects", labelid, self.equations[labelid], _place(self.env, docname, location))


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


def _settle(app: Sphinx, env: BuildEnvironment) -> None:
    for name in (Labels.name, Formulas.name):
        domain = env.domains[name]
        if isinstance(domain, _ByDocument):
            domain.settle()


def setup(app: Sphinx, build: Build) -> None:
    for domain in (Labels, Formulas):
        app.add_domain(domain, override=True)
    app.connect("env-updated", _settle, priority=100)
