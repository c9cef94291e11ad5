"""Which posts are related: those that share what few others have.

A post has traits: its tags and categories, what it refers to and mentions, the words that tell what it is about. The
fewer posts have a trait, the more points it gives to two that share it, in whole steps: one more each time that their
number halves. So a post that is added or removed, among many, changes the related posts of few others, and these can be
told beforehand (`update_related`). Common traits give no points and are passed over, so the work grows only in
proportion to the number of posts.

`telling_words` finds the words, and `count_words` counts all of them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, filterfalse

#: How many related posts are shown at most, and how many points one must have.
MOST_RELATED = 5
LEAST_POINTS = 11
#: The kinds of traits, and the points that one of each kind gives for each step of rarity.
REFERENCE, MENTION, TAG, CATEGORY, WORD = "r", "m", "t", "c", "w"
FACTORS = {REFERENCE: 3, MENTION: 2, TAG: 2, CATEGORY: 0, WORD: 1}
#: A trait that so many posts have is common. Of those, a tag or category that two posts share is worth a single
#: point, and only if they share something rarer.
COMMON = 64


@dataclass(frozen=True, slots=True)
class Traits:
    """What can relate a post to others."""

    order: str
    """Date and path: of two posts with the same points, the one of the greater `order` is named first."""
    names: frozenset[str]
    """Of the traits; each begins with its kind, a letter, and a colon."""


@dataclass(frozen=True, slots=True)
class Relations:
    """What an earlier build found of a post."""

    traits: Traits
    related: tuple[str, ...]


def traits(
    order: str, *, references: Iterable[str] = (), mentions: Iterable[str] = (), tags: Iterable[str] = (),
    categories: Iterable[str] = (), words: Iterable[str] = (),
) -> Traits:  # fmt: skip
    """The traits of a post. Its own name belongs among the `references`: it shares that with those who refer to it."""
    kinds = {REFERENCE: references, MENTION: mentions, TAG: tags, CATEGORY: categories, WORD: words}
    return Traits(order, frozenset(f"{kind}:{name}" for kind, names in kinds.items() for name in names))


def find_related(posts: Mapping[str, Traits]) -> dict[str, tuple[str, ...]]:
    """The related posts of each, the closest first."""
    return update_related(posts, {})


def update_related(posts: Mapping[str, Traits], known: Mapping[str, Relations]) -> dict[str, tuple[str, ...]]:
    """The related posts of each, as `find_related` has them; only posts that a change can affect are compared again.

    `known` is what an earlier build found.
    """
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
    added: Counter[str] = Counter()
    touched: set[str] = set()
    affected: set[str] = set()
    for name in changed:
        now = posts[name].names if name in posts else frozenset()
        before = known[name].traits.names if name in known else frozenset()
        added.update(now - before)
        added.subtract(before - now)
        touched |= now | before
        if name in posts:
            affected.add(name)
    index = _Index(posts, touched)
    for trait in touched:
        sharing = index.posts_with(trait)
        count_now, count_before = len(sharing), len(sharing) - added[trait]
        # A common trait gives no points, so it affects nobody, unless it was rare before.
        if index.points(trait, count_now) or index.points(trait, count_before):
            affected.update(sharing)
    return affected


def _scarcity(posts: int) -> int:
    """How many posts may have a word or a mention before it is common: a quarter to half of all `posts`, at most 32."""
    return 1 << max(0, min(posts, COMMON).bit_length() - 2)


class _Index:
    """The posts that have each trait; with `only`, each of these traits."""

    def __init__(self, posts: Mapping[str, Traits], only: Set[str] | None = None) -> None:
        self._posts = posts
        self._scarcity = _scarcity(len(posts))
        self._posts_with: dict[str, list[str]] = {}
        for name, traits in posts.items():
            for trait in traits.names if only is None else traits.names & only:
                self._posts_with.setdefault(trait, []).append(name)
        self._telling: dict[str, tuple[int, list[str]]] = {}
        """The points of those that give any, and who has them."""
        self._common_terms: set[str] = set()
        for trait, sharing in self._posts_with.items():
            if len(sharing) == 1:  # as of most
                continue
            if points := self.points(trait, len(sharing)):
                self._telling[trait] = points, sharing
            elif trait[0] in (TAG, CATEGORY):
                self._common_terms.add(trait)

    def posts_with(self, trait: str) -> list[str]:
        return self._posts_with.get(trait, [])

    def points(self, trait: str, count: int) -> int:
        """What a trait that `count` posts have gives to two that share it; 0 if it is common."""
        limit = self._scarcity if trait[0] in (WORD, MENTION) else COMMON
        return FACTORS[trait[0]] * max(0, limit.bit_length() - count.bit_length())

    def related(self, name: str) -> tuple[str, ...]:
        """The posts related to one, the closest first."""
        names = self._posts[name].names
        sums: dict[str, int] = {}
        for trait in names & self._telling.keys():
            points, sharing = self._telling[trait]
            for other in sharing:
                sums[other] = sums.get(other, 0) + points
        common = names & self._common_terms
        sums.pop(name, None)
        ranked = []
        for other, points in sums.items():
            if points + len(common) >= LEAST_POINTS:  # else not even all of these would do: few are looked at
                points += len(common & self._posts[other].names)
                if points >= LEAST_POINTS:
                    ranked.append((points, self._posts[other].order, other))
        ranked.sort(reverse=True)
        return tuple(other for _, _, other in ranked[:MOST_RELATED])


#: How many words of a text are traits at most.
MOST_WORDS = 30
_WORD, _ASCII_WORD = re.compile(r"[^\W\d_]{4,}"), re.compile("[a-z]{4,}")
#: A capital within a sentence: the blank goes first, as a pattern that begins with a letter is looked for faster.
_NAME = re.compile(r" (?<=[\w,;] )(?=[^\W\d_a-z])[^\W\d_]{3,}")
#: Scripts that do not part words: two signs that stand together serve in their place.
_UNPARTED = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff]{2,}")


def telling_words(head: str, text: str, stopwords: Set[str], english: bool) -> tuple[str, ...]:
    """At most `MOST_WORDS` words of a text, the most telling first, in small letters and stemmed lightly if `english`.

    A word is telling if it stands in the text twice at least, or in the `head` (the title and a summary), or is a name;
    one of the `stopwords` (in small letters) never is.
    """
    names = {name[1:].lower() for name in _NAME.findall(text) if name[1].isupper()}
    head_words = _words(head)
    # Each counts for two. `filterfalse` and `Counter` go through thousands of words without a step in Python.
    candidates = chain(_words(text), head_words, head_words, names, names)
    words = filterfalse(stopwords.__contains__, candidates)
    weights = Counter(map(stem, words) if english else words)
    telling = [word for word, weight in weights.items() if weight > 1]
    telling.sort(key=lambda word: (-weights[word], -len(word), word))
    return tuple(telling[:MOST_WORDS])


def _words(text: str) -> list[str]:
    """The words of a text, in small letters; of a script that does not part words, pairs of signs."""
    text = text.lower()
    if text.isascii():
        return _ASCII_WORD.findall(text)
    if not (unparted := _UNPARTED.findall(text)):
        return _WORD.findall(text)
    pairs = [run[i : i + 2] for run in unparted for i in range(len(run) - 1)]
    return _WORD.findall(_UNPARTED.sub(" ", text)) + pairs


def count_words(text: str) -> int:
    """How many words there are in a text; of a script that does not part words, how many signs."""
    words = len(text.split())
    if text.isascii():
        return words
    return words + sum(len(run) - 1 for run in _UNPARTED.findall(text))


@lru_cache(maxsize=1 << 16)
def stem(word: str) -> str:
    """An English word, in small letters, in the singular. A light stemmer: in doubt it leaves a word as it is."""
    if len(word) < 4 or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    if word.endswith(("sses", "xes", "ches", "shes", "zzes")):
        return word[:-2]
    return word[:-1]
