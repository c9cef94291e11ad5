"""Making the archive's model, once a build, from front matter, what was read, and the HTML that was kept."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from sphinx.config import Config

from ..core import addresses
from ..core.addresses import SITE_SCHEME
from ..core.slugs import unique_slugs
from ..model.archive import Archive
from ..model.posts import Correction, Picture, Post, Term
from ..source import sourcefiles
from ..source.frontmatter import FrontMatter
from . import images, settings
from .build import Build
from .document_records import Record, records

#: A picture of fewer pixels is a sign or a badge, and stands for no post.
LEAST_WIDTH, LEAST_HEIGHT = 400, 200
Terms = Mapping[tuple[str, str], Term]


def archive(build: Build) -> Archive:
    """All posts of this build, newest first, as far as they are known before they are written."""
    scan, env, config = build.scan, build.app.env, build.app.config
    metas = {name: meta for name, meta in scan.posts.items() if name in env.found_docs}
    # An undated draft, in the preview, is of the day of the build.
    moments = {name: meta.moment or build.now for name, meta in metas.items()}
    authors = {name: _authors(config, meta) for name, meta in metas.items()}
    terms, known = _terms(metas, moments, authors), records(env)
    posts = [
        _post(build, name, meta, moments[name], authors[name], terms, known[name])
        for name, meta in metas.items()
    ]
    posts.sort(key=lambda post: (post.date, post.path), reverse=True)
    blogs = settings.old_blogs(config, scan.old_blogs)
    site = settings.site(config, build.localization)
    return Archive(
        site, tuple(posts), scan.definitions, old_blogs=blogs, outlinks=scan.linked.links, portraits=_portraits(build)
    )


def _authors(config: Config, meta: FrontMatter) -> tuple[str, ...]:
    """Who wrote a post: keys of ABlog's setting `blog_authors` stand for the names that it gives them."""
    default = config.blog_default_author or config.author
    names = meta.authors or ((default,) if isinstance(default, str) else default)
    return tuple(dict.fromkeys(config.blog_authors[name][0] if name in config.blog_authors else name for name in names))


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
    build: Build, name: str, meta: FrontMatter, date: datetime, authors: tuple[str, ...], terms: Terms, record: Record
) -> Post:
    updated, updated_timed = _last_update(meta, record.corrections)
    picture, alt = _picture(build, name, meta.image, record)
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
        shown=meta.shown,
        language=meta.language,
        original=meta.original,
        id=meta.id,
        image=_image(name, meta.image) or (picture.address if picture else ""),
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


def _image(docname: str, address: str) -> str:
    """The address of a post's picture as the model wants it."""
    if not address or "://" in address:
        return address
    return f"{SITE_SCHEME}_images/{images.place(sourcefiles.located(docname, address))}"


def _picture(build: Build, docname: str, address: str, record: Record) -> tuple[Picture | None, str]:
    """The picture that stands for a post, and its words: the one at the `address` that its front matter gives, else the
    first large one that its text shows; none where either lies elsewhere."""
    words = dict(reversed(record.pictures))
    if address:
        path = "" if "://" in address else sourcefiles.located(docname, address)
        return build.pictures.get(path), words.get(path, "")
    for path, alt in record.pictures:
        picture = build.pictures.get(path)
        if picture and picture.width >= LEAST_WIDTH and picture.height >= LEAST_HEIGHT and not picture.scales:
            return picture, alt
    return None, ""
