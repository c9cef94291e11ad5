"""How the builder writes a page: at its permalink, from a template, past Sphinx where pages come by the thousand."""

from __future__ import annotations

from collections.abc import Set
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.util._pathlib import _StrPath

from . import assets, metadata, paths, state, templating
from .model import Archive
from .outfiles import write
from .templating import Parts, Templates

#: Template of standing pages, which all others extend.
STANDING = "site.html"
#: Templates of pages that come by the thousand, of which only the parts are rendered.
PARTED = frozenset({"post.html", "listing.html", "month.html", "object.html", "cite.html"})


class PageWriter(StandaloneHTMLBuilder):
    """The part of the builder that knows addresses and templates."""

    def __init__(self, app: Sphinx, env: Any) -> None:
        super().__init__(app, env)
        self.state = state.of(app)

    @property
    def archive(self) -> Archive:
        assert self.state.archive is not None
        return self.state.archive

    def prepare_writing(self, docnames: Set[str]) -> None:
        super().prepare_writing(docnames)
        # Docutils would look for its own stylesheet, which no page has, in five places for each document.
        self.docsettings.stylesheet_path = None

    def _get_translations_js(self) -> Path | None:
        """No page has Sphinx's own scripts, whose words these would be, and which they fail without."""
        return None

    def get_target_uri(self, docname: str, typ: str | None = None) -> str:
        return paths.quoted(docname)

    def get_output_path(self, page_name: str, /) -> Path:
        return Path(self.outdir, paths.permalink(page_name))

    def get_outfilename(self, pagename: str) -> _StrPath:
        return _StrPath(self.get_output_path(pagename))

    def create_template_bridge(self) -> None:
        self.templates = Templates()

    def handle_page(
        self, pagename: str, addctx: dict[str, Any], templatename: str = STANDING, *,
        outfilename: Path | None = None, event_arg: Any = None,
    ) -> None:  # fmt: skip
        """Write a page: only its own parts are rendered, if nothing else in it can differ from other pages."""
        root = templating.root_of(pagename)
        # Sphinx asks for its `page.html`, a name that belongs to the themes of all its builders.
        name = addctx.get("template", STANDING if templatename == "page.html" else templatename)
        context = {
            **self._constants, **addctx, "pagename": pagename, "content_root": root, "section": paths.section(pagename),
            "pathto": templating.pathto(root), "entry": partial(self.parts.entry, root=root),
            "listed": partial(self.parts.listed, root=root),
        }  # fmt: skip
        if self.config.html_baseurl and "pageurl" not in context:
            # A shell leaves it open.
            context.setdefault("pageurl", self.config.html_baseurl + metadata.address(pagename))
        if outfilename or name not in PARTED or not self._shells_fit:
            super().handle_page(pagename, context, name, outfilename=outfilename, event_arg=event_arg)
            return
        page = self.parts.page(name, context, partial(self._shell, pagename))
        write(f"{self.outdir}/{paths.permalink(pagename)}", page)

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
            "has_names": bool(self.archive.definitions), "search_version": assets.search_version(self),
        }  # fmt: skip

    @cached_property
    def _shells_fit(self) -> bool:
        """Whether no other extension may want to change single pages: a shortcut, as those of `speedups`."""
        hooks = self.events.listeners.get("html-page-context", [])
        known = ((hook.handler.__module__ or "").partition(".")[0] in ("alabaster", "furo", "sphinx") for hook in hooks)
        return self.config.speedups and all(known)

    def update_page_context(self, pagename: str, templatename: str, ctx: dict[str, Any], event_arg: Any) -> None:
        # Furo would parse the whole navigation tree for every page; the sidebar here is fixed.
        ctx.pop("toctree", None)
