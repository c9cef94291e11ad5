"""The inventory, by which other Sphinx sites refer to this one: written when what it says changed."""

from __future__ import annotations

from pathlib import Path

from sphinx.util.display import progress_message
from sphinx.util.inventory import InventoryFile

from .digests import digest
from .notes import records
from .pagewriter import PageWriter
from .store import rewrite


@progress_message("dumping object inventory")
def dump(builder: PageWriter) -> None:
    """Write ``objects.inv``, unless all that it comes of is as it was."""
    path, memory = Path(builder.outdir, "objects.inv"), builder.state.store.memory
    stamp = _stamp(builder)
    known = memory.get("objects") == stamp
    memory["objects"] = stamp
    if not known or not path.is_file():
        rewrite(path, lambda: InventoryFile.dump(path, builder.env, builder))


def _stamp(builder: PageWriter) -> str:
    """Digest of all that the inventory comes of."""
    titles = (f"{name}\n{record.title}" for name, record in sorted(records(builder.env).items()))
    return digest(builder.config.archive_code, builder.config.project, builder.config.version,
                  builder.archive.found.stamp, repr(builder.env.domaindata), *titles)  # fmt: skip
