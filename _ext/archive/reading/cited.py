"""Works cited: `sphinxcontrib-bibtex` in an archive of many posts, each of which may be read and written by itself.

Loaded only where one of the files in ``bibtex_bibfiles`` is there. Texts cite with ``{footcite:p}`` and
``{footcite:t}``, whose list belongs to one document. The roles ``{cite:…}`` make one list of the whole site, with
which every citing page changes, and which takes time quadratic in citations; they are kept correct, no more.

Where a work is defined too, by the same key, its note leads to the page of the work, which has the reference.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import logging as std_logging
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from docutils import nodes
from docutils.transforms.references import Footnotes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.transforms import SphinxTransform
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging

from ..check import references
from ..core.texts import digest
from ..model.definitions import Definitions
from ..store.records import BibliographyRead, Records, WordedReferences
from . import names
from .build import Build, build_of, is_archive

logger = logging.getLogger(__name__)

EXTENSION = "sphinxcontrib.bibtex"
#: What pybtex puts about words that it protects from its changes of case.
_SPAN = re.compile(r"</?span[^>]*>")


def may_cite(app: Sphinx) -> bool:
    """Whether one of the files that ``bibtex_bibfiles`` names is there."""
    # The setting is unknown to Sphinx until the extension is loaded.
    files = app.config._raw_config.get("bibtex_bibfiles") or ()
    return any(Path(app.confdir, name).is_file() for name in files)


def setup(app: Sphinx, build: Build) -> None:
    app.add_node(WorkLink, html=(_visit_link, _depart_link))
    app.add_post_transform(WorkLinks)
    if not may_cite(app):
        return
    if importlib.util.find_spec(EXTENSION) is None:
        message = "texts may cite, but sphinxcontrib-bibtex is not installed: `pip install -r requirements.txt`"
        logger.warning(message, type="archive", subtype="works")
        return
    from sphinxcontrib.bibtex.directives import BibliographyDirective

    app.setup_extension(EXTENSION)
    app.add_directive("bibliography", _checked_bibliography(BibliographyDirective), override=True)
    app.add_transform(WorksCited)
    build.connect("builder-inited", _read_works, priority=400)
    app.connect("env-updated", _put_in_order, priority=400)
    _advise(app)


def _advise(app: Sphinx) -> None:
    """Let the warning of a key that no work has say what may have been meant."""
    warned = std_logging.getLogger("sphinx.sphinxcontrib.bibtex.foot_roles")

    def advise(record: std_logging.LogRecord) -> bool:
        found = re.fullmatch(r'could not find bibtex key "(.+)"', str(record.msg))
        if found:
            works = app.env.domaindata["cite"]["bibdata"].data.entries
            advice = references.citation_advice(found[1], works, app.config.bibtex_bibfiles)
            record.msg += f": {advice}".replace("%", "%%")
        return True

    warned.addFilter(advise)
    app.connect("build-finished", lambda app, exception: warned.removeFilter(advise))


def _checked_bibliography(directive: type[Any]) -> type[Any]:
    """sphinxcontrib-bibtex's directive, which asks whether there is such a style before it is used."""

    class Bibliography(directive):  # type: ignore[misc]
        def run(self) -> list[nodes.Node]:
            from pybtex.plugin import PluginNotFound, find_plugin

            style = self.options.get("style", "plain")
            try:
                find_plugin("pybtex.style.formatting", style)
            except PluginNotFound:
                raise self.error(f"there is no style `{style}`: write `plain`, `alpha` or `unsrt`") from None
            made: list[nodes.Node] = super().run()
            return made

    return Bibliography


def _read_works(build: Build) -> None:
    """Read the files before the extension does, which judges them by their time, and ends in a traceback when
    there is anything wrong with one."""
    from sphinxcontrib.bibtex.bibfile import BibData, BibFile, get_mtime

    from ..source import bibfiles

    app, records = build.app, build.store.records
    style = app.config.bibtex_default_style
    files = {name: Path(app.confdir, name).resolve() for name in app.config.bibtex_bibfiles}
    sources = {name: path.read_bytes() for name, path in files.items() if path.is_file()}
    known = digest(style, *(f"{name} {source.hex()}" for name, source in sources.items()))
    domain = app.env.domaindata["cite"]
    before, worded_by = records.get(BibliographyRead) or BibliographyRead(), f"{style} {_versions()}"
    problems = before.problems
    # What was read stands in the environment, which is not stored where no document was read again.
    if before.digest != known or domain.get("archive_read") != known:
        works = bibfiles.read(sources, style, set(before.sound) if before.style == worded_by else set())
        problems = tuple(works.problems)
        read = {path: BibFile(0, dict.fromkeys(works.keys.get(name, ()))) for name, path in files.items()}
        domain["bibdata"] = BibData(app.config.bibtex_encoding, read, works.data)
        domain["archive_read"] = known
        records.put(BibliographyRead(known, problems, worded_by, frozenset(works.sound)))
    for problem in problems:
        logger.warning(problem.shown_message, location=problem.where, type="archive", subtype="works")
    for name in files.keys() - sources.keys():
        logger.warning("%s, which `bibtex_bibfiles` names, is not there", name, type="archive", subtype="works")
    data = domain["bibdata"]
    current = {path: file._replace(mtime=get_mtime(path)) for path, file in data.bibfiles.items()}
    domain["bibdata"] = data._replace(encoding=app.config.bibtex_encoding, bibfiles=current)


def _put_in_order(app: Sphinx, env: BuildEnvironment) -> None:
    """Lists stand in the order in which they were read, and that differs from build to build."""
    data = env.domaindata["cite"]
    data["bibliographies"] = dict(sorted(data["bibliographies"].items()))


def footnote_names(env: BuildEnvironment) -> dict[str, str]:
    """The works that the document being read cites, by key, each with the name of its note."""
    return env.current_document.get("bibtex_footcite_names") or {}


def note_works(env: BuildEnvironment, docname: str) -> tuple[str, ...]:
    """The keys of the works that the document being read cites. It is noted to depend on these alone, and on no file of
    works as a whole."""
    if "cite" not in env.domaindata:
        return ()
    cited = footnote_names(env)
    if cited:
        files = {str(path) for path in env.domaindata["cite"]["bibdata"].bibfiles}
        dependencies = env.dependencies[docname]
        dependencies -= {name for name in dependencies if str(Path(env.srcdir, name).resolve()) in files}
    return tuple(sorted(cited))


def is_bibliography(node: nodes.Node) -> bool:
    """Whether it is a list that may show what others cite."""
    return type(node).__name__ == "bibliography"


def works_digest(env: BuildEnvironment, keys: Iterable[str]) -> str:
    """Digest of all that a document shows of the works of these keys; nothing for none."""
    keys = tuple(keys)
    if not keys:
        return ""
    if "cite" not in env.domaindata:
        return "gone"
    from ..source.bibfiles import entry_digest

    entries = env.domaindata["cite"]["bibdata"].data.entries
    return digest(_versions(), env.config.bibtex_default_style, *(entry_digest(entries, key) for key in keys))


@cache
def _versions() -> str:
    """Of the packages that word the entries."""
    return " ".join(importlib.metadata.version(package) for package in ("pybtex", "sphinxcontrib-bibtex"))


def site_lists_digest(env: BuildEnvironment) -> str:
    """Digest of the lists that are not those of one document: whatever ``{cite:…}`` and ``bibliography`` may show."""
    citations = env.domaindata["cite"]["citations"] if "cite" in env.domaindata else []
    shown = [
        (
            citation.citation_id, citation.bibliography_key, citation.key, citation.formatted_entry.label,
            citation.formatted_entry.text.render_as("html"),
        )
        for citation in citations
    ]  # fmt: skip
    return digest(*map(repr, shown))


def worded_references(env: BuildEnvironment, definitions: Definitions, records: Records) -> dict[str, str]:
    """The references of the works that are defined, by their keys there, as HTML. To word one takes 2 ms."""
    if "cite" not in env.domaindata:
        return {}
    from ..source.bibfiles import entry_digest

    entries = env.domaindata["cite"]["bibdata"].data.entries
    style = env.config.bibtex_default_style
    before = (records.get(WordedReferences) or WordedReferences()).html
    by_contents: dict[str, str] = {}
    by_work: dict[str, str] = {}
    for work in (entry.key for entry in definitions.entries if entry.kind == "work" and entry.key in entries):
        contents = f"{style} {entry_digest(entries, work)}"
        by_work[work] = by_contents[contents] = before.get(contents) or _html(style, entries[work])
    records.put(WordedReferences(by_contents))
    return by_work


def _html(style: str, entry: Any) -> str:
    from pybtex.plugin import find_plugin

    text: str = find_plugin("pybtex.style.formatting", style)().format_entry("", entry).text.render_as("html")
    return " ".join(_SPAN.sub("", text).split())


class WorksCited(SphinxTransform):
    """The list at the end of a document has a heading, and stands there without having been asked for."""

    default_priority = Footnotes.default_priority + 4  # after MyST has moved the notes to the end

    def apply(self, **kwargs: Any) -> None:
        cited = footnote_names(self.env)
        if not cited:
            return
        for container in list(self.document.findall(nodes.container)):
            if not container.children and not container["classes"]:  # left by `footbibliography`
                container.parent.remove(container)
        notes = [note for note in self.document.findall(nodes.footnote) if note.parent is not None]
        works = [note for note in notes if set(cited.values()).intersection(note["names"])]
        if not works:
            return
        self._put_heading(works, notes)
        for key, name in cited.items():
            for note in works:
                if name in note["names"] and isinstance(note.children[-1], nodes.paragraph):
                    note.children[-1].append(WorkLink(work=key))

    def _put_heading(self, works: list[nodes.footnote], notes: list[nodes.footnote]) -> None:
        """Put a heading before the list; `works` are those of all `notes` that cite works."""
        _ = build_of(self.env).localization.gettext
        heading = _("Works cited") if len(works) == len(notes) else _("Notes and works cited")
        first = works[0] if works[0].parent is not notes[0].parent else notes[0]
        first.parent.insert(first.parent.index(first), nodes.rubric("", heading, classes=["works-cited"]))


class WorkLink(nodes.Inline, nodes.Element):  # type: ignore[misc]
    """A link to the page of a work, at the end of the note that cites it; nothing where the work is not defined.

    The attribute `work` is its key.
    """


class WorkLinks(SphinxPostTransform):
    """Takes links to works away where there is no page to lead to."""

    default_priority = 6

    def run(self, **kwargs: Any) -> None:
        build = build_of(self.env)
        known, has_pages = build.scan.definitions, is_archive(build.app.builder)
        for link in list(self.document.findall(WorkLink)):
            if not (has_pages and len(known.find("work", link["work"])) == 1):
                link.parent.remove(link)


def _visit_link(translator: Any, link: WorkLink) -> None:
    build = build_of(translator.builder.env)
    (entry,) = build.scan.definitions.find("work", link["work"])
    # Translators: the link from a note that cites a work to the page of all posts that mention it.
    translator.body.append(" " + names.link(entry, build.localization.gettext("All mentions")))


def _depart_link(translator: Any, link: nodes.Element) -> None:
    """A link is written whole."""
