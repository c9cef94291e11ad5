"""Which file an entry becomes: its old path kept wherever a file can have it, and never two entries in one
file."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePosixPath

from importer import dates, names
from importer.model import Entry

_POST = re.compile(r"^/(\d{4})/(\d\d)/(?:\d\d/)?([^/]+?)(?:\.html?)?/?$")
_PAGE = re.compile(r"^/(?:p/)?([^/]+?)(?:\.html?)?/?$")
#: Names that the site's own pages have.
_TAKEN = {"index", "search", "genindex", "feed"}


@dataclass(frozen=True, slots=True)
class Place:
    """Where an entry is kept and answers."""

    file: PurePosixPath
    """From the folder that holds `posts`: ``posts/2012/10/slug.md`` or ``p/slug.md``."""
    served: str
    """Path from the site's root: ``/2012/10/slug.html``."""
    redirects: tuple[str, ...] = ()
    """Old paths that are not `served`."""


class Places:
    """Gives each entry its place, in the order in which it is asked; places of earlier imports stay."""

    def __init__(self, posts: str, known: dict[str, str]) -> None:
        self._posts = posts
        self._known = known
        self._used = {path.casefold() for path in known.values()}

    def of(self, entry: Entry) -> Place:
        """The place of `entry`."""
        file = self._known.get(entry.key)
        path = PurePosixPath(file) if file else self._free(self._wanted(entry))
        self._used.add(str(path).casefold())
        served = self._served(path)
        old = names.path_of(entry.address)
        moved = old not in ("", "/", served) and not entry.address.rstrip("/").endswith("#")
        return Place(path, served, (old,) if moved else ())

    def _wanted(self, entry: Entry) -> PurePosixPath:
        old = names.path_of(entry.address)
        when = entry.published or entry.day
        fallback = f"{when:%Y-%m-%d}" if when else "untitled"
        if entry.kind == "page" and entry.state == "live":
            match = _PAGE.match(old)
            return PurePosixPath("p", f"{self._name(match[1] if match else '', entry, fallback)}.md")
        match = _POST.match(old)
        if match and entry.kind == "post":
            return PurePosixPath(self._posts, match[1], match[2], f"{self._name(match[3], entry, fallback)}.md")
        last = (
            ""
            if re.fullmatch(r"|/|/archives?/\d+/?", old)
            else re.sub(r"\.(html?|php|aspx?)$", "", old.rstrip("/"), flags=re.I)
        )
        name = self._name(last.rsplit("/", 1)[-1], entry, fallback)
        folder = f"{when.year:04}/{when.month:02}" if when else "drafts" if entry.state == "draft" else "undated"
        return PurePosixPath(self._posts, folder, f"{name}.md")

    @staticmethod
    def _name(old: str, entry: Entry, fallback: str) -> str:
        aliases = (alias for alias in entry.aliases if alias and "/" not in alias)
        name = names.part(old or next(aliases, "")) or names.slug(entry.title, fallback)
        return f"{name}-1" if name.lower() in _TAKEN else name

    def _free(self, path: PurePosixPath) -> PurePosixPath:
        number, wanted = 1, path
        while str(path).casefold() in self._used:
            number += 1
            path = wanted.with_name(f"{wanted.stem}-{number}.md")
        return path

    def _served(self, file: PurePosixPath) -> str:
        parts = file.with_suffix(".html").parts
        return "/" + "/".join(parts[1:] if parts[0] == self._posts else parts)


def headline(entry: Entry) -> str:
    """The entry's title, or the day in words where it has none."""
    if entry.title.strip():
        return entry.title.strip()
    when = entry.published or entry.day
    return dates.in_words(when) if when else "Untitled"
