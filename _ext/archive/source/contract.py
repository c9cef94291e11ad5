"""The fields of a post's front matter, and the form of each."""

from __future__ import annotations

import difflib
from collections.abc import Mapping

from . import fields
from .fields import Form

#: The attribute of `FrontMatter` for each field, and the form of its value; a date is text at first.
FIELDS: Mapping[str, tuple[str, Form]] = {
    "date": ("date", fields.text),
    "order": ("order", fields.whole),
    "updated": ("updated", fields.text),
    "title": ("title", fields.text),
    "category": ("categories", fields.names),
    "tags": ("tags", fields.names),
    "author": ("authors", fields.names),
    "description": ("description", fields.text),
    "original": ("original", fields.address),
    "id": ("id", fields.iri),
    "location": ("location", fields.text),
    "language": ("language", fields.language),
    "image": ("image", fields.text),
    "redirect": ("redirects", fields.paths),
    "follows": ("follows", fields.text),
    "thread": ("thread", fields.text),
    "draft": ("draft", fields.flag),
    "withhold": ("withhold", fields.reason),
    "blogpost": ("blogpost", fields.mark),
}

#: Fields that are handed on to templates as they are, as `post.fields.NAME`, and their forms.
SHOWN: Mapping[str, Form] = {
}

#: Fields that MyST, Furo and Sphinx read, and their forms; None for a mapping, which is theirs to judge.
PASSED_ON: Mapping[str, Form | None] = {
    "myst": None,
    "hide-toc": fields.flag,
    "tocdepth": fields.whole,
    "no-search": fields.flag,
}

#: Fields of words: a value that YAML cut short would pass unnoticed in them.
WORDS = frozenset({*FIELDS, *SHOWN}) - {"date", "updated", "order", "draft", "blogpost", "redirect", "language"}

#: What other generators call the same thing.
_ELSEWHERE = {
    "aliases": "redirect",
    "excerpt": "description",
    "keywords": "tags",
    "labels": "tags",
    "lang": "language",
    "modified": "updated",
    "published": "date",
    "series": "thread",
    "summary": "description",
}


def unknown(name: str) -> str:
    """What to say of a field that is none, with the nearest one that is."""
    known = [*FIELDS, *SHOWN, *PASSED_ON]
    plain = name.lower().replace("_", "-")
    if plain in ("slug", "permalink", "url"):
        return f"`{name}` is not a field: the file's own path gives the post its address"
    close = difflib.get_close_matches(plain, known, 1)
    near = _ELSEWHERE.get(plain, close[0] if close else "")
    if near:
        return f"`{name}` is not a field: did you mean `{near}`?"
    return f"`{name}` is not a field: take it out (the fields are {', '.join(known)})"
