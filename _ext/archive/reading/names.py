"""Names in a text: a run of words and names is one node from the source to the page, since posts by the thousand have
many names each.

The HTML writer makes them links to what they are defined as. Whatever else a name turns out to be, such as one that
another archive defines, becomes Sphinx's own kind of reference, for which the domain answers.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from html import escape
from typing import Any

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.transforms import SphinxTransform
from sphinx.transforms.post_transforms import SphinxPostTransform

from ..core.addresses import SITE_SCHEME, quoted_permalink
from ..core.slugs import slugify
from ..model import definitions
from ..model.definitions import Definition
from .build import Build, build_of, is_archive

#: Words of one's own, then the target.
_TITLED = re.compile(r"(\s*\S.*?)\s*<([^<>]+)>", re.DOTALL)


Span = tuple[int, int, str, str, bool]
"""A name in a text: where it begins and ends, the kind and the target that it names, and whether the words there are
the author's own. Pickle would call a function of Python for each if it had a class."""


class Names(nodes.Text):  # type: ignore[misc]
    """Text with names in it. To all that knows nothing of names it is its words; each node more would be met by some
    sixty transforms."""

    spans: tuple[Span, ...]

    def __new__(cls, words: str, spans: Sequence[Span]) -> Names:
        made: Names = super().__new__(cls, words)
        made.spans = tuple(spans)
        return made

    def copy(self) -> Names:
        return type(self)(str(self), self.spans)

    deepcopy = copy

    def __reduce__(self) -> tuple[Any, ...]:
        return Names, (str(self), self.spans), {"parent": self.parent}

    def rstrip(self, chars: str | None = None) -> nodes.Text:
        return nodes.Text(str.rstrip(self, chars))

    def lstrip(self, chars: str | None = None) -> nodes.Text:
        return nodes.Text(str.lstrip(self, chars))

    def parts(self) -> Iterator[tuple[str, Span | None]]:
        """The words before, in, between and after the names, in order."""
        begun = 0
        for span in self.spans:
            start, end = span[:2]
            if begun < start:
                yield self[begun:start], None
            yield self[start:end], span
            begun = end
        if begun < len(self):
            yield self[begun:], None

    def with_pending(self, docname: str, pending: Callable[[str, str], bool]) -> list[nodes.Node]:
        """What takes its place where some of its names, told by kind and target, are to be Sphinx's own references."""
        made: list[nodes.Node] = []
        for words, span in self.parts():
            if span is None:
                made.append(nodes.Text(words))
                continue
            kind, target, explicit = span[2:]
            if pending(kind, target):
                made.append(reference(docname, words, kind, target, explicit))
            else:
                made.append(Names(words, [(0, len(words), kind, target, explicit)]))
        return made


def reference(docname: str, words: str, kind: str, target: str, explicit: bool) -> pending_xref:
    """A name as Sphinx's own kind of reference. Only a key is shown as the name that it is of."""
    typed = kind != "post" and slugify(target) != target
    return pending_xref(
        "", nodes.Text(words), refdoc=docname, refdomain="archive", reftype=kind, reftarget=target,
        refexplicit=explicit or typed, refwarn=True,
    )  # fmt: skip


@lru_cache(maxsize=65_536)
def parse(text: str) -> tuple[str, str, bool]:
    """The target of a role, the words that it shows, and whether these are words of the author's own."""
    titled = _TITLED.fullmatch(text) if text.endswith(">") else None
    words, target = (titled[1], titled[2]) if titled else (text, text)
    return " ".join(target.split()), words, titled is not None


def is_retyped(env: BuildEnvironment) -> bool:
    """Whether texts are taken apart to change their quotation marks: names in them would be lost."""
    return bool(env.config.smartquotes)


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
        build, docname = build_of(self.env), self.env.docname
        if not is_archive(build.app.builder):
            _to_pending(self.document, docname)
        # As one document of thousands.
        elif build.archive is None or build.archive.document_mentions[docname].has_unresolved:
            known = build.scan.definitions
            _to_pending(self.document, docname, lambda kind, target: len(known.find(kind, target)) != 1)


def _always(kind: str, target: str) -> bool:
    return True


def _to_pending(root: nodes.Element, docname: str, pending: Callable[[str, str], bool] = _always) -> None:
    for names in list(root.findall(Names)):
        if any(pending(kind, target) for _, _, kind, target, _ in names.spans):
            names.parent.replace(names, names.with_pending(docname, pending))


def link(entry: Definition, words: str) -> str:
    """The HTML of a link to a definition, its address from the site's root: see `addresses.SITE_SCHEME`."""
    return f'<a href="{SITE_SCHEME}{quoted_permalink(entry.page)}">{escape(words, quote=False)}</a>'


def _visit(translator: Any, names: Names) -> None:
    if is_in_link(names):
        translator.body.append(translator.encode(str(names)))
        return
    build = build_of(translator.builder.env)
    for words, span in names.parts():
        translator.body.append(_link(build, words, span) if span else translator.encode(words))


def is_in_link(node: nodes.Node) -> bool:
    """Whether it is among the words of a link, or of what may become one: HTML allows no other there."""
    within = node.parent
    while isinstance(within, nodes.Inline):
        if isinstance(within, (nodes.reference, pending_xref)):
            return True
        within = within.parent
    return False


def _link(build: Build, words: str, span: Span) -> str:
    """The link of a name that is defined."""
    _, _, kind, target, explicit = span
    key = (kind, target, words, explicit)
    made = build.name_links.get(key)
    if made is None:
        (entry,) = build.scan.definitions.find(kind, target)
        made = build.name_links[key] = link(entry, words if explicit else definitions.reference_text(entry, words))
    return made


def _depart(translator: Any, names: Names) -> None:
    """All was written at once."""


def setup(app: Sphinx, build: Build) -> None:
    app.add_transform(NamesInTitles)
    app.add_post_transform(NamesElsewhere)
    app.add_node(Names, html=(_visit, _depart))
