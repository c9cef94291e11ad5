"""Rules between posts: no two share an address, an id or a place, a name is spelt one way throughout, and those that
follow one another make threads."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from ..core.addresses import (
    POSTS,
    RESERVED_FOLDERS,
    RESERVED_PAGES,
    find_post,
    folders,
    is_generated,
    is_root_file,
    path_key,
    permalink,
    post_name,
)
from ..core.problems import Problem
from ..core.slugs import name_key
from .frontmatter import FrontMatter

Posts = Mapping[str, FrontMatter]

#: Of a path, a folder whose name may be that of a file too.
_LIKE_A_FILE = re.compile(r"[._][^/]*/")
_KINDS = (("categories", "category"), ("tags", "tags"), ("authors", "author"))


def problems(posts: Posts, docnames: Sequence[str], pages: Sequence[str]) -> Iterator[Problem]:
    """Give what is wrong between `posts`; `docnames` are all of theirs, also of those that cannot be read."""
    places: dict[str, str] = {}
    yield from _addresses(docnames, pages, places)  # which fills `places`
    yield from _redirects(posts, places)
    yield from _shared_ids(posts)
    yield from _order(posts)
    for attribute, name in _KINDS:
        yield from _spellings(posts, attribute, name)


def without_place(docnames: Iterable[str], pages: Iterable[str]) -> dict[str, Problem]:
    """The documents that can have no page, since a folder in which it would lie is the file of another; and why.

    `docnames` are those of posts, `pages` those of standing pages.
    """
    kinds = {**dict.fromkeys(docnames, "post"), **dict.fromkeys(pages, "page")}
    nested = [name for name in kinds if _LIKE_A_FILE.search(name)]
    if not nested:
        return {}
    standing = {path_key(permalink(name)): f"the page of {name}.md" for name in kinds}
    found = {}
    for name in nested:
        path = permalink(name)
        for folder in folders(path):
            made = "a file that the build makes" if is_root_file(folder) else ""
            if other := standing.get(path_key(folder), made):
                message = f"the {kinds[name]} would stand at /{path}, below {other}: give the folder another name"
                found[name] = Problem(f"{name}.md", 1, message)
    return found


def _at(posts: Posts, docname: str, name: str, message: str) -> Problem:
    return Problem(f"{docname}.md", posts[docname].lines.get(name, 1), message)


def _where(posts: Posts, docname: str, name: str) -> str:
    return f"{docname}.md:{posts[docname].lines.get(name, 1)}"


def _addresses(docnames: Iterable[str], pages: Iterable[str], places: dict[str, str]) -> Iterator[Problem]:
    """Posts that share an address, or have a reserved one. Fills `places`: who stands at each address, by its key."""
    for page in RESERVED_PAGES:
        places[path_key(permalink(page))] = "a page that the build makes"
    for page in pages:
        places[path_key(permalink(page))] = f"{page}.md"
    for docname in docnames:
        path = permalink(docname)
        if "/" in path and path.partition("/")[0].casefold() in RESERVED_FOLDERS:
            message = f"the post would stand at /{path}, among pages that the build makes: put it into another folder"
            yield Problem(f"{docname}.md", 1, message)
        other = places.setdefault(path_key(path), f"{docname}.md")
        if other != f"{docname}.md":
            message = f"the post would stand at /{path}, as does {other}: rename one of the two"
            yield Problem(f"{docname}.md", 1, message)


def _redirects(posts: Posts, places: Mapping[str, str]) -> Iterator[Problem]:
    """Old addresses that are those of a page, of two posts, or of which no file could be made."""
    redirected: dict[str, str] = {}
    needed = {folder: who for key, who in places.items() if _LIKE_A_FILE.search(key) for folder in folders(key)}
    for docname, front in posts.items():
        for path in front.redirects:
            key = redirect_key(path)
            if key in places:
                message = f"`redirect` /{path} is the address of {places[key]}: take it out"
                yield _at(posts, docname, "redirect", message)
            elif key in needed:
                message = f"`redirect` /{path} is a folder, in which {needed[key]} stands: take it out"
                yield _at(posts, docname, "redirect", message)
            elif "?" not in path and is_generated(path):
                message = f"`redirect` /{path} is among pages that the build makes: take it out"
                yield _at(posts, docname, "redirect", message)
            elif redirected.setdefault(key, docname) != docname:
                other = _where(posts, redirected[key], "redirect")
                message = f"`redirect` /{path} leads to another post too ({other}): take it out of one"
                yield _at(posts, docname, "redirect", message)
    for key, docname in redirected.items():
        if "?" in key:
            continue
        if file := next((folder for folder in folders(key) if folder in places or folder in redirected), None):
            message = f"`redirect` /{key} needs a folder where the page /{file} stands: take it out"
            yield _at(posts, docname, "redirect", message)


def redirect_key(path: str) -> str:
    """A key that is the same for old addresses that no host could tell apart; a query counts to the letter."""
    before, question_mark, query = path.partition("?")
    return path_key(before) + question_mark + query


def _shared_ids(posts: Posts) -> Iterator[Problem]:
    first: dict[str, str] = {}
    for docname, front in posts.items():
        if front.id and first.setdefault(front.id, docname) != docname:
            other = _where(posts, first[front.id], "id")
            yield _at(posts, docname, "id", f"`id` {front.id} is that of another post too ({other}): mend one")


def _order(posts: Posts) -> Iterator[Problem]:
    """Posts of one day that have the same place within it."""
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
    """Names that are spelt in several ways. The spelling used most is taken for the right one, then the first one.

    `attribute` is that of `FrontMatter`, `name` that of the field.
    """
    uses = Counter(spelling for front in posts.values() for spelling in getattr(front, attribute))
    groups: dict[str, list[str]] = {}
    for spelling in uses:
        groups.setdefault(name_key(spelling), []).append(spelling)
    right: dict[str, str] = {}
    for spellings in groups.values():
        best = max(spellings, key=lambda spelling: uses[spelling])
        right |= {spelling: best for spelling in spellings if spelling != best}
    if not right:
        return
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


def resolve_follows(
    posts: Posts, docnames: list[str], hidden: Mapping[str, str]
) -> tuple[dict[str, str], list[Problem]]:
    """Give the post that each post follows, by docname, and what is wrong; a post whose field is wrong follows none.

    `docnames` are all posts, also those that cannot be read; `hidden` says why a post has no page.
    """
    follows: dict[str, str] = {}
    problems: list[Problem] = []
    by_name: dict[str, tuple[str, ...]] = {}
    for name in docnames:
        slug = name.rpartition("/")[2]
        by_name[slug] = (*by_name.get(slug, ()), name)
    known = set(docnames)
    for name, front in posts.items():
        if front.follows:
            found = find_post(front.follows, known, by_name)
            target = found[0] if len(found) == 1 else ""
            fault = _unfit(posts, hidden, name, target) if target else _unfound(front.follows, found, known)
            if fault:
                problems.append(_at(posts, name, "follows", f"`follows` {fault}"))
            elif hidden.get(target) != "withheld":
                follows[name] = target
    problems += _forks(posts, follows, hidden)
    problems += _circles(posts, follows)
    problems += _named_late(posts, follows)
    return follows, problems


def _unfound(text: str, found: tuple[str, ...], known: set[str]) -> str:
    if found:
        paths = " and ".join(name.removeprefix(POSTS) for name in found)
        return f"names {text}, which fits {paths}: write the path of one"
    near = nearest_posts(text, known)
    return f"names {text}, which is no post: " + (f"did you mean {' or '.join(near)}?" if near else "mend the path")


def nearest_posts(text: str, known: set[str]) -> list[str]:
    """At most two paths of posts that are much like `text`, in whole or in their last part."""
    name = post_name(text)
    paths = sorted(docname.removeprefix(POSTS) for docname in known)
    if "/" in name:
        return difflib.get_close_matches(name, paths, 2, 0.7)
    slugs: dict[str, str] = {path.rpartition("/")[2]: path for path in paths}
    return [slugs[slug] for slug in difflib.get_close_matches(name, slugs, 2, 0.6)]


def _unfit(posts: Posts, hidden: Mapping[str, str], name: str, target: str) -> str:
    """Why the post `name` cannot follow the post `target`; empty if it can."""
    path = target.removeprefix(POSTS)
    if target == name:
        return "names the post itself: write the path of an earlier one"
    if hidden.get(target) in ("draft", "scheduled") and name not in hidden:
        return f"names {path}, which has no page ({hidden[target]}): publish that first, or take this out"
    moment = posts[name].moment
    target_moment = posts[target].moment if target in posts else None
    if moment and target_moment and target_moment > moment:
        return f"names {path}, which is dated later: a post follows an earlier one"
    return ""


def _forks(posts: Posts, follows: dict[str, str], hidden: Mapping[str, str]) -> Iterator[Problem]:
    """A thread is a chain. Of two posts that follow one, the earlier keeps its place, and a hidden one gives way."""
    followed: dict[str, str] = {}
    order = sorted(follows, key=lambda name: (name in hidden, posts[name].moment is None, posts[name].moment, name))
    for name in order:
        target = follows[name]
        if followed.setdefault(target, name) != name:
            path, other = target.removeprefix(POSTS), _where(posts, followed[target], "follows")
            del follows[name]
            message = f"`follows` names {path}, which is followed already ({other}): name that post instead"
            yield _at(posts, name, "follows", message)


def _circles(posts: Posts, follows: dict[str, str]) -> Iterator[Problem]:
    """Posts that follow one another in a circle; none of them follows any then."""
    checked: set[str] = set()
    for start in sorted(follows):
        path: list[str] = []
        name = start
        while name in follows and name not in checked and name not in path:
            path.append(name)
            name = follows[name]
        if name in path:
            circle = path[path.index(name) :]
            steps = " → ".join(docname.removeprefix(POSTS) for docname in (*circle, name))
            first = min(circle)
            yield _at(posts, first, "follows", f"`follows` goes round in a circle, {steps}: take it out of one")
            for docname in circle:
                del follows[docname]
        checked.update(path)


def _named_late(posts: Posts, follows: Mapping[str, str]) -> Iterator[Problem]:
    """Posts that name their thread, though it begins at another."""
    for name, front in posts.items():
        if front.thread and name in follows:
            yield _at(posts, name, "thread", "`thread` names a thread at its first post: move it there")
