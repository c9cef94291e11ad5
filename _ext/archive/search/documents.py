"""What can be found by a search: the texts of posts, comments, names and standing pages, never chrome or listings."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from html import escape
from urllib.parse import quote, urlencode

from ..core import dates
from ..core.addresses import SITE_SCHEME, rebase
from ..core.localization import Localization
from ..core.texts import digest
from ..model.archive import Archive
from ..model.definitions import Definition
from ..model.posts import Post, image_address
from ..pages import metadata, names
from ..source.comments import Comment

#: How much the words of a description count, where those of a text count 1. Found, as were the figures in
#: _static/search-engine.js, by `make searchquality TUNE=1`: https://pagefind.app/docs/weighting/
DESCRIPTION = 2.0
#: A word that is in every document, and in nobody's query: by it `_static/search-engine.js` has all documents in order.
#: It weighs nothing. Without it Pagefind would leave out a document that has no other.
EVERY = "\N{CYRILLIC LETTER MULTIOCULAR O}"
#: Kinds of objects by which a search can be narrowed.
OBJECTS = ("person", "org")
#: Of French, Italian and Catalan what is written as one word with the next, and is none of its letters.
_ELISION = re.compile(
    r"(?<![\w’'&;])((?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu|un|gl|sant|dell|all|nell|sull|dall|coll|quell|bell)"
    r"(?:['’]|&#x27;))(?=\w\w)",
    re.IGNORECASE,
)
#: Parts an elision from its word; `_static/search-result.js` takes both out of what it shows.
_PARTED = "\\1\N{WORD JOINER} "


@dataclass(frozen=True, slots=True)
class Document:
    """What is indexed of one page, or of the comments on one."""

    kind: str
    """``post``, ``comment`` or ``other``."""
    address: str
    """From the site's root, quoted."""
    language: str
    """BCP 47 tag; empty for that of the site."""
    day: date | None
    values: Mapping[str, list[str]]
    """By what a search can be narrowed."""
    digest: str
    """Of all that its HTML comes of."""
    html: Callable[[], str]


@dataclass(frozen=True)
class Sources:
    """What there is to be found, beside the posts."""

    standing: Mapping[str, str]
    """Titles of standing pages, by name."""
    discussed: Mapping[str, str]
    """Digests of the comments on posts, by the post's name."""
    heads: Callable[[], Mapping[str, tuple[str, str]]]
    """Gives a digest of the HTML of each document, and its excerpt."""
    body: Callable[[str], str]
    """Gives the HTML of a document."""
    comments: Callable[[str], tuple[Comment, ...]]
    """Gives the comments on a post that has some."""
    pictures: bool = False
    """Whether results show the pictures of posts, as lists do."""


def documents(archive: Archive, sources: Sources) -> Iterator[Document]:
    """All that can be found: posts, the newest first, then what has no date, then the comments."""
    objects, heads = _objects(archive), sources.heads()
    for post in archive.posts:
        values = {"kind": ["post"], **_terms(post), **objects[post.docname]}
        html = partial(_post, post, sources)
        made_of = digest(post.full_digest, "pictured" if sources.pictures else "")
        yield Document("post", quote(post.path), post.language, post.day, values, made_of, html)
    for name, title in sources.standing.items():
        values = {"kind": ["page"], **_named(archive, name)}
        html = partial(_standing, name, sources)
        yield Document("other", metadata.address(name), "", None, values, f"{title}\n{heads[name][0]}", html)
    for entry in names.in_order(archive):
        values = {"kind": ["name"], **({entry.kind: [entry.name]} if entry.kind in OBJECTS else {})}
        html = partial(_name, archive.site.localization, entry)
        yield Document("other", metadata.address(entry.page), "", None, values, repr(entry), html)
    for post in archive.posts:
        if found := sources.discussed.get(post.docname):
            values, made_of = {"kind": ["comment"], **_terms(post)}, digest(found, post.metadata_digest)
            address = f"{quote(post.path)}#comments"
            html = partial(_discussion, archive.site.localization, post, sources)
            yield Document("comment", address, post.language, post.day, values, made_of, html)


def _post(post: Post, sources: Sources) -> str:
    categories = [term.name for term in post.categories]
    known = {"title": post.title, "category": ", ".join(categories), "tags": ", ".join(term.name for term in post.tags)}
    # From the site's root, the smallest file.
    picture = image_address(post.picture.smallest.name).removeprefix(SITE_SCHEME) if post.picture else ""
    return _page(
        known, sources.body(post.docname), post.description, kind="post", date=_date(post), category=categories,
        language=post.language, picture=picture if sources.pictures else "",
    )  # fmt: skip


def _standing(name: str, sources: Sources) -> str:
    return _page({"title": sources.standing[name]}, sources.body(name), kind="page")


def _discussion(local: Localization, post: Post, sources: Sources) -> str:
    """The comments on a post as one document, since many are a line; each is found by its own anchor."""
    nobody = local.gettext("Anonymous")
    texts = "".join(
        f'<h3 data-pagefind-weight="2" id="{escape(_anchor(comment))}">{escape(comment.name or nobody)}</h3>'
        f"{comment.html}"
        for comment in sources.comments(post.docname)
    )
    return _page({}, texts, kind="comment", date=_date(post), on=post.title)


def _date(post: Post) -> str:
    return dates.machine_date(post.date, post.timed)


def _anchor(comment: Comment) -> str:
    """A comment's date, where it is known, and its fragment: Pagefind hands on anchors as they are."""
    return f"{comment.date.date() if comment.date else ''}#{comment.id}"


def _name(local: Localization, entry: Definition) -> str:
    also = local.gettext("Also: %(names)s") % {"names": local.separator.join(entry.aliases)} if entry.aliases else ""
    texts = "".join(f"<p>{escape(line)}</p>" for line in (entry.about, also) if line)
    return _page({"title": entry.name}, texts, kind="name")


def _terms(post: Post) -> dict[str, list[str]]:
    return {"category": [term.name for term in post.categories], "tag": [term.name for term in post.tags]}


def _objects(archive: Archive) -> Mapping[str, dict[str, list[str]]]:
    """The people and bodies that each post mentions."""
    found: defaultdict[str, dict[str, list[str]]] = defaultdict(dict)
    for kind, key in sorted(archive.mention_index.posts):
        if kind in OBJECTS:
            for docname in archive.mention_index.posts[kind, key]:
                found[docname].setdefault(kind, []).append(archive.definitions.by_key[kind, key].name)
    return found


def _named(archive: Archive, docname: str) -> dict[str, list[str]]:
    """The people and bodies that a standing page mentions."""
    keys = [(mention.kind, mention.key) for mention in archive.mentions_in(docname) if mention.kind in OBJECTS]
    return {kind: [archive.definitions.by_key[key].name for key in keys if key[0] == kind] for kind in OBJECTS}


def _page(known: Mapping[str, str], body: str, description: str = "", **shown: str | list[str]) -> str:
    """A page as Pagefind reads it: see https://pagefind.app/docs/indexing/.

    By what is `known` of it, its title too, it is found, though that is not in its text. What is `shown` of a result
    beside its text stands first in an anchor, which a result has with it and no word finds: filters would do too, but
    Pagefind (1.5.2) writes them in another order at every run.
    """
    anchor = escape(urlencode({name: value for name, value in shown.items() if value}, doseq=True))
    marks = "".join(f'<span data-pagefind-meta="{name}">{escape(text)}</span>' for name, text in known.items() if text)
    described = f'<p data-pagefind-weight="{DESCRIPTION}">{escape(description)}</p>' if description else ""
    html = (
        f'<html><body><div data-pagefind-body><i id="{anchor}" data-pagefind-weight="0">{EVERY}</i>'
        f"<div data-pagefind-ignore>{marks}</div>{described}{rebase(body, '/')}</div></body></html>"
    )
    return _ELISION.sub(_PARTED, html)
