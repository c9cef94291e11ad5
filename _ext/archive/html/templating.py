"""Making pages of templates: Sphinx's loader with our filters, and what is rendered once for many pages."""

from __future__ import annotations

import re
from collections import UserString
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property, lru_cache, partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from jinja2 import Environment, nodes, pass_context
from jinja2.ext import InternationalizationExtension
from jinja2.parser import Parser
from jinja2.runtime import Context
from jinja2.visitor import NodeTransformer
from markupsafe import Markup
from sphinx.jinja2glue import BuiltinTemplateLoader

from ..core import addresses, dates, sizes, texts
from ..core.addresses import SITE_SCHEME, quoted_permalink, rebase
from ..core.localization import Localization
from ..core.texts import digest
from ..files import pictures
from ..model.posts import Post
from ..pages import metadata
from ..pages.names import MentionLists
from .compiled import TemplateCache, folder_for
from .keys import TemplateKeys

if TYPE_CHECKING:
    from sphinx.builders import Builder
    from sphinx.theming import Theme

_RELATIVE = re.compile(r'(\s(?:href|src|action|data-content_root)=")(?!#|/|[a-z]+:)(?:\./)?([^"]*)(")')
#: Sphinx's own scripts, which serve its search and its version notices, and scripts of extensions.
_SPHINX_SCRIPTS = frozenset(f"_static/{name}.js" for name in ("documentation_options", "doctools", "translations"))
_UNUSED_SCRIPT = "_static/sphinx_highlight.js"
#: Functions of templates that are the same on all pages in folders of one depth.
_SAME_BY_DEPTH = frozenset({"content_root", "css_tag", "hasdoc", "js_tag", "pathto"})
#: Those of them that macros are given which are rendered once for all such pages.
_OF_MACROS = frozenset({"content_root", "pathto"})
#: What Jinja's `trans` puts its first value into, which then looks as if it came of the page.
_TRANS_VARIABLE = "_trans"
#: Styles and scripts that those pages alone load that have something of a kind, with the beginnings of the classes by
#: which that is told.
_OPTIONAL = {
    "charts.css": ("chart ",), "code.css": (), "code.js": (), "home.css": ("home",),
    "lists.css": ("counts", "kinds", "month-days", "pager"), "indexes.css": ("letter", "together", "days", "feeds-of"),
    "narrowing.js": ('narrowing"',), "pictures.css": ("pic",), "pictures.js": ("pic-link",),
    "subscribe.js": ('feeds-of-all"',), "today.js": (),
}
#: Those of them that another text in the page tells.
_OPTIONAL_BY_TEXT = {"code.css": "<pre", "code.js": "<pre", "today.js": 'id="today"'}
_OPTIONAL_TEXTS = sorted(set(_OPTIONAL_BY_TEXT.values()))
#: Where a class stands that begins so; of two such beginnings the longer one.
_BEGINNINGS = sorted(chain.from_iterable(_OPTIONAL.values()), key=len, reverse=True)
_TELLING = re.compile(f'class="({"|".join(map(re.escape, _BEGINNINGS))})')
#: Files of extensions that do the same, and are loaded by these themselves.
_REPLACED_BY = {"code.js": "copybutton.js"}
#: These scripts add to what is seen already, and come after the styles by which it is.
_TAGS = {
    ".css": '<link rel="stylesheet" href="{}">\n',
    ".js": '<script type="module" src="{}" fetchpriority="low"></script>\n',
}
_FURO_SCRIPT = "_static/scripts/furo.js"


def needed_scripts(scripts: Iterable[Any], own: Iterable[str]) -> list[Any]:
    """Of a page's `scripts` those that it has a use for: Sphinx's only where an extension brings one.

    `own` are the names of the site's scripts, which do without.
    """
    named = [(str(getattr(script, "filename", script) or ""), script) for script in scripts]
    known = {*_SPHINX_SCRIPTS, _FURO_SCRIPT, *own}
    without = () if any(name not in known for name, _ in named if name != _UNUSED_SCRIPT) else _SPHINX_SCRIPTS
    return [script for name, script in named if name not in (*without, _UNUSED_SCRIPT)]


def filters(local: Localization) -> dict[str, Callable[..., Any]]:
    """The filters of the archive's own templates."""
    return {
        "full_day": local.full_day, "short_day": local.short_day, "month_name": local.month_name, "year": local.year,
        "number": local.number, "machine_date": dates.machine_date, "below": texts.lower_headings,
        "rebase": lambda html, root: Markup(rebase(html, root)), "unless_in": metadata.unless_in,
        "needed": needed_scripts, "thumbnail": pictures.thumbnail, "host": addresses.host,
    }  # fmt: skip


class LazyText(UserString):
    """A text for templates that takes long to make, and is made when one asks what it holds."""

    def __init__(self, make: Callable[[], str]) -> None:
        self._make = make

    @cached_property
    def data(self) -> str:  # type: ignore[override]
        return self._make()


class TranslatedMessages(InternationalizationExtension):
    """Translates the messages of templates when these are compiled: a post's page has some forty, which are the same on
    each. What depends on a number is looked up for it."""

    def parse(self, parser: Parser) -> nodes.Node | list[nodes.Node]:
        parsed = super().parse(parser)
        translate = _TranslateCalls(self.environment).visit
        return [translate(node) for node in parsed] if isinstance(parsed, list) else translate(parsed)


class _TranslateCalls(NodeTransformer):
    """Puts translations in the place of calls that look them up."""

    def __init__(self, environment: Environment) -> None:
        self._environment = environment

    def visit_Call(self, call: nodes.Call) -> nodes.Node:
        """Translates calls without a number, whose message stands there as it is."""
        if isinstance(call.node, nodes.Name) and call.node.name in ("gettext", "pgettext"):
            arguments = [argument.value for argument in call.args if isinstance(argument, nodes.Const)]
            translate: Any = self._environment.globals[call.node.name]
            return nodes.Const(translate(*arguments))
        self.generic_visit(call)
        return call


class Templates(BuiltinTemplateLoader):
    """Renders whole pages; Furo's base template offers no place for what is added to its ``<html>`` here."""

    shared_by: Callable[[dict[str, Any]], dict[str, Any]]
    """Gives what a page with a context may use beside it: see `SharedFragments.of_page`."""

    def init(self, builder: Builder, theme: Theme | None = None, dirs: list[str] | None = None) -> None:
        super().init(builder, theme, dirs)
        # Without Sphinx's sandbox, which guards against templates that are not one's own, and doubles the time.
        sandboxed, config = self.environment, builder.config
        compiled = folder_for(Path(builder.confdir), builder.state.store.compiled)  # type: ignore[attr-defined]
        self.cache = TemplateCache(compiled, digest(config.language, config.archive_code))
        self.environment = Environment(  # type: ignore[assignment]
            loader=self, extensions=[TranslatedMessages], auto_reload=False, bytecode_cache=self.cache
        )
        local = builder.state.localization  # type: ignore[attr-defined]
        self.environment.globals |= sandboxed.globals
        self.environment.filters |= {**sandboxed.filters, **filters(local)}
        self.environment.install_gettext_translations(local.translations)  # type: ignore[attr-defined]
        self._attributes = f'prefix="{metadata.PREFIXES}" data-words="{builder.words_version}"'  # type: ignore[attr-defined]
        self._root = urlsplit(builder.config.html_baseurl).path or "/"
        self._outdir, self._versions = builder.outdir, dict[str, str]()
        self.last_context: dict[str, Any] = {}
        """The context of the page that was rendered last."""

    def render(self, template: str, context: dict[str, Any]) -> str:  # type: ignore[override]
        self.last_context = context
        root = context["content_root"]
        text = self.environment.get_template(template).render({**context, **self.shared_by(context)})
        head, end, body = sizes.replace_styles(text, root).partition("</head>")
        direction = ' dir="rtl"' if context["site"].direction == "rtl" else ""
        head = head.replace("<html ", f"<html {self._attributes}{direction} ", 1)
        # A page's first picture is loaded at once.
        text = f"{head}{self._optional(body, root)}{end}{body.replace(pictures.LAZY, pictures.EAGER, 1)}"
        return _absolute(text, self._root) if template == "404.html" else text

    def _optional(self, body: str, root: str) -> str:
        """The tags of those styles and scripts that other pages than that with this body do without."""
        texts = frozenset(text for text in _OPTIONAL_TEXTS if text in body)
        names = _optional_names(frozenset(_TELLING.findall(body)), texts)
        return "".join(self._added(root, name) for name in names)

    def _added(self, root: str, name: str) -> str:
        """The tag of one of these files, as far as it is there."""
        if name not in self._versions:
            static = Path(self._outdir, "_static")
            is_replaced = name in _REPLACED_BY and (static / _REPLACED_BY[name]).is_file()
            is_loaded = (static / name).is_file() and not is_replaced
            self._versions[name] = digest((static / name).read_text("utf-8"))[:8] if is_loaded else ""
        version = self._versions[name]
        return _TAGS[Path(name).suffix].format(f"{root}_static/{name}?v={version}") if version else ""


@lru_cache
def _optional_names(beginnings: frozenset[str], texts: frozenset[str]) -> tuple[str, ...]:
    """Of the optional files those of a page in which classes begin so and these texts stand."""
    return tuple(
        name for name, classes in _OPTIONAL.items()
        if any(beginning.startswith(classes) for beginning in beginnings) or _OPTIONAL_BY_TEXT.get(name) in texts
    )  # fmt: skip


def _absolute(text: str, root: str) -> str:
    """A page that is shown at any address has no use for relative ones: begin them with `root`."""
    return _RELATIVE.sub(lambda match: f"{match[1]}{root}{match[2]}{match[3]}", text)


@lru_cache
def pathto(root: str) -> Callable[..., str]:
    """A template's ``pathto`` for a page from which the site's root is at `root`."""
    return lambda name, resource=False: root + (name if resource else quoted_permalink(name))


#: The variables of every page that come of templates, beside the sidebar, and of which.
PROVIDED = {"show": ("macros.html",), "entry": ("macros.html",)}


class SharedFragments:
    """What many pages show alike, rendered once for all of them: macros, posts in listings, the sidebar.

    Which variables a template looks at, Jinja tells: what is kept here is kept for their values. So whatever is written
    into these templates stands on each page as it is to be there.
    """

    def __init__(self, environment: Environment, constants: dict[str, Any], keys: TemplateKeys) -> None:
        self._environment, self._constants, self._keys = environment, constants, keys
        self._template = environment.get_template("macros.html")
        self._by_page = self._looks_at(("macros.html",), alike=_OF_MACROS) != ()
        self._modules: dict[str, Any] = {}
        self._entries: dict[tuple[str, int], str] = {}
        self._lists = MentionLists(constants["site"].localization)
        self._looked_at: dict[tuple[str, ...], tuple[str, ...] | None] = {}
        self._included: dict[Any, str] = {}

    def of_page(self, context: dict[str, Any]) -> dict[str, Any]:
        """What a page with this context may use: `show`, `entry`, `listed` and `included`."""
        root = context["content_root"]
        show: Any = self._template.make_module(context) if self._by_page else self._macros(root)
        entry = show.entry if self._by_page else partial(self._entry, root=root)
        listed = partial(self._lists.listed, root=root)
        return {"show": show, "entry": entry, "listed": listed, "included": self._include}

    def _looks_at(self, names: tuple[str, ...], alike: frozenset[str] = _SAME_BY_DEPTH) -> tuple[str, ...] | None:
        """The variables that some templates take from the page on which they are used, but for those that are `alike`;
        None if that cannot be told."""
        found: set[str] = set()
        for name in names:
            variables = self._keys.variables(name)
            if variables is None:
                return None
            found.update(variables)
        return tuple(sorted(found - {*alike, _TRANS_VARIABLE, *self._constants, *self._environment.globals}))

    def _macros(self, root: str) -> Any:
        """The macros for pages from which the site's root is at `root`."""
        if root not in self._modules:
            context = {**self._constants, "pathto": pathto(root), "content_root": root}
            self._modules[root] = self._template.make_module(context)
        return self._modules[root]

    def _entry(self, post: Post, level: int = 2, *, root: str) -> Markup:
        """A post as every listing shows it; listings come to many times the posts."""
        key = (post.docname, level)
        if key not in self._entries:
            self._entries[key] = str(self._macros(SITE_SCHEME).entry(post, level))
        return Markup(rebase(self._entries[key], root))

    @pass_context
    def _include(self, context: Context, names: Sequence[str]) -> Markup:
        """The templates of some names, one after the other, as ``include`` gives them."""
        templates = tuple(names)
        if templates not in self._looked_at:
            self._looked_at[templates] = self._looks_at(templates)
        variables = self._looked_at[templates]
        if variables is None or context.resolve("pathto") is not pathto(context["content_root"]):
            return self._rendered(context, templates)
        key = (templates, context["content_root"], *map(context.resolve, variables))
        try:
            if key not in self._included:
                self._included[key] = self._rendered(context, templates)
        except TypeError:  # a value that cannot be looked up
            return self._rendered(context, templates)
        return Markup(self._included[key])

    def _rendered(self, context: Context, names: Sequence[str]) -> Markup:
        return Markup("".join(self._environment.get_template(name).render(context.get_all()) for name in names))
