"""What is known of the authors of posts: what definitions of people and organisations say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from .definitions import Definition, Definitions
from .pictures import Picture
from .posts import Term


@dataclass(frozen=True)
class Profile:
    """An author of whom there is more to say than a name."""

    author: Term
    defined: Definition
    picture: Picture | None


def profiles(
    authors: Iterable[Term], definitions: Definitions, pictures: Mapping[str, Picture]
) -> dict[str, Profile]:
    """The profiles of those `authors` who are defined with a line about them or a picture, by name; `pictures` are
    those of the site by their paths from the source folder."""
    found = {}
    for author in authors:
        entries = definitions.find("person", author.name) or definitions.find("org", author.name)
        if len(entries) == 1 and (entries[0].about or entries[0].image):
            found[author.name] = Profile(author, entries[0], pictures.get(entries[0].image))
    return found
