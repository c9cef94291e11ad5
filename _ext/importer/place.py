"""Which file an entry becomes: its old path kept wherever a file can have it, and never two entries in one file.

What a file may be called, and where the build makes pages of its own, the archive's own rules say.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from urllib.parse import unquote

from archive.core.addresses import POSTS, folders, is_generated, path_key, permalink
from archive.core.slugs import file_name, slugify
from archive.core.yamltext import Node
from archive.source import fields
from archive.source.consistency import redirect_key

from importer import addresses
from importer.model import Entry
from importer.words import first_words, seen

_POST = re.compile(r"^/(\d{4})/(\d\d)/(?:\d\d/)?([^/]+?)(?:\.html?)?/?$")
_PAGE = re.compile(r"^/(?:p/)?([^/]+?)(?:\.html?)?/?$")
#: Addresses that say nothing of the entry: the front page, and numbers of WordPress.
_NAMELESS = re.compile(r"|/|/index\.php|/archives?/\d+/?")
_SUFFIX = re.compile(r"\.(html?|php|aspx?)$", re.I)


@dataclass(frozen=True, slots=True)
class Place:
    """Where an entry is kept and answers."""

    file: PurePosixPath
    """From the folder that holds `posts`: ``posts/2012/10/slug.md`` or ``p/slug.md``."""
    served: str
    """Path from the site's root: ``/2012/10/slug.html``."""
    redirects: tuple[str, ...] = ()
    """Old addresses that are not `served`, as front matter has them."""


class Places:
    """Gives each entry its place, in the order in which it is asked; places of earlier imports stay."""

    def __init__(
        self, posts: str, known: dict[str, str], used: Iterable[str] = (), redirects: Iterable[str] = (), home: str = ""
    ) -> None:
        """`posts` names the folder of posts; `known` are the files of earlier imports by the keys of entries, `used`
        the files of other sources, `redirects` the old addresses of other posts, in the form of permalinks; `home` is
        the address at which the blog stood."""
        self._root = addresses.path_of(home).rstrip("/")
        self._posts = posts
        self._known = known
        self._used = {path_key(path) for path in (*known.values(), *used)}
        self._redirects = {redirect_key(path) for path in redirects}

    def of(self, entry: Entry) -> Place:
        """The place of `entry`, with all its old addresses, of which `Redirects` takes what cannot stay."""
        file = self._known.get(entry.key)
        path = PurePosixPath(file) if file else self._free(self._wanted(entry))
        self._used.add(path_key(str(path)))
        if entry.source:  # which names its old addresses itself
            return Place(path, self._served(path))
        old = addresses.redirect_of(entry.address)
        if entry.original is not None:  # of an archive itself, whose addresses count from where its site stood
            old = old.removeprefix(self._root)
        kept = old and not entry.address.rstrip("/").endswith("#") and not ("?" in old and entry.state == "draft")
        return Place(path, self._served(path), (*((old,) if kept else ()), *entry.redirects))

    def _wanted(self, entry: Entry) -> PurePosixPath:
        if entry.source:
            first, *others = PurePosixPath(entry.file).parts
            return PurePosixPath(self._posts if first == POSTS.rstrip("/") else first, *others)
        old = "" if "?" in addresses.redirect_of(entry.address) else addresses.path_of(entry.address)
        when = entry.published or entry.day
        if entry.kind == "page" and entry.state == "live":
            if entry.file:
                return PurePosixPath(entry.file)
            match = _PAGE.match(old)
            return PurePosixPath("p", f"{self._name(match[1] if match else _last(old), entry)}.md")
        kept = entry.file.removeprefix(POSTS).removesuffix(".md")
        # No folder may be called as a page, which could have to stand there.
        if kept and ".html/" not in kept.casefold() and all(file_name(part) == part for part in kept.split("/")):
            return PurePosixPath(self._posts, f"{kept}.md")
        match = _POST.match(old)
        if match and entry.kind == "post":
            return PurePosixPath(self._posts, match[1], match[2], f"{self._name(match[3], entry)}.md")
        folder = f"{when.year:04}/{when.month:02}" if when else "drafts" if entry.state == "draft" else "undated"
        return PurePosixPath(self._posts, folder, f"{self._name(_last(old), entry)}.md")

    @staticmethod
    def _name(old: str, entry: Entry) -> str:
        aliases = (alias for alias in entry.aliases if alias and "/" not in alias)
        if name := file_name(old or unquote(next(aliases, ""))):
            return name
        title, when = headline(entry), entry.published or entry.day
        if title or not when:
            return slugify(title or "untitled")
        return f"{when.year:04}-{when.month:02}-{when.day:02}"

    def _free(self, path: PurePosixPath) -> PurePosixPath:
        number, wanted = 1, path
        while path_key(str(path)) in self._used or path_key(self._served(path)[1:]) in self._redirects:
            number += 1
            path = wanted.with_name(f"{wanted.stem}-{number}.md")
        return path

    def _served(self, file: PurePosixPath) -> str:
        parts = file.parts[1:] if file.parts[0] == self._posts else file.parts
        return "/" + permalink(str(PurePosixPath(*parts).with_suffix("")))


def _last(path: str) -> str:
    """The name that an old path ends with, or nothing where it has none."""
    return "" if _NAMELESS.fullmatch(path) else _SUFFIX.sub("", path.rstrip("/").rpartition("/")[2])


def headline(entry: Entry) -> str:
    """The entry's title; its first words where it has none; empty where there are no words either."""
    title = entry.title.strip()
    return title if seen(title) else first_words(entry.html)


class Redirects:
    """Which old addresses can lead to a post, once it is known where all posts stand."""

    def __init__(self, served: Iterable[str], redirects: Iterable[str]) -> None:
        """`served` are the paths of all posts and pages, `redirects` the old addresses that lead somewhere already,
        both in the form of permalinks."""
        self._served = {path_key(path): f"/{path}" for path in served}
        self._targets: dict[str, tuple[str, str]] = {}
        """Each old address, and what it leads to, if that is known."""
        self._folders = {folder for path in self._served for folder in folders(path)}
        for path in redirects:
            self._take(redirect_key(path), f"/{path}", "")

    def of(self, place: Place) -> tuple[Place, list[str]]:
        """`place` with such old addresses alone as the archive takes, and a line of report for each other one."""
        taken, refused = [], []
        for old in place.redirects:
            why_not = self.claim(old, place.served)
            if why_not is None:
                taken.append(old)
            elif why_not:
                refused.append(f"{place.file}: its old address {old} is not kept: {why_not}")
        return replace(place, redirects=tuple(taken)), refused

    def claim(self, old: str, to: str) -> str | None:
        """Have `old` lead to `to`. Gives None if it does from now on, else why it cannot; empty if nobody need know.

        `to` is the path at which an entry is served, or whatever tells other things from one another.
        """
        try:
            (path,) = fields.paths(Node(1, items=(Node(1, text=old),)))
        except fields.FieldError as error:
            return "" if old == "/" else str(error).partition("`: ")[2] or str(error)
        key = redirect_key(path)
        if key in self._targets:
            other, target = self._targets[key]
            return "" if target == to else f"{other} leads to another post"
        if "?" not in key:
            if key in self._served:
                return "" if key == path_key(to[1:]) else f"{self._served[key]} stands there"
            if is_generated(path):
                return "the archive makes a page of its own there"
            if key in self._folders or any(one in self._served or one in self._targets for one in folders(key)):
                return "what would be a page is a folder too"
        self._take(key, old, to)
        return None

    def _take(self, key: str, old: str, to: str) -> None:
        self._targets[key] = old, to
        if "?" not in key:
            self._folders.update(folders(key))
