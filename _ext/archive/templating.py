"""Making pages of templates: Sphinx's loader with our filters, and a way past it where pages come by the thousand.

Furo's part of a page is the same for all posts and listings of one section in folders of one depth. So it is rendered
once, by Sphinx, with marks where a page's own parts belong (``shell.html``), and of each page only those are rendered.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemBytecodeCache
from jinja2.bccache import Bucket
from markupsafe import Markup, escape
from sphinx.jinja2glue import BuiltinTemplateLoader

from . import dates, fragment, metadata, policy, sizes
from .mentionlists import MentionLists
from .outfiles import clear
from .paths import permalink, quoted
from .posts import Post
from .rooted import SITE_SCHEME, rebase

if TYPE_CHECKING:
    from sphinx.builders import Builder
    from sphinx.theming import Theme

_RELATIVE = re.compile(r'(\s(?:href|src|action|data-content_root)=")(?!#|/|[a-z]+:)(?:\./)?([^"]*)(")')
#: Switches for a table of contents, on a page that has none.
_NO_CONTENTS = re.compile(
    r'<input [^>]*id="__toc"[^>]*>\s*|<label class="overlay toc-overlay".*?</label>\s*'
    r'|<label class="toc-overlay-icon [^"]*no-toc".*?</label>\s*', re.DOTALL
)  # fmt: skip
#: Furo's icons, which the stylesheet draws.
_ICONS = re.compile(
    r'<svg(?: class="theme-icon-[^"]*")?><use href="#svg-[a-z-]+"></use></svg>\s*'
    r'|(?<=class="back-to-top muted-link">)\s*<svg.*?</svg>\s*', re.DOTALL
)  # fmt: skip
FILTERS: dict[str, Callable[..., Any]] = {
    "full_day": dates.full_day, "short_day": dates.short_day, "month_name": dates.month_name,
    "machine_date": dates.machine_date, "below": fragment.below, "own_script": policy.own_script,
    "rebase": lambda html, root: Markup(rebase(html, root)),
}  # fmt: skip
#: What `shell.html` leaves open, beside its blocks.
_OPEN = ("title", "pageurl", "head", "toc")


class Compiled(FileSystemBytecodeCache):
    """Compiled templates on the disk, each after a digest of it: Python would run damaged ones, or just end."""

    def load_bytecode(self, bucket: Bucket) -> None:
        try:
            told, code = Path(self._get_cache_filename(bucket)).read_bytes().split(b"\n", 1)
        except (OSError, ValueError):
            return
        if told == self._digest(code):
            bucket.load_bytecode(BytesIO(code))

    def dump_bytecode(self, bucket: Bucket) -> None:
        code = BytesIO()
        bucket.write_bytecode(code)
        path = Path(self._get_cache_filename(bucket))
        aside = path.with_name(f"{path.name}.{os.getpid()}")
        aside.write_bytes(self._digest(code.getvalue()) + b"\n" + code.getvalue())
        clear(path)
        os.replace(aside, path)

    @staticmethod
    def _digest(code: bytes) -> bytes:
        return hashlib.blake2b(code, digest_size=16).hexdigest().encode()


class Templates(BuiltinTemplateLoader):
    """Renders whole pages; Furo's base template offers no place for what is added to its ``<html>`` here."""

    def init(self, builder: Builder, theme: Theme | None = None, dirs: list[str] | None = None) -> None:
        super().init(builder, theme, dirs)
        self.environment.filters |= FILTERS
        self.environment.auto_reload = False
        self.compiled = builder.state.store.compiled  # type: ignore[attr-defined]
        if not self.compiled.is_dir():
            clear(self.compiled)
        self.compiled.mkdir(parents=True, exist_ok=True)
        self.environment.bytecode_cache = Compiled(str(self.compiled), "page-%s.cache")
        self._root = urlsplit(builder.config.html_baseurl).path or "/"

    def render(self, template: str, context: dict[str, Any]) -> str:  # type: ignore[override]
        text = super().render(template, context)
        if "toc-drawer no-toc" in text:
            text = _NO_CONTENTS.sub("", text)
        text = _ICONS.sub("", text)
        if template != "shell.html":
            text = sizes.in_classes(text, context["content_root"])
        if template == "404.html":
            text = _absolute(text, self._root)
        return text.replace("<html ", f'<html prefix="{metadata.PREFIXES}" ', 1)


def _absolute(text: str, root: str) -> str:
    """A page that is shown at any address has no use for relative ones: begin them with `root`."""
    return _RELATIVE.sub(lambda match: f"{match[1]}{root}{match[2]}{match[3]}", text)


def root_of(pagename: str) -> str:
    """The way from a page to the site's root, as a relative address: ``../../`` or ``./``."""
    return "../" * permalink(pagename).count("/") or "./"


def pathto(root: str) -> Callable[..., str]:
    """A template's ``pathto`` for a page from which the site's root is at `root`."""
    return lambda name, resource=False: root + (name if resource else quoted(name))


class Parts:
    """Renders the parts of pages that are their own: without Sphinx's sandbox, since the templates are ours."""

    #: Blocks that a page of which only the parts are rendered may fill.
    BLOCKS = frozenset({"content", "neighbours"})

    def __init__(self, templates: Templates, constants: dict[str, Any]) -> None:
        cache = Compiled(str(templates.compiled), "part-%s.cache")
        self._environment = Environment(
            loader=templates, extensions=["jinja2.ext.i18n"], auto_reload=False, bytecode_cache=cache
        )
        self._environment.install_null_translations()  # type: ignore[attr-defined]
        self._environment.filters |= FILTERS
        self._constants = constants
        self._shells: dict[tuple[str, str, bool], str] = {}
        self._entries: dict[tuple[str, int], str] = {}
        self.listed = MentionLists().listed
        """Lists posts with the sentences in which they mention something."""
        self._modules: dict[str, Any] = {}

    def entry(self, post: Post, level: int = 2, *, root: str) -> Markup:
        """A post as every listing shows it; rendered once, since listings come to many times the posts."""
        key = (post.docname, level)
        if key not in self._entries:
            self._entries[key] = str(self._macros(SITE_SCHEME).entry(post, level))
        return Markup(rebase(self._entries[key], root))

    def _macros(self, root: str) -> Any:
        """The macros for pages from which the site's root is at `root`; what they know of a page is given to them."""
        if root not in self._modules:
            context = {**self._constants, "pathto": pathto(root), "content_root": root}
            self._modules[root] = self._environment.get_template("macros.html").make_module(context)
        return self._modules[root]

    def page(self, template: str, context: dict[str, Any], shell: Callable[[dict[str, str]], str]) -> str:
        """Render a page; `shell` renders its constant part, given the marks for what is open."""
        kind = (context["content_root"], context["section"], bool(context.get("toc")))
        if kind not in self._shells:
            open_parts = [name for name in (*_OPEN, *self.BLOCKS) if name != "toc" or kind[2]]
            shared = shell({name: _mark(name) for name in open_parts})
            self._shells[kind] = _INDENTED.sub("\n", shared)  # 0.6 kB a page
        page = self._environment.get_template(template)
        context = {**self._constants, **context}
        context["show"] = self._macros(context["content_root"])
        filled = {name: "".join(block(page.new_context(context))) for name, block in page.blocks.items()}
        filled |= {name: str(context.get(name) or "") for name in _OPEN}
        filled["title"] = str(escape(Markup(filled["title"]).striptags()))
        whole = _MARK.sub(lambda match: filled.get(match[1], ""), self._shells[kind])
        return sizes.in_classes(whole, context["content_root"])


#: Nothing that pages have in common keeps its line ends.
_INDENTED = re.compile(r"\n\s+")
_MARK = re.compile(r"@@([a-z]+)@@")


def _mark(name: str) -> str:
    return f"@@{name}@@"
