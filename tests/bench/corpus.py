"""A synthetic blog of any number of posts, the same at every run: made-up words, so that nobody's text is needed."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import log
from pathlib import Path

FIRST_DAY = datetime(2008, 1, 1, 8)
DAYS = 5400
#: Of a post, as blogs have them: half are shorter than 270 words, and one in fifty is longer than 1,200.
MEAN_WORDS, SPREAD, FEWEST, MOST = 360, 0.75, 30, 3000
SYLLABLES = "an be cor da el fi gor ha is jo kal lu mer nos or pil qua re sol tu um vex wy zan".split()


@dataclass(frozen=True, slots=True)
class SyntheticPost:
    slug: str
    title: str
    date: datetime
    category: str
    tags: tuple[str, ...]
    paragraphs: tuple[str, ...]
    refers_to: int
    """Number of the post that it links to."""

    @property
    def path(self) -> str:
        """From the folder of the posts, without the suffix."""
        return f"{self.date:%Y/%m}/{self.slug}"


def posts(count: int) -> Iterator[SyntheticPost]:
    """`count` posts, oldest first: some 360 words in the mean, four of 200 tags, one of ten categories, one link."""
    chance = random.Random(count)
    words = ["".join(chance.choices(SYLLABLES, k=chance.randint(1, 4))) for _ in range(9000)]
    weights = [1 / (rank + 2) for rank in range(len(words))]
    for number in range(count):
        text = chance.choices(words, weights, k=_length(chance))
        yield SyntheticPost(
            slug=f"post-{number:05}",
            title=f"Post {number:05}: {text[0]} and {text[1]}",
            date=FIRST_DAY + timedelta(minutes=number * DAYS * 1440 // count),
            category=f"Section {chance.randrange(10)}",
            tags=tuple(f"topic {tag:03}" for tag in sorted(chance.sample(range(200), 4))),
            paragraphs=tuple(_paragraphs(text, chance)),
            refers_to=chance.randrange(count),
        )


def _length(chance: random.Random) -> int:
    """Words of a post: lengths of posts are about log-normal."""
    return min(MOST, max(FEWEST, round(chance.lognormvariate(log(MEAN_WORDS) - SPREAD**2 / 2, SPREAD))))


def _paragraphs(text: list[str], chance: random.Random) -> Iterator[str]:
    """The words as paragraphs of one sentence each, of 30 to 150 words; what is left over is the last."""
    start = 0
    while start < len(text):
        end = start + chance.randint(30, 150)
        yield " ".join(text[start:end]).capitalize() + "."
        start = end


def write(folder: Path, count: int) -> list[Path]:
    """Write the posts into `folder` as this project keeps them; give their files, oldest first."""
    made = list(posts(count))
    files = []
    for post in made:
        other = made[post.refers_to]
        front = [
            "---", f"date: {post.date:%Y-%m-%d %H:%M}", f"category: {post.category}", f"tags: {', '.join(post.tags)}",
            "---", "", f"# {post.title}", "",
        ]  # fmt: skip
        link = f"As was said in [another post](../../{other.path}.md)."
        file = folder / f"{post.path}.md"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("\n".join([*front, "\n\n".join([*post.paragraphs, link])]) + "\n", encoding="utf-8")
        files.append(file)
    return files
