"""The inventory, by which other Sphinx sites refer to this one: written when what it says changed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from sphinx.util.display import progress_message
from sphinx.util.inventory import InventoryFile

from ..core.outfiles import rewrite
from ..core.texts import digest
from ..reading.document_records import records
from ..store.records import Inventory
from .pagewriter import PageWriter


@progress_message("dumping object inventory")
def dump(builder: PageWriter) -> None:
    """Write ``objects.inv``, unless all that it comes of is as it was."""
    path, store = Path(builder.outdir, "objects.inv"), builder.state.store
    made = Inventory(_stamp(builder))
    if store.records.get(Inventory) != made or not path.is_file():
        domains = [*builder.env.domains.sorted(), _Labels(builder)]
        said = SimpleNamespace(config=builder.env.config, domains=SimpleNamespace(sorted=lambda: domains))
        rewrite(path, store.scratch, lambda to: InventoryFile.dump(to, said, builder))  # type: ignore[arg-type]
        store.records.put(made)


class _Labels:
    """All names once more as labels, such as ``person-maggie-atkinson``: another Sphinx site can refer to these by
    ``ref``, but to nothing of a domain that it does not have."""

    name = "std"

    def __init__(self, builder: PageWriter) -> None:
        self._builder = builder

    def get_objects(self) -> Iterator[tuple[str, str, str, str, str, int]]:
        own = {name for name, _, kind, *_ in self._builder.env.domains.standard_domain.get_objects() if kind == "label"}
        for entry in self._builder.archive.objects:
            if (label := f"{entry.kind}-{entry.key}") not in own:
                yield label, entry.name, "label", entry.page, "", -1


def _stamp(builder: PageWriter) -> str:
    """Digest of all that the inventory comes of, whatever order it was read in: an edit moves a document to the end."""
    titles = (f"{name}\n{record.title}" for name, record in sorted(records(builder.env).items()))
    named = sorted(f"{one.kind} {one.key} {one.page} {(one.name, *one.aliases)}" for one in builder.archive.objects)
    kept = (f"{domain} {name} {_settled(data)}" for domain, all_ in sorted(builder.env.domaindata.items())
            if domain != "index" for name, data in sorted(all_.items()))  # fmt: skip
    return digest(builder.config.archive_code, builder.config.project, builder.config.version, *titles, *named, *kept)


def _settled(data: Any) -> str:
    return repr(sorted(data.items(), key=lambda item: repr(item[0])) if isinstance(data, dict) else data)
