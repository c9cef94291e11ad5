"""Names in a text: a run of words and names is one node from the source to the page, since posts by the thousand have
many names each.

Whatever else than a link to a definition a name turns out to be, such as one that another archive defines, becomes
Sphinx's own kind of reference, for which the domain answers.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from html import escape
from itertools import chain
from typing import Any, NamedTuple

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.transforms import SphinxTransform
from sphinx.transforms.post_transforms import SphinxPostTransform

from . import definitions, state
from .definitions import Definition
from .pagewriter import PageWriter
from .paths import permalink, quoted
from .rooted import SITE_SCHEME
from .state import Current

#: Words of one's own, then the target.
#: No text that was Markdown has this sign in it, and those of ASCII stay so: other texts take several times as long.
_APART = "\0"
_TITLED = re.compile(r"(.+?)\s*<([^<>]+)>", re.DOTALL)


class Span(NamedTuple):
    """Where a name stands in a text, and what it names."""

    start: int
    end: int
    kind: str
    target: str
    explicit: bool
    """Whether the words there are the author's own."""


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
        # Plain tuples: pickle would call a function of Python for each of another kind.
        return _names, (str(self), tuple(map(tuple, self.spans))), {"parent": self.parent}

    def rstrip(self, chars: str | None = None) -> nodes.Text:
        return nodes.Text(str.rstrip(self, chars))

    def lstrip(self, chars: str | None = None) -> nodes.Text:
        return nodes.Text(str.lstrip(self, chars))

    def parts(self) -> Iterator[tuple[str, Span | None]]:
        """The words before, in, between and after the names, in order."""
        begun = 0
        for span in self.spans:
            if begun < span.start:
                yield self[begun : span.start], None
            yield self[span.start : span.end], span
            begun = span.end
        if begun < len(self):
            yield self[begun:], None

    def with_pending(self, docname: str, pending: Callable[[Span], bool]) -> list[nodes.Node]:
        """What takes its place where some of its names are to be Sphinx's own kind of reference."""
        made: list[nodes.Node] = []
        for words, span in self.parts():
            if span is None:
                made.append(nodes.Text(words))
            elif pending(span):
                made.append(reference(docname, span, words))
            else:
                made.append(Names(words, [span._replace(start=0, end=len(words))]))
        return made


def _names(words: str, spans: Iterable[tuple[Any, ...]]) -> Names:
    return Names(words, [Span._make(span) for span in spans])


def reference(docname: str, span: Span, words: str) -> pending_xref:
    """A name as Sphinx's own kind of reference."""
    return pending_xref(
        "", nodes.Text(words), refdoc=docname, refdomain="archive", reftype=span.kind, reftarget=span.target,
        refexplicit=span.explicit, refwarn=True,
    )  # fmt: skip


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
        if not isinstance(self.app.builder, PageWriter):
            _to_pending(self.document, self.env.docname)
            return
        found = list(self.document.findall(Names))
        asked = {(span.kind, span.target) for names in found for span in names.spans}
        known = state.of(self.app).scan.definitions.is_one
        if elsewhere := {one for one in asked if not known(one)}:  # as one document of thousands has
            _to_pending(self.document, self.env.docname, lambda span: (span.kind, span.target) in elsewhere)


def _to_pending(root: nodes.Element, docname: str, pending: Callable[[Span], bool] = lambda span: True) -> None:
    for names in list(root.findall(Names)):
        if any(map(pending, names.spans)):
            names.parent.replace(names, names.with_pending(docname, pending))


def link(entry: Definition, words: str) -> str:
    """The HTML of a link to a definition, its address from the site's root: see `rooted`."""
    return f'<a href="{SITE_SCHEME}{quoted(entry.page)}">{escape(words, quote=False)}</a>'


@cache
def up(docname: str) -> str:
    """The way from a document to the site's root, empty at the root itself."""
    return "../" * permalink(docname).count("/")


def _visit(translator: Any, names: Names) -> None:
    if _is_in_link(names):
        translator.body.append(translator.encode(str(names)))
        return
    current, begun, between, links = translator.builder.state, 0, [], []
    for span in names.spans:
        between.append(names[begun : span.start])
        links.append(_link(current, span, names[span.start : span.end]))
        begun = span.end
    between.append(names[begun:])
    # What is between the names is encoded at once, which takes as long as for one piece of it.
    between = translator.encode(_APART.join(between)).split(_APART)
    translator.body += chain(chain.from_iterable(zip(between, links, strict=False)), between[-1:])


def _is_in_link(names: Names) -> bool:
    """Whether the names are among the words of a link, in which no other may be."""
    node = names.parent
    while isinstance(node, nodes.Inline):
        if isinstance(node, nodes.reference):
            return True
        node = node.parent
    return False


def _link(current: Current, span: Span, words: str) -> str:
    """The link of a name that is defined."""
    key = (span.kind, span.target, words, span.explicit)
    if key not in current.links:
        (entry,) = current.scan.definitions.find(span.kind, span.target)
        current.links[key] = link(entry, words if span.explicit else definitions.shown(entry, words))
    return current.links[key]


def _depart(translator: Any, names: Names) -> None:
    """All was written at once."""


def setup(app: Sphinx) -> None:
    app.add_node(Names, html=(_visit, _depart))
    app.add_transform(NamesInTitles)
    app.add_post_transform(NamesElsewhere)
