"""English words in their other forms, as far as the made-up blog needs them."""

from __future__ import annotations

import re

_VOWELS = "aeiou"
_IRREGULAR = {"man": "men", "woman": "women", "child": "children", "foot": "feet", "mouse": "mice", "goose": "geese",
              "sheep": "sheep", "people": "people", "knife": "knives", "leaf": "leaves", "loaf": "loaves",
              "shelf": "shelves", "thief": "thieves", "fish": "fish", "fisherman": "fishermen", "postman": "postmen",
              "signalman": "signalmen", "fireman": "firemen", "tooth": "teeth"}  # fmt: skip


def plural(noun: str) -> str:
    """`berry` to `berries`."""
    if noun in _IRREGULAR:
        return _IRREGULAR[noun]
    if noun.endswith("y") and noun[-2] not in _VOWELS:
        return noun[:-1] + "ies"
    return noun + ("es" if noun.endswith(("s", "x", "z", "ch", "sh", "tomato", "potato")) else "s")


def past(verb: str) -> str:
    """`stop` to `stopped`; a verb that does not follow the rules is given as `take/took`."""
    base, slash, irregular = verb.partition("/")
    if slash:
        return irregular
    if base.endswith("e"):
        return base + "d"
    if base.endswith("y") and base[-2] not in _VOWELS:
        return base[:-1] + "ied"
    return _doubled(base) + "ed"


def participle(verb: str) -> str:
    """`stop` to `stopping`."""
    base = infinitive(verb)
    if base.endswith("ie"):
        return base[:-2] + "ying"
    if base.endswith("e") and not base.endswith("ee"):
        return base[:-1] + "ing"
    return _doubled(base) + "ing"


def infinitive(verb: str) -> str:
    """`take` of `take/took`."""
    return verb.partition("/")[0]


def _doubled(base: str) -> str:
    """With its last letter twice, where a short vowel before it asks for that."""
    short = re.fullmatch(r"(?:[^aeiou]|qu)*[aeiou][^aeiouwxy]", base)
    return base + base[-1] if short or base in ("begin", "forget") else base


def articles(text: str) -> str:
    """`a` before a vowel becomes `an`."""
    return re.sub(r"\b([Aa]) (?=[aeiou]|hour\b|honest\b)(?!useful|useless|usual|one\b)", r"\1n ", text)
