"""Which sources are posts, which of them are published, and which documents changed since the last build.

What changed is judged by contents, never by a file's time: a fresh checkout with an old cache reads again
only what differs. Posts that are not published are taken away before Sphinx reads anything, so that nothing
of them can reach the output.

Warnings stay until they are mended: a document that was warned of is read and written again at every build. Without
this a build that failed for a broken link would pass when it is merely run again.
"""

from __future__ import annotations

import hashlib
import json
import logging as std_logging
import os
import re
import unicodedata
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.environment import CONFIG_OK, BuildEnvironment
from sphinx.util import logging
from sphinx.util.logging import get_node_location, is_suppressed_warning

from ..core import addresses, dates
from ..core.addresses import POSTS
from ..core.texts import digest
from ..source import configuration, frontmatter, scanning
from ..source.scanning import HiddenReason
from ..store.records import Configuration, ReadDefinitions, ReadLinks, WarnedDocuments
from . import cited
from .build import Build
from .documents import DocumentRecord, records, which_exist
from .pictures import ImageNames

logger = logging.getLogger(__name__)
#: What Markdown would take for markup in a title that is plain text.
_MARKUP = re.compile(r"([\\`*_{}\[\]<>()#+.!|~$&:-])")
#: What a location says of a document beside its name.
_LINE = re.compile(r":(\d+|<unknown>)?$")


def setup(app: Sphinx, build: Build) -> None:
    build.connect("config-inited", _scan, priority=900)
    build.connect("env-get-outdated", _judge_by_contents, priority=100)
    build.connect("env-before-read-docs", _note_reread)
    build.connect("source-read", _blank_front_matter)
    build.connect("env-updated", _note_digests)
    build.connect("build-finished", _fail_on_problems)
    _listen(app, build)


def _scan(build: Build, config: Config) -> None:
    """Read the front matter of all posts, and say what is wrong in any."""
    app = build.app
    build.lock.take(Path(app.doctreedir), Path(app.outdir))
    zone = dates.zone(config.time_zone)
    if message := build.store.open(zone):
        logger.info(message)
    now = dates.now(zone)
    build.now = now.replace(hour=12, minute=0, second=0, microsecond=0)
    store = build.store
    defined, linked = store.records.get(ReadDefinitions), store.records.get(ReadLinks)
    build.scan = scan = scanning.scan(
        Path(app.srcdir),
        pages=list(configuration.standing_pages(Path(app.srcdir), config.include_patterns)),
        zone=zone,
        now=now,
        cache=store.sources.rows(),
        known_comments=store.comments.rows(),
        known_definitions=defined.read if defined and defined.code == config.archive_code else None,
        known_links=linked.read if linked and linked.code == config.archive_code else None,
        spread=build.spread,
    )
    if gone := _leaves_files_of_others(build, config):
        logger.info("%s: files that other extensions wrote may be of it, so everything is built anew", gone)
        store.start_anew()
    store.sources.replace(scan.cache)
    store.comments.replace(scan.comment_files)
    store.records.put(Configuration(_conf(app, config)))
    store.records.put(ReadDefinitions(config.archive_code, scan.definition_files))
    store.records.put(ReadLinks(config.archive_code, scan.link_file))
    for problem in scan.problems:
        logger.warning(problem.shown_message, location=problem.where, type="archive", subtype="post")
    for hint in scan.hints:
        logger.info("hint: %s", hint)


def _leaves_files_of_others(build: Build, config: Config) -> str:
    """What is gone since the last build, if other extensions wrote files, of which it is not known what they are of."""
    app, store = build.app, build.store
    if not store.output.others:
        return ""
    if store.records.get(Configuration) != Configuration(_conf(app, config)):
        return "conf.py has changed"
    for name in sorted(store.doctrees.names()):
        there = any(os.path.isfile(f"{app.srcdir}/{name}{suffix}") for suffix in config.source_suffix)
        if not there or not _is_shown(build, name):
            return f"{name} is gone"
    return ""


def _conf(app: Sphinx, config: Config) -> str:
    path = Path(app.confdir, "conf.py")
    return digest(config.archive_code, path.read_bytes().hex() if path.is_file() else "")


def _is_shown(build: Build, docname: str) -> bool:
    scan = build.scan
    if not docname.startswith(POSTS):
        return docname not in scan.faulty_pages
    hidden = scan.hidden.get(docname)
    is_previewed = build.app.config.show_drafts and hidden != HiddenReason.WITHHELD
    return docname in scan.posts and (hidden is None or is_previewed)


def _judge_by_contents(
    build: Build, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> list[str]:
    """Take away what is not published, and tell changed documents by their digests."""
    if build.app.builder.name == "html":
        build.store.begin()
    if not isinstance(env.images, ImageNames):
        env.images = ImageNames()  # type: ignore[assignment]
    for docname in sorted(build.scan.posts.keys() - env.found_docs):
        if unicodedata.normalize("NFC", docname) in env.found_docs:
            continue  # two posts of one address, as was said
        message = "Sphinx passes over the post: see its name, and the patterns of `include_patterns` in conf.py"
        logger.warning(message, location=f"{docname}.md:1", type="archive", subtype="post")
        build.unfound = True
    for docname in [name for name in env.found_docs if not _is_shown(build, name)]:
        env.project.docnames.discard(docname)
        added.discard(docname)
        changed.discard(docname)
        if docname in env.all_docs:
            removed.add(docname)
    if env.config_status == CONFIG_OK:
        known, with_doctree = records(env), _with_doctree(build, env)
        changed.clear()
        changed.update(
            name for name in env.found_docs & env.all_docs.keys()
            if name not in known or name not in with_doctree or _is_changed(build, env, name, known[name])
        )  # fmt: skip
    build.removed = bool(removed)
    return []


def _with_doctree(build: Build, env: BuildEnvironment) -> set[str]:
    """The documents whose doctrees are there: Sphinx's own builders have a file for each."""
    if build.app.builder.name == "html":
        return build.store.doctrees.names()
    return {name for name in env.all_docs if os.path.isfile(f"{env.doctreedir}/{name}.doctree")}


def _is_changed(build: Build, env: BuildEnvironment, docname: str, record: DocumentRecord) -> bool:
    return record.digest != _digest(build, env, docname, record) or record.existing != which_exist(env, record.targets)


def _digest(build: Build, env: BuildEnvironment, docname: str, record: DocumentRecord) -> str:
    """Digest of a source, of every file that was read with it, and of the works that it cites."""
    known = build.scan.digests.get(docname)
    inputs = sorted(env.dependencies.get(docname, ()))
    if known and not inputs and not record.works:
        return known
    hashed = hashlib.blake2b((known or "").encode(), digest_size=16)
    hashed.update(cited.works_digest(env, record.works).encode())
    for name in [os.fspath(env.doc2path(docname, base=False)), *map(os.fspath, inputs)]:
        path = Path(env.srcdir, name)
        if name in env.images and path.is_file():  # large, and asked again for the copy
            hashed.update(build.store.source_files.of(Path(env.srcdir), name).digest.encode())
        else:
            hashed.update(path.read_bytes() if path.is_file() else b"\0")
    return hashed.hexdigest()


def _note_reread(build: Build, env: BuildEnvironment, docnames: list[str]) -> None:
    build.reread = frozenset(docnames)


def _note_digests(build: Build, env: BuildEnvironment) -> None:
    """Once all is read, and so which files were read with what."""
    for docname in build.reread:
        record = records(env)[docname]
        record.digest = _digest(build, env, docname, record)
    if build.app.builder.name != "html":
        build.store.doctrees.forget(build.reread)


def _blank_front_matter(build: Build, docname: str, content: list[str]) -> None:
    """Hand MyST the text alone, every line where it was: the front matter was read already."""
    meta = build.scan.posts.get(docname)
    if docname in build.too_deep:
        heading = (meta.heading or _plain(meta.title)) if meta else frontmatter.first_heading(content[0])
        content[0] = f"# {heading or docname}\n"
        return
    if meta is None:
        return
    lines = content[0].split("\n")
    head = [f"{name}: {json.dumps(value)}" for name, value in meta.extra.items()]
    head = ["---", *head, "---"] if head else []
    head += [""] * (meta.body_line - 1 - len(head))
    if not meta.heading:
        # In the place of the line that closes the front matter, or of the field `title`.
        head[-1] = f"# {_plain(meta.title or 'Untitled')}"
    content[0] = "\n".join([*head, *lines[meta.body_line - 1 :]])


def _plain(title: str) -> str:
    """A title that is plain text, as Markdown."""
    return _MARKUP.sub(r"\\\1", title)


def _fail_on_problems(build: Build, exception: Exception | None) -> None:
    """A post that is wrong fails the build even where warnings do not, after all others were built."""
    if (build.scan.problems or build.unfound) and not build.app.statuscode:
        build.app.statuscode = 1


# Warnings that stay


class _Listener(std_logging.Handler):
    """Notes the documents that warnings are about, those of worker processes included."""

    def __init__(self, build: Build) -> None:
        super().__init__(std_logging.WARNING)
        self._build, self._app = build, build.app

    def emit(self, record: std_logging.LogRecord) -> None:
        """Note the document of a warning, unless an author has asked for none of its kind."""
        kind = (getattr(record, "type", None) or "", getattr(record, "subtype", None) or "")
        if is_suppressed_warning(*kind, self._app.config.suppress_warnings):
            return
        docname = self._docname(getattr(record, "location", None))
        if docname:
            self._build.warned.add(docname)

    def _docname(self, location: Any) -> str | None:
        """The document of a location in any of the forms that Sphinx has for it."""
        if isinstance(location, nodes.Node):
            location = get_node_location(location)
        elif isinstance(location, tuple):
            location = location[0]
        if not location or not hasattr(self._app, "env"):
            return None
        place = _LINE.sub("", str(location))
        return place if place in self._app.env.found_docs else self._app.env.path2doc(place)


def _listen(app: Sphinx, build: Build) -> None:
    """Note what is warned of, to the end of the build."""
    listener, warned = _Listener(build), std_logging.getLogger("sphinx")
    warned.addHandler(listener)
    app.connect("build-finished", lambda app, exception: warned.removeHandler(listener), priority=999)
    build.connect("env-get-outdated", _read_again, priority=200)


def _read_again(build: Build, env: Any, added: set[str], changed: set[str], removed: set[str]) -> list[str]:
    return sorted(_warned(build) & env.found_docs & env.all_docs.keys())


def remember_warned(build: Build, *, ended: bool = True) -> dict[str, str]:
    """Keep the names for the next build; give keys for their pages, with which those are not current then.

    A build that has not `ended` well may not have come to what the last one warned of.
    """
    known = build.warned if ended else build.warned | _warned(build)
    build.store.records.put(WarnedDocuments(frozenset(known)))
    return dict.fromkeys(map(addresses.permalink, known & build.app.env.found_docs), "")


def _warned(build: Build) -> frozenset[str]:
    """The documents that the last build warned of."""
    return (build.store.records.get(WarnedDocuments) or WarnedDocuments()).docnames
