"""Posts that follow one another: what `follows` in the front matter names, and what is wrong with it."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping

from ..core.paths import POSTS, find_post, post_name
from ..core.problems import Problem
from .frontmatter import FrontMatter

Posts = Mapping[str, FrontMatter]


def resolve(posts: Posts, docnames: list[str], hidden: Mapping[str, str]) -> tuple[dict[str, str], list[Problem]]:
    """Give the post that each post follows, by name, and what is wrong: what is wrong is followed by nothing.

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
            one = found[0] if len(found) == 1 else ""
            if fault := _fault(posts, hidden, name, one) if one else _unfound(front.follows, found, known):
                problems.append(_at(posts, name, "follows", fault))
            elif hidden.get(one) != "withheld":
                follows[name] = one
    problems += _forks(posts, follows, hidden)
    problems += _circles(posts, follows)
    problems += _named_late(posts, follows)
    return follows, problems


def _at(posts: Posts, name: str, field: str, message: str) -> Problem:
    return Problem(f"{name}.md", posts[name].lines.get(field, 1), f"`{field}` {message}")


def _unfound(text: str, found: tuple[str, ...], known: set[str]) -> str:
    if found:
        paths = " and ".join(name.removeprefix(POSTS) for name in found)
        return f"names {text}, which fits {paths}: write the path of one"
    near = nearest_posts(text, known)
    return f"names {text}, which is no post: " + (f"did you mean {' or '.join(near)}?" if near else "mend the path")


def nearest_posts(text: str, known: set[str]) -> list[str]:
    """At most two paths of posts that are much like `text`, in whole or in their last part."""
    name = post_name(text)
    paths = {one.removeprefix(POSTS): one for one in sorted(known)}
    if "/" in name:
        return difflib.get_close_matches(name, paths, 2, 0.7)
    slugs: dict[str, str] = {path.rpartition("/")[2]: path for path in paths}
    return [slugs[slug] for slug in difflib.get_close_matches(name, slugs, 2, 0.6)]


def _fault(posts: Posts, hidden: Mapping[str, str], name: str, target: str) -> str:
    path = target.removeprefix(POSTS)
    if target == name:
        return "names the post itself: write the path of an earlier one"
    if hidden.get(target) in ("draft", "scheduled") and name not in hidden:
        return f"names {path}, which has no page ({hidden[target]}): publish that first, or take this out"
    moment, earlier = posts[name].moment, posts[target].moment if target in posts else None
    if moment and earlier and earlier > moment:
        return f"names {path}, which is dated later: a post follows an earlier one"
    return ""


def _forks(posts: Posts, follows: dict[str, str], hidden: Mapping[str, str]) -> Iterator[Problem]:
    """A thread is a chain. Of two posts that follow one, the earlier keeps its place, and a hidden one gives way."""
    followed: dict[str, str] = {}
    order = sorted(follows, key=lambda name: (name in hidden, posts[name].moment is None, posts[name].moment, name))
    for name in order:
        target = follows[name]
        if followed.setdefault(target, name) != name:
            other = f"{followed[target]}.md:{posts[followed[target]].lines.get('follows', 1)}"
            del follows[name]
            message = f"names {target.removeprefix(POSTS)}, which is followed already ({other}): name that post instead"
            yield _at(posts, name, "follows", message)


def _circles(posts: Posts, follows: dict[str, str]) -> Iterator[Problem]:
    safe: set[str] = set()
    for start in sorted(follows):
        way: list[str] = []
        name = start
        while name in follows and name not in safe and name not in way:
            way.append(name)
            name = follows[name]
        if name in way:
            circle = way[way.index(name) :]
            steps = " → ".join(one.removeprefix(POSTS) for one in (*circle, name))
            first = min(circle)
            yield _at(posts, first, "follows", f"goes round in a circle, {steps}: take it out of one")
            for one in circle:
                del follows[one]
        safe.update(way)


def _named_late(posts: Posts, follows: Mapping[str, str]) -> Iterator[Problem]:
    for name, front in posts.items():
        if front.thread and name in follows:
            yield _at(posts, name, "thread", "names a thread at its first post: move it there")
