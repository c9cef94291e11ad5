"""How the builder writes a page: at its permalink, from a template, past Sphinx where pages come by the thousand."""

from __future__ import annotations

from collections.abc import Set
from functools import cache, cached_property
from pathlib import Path
from types import FunctionType, MethodType
from typing import Any

import furo
from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.errors import ThemeError

from ..core import addresses
from ..core.outfiles import write
from ..files import policy
from ..model.archive import Archive
from ..pages import listings, metadata, threads
from ..pages.names import names_crumb
from ..pages.page import Crumb
from ..reading.build import build_of
from . import assets, templating
from .keys import PageKeys
from .templating import LazyText, SharedFragments, Templates

#: Template of standing pages, and of those that extensions make of Sphinx's own.
STANDING = "standing.html"
#: The sidebar, which is on every page, has room for so many standing pages; the front page has the others.
MOST_IN_SIDEBAR = 12
#: Packages whose handlers of ``html-page-context`` change nothing in these pages but what is known here.
_WITHOUT_EFFECT = frozenset({"alabaster", "archive", "furo", "sphinx"})
#: Packages whose handlers look at nothing but the page and the settings, so that what they add changes with those.
_PREDICTABLE = frozenset({"ablog", "myst_nb", "notfound", "sphinx_tabs", "sphinxcontrib", "sphinxext"})
#: Variables, beside those that a page is given, that differ from one page to another in folders of the same depth.
_PAGE_VARIABLES = ("pagename", "current_page_name", "pageurl", "pathto", "sidebars", "furo_hide_toc")


class PageWriter(StandaloneHTMLBuilder):
    """The part of the builder that knows addresses and templates."""

    page_keys: PageKeys

    def __init__(self, app: Sphinx, env: Any) -> None:
        super().__init__(app, env)
        self.state = build_of(env)
        self._common_of: dict[str, dict[str, Any]] = {}
        """By the way to the root, the variables that all pages in folders of that depth have alike."""
        self._translator_class: type[nodes.NodeVisitor] | None = None

    @property
    def archive(self) -> Archive:
        assert self.state.archive is not None
        return self.state.archive

    @property
    def words_version(self) -> str:
        """Digest of the words of scripts, under which they are fetched."""
        return assets.words_version(self.state.script_words, self.state.localization)

    def prepare_writing(self, docnames: Set[str]) -> None:
        super().prepare_writing(docnames)
        # Docutils would look for its own stylesheet, which no page has, in five places for each document.
        self.docsettings.stylesheet_path = None

    def get_target_uri(self, docname: str, typ: str | None = None) -> str:
        return addresses.quoted_permalink(docname)

    def get_output_path(self, page_name: str, /) -> Path:
        return Path(self.outdir, addresses.permalink(page_name))

    def create_translator(self, *args: Any) -> nodes.NodeVisitor:
        """What writes one document.

        Sphinx hands extensions' handlers, a hundred or so, to each translator anew; here a class has them,
        which is made of the first translator.
        """
        if self._translator_class is not None:
            return self._translator_class(*args)
        translator = super().create_translator(*args)
        if "html.pagewriter" not in self.state.shortcuts:
            return translator
        self._translator_class = _class_with_handlers(translator)
        return translator

    def create_template_bridge(self) -> None:
        self.templates = Templates()
        self.templates.shared_by = lambda context: self._shared.of_page(context)

    def handle_page(
        self, pagename: str, addctx: dict[str, Any], templatename: str = STANDING, *,
        outfilename: Path | None = None, event_arg: Any = None,
    ) -> None:  # fmt: skip
        """Write a page. What Sphinx would work out anew, though it comes out as for the page before, is taken over."""
        root = addresses.relative_root(pagename)
        section = addctx.get("section") or self._section(pagename)
        # Sphinx asks for its `page.html`, a name that belongs to the themes of all its builders.
        name = addctx.get("template", STANDING if templatename == "page.html" else templatename)
        context = {
            **self._constants, "metatags": "", **addctx, "pagename": pagename, "content_root": root,
            "section": section, "is_section": pagename == section, "pathto": templating.pathto(root),
        }  # fmt: skip
        if self.config.html_baseurl:
            context.setdefault("pageurl", self.config.html_baseurl + metadata.address(pagename))
        if outfilename or not self.uses_shortcut or root not in self._common_of:
            super().handle_page(pagename, context, name, outfilename=outfilename, event_arg=event_arg)
            if self.uses_shortcut and not outfilename:
                self._common_of[root] = self._common(self.templates.last_context, context)
            return
        common = {**self.globalcontext, **self._common_of[root]}
        context = {**common, "pageurl": None, "current_page_name": pagename, **context}
        context["sidebars"] = list(self._get_sidebars(pagename))
        context["furo_hide_toc"] = self._hides_toc(pagename, context)
        try:
            page = self.templates.render(name, context)
        except Exception as error:  # as Sphinx does
            message = f"An error happened in rendering the page {pagename}.\nReason: {error!r}"
            raise ThemeError(message) from error
        write(f"{self.outdir}/{addresses.permalink(pagename)}", page)

    def _common(self, rendered: dict[str, Any], given: dict[str, Any]) -> dict[str, Any]:
        """Of the context with which Sphinx rendered a page, what is the same in all folders of that depth."""
        common = {name: value for name, value in rendered.items() if name not in given and name not in _PAGE_VARIABLES}
        return {**common, "css_tag": cache(common["css_tag"]), "js_tag": cache(common["js_tag"])}

    def _hides_toc(self, pagename: str, context: dict[str, Any]) -> bool:
        toc = context.get("toc")
        return isinstance(toc, LazyText) or furo._compute_hide_toc(context, builder=self, docname=pagename)

    @cached_property
    def _shared(self) -> SharedFragments:
        return SharedFragments(self.templates.environment, self._constants, self.page_keys.templates)

    @cached_property
    def _constants(self) -> dict[str, Any]:
        return {
            "site": self.archive.site, "original_note": self.config.original_note, "root_doc": self.config.root_doc,
            "has_names": bool(self.archive.definitions), "lists": self.lists, "menu": self.menu[:MOST_IN_SIDEBAR],
            "more_pages": self.menu[MOST_IN_SIDEBAR:],
            "search_version": assets.search_version(self),
            "theme_script": policy.THEME_SCRIPT, "own_scripts": self._own_scripts,
            "pictures_in_lists": self.config.pictures_in_lists,
            "separator": self.state.localization.separator,
        }  # fmt: skip

    @cached_property
    def lists(self) -> list[Crumb]:
        """The lists that the sidebar leads to: of those that there may be, such as threads, the ones that there are."""
        archive, local = self.archive, self.state.localization
        docnames = {post.docname for post in archive.posts}
        candidates = (
            (listings.archive_crumb(local), True), (listings.terms_crumb(local, "category"), True),
            (listings.terms_crumb(local, "tag"), any(post.tags for post in archive.posts)),
            (names_crumb(local), bool(archive.definitions)),
            (threads.threads_crumb(local), any(post.follows in docnames for post in archive.posts)),
            (listings.days_crumb(local), bool(archive.posts)),
        )  # fmt: skip
        return [crumb for crumb, is_there in candidates if is_there]

    @cached_property
    def menu(self) -> list[tuple[str, str]]:
        """The standing pages that the sidebar leads to, their names and titles: those in the front page's contents, and
        then those that were imported and are in no contents, by title."""
        env, root = self.env, self.config.root_doc
        pages = {name for name in env.found_docs - {root} if not name.startswith(addresses.POSTS)}
        titles = {name: env.titles[name].astext() for name in pages}
        entries = [entry for node in env.tocs[root].findall(addnodes.toctree) for entry in node["entries"]]
        named = [(name, title or titles[name]) for title, name in entries if name in pages]
        others = pages.difference(*env.toctree_includes.values())
        collated = self.state.localization.collation.key
        imported = sorted((collated(titles[name]), name) for name in others if name.startswith(addresses.PAGES))
        return named + [(name, titles[name]) for _, name in imported]

    def _section(self, pagename: str) -> str:
        """The page of the sidebar to which a page belongs."""
        return pagename if pagename in dict(self.menu) else addresses.sidebar_page(pagename)

    @cached_property
    def _own_scripts(self) -> tuple[str, ...]:
        """The site's scripts, as pages name them."""
        named = (setting if isinstance(setting, str) else setting[0] for setting in self.config.html_js_files)
        return tuple(f"_static/{name}" for name in named)

    @cached_property
    def _handler_packages(self) -> frozenset[str]:
        """The packages that want to change single pages."""
        # A handler of conf.py itself is of no module.
        modules = {hook.handler.__module__ or "conf" for hook in self.events.listeners.get("html-page-context", [])}
        packages = {module.partition(".")[0] for module in modules} - _WITHOUT_EFFECT
        return frozenset(packages | {"sphinx.ext.mathjax"} if self.math_renderer_name == "mathjax" else packages)

    @property
    def has_unpredictable_handlers(self) -> bool:
        """Whether a handler may tell of things that no page shows, so that each page is to be made anew."""
        return bool({package.partition(".")[0] for package in self._handler_packages} - _WITHOUT_EFFECT - _PREDICTABLE)

    @cached_property
    def uses_shortcut(self) -> bool:
        """Whether this shortcut is in force, and no other extension may want to change single pages."""
        plain = not self.config.html_copy_source and self.config.html_output_encoding.lower() == "utf-8"
        return bool("html.pagewriter" in self.state.shortcuts and plain and not self._handler_packages)

    def update_page_context(self, pagename: str, templatename: str, ctx: dict[str, Any], event_arg: Any) -> None:
        # Furo would parse the whole navigation tree for every page; the sidebar here is fixed.
        ctx.pop("toctree", None)


def _class_with_handlers(translator: nodes.NodeVisitor) -> type[nodes.NodeVisitor] | None:
    """A class of translators with the handlers that this one was handed; None where they are no functions, of which a
    class would make no methods."""
    handlers = {
        name: handler.__func__ for name, handler in vars(translator).items()
        if isinstance(handler, MethodType) and handler.__self__ is translator
    }  # fmt: skip
    if not all(isinstance(handler, FunctionType) for handler in handlers.values()):
        return None
    kind = type(translator)
    return type(kind.__name__, (kind,), handlers)
