"""ABlog inside this archive: its settings, directives and references stay, its reading and writing go.

Its hooks are taken off by `patches.extensions`, which says why. Its registry is filled from the archive's model, and
what authors use of it works on: the ``blog_…`` settings, ``update``, ``postlist``, and references such as
``{ref}`tag-lean` ``. A directive at a word that it does not know would end the build in a traceback: here it is told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from string import Formatter
from typing import Any

import ablog
import ablog.blog
from ablog.post import PostListDirective
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.util.docutils import SphinxDirective

from ..core.localization import Localization
from ..model.archive import Archive
from ..model.posts import Post, Term
from ..pages.listings import archive_crumb, terms_crumb
from .build import Build
from .documents import archive_of

#: How `postlist` writes a date unless it is told: in ABlog's words, and here as the language has a day and a month.
_SHORT = "%d %B"
#: What its option ``format`` may name.
_SHOWN = ("date", "title", "author", "location", "language", "category", "tags")
CATALOGS = {"category": "category", "tag": "tags", "author": "author"}


def setup(app: Sphinx, build: Build) -> None:
    app.add_directive("post", NoPost, override=True)
    app.add_directive("postlist", PostList, override=True)
    build.connect("write-started", _fill_for_others)
    app.connect("missing-reference", _lead_to_the_site, priority=400)


class NoPost(SphinxDirective):
    """``post`` would make a post of any page; here it is mostly meant for the role of that name."""

    has_content = True
    optional_arguments = 1
    final_argument_whitespace = True

    def run(self) -> list[nodes.Node]:
        raise self.error("`post` is no directive here: to refer to a post, write {post}`its-name` within a line")


def _not_empty(convert: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """What reads an option, but for the error in which it ends where a text is wanted and there is none."""

    def checked(argument: Any) -> Any:
        try:
            return convert(argument)
        except AttributeError:
            raise ValueError("it is empty: write something after it, or leave it out") from None

    return checked


class PostList(PostListDirective):  # type: ignore[misc]
    """``postlist``, told what it cannot read before it tries to."""

    option_spec = {name: _not_empty(convert) for name, convert in PostListDirective.option_spec.items()}

    def run(self) -> list[nodes.Node]:
        number = self.arguments[0] if self.arguments else "1"
        if not number.isdecimal():
            raise self.error(f"`{number}` is no number of posts: write one, such as `5`, or none for all")
        try:
            named = [name for _, name, _, _ in Formatter().parse(self.options.get("format", "")) if name is not None]
        except ValueError as error:
            raise self.error(f"`format` cannot be read ({error}): write it as `{{date}} - {{title}}`") from None
        if unknown := [name for name in named if name not in _SHOWN]:
            raise self.error(f"`format` has no `{{{unknown[0]}}}`: it may have {', '.join(_SHOWN)}, in curly brackets")
        made: list[nodes.Node] = super().run()
        return made


class LocalDate(datetime):
    """A date that ``postlist`` writes in the language of the site."""

    local: Localization

    @classmethod
    def of(cls, moment: datetime, local: Localization) -> LocalDate:
        """`moment` by the clock that it names."""
        made = cls.combine(moment.date(), moment.time())
        made.local = local
        return made

    def strftime(self, format: str) -> str:
        return self.local.month_day(self.month, self.day) if format == _SHORT else self.local.strftime(self, format)


class LazyExcerpt:
    """The paragraphs that ABlog's ``postlist`` shows, read from the doctree when asked for."""

    def __init__(self, app: Sphinx, docname: str, count: int) -> None:
        self.app, self.docname, self.count = app, docname, count

    def __iter__(self) -> Iterator[nodes.Node]:
        paragraphs = list(self.app.env.get_doctree(self.docname).findall(nodes.paragraph))
        return iter(paragraphs[: self.count])


def _fill_for_others(build: Build, builder: Builder) -> None:
    """Other builders, such as that of e-books, have no listings of their own: they refer to those of the site."""
    if builder.name != "html":
        fill_registry(build.app, archive_of(build), ".html")


def fill_references(app: Sphinx, archive: Archive, suffix: str = "") -> None:
    """Make ABlog's references lead to the pages of `archive`; it adds no suffix to addresses of the site."""
    ablog.blog.Blog._dict.clear()
    references = ablog.blog.Blog(app).references
    references.clear()
    local = archive.site.localization
    pages = {"posts": ("index", local.gettext("Posts")), "archives": ("archive", archive_crumb(local).title),
             "tags": ("tag", terms_crumb(local, "tag").title),
             "authors": ("author", terms_crumb(local, "author").title),
             "categories": ("category", terms_crumb(local, "category").title)}  # fmt: skip
    for name, (page, title) in pages.items():
        references[f"blog-{name}"] = (f"blog/{page}{suffix}", title)
    references.update(_of_terms(archive, suffix))


def _of_terms(archive: Archive, suffix: str) -> dict[str, tuple[str, str]]:
    """Where each reference to a category, a tag or an author leads, and what it is called."""
    return {name: (term.page + suffix, term.name) for name, term in archive.terms_by_label.items()}


def _lead_to_the_site(app: Sphinx, env: Any, node: nodes.Element, content: nodes.Element) -> nodes.Element | None:
    """Make ABlog's references lead to the site where the builder has no such pages; without an address, to none."""
    found = ablog.blog.Blog(app).references.get(node["reftarget"])
    if app.builder.name == "html" or found is None:
        return None
    page, name = found
    shown = content if node.get("refexplicit") else nodes.emphasis(name, name)
    if not app.config.html_baseurl:
        return nodes.inline("", "", shown)
    return nodes.reference("", "", shown, internal=False, refuri=app.config.html_baseurl + page, reftitle=name)


def fill_registry(app: Sphinx, archive: Archive, suffix: str = "") -> None:
    """Make all of ABlog's registry say what `archive` says."""
    # What is published was decided already; ABlog would ask the clock again.
    ablog.blog.TOMORROW = datetime.max
    fill_references(app, archive, suffix)
    blog = ablog.blog.Blog(app)
    for place, post in enumerate(reversed(archive.posts)):
        blog.register(post.docname, _info(app, post, archive.site.localization))
        # ABlog sorts by local time and title, and leaves those that share both in no order at all.
        blog.posts[post.docname]._computed_date = place
    for name, term in archive.terms_by_label.items():
        collection = blog.catalogs[CATALOGS[term.kind]][term.name]
        collection.xref = name
        collection._path = term.page
    # Of each collection that it registers, ABlog has noted a reference of its own.
    blog.references.update(_of_terms(archive, suffix))


def _info(app: Sphinx, post: Post, local: Localization) -> dict[str, Any]:
    """What ABlog's ``Post`` is made from."""

    def names(terms: tuple[Term, ...]) -> list[str]:
        return [term.name for term in terms]

    return {
        "docname": post.docname, "section": "", "order": 1, "title": post.title, "doctree": None,
        "date": LocalDate.of(post.date, local), "update": (post.updated or post.date).replace(tzinfo=None),
        "excerpt": LazyExcerpt(app, post.docname, app.config.post_auto_excerpt),
        "tags": names(post.tags), "category": names(post.categories), "author": names(post.authors),
        "location": [], "language": [], "redirect": [], "nocomments": True, "image": None, "exclude": False,
        "canonical_link": None, "external_link": None,
    }  # fmt: skip
