"""The Sphinx domain ``archive``: roles for posts and for all that is defined, and what the inventory says of them."""

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
from sphinx.util import docname_join, logging
from sphinx.util.docutils import SphinxRole
from sphinx.util.nodes import make_refnode

from ..check import references
from ..core.addresses import POSTS, root_of
from ..core.slugs import slugify
from ..model import definitions
from ..model.definitions import KINDS, Definition
from ..source.consistency import nearest_posts
from ..source.scanning import State
from . import names
from .build import Build, is_archive
from .names import Names
from .resolver import WITHHELD, Resolver

logger = logging.getLogger(__name__)
_KINDS = ("post", *KINDS)
#: How Sphinx reads a line of an inventory: a name such as ``Act 1989 c 41`` it would take apart.
_LINE = re.compile(r"(.+?)\s+(\S+)\s+(-?\d+)\s+?(\S*)\s+(.*)")


class Reference(SphinxRole):
    """A role of the domain."""

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
    roles: ClassVar[dict[str, Any]] = {kind: Reference() for kind in _KINDS}

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
            message = references.ambiguous(target, found)
            logger.error(message, location=node, type="archive", subtype="reference")
            return contnode
        if not found:
            return None
        text = contnode.astext() if node.get("refexplicit") else definitions.shown(found[0], contnode.astext())
        return _to_definition(builder, fromdocname, found[0], text)

    def _to_post(
        self, env: BuildEnvironment, fromdocname: str, builder: Builder, target: str, node: pending_xref,
        contnode: nodes.Element,
    ) -> nodes.Element | None:  # fmt: skip
        resolver = Resolver(self.build)
        found, why = resolver.posts(target), resolver.hidden(target)
        if len(found) > 1:
            paths = " and ".join(name.removeprefix(POSTS) for name in found)
            message = "the name %r fits %s: refer to one of them by its path"
            logger.error(message, target, paths, location=node, type="archive", subtype="reference")
            return contnode
        explicit = node.get("refexplicit")
        if found:
            text = contnode.astext() if explicit else env.titles[found[0]].astext()
            return make_refnode(builder, fromdocname, found[0], "", nodes.Text(text))
        if message := references.hidden(target, why):
            logger.warning(message, location=node, type="archive", subtype="reference")
        if why:
            return contnode if explicit else nodes.inline("", WITHHELD if why == State.WITHHELD else target)
        return None

    def resolve_any_xref(
        self, env: BuildEnvironment, fromdocname: str, builder: Builder, target: str, node: pending_xref,
        contnode: nodes.Element,
    ) -> list[tuple[str, nodes.reference]]:  # fmt: skip
        """What ``any`` and links of Markdown may mean: only what has a page, since they are no mentions themselves."""
        found: list[tuple[str, nodes.reference]] = []
        posts = Resolver(self.build).posts(target) if "/" in target else ()
        # What the target says as a path from the document is known already.
        for name in [one for one in posts if one != docname_join(fromdocname, target)]:
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
    line = _LINE.match(f"{word} archive:{kind} 1 page -")
    return word if line and line[1] == word else slugify(word)


def _to_definition(builder: Builder, fromdocname: str, entry: Definition, text: str) -> nodes.Element:
    """A link to the page of what is defined; in other builders than the archive's, which have none, the words alone."""
    if not is_archive(builder):
        return nodes.inline("", text)
    address = root_of(fromdocname) + builder.get_target_uri(entry.page)
    return nodes.reference("", text, internal=True, refuri=address)


def _warn(build: Build, domain: Domain | None, node: pending_xref) -> bool | None:
    """Say what the name of a missing object may have been meant for."""
    if not isinstance(domain, ArchiveDomain):
        return None
    kind, target = node["reftype"], node["reftarget"]
    scan = build.scan
    near = nearest_posts(target, set(scan.published)) if kind == "post" else scan.definitions.nearest(kind, target)
    message = references.unknown(kind, target, near)
    logger.warning(message, location=node, type="archive", subtype="reference")
    return True


def setup(app: Sphinx, build: Build) -> None:
    # Sphinx makes domains itself, with nothing but the environment.
    app.add_domain(type(ArchiveDomain.__name__, (ArchiveDomain,), {"build": build}))
    build.connect("warn-missing-reference", _warn)
