"""Files that a text inserts, shows or offers: those of the source folder alone, and none from the network.

Each is asked for before anything opens it. What may not be read is named, and the words that a text has for it stand
in its place.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from glob import glob
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from docutils import nodes
from docutils.parsers.rst import Directive
from docutils.parsers.rst.directives.misc import Raw
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.directives.code import LiteralInclude
from sphinx.directives.other import Include
from sphinx.directives.patches import CSVTable
from sphinx.environment import BuildEnvironment
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.util.i18n import search_image_for_language

from ..core.problems import Problem
from ..source import sourcefiles
from ..source.sourcefiles import walk
from .build import Build

logger = logging.getLogger(__name__)
_ADDRESS = re.compile(r"data:|//|[A-Za-z][A-Za-z0-9+.-]*://")


def setup(app: Sphinx, build: Build) -> None:
    app.add_directive("include", _guarded(Include), override=True)
    app.add_directive("literalinclude", _guarded(LiteralInclude), override=True)
    app.add_directive("raw", _guarded(Raw), override=True)
    app.add_directive("csv-table", _guarded(CSVTable), override=True)
    app.add_post_transform(FarPictures)
    app.connect("config-inited", _refuse_static)
    # Before Sphinx looks for the files.
    app.connect("doctree-read", _refuse_files, priority=400)


# What directives insert


def _guarded(directive: type[Directive]) -> type[Directive]:
    """A directive that inserts a file, told which it may."""

    class Guarded(directive):  # type: ignore[misc]
        def run(self) -> list[nodes.Node]:
            env, source = self.state.document.settings.env, self.state.document.current_source
            if "url" in self.options:
                raise self.error(sourcefiles.NO_NETWORK.format(self.options["url"]))
            if issubclass(directive, (Include, LiteralInclude)):
                for name in filter(None, (self.arguments[0], self.options.get("diff"))):
                    if message := fault(env, env.current_document.docname, name):
                        raise self.error(message)
            elif "file" in self.options:  # which docutils takes from the file that the directive stands in
                folder = os.path.dirname(source or env.doc2path(env.current_document.docname))
                beside = os.path.relpath(os.path.join(folder, "_"), env.srcdir).replace(os.sep, "/")
                if message := fault(env, beside, self.options["file"]):
                    raise self.error(message)
                path = os.path.join(env.srcdir, sourcefiles.located(beside, self.options["file"]))
                self.options["file"] = os.path.relpath(path, folder)
            return list(super().run())

    return Guarded


def fault(env: BuildEnvironment, docname: str, name: str) -> str:
    """What is wrong with the file that a directive in `docname` names."""
    if sourcefiles.STANDARD.fullmatch(name):
        return ""
    message = sourcefiles.fault(os.fspath(env.srcdir), sourcefiles.located(docname, name))
    return f"the file {name} {message}" if message else ""


# What a text shows and offers


def _refuse_files(app: Sphinx, doctree: nodes.document) -> None:
    """Name each picture and each file to be saved that may not be read, and have its words stand in its place."""
    env, docname = app.env, app.env.current_document.docname
    for image in list(doctree.findall(nodes.image)):
        address = str(image["uri"])
        if _ADDRESS.match(address):
            continue
        image["uri"] = address = _plain(env, docname, address)
        if message := _picture_fault(env, docname, address):
            said = "the picture %s %s, or take it out"
            logger.warning(said, address, message, location=_placed(image), type="archive", subtype="picture")
            image.replace_self(nodes.inline("", image.get("alt", "")))
    for offered in list(doctree.findall(addnodes.download_reference)):
        name = str(offered["reftarget"])
        if "://" not in name and (message := fault(env, docname, name)):
            logger.warning(message, location=offered, type="archive", subtype="download")
            offered.replace_self(nodes.inline("", "", *offered.children))


def _placed(node: nodes.Element) -> nodes.Element:
    """The node, or the nearest about it of which the line is known: Sphinx forgets that of a picture without words."""
    within = node
    while not within.line and isinstance(within.parent, nodes.Element):
        within = within.parent
    return within


def _plain(env: BuildEnvironment, docname: str, address: str) -> str:
    """The name of a picture as its file has it: an address has signs for blanks and much else."""
    plain = unquote(address)
    return plain if _picture_fault(env, docname, address) and not _picture_fault(env, docname, plain) else address


def _picture_fault(env: BuildEnvironment, docname: str, address: str) -> str:
    root = os.fspath(env.srcdir)
    if "\0" in address:
        return sourcefiles.fault(root, address)
    address = search_image_for_language(address, env)
    path = sourcefiles.located(docname, address)
    if not address.endswith(".*"):
        return sourcefiles.fault(root, path)
    found = sorted(os.path.relpath(one, root) for one in glob(os.path.join(root, path)))
    faults = (sourcefiles.fault(root, one.replace(os.sep, "/")) for one in found or [path])
    return next(filter(None, faults), "")


class FarPictures(SphinxPostTransform):
    """Books and the like cannot show a picture by its address; Sphinx would fetch it, here a link leads to it."""

    default_priority = 99  # before Sphinx's own

    def run(self, **kwargs: Any) -> None:
        if self.app.builder.supported_remote_images:
            return
        for image in list(self.document.findall(nodes.image)):
            address = image.get("candidates", {}).get("?", "")
            if address and not address.startswith("data:"):
                words = image.get("alt") or address
                link = nodes.reference("", words, refuri=address, internal=False)
                within = isinstance(image.parent, nodes.TextElement)
                image.replace_self(link if within else nodes.paragraph("", "", link))


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
        elsewhere = path.startswith(f"{top}{os.sep}") and not sourcefiles.leaves(top, path)
        if os.path.islink(path) and sourcefiles.leaves(root, path) and not elsewhere:
            yield Problem(shown, 1, "leads out of the site's folder by a link: put a copy in its place")
        elif os.path.lexists(path) and (what := sourcefiles.unusual(path)):
            yield Problem(shown, 1, f"is no file but {what}: take it out")
