"""Where docutils is changed: transforms that have nothing to do in a document are not begun for it.

A document passes some sixty, of docutils, Sphinx, MyST and Furo, and most look through all of it for a kind of node
that a post has not got. Here the kinds of nodes that a document has are looked up once, and again after a transform
that may have added some.
"""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import docutils.transforms
from docutils import nodes
from docutils.frontend import Values
from docutils.transforms import frontmatter, misc, references, universal
from docutils.transforms.references import DanglingReferences
from furo import WrapTableAndMathInAContainerTransform
from myst_parser.mdit_to_docutils import transforms as myst
from myst_parser.sphinx_ext import myst_refs
from sphinx import addnodes
from sphinx import transforms as sphinx_transforms
from sphinx.builders.latex.transforms import FootnoteDocnameUpdater
from sphinx.domains import c, citation, cpp
from sphinx.transforms import i18n, post_transforms
from sphinx.transforms.post_transforms import SphinxPostTransform, code, images
from sphinx.transforms.references import SphinxDanglingReferences

from ..reading import checks, cited, messages, names
from .patching import Undo, replace

Kinds = frozenset[type[nodes.Node]]

_LITERAL = (nodes.literal_block, nodes.doctest_block, addnodes.highlightlang)
_REFERRING = (nodes.reference, nodes.footnote_reference, nodes.citation_reference, nodes.target)
#: What a transform acts upon: without any of these it changes nothing.
NEEDS: dict[Any, tuple[Any, ...]] = {
    c.AliasTransform: (c.AliasNode,),
    cpp.AliasTransform: (cpp.AliasNode,),
    checks.FilesOfHtml: (nodes.raw,),
    citation.CitationDefinitionTransform: (nodes.citation,),
    citation.CitationReferenceTransform: (nodes.citation_reference,),
    cited.WorkLinks: (cited.WorkLink,),
    code.HighlightLanguageTransform: _LITERAL,
    code.TrimDoctestFlagsTransform: _LITERAL,
    i18n.PreserveTranslatableMessages: (addnodes.translatable,),
    images.DataURIExtractor: (nodes.image,),
    images.ImageDownloader: (nodes.image,),
    messages.NoMessages: (nodes.system_message,),
    misc.Transitions: (nodes.transition,),
    myst.ResolveSectionRefs: (nodes.inline,),
    myst_refs.MystReferenceResolver: (addnodes.pending_xref,),
    names.NamesInTitles: (names.Names,),
    post_transforms.OnlyNodeTransform: (addnodes.only,),
    post_transforms.ReferencesResolver: (addnodes.pending_xref,),
    post_transforms.PropagateDescDomain: (addnodes.desc_signature,),
    references.AnonymousHyperlinks: (nodes.reference, nodes.target),
    references.ExternalTargets: (nodes.target,),
    references.InternalTargets: (nodes.target,),
    references.PropagateTargets: (nodes.target,),
    references.Substitutions: (nodes.substitution_reference,),
    sphinx_transforms.AutoIndexUpgrader: (addnodes.index,),
    sphinx_transforms.DefaultSubstitutions: (nodes.substitution_reference,),
    sphinx_transforms.DoctestTransform: (nodes.doctest_block,),
    sphinx_transforms.FilterSystemMessages: (nodes.system_message,),
    sphinx_transforms.GlossarySorter: (addnodes.glossary,),
    sphinx_transforms.HandleCodeBlocks: (nodes.block_quote,),
    sphinx_transforms.MoveModuleTargets: (nodes.target,),
    sphinx_transforms.ReorderConsecutiveTargetAndIndexNodes: (nodes.target,),
    DanglingReferences: _REFERRING,
    FootnoteDocnameUpdater: (nodes.footnote, nodes.footnote_reference),
    SphinxDanglingReferences: _REFERRING,
    WrapTableAndMathInAContainerTransform: (nodes.table, nodes.math_block),
}
#: Transforms for the translations of a document.
TRANSLATION = frozenset({
    i18n.Locale, i18n.RemoveTranslatableInline, i18n.TranslationProgressTotaliser,
})  # fmt: skip
#: Transforms that run for every document, and add no kind of node to it.
ADDS_NOTHING = frozenset({
    *TRANSLATION - {i18n.Locale}, i18n.AddTranslationClasses, frontmatter.SectionSubTitle, universal.ExposeInternals,
    universal.StripComments, universal.Validate, sphinx_transforms.SphinxSmartQuotes, myst.AddSlugIds,
    myst.PrioritiseExplicitIds, myst.SortFootnotes, sphinx_transforms.ApplySourceWorkaround,
    sphinx_transforms.AutoNumbering, sphinx_transforms.ExtraTranslatableNodes, sphinx_transforms.SortIds,
})  # fmt: skip


def skip_idle_transforms() -> Undo:
    """Pass over the transforms that have nothing to do."""
    idle = _IdleTransforms()

    def apply_transforms(self: docutils.transforms.Transformer) -> None:
        document = self.document
        document.reporter.attach_observer(document.note_transform_message)
        kinds: Kinds | None = None
        while self.transforms:
            if not self.sorted:
                self.transforms.sort(reverse=True)
                self.sorted = True
            priority, transform, pending, arguments = self.transforms.pop()
            if transform in NEEDS and kinds is None:
                kinds = _kinds(document)
            if idle.may_be_skipped(transform, document, kinds):
                continue
            transform(document, startnode=pending).apply(**arguments)
            self.applied.append((priority, transform, pending, arguments))
            if transform not in ADDS_NOTHING:
                kinds = None
        document.reporter.detach_observer(document.note_transform_message)

    return replace(docutils.transforms.Transformer, "apply_transforms", apply_transforms)


#: Of equal sets one, which is found in a dictionary without a look at what it has.
_KNOWN_KINDS: dict[Kinds, Kinds] = {}


def _kinds(document: nodes.document) -> Kinds:
    kinds: set[type[nodes.Node]] = set()
    todo: list[nodes.Node] = [document]
    while todo:
        node = todo.pop()
        kinds.add(node.__class__)
        todo += node.children
    found = frozenset(kinds)
    return _KNOWN_KINDS.setdefault(found, found)


class _IdleTransforms:
    """Knows which transforms have nothing to do in which documents."""

    def __init__(self) -> None:
        self._idle: dict[tuple[Any, Kinds | None], bool] = {}
        self._foreign: dict[tuple[Any, Any], bool] = {}
        self._translated: dict[Any, bool] = {}

    def may_be_skipped(self, transform: Any, document: nodes.document, kinds: Kinds | None) -> bool:
        """Whether `transform` has nothing to do in a document that has these kinds of nodes."""
        if transform in NEEDS:
            key = (transform, kinds)
            if key not in self._idle:
                self._idle[key] = not any(issubclass(kind, NEEDS[transform]) for kind in kinds or ())
            if self._idle[key]:
                return True
        if transform in TRANSLATION:
            if not self._is_html(document) or self._is_translated(document):
                return False
            return _done_without_translations(transform, document)
        return issubclass(transform, SphinxPostTransform) and self._is_foreign(transform, document.settings.env)

    def _is_foreign(self, transform: type[SphinxPostTransform], env: Any) -> bool:
        """Whether it is for other builders alone."""
        key = (transform, env._builder_cls)
        if key not in self._foreign:
            is_told_by_builder = transform.is_supported is SphinxPostTransform.is_supported
            stand_in = SimpleNamespace(builders=transform.builders, formats=transform.formats, env=env)
            self._foreign[key] = is_told_by_builder and not SphinxPostTransform.is_supported(stand_in)  # type: ignore[arg-type]
        return self._foreign[key]

    def _is_html(self, document: nodes.document) -> bool:
        return bool(getattr(document.settings.env._builder_cls, "format", "") == "html")

    def _is_translated(self, document: nodes.document) -> bool:
        """Whether there may be catalogues of translations: those are looked for again for every document."""
        env = document.settings.env
        key = (env.srcdir, *env.config.locale_dirs)
        if key not in self._translated:
            self._translated[key] = any(Path(env.srcdir, folder).is_dir() for folder in env.config.locale_dirs)
        return self._translated[key]


def _done_without_translations(transform: Any, document: nodes.document) -> bool:
    """Do the little that a transform for translations does where there are none; False: it has more to do."""
    if transform is i18n.TranslationProgressTotaliser:
        document["translation_progress"] = {"total": 0, "translated": 0}
    if transform is i18n.RemoveTranslatableInline:
        return not any("translatable" in node for node in document.findall(nodes.inline))
    return True


def settings_of(values: dict[str, Any]) -> Values:
    """Settings of docutils with these values, without its way of setting each by itself."""
    made = Values()
    made.__dict__ = {**values, "record_dependencies": values["record_dependencies"] or made.record_dependencies}
    return made
