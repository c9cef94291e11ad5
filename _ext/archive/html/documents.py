"""What the page of a document shows beside what Sphinx says of it, and what is kept of its text.

Its text has there what it has not in listings and feeds: links that know their address for paper, boxes of tasks that
have a name, and minutes to read.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from docutils import nodes
from markupsafe import Markup, escape
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.environment.adapters.toctree import document_toc
from sphinx.util import logging

from ..core import addresses, languages, texts
from ..core.addresses import rebase
from ..core.localization import Localization
from ..core.yamltext import Node
from ..model.archive import Archive
from ..model.definitions import Definition
from ..model.mentions import Mention
from ..model.outlinks import archived_copies
from ..model.posts import Counts, Post
from ..pages import documents, metadata, names
from ..pages.page import CoMentions, Comments, Contents, Crumb, Page, PostCounts, Text
from ..reading import doctext
from ..reading.doctext import TextParts
from ..reading.documents import records
from ..source import comments, fields
from ..source.comments import Comment
from ..store.documents import Fragment
from ..store.store import Store
from .pagewriter import PageWriter
from .templating import LazyText

logger = logging.getLogger(__name__)
_VIEWPORT = re.compile(r'<meta name="viewport"[^>]*>\s*')
#: Entries from which a table of contents serves a post: its title and three headings.
LEAST_CONTENTS = 4
#: What goes after the text in a page's body.
_AFTER_TEXT = "\n</section>\n"
#: A link to another page of the site, or to what was put up for download; pictures link to themselves.
_INTERNAL = re.compile(r'<a class="[^"]*\binternal\b[^"]*" href="(?!#|[^"]*\b_images/)([^"]*)"')
#: Posts of a folder name the same people; to join an address takes as long as a line of text.
_joined = lru_cache(maxsize=65_536)(urljoin)
#: A link whose words are its address.
_SELF_SAID = re.compile(r'(<a class="reference external" href="([^"]*)")(?=[^>]*>\2</a>)')
#: The box of a list of tasks, and whether it is ticked.
_TASK = re.compile(r'<input class="task-list-item-checkbox"( checked="checked")?')
#: A link to another site, and its host.
_HOST = re.compile(r'reference external" href="https?://([^/"?#:]+)', re.IGNORECASE)
_TAG = re.compile(r"<[^>]*>")
_NO_LETTERS = re.compile(r"[\W\d_]+")
#: Signs of Japanese, Chinese and Korean, each of which is a syllable or a word.
_SIGN = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\U00020000-\U0003ffff]")
#: Letters a minute. Across languages readers differ far less in these than in words: about 1,000 of an alphabet, and
#: some 300 of the scripts that write a syllable or a word with each (https://doi.org/10.1167/iovs.11-8284).
_LETTERS, _SIGNS = 1000, 300
#: In minutes: of no longer texts it is not told how long they take.
_SHORT_READ = 3


@dataclass(frozen=True)
class StoredContents:
    """What stands in descriptions of pages by its digest alone, from where it is kept: see `pages.page.Contents`."""

    archive: Archive
    body: Callable[[str], str]
    """Gives the HTML of a document."""
    sentences: Callable[[Sequence[Mention]], Sequence[Sequence[str]]]
    counted: Callable[[], Mapping[str, Counts]]
    """Gives how much there is of each post."""
    srcdir: Path

    @property
    def localization(self) -> Localization:
        return self.archive.site.localization

    def text(self, text: Text) -> str:
        return self.body(text.docname)

    def comments(self, of: Comments) -> Sequence[Comment]:
        return comments.load(self.srcdir, of.docname)

    def counts(self, of: PostCounts) -> Sequence[tuple[int, Counts]]:
        counted, none = self.counted(), Counts()
        return [(post.date.year, counted.get(post.docname, none)) for post in self.archive.posts]

    def co_mentions(self, of: CoMentions) -> Sequence[tuple[Definition, int]]:
        return names.co_mentioned(self.archive, of)


def counts(store: Store, comment_files: Mapping[str, comments.ScannedComments]) -> dict[str, Counts]:
    """How much there is of each document; `comment_files` is what was found of comments."""
    words, none = store.related.counts(), comments.ScannedComments("", None)
    found = {}
    for docname, (pictures, hosts) in store.fragments.counts().items():
        scanned = comment_files.get(docname, none)
        found[docname] = Counts(words.get(docname, 0), pictures, hosts, scanned.count, scanned.names)
    return found


def description(writer: PageWriter, docname: str) -> Page:
    """What the page of a document shows about its text."""
    archive, env = writer.archive, writer.env
    if post := archive.by_docname.get(docname):
        scanned = writer.state.scan.comment_files.get(docname)
        on_post = Comments(docname, scanned.digest) if scanned and not scanned.problem else None
        outlinks = archive.outlinks
        addresses_shown = (*records(env)[docname].outbound, post.original) if outlinks.links else ()
        return documents.post_page(archive, post, on_post, archived_copies(outlinks, addresses_shown))
    title = env.titles[docname].astext()
    if docname == writer.config.root_doc:
        return documents.front_page(archive, docname, title)
    # A page in a folder of standing pages, such as the guide, stands below the index of that.
    index = f"{docname.rpartition('/')[0]}/index"
    crumbs = (Crumb(env.titles[index].astext(), index),) if index in env.titles and index != docname else ()
    return documents.StandingPage(name=docname, title=title, crumbs=crumbs)


def context(
    writer: PageWriter, page: Page, body: str, parts: TextParts, contents: Contents
) -> tuple[dict[str, Any], Fragment]:
    """The context of a document's template, and the fragment to keep.

    `page` is its `description`, `body` is the HTML of its text without the title, `parts` are what was taken from its
    tree.
    """
    docname, site = page.name, writer.archive.site
    post = page.post if isinstance(page, documents.PostPage) else None
    text = with_named_tasks(body.strip(), site.localization)
    stored, excerpt = _to_store(text, docname, parts, post, site.localization)
    url = site.url and site.url + metadata.address(docname)
    shown_text = rebase(with_addresses(text, url), addresses.relative_root(docname))
    variables = {
        **page.context(contents), **_about_page(writer, page, excerpt),
        "title": escape(writer.env.titles[docname].astext()), "template": page.template, "section": page.section,
        "heading": Markup(parts.heading), "heading_ids": parts.ids, "heading_classes": parts.classes,
        "text": shown_text, **_body(parts, shown_text),
        "minutes": minutes(text) if post else 0, "own_id": partial(_own_id, parts.ids_taken),
    }  # fmt: skip
    counted = pictures_and_hosts(text) if post else (0, ())
    return variables, Fragment(docname, stored, excerpt, tuple(sorted(writer.images.items())), *counted)


def _to_store(text: str, docname: str, parts: TextParts, post: Post | None, local: Localization) -> tuple[str, str]:
    """The text and the excerpt of a document in the form that listings and feeds share."""
    path = addresses.permalink(docname)
    stored = texts.stored_html(doctext.without_places(text, parts.notes_beside), path)
    first = with_named_tasks(parts.excerpt, local)
    paragraph = texts.stored_html(doctext.without_places(first, parts.notes_beside), path)
    return stored, texts.excerpt(stored, post.description if post else "", paragraph)


def _about_page(writer: PageWriter, page: Page, excerpt: str) -> dict[str, Any]:
    """What a page says of itself to machines, and of a standing page the language, if that is another."""
    site = writer.archive.site
    if isinstance(page, documents.PostPage):
        return {"head": metadata.of_post(site, page, excerpt)}
    about: dict[str, Any] = {"head": metadata.of_page(site, page, texts.summary(excerpt, metadata.LONGEST_DESCRIPTION))}
    if language := _language(writer.env, page.name):
        about |= {"language_of_text": language, "direction_of_text": languages.direction(language)}
    return about


def _own_id(taken: Set[str], name: str) -> str:
    """An id for something of the template, named as it is to be, unless the text has one of that name."""
    while name in taken:
        name += "-below"
    return name


def _language(env: BuildEnvironment, docname: str) -> str:
    """The language that a standing page names, as posts do."""
    value = str(env.metadata[docname].get("language", ""))
    try:
        return fields.language(Node(1, text=value))
    except fields.FieldError as error:
        logger.warning("`language` %s", error, location=docname, type="archive", subtype="language")
        return ""


def as_sphinx(writer: PageWriter, docname: str, metatags: str) -> dict[str, Any]:
    """What Sphinx promises to templates and extensions of any document's page, for a post in no table of contents.

    Most posts show no contents, which take as long to make as all the rest: they are made when they are asked for.
    """
    env, source = writer.env, str(writer.env.doc2path(docname, base=False))

    def toc() -> str:
        return str(writer.render_partial(document_toc(env, docname, writer.tags))["fragment"])

    entries = env.toc_num_entries[docname]
    return {
        "parents": [], "prev": None, "next": None, "title": "", "meta": env.metadata.get(docname), "body": "",
        "metatags": metatags, "rellinks": writer.globalcontext["rellinks"][:], "sourcename": "",
        "toc": toc() if entries >= LEAST_CONTENTS else LazyText(toc), "display_toc": entries > 1,
        "page_source_suffix": source[len(docname):],
    }  # fmt: skip


def _body(parts: TextParts, text: str) -> dict[str, str]:
    """What Sphinx takes for the body of a page: the title and the text; and what of it goes before the text."""
    if not parts.heading:
        return {"body": text, "body_as_made": text, "before_text": ""}
    id_ = f' id="{escape(parts.ids[0])}"' if parts.ids else ""
    before = f"<section{id_}>\n<h1>{parts.heading}</h1>\n"
    body = f"{before}{text}{_AFTER_TEXT}"
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
        text, _, end = text.rpartition(_AFTER_TEXT)
        context["text"] = start + text + end
        return
    # The title itself was changed: all stands as the handler left it.
    context["heading"], context["text"] = "", body


def old_paths(env: BuildEnvironment, docname: str) -> tuple[str, ...]:
    """The old addresses that a standing page names under ``redirect``, as posts do."""
    value = str(env.metadata[docname].get("redirect", ""))
    try:
        # MyST hands lists on as JSON.
        paths = json.loads(value) if value.startswith("[") else value
        if isinstance(paths, list):
            return fields.paths(Node(1, items=tuple(Node(1, text=str(path)) for path in paths)))
        return fields.paths(Node(1, text=paths)) if paths else ()
    except (ValueError, TypeError) as error:
        logger.warning("`redirect` %s", error, location=docname, type="archive", subtype="redirect")
        return ()


def own_metatags(metatags: str) -> str:
    """The author's own, without the one of docutils that Furo has already."""
    return _VIEWPORT.sub("", metatags)


def with_addresses(text: str, url: str) -> str:
    """Note at each link of a text within the site where it leads, for paper, `url` being the address of its page.

    A stylesheet cannot make a relative address whole. Where a link is its address already, none is to be printed.
    """
    if url:
        folder = url[: url.rindex("/") + 1]
        text = _INTERNAL.sub(lambda link: f'{link[0]} data-address="{_joined(folder, link[1])}"', text)
    return _SELF_SAID.sub(r'\1 data-address=""', text)


def with_named_tasks(text: str, local: Localization) -> str:
    """The HTML of a text with a name for each box of its lists of tasks, which MyST leaves without."""
    if "task-list-item-checkbox" not in text:
        return text
    # Translators: of a box in a list of tasks, for those who do not see it.
    done, open_yet = local.gettext("Done"), local.gettext("To be done")

    def named(box: re.Match[str]) -> str:
        return f'{box[0]} aria-label="{html.escape(done if box[1] else open_yet)}"'

    return _TASK.sub(named, text)


def pictures_and_hosts(text: str) -> tuple[int, tuple[str, ...]]:
    """How many pictures the HTML of a text shows, and to which sites it links, each once and in order."""
    hosts = (host.lower().removeprefix("www.") for host in _HOST.findall(text))
    return text.count("<img "), tuple(sorted(set(hosts)))


def minutes(text: str) -> int:
    """How many minutes it takes to read the HTML of a text: 0 where that is `_SHORT_READ` or less."""
    if len(text) < _SHORT_READ * _SIGNS:
        return 0
    # Most posts are shorter, even with their markup: that is told at once, and counting letters takes long.
    markup = 3 * text.count("<") + text.count(" ")
    if len(text) - markup <= _SHORT_READ * _LETTERS and (text.isascii() or not _SIGN.search(text)):
        return 0
    bare = _TAG.sub(" ", text)
    letters = _NO_LETTERS.sub("", bare)
    signs = 0 if letters.isascii() else len(_SIGN.findall(letters))
    needed = round((len(letters) - signs) / _LETTERS + signs / _SIGNS)
    return needed if needed > _SHORT_READ else 0
