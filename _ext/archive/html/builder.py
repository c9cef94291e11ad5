"""The HTML builder of the archive: permalinks, and only those files written whose contents would differ.

Every file of the output has a key, a digest of all that it shows. A build writes the files whose key is not
the one that they were last written from, and removes those that nothing stands for any more. So a build after
any change ends in the same bytes as one from nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from dataclasses import replace
from functools import partial
from itertools import chain, islice
from operator import attrgetter
from pathlib import Path
from typing import Any, Literal

from docutils import nodes
from markupsafe import escape
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.util import logging
from sphinx.util.build_phase import BuildPhase
from sphinx.util.display import progress_message

from ..core import addresses
from ..core.outfiles import shown_paths, write
from ..core.texts import digest
from ..files.pictures import Preparation
from ..model.archive import Output, Unchanged
from ..pages import metadata, names
from ..pages.page import Page
from ..reading import (
    ablog_bridge,
    changes,
    doctext,
    mentions,
    picturelayout,
    pictures,
    related_posts,
    robustlinks,
)  # fmt: skip
from ..reading.build import Build
from ..reading.documents import archive_of, records
from ..source import sourcefiles
from ..store.documents import Fragment
from ..store.output import BUILD_INFO
from ..store.records import StaticFiles
from . import assets, documents, failures, outputs, parallel
from .keys import PageKeys, TemplateKeys, template_names
from .parallel import SharedReading
from .templating import PROVIDED

logger = logging.getLogger(__name__)
#: After so many documents are written, what is kept of them is stored.
STORED_AT_ONCE = 100


class ArchiveBuilder(SharedReading):
    """Takes the place of Sphinx's ``html`` builder."""

    search = False  # Sphinx's own index, which a reader downloads whole, is not made
    keys: dict[str, str]
    """Of every file that this build stands for, the key."""
    _described: Page
    """What the page that is being written shows about its text."""
    _fragment: Fragment
    """What is to be kept of it."""
    _parts: doctext.TextParts
    _assets_key: str
    """Digest of the settings and the static files."""
    _static_names: Sequence[str]
    """The static files, and those that stand in the output as an author has them."""
    _preparation: Preparation

    def build(  # type: ignore[misc]
        self, docnames: Iterable[str] | None, summary: str | None = None,
        method: Literal["all", "specific", "update"] = "update",
    ) -> None:  # fmt: skip
        """Read and write; an error costs what was not written, and nothing else."""
        try:
            with failures.write_errors_raised():
                super().build(docnames, summary, method)
        except BaseException as error:
            self.state.store.output.wrote(changes.remember_warned(self.state, ended=False))
            self.state.store.fail(self.state.reread)
            if not isinstance(error, Exception):  # of which Sphinx tells nobody
                _finish(self.state, error)
            raise

    # Documents

    def get_outdated_docs(self) -> Iterator[str]:
        """Only makes Sphinx go on to write: what is outdated is known once all is read."""
        yield str(self.config.root_doc)

    def copy_assets(self) -> None:
        key = assets.key(self)
        self.keys = {}
        store = self.state.store
        copied = store.records.get(StaticFiles)
        if copied is None or copied.key != key or assets.is_incomplete(Path(self.outdir), store):
            assets.copy_static(self, store)
            copied = StaticFiles(key, tuple(assets.static_names(self)))
            store.records.put(copied)
        else:
            # What extensions put there when a build is over, they put there again: no page is to know of it.
            for late in set(assets.static_names(self)) - set(copied.paths):
                Path(self.outdir, late).unlink(missing_ok=True)
        self.keys |= dict.fromkeys(copied.paths, key)
        self._static_names = copied.paths
        store.output.wrote(self.keys)
        downloads = {str(source): f"_downloads/{name}" for source, (_, name) in self.env.dlfiles.items()}
        self.keys |= assets.copy_changed(self.srcdir, self.outdir, downloads, store)
        if self.has_unpredictable_handlers:
            last_keys = store.output.keys
            store.output.keys = {path: "" if path.endswith(".html") else key for path, key in last_keys.items()}
        self._assets_key = key

    def _page_keys(self) -> PageKeys:
        """Of pages of the archive as it is known now."""
        # The sidebar leads to lists, and it and the footer to standing pages, where there are any.
        standing = sorted(name for name in self.env.found_docs if not name.startswith(addresses.POSTS))
        everywhere = digest(self._assets_key, repr(self.lists), repr(self.menu), *standing)
        return PageKeys(self.env, everywhere, self.state.scan, self._template_keys())

    def _template_keys(self) -> TemplateKeys:
        sidebars = {*self.theme.sidebar_templates, *chain.from_iterable(self.config.html_sidebars.values())}
        provided = {**PROVIDED, "sidebars": sorted(sidebars)}
        return TemplateKeys(self.templates.environment, template_names(self), provided, self.templates.cache.uses())

    def write_documents(self, docnames: Set[str]) -> None:
        """Write what is outdated: first the posts and what shows none, then the documents that show posts.

        After one post come standing pages, as they may be long: at the end one process would work on them, and the
        others wait.
        """
        self._prepare_pictures()
        archive = mentions.resolved(self.state, archive_of(self.state))
        archive = self.state.archive = replace(archive, related_names=related_posts.find(self.state, archive))
        self.page_keys = self._page_keys()
        ablog_bridge.fill_references(self._app, archive)
        if any(record.lists_posts for record in records(self.env).values()):
            ablog_bridge.fill_registry(self._app, archive)
        standing = sorted(self.env.found_docs - archive.by_docname.keys())
        showing = [name for name in standing if name == self.config.root_doc or records(self.env)[name].lists_posts]
        posts, others = list(archive.by_docname), [name for name in standing if name not in showing]
        self._write_docs([*posts[:1], *others, *posts[1:]])
        self.state.archive = archive.with_texts(self.state.store.fragments.digests_and_excerpts())
        self._write_docs(showing)
        self.state.store.fragments.keep_only(self.env.found_docs)
        self.state.store.doctrees.forget(self.state.store.doctrees.names() - self.env.found_docs)

    def _prepare_pictures(self) -> None:
        """Know of all pictures before any page is written, and make the smaller ones that are not there yet."""
        preparation = self._preparation = Preparation(Path(self.srcdir), self.state.store, self.config.scale_pictures)
        names = {path: name for path, (_, name) in self.env.images.items()}
        portraits = (entry.image for entry in self.state.scan.definitions.entries if entry.image)
        sound = (path for path in portraits if not sourcefiles.fault(str(self.srcdir), path))
        names |= {path: pictures.output_name(path) for path in sound}

        def spread(make: Callable[[str], None], todo: Sequence[str]) -> Iterator[None]:
            if todo:
                with progress_message(f"making smaller files of {len(todo)} pictures"):
                    yield from parallel.imap(make, todo, self._app.parallel, chunk=1, least=2)

        preparation.prepare(names, spread)
        for path, fault in sorted(preparation.faults.items()):
            logger.info("hint: %s: the picture %s, and is shown as it is", path, fault)
        self.state.pictures = preparation.pictures

    def _write_docs(self, docnames: list[str]) -> None:
        """Write those of the documents whose key changed, each worker process resolving its own.

        Of those that are written in any case, the keys too are found by the processes that write them.
        """
        store, files = self.state.store, {addresses.permalink(name): name for name in docnames}
        keys = {path: self._document_key(name) if store.output.keys.get(path) else "" for path, name in files.items()}
        self.keys |= keys
        missing = store.output.missing(keys)
        store.plan(missing)
        with progress_message(f"writing {len(missing)} of {len(files)} documents"), logging.pending_warnings():
            # The first two, a post and a standing page, have their templates loaded before processes are forked.
            todo = [files[path] for path in missing]
            made = parallel.imap(self._write_one, todo, self._app.parallel, before=2, meanwhile=store.related.save)
            written = zip(missing, made, strict=True)
            # Taken up before they are stored, some at a time: what makes them reads there too, and cannot meanwhile.
            while batch := list(islice(written, STORED_AT_ONCE)):
                store.fragments.put(fragment for _, (fragment, _) in batch)
                self._note_written({path: key for path, (_, key) in batch})

    def _document_key(self, docname: str) -> str:
        return self.page_keys.of_document(self.archive, documents.description(self, docname))

    def _note_written(self, keys: dict[str, str]) -> None:
        """Note that files were written, by their paths, and with what keys."""
        self.keys |= keys
        self.state.store.output.wrote(keys)

    def _write_one(self, docname: str) -> tuple[Fragment, str]:
        """Write the page of a document; give what is to be kept of it, and the page's key."""
        self.images = {}
        try:
            self._described = documents.description(self, docname)
            key = self.page_keys.of_document(self.archive, self._described)
            self.phase = BuildPhase.RESOLVING
            doctree = self.env.get_and_resolve_doctree(docname, self, tags=self.tags)
            self.phase = BuildPhase.WRITING
            self.write_doc_serialized(docname, doctree)
            self.write_doc(docname, doctree)
        except Exception as error:
            error.add_note(f"while writing the page of {self.env.doc2path(docname, base=False)}")
            raise
        return self._fragment, key

    def write_doc(self, docname: str, doctree: nodes.document) -> None:
        if records(self.env)[docname].may_show_pictures:
            picturelayout.arrange(doctree, self.state.pictures, self.state.localization)
        if outbound := records(self.env)[docname].outbound:
            self._decorate_links(docname, doctree, outbound)
        self._parts = doctext.take_apart(doctree)
        super().write_doc(docname, doctree)

    def _decorate_links(self, docname: str, doctree: nodes.document, outbound: tuple[str, ...]) -> None:
        """Have the links of a document to other sites lead on where their pages are gone."""
        post, own = self.archive.by_docname.get(docname), self.archive.site.url
        others = tuple(address for address in outbound if not own or not address.startswith(own))
        language = self.archive.site.language if post and post.language else ""
        day = post.date.date() if post else None
        robustlinks.decorate(doctree, self.archive.outlinks, others, day, self.state.localization, language)

    def get_doc_context(self, docname: str, body: str, metatags: str) -> dict[str, Any]:
        """What the page of a document shows; its text is kept on the way, for listings and feeds."""
        context, self._fragment = documents.context(self, self._described, body, self._parts, self._contents)
        metatags = documents.own_metatags(metatags)
        if self.uses_shortcut and docname in self.archive.by_docname and docname not in self.relations:
            return {**documents.as_sphinx(self, docname, metatags), **context}
        return {**super().get_doc_context(docname, body, metatags), **context}

    @property
    def _contents(self) -> documents.StoredContents:
        state, srcdir = self.state, Path(self.srcdir)
        counted = partial(documents.counts, state.store, state.scan.comment_files)
        return documents.StoredContents(self.archive, state.store.fragments.body, state.sentences, counted, srcdir)

    def _everything(
        self, standing: dict[str, tuple[str, ...]]
    ) -> Iterator[Page | Output | Unchanged[Page] | Unchanged[Output]]:
        """What is to stand in the output beside the documents."""
        store, archive = self.state.store, self.archive
        unchanged = outputs.UnchangedNames(store, self.page_keys)

        def pages_of_names() -> Iterator[Page | Unchanged[Page]]:
            return unchanged.pages(archive, lambda: names.pages(archive))

        yield outputs.inventory(self)
        yield from outputs.everything(
            archive, store.fragments.body, standing, self.state.withheld, pages_of_names, unchanged.feeds,
            {name: read.digest for name, read in self.state.scan.comment_files.items()},
        )

    # Everything else

    def gen_indices(self) -> None:
        """The general index is the page of all names."""

    def gen_pages_from_extensions(self) -> None:
        own = {*self._static_names, *self._pages_of_extensions()}
        output = self.state.store.output
        others = sorted(self.env.found_docs - self.archive.by_docname.keys())
        standing = {name: documents.old_paths(self.env, name) for name in others}
        jobs: dict[str, Callable[[], Page | Output]] = {}
        for job in self._everything(standing):
            make: Callable[[str], Page | Output]
            if isinstance(job, Unchanged):
                keys, make = job.keys, job.make
            elif job.path in own:
                continue  # an author's list of headers, say, or an extension's page, goes before the one made here
            else:
                # Of what was not there, the key is found by the process that writes it.
                key = self._key(job) if output.keys.get(job.path) else ""
                keys, make = {job.path: key}, partial(_same_job, job)
            taken = keys.keys() & self.keys.keys()
            for path in sorted(taken):
                logger.warning("%s: two pages want this address; rename the one you can", path, type="archive")
            missing = (path for path in output.missing(keys) if path not in taken)
            jobs |= {path: partial(make, path) for path in missing}
            self.keys |= {path: key for path, key in keys.items() if path not in taken} if taken else keys
        self.state.store.plan(jobs)
        with progress_message(f"writing {len(jobs)} listings, feeds and other files"):
            written = parallel.imap(self._write_job, list(jobs.values()), self._app.parallel)
            for path, key in zip(jobs, written, strict=True):
                self._note_written({path: key})

    def _pages_of_extensions(self) -> set[str]:
        """Write the pages that extensions bring, anew at each build; give their paths."""
        written = set()
        for pages in self.events.emit("html-collect-pages"):
            for name, context, template in pages:
                self.handle_page(name, context, template)
                written.add(addresses.permalink(name))
        self.keys |= dict.fromkeys(written, "")
        return written

    def _key(self, job: Page | Output) -> str:
        return self.page_keys.of_page(job) if isinstance(job, Page) else self.page_keys.of_file(job.key)

    def _write_job(self, make: Callable[[], Page | Output]) -> str:
        """Write a page or another file; give its key."""
        job = make()
        if isinstance(job, Output):
            write(f"{self.outdir}/{job.path}", job.render())
        else:
            head = metadata.of_page(self.archive.site, job)
            context = {**job.context(self._contents), "title": escape(job.title), "head": head, "section": job.section}
            self.handle_page(job.name, context, job.template)
        return self._key(job)

    def copy_image_files(self) -> None:
        shown = {source: f"_images/{name}" for source, name in self.state.store.fragments.images().items()}
        for post in filter(attrgetter("image"), self.archive.posts):
            picture = sourcefiles.resolve_path(post.docname, self.state.scan.posts[post.docname].image)
            if picture in self.env.images:  # noted while reading, so it is there
                shown[picture] = f"_images/{pictures.output_name(picture)}"
        shown |= {path: f"_images/{pictures.output_name(path)}" for path in self.archive.shown_portraits}
        store = self.state.store
        self.keys |= assets.copy_changed(self.srcdir, self.outdir, shown, store)
        self.keys |= assets.write_scaled(self.outdir, self._preparation.scaled(shown), store)

    def write_buildinfo(self) -> None:
        """What Sphinx says of a build is written with the last of all files: see `handle_finish`."""
        # Sphinx keeps that of another site, for which it takes the output if ``conf.py`` was caught half saved.
        Path(self.outdir, f"{BUILD_INFO}.bak").unlink(missing_ok=True)

    def handle_finish(self) -> None:
        store = self.state.store
        if self.config.search_index:
            self.keys |= outputs.update_search(self)
        self.templates.cache.keep_uses(self.page_keys.templates.uses)
        self.keys |= {BUILD_INFO: ""} | changes.remember_warned(self.state)
        if left_over := store.output.remove_stale(self.keys):
            logger.info("removed of an earlier build, which nothing is known of: %s", shown_paths(left_over))
        self.build_info.dump(store.scratch)
        info = store.scratch.read_text(encoding="utf-8")
        store.scratch.unlink()
        store.close(self.keys, info)


def _same_job(job: Page | Output, path: str) -> Page | Output:
    """What is to stand at the path of `job`, in the form of `Unchanged.make`."""
    return job


def _finish(build: Build, error: BaseException | None) -> None:
    """After all else, extensions' own work too: leave Sphinx's file to others, and the folders to the next build."""
    if getattr(build.app, "builder", None) and build.app.builder.name == "html":
        if (unknown := build.store.finish()) and not error:
            logger.info("left in the output, though no build wrote it: %s", shown_paths(unknown))
    elif not error:
        build.store.close_for_other_builder()
    build.lock.release()


def setup(app: Sphinx, build: Build) -> None:
    app.add_builder(ArchiveBuilder, override=True)
    build.spread = partial(parallel.imap, processes=app.parallel, chunk=50, least=2000)
    app.connect("html-page-context", documents.take_up_body, priority=1000)  # when all others were heard
    # Before any other, so that an error in those finds all in order; and after all others.
    build.connect("write-started", _settle, priority=0)
    build.connect("build-finished", _finish, priority=990)


def _settle(build: Build, builder: Builder) -> None:
    if builder.name == "html":
        build.store.settle()
