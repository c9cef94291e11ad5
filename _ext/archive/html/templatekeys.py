"""Which templates a page uses: a word changed in one template writes the pages that use it, and no others.

Jinja tells which templates one extends, includes or imports: see
https://jinja.palletsprojects.com/en/stable/api/#jinja2.meta.find_referenced_templates
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from jinja2 import Environment, TemplateNotFound, meta, nodes

from ..core.texts import digest
from ..store.records import Uses

__all__ = ["TemplateKeys", "Uses"]


class TemplateKeys:
    """The keys of the templates of one build.

    `every` are the names of all templates that an author may refer to. `provided` are variables that pages are given
    and that come of templates, each with those. `known` is what an earlier build found, by the digests of sources;
    `found` is that of this one.
    """

    def __init__(
        self, environment: Environment, every: Iterable[str], provided: Mapping[str, Collection[str]],
        known: Mapping[str, Uses],
    ) -> None:  # fmt: skip
        self._environment, self._every, self._provided, self._known = environment, tuple(every), provided, known
        self.found: dict[str, Uses] = {}
        self._keys: dict[str, str] = {}
        self._digests: dict[str, str] = {}

    def of(self, name: str) -> str:
        """Digest of a template and of all that it uses."""
        if name not in self._keys:
            used: dict[str, str] = {}
            todo = [name]
            while todo:
                each = todo.pop()
                if each not in used:
                    used[each] = self._digest(each)
                    todo += self._used_by(each)
            self._keys[name] = digest(*(f"{each} {told}" for each, told in sorted(used.items())))
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
                key = self._digests[name] = digest(*sorted(self._provided), source)
                self.found[key] = self._known.get(key) or self._read(source, name, filename)
        return self._digests[name]

    def _used_by(self, name: str) -> Iterator[str]:
        uses = self.found.get(self._digest(name))
        if uses:
            yield from uses.templates
            for variable in uses.provided:
                yield from self._provided[variable]
            if uses.anything:
                yield from self._every

    def _read(self, source: str, name: str, filename: str | None) -> Uses:
        parsed = self._environment.parse(source, name, filename)
        named = list(meta.find_referenced_templates(parsed))
        variables = {node.name for node in parsed.find_all(nodes.Name)}
        return Uses(tuple(sorted({name for name in named if name})), None in named,
                    tuple(sorted(variables & self._provided.keys())))  # fmt: skip
