"""The Sphinx domain ``archive``: roles for posts and for all that is defined, and what the inventory says of them.

Without a role too a post may be referred to by its bare file name, where that is unambiguous.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from typing import Any, ClassVar

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.domains import Domain, ObjType
from sphinx.environment import BuildEnvironment
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import docname_join, logging
from sphinx.util.docutils import SphinxRole
from sphinx.util.nodes import clean_astext, make_refnode

from ..check import references
from ..core.addresses import POSTS, relative_root
from ..core.slugs import slugify
from ..model import definitions
from ..model.definitions import KINDS, Definition
from ..source import sourcefiles
from ..source.consistency import nearest_posts
from ..source.scanning import HiddenReason
from . import names
from .build import Build, build_of, is_archive
from .mentions import WITHHELD, Resolver
from .names import Names

logger = logging.getLogger(__name__)
_KINDS = ("post", *KINDS)
#: How Sphinx reads a line of an inventory: a name such as ``Act 1989 c 41`` it would take apart.
_LINE = re.compile(r"(.+?)\s+(\S+)\s+(-?\d+)\s+?(\S*)\s+(.*)")


class ReferenceRole(SphinxRole):
    """A role of the domain, such as ``{person}`name` ``."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Give a reference that holds its words alone; ``!`` before them makes it none."""
        kind = self.name.rpartition(":")[2]
        if self.text.startswith("!"):
            return [nodes.inline("", self.text[1:])], []
        target, words, explicit = names.parse(self.text)
        made: nodes.Node = Names(words, [(0, len(words), kind, target, explicit)])
        # Intersphinx has this role for its own, and wants Sphinx's kind of reference.
        if kind == "post" or self.rawtext.startswith(":external") or names.is_retyped(self.env):
            made = names.reference(self.env.current_document.docname, words, kind, target, explicit)
        self.set_source_info(made)
        return [made], []


class ArchiveDomain(Domain):
    """Posts, people, organisations, laws, works, events and topics. All it knows is known before reading begins."""

    name = "archive"
    label = "Archive"
    object_types: ClassVar[dict[str, ObjType]] = {kind: ObjType(kind, kind) for kind in _KINDS}
    roles: ClassVar[dict[str, Any]] = {kind: ReferenceRole() for kind in _KINDS}

    build: Build
    """Set once a build, as `setup` registers the domain."""

    def merge_domaindata(self, docnames: Set[str], otherdata: dict[str, Any]) -> None:
        """Processes that read have nothing to tell."""

    def get_full_qualified_name(self, node: nodes.Element) -> str:
        """The key that a name has if nobody gave it another: by it other archives find what names cannot say."""
        return slugify(str(node["reftarget"]))

    def resolve_xref(
        self, env: BuildEnvironment, fromdocname: str, builder: Builder, typ: str, target: str, node: pending_xref,
        contnode: nodes.Element,
    ) -> nodes.Element | None:  # fmt: skip
        """The link that a role becomes, or its words alone where it may lead nowhere; None if the name is unknown."""
        made = self._link(env, fromdocname, builder, typ, target, node, contnode)
        if isinstance(made, nodes.reference) and names.is_in_link(node):
            return nodes.inline("", made.astext())
        return made

    def _link(
        self, env: BuildEnvironment, fromdocname: str, builder: Builder, typ: str, target: str, node: pending_xref,
        contnode: nodes.Element,
    ) -> nodes.Element | None:  # fmt: skip
        if typ == "post":
            return self._to_post(env, fromdocname, builder, target, node, contnode)
        found = self.build.scan.definitions.find(typ, target)
        if len(found) > 1:
            message = references.ambiguous_target(target, found)
            logger.error(message, location=node, type="archive", subtype="reference")
            return contnode
        if not found:
            return None
        text = contnode.astext() if node.get("refexplicit") else definitions.reference_text(found[0], contnode.astext())
        return _to_definition(builder, fromdocname, found[0], text)

    def _to_post(
        self, env: BuildEnvironment, fromdocname: str, builder: Builder, target: str, node: pending_xref,
        contnode: nodes.Element,
    ) -> nodes.Element | None:  # fmt: skip
        resolver = Resolver(self.build)
        found, reason = resolver.posts(target), resolver.hidden(target)
        if len(found) > 1:
            paths = " and ".join(name.removeprefix(POSTS) for name in found)
            message = "the name %r fits %s: refer to one of them by its path"
            logger.error(message, target, paths, location=node, type="archive", subtype="reference")
            return contnode
        explicit = node.get("refexplicit")
        if found:
            text = contnode.astext() if explicit else env.titles[found[0]].astext()
            return make_refnode(builder, fromdocname, found[0], "", nodes.Text(text))
        if message := references.hidden_target(target, reason):
            logger.warning(message, location=node, type="archive", subtype="reference")
        if reason:
            return contnode if explicit else nodes.inline("", WITHHELD if reason == HiddenReason.WITHHELD else target)
        return None

    def resolve_any_xref(
        self, env: BuildEnvironment, fromdocname: str, builder: Builder, target: str, node: pending_xref,
        contnode: nodes.Element,
    ) -> list[tuple[str, nodes.reference]]:  # fmt: skip
        """What ``any`` and links of Markdown may mean: only what has a page, since they are no mentions themselves."""
        found: list[tuple[str, nodes.reference]] = []
        posts = Resolver(self.build).posts(target) if "/" in target else ()
        for name in posts:
            if name != docname_join(fromdocname, target):  # which is known already, as a path from the document
                found.append(("archive:post", make_refnode(builder, fromdocname, name, "", contnode)))
        archive = self.build.archive if is_archive(builder) else None
        for kind in KINDS:
            for entry in self.build.scan.definitions.find(kind, target):
                if archive and entry in archive.objects:
                    text = contnode.astext() or entry.name
                    link = _to_definition(builder, fromdocname, entry, text)
                    assert isinstance(link, nodes.reference)
                    found.append((f"archive:{kind}", link))
        return found

    def get_objects(self) -> Iterator[tuple[str, str, str, str, str, int]]:
        """Posts by their paths; what is defined by its key, name and aliases, so far as an inventory can say them."""
        archive = self.build.archive
        if archive is None:
            return
        for post in archive.posts:
            yield post.path.removesuffix(".html"), post.title, "post", post.docname, "", 1
        for entry in archive.objects:
            words = [entry.key, *(_sayable(word, entry.kind) for word in (entry.name, *entry.aliases))]
            for word in dict.fromkeys(words):
                shown = word if word in (entry.name, *entry.aliases) else entry.name
                yield word, shown, entry.kind, entry.page, "", 1 if word in (entry.name, entry.key) else -1


def _sayable(word: str, kind: str) -> str:
    """A name as a line of an inventory can have it: one that it would take apart by its slug."""
    line = _LINE.match(f"{word} archive:{kind} 1 page -")
    return word if line and line[1] == word else slugify(word)


def _to_definition(builder: Builder, fromdocname: str, entry: Definition, text: str) -> nodes.Element:
    """A link to the page of what is defined; in other builders than the archive's, which have none, the words alone."""
    if not is_archive(builder):
        return nodes.inline("", text)
    address = relative_root(fromdocname) + builder.get_target_uri(entry.page)
    return nodes.reference("", text, internal=True, refuri=address)


def _warn_of_unknown(build: Build, domain: Domain | None, node: pending_xref) -> bool | None:
    """Say what the name of a missing object may have been meant for."""
    if not isinstance(domain, ArchiveDomain):
        return None
    kind, target = node["reftype"], node["reftarget"]
    scan = build.scan
    near = nearest_posts(target, set(scan.published)) if kind == "post" else scan.definitions.nearest(kind, target)
    message = references.unknown_target(kind, target, near)
    logger.warning(message, location=node, type="archive", subtype="reference")
    return True


class PostReferences(SphinxPostTransform):
    """Resolves what is a reference to a post, before MyST and Sphinx resolve the others (priority 9 and 10)."""

    default_priority = 8

    def run(self, **kwargs: Any) -> None:
        for node in list(self.document.findall(pending_xref)):
            if node.get("refdomain") == "doc":
                self._by_path(node)
            elif node.get("reftype") in ("ref", "doc", "myst", "any"):
                self._by_name(node)

    def _by_path(self, node: pending_xref) -> None:
        """A link of Markdown to a file."""
        if str(node["reftarget"]) not in self.env.all_docs:
            self._to_hidden(node, str(node["reftarget"]))

    def _to_hidden(self, node: pending_xref, target: str) -> None:
        """A reference to a post that has no page: of a withheld one the words stay, any other is an error."""
        hidden = build_of(self.env).scan.hidden.get(target)
        if hidden is None:
            return
        if hidden != HiddenReason.WITHHELD:
            message = "the link leads to %s.md, which is %s: publish that first, or take out the link"
            what = "a draft" if hidden == HiddenReason.DRAFT else "dated in the future"
            logger.warning(message, target, what, location=node, type="archive", subtype="reference")
        node.replace_self(node[0].deepcopy())

    def _to_nothing(self, node: pending_xref, docname: str, target: str) -> None:
        """A link that leads to no file, or to what is no address: said by the rule that the check has too. Any other
        may be a name that some domain knows."""
        labels = self.env.domains.standard_domain
        if target.lower() in labels.labels or target.lower() in labels.anonlabels:
            return
        if message := sourcefiles.dead_link(target, docname, self.env.found_docs):
            logger.warning(message, location=node, type="archive", subtype="link")
            node.replace_self(nodes.inline("", "", *node[0].deepcopy().children))

    def _by_name(self, node: pending_xref) -> None:
        """A reference, of whatever kind, by what may be the bare file name of a post."""
        name, docname = str(node["reftarget"]), node.get("refdoc", self.env.docname)
        named = build_of(self.env).by_name.get(name, ())
        found = [post for post in named if post in self.env.all_docs]
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
            paths = " and ".join(f"{post}.md" for post in found)
            message = "the name %r fits %s: refer to one of them by its path"
            logger.warning(message, name, paths, location=node, type="archive", subtype="reference")
            node.replace_self(node[0].deepcopy())
            return
        if node.get("refexplicit"):
            content = node[0].deepcopy()
        else:
            title = clean_astext(self.env.titles[found[0]])
            content = nodes.inline(title, title, classes=["std", "std-doc"])
        node.replace_self(make_refnode(build_of(self.env).app.builder, docname, found[0], "", content))


def setup(app: Sphinx, build: Build) -> None:
    # Sphinx makes domains itself, with nothing but the environment.
    app.add_domain(type(ArchiveDomain.__name__, (ArchiveDomain,), {"build": build}))
    build.connect("warn-missing-reference", _warn_of_unknown)
    app.add_post_transform(PostReferences)
