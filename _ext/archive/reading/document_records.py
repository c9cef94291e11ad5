"""What is noted of each document while it is read, and mended in it: links, dated updates, one title."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from ablog.post import PostList, PostNode, UpdateNode
from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.transforms import SphinxTransform
from sphinx.util import logging
from sphinx.util.nodes import clean_astext

from ..core import dates
from ..core.addresses import POSTS
from ..model.posts import Correction
from ..source import sourcefiles
from . import cited, robustlinks
from .build import Build

logger = logging.getLogger(__name__)


class Reference(NamedTuple):
    """A reference of a document as Sphinx found it, unresolved; what it does not say is empty."""

    domain: str
    kind: str
    target: str
    anchor: str


@dataclass(slots=True)
class Record:
    """What is kept of a document that was read, beside what Sphinx keeps."""

    refs: tuple[Reference, ...]
    """Its unresolved references, in order, each once."""
    targets: tuple[str, ...]
    """Documents that its links and ``toctree`` name, there or not."""
    links: tuple[bool, ...]
    """Which of `targets` were there: MyST reads a link in another way when its target is not."""
    corrections: tuple[Correction, ...] = ()
    pictured: bool = False
    """Whether there may be something in it that stands for a picture or a film: see `picturelayout`."""
    pictures: tuple[tuple[str, str], ...] = ()
    """The pictures of the site that its text shows, in order: their paths from the source folder, and their words."""
    outbound: tuple[str, ...] = ()
    """The addresses of other sites that its text leads to: see `robustlinks`."""
    lists_posts: bool = False
    """Has a ``postlist``, so shows whatever posts there are."""
    title: str = ""
    """As the inventory has it."""
    works: tuple[str, ...] = ()
    """Keys of the works that it cites."""
    digest: str = ""
    """Of its source, of every file that was read with it, and of the works that it cites."""


def setup(app: Sphinx, build: Build) -> None:
    app.add_transform(OneTitle)
    build.connect("doctree-read", _note_document, priority=900)
    app.connect("env-purge-doc", lambda app, env, docname: records(env).pop(docname, None))
    app.connect("env-merge-info", _merge)


def records(env: BuildEnvironment) -> dict[str, Record]:
    """The records of all documents, by name."""
    if not hasattr(env, "archive_records"):
        env.archive_records = {}  # type: ignore[attr-defined]
    return env.archive_records  # type: ignore[no-any-return, attr-defined]


def links(env: BuildEnvironment, targets: tuple[str, ...]) -> tuple[bool, ...]:
    """Which of `targets` are documents of this build."""
    return tuple(target in env.found_docs for target in targets)


def _merge(app: Sphinx, env: BuildEnvironment, docnames: list[str], other: BuildEnvironment) -> None:
    records(env).update({name: records(other)[name] for name in docnames})


class OneTitle(SphinxTransform):
    """A post has one title: further headings of the first level become sections beneath it."""

    default_priority = 10

    def apply(self, **kwargs: Any) -> None:
        sections = [node for node in self.document.children if isinstance(node, nodes.section)]
        if self.env.docname.startswith(POSTS) and len(sections) > 1:
            first = self.document.index(sections[0])
            for node in self.document.children[first + 1 :]:
                self.document.remove(node)
                sections[0].append(node)


def _note_document(build: Build, doctree: nodes.document) -> None:
    env = build.app.env
    docname = env.current_document.docname
    if docname.startswith(POSTS):
        env.metadata[docname]["orphan"] = "True"
    for post in doctree.findall(PostNode):
        message = "a `post` directive: give the post a file of its own in posts/, with front matter"
        logger.warning(message, location=post, type="archive", subtype="post")
    _note_picture(build, docname)
    found = {_reference(node) for node in doctree.findall(addnodes.pending_xref) if node.get("refdomain") != "archive"}
    if cited.has_lists(doctree):
        found.add(Reference("cite", "bibliography", "", ""))
    pictured = docname in build.pictured
    images = list(doctree.findall(nodes.image)) if pictured else []
    refs = tuple(sorted(found))
    listed = {name for toctree in doctree.findall(addnodes.toctree) for name in toctree["includefiles"]}
    targets = tuple(sorted({target for ref in refs if (target := _document(docname, ref))} | listed))
    records(env)[docname] = Record(
        refs=refs,
        targets=targets,
        links=links(env, targets),
        corrections=tuple(_corrections(build, doctree)),
        pictured=pictured,
        pictures=tuple((str(one["uri"]), str(one.get("alt") or "")) for one in images if one["uri"] in env.images),
        outbound=robustlinks.outbound(doctree) if docname in build.linked else (),
        lists_posts=next(doctree.findall(PostList), None) is not None,
        title=clean_astext(env.titles[docname]),
        works=cited.note(env, docname),
    )


def _note_picture(build: Build, docname: str) -> None:
    """A post's picture, named by its front matter, goes with it whether its text shows it or not."""
    front = build.scan.posts.get(docname)
    if not front or not front.image or "://" in front.image:
        return
    path = sourcefiles.located(docname, front.image)
    if not sourcefiles.fault(os.fspath(build.app.srcdir), path):  # else the scan has said it
        build.app.env.note_dependency(path)
        build.app.env.images.add_file(docname, path)


def _reference(node: addnodes.pending_xref) -> Reference:
    return Reference(*(str(node.get(name) or "") for name in ("refdomain", "reftype", "reftarget", "reftargetid")))


def _document(docname: str, reference: Reference) -> str:
    """The document that a reference names by its path, or nothing."""
    if reference.domain == "doc":
        return reference.target
    path, suffix, _ = reference.target.partition(".md")
    return posixpath.normpath(posixpath.join(posixpath.dirname(docname), path)) if suffix else ""


def _with_time(words: str, day: str, stamp: str) -> Iterator[nodes.Node]:
    """`words` with the `day` where they name it, within an element that says the moment to machines."""
    before, _, after = words.partition("%(date)s")
    yield nodes.Text(before)
    yield nodes.raw("", f'<time datetime="{stamp}">', format="html")
    yield nodes.Text(day)
    yield nodes.raw("", "</time>", format="html")
    yield nodes.Text(after)


def _corrections(build: Build, doctree: nodes.document) -> Iterator[Correction]:
    """The dated updates of a post, each given its heading on the way."""
    zone, local = dates.zone(build.app.config.time_zone), build.localization
    for node in list(doctree.findall(UpdateNode)):
        text = node.astext()
        try:
            date, timed = dates.parse_date(str(node["date"]), zone)
        except ValueError as error:
            logger.warning("update: %s", error, location=node, type="archive", subtype="date")
            continue
        # Translators: the heading of a change of a post.
        heading = local.gettext("Updated on %(date)s")
        node.insert(0, nodes.title("", "", *_with_time(heading, local.full_day(date), dates.machine_date(date, timed))))
        node["classes"] = ["note", "update"]
        yield Correction(date, text, timed)
