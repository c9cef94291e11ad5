"""The search index: Pagefind's, over the texts of posts and standing pages alone, never over chrome or listings.

A reader's browser fetches the few small parts of it that a query needs: https://pagefind.app/docs/
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path
from urllib.parse import quote, unquote

from sphinx.errors import ExtensionError
from sphinx.util.display import progress_message

from . import dates, metadata, searchorder, searchweights, searchwords
from .digests import digest
from .model import Archive
from .posts import Post
from .rooted import rebase
from .store import Store

#: Folder of the index in the output.
FOLDER = "pagefind"
#: Kinds of objects by which a search can be narrowed, beside year, category and tag.
FILTERS = ("person", "org")
#: Pagefind's own user interfaces, which are not used.
_UNUSED = ("*ui*", "pagefind-highlight.js", "playground")


@dataclass(frozen=True, slots=True)
class Document:
    """What is indexed of one page."""

    address: str
    """From the site's root, quoted."""
    html: str


def update(archive: Archive, standing: dict[str, str], store: Store, outdir: Path, code: str) -> dict[str, str]:
    """Write the index if what it is made of changed; give the key of each of its files, by place in the output.

    `standing` gives the titles of the standing pages by name, `code` is a digest of what makes the index.
    """
    key = digest(code, _key(archive, standing, {name: head[0] for name, head in store.fragments.heads().items()}))
    if not store.is_current(f"{FOLDER}/pagefind.js", key):
        pages = list(documents(archive, standing, store.fragments.body))
        with progress_message(f"indexing {len(pages)} documents for search"):
            shutil.rmtree(outdir / FOLDER, ignore_errors=True)
            _write(outdir / FOLDER, pages)
            searchwords.write(outdir / FOLDER, (page.html for page in pages))
    files = (path for path in (outdir / FOLDER).rglob("*") if path.is_file())
    return {path.relative_to(outdir).as_posix(): key for path in files}


def documents(archive: Archive, standing: dict[str, str], body: Callable[[str], str]) -> Iterator[Document]:
    """Every post and every standing page; `standing` gives the titles of those, `body` the HTML of any document."""
    for post in archive.posts:
        yield Document(quote(post.path), _post(archive, post, body(post.docname)))
    for name, title in standing.items():
        filters = {"kind": ["page"]}
        yield Document(metadata.address(name), _page(archive.site.language, title, body(name), filters, {}))


def _key(archive: Archive, standing: dict[str, str], digests: dict[str, str]) -> str:
    """Digest of all that the index is made of."""
    texts = (f"{name}\n{title}\n{digests[name]}" for name, title in standing.items())
    return digest(archive.site.language, *(archive.digests[post.docname] for post in archive.posts), *texts,
                  archive.found.company)  # fmt: skip


def _write(folder: Path, pages: list[Document]) -> None:
    """Run Pagefind as a program: its Python interface takes a tenth of a second a page, and may stop it mid-write."""
    with tempfile.TemporaryDirectory() as site:
        for page in pages:
            path = Path(site, _file_name(page.address))
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(page.html, encoding="utf-8", newline="\n")
        # Where it runs, it would follow a configuration of its own.
        command = [sys.executable, "-m", "pagefind", "--site", site, "--output-path", str(folder.resolve())]
        done = subprocess.run(command, cwd=site, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if done.returncode:
        raise ExtensionError(f"search index: Pagefind failed\n{done.stdout}{done.stderr}")
    for pattern in _UNUSED:
        for path in folder.glob(pattern):
            path.unlink()
    searchorder.settle(folder)


def _file_name(address: str) -> str:
    """Where Pagefind must find a page to give it `address`; it takes the path as it is, so what ends one is quoted."""
    if not address or address.endswith("/"):
        address += "index.html"
    return unquote(address).replace("%", "%25").replace("?", "%3F").replace("#", "%23")


def _post(archive: Archive, post: Post, body: str) -> str:
    filters = {
        "kind": ["post"],
        "year": [str(post.date.year)],
        "category": [term.name for term in post.categories],
        "tag": [term.name for term in post.tags],
        **{kind: _names(archive, post, kind) for kind in FILTERS},
    }
    meta = {
        "date": dates.machine_date(post.date, post.timed),
        "category": ", ".join(term.name for term in post.categories),
        "tags": ", ".join(term.name for term in post.tags),
    }
    return _page(post.language or archive.site.language, post.title, body, filters, meta, post)


def _names(archive: Archive, post: Post, kind: str) -> list[str]:
    """The objects of one kind that a post mentions."""
    mentions = (mention for mention in archive.mentions_in(post.docname) if mention.kind == kind)
    return [archive.definitions.by_key[kind, mention.key].name for mention in mentions]


def _page(
    language: str, title: str, body: str, filters: dict[str, list[str]], meta: dict[str, str], post: Post | None = None
) -> str:
    """A page as Pagefind reads it: see https://pagefind.app/docs/indexing/."""
    marks = [f'<span data-pagefind-filter="{name}">{escape(value)}</span>'
             for name, values in filters.items() for value in values]  # fmt: skip
    marks += [f'<span data-pagefind-meta="{name}">{escape(value)}</span>' for name, value in meta.items()]
    if post:
        marks.append(f'<span data-pagefind-sort="date">{post.date.isoformat()}</span>')
    description = _weighing(searchweights.DESCRIPTION, "p", post.description) if post and post.description else ""
    return (
        f'<html lang="{language}"><body><div data-pagefind-body>'
        f"{_weighing(searchweights.TITLE, 'h1', title)}"
        f"<div data-pagefind-ignore>{''.join(marks)}</div>{description}{rebase(body, '/')}</div></body></html>"
    )


def _weighing(weight: float, tag: str, text: str) -> str:
    return f'<{tag} data-pagefind-weight="{weight}">{escape(text)}</{tag}>'
