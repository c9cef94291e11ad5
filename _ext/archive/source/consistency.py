"""Rules between posts: no two share an address, an id or a place, and a name is spelt one way throughout."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from ..core.paths import path_key, permalink
from ..core.problems import Problem
from ..core.reserved import FOLDERS, PAGES, folders, is_made
from ..core.slugs import name_key
from .frontmatter import FrontMatter

Posts = Mapping[str, FrontMatter]

_KINDS = (("categories", "category"), ("tags", "tags"), ("authors", "author"))


def problems(posts: Posts, docnames: Sequence[str], pages: Sequence[str]) -> Iterator[Problem]:
    """Give what is wrong between `posts`; `docnames` are all of theirs, also of those that cannot be read."""
    places: dict[str, str] = {}
    yield from _addresses(docnames, pages, places)
    yield from _redirects(posts, places)
    yield from _unique(posts, "id")
    yield from _order(posts)
    for attribute, name in _KINDS:
        yield from _spellings(posts, attribute, name)


def _at(posts: Posts, docname: str, name: str, message: str) -> Problem:
    return Problem(f"{docname}.md", posts[docname].lines.get(name, 1), message)


def _where(posts: Posts, docname: str, name: str) -> str:
    return f"{docname}.md:{posts[docname].lines.get(name, 1)}"


def _addresses(docnames: Iterable[str], pages: Iterable[str], places: dict[str, str]) -> Iterator[Problem]:
    """Fill `places`: who stands at each address."""
    for page in PAGES:
        places[path_key(permalink(page))] = "a page that the build makes"
    for page in pages:
        places[path_key(permalink(page))] = f"{page}.md"
    for docname in docnames:
        path = permalink(docname)
        if "/" in path and path.partition("/")[0].casefold() in FOLDERS:
            message = f"the post would stand at /{path}, among pages that the build makes: put it into another folder"
            yield Problem(f"{docname}.md", 1, message)
        other = places.setdefault(path_key(path), f"{docname}.md")
        if other != f"{docname}.md":
            message = f"the post would stand at /{path}, as does {other}: rename one of the two"
            yield Problem(f"{docname}.md", 1, message)


def _redirects(posts: Posts, places: dict[str, str]) -> Iterator[Problem]:
    led: dict[str, str] = {}
    for docname, front in posts.items():
        for path in front.redirects:
            key = redirect_key(path)
            if key in places:
                message = f"`redirect` /{path} is the address of {places[key]}: take it out"
                yield _at(posts, docname, "redirect", message)
            elif "?" not in path and is_made(path):
                message = f"`redirect` /{path} is among pages that the build makes: take it out"
                yield _at(posts, docname, "redirect", message)
            elif led.setdefault(key, docname) != docname:
                other = _where(posts, led[key], "redirect")
                message = f"`redirect` /{path} leads to another post too ({other}): take it out of one"
                yield _at(posts, docname, "redirect", message)
    for key, docname in led.items():
        if "?" not in key and (file := next((one for one in folders(key) if one in places or one in led), None)):
            message = f"`redirect` /{key} needs a folder where the page /{file} stands: take it out"
            yield _at(posts, docname, "redirect", message)


def redirect_key(path: str) -> str:
    """The same for old addresses that no host could tell apart; what follows a `?` counts to the letter."""
    before, asked, query = path.partition("?")
    return path_key(before) + asked + query


def _unique(posts: Posts, name: str) -> Iterator[Problem]:
    first: dict[str, str] = {}
    for docname, front in posts.items():
        if front.id and first.setdefault(front.id, docname) != docname:
            other = _where(posts, first[front.id], name)
            yield _at(posts, docname, name, f"`id` {front.id} is that of another post too ({other}): mend one")


def _order(posts: Posts) -> Iterator[Problem]:
    first: dict[tuple[object, int], str] = {}
    for docname, front in posts.items():
        if front.date is None or front.order is None:
            continue
        other = first.setdefault((front.date.date(), front.order), docname)
        if other != docname:
            where = _where(posts, other, "order")
            message = f"`order: {front.order}` is taken on that day ({where}): give each post of a day its own"
            yield _at(posts, docname, "order", message)


def _spellings(posts: Posts, attribute: str, name: str) -> Iterator[Problem]:
    """The spelling used most is taken for the right one, then the one that comes first."""
    uses = Counter(spelling for front in posts.values() for spelling in getattr(front, attribute))
    groups: dict[str, list[str]] = {}
    for spelling in uses:
        groups.setdefault(name_key(spelling), []).append(spelling)
    best = {
        spelling: group
        for group in groups.values()
        if len(group) > 1
        for spelling in [max(group, key=lambda one: uses[one])]
    }
    if not best:
        return
    right = {wrong: spelling for spelling, group in best.items() for wrong in group if wrong != spelling}
    first: dict[str, str] = {}
    for docname, front in posts.items():
        for spelling in getattr(front, attribute):
            first.setdefault(spelling, docname)
    for docname, front in posts.items():
        for spelling in getattr(front, attribute):
            if spelling in right:
                other = _where(posts, first[right[spelling]], name)
                message = f"`{spelling}` is spelt `{right[spelling]}` elsewhere ({other}): spell it one way"
                yield _at(posts, docname, name, message)
