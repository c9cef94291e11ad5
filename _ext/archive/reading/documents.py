"""What a build knows of documents beside their trees.

Of each a record is kept while it is read: its references, dated updates, pictures. Once all are read, the archive's
model is made of the records and of the front matter.
"""

from __future__ import annotations

import os
import posixpath
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from ablog.post import PostList, PostNode, UpdateNode
from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.environment import BuildEnvironment
from sphinx.util import logging
from sphinx.util.nodes import clean_astext

from ..core import addresses, dates
from ..core.addresses import PAGES, POSTS, SITE_SCHEME
from ..core.slugs import unique_slugs
from ..model.archive import Archive
from ..model.posts import Correction, Picture, Post, Term
from ..source import sourcefiles
from ..source.frontmatter import FrontMatter
from . import cited, pictures, robustlinks, settings
from .build import Build

logger = logging.getLogger(__name__)
#: Nodes that a record is made of.
_NOTED = (PostNode, PostList, UpdateNode, addnodes.pending_xref, addnodes.toctree, nodes.image)
#: A picture of fewer pixels is a sign or a badge, and stands for no post.
LEAST_WIDTH, LEAST_HEIGHT = 400, 200
Terms = Mapping[tuple[str, str], Term]


class Reference(NamedTuple):
    """A reference of a document as Sphinx found it, unresolved; what it does not say is empty."""

    domain: str
    kind: str
    target: str
    anchor: str


@dataclass(slots=True)
class DocumentRecord:
    """What is kept of a document that was read, beside what Sphinx keeps."""

    refs: tuple[Reference, ...]
    """Its unresolved references, in order, each once."""
    targets: tuple[str, ...]
    """Documents that its links and ``toctree`` name, there or not."""
    existing: tuple[bool, ...]
    """Of each of `targets` whether it was there: MyST reads a link in another way when its target is not."""
    corrections: tuple[Correction, ...] = ()
    may_show_pictures: bool = False
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
    build.connect("doctree-read", _note_document, priority=900)
    app.connect("env-purge-doc", lambda app, env, docname: records(env).pop(docname, None))
    app.connect("env-merge-info", _merge_records)


def records(env: BuildEnvironment) -> dict[str, DocumentRecord]:
    """The records of all documents, by name."""
    if not hasattr(env, "archive_records"):
        env.archive_records = {}  # type: ignore[attr-defined]
    return env.archive_records  # type: ignore[no-any-return, attr-defined]


def which_exist(env: BuildEnvironment, targets: tuple[str, ...]) -> tuple[bool, ...]:
    """Of each of `targets` whether it is a document of this build."""
    return tuple(target in env.found_docs for target in targets)


def _merge_records(app: Sphinx, env: BuildEnvironment, docnames: list[str], other: BuildEnvironment) -> None:
    records(env).update({name: records(other)[name] for name in docnames})


def _note_document(build: Build, doctree: nodes.document) -> None:
    """Keep a record of the document that was read; its dated updates get their headings on the way."""
    env = build.app.env
    docname = env.current_document.docname
    if docname.startswith((POSTS, PAGES)):  # which the sidebar names, where no table of contents does
        env.metadata[docname]["orphan"] = "True"
    # In one walk: there are thousands of documents.
    found = [node for node in doctree.findall() if isinstance(node, _NOTED) or cited.is_bibliography(node)]
    for post in _of_kind(PostNode, found):
        message = "a `post` directive: give the post a file of its own in posts/, with front matter"
        logger.warning(message, location=post, type="archive", subtype="post")
    _note_picture(build, docname)
    refs = _references(found)
    may_show_pictures = docname in build.may_show_pictures
    images = _of_kind(nodes.image, found) if may_show_pictures else []
    listed = {name for toctree in _of_kind(addnodes.toctree, found) for name in toctree["includefiles"]}
    targets = tuple(sorted((listed | {_target_document(docname, ref) for ref in refs}) - {""}))
    records(env)[docname] = DocumentRecord(
        refs=refs,
        targets=targets,
        existing=which_exist(env, targets),
        corrections=tuple(_corrections(build, _of_kind(UpdateNode, found))),
        may_show_pictures=may_show_pictures,
        pictures=tuple(
            (str(image["uri"]), str(image.get("alt") or "")) for image in images if image["uri"] in env.images
        ),
        outbound=robustlinks.outbound(doctree) if docname in build.may_link_out else (),
        lists_posts=bool(_of_kind(PostList, found)),
        title=clean_astext(env.titles[docname]),
        works=cited.note_works(env, docname),
    )


def _of_kind(kind: type[nodes.Node], found: list[Any]) -> list[Any]:
    return [node for node in found if isinstance(node, kind)]


def _note_picture(build: Build, docname: str) -> None:
    """A post's picture, named by its front matter, goes with it whether its text shows it or not."""
    front = build.scan.posts.get(docname)
    if not front or not front.image or "://" in front.image:
        return
    path = sourcefiles.resolve_path(docname, front.image)
    if not sourcefiles.fault(os.fspath(build.app.srcdir), path):  # else the scan has said it
        build.app.env.note_dependency(path)
        build.app.env.images.add_file(docname, path)


def _references(found: list[Any]) -> tuple[Reference, ...]:
    """The references among the nodes of a document, but for those of the archive's domain, which are mentions."""
    pending = (node for node in _of_kind(addnodes.pending_xref, found) if node.get("refdomain") != "archive")
    fields = ("refdomain", "reftype", "reftarget", "reftargetid")
    references = {Reference(*(str(node.get(field) or "") for field in fields)) for node in pending}
    if any(map(cited.is_bibliography, found)):
        references.add(Reference("cite", "bibliography", "", ""))
    return tuple(sorted(references))


def _target_document(docname: str, reference: Reference) -> str:
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


def _corrections(build: Build, updates: list[Any]) -> Iterator[Correction]:
    """The dated updates of a post, each given its heading on the way."""
    zone, local = dates.zone(build.app.config.time_zone), build.localization
    for node in updates:
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


# The model


def archive_of(build: Build) -> Archive:
    """All posts of this build, newest first, as far as they are known before they are written."""
    scan, env, config = build.scan, build.app.env, build.app.config
    metas = {name: meta for name, meta in scan.posts.items() if name in env.found_docs}
    # An undated draft, in the preview, is of the day of the build.
    moments = {name: meta.moment or build.now for name, meta in metas.items()}
    authors = {name: _authors(config, meta) for name, meta in metas.items()}
    terms, known = _terms(metas, moments, authors), records(env)
    posts = [_post(build, name, meta, moments[name], authors[name], terms, known[name]) for name, meta in metas.items()]
    posts.sort(key=lambda post: (post.date, post.path), reverse=True)
    blogs = settings.old_blogs(config, scan.old_blogs)
    site = settings.site(config, build.localization)
    return Archive(
        site, tuple(posts), scan.definitions, old_blogs=blogs, outlinks=scan.link_file.links,
        portraits=_portraits(build),
    )  # fmt: skip


def _authors(config: Config, meta: FrontMatter) -> tuple[str, ...]:
    """Who wrote a post, nobody if that is not known: keys of ABlog's setting `blog_authors` stand for the names that it
    gives them."""
    default = config.blog_default_author or config.author
    names = meta.authors or ((default,) if isinstance(default, str) else default)
    named = (config.blog_authors[name][0] if name in config.blog_authors else name for name in names)
    return tuple(dict.fromkeys(name for name in named if name.strip()))


def _terms(
    metas: Mapping[str, FrontMatter], moments: Mapping[str, datetime], authors: Mapping[str, tuple[str, ...]]
) -> Terms:
    """Every category, tag and author, by kind and name, with slugs that never collide."""
    first: dict[str, dict[str, tuple[str, str]]] = {"category": {}, "tag": {}, "author": {}}
    for name, meta in metas.items():
        use = (moments[name].isoformat(), name)
        kinds = {"category": meta.categories, "tag": meta.tags, "author": authors[name]}
        for kind, names in kinds.items():
            for term in names:
                first[kind][term] = min(use, first[kind].get(term, use))
    return {
        (kind, name): Term(kind, name, slug)
        for kind, uses in first.items()
        for name, slug in unique_slugs(uses.items()).items()
    }


def _post(
    build: Build, name: str, meta: FrontMatter, date: datetime, authors: tuple[str, ...], terms: Terms,
    record: DocumentRecord,
) -> Post:  # fmt: skip
    updated, updated_timed = _last_update(meta, record.corrections)
    picture, alt = _lead_picture(build, name, meta.image, record)
    return Post(
        docname=name,
        path=addresses.permalink(name),
        title=build.app.env.titles[name].astext(),
        date=date,
        timed=meta.timed,
        updated=updated,
        updated_timed=updated_timed,
        description=meta.description,
        categories=tuple(terms["category", one] for one in meta.categories),
        tags=tuple(terms["tag", one] for one in meta.tags),
        authors=tuple(terms["author", one] for one in authors),
        location=meta.location,
        template_fields=meta.template_fields,
        language=meta.language,
        original=meta.original,
        id=meta.id,
        image=_image_address(name, meta.image) or (picture.address if picture else ""),
        picture=picture,
        picture_alt=alt,
        redirects=meta.redirects,
        follows=build.scan.follows.get(name, ""),
        thread=meta.thread,
        corrections=record.corrections,
        draft=name not in build.scan.published,
    )


def _portraits(build: Build) -> dict[str, Picture]:
    """The pictures of what is defined, by their paths from the source folder."""
    defined = (entry.image for entry in build.scan.definitions.entries)
    return {path: build.pictures[path] for path in defined if path in build.pictures}


def _last_update(meta: FrontMatter, corrections: Collection[Correction]) -> tuple[datetime | None, bool]:
    """When a post was last changed, and whether the time of day is known; None if it stands as published.

    Of a correction and a field ``updated`` at one moment, one that has a time of day tells that it is known.
    """
    timed = {correction.date: False for correction in corrections}
    for correction in corrections:
        timed[correction.date] |= correction.timed
    if meta.updated:
        timed[meta.updated] = timed.get(meta.updated, False) or meta.updated_timed
    last = max(timed, default=None)
    return last, last is None or timed[last]


def _image_address(docname: str, address: str) -> str:
    """The address of a post's picture as the model wants it."""
    if not address or "://" in address:
        return address
    return f"{SITE_SCHEME}_images/{pictures.output_name(sourcefiles.resolve_path(docname, address))}"


def _lead_picture(build: Build, docname: str, address: str, record: DocumentRecord) -> tuple[Picture | None, str]:
    """The picture that stands for a post, and its words: the one at the `address` that its front matter gives, else the
    first large one that its text shows; none where either lies elsewhere."""
    words = dict(reversed(record.pictures))  # of a picture shown twice, those of the first
    if address:
        path = "" if "://" in address else sourcefiles.resolve_path(docname, address)
        return build.pictures.get(path), words.get(path, "")
    for path, alt in record.pictures:
        picture = build.pictures.get(path)
        if picture and picture.width >= LEAST_WIDTH and picture.height >= LEAST_HEIGHT and not picture.scales:
            return picture, alt
    return None, ""
