"""What must agree between the entries of a source, settled before any is written, and said in the report.

The archive holds that a label is spelt one way throughout, that no two posts share an id, and that no two old addresses
lead apart (`archive.source.consistency`). A blog kept none of this.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC
from pathlib import Path
from typing import Any

from archive.core.addresses import permalink
from archive.core.slugs import name_key
from archive.source import configuration, fields, frontmatter
from archive.source.frontmatter import FrontMatter

from importer.fields import one_line, sound
from importer.model import Entry, TermKind
from importer.place import Place
from importer.placeholders import is_anonymous, is_uncategorized
from importer.words import decoded

_ATTRIBUTES: tuple[tuple[TermKind, str], ...] = (("category", "categories"), ("tag", "labels"), ("author", "authors"))
_FRONT_MATTER = {"labels": "tags"}


class Settlement:
    """Takes note of every entry, then gives each as it is to be written. What the archive has already goes first."""

    def __init__(self) -> None:
        self._uses: dict[TermKind, Counter[str]] = {kind: Counter() for kind, _ in _ATTRIBUTES}
        self._spelling: dict[TermKind, dict[str, str]] = {kind: {} for kind, _ in _ATTRIBUTES}
        self._owners: dict[str, list[str]] = {}
        """The files that want each id, the first being its owner."""
        self._unwritten: dict[TermKind, Counter[str]] = {kind: Counter() for kind, _ in _ATTRIBUTES}
        self._ids_from_addresses: dict[str, str] = {}
        """Addresses that serve as ids, and the files that have them."""
        self.lines: list[str] = []
        """What was settled, a line each, for the report."""

    def note(self, entry: Entry, place: Place) -> None:
        """Take note of an entry of the source, in their order."""
        for kind, attribute in _ATTRIBUTES:
            named = _named(kind, getattr(entry, attribute))
            self._uses[kind].update(set(named))
            self._unwritten[kind].update({*map(one_line, getattr(entry, attribute))} - {*named, ""})
        if (id := sound(fields.iri, entry.id)) and not _is_standing_page(entry):
            self._owners.setdefault(id, []).append(str(place.file))

    def settle(self, existing: Mapping[str, FrontMatter]) -> None:
        """All entries are noted; `existing` are the posts that the archive has beside them, by their files."""
        for file, front in existing.items():
            if front.id:
                self._owners.setdefault(front.id, []).insert(0, file)
        for id, (owner, *others) in self._owners.items():
            self.lines += [f"{file}: the id {id} is that of {owner}: it gets one of its own" for file in others]
        for kind, attribute in _ATTRIBUTES:
            field = _FRONT_MATTER.get(attribute, attribute)
            names = (name for front in existing.values() for name in getattr(front, field))
            self._settle_spelling(kind, {name_key(name): name for name in names})

    def _settle_spelling(self, kind: TermKind, existing: Mapping[str, str]) -> None:
        """The commoner spelling of a name is the right one, but for a name that the archive has."""
        uses, groups = self._uses[kind], dict[str, list[str]]()
        for name in sorted(uses):
            groups.setdefault(name_key(name), []).append(name)
        for key, names in groups.items():
            best = existing.get(key) or max(names, key=lambda name: uses[name])
            for name in names:
                if name != best:
                    self._spelling[kind][name] = best
                    self.lines.append(f"the {kind} `{name}` of {_posts(uses[name])} is spelt `{best}`, as elsewhere")
        for name, count in sorted(self._unwritten[kind].items()):
            self.lines.append(f"the {kind} `{name}` of {_posts(count)} says that there is none: left out")

    @property
    def respelt(self) -> list[str]:
        """The labels that are written otherwise than the source spells them."""
        return sorted(self._spelling["tag"])

    def name(self, kind: TermKind, name: str) -> str:
        """A name as it is to be written; empty for one that says that there is none."""
        return next((self._spelling[kind].get(one, one) for one in _named(kind, (name,))), "")

    def entry(self, entry: Entry, place: Place) -> Entry:
        """`entry` as it is to be written."""
        changes: dict[str, Any] = {}
        for kind, attribute in _ATTRIBUTES:
            spelling = self._spelling[kind]
            changes[attribute] = tuple(spelling.get(name, name) for name in _named(kind, getattr(entry, attribute)))
        owners = self._owners.get(sound(fields.iri, entry.id), [])
        if not _is_standing_page(entry) and str(place.file) in owners[1:]:
            own, file = sound(fields.address, entry.address), str(place.file)
            is_free = own not in self._owners and self._ids_from_addresses.setdefault(own, file) == file
            changes["id"] = own if is_free else ""  # without one, the archive makes it of the path
        return replace(entry, **changes)


@dataclass(frozen=True, slots=True)
class ExistingArchive:
    """What the archive has beside the entries of a source."""

    posts: Mapping[str, FrontMatter]
    """By their files."""
    served: Sequence[str]
    """The paths of these and of standing pages, in the form of permalinks."""

    def without(self, files: Container[str]) -> ExistingArchive:
        """The same without posts that turn out to be those of the source, left by a run that was ended."""
        return replace(self, posts={file: front for file, front in self.posts.items() if file not in files})

    @property
    def redirects(self) -> Iterator[str]:
        """Old addresses of posts, in the form of permalinks."""
        return (path for front in self.posts.values() for path in front.redirects)

    @classmethod
    def read(cls, folder: Path, own: Container[str]) -> ExistingArchive:
        """What stands beside the files `own`, in the site whose posts are in `folder`."""
        site, posts, served = folder.parent, dict[str, FrontMatter](), list[str]()
        for path in sorted(folder.rglob("*.md")):
            file = path.relative_to(site).as_posix()
            if file not in own and not any(part.startswith(".") for part in path.relative_to(site).parts):
                served.append(permalink(path.relative_to(folder).with_suffix("").as_posix()))
                with suppress(OSError):  # which `make check` names
                    front, _ = frontmatter.read(path.read_bytes(), file, UTC)
                    posts |= {file: front} if front else {}
        try:
            standing = configuration.zone_and_pages(site)[1]
        except ValueError:  # a folder that is no site, or not yet
            standing = []
        served += (permalink(page.removesuffix(".md")) for page in standing if page not in own)
        return cls(posts, served)


def _is_standing_page(entry: Entry) -> bool:
    """Whether `entry` is a standing page, which has no id."""
    return entry.kind == "page" and entry.state == "live"


def _posts(count: int) -> str:
    return "1 post" if count == 1 else f"{count:,} posts"


def _named(kind: TermKind, names: Iterable[str]) -> list[str]:
    """`names` on one line each, without those that say that there is none."""
    found = (one_line(decoded(name)) for name in names)
    is_none = is_anonymous if kind == "author" else is_uncategorized
    return [name for name in found if name and not is_none(name)]
