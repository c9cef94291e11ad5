"""Names as a citation wants them: what is the family's, what is given, and what is one name that cannot be parted."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from .definitions import Definitions

#: Small words before a family's name that belong to it; other small words are those of an organisation.
_PARTICLES = frozenset(
    "af al ap av ben bin d da dal dalla das de degli dei del della den der des di do dos du el ibn la las le lo los of"
    " mac ní op st 't ten ter te tot van vom von y zu zum zur".split()
) - {"of"}
_SUFFIX = re.compile(r"(?:Jr|Sr|[JS]nr|II|III|IV)\.?")
#: Scripts that put the family first, and often leave no space: a name in them stands as it is.
_WHOLE = ("CJK", "HIRAGANA", "KATAKANA", "HANGUL", "BOPOMOFO")


@dataclass(frozen=True, slots=True)
class Creator:
    """Who wrote something: a family's name with what goes with it, or one name in `literal`."""

    family: str = ""
    given: str = ""
    suffix: str = ""
    literal: str = ""

    @property
    def inverted(self) -> str:
        """``Mills, Chris``; with a suffix, ``King, Martin Luther, Jr``."""
        return self.literal or ", ".join(filter(None, (self.family, self.given, self.suffix)))

    @property
    def short(self) -> str:
        """``Mills, C.``"""
        initials = "".join(_initial(word) for word in self.given.split())
        return self.literal or ", ".join(filter(None, (self.family, initials, self.suffix)))


def creator(name: str, definitions: Definitions) -> Creator:
    """Part the name of an author. A definition goes before any guess: an organisation has one name, and a person's
    ``sort: García Márquez, Gabriel`` says where the family's begins."""
    name = "".join(char for char in " ".join(name.split()) if char.isprintable())
    if definitions.find("org", name):
        return Creator(literal=name)
    people = definitions.find("person", name)
    if len(people) == 1 and "," in people[0].sort:
        name = people[0].sort
    if "," in name:
        family, given, *rest = (part.strip() for part in name.split(","))
        return Creator(family, given, " ".join(rest)) if family and given else Creator(literal=name)
    words = name.split()
    suffix = words.pop() if len(words) > 2 and _SUFFIX.fullmatch(words[-1]) else ""
    begin = len(words) - 1
    while begin > 1 and words[begin - 1].lower() in _PARTICLES and words[begin - 1][0].islower():
        begin -= 1
    if len(words) < 2 or any(map(_is_common, words)) or _is_whole(name):
        return Creator(literal=name)
    return Creator(" ".join(words[begin:]), " ".join(words[:begin]), suffix)


def _is_common(word: str) -> bool:
    """Whether a word is none of a person's: ``for``, ``&``, ``4``."""
    return not word[0].isalpha() or (word.islower() and word not in _PARTICLES)


def _is_whole(name: str) -> bool:
    return any(unicodedata.name(char, "").startswith(_WHOLE) for char in name)


def _initial(word: str) -> str:
    return "-".join(f"{part[0].upper()}." for part in word.split("-") if part)
