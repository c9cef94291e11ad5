"""How much there is of each post: counted when it is read and written, and kept until it changes."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Counts:
    """Of one post."""

    words: int = 0
    """In its title and its text; of a script that parts no words, the signs."""
    pictures: int = 0
    hosts: tuple[str, ...] = ()
    """The sites that its text links to, each once."""
    comments: int = 0
    commenters: tuple[str, ...] = ()
    """The names of those who commented, but for the blog's author, each as often as there are comments."""
