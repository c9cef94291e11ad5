"""Works that are cited and defined too, by one key: a note leads to the page of its work, which has the reference."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.transforms.post_transforms import SphinxPostTransform

from ..model.definitions import Definitions
from ..store.records import Records, WordedReferences
from . import names
from .build import Build, build_of, is_archive

_SPAN = re.compile(r"</?span[^>]*>")


class WorkLink(nodes.Inline, nodes.Element):  # type: ignore[misc]
    """A link to the page of a work, at the end of the note that cites it; nothing where the work is not defined.

    The attribute `work` is its key.
    """


class WorkLinks(SphinxPostTransform):
    """Takes the links away where there is no page to lead to."""

    default_priority = 6

    def run(self, **kwargs: Any) -> None:
        known = build_of(self.env).scan.definitions
        for link in list(self.document.findall(WorkLink)):
            if not (is_archive(self.app.builder) and len(known.find("work", link["work"])) == 1):
                link.parent.remove(link)


def references(
    env: BuildEnvironment, definitions: Definitions, records: Records
) -> dict[str, str]:  # fmt: skip
    """The references of the works that are defined, by their keys there, as HTML. To word one takes 2 ms."""
    if "cite" not in env.domaindata:
        return {}
    from ..source.bibfiles import said

    entries = env.domaindata["cite"]["bibdata"].data.entries
    known = (records.get(WordedReferences) or WordedReferences()).html
    found: dict[str, str] = {}
    worded: dict[str, str] = {}
    for work in _works(definitions):
        if work in entries:
            mark = f"{env.config.bibtex_default_style} {said(entries, work)}"
            worded[mark] = known.get(mark) or _html(env.config.bibtex_default_style, entries[work])
            found[work] = worded[mark]
    records.put(WordedReferences(worded))
    return found


def _works(definitions: Definitions) -> Iterable[str]:
    return (entry.key for entry in definitions.entries if entry.kind == "work")


def _html(style: str, entry: Any) -> str:
    from pybtex.plugin import find_plugin

    text: str = find_plugin("pybtex.style.formatting", style)().format_entry("", entry).text.render_as("html")
    return " ".join(_SPAN.sub("", text).split())


def _visit(translator: Any, link: WorkLink) -> None:
    build = build_of(translator.builder.env)
    (entry,) = build.scan.definitions.find("work", link["work"])
    # Translators: the link from a note that cites a work to the page of all posts that mention it.
    translator.body.append(" " + names.link(entry, build.localization.gettext("All mentions")))


def _depart(translator: Any, link: nodes.Element) -> None:
    """A link is written whole."""


def setup(app: Sphinx, build: Build) -> None:
    app.add_node(WorkLink, html=(_visit, _depart))
    app.add_post_transform(WorkLinks)
