"""Writes the source of a blog of 80 short posts with 53 tags, so that its lists are long."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from browser.sites import copy_project

#: Tags of several posts: each is on every second post, every third and so on; and tags of one post.
SEVERAL = ("éclair", "bread", "42", *(f"{letter}{letter}" for letter in "abcdefghijklmnopqrstuvw"))
ONCE = (*(f"{letter} alone" for letter in "abcdefghijklmnopqrstuvwxyz"), "Ecru")
POSTS = 80


def write(target: Path) -> Path:
    """Copy the project to `target` with these posts in the place of its own, and without names."""
    copy_project(target, posts=False)
    for path in (target / "definitions").iterdir():
        path.unlink()
    for number in range(POSTS):
        day = date(2019, 1, 2) + timedelta(days=number // 2 + (number // 20) * 200)
        tags = [tag for place, tag in enumerate(SEVERAL) if number % (place + 2) == 0] + list(ONCE[number : number + 1])
        path = target / f"posts/{day:%Y/%m}/post-{number}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        listed = ", ".join(f'"{tag}"' for tag in tags)
        text = f"---\ndate: {day}\ntags: [{listed}]\n---\n\n# Post {number}\n\nSome words.\n"
        path.write_text(text, encoding="utf-8")
    return target
