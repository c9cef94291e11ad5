"""The HTML builder of the archive: permalinks, and only those files written whose contents would differ.

Every file of the output has a key, a digest of all that it shows. A build writes the files whose key is not
the one that they were last written from, and removes those that nothing stands for any more. So a build after
any change ends in the same bytes as one from nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Set
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sphinx.application import Sphinx
from sphinx.builders import _write_docname
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.util import logging
from sphinx.util._pathlib import _StrPath
from sphinx.util.display import progress_message

from . import ablog_bridge, assemble, assets, fragment, metadata, pages, parallel, paths, state, writers
from .model import Archive, Output
from .notes import records
from .pagekeys import PageKeys
from .pages import Page
from .store import Fragment
from .templating import Templates

logger = logging.getLogger(__name__)


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
        context = super().get_doc_context(docname, body, metatags)
        path = paths.permalink(docname)
        anchor, title, text = fragment.split_title(body)
        post = self.archive.by_docname.get(docname)
        kept = fragment.stored(text, path)
        excerpt = fragment.excerpt(kept, post.description if post else "")
        self._fragment = Fragment(docname, kept, excerpt, tuple(sorted(self.images.items())))
        if post:
            context |= pages.post_context(self.archive, post)
            context |= {"anchor": anchor, "title_html": title, "text": text}
            context["head"] = metadata.of_post(self.archive, post, excerpt, context["crumbs"])
            return context
        if docname == self.config.root_doc:
            context |= pages.home_context(self.archive)
        description = fragment.plain(excerpt, metadata.LONGEST_DESCRIPTION)
        context["head"] = metadata.of_page(self.archive.site, docname, context["title"], description)
        return context

    def handle_page(self, pagename: str, addctx: dict[str, Any], templatename: str = "page.html", **more: Any) -> None:
        addctx.setdefault("site", self.archive.site)
        addctx.setdefault("original_note", self.config.original_note)
        super().handle_page(pagename, addctx, addctx.get("template", templatename), **more)

    def update_page_context(self, pagename: str, templatename: str, ctx: dict[str, Any], event_arg: Any) -> None:
        if self.config.html_baseurl:
            ctx["pageurl"] = self.config.html_baseurl + metadata.address(pagename)
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
            key = self.page_keys.listing(job.key) if page else job.key
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
        self.dump_inventory()
        self.keys |= dict.fromkeys(("objects.inv", ".buildinfo"), "")
        self.state.store.remove_stale(self.keys)
        self.state.store.close(self.keys)


def setup(app: Sphinx) -> None:
    app.add_builder(ArchiveBuilder, override=True)
