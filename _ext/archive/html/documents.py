"""What the page of a document shows beside what Sphinx says of it, and what is kept of its text."""

from __future__ import annotations

import json
import re
from collections.abc import Set
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes
from markupsafe import Markup, escape
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.environment.adapters.toctree import document_toc
from sphinx.util import logging

from ..citations import pages as citepages
from ..core import fragment, languages, paths
from ..core.rooted import rebase
from ..core.yamltext import Node
from ..model.posts import Post
from ..pages import backlinks, daypages, frontpage, metadata, pages, threadpages
from ..pages.pages import Crumb
from ..reading import doctext
from ..reading.doctext import Parts
from ..source import comments, fields
from ..store.store import Fragment
from . import typeset
from .templating import Later

if TYPE_CHECKING:
    from .builder import ArchiveBuilder

logger = logging.getLogger(__name__)
_VIEWPORT = re.compile(r'<meta name="viewport"[^>]*>\s*')
#: Entries from which a table of contents serves a post: its title and three headings.
LEAST_CONTENTS = 4
#: What goes after the text in a page's body.
_AFTER = "\n</section>\n"


def context(builder: ArchiveBuilder, docname: str, body: str, parts: Parts) -> tuple[dict[str, Any], Fragment]:
    """The context of a document's template, and the fragment to keep.

    `body` is the HTML of its text without the title, `parts` are what was taken from its tree.
    """
    post = builder.archive.by_docname.get(docname)
    text, path = body.strip(), paths.permalink(docname)
    kept = fragment.stored(doctext.without_places(text, parts.beside), path)
    paragraph = fragment.stored(doctext.without_places(parts.excerpt, parts.beside), path)
    excerpt = fragment.excerpt(kept, post.description if post else "", paragraph)
    shown = _post(builder, post, excerpt) if post else _standing(builder, docname, excerpt)
    url = builder.archive.site.url and builder.archive.site.url + metadata.address(docname)
    shown_text = rebase(typeset.with_addresses(text, url), paths.root_of(docname))
    taken = {
        "title": escape(builder.env.titles[docname].astext()),
        "heading": Markup(parts.heading), "heading_ids": parts.ids, "heading_classes": parts.classes,
        "text": shown_text, **_body(parts, shown_text),
        "minutes": typeset.minutes(text) if post else 0, "own_id": partial(_own_id, parts.taken),
    }  # fmt: skip
    return {**shown, **taken}, Fragment(docname, kept, excerpt, tuple(sorted(builder.images.items())))


def _own_id(taken: Set[str], name: str) -> str:
    """An id for something of the template, named as it is to be, unless the text has one of that name."""
    while name in taken:
        name += "-below"
    return name


def _post(builder: ArchiveBuilder, post: Post, excerpt: str) -> dict[str, Any]:
    archive = builder.archive
    shown = {
        **pages.post_context(archive, post), **threadpages.post_context(archive, post),
        **daypages.post_context(archive, post), **citepages.post_context(archive, post),
        **backlinks.post_context(archive, post, builder.state.sentences),
    }  # fmt: skip
    read = builder.state.scan.discussed.get(post.docname)
    if read and not read.problem:
        shown["comments"] = comments.load(Path(builder.srcdir), post.docname)
    shown["head"] = metadata.of_post(archive, post, excerpt, shown["crumbs"])
    return shown


def _standing(builder: ArchiveBuilder, docname: str, excerpt: str) -> dict[str, Any]:
    shown = frontpage.context(builder.archive) if docname == builder.config.root_doc else {}
    description = fragment.plain(excerpt, metadata.LONGEST_DESCRIPTION)
    title = builder.env.titles[docname].astext()
    # A page in a folder of standing pages, such as the guide, stands below the index of that.
    index = f"{docname.rpartition('/')[0]}/index"
    titles = builder.env.titles
    crumbs = (Crumb(titles[index].astext(), index),) if index in titles and index != docname else ()
    shown["crumbs"] = crumbs
    if language := _language(builder.env, docname):
        shown |= {"language_of_text": language, "direction_of_text": languages.direction(language)}
    shown["head"] = metadata.of_page(builder.archive.site, docname, title, description, crumbs)
    return shown


def _language(env: BuildEnvironment, docname: str) -> str:
    """The language that a standing page names, as posts do."""
    given = str(env.metadata[docname].get("language", ""))
    try:
        return fields.language(Node(1, text=given))
    except fields.FieldError as error:
        logger.warning("`language` %s", error, location=docname, type="archive", subtype="language")
        return ""


def as_sphinx(builder: ArchiveBuilder, docname: str, metatags: str) -> dict[str, Any]:
    """What Sphinx promises to templates and extensions of any document's page, for a post in no table of contents.

    Most posts show no contents, which take as long to make as all the rest: they are made when they are asked for.
    """
    env, source = builder.env, str(builder.env.doc2path(docname, base=False))

    def toc() -> str:
        return str(builder.render_partial(document_toc(env, docname, builder.tags))["fragment"])

    entries = env.toc_num_entries[docname]
    return {
        "parents": [], "prev": None, "next": None, "title": "", "meta": env.metadata.get(docname), "body": "",
        "metatags": metatags, "rellinks": builder.globalcontext["rellinks"][:], "sourcename": "",
        "toc": toc() if entries >= LEAST_CONTENTS else Later(toc), "display_toc": entries > 1,
        "page_source_suffix": source[len(docname):],
    }  # fmt: skip


def _body(parts: Parts, text: str) -> dict[str, str]:
    """What Sphinx takes for the body of a page: the title and the text; and what of it goes before the text."""
    if not parts.heading:
        return {"body": text, "body_as_made": text, "before_text": ""}
    named = f' id="{escape(parts.ids[0])}"' if parts.ids else ""
    before = f"<section{named}>\n<h1>{parts.heading}</h1>\n"
    body = f"{before}{text}{_AFTER}"
    return {"body": body, "body_as_made": body, "before_text": before}


def take_up_body(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Show what other handlers of ``html-page-context`` made of a page's body: the templates take title and text."""
    if "body_as_made" not in context or context.get("body") == context["body_as_made"]:
        return
    body, before = str(context["body"]), context["before_text"]
    if before and before in body:
        start, _, text = body.partition(before)
        text, _, end = text.rpartition(_AFTER)
        context["text"] = start + text + end
        return
    # The title itself was changed: all stands as the handler left it.
    context["heading"], context["text"] = "", body


def old_paths(env: BuildEnvironment, docname: str) -> tuple[str, ...]:
    """The old addresses that a standing page names under ``redirect``, as posts do."""
    given = str(env.metadata[docname].get("redirect", ""))
    try:
        # MyST hands lists on as JSON.
        named = json.loads(given) if given.startswith("[") else given
        if isinstance(named, list):
            return fields.paths(Node(1, items=tuple(Node(1, text=str(one)) for one in named)))
        return fields.paths(Node(1, text=named)) if named else ()
    except (ValueError, TypeError) as error:
        logger.warning("`redirect` %s", error, location=docname, type="archive", subtype="redirect")
        return ()


def own_metatags(metatags: str) -> str:
    """The author's own, without the one of docutils that Furo has already."""
    return _VIEWPORT.sub("", metatags)
