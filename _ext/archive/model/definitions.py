"""What posts mention, as the author defines it in ``definitions/<kind>.yaml``: people, organisations, laws and so on;
how a text refers to it, and the profiles of those authors of posts who are defined.

The files are read by `source.definitionfiles`.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from ..core.localization import gettext_noop
from ..core.slugs import name_key
from .posts import Picture, Term

FOLDER = "definitions"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of what is defined."""

    file: str
    """Name of its file, without folder and suffix."""
    plural: str
    """Heading of its index, to be translated."""


KINDS: Mapping[str, Kind] = {
    # Translators: headings of lists of what posts name. A work is a book, an article, a film and so on.
    "person": Kind("people", gettext_noop("People")),
    "org": Kind("organisations", gettext_noop("Organisations")),
    "law": Kind("laws", gettext_noop("Laws")),
    "work": Kind("works", gettext_noop("Works")),
    "event": Kind("events", gettext_noop("Events")),
    "topic": Kind("topics", gettext_noop("Topics")),
}
#: Marks that are typed in several ways, and mean the same.
_PLAIN_MARKS = str.maketrans(
    {**dict.fromkeys("’‘ʼ´`‛", "'"), **dict.fromkeys("“”„«»", '"'), **dict.fromkeys("‐‑–—", "-")}
)


@dataclass(frozen=True, slots=True)
class Definition:
    """One person, organisation, law, work, event or topic."""

    kind: str
    name: str
    key: str
    """Unique within its kind, and safe in a path."""
    aliases: tuple[str, ...] = ()
    about: str = ""
    """One sentence, plain text."""
    dates: str = ""
    links: tuple[tuple[str, str], ...] = ()
    """Where else it is written of: (label, address)."""
    sort: str = ""
    """What it stands under in an index, if not its name."""
    image: str = ""
    """The path of a picture of it, from the source folder."""
    path: str = field(default="", compare=False, repr=False)
    line: int = field(default=0, compare=False, repr=False)

    @property
    def page(self) -> str:
        """Name of the first page of what mentions it, such as ``names/person/maggie-atkinson``."""
        return f"names/{self.kind}/{self.key}"

    @property
    def where(self) -> str:
        """File and line of its entry."""
        return f"{self.path}:{self.line}"


@dataclass(frozen=True)
class Definitions:
    """All definitions, in the order of their kinds and files."""

    entries: tuple[Definition, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.entries)

    @cached_property
    def by_key(self) -> Mapping[tuple[str, str], Definition]:
        return {(entry.kind, entry.key): entry for entry in self.entries}

    @cached_property
    def _by_word(self) -> Mapping[tuple[str, str], tuple[Definition, ...]]:
        """All definitions of a kind by each of their names, folded."""
        by_word: dict[tuple[str, str], tuple[Definition, ...]] = {}
        for entry in self.entries:
            for word in {fold(name) for name in (entry.name, *entry.aliases, entry.key)}:
                by_word[entry.kind, word] = (*by_word.get((entry.kind, word), ()), entry)
        return by_word

    @cached_property
    def _answers(self) -> dict[tuple[str, str], tuple[Definition, ...]]:
        """What `find` gave: posts name the same few things thousands of times."""
        return {}

    def find(self, kind: str, text: str) -> tuple[Definition, ...]:
        """What is defined under a name, alias or key: one, or none, or several where that is ambiguous."""
        question = (kind, text)
        if question not in self._answers:
            self._answers[question] = self._by_word.get((kind, fold(text)), ())
        return self._answers[question]

    def nearest(self, kind: str, text: str) -> list[str]:
        """At most three names and aliases of the kind that are much like `text`, the nearest first."""
        entries = [entry for entry in self.entries if entry.kind == kind]
        words = {fold(word): word for entry in entries for word in (*entry.aliases, entry.name)}
        return [words[word] for word in difflib.get_close_matches(fold(text), words, 3, 0.6)]


def fold(text: str) -> str:
    """A key that is the same for names that differ only in case, spaces, Unicode normalisation or quotation marks."""
    return name_key(normalize_punctuation(text))


def normalize_punctuation(text: str) -> str:
    """The text with one form for quotation marks and hyphens that are typed in several."""
    if text.isascii():  # as most texts are: ten times as fast
        return text.replace("`", "'")
    return text.translate(_PLAIN_MARKS)


def reference_text(entry: Definition, text: str) -> str:
    """How a reference by `text` to `entry` reads: as it is typed, or, where that is a key, with the name."""
    return text if fold(text) in {fold(word) for word in (entry.name, *entry.aliases)} else entry.name


@dataclass(frozen=True)
class Profile:
    """An author of whom there is more to say than a name."""

    author: Term
    defined: Definition
    picture: Picture | None


def author_profiles(
    authors: Iterable[Term], definitions: Definitions, pictures: Mapping[str, Picture]
) -> dict[str, Profile]:
    """The profiles of those `authors` who are defined with a line about them or a picture, by name; `pictures` are
    those of the site by their paths from the source folder."""
    profiles = {}
    for author in authors:
        entries = definitions.find("person", author.name) or definitions.find("org", author.name)
        if len(entries) == 1 and (entries[0].about or entries[0].image):
            profiles[author.name] = Profile(author, entries[0], pictures.get(entries[0].image))
    return profiles
