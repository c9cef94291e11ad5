"""How a WordPress blog made its addresses, told from those of its entries and from its links: no export says it.

What comes before what is described at https://developer.wordpress.org/reference/classes/wp_rewrite/init/: all
addresses of posts may begin alike, and those of lists then do so too; authors may have chosen other words for
``category`` and ``tag``.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from importer.addresses import path_of
from importer.model import Entry, Listing, TermKind

#: What stands before the names of terms, unless the blog's author chose another word.
WORDS: Mapping[TermKind, str] = {"category": "category", "tag": "tag", "author": "author"}
_LINK = re.compile(r"<a\s([^<>]*)>", re.I)
_HREF = re.compile(r"href\s*=\s*[\"']?([^\"'\s>]+)", re.I)
_REL_TAG = re.compile(r"rel\s*=\s*[\"'][^\"']*\btag\b", re.I)


class _Front(NamedTuple):
    """What stands before all addresses of posts."""

    path: str
    """Below the blog's front page, with a slash at its end, or empty."""
    numbers: bool
    """Whether numbers of posts follow: years would then be taken for them, so lists of times have a word before."""


class Permalinks:
    """Takes note of entries and their links; then says where lists stood."""

    def __init__(self, home: str, listings: Iterable[Listing], is_own: Callable[[str], bool]) -> None:
        """`home` is the address of the blog's front page; `is_own` says whether an address is the blog's."""
        self._is_own, self.root = is_own, f"{path_of(home).rstrip('/')}/"
        self._ends: dict[str, list[tuple[TermKind, str]]] = {}
        """The ends of addresses of lists, by their last parts."""
        self._categories: set[str] = set()
        for one in listings:
            if one.kind in ("category", "tag") and not one.base:
                self._ends.setdefault(one.path.rpartition("/")[2], []).append((one.kind, one.path))
                self._categories |= {one.path.partition("/")[0]} if one.kind == "category" else set()
        self._fronts: Counter[_Front] = Counter()
        self._linked: dict[tuple[TermKind, str], set[str]] = {}
        """The terms that links lead to, by kind and what stands before their names."""
        self._said: set[tuple[TermKind, str]] = set()
        """Those of which a link says that it leads to a term."""

    def note(self, entry: Entry, body: str) -> None:
        """Take note of an entry that was published, and of the links of its body."""
        self._note_links(body)
        path = path_of(entry.address)
        if entry.kind == "post" and path.startswith(self.root) and path != self.root:
            self._fronts[self._front_of(entry, path.removeprefix(self.root))] += 1

    def _front_of(self, entry: Entry, tail: str) -> _Front:
        if when := entry.published:
            dated = re.search(rf"(?:^|/)(?={when.year:04}/{when.month:02}/)", tail)
            if dated:
                return _Front(tail[: dated.end()], False)
        if entry.number and (numbered := re.search(rf"(?:^|/)(?={re.escape(entry.number)}(?:[/.]|$))", tail)):
            return _Front(tail[: numbered.end()], True)
        above = tail.rstrip("/").rpartition("/")[0]
        begins_with_category = above.partition("/")[0] in self._categories
        return _Front(f"{above}/" if above and not begins_with_category else "", False)

    def _note_links(self, body: str) -> None:
        for link in _LINK.finditer(body) if self._ends and "href" in body else ():
            found = _HREF.search(link[1])
            address = html.unescape(found[1]) if found else ""
            if not address or not self._is_own(address):
                continue
            path = re.sub(r"/(?:page/\d+|feed)$", "", path_of(address).rstrip("/"))
            for kind, end in self._ends.get(path.rpartition("/")[2], ()):
                if path.endswith(f"/{end}"):
                    before = kind, path.removesuffix(end)
                    self._linked.setdefault(before, set()).add(end)
                    if _REL_TAG.search(link[1]):
                        self._said.add(before)

    @property
    def _front(self) -> _Front:
        front, uses = next(iter(self._fronts.most_common(1)), (_Front("", False), 0))
        return front if uses * 2 > self._fronts.total() else _Front("", False)

    @property
    def roots(self) -> tuple[str, ...]:
        """The path of the front page; two where the server could not rewrite addresses, and all began alike."""
        pathinfo = "index.php/"
        return (self.root, self.root + pathinfo) if self._front.path.startswith(pathinfo) else (self.root,)

    @property
    def times(self) -> str:
        """What stood before years, months and days."""
        front = self._front
        return f"{self.root}{front.path}{'date/' if front.numbers else ''}"

    def terms(self, kind: TermKind) -> list[str]:
        """What stood before the names of terms: as WordPress has it by itself, and as links show it."""
        found = [f"{self.root}{self._front.path}{WORDS[kind]}/"]
        for (linked, before), ends in sorted(self._linked.items()):
            word = before.rstrip("/").rpartition("/")[2]
            if linked != kind or (word in WORDS.values() and word != WORDS[kind]):
                continue
            # A link may lead to a page of the same name that is not in the export: years tell posts, and one is none.
            sure = (kind, before) in self._said or word == WORDS[kind]
            if sure or (len(ends) > 1 and before != self.root and not re.search(r"/\d{4}/", before)):
                found.append(before)
        return list(dict.fromkeys(found))
