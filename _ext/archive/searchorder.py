"""Puts Pagefind's filters in order: it writes them as its hash tables happen to lie, otherwise at every run.

Its files are CBOR (RFC 8949) after a signature, compressed; a filter's file is named by a digest of its contents,
and named in a language's metadata, which ``pagefind-entry.json`` names in turn. Known of Pagefind 1.5.2.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from pathlib import Path
from typing import Any

import cbor2

_SIGNATURE = b"pagefind_dcd"
#: Where a language's metadata lists its filters, each as [name, digest].
_FILTERS = 3


def settle(folder: Path) -> None:
    """Write the filters of the index in `folder` anew, their values sorted, under the names that follow from that."""
    entry_path = folder / "pagefind-entry.json"
    entry = json.loads(entry_path.read_text(encoding="utf-8"))
    for language in entry["languages"].values():
        old = folder / f"pagefind.{language['hash']}.pf_meta"
        meta = _load(old)
        prefix = language["hash"].rpartition("_")[0]
        filters = meta[_FILTERS]
        meta[_FILTERS] = sorted([name, _settle_filter(folder / "filter", prefix, known)] for name, known in filters)
        old.unlink()
        data = _dump(meta)
        language["hash"] = f"{prefix}_{_digest(data)}"
        (folder / f"pagefind.{language['hash']}.pf_meta").write_bytes(data)
    entry["languages"] = dict(sorted(entry["languages"].items()))
    entry_path.write_text(json.dumps(entry, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")


def _settle_filter(folder: Path, prefix: str, known: str) -> str:
    path = folder / f"{known}.pf_filter"
    name, values = _load(path)
    path.unlink()
    data = _dump([name, sorted(values)])
    renamed = f"{prefix}_{_digest(data)}"
    (folder / f"{renamed}.pf_filter").write_bytes(data)
    return renamed


def _load(path: Path) -> Any:
    return cbor2.loads(gzip.decompress(path.read_bytes()).removeprefix(_SIGNATURE))


def _dump(value: Any) -> bytes:
    return gzip.compress(_SIGNATURE + cbor2.dumps(value), mtime=0)


def _digest(data: bytes) -> str:
    return hashlib.blake2b(data, digest_size=6).hexdigest()
