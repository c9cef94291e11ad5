"""Which posts are related: those that share what few others have.

A post has traits: its tags and categories, what it refers to and mentions, the words that tell what it is about.
A trait that two posts share is worth the more points the fewer posts have it, in whole steps that change only where
their number doubles. So one post more or less, among many, changes few others' related posts, and what it may change
can be told beforehand (`update_related`). A common trait costs nothing, so the work grows with the number of posts
alone.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, filterfalse

#: So many related posts are shown at most, and so many points they need.
MOST_RELATED = 5
LEAST_POINTS = 11
#: Points for a shared trait, by the first letter of its name, of each step of rarity.
REFERENCE, MENTION, TAG, CATEGORY, WORD = "r", "m", "t", "c", "w"
FACTORS = {REFERENCE: 3, MENTION: 2, TAG: 2, CATEGORY: 0, WORD: 1}
#: A trait that so many posts have is common. Of those, a tag or category that two posts share is worth a single
#: point, and only if they share something rarer.
COMMON = 64


@dataclass(frozen=True, slots=True)
class Traits:
    """What can relate a post to others."""

    order: str
    """Where two are related to a third alike, the one of the greater `order` is named first: date and path."""
    names: frozenset[str]
    """Each begins with the letter of its kind and a colon."""


@dataclass(frozen=True, slots=True)
class Relations:
    """What an earlier build found of a post."""

    traits: Traits
    related: tuple[str, ...]


def traits(
    order: str, *, references: Iterable[str] = (), mentions: Iterable[str] = (), tags: Iterable[str] = (),
    categories: Iterable[str] = (), words: Iterable[str] = (),
) -> Traits:  # fmt: skip
    """The traits of a post. Its own name belongs among the `references`: so it shares one with who refers to it."""
    kinds = {REFERENCE: references, MENTION: mentions, TAG: tags, CATEGORY: categories, WORD: words}
    return Traits(order, frozenset(f"{kind}:{name}" for kind, names in kinds.items() for name in names))


def find_related(posts: Mapping[str, Traits]) -> dict[str, tuple[str, ...]]:
    """The related posts of each, the closest first."""
    return update_related(posts, {})


def update_related(posts: Mapping[str, Traits], known: Mapping[str, Relations]) -> dict[str, tuple[str, ...]]:
    """The same, with what an earlier build found: only posts that a change can bear on are compared again."""
    changed = {
        name for name in posts.keys() | known.keys()
        if name not in posts or name not in known or posts[name] != known[name].traits
    }  # fmt: skip
    if _scarcity(len(known)) != _scarcity(len(posts)) or 4 * len(changed) > len(posts):
        affected, index = set(posts), _Index(posts)
    else:
        affected = _affected(posts, known, changed)
        index = _Index(posts, frozenset().union(*(posts[name].names for name in affected)))
    return {name: index.related(name) if name in affected else known[name].related for name in posts}


def _affected(posts: Mapping[str, Traits], known: Mapping[str, Relations], changed: Iterable[str]) -> set[str]:
    """The posts whose related ones may be others, now that those of `changed` have come, gone or got other traits."""
    more: Counter[str] = Counter()
    touched: set[str] = set()
    affected: set[str] = set()
    for name in changed:
        now = posts[name].names if name in posts else frozenset()
        before = known[name].traits.names if name in known else frozenset()
        more.update(now - before)
        more.subtract(before - now)
        touched |= now | before
        affected |= {name} & posts.keys()
    index = _Index(posts, touched)
    for trait in touched:
        having = index.having(trait)
        # Those who share something rare with a post that changed, and, if the worth of that changed, all who have it.
        if index.worth(trait, len(having)) or index.worth(trait, len(having) - more[trait]):
            affected.update(having)
    return affected


def _scarcity(posts: int) -> int:
    """A word tells posts apart if fewer than so many have it: between a quarter and half of all, and 32 at most."""
    return 1 << max(0, min(posts, COMMON).bit_length() - 2)


class _Index:
    """Which posts have a trait: each, or each of the `only` ones that are asked for."""

    def __init__(self, posts: Mapping[str, Traits], only: Set[str] | None = None) -> None:
        self._posts = posts
        self._scarcity = _scarcity(len(posts))
        self._having: dict[str, list[str]] = {}
        for name, traits in posts.items():
            for trait in traits.names if only is None else traits.names & only:
                self._having.setdefault(trait, []).append(name)

    def having(self, trait: str) -> list[str]:
        return self._having.get(trait, [])

    def worth(self, trait: str, count: int) -> int:
        """Points for a trait that `count` posts have; none for one that is common."""
        limit = self._scarcity if trait[0] in (WORD, MENTION) else COMMON
        return FACTORS[trait[0]] * max(0, limit.bit_length() - count.bit_length())

    def related(self, name: str) -> tuple[str, ...]:
        mine = self._posts[name].names
        points: dict[str, int] = {}
        common = set()
        for trait in mine:
            having = self._having[trait]
            worth = self.worth(trait, len(having))
            if not worth:
                if trait[0] in (TAG, CATEGORY):
                    common.add(trait)
                continue
            for other in having:
                points[other] = points.get(other, 0) + worth
        points.pop(name, None)
        found = []
        for other, sum_ in points.items():
            if sum_ + len(common) >= LEAST_POINTS:
                sum_ += len(common & self._posts[other].names)
                if sum_ >= LEAST_POINTS:
                    found.append((sum_, self._posts[other].order, other))
        found.sort(reverse=True)
        return tuple(other for _, _, other in found[:MOST_RELATED])


#: So many words are kept of a text.
MOST_WORDS = 30
_WORD, _ASCII_WORD = re.compile(r"[^\W\d_]{4,}"), re.compile("[a-z]{4,}")
#: A capital within a sentence: the blank goes first, as a pattern that begins with a letter is looked for faster.
_NAME = re.compile(r" (?<=[\w,;] )(?=[^\W\d_a-z])[^\W\d_]{3,}")
#: Scripts that part no words: two signs that stand together serve in their place.
_UNPARTED = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff]{2,}")


def telling_words(head: str, text: str, stopwords: Set[str], english: bool) -> tuple[str, ...]:
    """At most `MOST_WORDS` words of a text, the most telling first, in small letters and stemmed lightly if `english`.

    A word tells if it is said twice at least, stands in the `head` (the title and a summary), or is a name;
    `stopwords` (in small letters) never tell.
    """
    said = [*_words(text), *(2 * _words(head))]
    names = {name[1:].lower() for name in _NAME.findall(text) if name[1].isupper()}
    told_of = filterfalse(stopwords.__contains__, chain(said, names, names))
    weights = Counter(map(stem, told_of) if english else told_of)
    told = [word for word, weight in weights.items() if weight > 1]
    told.sort(key=lambda word: (-weights[word], -len(word), word))
    return tuple(told[:MOST_WORDS])


def _words(text: str) -> list[str]:
    text = text.lower()
    if text.isascii():
        return _ASCII_WORD.findall(text)
    if not (unparted := _UNPARTED.findall(text)):
        return _WORD.findall(text)
    pairs = [run[i : i + 2] for run in unparted for i in range(len(run) - 1)]
    return _WORD.findall(_UNPARTED.sub(" ", text)) + pairs


def count_words(text: str) -> int:
    """How many words there are in a text; of a script that parts no words, how many signs."""
    words = len(text.split())
    if text.isascii():
        return words
    return words + sum(len(run) - 1 for run in _UNPARTED.findall(text))


@lru_cache(maxsize=1 << 16)
def stem(word: str) -> str:
    """An English word in small letters, in the singular: a light stemmer, which rather leaves a word as it is."""
    if len(word) < 4 or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    if word.endswith(("sses", "xes", "ches", "shes", "zzes")):
        return word[:-2]
    return word[:-1]
