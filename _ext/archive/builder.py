"""The HTML builder of the archive: permalinks, and only those files written whose contents would differ.

Every file of the output has a key, a digest of all that it shows. A build writes the files whose key is not
the one that they were last written from, and removes those that nothing stands for any more. So a build after
any change ends in the same bytes as one from nothing.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator, Set
from functools import cached_property, partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

import furo
from markupsafe import Markup
from sphinx.application import Sphinx
from sphinx.builders import _write_docname
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.environment.adapters.toctree import document_toc
from sphinx.util import logging
from sphinx.util._pathlib import _StrPath
from sphinx.util.display import progress_message
from sphinx.util.inventory import InventoryFile

from . import (
    ablog_bridge, assemble, assets, fragment, metadata, pages, parallel, paths, searching, state, templating, writers,
)  # fmt: skip
from .model import Archive, Output
from .notes import records
from .pagekeys import PageKeys
from .pages import Page
from .store import Fragment
from .templating import Parts, Templates

logger = logging.getLogger(__name__)
#: Templates of pages that come by the thousand, of which only the parts are rendered.
PARTED = frozenset({"post.html", "listing.html", "month.html"})
_VIEWPORT = re.compile(r'<meta name="viewport"[^>]*>\s*')


class ArchiveBuilder(StandaloneHTMLBuilder):
    """Takes the place of Sphinx's ``html`` builder."""

    search = False  # Sphinx's own index, which a reader downloads whole, is not made
    keys: dict[str, str]
    """Of every file that this build stands for, the key."""
    _fragment: Fragment

    def __init__(self, app: Sphinx, env: Any) -> None:
        super().__init__(app, env)
        self.state = state.of(app)

    @property
    def archive(self) -> Archive:
        assert self.state.archive is not None
        return self.state.archive

    def init(self) -> None:
        super().init()
        # Furo writes pygments.css again when all is over: see `assets.copy_static`, which writes the same in time.
        for hook in list(self.events.listeners.get("build-finished", [])):
            if hook.handler is furo._overwrite_pygments_css:
                self.events.disconnect(hook.id)

    def create_template_bridge(self) -> None:
        self.templates = Templates()

    # Addresses

    def get_target_uri(self, docname: str, typ: str | None = None) -> str:
        return quote(paths.permalink(docname))

    def get_output_path(self, page_name: str, /) -> Path:
        return Path(self.outdir, paths.permalink(page_name))

    def get_outfilename(self, pagename: str) -> _StrPath:
        return _StrPath(self.get_output_path(pagename))

    # Documents

    def get_outdated_docs(self) -> Iterator[str]:
        """Only makes Sphinx go on to write: what is outdated is known once all is read."""
        yield str(self.config.root_doc)

    def copy_assets(self) -> None:
        key = assets.key(self)
        self.keys = {}
        if self.state.store.memory.get("assets") != key or not Path(self.outdir, "_static").is_dir():
            assets.copy_static(self)
            self.state.store.memory["assets"] = key
        self.keys |= dict.fromkeys(assets.static_names(self), key)
        downloads = {source: f"_downloads/{name}" for source, (_, name) in self.env.dlfiles.items()}
        self.keys |= assets.copy(self.srcdir, self.outdir, downloads, self.state.store)
        self.page_keys = PageKeys(self.env, key)

    def write_documents(self, docnames: Set[str]) -> None:
        """Write what is outdated: first the posts, then the documents that may show posts."""
        archive = self.state.archive = assemble.archive(self._app, {})
        ablog_bridge.fill_references(self._app, archive)
        self._write_docs({post.docname: self.page_keys.post(archive, post) for post in archive.posts})
        archive = self.state.archive = assemble.archive(self._app, self.state.store.fragments.heads())
        if any(record.lists_posts for record in records(self.env).values()):
            ablog_bridge.fill_registry(self._app, archive)
        standing = sorted(self.env.found_docs - archive.by_docname.keys())
        self._write_docs({name: self.page_keys.standing(archive, name) for name in standing})
        self.state.store.fragments.keep_only(self.env.found_docs)

    def _write_docs(self, keys: dict[str, str]) -> None:
        """Write the documents whose key changed, each worker process resolving its own."""
        self.keys |= {paths.permalink(name): key for name, key in keys.items()}
        self.state.store.plan(self.keys)
        todo = [name for name, key in keys.items() if not self.state.store.is_current(paths.permalink(name), key)]
        with progress_message(f"writing {len(todo)} of {len(keys)} documents"), logging.pending_warnings():
            self.state.store.fragments.put(parallel.each(self._write_one, todo, self._app.parallel))

    def _write_one(self, docname: str) -> Fragment:
        self.images = {}
        _write_docname(docname, env=self.env, builder=self, tags=self.tags)
        return self._fragment

    def get_doc_context(self, docname: str, body: str, metatags: str) -> dict[str, Any]:
        """What the page of a document shows; its text is kept on the way, for listings and feeds."""
        post = self.archive.by_docname.get(docname)
        anchor, title, text = fragment.split_title(body)
        kept = fragment.stored(text, paths.permalink(docname))
        excerpt = fragment.excerpt(kept, post.description if post else "")
        self._fragment = Fragment(docname, kept, excerpt, tuple(sorted(self.images.items())))
        if post is None:
            context = super().get_doc_context(docname, body, "")
            if docname == self.config.root_doc:
                context |= pages.home_context(self.archive)
            description = fragment.plain(excerpt, metadata.LONGEST_DESCRIPTION)
            head = metadata.of_page(self.archive.site, docname, context["title"], description)
        else:
            context = pages.post_context(self.archive, post)
            context |= {"anchor": anchor, "title": title, "text": text, "meta": self.env.metadata[docname]}
            if self.env.toc_num_entries[docname] > 3:  # the title and three headings: less needs no table of contents
                context["toc"] = self.render_partial(document_toc(self.env, docname, self.tags))["fragment"]
            head = metadata.of_post(self.archive, post, excerpt, context["crumbs"])
        return {**context, "head": _own_metatags(metatags) + head}

    def handle_page(
        self, pagename: str, addctx: dict[str, Any], templatename: str = "page.html", *,
        outfilename: Path | None = None, event_arg: Any = None,
    ) -> None:  # fmt: skip
        """Write a page: only its own parts are rendered, if nothing else in it can differ from other pages."""
        root = templating.root_of(pagename)
        name = addctx.get("template", templatename)
        context = {
            **self._constants, **addctx, "pagename": pagename, "content_root": root,
            "pathto": templating.pathto(root), "entry": partial(self.parts.entry, root=root),
        }  # fmt: skip
        if self.config.html_baseurl and "pageurl" not in context:
            # A shell leaves it open.
            context.setdefault("pageurl", self.config.html_baseurl + metadata.address(pagename))
        if outfilename or name not in PARTED or addctx.get("has_maths_elements") or not self._shells_fit:
            super().handle_page(pagename, context, name, outfilename=outfilename, event_arg=event_arg)
            return
        target = self.get_output_path(pagename)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(self.parts.page(name, context, partial(self._shell, pagename)), encoding="utf-8")

    def _shell(self, pagename: str, marks: dict[str, str]) -> str:
        """Render what `pagename` has in common with other pages."""
        context = {"marks": marks, **marks, "meta": self.env.metadata.get(pagename, {})}
        scratch = self.state.store.scratch
        self.handle_page(pagename, context, "shell.html", outfilename=scratch)
        shell = scratch.read_text(encoding="utf-8")
        scratch.unlink()
        return shell

    @cached_property
    def parts(self) -> Parts:
        return Parts(self.templates, self._constants)

    @cached_property
    def _constants(self) -> dict[str, Any]:
        return {
            "site": self.archive.site, "original_note": self.config.original_note, "root_doc": self.config.root_doc,
        }  # fmt: skip

    @cached_property
    def _shells_fit(self) -> bool:
        """Whether no other extension may want to change single pages."""
        hooks = self.events.listeners.get("html-page-context", [])
        return all(hook.handler.__module__.partition(".")[0] in ("alabaster", "furo", "sphinx") for hook in hooks)

    def update_page_context(self, pagename: str, templatename: str, ctx: dict[str, Any], event_arg: Any) -> None:
        # Furo would parse the whole navigation tree for every page; the sidebar here is fixed.
        ctx.pop("toctree", None)

    # Everything else

    def gen_indices(self) -> None:
        """There is no general index yet."""

    def gen_pages_from_extensions(self) -> None:
        super().gen_pages_from_extensions()
        standing = sorted(self.env.found_docs - self.archive.by_docname.keys())
        jobs: list[Page | Output] = []
        for job in writers.everything(self.archive, self.state.store.fragments.body, standing, self.state.withheld):
            page = isinstance(job, Page)
            path = paths.permalink(job.name) if page else job.path
            key = self.page_keys.listing(job.key) if page else self.page_keys.file(job.key)
            if path in self.keys:
                logger.warning("%s: two pages want this address; rename the one you can", path, type="archive")
            elif not self.state.store.is_current(path, key):
                jobs.append(job)
            self.keys.setdefault(path, key)
        self.state.store.plan(self.keys)
        with progress_message(f"writing {len(jobs)} listings, feeds and other files"):
            for _ in parallel.each(self._write_job, jobs, self._app.parallel):
                pass

    def _write_job(self, job: Page | Output) -> None:
        if isinstance(job, Output):
            target = Path(self.outdir, job.path)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(job.render(), encoding="utf-8", newline="\n")
            return
        head = metadata.of_page(self.archive.site, job.name, job.title, job.description, job.crumbs, job.term)
        context = {"title": job.title, "crumbs": job.crumbs, "head": head, **job.context()}
        if job.with_texts:
            context["texts"] = {post.docname: self.state.store.fragments.body(post.docname) for post in context["posts"]}
        self.handle_page(job.name, context, job.template)

    def copy_image_files(self) -> None:
        images = {source: f"_images/{name}" for source, name in self.state.store.fragments.images().items()}
        self.keys |= assets.copy(self.srcdir, self.outdir, images, self.state.store)

    def handle_finish(self) -> None:
        self._write_search_index()
        self.dump_inventory()
        self.keys |= dict.fromkeys(("objects.inv", ".buildinfo"), "")
        self.state.store.remove_stale(self.keys)
        self.state.store.close(self.keys)

    def _write_search_index(self) -> None:
        if not self.config.search_index:
            return
        store, archive = self.state.store, self.archive
        standing = sorted(self.env.found_docs - archive.by_docname.keys())
        titles = {name: self.env.titles[name].astext() for name in standing}
        key = searching.key(archive, titles, {name: head[0] for name, head in store.fragments.heads().items()})
        if not store.is_current(f"{searching.FOLDER}/pagefind.js", key):
            documents = list(searching.documents(archive, titles, store.fragments.body))
            with progress_message(f"indexing {len(documents)} documents for search"):
                shutil.rmtree(self.outdir / searching.FOLDER, ignore_errors=True)
                searching.write(self.outdir, documents)
        files = (path for path in (self.outdir / searching.FOLDER).rglob("*") if path.is_file())
        self.keys |= {path.relative_to(self.outdir).as_posix(): key for path in files}

    @progress_message("dumping object inventory")
    def dump_inventory(self) -> None:
        self._write_if_changed("objects.inv", lambda: InventoryFile.dump(self.outdir / "objects.inv", self.env, self))

    def write_buildinfo(self) -> None:
        self._write_if_changed(".buildinfo", super().write_buildinfo)

    def _write_if_changed(self, name: str, write: Callable[[], None]) -> None:
        """Let `write` write a file again, and put the old one back if it is the same: its time then stays too."""
        path, kept = Path(self.outdir, name), self.state.store.scratch
        if path.is_file():
            os.replace(path, kept)
        write()
        if kept.is_file() and kept.read_bytes() == path.read_bytes():
            os.replace(kept, path)
        kept.unlink(missing_ok=True)


def _own_metatags(metatags: str) -> Markup:
    """The author's own, without the one of docutils that Furo has already."""
    return Markup(_VIEWPORT.sub("", metatags))


def setup(app: Sphinx) -> None:
    app.add_builder(ArchiveBuilder, override=True)
