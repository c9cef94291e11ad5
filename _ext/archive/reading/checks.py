"""What a build refuses, mends and says of a text while it reads it, by the rules that ``make check`` has too.

What is wrong fails the build. What readers will merely not get as its author may think is a hint, which fails nothing.

Files that a text inserts, shows or offers are those of the source folder alone, and none from the network. Each is
asked for before anything opens it. What may not be read is named, and the words that a text has for it stand in its
place.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from glob import glob
from pathlib import Path
from typing import Any, cast
from urllib.parse import quote, unquote

from docutils import nodes
from docutils.parsers.rst import Directive
from docutils.parsers.rst.directives.misc import Raw
from docutils.utils import get_source_line
from markdown_it.common.normalize_url import normalizeLink
from myst_parser.config.main import MdParserConfig
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.config import Config
from sphinx.directives.code import LiteralInclude
from sphinx.directives.other import Include
from sphinx.directives.patches import CSVTable
from sphinx.environment import BuildEnvironment
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.util.i18n import search_image_for_language
from sphinx.util.osutil import relative_uri

from ..check import ownhtml, textrules
from ..check.ownhtml import Reference
from ..core import addresses, sizes
from ..core.addresses import SITE_SCHEME
from ..core.problems import Problem
from ..model.posts import Picture
from ..source import markdown, sourcefiles
from ..source.sourcefiles import walk
from .build import Build, build_of, is_archive

logger = logging.getLogger(__name__)
_ADDRESS = re.compile(r"data:|//|[A-Za-z][A-Za-z0-9+.-]*://")


def setup(app: Sphinx, build: Build) -> None:
    app.add_directive("include", _guarded(Include), override=True)
    app.add_directive("literalinclude", _guarded(LiteralInclude), override=True)
    app.add_directive("raw", _guarded(Raw), override=True)
    app.add_directive("csv-table", _guarded(CSVTable), override=True)
    app.connect("config-inited", _refuse_static)
    build.connect("source-read", _read_source)
    # Before Sphinx looks for the files.
    app.connect("doctree-read", _read_tree, priority=400)
    app.add_post_transform(FilesOfHtml)


# The text itself


def _read_source(build: Build, docname: str, content: list[str]) -> None:
    """What only the text itself shows: the tree holds what MyST could not read as plain words."""
    app = build.app
    path = str(app.env.doc2path(docname, base=False))
    if not path.endswith(".md"):
        return
    text, line = markdown.without_front_matter(content[0])
    config = textrules.text_config(_config(app), build.scan.posts.get(docname), content[0])
    if textrules.may_have_unread_syntax(text):
        for problem in textrules.unread_syntax(markdown.scanner(config).scan(text, line), path, config):
            logger.warning(problem.shown_message, location=problem.where, type="archive", subtype="text")
    for at, message in textrules.syntax_hints(text, line, config):
        _hint(Problem(path, at, message))


def _config(app: Sphinx) -> MdParserConfig:
    """The settings of MyST for the whole site."""
    env: Any = app.env
    found: MdParserConfig = env.myst_config
    return found


def _hint(problem: Problem) -> None:
    logger.info("hint: %s", problem)


# What directives insert


def _guarded(directive: type[Directive]) -> type[Directive]:
    """A directive that inserts a file, told which it may."""

    class Guarded(directive):  # type: ignore[misc]
        def run(self) -> list[nodes.Node]:
            env, source = self.state.document.settings.env, self.state.document.current_source
            encoding = self.options.get("encoding") or ""
            if "url" in self.options:
                raise self.error(sourcefiles.NO_NETWORK.format(self.options["url"]))
            if issubclass(directive, (Include, LiteralInclude)):
                for name in filter(None, (self.arguments[0], self.options.get("diff"))):
                    if message := file_fault(env, env.current_document.docname, name, encoding):
                        raise self.error(message)
            elif "file" in self.options:  # which docutils takes from the file that the directive stands in
                folder = os.path.dirname(source or env.doc2path(env.current_document.docname))
                beside = os.path.relpath(os.path.join(folder, "_"), env.srcdir).replace(os.sep, "/")
                if message := file_fault(env, beside, self.options["file"], encoding):
                    raise self.error(message)
                path = os.path.join(env.srcdir, sourcefiles.resolve_path(beside, self.options["file"]))
                self.options["file"] = os.path.relpath(path, folder)
            return list(super().run())

    return Guarded


def file_fault(env: BuildEnvironment, docname: str, name: str, encoding: str | None = None) -> str:
    """What is wrong with the file that a directive in `docname` names. Whose text it inserts is to be in the
    `encoding`; nothing stands for UTF-8."""
    if sourcefiles.STANDARD.fullmatch(name):
        return ""
    root, path = os.fspath(env.srcdir), sourcefiles.resolve_path(docname, name)
    message = sourcefiles.fault(root, path) if encoding is None else sourcefiles.text_fault(root, path, encoding)
    return f"the file {name} {message}" if message else ""


# What the tree of a document holds


def _read_tree(app: Sphinx, doctree: nodes.document) -> None:
    """Look at what may be wrong in a document. It is walked through once: there are thousands."""
    kinds = (nodes.image, addnodes.download_reference, nodes.raw, addnodes.pending_xref, nodes.reference)
    found = [node for node in doctree.findall() if isinstance(node, kinds)]
    images = [node for node in found if isinstance(node, nodes.image) and not _refuse_picture(app.env, node)]
    # One kind after the other, as what is said of them stands in that order.
    for node in found:
        if isinstance(node, addnodes.download_reference):
            _refuse_download(app.env, node)
    for node in found:
        if isinstance(node, nodes.raw) and "html" in node["format"].split():
            _read_html(app, node)
    for node in found:
        if isinstance(node, addnodes.pending_xref):
            _take_for_link(node)
    for node in found:
        if isinstance(node, nodes.reference):
            _refuse_link(node, _config(app).url_schemes)
    if app.config.content_security_policy:
        for image in images:
            if addresses.is_remote(str(image["uri"])):
                _hint(Problem(*_place(app, image), ownhtml.remote_hint("picture", str(image["uri"]))))


def _place(app: Sphinx, node: nodes.Node, more: int = 0) -> tuple[str, int]:
    """The file, from the source folder, and the line of a node, and so many lines more."""
    source, line = get_source_line(node)
    path = os.path.relpath(source, app.srcdir) if source else str(app.env.doc2path(app.env.docname, base=False))
    return path.replace(os.sep, "/"), (line or 1) + more


def _refuse_picture(env: BuildEnvironment, image: nodes.image) -> bool:
    """Name a picture that may not be read, and have its words stand in its place; give whether it is such a one."""
    docname, address = env.current_document.docname, str(image["uri"])
    if _ADDRESS.match(address):
        return False
    image["uri"] = address = _unquoted(env, docname, address)
    if message := _picture_fault(env, docname, address):
        warning = "the picture %s %s, or take it out"
        logger.warning(warning, address, message, location=_nearest_with_line(image), type="archive", subtype="picture")
        image.replace_self(nodes.inline("", image.get("alt", "")))
    return bool(message)


def _refuse_download(env: BuildEnvironment, offered: addnodes.download_reference) -> None:
    """Name a file to be saved that may not be read, and have its words stand in its place."""
    name = str(offered["reftarget"])
    if "://" not in name and (message := file_fault(env, env.current_document.docname, name)):
        logger.warning(message, location=offered, type="archive", subtype="download")
        offered.replace_self(nodes.inline("", "", *offered.children))


def _nearest_with_line(node: nodes.Element) -> nodes.Element:
    """The node, or the nearest about it of which the line is known: Sphinx forgets that of a picture without words."""
    within = node
    while not within.line and isinstance(within.parent, nodes.Element):
        within = within.parent
    return within


def _unquoted(env: BuildEnvironment, docname: str, address: str) -> str:
    """The name of a picture as its file has it: an address has signs for blanks and much else."""
    unquoted = unquote(address)
    is_quoted = _picture_fault(env, docname, address) and not _picture_fault(env, docname, unquoted)
    return unquoted if is_quoted else address


def _picture_fault(env: BuildEnvironment, docname: str, address: str) -> str:
    """What is wrong with the file of a picture; with a name that ends in ``.*``, with the first that is wrong of those
    that it stands for."""
    root = os.fspath(env.srcdir)
    if "\0" in address:
        return sourcefiles.fault(root, address)
    address = search_image_for_language(address, env)
    path = sourcefiles.resolve_path(docname, address)
    if not address.endswith(".*"):
        return sourcefiles.fault(root, path)
    found = sorted(os.path.relpath(one, root) for one in glob(os.path.join(root, path)))
    faults = (sourcefiles.fault(root, one.replace(os.sep, "/")) for one in found or [path])
    return next(filter(None, faults), "")


def _take_for_link(node: addnodes.pending_xref) -> None:
    """What MyST takes for a reference within the site though it leads out of it."""
    target = str(node["reftarget"])
    if node.get("reftype") == "myst" and not node.get("refdomain") and addresses.is_link(target):
        link = nodes.reference("", "", *_words(node), refuri=normalizeLink(target), internal=False)
        link.source, link.line = node.source, node.line
        node.replace_self(link)


def _words(node: addnodes.pending_xref) -> list[nodes.Node]:
    """What a link shows: MyST puts it into an element with classes of a reference within the site."""
    within = node[0] if len(node) == 1 and isinstance(node[0], nodes.inline) else node
    return list(within.children) or [nodes.Text(str(node["reftarget"]))]


def _refuse_link(node: nodes.reference, schemes: Iterable[str]) -> None:
    """Name a link that readers cannot follow, and have its words stand in its place."""
    address = str(node.get("refuri", ""))
    if addresses.scheme(address) and not addresses.is_link(address, schemes):
        message = addresses.refusal(address)
        logger.warning(message, location=node, type="archive", subtype="link")
        node.replace_self(nodes.inline("", "", *node.children))


# HTML of an author's own


def _read_html(app: Sphinx, node: nodes.raw) -> None:
    """Say what is wrong in HTML of an author's own, and note the files that it names."""
    docname, html = app.env.current_document.docname, node.astext()
    for more, message in ownhtml.problems(html, os.fspath(app.srcdir), docname, _config(app).url_schemes):
        problem = Problem(*_place(app, node, more), message)
        logger.warning(problem.shown_message, location=problem.where, type="archive", subtype="html")
    if app.config.content_security_policy:
        for more, message in ownhtml.hints(html):
            _hint(Problem(*_place(app, node, more), message))
        # Browsers would pass over any other style, and say so on the page.
        if not sizes.has_only_sizes(html):
            problem = Problem(*_place(app, node), textrules.STYLE_MESSAGE)
            logger.warning(problem.shown_message, location=problem.where, type="archive", subtype="style")
    for reference, path in _files(app, docname, html):
        app.env.note_dependency(path)
        if reference.loads:
            app.env.images.add_file(docname, path)
        else:
            app.env.dlfiles.add_file(docname, path)


def _files(app: Sphinx, docname: str, html: str) -> Iterator[tuple[Reference, str]]:
    """The files of the source that some HTML shows or offers, and that may be read."""
    for reference in ownhtml.references(html):
        path = reference.file(docname)
        if path and not sourcefiles.fault(os.fspath(app.srcdir), path):
            yield reference, path


class FilesOfHtml(SphinxPostTransform):
    """Files that an author's own HTML names are copied as others are, and the HTML names the copies."""

    default_priority = 100
    formats = ("html",)

    def run(self, **kwargs: Any) -> None:
        builder, docname = build_of(self.env).app.builder, self.env.docname
        offered = cast(dict[Path, Any], self.env.dlfiles)
        assert isinstance(builder, StandaloneHTMLBuilder)

        def address(reference: Reference, path: str) -> str:
            """Where the copy of the file that a reference names lies."""
            if path in self.env.images and reference.loads:
                builder.images[path] = name = self.env.images[path][1]
                to = f"{builder.imagedir}/{quote(name)}"
            elif Path(path) in offered and not reference.loads:
                to = f"_downloads/{quote(str(offered[Path(path)][1]))}"
            else:  # of which there was a warning
                return reference.address
            # The archive's pages have their addresses from the root until they are shown: see `addresses.SITE_SCHEME`.
            return SITE_SCHEME + to if is_archive(builder) else relative_uri(builder.get_target_uri(docname), to)

        for node in list(self.document.findall(nodes.raw)):
            html = node.astext()
            if "html" not in node["format"].split():
                continue
            made = ownhtml.with_file_addresses(html, docname, address)
            if is_archive(builder):
                made = ownhtml.with_measures(made, self._size)
            if made != html:
                node.replace_self(nodes.raw("", made, format=node["format"]))

    def _size(self, address: str) -> tuple[int, int]:
        """The measures of a picture of the site by the address that it has now."""
        found = self._by_name.get(unquote(address.removeprefix(f"{SITE_SCHEME}_images/")))
        return (found.width, found.height) if found else (0, 0)

    @cached_property
    def _by_name(self) -> dict[str, Picture]:
        return {picture.name: picture for picture in build_of(self.env).pictures.values()}


# What is copied whole


def _refuse_static(app: Sphinx, config: Config) -> None:
    """End the build if a folder that is copied into the output holds what may not be published."""
    for setting in ("html_static_path", "html_extra_path", "templates_path"):
        for name in config[setting]:
            for problem in static_problems(os.fspath(app.confdir), name):
                raise SystemExit(str(problem))


def static_problems(root: str, name: str) -> Iterator[Problem]:
    """What may not be published of the folder or file `name`, from the folder `root` of the site. The settings may
    name one elsewhere; what a link in it leads to must lie in it, or in the site's folder."""
    top = os.path.normpath(os.path.join(root, name))
    paths = [os.path.join(folder, one) for folder, folders, files in walk(top) for one in (*folders, *files)]
    for path in (top, *paths) if os.path.isdir(top) else (top,):
        shown = Path(os.path.relpath(path, root)).as_posix()
        elsewhere = path.startswith(f"{top}{os.sep}") and not sourcefiles.leads_outside(top, path)
        if os.path.islink(path) and sourcefiles.leads_outside(root, path) and not elsewhere:
            yield Problem(shown, 1, "leads out of the site's folder by a link: put a copy in its place")
        elif os.path.lexists(path) and (what := sourcefiles.special_file(path)):
            yield Problem(shown, 1, f"is no file but {what}: take it out")
