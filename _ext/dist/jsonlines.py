"""The archive as JSON: a file with a post on each line (https://jsonlines.org/), and one with all else that it is made
of.

The second is a JSON Feed 1.1 whose items are the standing pages. Members stand in one order, texts as they are in
UTF-8.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from archive.files.oldaddresses import published
from archive.source.oldaddresses import written

from .records import Record, Records
from .site import Site

_VERSION = "https://jsonfeed.org/version/1.1"


def write(site: Site, target: Path) -> None:
    """Write a line for each post, the oldest first, so that a new one is a line more."""
    with target.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(f"{json.dumps(record, ensure_ascii=False)}\n" for record in Records(site).posts())


def write_rest(site: Site, target: Path) -> None:
    """Write what is said of the whole, the standing pages, and where other old addresses lead."""
    records = Records(site)
    blog = records.blog()
    own: Record = {**blog.pop("_archive"), "old_addresses": dict(_old_addresses(site))}
    feed = {"version": _VERSION, **blog, "_archive": own, "items": list(records.pages())}
    target.write_text(json.dumps(feed, ensure_ascii=False, indent=1) + "\n", encoding="utf-8", newline="\n")


def _old_addresses(site: Site) -> Iterator[tuple[str, list[str]]]:
    """The files of old addresses, each with its lines: those that lead to what is published."""
    for blog in published(site.archive, [page.docname for page in site.standing]):
        if blog.path.endswith(".txt") and blog.addresses:  # others are of conf.py
            yield blog.path, [written(one) for one in blog.addresses]
