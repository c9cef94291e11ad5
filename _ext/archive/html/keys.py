"""The key of each page: a digest of all that it shows, so that it is written when, and only when, that changed.

A word changed in one template writes the pages that use it, and no others. Jinja tells which templates one extends,
includes or imports: see https://jinja.palletsprojects.com/en/stable/api/#jinja2.meta.find_referenced_templates
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from functools import cached_property
from pathlib import Path

from jinja2 import Environment, TemplateAssertionError, TemplateNotFound, meta, nodes
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.environment import BuildEnvironment

from ..core import addresses
from ..core.texts import digest
from ..model.archive import Archive
from ..model.definitions import KINDS
from ..pages import page as pages
from ..pages.documents import PostPage
from ..pages.page import Page
from ..reading import cited, robustlinks
from ..reading.build import build_of
from ..reading.documents import Reference, records
from ..source.scanning import Scan
from .compiled import TemplateUses


def template_names(builder: StandaloneHTMLBuilder) -> list[str]:
    """The names of all templates of the site's own, as other templates refer to them."""
    folders = (Path(builder.confdir, folder) for folder in builder.config.templates_path)
    return sorted({path.relative_to(folder).as_posix() for folder in folders for path in folder.rglob("*.html")})


class TemplateKeys:
    """The keys of the templates of one build.

    `every` are the names of all templates that an author may refer to. `provided` are variables that pages are given
    and that come of templates, each with those. `known` is what templates use as an earlier build found it, by the
    digests of their sources; `uses` is the same of this build.
    """

    def __init__(
        self, environment: Environment, every: Iterable[str], provided: Mapping[str, Collection[str]],
        known: Mapping[str, TemplateUses],
    ) -> None:  # fmt: skip
        self._environment, self._every, self._provided, self._known = environment, tuple(every), provided, known
        self._alike = frozenset(name for names in provided.values() for name in names)
        self.uses: dict[str, TemplateUses] = {}
        self._keys: dict[str, str] = {}
        self._digests: dict[str, str] = {}

    def of(self, name: str) -> str:
        """Digest of a template and of all that it uses."""
        if name not in self._keys:
            used: dict[str, str] = {}
            waiting = [name]
            while waiting:
                template = waiting.pop()
                if template not in used:
                    used[template] = self._digest(template)
                    waiting += self._used_by(template)
            self._keys[name] = digest(*(f"{template} {source}" for template, source in sorted(used.items())))
        return self._keys[name]

    def _digest(self, name: str) -> str:
        """Digest of the source of a template; nothing, if there is none of that name."""
        if name not in self._digests:
            assert self._environment.loader is not None
            try:
                source, filename, _ = self._environment.loader.get_source(self._environment, name)
            except TemplateNotFound:
                self._digests[name] = ""
            else:
                # Of those that many pages show alike, more is told: one of the same words may not be among them.
                is_alike = str(name in self._alike)
                key = self._digests[name] = digest(*sorted(self._provided), is_alike, source)
                self.uses[key] = self._known.get(key) or self._read(source, name, filename)
        return self._digests[name]

    def variables(self, name: str) -> tuple[str, ...] | None:
        """What a template takes from the page on which it is used; None if that cannot be told.

        It is told of those that `provided` names, and that use no other template.
        """
        uses = self.uses.get(self._digest(name))
        return uses.variables if name in self._alike and uses and not uses.templates and not uses.anything else None

    def _used_by(self, name: str) -> Iterator[str]:
        uses = self.uses.get(self._digest(name))
        if uses:
            yield from uses.templates
            for variable in uses.provided:
                yield from self._provided[variable]
            if uses.anything:
                yield from self._every

    def _read(self, source: str, name: str, filename: str | None) -> TemplateUses:
        parsed = self._environment.parse(source, name, filename)
        named = list(meta.find_referenced_templates(parsed))
        variables = {node.name for node in parsed.find_all(nodes.Name)}
        taken: set[str] = set()
        if name in self._alike:
            with suppress(TemplateAssertionError):  # which is told, with its place, as the template is used
                taken = meta.find_undeclared_variables(parsed)
        return TemplateUses(tuple(sorted({name for name in named if name})), None in named,
                            tuple(sorted(variables & self._provided.keys())), tuple(sorted(taken)))  # fmt: skip


class PageKeys:
    """Keys for the pages of one build.

    `everywhere` is a digest of what all pages show: settings and files. `scan` says which posts have no page, and why:
    so what becomes of a reference to one.
    """

    def __init__(self, env: BuildEnvironment, everywhere: str, scan: Scan, templates: TemplateKeys) -> None:
        self._env, self._everywhere, self._scan, self.templates = env, everywhere, scan, templates
        self._relations = env.collect_relations()

    def of_template(self, name: str) -> str:
        """Digest of all that the pages of a template show alike: settings, files and the templates that it uses."""
        return digest(self._everywhere, self.templates.of(name))

    def of_page(self, page: Page) -> str:
        """Key of a page that is made of the model alone."""
        return digest(self._everywhere, self.templates.of(page.template), pages.key(page))

    def of_file(self, key: str) -> str:
        """Key of a file that no template and no setting has a part in."""
        return digest(self._env.config.archive_code, key)

    def of_document(self, archive: Archive, page: Page) -> str:
        """Key of the page of a document: it shows a text, and about it what `page` says.

        A standing page may show any other's title, and whatever has a ``postlist`` shows posts.
        """
        shown = [self.of_template(page.template), self._source_and_targets(archive, page.name), pages.key(page)]
        if records(self._env)[page.name].lists_posts:
            shown += archive.digests.values()
        if not isinstance(page, PostPage):
            shown += [self._standing_titles, repr(self._relations.get(page.name))]
        return digest(*shown)

    def _source_and_targets(self, archive: Archive, docname: str) -> str:
        """What any document depends on: its own source, and the targets of its references."""
        record = records(self._env)[docname]
        shown = [self._shown_of_target(archive, ref) for ref in record.refs]
        pictures = build_of(self._env).pictures
        shown += [repr(pictures.get(path)) for path, _ in record.pictures]
        if record.outbound:
            shown.append(robustlinks.shown(archive.outlinks, record.outbound))
        return "\n".join((record.digest, archive.mention_index.shown_digests.get(docname, ""), *shown))

    def _shown_of_target(self, archive: Archive, reference: Reference) -> str:
        """What a page shows of the target of a reference, and whether it is there at all."""
        domain, _, target, anchor = reference
        if domain == "cite":
            return self._shared_works
        if domain != "doc":
            hidden = [state for name, state in self._scan.hidden.items() if name.endswith(f"/{target}")]
            defined = (entry for kind in KINDS for entry in archive.definitions.find(kind, target))
            objects = [entry for entry in defined if entry in archive.objects]
            return f"{self._labels}\n{archive.terms_by_label.get(target)}\n{hidden}\n{objects}"
        if target not in self._env.all_docs:
            return f"missing {self._scan.hidden.get(target)}"
        post = archive.by_docname.get(target)
        title = post.title if post else self._env.titles[target].astext()
        return f"{title}\n{records(self._env)[target].digest if anchor else ''}"

    @cached_property
    def _labels(self) -> str:
        """Every label of the site: what a reference that is no path may lead to."""
        std = self._env.domains.standard_domain
        # Sphinx's own are translated late, or early where its domain for Python was loaded before it had translations.
        labels = sorted((name, docname, anchor, str(title)) for name, (docname, anchor, title) in std.labels.items())
        return digest(self._numbers, repr(labels), repr(sorted(std.anonlabels.items())),
                      *sorted(f"{name}\n{self._env.titles[name].astext()}" for name in self._env.all_docs))  # fmt: skip

    @cached_property
    def _numbers(self) -> str:
        """The numbers of sections, figures and formulas, by which any page may refer to them."""
        formulas = self._env.domains.math_domain.equations
        tables = (self._env.toc_secnumbers, self._env.toc_fignumbers, formulas)
        return digest(*(repr(sorted(table.items())) for table in tables))

    @cached_property
    def _shared_works(self) -> str:
        return cited.site_lists_digest(self._env)

    @cached_property
    def _standing_titles(self) -> str:
        names = sorted(name for name in self._env.all_docs if not name.startswith(addresses.POSTS))
        return digest(self._numbers, *(f"{name}\n{self._env.titles[name].astext()}\n{self._env.tocs[name].astext()}"
                        for name in names))  # fmt: skip
