"""A made-up blog of some four hundred posts, the same at every run: posts written by hand among others made of words.

All of it is written for this measure: tests/search/vocabulary.toml, subjects.toml and planted.toml.
"""

from __future__ import annotations

import random
import re
import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from search import inflection

DATA = Path(__file__).parent
SEED = 1964
#: Posts made of words, for each subject.
EACH = 6
FIRST_DAY = date(2010, 1, 1)
DAYS = 3650


@dataclass(frozen=True, slots=True)
class BlogPost:
    slug: str
    title: str
    day: date
    subject: str
    category: str
    tags: tuple[str, ...]
    description: str
    paragraphs: tuple[str, ...]

    @property
    def path(self) -> str:
        """From the folder of the posts, without a suffix."""
        return f"{self.day:%Y/%m}/{self.slug}"


@dataclass(frozen=True, slots=True)
class Words:
    """What sentences about something are made of; each list is in order of use."""

    nouns: Sequence[str]
    verbs: Sequence[str]
    adjectives: Sequence[str]


@cache
def load(name: str) -> dict[str, Any]:
    """One of the data files."""
    return tomllib.loads((DATA / f"{name}.toml").read_text(encoding="utf-8"))


@dataclass
class Writer:
    """Makes sentences, titles and posts; all chance is in `chance`."""

    chance: random.Random
    taken: set[str] = field(default_factory=set)

    def pick(self, words: Sequence[str]) -> str:
        """A word, the n-th of them as likely as 1/n (Zipf's law, with the head a little flattened)."""
        return self.chance.choices(words, [1 / (rank + 3) for rank in range(len(words))])[0]

    def sentence(self, patterns: Sequence[str], words: Words, **known: str) -> str:
        """One of the patterns, filled; a letter of a pattern that is a capital begins with one."""
        return inflection.articles(self.fill(self.chance.choice(patterns), words, **known))

    def fill(self, pattern: str, words: Words, **known: str) -> str:
        general = load("vocabulary")
        makers: dict[str, Callable[[], str]] = {
            "n": lambda: self.pick(words.nouns),
            "ns": lambda: inflection.plural(self.pick(words.nouns)),
            "v": lambda: inflection.infinitive(self.pick(words.verbs)),
            "ved": lambda: inflection.past(self.pick(words.verbs)),
            "ving": lambda: inflection.participle(self.pick(words.verbs)),
            "a": lambda: self.pick(words.adjectives),
            "d": lambda: self.pick(general["adverbs"].split()),
            "title_verb": lambda: self.chance.choice(general["title_verbs"]),
            "place": lambda: self.pick(general["places"]),
            "person": lambda: self.pick(general["people"]),
            "time": lambda: self.chance.choice(general["times"]),
        }

        def put(match: re.Match[str]) -> str:
            name = match[1].lower()
            text = known[name] if name in known else makers[name]()
            return text[0].upper() + text[1:] if match[1][0].isupper() else text

        return re.sub(r"\{(\w+)\}", put, pattern)

    def paragraphs(self, subject: str, sentences: int) -> list[str]:
        """Half of the sentences are of the subject, a third of nothing, the rest in passing of other subjects."""
        vocabulary, subjects = load("vocabulary"), load("subjects")
        texts: list[str] = []
        while sentences > 0:
            take = min(sentences, self.chance.randint(2, 6))
            made = []
            for _ in range(take):
                kind = self.chance.random()
                if kind < 0.5:
                    made.append(self.sentence(vocabulary["topical"], words_of(subjects[subject], mixed=True)))
                elif kind < 0.85:
                    made.append(self.sentence(vocabulary["general"], words_of(vocabulary)))
                else:
                    other = self.chance.choice(list(subjects))
                    made.append(self.sentence(vocabulary["passing"], words_of(subjects[other])))
            texts.append(" ".join(made))
            sentences -= take
        return texts

    def day(self) -> date:
        return FIRST_DAY + timedelta(days=self.chance.randrange(DAYS))

    def slug(self, title: str) -> str:
        """Of the words of a title, and no other post's."""
        base = slug = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")
        number = 2
        while slug in self.taken:
            slug, number = f"{base}-{number}", number + 1
        self.taken.add(slug)
        return slug

    def tags(self, subject: str) -> tuple[str, ...]:
        """The subject's own, and with some posts one of another."""
        subjects = load("subjects")
        tags = list(subjects[subject]["tags"])
        if self.chance.random() < 0.3:
            tags.append(self.chance.choice(subjects[self.chance.choice(list(subjects))]["tags"]))
        return tuple(dict.fromkeys(tags))

    def made(self, subject: str) -> BlogPost:
        """A post made of words."""
        vocabulary, about = load("vocabulary"), load("subjects")[subject]
        day, words = self.day(), words_of(about)
        title = self.sentence(vocabulary["titles"], words, s=about["name"], month=f"{day:%B}", year=str(day.year))
        described = self.chance.random() < 0.7
        return BlogPost(
            slug=self.slug(title), title=title, day=day, subject=subject, category=about["category"],
            tags=self.tags(subject),
            description=self.sentence(["{Person} and the {ns}.", "{S}: the {a} {n}.", "{Ns}, {ns} and a {n}."],
                                      words, s=about["name"]) if described else "",
            paragraphs=tuple(self.paragraphs(subject, self.length())),
        )  # fmt: skip

    def planted(self, given: dict[str, str]) -> BlogPost:
        """A post written by hand, with sentences of its subject before and after its own."""
        subject = given["subject"]
        around = self.paragraphs(subject, max(2, self.length() // 2))
        place = self.chance.randint(0, len(around))
        own = [" ".join(paragraph.split()) for paragraph in given["text"].strip().split("\n\n")]
        return BlogPost(
            slug=given["slug"], title=given["title"], subject=subject, description=given["description"],
            day=date.fromisoformat(given["date"]) if "date" in given else self.day(),
            category=load("subjects")[subject]["category"], tags=self.tags(subject),
            paragraphs=(*around[:place], *own, *around[place:]),
        )  # fmt: skip

    def length(self) -> int:
        """Sentences of a post: a dozen as a rule, some many, some few."""
        return max(3, min(70, round(self.chance.lognormvariate(2.5, 0.7))))


def words_of(source: dict[str, Any], *, mixed: bool = False) -> Words:
    """The words of a subject or of the vocabulary; `mixed`, with a subject's, the most used of the vocabulary's too."""
    lists = {name: source[name].split() for name in ("nouns", "verbs", "adjectives")}
    if mixed:
        common = words_of(load("vocabulary"))
        for name, own in lists.items():
            lists[name] = [*own, *getattr(common, name)[:12]]
    return Words(**lists)


def posts(each: int = EACH) -> list[BlogPost]:
    """All posts, oldest first: those written by hand, and `each` of every subject."""
    writer = Writer(random.Random(SEED))
    by_hand = load("planted")["post"]
    writer.taken.update(given["slug"] for given in by_hand)
    made = [writer.planted(given) for given in by_hand]
    made += [writer.made(subject) for subject in load("subjects") for _ in range(each)]
    return sorted(made, key=lambda post: (post.day, post.slug))


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked, of which kind, and the slugs of the posts that answer it."""

    kind: str
    text: str
    answers: frozenset[str]


def queries(blog: Sequence[BlogPost]) -> Iterator[Query]:
    """The judged queries, in the order of their file."""
    for kind, group in load("queries").items():
        for given in group["queries"]:
            about = {post.slug for post in blog if post.subject == given.get("about")}
            yield Query(kind, given["text"], frozenset(about | set(given.get("posts", ()))))
