"""A name in a text: one light node from the role to the page, since posts by the thousand have many each.

Whatever else than a link to a definition it turns out to be, such as a name that another archive defines, becomes
Sphinx's own kind of reference, for which the domain answers.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from html import escape
from typing import Any

import myst_parser.mdit_to_docutils.base
from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform
from sphinx.transforms.post_transforms import SphinxPostTransform

from . import definitions, state
from .definitions import KINDS, Definition
from .pagewriter import PageWriter
from .paths import permalink, quoted

#: Words of one's own, then the target.
_TITLED = re.compile(r"(.+?)\s*<([^<>]+)>", re.DOTALL)
#: How the roles are written, and the kind of each.
ROLES = {form: kind for kind in KINDS for form in (kind, f"archive:{kind}")}


class Name(nodes.Inline, nodes.Element):  # type: ignore[misc]
    """A reference to what is defined. It has no children: each would be met by some sixty transforms."""

    def __init__(self, kind: str = "", target: str = "", words: str = "", explicit: bool = False) -> None:
        super().__init__()
        self.kind, self.target, self.words, self.explicit = kind, target, words, explicit

    def astext(self) -> str:
        return self.words

    def copy(self) -> Name:
        return type(self)(self.kind, self.target, self.words, self.explicit)

    deepcopy = copy

    def __reduce__(self) -> tuple[Any, ...]:
        """Doctrees are kept: nothing that is empty, or is known of the parent, is kept of so small a node."""
        kept: dict[str, Any] = {"parent": self.parent}
        if any(self.attributes.values()):
            kept["attributes"] = self.attributes
        return type(self), (self.kind, self.target, self.words, self.explicit), kept

    def pending(self, docname: str) -> pending_xref:
        """The same as a reference of Sphinx's."""
        return pending_xref(
            "", nodes.Text(self.words), refdoc=docname, refdomain="archive", reftype=self.kind, reftarget=self.target,
            refexplicit=self.explicit, refwarn=True,
        )  # fmt: skip


def parse(text: str) -> tuple[str, str, bool]:
    """The target of a role, the words that it shows, and whether these are words of the author's own."""
    titled = _TITLED.fullmatch(text) if text.endswith(">") else None
    words, target = (titled[1], titled[2]) if titled else (text, text)
    return " ".join(target.split()), words, titled is not None


def node(kind: str, text: str) -> nodes.Element:
    """What the role of a kind makes of its text; ``!`` before it makes it no reference."""
    if text.startswith("!"):
        return nodes.inline("", text[1:])
    target, words, explicit = parse(text)
    return Name(kind, target, words, explicit)


class NamesInTitles(SphinxTransform):
    """Titles are copied into tables of contents, where no link belongs: for that Sphinx has its own reference."""

    default_priority = 20

    def apply(self, **kwargs: Any) -> None:
        for title in self.document.findall(nodes.title):
            _to_pending(title, self.env.docname)


class NamesElsewhere(SphinxPostTransform):
    """What is no link to a definition here, or in another builder than the archive's, is left to the domain."""

    default_priority = 7

    def run(self, **kwargs: Any) -> None:
        known = state.of(self.app).scan.definitions
        if not isinstance(self.app.builder, PageWriter):
            _to_pending(self.document, self.env.docname)
            return
        for name in list(self.document.findall(Name)):
            if len(known.find(name.kind, name.target)) != 1:
                name.replace_self(name.pending(self.env.docname))


def _to_pending(root: nodes.Element, docname: str) -> None:
    for name in list(root.findall(Name)):
        name.replace_self(name.pending(docname))


def link(root: str, entry: Definition, words: str) -> str:
    """The HTML of a link to a definition, `root` being the way to the site's root."""
    return f'<a href="{root}{quoted(entry.page)}">{escape(words, quote=False)}</a>'


@cache
def up(docname: str) -> str:
    """The way from a document to the site's root, empty at the root itself."""
    return "../" * permalink(docname).count("/")


def _visit(translator: Any, name: Name) -> None:
    builder = translator.builder
    (entry,) = builder.state.scan.definitions.find(name.kind, name.target)
    words = name.words if name.explicit else definitions.shown(entry, name.words)
    translator.body.append(link(up(builder.current_docname), entry, words))


def _depart(translator: Any, name: Name) -> None:
    """A link is written whole."""


def myst_role() -> Callable[[], None]:
    """Put names past the machinery of roles: see `speedups`. Gives what puts it back."""
    renderer: Any = myst_parser.mdit_to_docutils.base.DocutilsRenderer
    original = renderer.render_myst_role

    def render_myst_role(self: Any, token: Any) -> None:
        form = token.meta["name"]
        kind = ROLES.get(form)
        if kind is None or (kind == form and not _is_primary(self.document)):
            original(self, token)
            return
        made = node(kind, token.content)
        made.parent = self.current_node
        self.current_node.children.append(made)

    renderer.render_myst_role = render_myst_role

    def undo() -> None:
        renderer.render_myst_role = original

    return undo


def _is_primary(document: nodes.document) -> bool:
    """Whether roles without a prefix are the archive's."""
    domain = document.settings.env.current_document.default_domain
    return domain is not None and domain.name == "archive"


def setup(app: Sphinx) -> None:
    app.add_node(Name, html=(_visit, _depart))
    app.add_transform(NamesInTitles)
    app.add_post_transform(NamesElsewhere)
