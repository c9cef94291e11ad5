"""The list of addresses from which the page for what is not there suggests the nearest.

Of all that a build writes already, none would do: the sitemap is eight times as long, since it says the site's address
and a date with each, and has every page of every listing; the search index knows words, not addresses.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from urllib.parse import quote

from ..core.digests import digest
from ..model.archive import Archive
from ..model.outputs import Output

#: A line for each folder, which begins with it, and has the names in it after that; all quoted, so none holds a space.
PATH = "addresses.txt"


def addresses(archive: Archive, standing: Iterable[str]) -> Iterator[Output]:
    """The list, of all posts, terms and names, and of the pages named `standing`; in it nothing that changes."""
    names = [post.path.removesuffix(".html") for post in archive.posts]
    names += [*(term.page for term in archive.by_term), *(entry.page for entry in archive.objects), *standing]
    names.sort()
    yield Output(PATH, digest(*names), partial(_render, names))


def _render(names: list[str]) -> str:
    folders: dict[str, list[str]] = {}
    for name in names:
        folder, _, last = quote(name).rpartition("/")
        folders.setdefault(folder, []).append(last)
    return "".join(f"{folder}/ {' '.join(lasts)}\n" for folder, lasts in folders.items())
