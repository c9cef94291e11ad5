"""What a build says of a text while it reads it, by the rules that ``make check`` has too.

What is wrong fails the build. What readers will merely not get as its author may think is a hint, which fails nothing.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any, cast
from urllib.parse import quote, unquote

from docutils import nodes
from docutils.utils import get_source_line
from markdown_it.common.normalize_url import normalizeLink
from myst_parser.config.main import MdParserConfig
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.util.osutil import relative_uri

from ..check import ownhtml, textrules
from ..check.ownhtml import Reference
from ..core import addresses, sizes
from ..core.addresses import SITE_SCHEME
from ..core.problems import Problem
from ..model.posts import Picture
from ..source import markdown, sourcefiles
from .build import Build, build_of, is_archive

logger = logging.getLogger(__name__)


def setup(app: Sphinx, build: Build) -> None:
    build.connect("source-read", _read_source)
    app.connect("doctree-read", _read_tree, priority=410)  # after `insertions`
    app.add_post_transform(FilesOfHtml)


def _read_source(build: Build, docname: str, content: list[str]) -> None:
    """What only the text itself shows: the tree holds what MyST could not read as plain words."""
    app = build.app
    path = str(app.env.doc2path(docname, base=False))
    if not path.endswith(".md"):
        return
    text, line = markdown.body(content[0])
    config = textrules.config_of(_config(app), build.scan.posts.get(docname), content[0])
    if textrules.may_be_unread(text):
        for problem in textrules.unread(markdown.scanner(config).scan(text, line), path, config):
            logger.warning(problem.said, location=problem.where, type="archive", subtype="text")
    for at, message in textrules.syntax_hints(text, line, config):
        _hint(Problem(path, at, message))


def _hint(problem: Problem) -> None:
    logger.info("hint: %s", problem)


def _read_tree(app: Sphinx, doctree: nodes.document) -> None:
    config = _config(app)
    docname = app.env.current_document.docname
    for node in list(doctree.findall(nodes.raw)):
        if "html" in node["format"].split():
            _read_html(app, docname, node)
    for node in list(doctree.findall(addnodes.pending_xref)):
        target = str(node["reftarget"])
        if node.get("reftype") == "myst" and not node.get("refdomain") and addresses.is_link(target):
            link = nodes.reference("", "", *_words(node), refuri=normalizeLink(target), internal=False)
            link.source, link.line = node.source, node.line
            node.replace_self(link)
    for node in list(doctree.findall(nodes.reference)):
        address = str(node.get("refuri", ""))
        if addresses.scheme(address) and not addresses.is_link(address, config.url_schemes):
            message = addresses.refusal(address)
            logger.warning(message, location=node, type="archive", subtype="link")
            node.replace_self(nodes.inline("", "", *node.children))
    if app.config.content_security_policy:
        for node in doctree.findall(nodes.image):
            if addresses.is_far(str(node["uri"])):
                _hint(Problem(*_place(app, node), ownhtml.far("picture", str(node["uri"]))))


def _config(app: Sphinx) -> MdParserConfig:
    """The settings of MyST for the whole site."""
    env: Any = app.env
    found: MdParserConfig = env.myst_config
    return found


def _words(node: addnodes.pending_xref) -> list[nodes.Node]:
    """What a link shows: MyST puts it into an element with classes of a reference within the site."""
    within = node[0] if len(node) == 1 and isinstance(node[0], nodes.inline) else node
    return list(within.children) or [nodes.Text(str(node["reftarget"]))]


def _place(app: Sphinx, node: nodes.Node, more: int = 0) -> tuple[str, int]:
    """The file, from the source folder, and the line of a node, and so many lines more."""
    source, line = get_source_line(node)
    path = os.path.relpath(source, app.srcdir) if source else str(app.env.doc2path(app.env.docname, base=False))
    return path.replace(os.sep, "/"), (line or 1) + more


def _read_html(app: Sphinx, docname: str, node: nodes.raw) -> None:
    html = node.astext()
    for more, message in ownhtml.problems(html, os.fspath(app.srcdir), docname, _config(app).url_schemes):
        problem = Problem(*_place(app, node, more), message)
        logger.warning(problem.said, location=problem.where, type="archive", subtype="html")
    if app.config.content_security_policy:
        for more, message in ownhtml.hints(html):
            _hint(Problem(*_place(app, node, more), message))
        # Browsers would pass over any other style, and say so on the page.
        if not sizes.only_sizes(html):
            problem = Problem(*_place(app, node), textrules.NO_STYLE)
            logger.warning(problem.said, location=problem.where, type="archive", subtype="style")
    for one, path in _files(app, docname, html):
        app.env.note_dependency(path)
        if one.loads:
            app.env.images.add_file(docname, path)
        else:
            app.env.dlfiles.add_file(docname, path)


def _files(app: Sphinx, docname: str, html: str) -> Iterator[tuple[Reference, str]]:
    """The files of the source that some HTML shows or offers, and that may be read."""
    for one in ownhtml.references(html):
        if (path := one.file(docname)) and not sourcefiles.fault(os.fspath(app.srcdir), path):
            yield one, path


class FilesOfHtml(SphinxPostTransform):
    """Files that an author's own HTML names are copied as others are, and the HTML names the copies."""

    default_priority = 100
    formats = ("html",)

    def run(self, **kwargs: Any) -> None:
        builder, docname, offered = self.app.builder, self.env.docname, cast(dict[Path, Any], self.env.dlfiles)
        assert isinstance(builder, StandaloneHTMLBuilder)

        def place(one: Reference, path: str) -> str:
            if path in self.env.images and one.loads:
                builder.images[path] = name = self.env.images[path][1]
                to = f"{builder.imagedir}/{quote(name)}"
            elif Path(path) in offered and not one.loads:
                to = f"_downloads/{quote(str(offered[Path(path)][1]))}"
            else:  # of which there was a warning
                return one.address
            # The archive's pages have their addresses from the root until they are shown: see `addresses.SITE_SCHEME`.
            return SITE_SCHEME + to if is_archive(builder) else relative_uri(builder.get_target_uri(docname), to)

        for node in list(self.document.findall(nodes.raw)):
            html = node.astext()
            if "html" not in node["format"].split():
                continue
            made = ownhtml.rewritten(html, docname, place)
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
