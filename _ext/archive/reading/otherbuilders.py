"""What other builders than that of the site make of an archive.

Those that make one book (an e-book, LaTeX, a page of a manual) take up what a table of contents names, and no page's
names the posts: so the first page of a book gets one of all posts, in the order in which they appeared. Those that make
a file of each document, such as `text`, have posts by themselves.
"""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.builders.latex import LaTeXBuilder
from sphinx.environment import BuildEnvironment
from sphinx.transforms.post_transforms import SphinxPostTransform

from ..core.addresses import POSTS
from ..store.buildlock import lock_file
from . import robustlinks
from .build import Build, build_of, is_archive

#: Builders that begin with the first page and follow tables of contents from there.
BOOKS = frozenset(
    {"applehelp", "devhelp", "epub", "htmlhelp", "latex", "man", "qthelp", "singlehtml", "texinfo"}
)  # fmt: skip


def setup(app: Sphinx, build: Build) -> None:
    app.add_post_transform(FarPictures)
    app.connect("env-get-outdated", _read_anew)
    build.connect("source-read", _append_posts)
    build.connect("doctree-read", _date_post)
    app.connect("env-updated", _remove_stale)
    app.connect("write-started", _leave_out_doctrees)
    build.connect("write-started", _date_book)
    app.connect("builder-inited", _fit_one_page)
    app.connect("builder-inited", _leave_out_templates)
    app.connect("doctree-resolved", _lead_within_the_page)
    build.connect("doctree-resolved", _lead_on)


class FarPictures(SphinxPostTransform):
    """Books and the like cannot show a picture by its address; Sphinx would fetch it, here a link leads to it."""

    default_priority = 99  # before Sphinx's own

    def run(self, **kwargs: Any) -> None:
        if build_of(self.env).app.builder.supported_remote_images:
            return
        for image in list(self.document.findall(nodes.image)):
            address = image.get("candidates", {}).get("?", "")
            if address and not address.startswith("data:"):
                words = image.get("alt") or address
                link = nodes.reference("", words, refuri=address, internal=False)
                within = isinstance(image.parent, nodes.TextElement)
                image.replace_self(link if within else nodes.paragraph("", "", link))


def _read_anew(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> list[str]:  # fmt: skip
    """Read all documents again where builders share doctrees: those of a book are others."""
    is_book = app.builder.name in BOOKS
    was_book = getattr(env, "archive_is_book", is_book)
    env.archive_is_book = is_book  # type: ignore[attr-defined]
    return [] if is_book == was_book else sorted(env.found_docs)


def _append_posts(build: Build, docname: str, content: list[str]) -> None:
    """Give the first page of a book a table of contents of all posts, oldest first."""
    app = build.app
    if app.builder.name not in BOOKS or docname != app.config.root_doc:
        return
    scan = build.scan
    dated = [(front.moment or datetime.min, name) for name, front in scan.published.items()]
    names = "\n".join(f"/{name}" for _, name in sorted(dated) if name.startswith(POSTS))
    if names:
        caption = build.localization.gettext("Posts")
        content[0] += f"\n\n```{{toctree}}\n:maxdepth: 1\n:caption: {caption}\n\n{names}\n```\n"


def _date_post(build: Build, doctree: nodes.document) -> None:
    """Put a post's date beneath its title, as a page does by its template."""
    front = build.scan.posts.get(build.app.env.current_document.docname)
    if build.app.builder.name in BOOKS and front and front.date:
        title = next(doctree.findall(nodes.title))
        day = build.localization.full_day(front.date)
        title.parent.insert(title.parent.index(title) + 1, nodes.paragraph("", day))


def _remove_stale(app: Sphinx, env: BuildEnvironment) -> None:
    """Remove the files of posts that are gone or not published any more: an e-book takes all that it finds."""
    suffix = getattr(app.builder, "out_suffix", "")
    if app.builder.name == "html" or not suffix:
        return
    for file in Path(app.outdir, POSTS).rglob(f"*{suffix}"):
        if file.relative_to(app.outdir).as_posix().removesuffix(suffix) not in env.found_docs:
            file.unlink()


def _leave_out_doctrees(app: Sphinx, builder: Builder) -> None:
    """Keep an e-book from wondering at the doctrees, which Sphinx puts into the output if it is not told where else,
    and at their lock."""
    doctrees, out = Path(app.doctreedir), Path(app.outdir)
    if builder.name == "epub" and doctrees.is_relative_to(out):
        files = [lock_file(doctrees), *(file for file in sorted(doctrees.rglob("*")) if file.is_file())]
        paths = [file.relative_to(out).as_posix() for file in files if file.is_relative_to(out)]
        app.config.epub_exclude_files = [*app.config.epub_exclude_files, *paths]


def _date_book(build: Build, builder: Builder) -> None:
    """A book is of the day of its newest post: the clock has no part in it."""
    published = [front.moment for front in build.scan.published.values() if front.moment]
    if builder.name in BOOKS and published and not build.app.config.today:
        build.app.config.today = build.localization.full_day(max(published))
        if isinstance(builder, LaTeXBuilder):
            builder.context["date"] = build.app.config.today


def _fit_one_page(app: Sphinx) -> None:
    """The sidebar leads to listings and the search, which a site of one page has not; Furo's head leads to it too."""
    if app.builder.name == "singlehtml":
        app.config.html_sidebars = {"**": ["sidebar/brand.html"]}
        app.builder.search = False  # type: ignore[attr-defined]


def _leave_out_templates(app: Sphinx) -> None:
    """The words of templates stand in the archive's own catalogue; Sphinx cannot write those that have a plural."""
    if app.builder.name == "gettext":
        app.config.templates_path = []


def _lead_within_the_page(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Sphinx names a place in another document of the one page by two ids, of which the last is the place's."""
    if app.builder.name != "singlehtml":
        return
    for node in doctree.findall(nodes.reference):
        if node.get("refuri", "").startswith("#"):
            node["refuri"] = "#" + node["refuri"].rpartition("#")[2]


def _lead_on(build: Build, doctree: nodes.document, docname: str) -> None:
    """Links to pages that are gone lead to their copies in a book too; the archive's own builder says more of them."""
    known = build.scan.link_file.links
    if not known.links or is_archive(build.app.builder) or build.app.builder.name == "linkcheck":
        return

    def day(node: nodes.Node) -> date | None:
        # A book has several documents, each in an element that names it.
        while node.parent and not isinstance(node, addnodes.start_of_file):
            node = node.parent
        front = build.scan.posts.get(node["docname"] if isinstance(node, addnodes.start_of_file) else docname)
        return front.moment.date() if front and front.moment else None

    robustlinks.lead_on(doctree, known, day, build.localization)
