"""What a reader's browser would have of the search index of a built site."""

from __future__ import annotations

import gzip
import json
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote

from archive.search.documents import EVERY


def segments(out: Path) -> dict[str, Path]:
    """The folders of the segments, by name, in the order in which they are asked."""
    listed = json.loads((out / "pagefind/segments.json").read_text())
    return {path.rpartition("/")[2]: out / "pagefind" / path for path in listed}


def documents(out: Path) -> dict[str, dict[str, Any]]:
    """Every document by its address: Pagefind's data, and what is `shown` of it."""
    found = {}
    for folder in segments(out).values():
        for path in folder.glob("fragment/*"):
            document = json.loads(gzip.decompress(path.read_bytes()).removeprefix(b"pagefind_dcd"))
            document["segment"] = folder.name
            document["shown"] = parse_qs(document["anchors"].pop(0)["id"])
            document["content"] = document["content"].replace("\N{ZERO WIDTH SPACE}", "").removeprefix(EVERY)
            assert found.setdefault(unquote(document["url"]), document) is document
    return found


def facets(out: Path) -> dict[str, dict[str, Counter[str]]]:
    """By segment and facet, how many documents have each value."""
    found = {}
    for name, folder in segments(out).items():
        told = json.loads((folder / "facets.json").read_text())
        assert len(told["documents"]) == len(list((folder / "fragment").iterdir()))
        found[name] = defaultdict[str, Counter[str]](Counter)
        for facet, value in (told["values"][place] for own in told["documents"] for place in own):
            found[name][facet][value] += 1
    return found


def counts(out: Path, facet: str) -> Counter[str]:
    """How many documents have each value of a facet."""
    return sum((values[facet] for values in facets(out).values()), Counter[str]())
