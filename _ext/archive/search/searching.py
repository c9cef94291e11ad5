"""What can be found by a search: the texts of posts, comments, names and standing pages, never chrome or listings.

The index is Pagefind's, of which a reader's browser fetches the few small parts that a query needs:
https://pagefind.app/docs/
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from html import escape
from pathlib import Path
from urllib.parse import quote

from ..core import dates
from ..core.digests import digest
from ..core.localization import Localization
from ..core.paths import rebase
from ..model.archive import Archive
from ..model.definitions import Definition
from ..model.posts import Post
from ..pages import metadata, names
from ..source.comments import Comment
from ..store.store import Store
from . import engine as searchengine
from . import facets as searchfacets
from . import weights as searchweights
from . import words as searchwords
from .facets import Facts

#: Folder of the index in the output.
FOLDER = "pagefind"
#: Kinds of objects by which a search can be narrowed.
OBJECTS = ("person", "org")


@dataclass(frozen=True, slots=True)
class Document:
    """What is indexed of one page, or of the comments on one."""

    address: str
    """From the site's root, quoted."""
    html: str
    facts: Facts


Progress = Callable[[str], AbstractContextManager[None]]


@dataclass(frozen=True)
class Sources:
    """What there is to be found, beside the posts."""

    standing: Mapping[str, str]
    """Titles of standing pages, by name."""
    discussed: Mapping[str, str]
    """Digests of the comments on posts, by the post's name."""
    body: Callable[[str], str]
    """Gives the HTML of a document."""
    comments: Callable[[str], tuple[Comment, ...]]
    """Gives the comments on a post that has some."""


def update(
    archive: Archive, sources: Sources, store: Store, outdir: Path, code: str, progress: Progress
) -> dict[str, str]:
    """Write the index if what it is made of changed; give the key of each of its files, by place in the output.

    `code` is a digest of what makes the index; `progress` shows a message while the work lasts. Raises IndexingError.
    """
    folder = outdir / FOLDER
    key = digest(code, _key(archive, sources, {name: head[0] for name, head in store.fragments.heads().items()}))
    known = [path for path in store.output.keys if path.startswith(f"{FOLDER}/")]
    if not known or store.output.missing(dict.fromkeys(known, key)):
        found = list(documents(archive, sources))
        with progress(f"indexing {len(found)} documents for search"):
            pages = [(each.address, each.html) for each in found]
            files, places = searchengine.index(pages, archive.site.language)
            files[searchfacets.NAME] = searchfacets.encode([found[place].facts for place in places])
            files |= searchwords.files(each.html for each in found)
            store.plan(known)
            shutil.rmtree(folder, ignore_errors=True)
            for path, data in files.items():
                (folder / path).parent.mkdir(parents=True, exist_ok=True)
                (folder / path).write_bytes(data)
    return {path.relative_to(outdir).as_posix(): key for path in folder.rglob("*") if path.is_file()}


def documents(archive: Archive, sources: Sources) -> Iterator[Document]:
    """All that can be found: posts by date, the oldest first, each with its comments; then what has no date."""
    for post in reversed(archive.posts):
        yield _post(archive, post, sources.body(post.docname))
        if post.docname in sources.discussed:
            yield _discussion(archive.site.localization, post, sources.comments(post.docname))
    for name, title in sources.standing.items():
        facts = Facts("", {"kind": ["page"], **_objects(archive, name)})
        yield Document(metadata.address(name), _page(title, sources.body(name), {"kind": ["page"]}), facts)
    for entry in names.in_order(archive):
        yield _name(entry)


def _key(archive: Archive, sources: Sources, digests: dict[str, str]) -> str:
    """Digest of all that the index is made of."""
    texts = (f"{name}\n{title}\n{digests[name]}" for name, title in sources.standing.items())
    return digest(archive.site.language, *(archive.digests[post.docname] for post in archive.posts), *texts,
                  repr(sorted(sources.discussed.items())), archive.mention_index.objects_digest,
                  *map(repr, names.in_order(archive)))  # fmt: skip


def _post(archive: Archive, post: Post, body: str) -> Document:
    categories = [term.name for term in post.categories]
    shown = {"kind": ["post"], "date": [dates.machine_date(post.date, post.timed)], "category": categories}
    if post.language:
        shown["language"] = [post.language]
    values = {"kind": ["post"], **_terms(post), **_objects(archive, post.docname)}
    told = {"category": ", ".join(categories), "tags": ", ".join(term.name for term in post.tags)}
    page = _page(post.title, body, shown, told, post.description)
    return Document(quote(post.path), page, Facts(_month(post.date), values))


def _discussion(local: Localization, post: Post, comments: tuple[Comment, ...]) -> Document:
    """The comments on a post as one document, since many are a line; each is found by its own anchor."""
    shown = {"kind": ["comment"], "date": [dates.machine_date(post.date, post.timed)], "on": [post.title]}
    nobody = local.gettext("Anonymous")
    texts = "".join(
        f'<h3 data-pagefind-weight="2" id="{escape(_anchor(comment))}">{escape(comment.name or nobody)}</h3>'
        f"{comment.html}"
        for comment in comments
    )
    facts = Facts(_month(post.date), {"kind": ["comment"], **_terms(post)})
    # The index takes an address once.
    return Document(f"{quote(post.path)}#comments", _page("", texts, shown), facts)


def _anchor(comment: Comment) -> str:
    """A comment's date, where it is known, and its fragment: Pagefind hands on the anchors of headings as they are."""
    return f"{comment.date.date() if comment.date else ''}#{comment.id}"


def _name(entry: Definition) -> Document:
    also = f"Also: {', '.join(entry.aliases)}" if entry.aliases else ""
    text = "".join(f"<p>{escape(line)}</p>" for line in (entry.about, also) if line)
    values = {"kind": ["name"], **({entry.kind: [entry.name]} if entry.kind in OBJECTS else {})}
    return Document(metadata.address(entry.page), _page(entry.name, text, {"kind": ["name"]}), Facts("", values))


def _terms(post: Post) -> dict[str, list[str]]:
    return {"category": [term.name for term in post.categories], "tag": [term.name for term in post.tags]}


def _objects(archive: Archive, docname: str) -> dict[str, list[str]]:
    """The people and bodies that a document mentions."""
    found = archive.mentions_in(docname)
    return {
        kind: [archive.definitions.by_key[kind, mention.key].name for mention in found if mention.kind == kind]
        for kind in OBJECTS
    }


def _month(date: datetime) -> str:
    return f"{date.year:04}-{date.month:02}"


def _page(
    title: str, body: str, shown: dict[str, list[str]], told: Mapping[str, str] | None = None, description: str = ""
) -> str:
    """A page as Pagefind reads it: see https://pagefind.app/docs/indexing/.

    What is `shown` of a result beside its text stands as filters, which a result has with it and no word finds; by what
    is `told` it is found, though it is not in its text.
    """
    marks = [f'<span data-pagefind-filter="{name}">{escape(value)}</span>'
             for name, values in shown.items() for value in values]  # fmt: skip
    marks += [f'<span data-pagefind-meta="{name}">{escape(text)}</span>' for name, text in (told or {}).items()]
    return (
        f"<html><body><div data-pagefind-body>{_weighing(searchweights.TITLE, 'h1', title)}"
        f"<div data-pagefind-ignore>{''.join(marks)}</div>{_weighing(searchweights.DESCRIPTION, 'p', description)}"
        f"{rebase(body, '/')}</div></body></html>"
    )


def _weighing(weight: float, tag: str, text: str) -> str:
    return f'<{tag} data-pagefind-weight="{weight}">{escape(text)}</{tag}>' if text else ""
