"""Writes the source of a made-up blog of 600 posts, which has as much of everything as real blogs have.

Nine posts of one month show no list that is too long, no tag that only one post has, and no year without posts. The
counts below are those of three real blogs; people and words are made up, and the same each time. Beside it stands what
WordPress tries its own importer with, where that lies beside the project.
"""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise, permutations
from pathlib import Path

from importer.run import Import, Settings
from importer.source import open_source

from browser.photographs import photograph
from browser.post_shapes import LANGUAGES, LONG_ADDRESS, LONG_WORD, NOUNS, PICTURES, SHAPES, Words, plain, untitled
from browser.sites import LEFT_OUT, PROJECT

POSTS = 600
TAGS, USED_ONCE = 750, 530
#: The month with most posts, and their number.
FULLEST, FULLEST_POSTS = (2006, 5), 52
#: How many posts each year has beside those of that month: three years have none.
YEARS = {
    2003: 9, 2004: 41, 2005: 83, 2006: 96, 2007: 71, 2008: 44, 2010: 27, 2011: 38, 2012: 52, 2013: 29, 2016: 18,
    2017: 12, 2018: 16, 2019: 7, 2020: 4, 2021: 1,
}  # fmt: skip
#: The comments under one post, and how many posts have any.
MOST_COMMENTS, COMMENTED = 48, 150
#: How many posts each thread has.
THREADS = (24, 3, 3, 2)

#: What differs from the project's own `conf.py`.
SETTINGS = (
    "project=The allotment diaries", "html_title=The allotment diaries", "author=Wilma Sedgewick",
    "tagline=Beds\\, boats and a little code\\, from the far side of the canal.", "html_baseurl=https://diaries.example/",
    "old_addresses=wordpress", "retelling=", "original_note=", "time_zone=UTC", "search_index=0",
)  # fmt: skip
_STANDING = {
    "index": "# The allotment diaries\n\nWhat grew, what floated and what did neither.\n\n"
             "```{toctree}\n:hidden:\n\nabout\n```\n",
    "about": "# About these diaries\n\nThey are about an allotment by a canal, and neither is there.\n",
}  # fmt: skip
_AUTHORS = ("Wilma Sedgewick", "Odd Tarnbacka", "The Committee of the Lower Canal Allotment Holders’ Association")
_CATEGORIES = (
    "Beds and borders", "Boats", "Code", "Weather", "Meetings", "Recipes", "Letters", "Walks", "Tools", "Birds",
    "Visitors", "Uncategorized",
)  # fmt: skip
_READERS = ("Bo", "Marigold Pym", "anonymous reader", "T. Quill", "Hesper", "Jun", "the man with the wheelbarrow", "")
#: Tags that are not like others: of another script, with signs, long, without a place to break.
_ODD_TAGS = (
    "C++", "C#", "2006", "écluses", "Österlen", "باغ", "菜園", "a tag that says in ten words what one would have said",
    LONG_WORD[:60],
)  # fmt: skip


def _slug(shape: Callable[[Words], str]) -> str:
    """What the first post of a shape is called."""
    return shape.__name__.replace("_", "-")


#: A page of each kind, and of each shape that posts have: a short one where it need not be long.
PAGES = {
    "front page": "index.html",
    "all posts": "blog/page-12.html",
    "year": "blog/2019.html",
    "month": "blog/2006/05.html",
    "archive": "blog/archive.html",
    "tags": "blog/tag.html",
    "tag": "blog/tag/c-plus-plus.html",
    "category": "blog/category/weather/page-2.html",
    "authors": "blog/author.html",
    "threads": "threads.html",
    "thread": "threads/*/*/long-thread.html",
    "days": "on/index.html",
    "day": "on/05-1*.html",
    "citations": "cite/2006/05/page-3.html",
    "figures": "figures.html",
    "subscribe": "subscribe.html",
    "many comments": "[0-9]*/*/many-comments.html",
    "long title": "[0-9]*/*/long-title.html",
    **{shape.__name__.replace("_", " "): f"[0-9]*/*/{_slug(shape)}.html" for shape in SHAPES},
}
#: Exports with which WordPress tries its importer, and pages of what they hold.
SHARED = PROJECT.parent / "shared/real"
EXPORTS = ("wordpress-theme-unit-test.xml", "wordpress-block-test.xml")
BROUGHT = {
    "tags": "blog/tag.html",
    "month": "blog/2013/01.html",
    "HTML": "2013/01/markup-html-tags-and-formatting.html",
    "alignment": "2013/01/markup-image-alignment.html",
    "comments": "2012/01/template-comments.html",
    "galleries": "2018/11/block-gallery.html",
    "many categories": "2009/07/edge-case-many-categories.html",
    "nested lists": "2009/05/edge-case-nested-and-mixed-lists.html",
    "table": "2024/02/table.html",
    "Greek": "p/greek.html",
}


@dataclass(slots=True)
class BlogPost:
    """A post as it is written into its file."""

    date: datetime
    slug: str
    title: str
    text: str
    fields: dict[str, str]
    tags: list[str] = field(default_factory=list)
    comments: list[dict[str, object]] = field(default_factory=list)

    @property
    def path(self) -> str:
        """From the folder of the posts, without the suffix."""
        return f"{self.date:%Y/%m}/{self.slug}"


def posts() -> list[BlogPost]:
    """All posts, oldest first."""
    chance = random.Random(POSTS)
    words = Words(chance)
    shapes = [shape for shape, count in SHAPES.items() for _ in range(count)]
    shapes += [plain] * (POSTS - len(shapes))
    chance.shuffle(shapes)
    dates = _dates(chance)
    made = [_post(number, dates[number], shape, words) for number, shape in enumerate(shapes)]
    for shape in SHAPES:
        made[shapes.index(shape)].slug = _slug(shape)
    ordinary = [post for post, shape in zip(made, shapes, strict=True) if shape is plain]
    for post in chance.sample(ordinary, 5):
        post.title = f"{words.title()}: {words.paragraph(4)}".rstrip(".")
    ordinary[70].title, ordinary[70].slug = f"{words.title()}, {LONG_WORD}", "long-title"
    _comment(ordinary, words)
    _link(ordinary, chance)
    _tag(made, chance)
    return made


def _dates(chance: random.Random) -> list[datetime]:
    days = [datetime(*FULLEST, chance.randint(1, 31)) for _ in range(FULLEST_POSTS)]
    for year, count in YEARS.items():
        others = [month for month in range(1, 13) if (year, month) != FULLEST]
        days += [datetime(year, chance.choice(others), chance.randint(1, 28)) for _ in range(count)]
    # Each at a time of its own, so that their order is known.
    return sorted(day + timedelta(hours=7, minutes=number) for number, day in enumerate(days))


def _post(number: int, date: datetime, shape: Callable[[Words], str], words: Words) -> BlogPost:
    language = LANGUAGES.get(shape, "")
    text, title = shape(words), words.title(language or "en")
    if shape is untitled:
        # As an import calls them: by their first words, and where there are none so.
        title = " ".join(text.split()[:8]) + " …" if number % 4 else "Untitled"
    fields = {
        "category": words.one(_CATEGORIES) if number % 9 else "",
        "author": _AUTHORS[number % 3] if number % 7 == 0 else "",
        "language": language,
        "updated": f"{date + timedelta(days=90):%Y-%m-%d}" if number % 31 == 0 else "",
        "original": f"https://old.example/?p={number}" if number % 2 else "",
    }
    return BlogPost(date, f"post-{number}", title, text, fields)


def _link(ordinary: list[BlogPost], chance: random.Random) -> None:
    """Have some posts refer to earlier ones, many to one of them, and have some follow one another."""
    free = iter(ordinary[20::11])
    threads = [[next(free) for _ in range(length)] for length in THREADS]
    threads[0][0].slug = "long-thread"
    for number, post in enumerate(ordinary[1:], 1):
        if number % 4 == 0:
            other = ordinary[7 if number % 5 == 0 and number > 7 else chance.randrange(number)]
            post.text += f"\n\nMore of this stands in [an earlier post](../../{other.path}.md)."
        if number % 6 == 0:
            # Few hosts far more often than others.
            host = chance.randrange(1, 1 + chance.randrange(1, 15))
            post.text += f"\n\nOthers [say so too](https://www.neighbour-{host}.example/{number})."
    for thread, noun in zip(threads, NOUNS, strict=False):
        thread[0].fields["thread"] = f"The matter of the {noun}"
        for earlier, later in pairwise(thread):
            later.fields["follows"] = earlier.path


def _tag(made: list[BlogPost], chance: random.Random) -> None:
    """Give the posts their tags: few of these stand on very many, and most on one."""
    pairs = [f"{noun} {other}" for noun, other in permutations(NOUNS, 2)]
    names = [*_ODD_TAGS, *NOUNS, *chance.sample(pairs, TAGS - len(_ODD_TAGS) - len(NOUNS))]
    for rank, name in enumerate(chance.sample(names, TAGS), 1):
        uses = max(2, round(70 / rank**0.7)) if rank <= TAGS - USED_ONCE else 1
        for post in chance.sample(made, uses):
            post.tags.append(name)


def _comment(ordinary: list[BlogPost], words: Words) -> None:
    commented = words.chance.sample(ordinary, COMMENTED)
    for post in commented:
        post.comments = list(_comments(words.chance.randint(1, 6), post.date, words))
    most = commented[0]
    most.comments, most.slug = list(_comments(MOST_COMMENTS, most.date, words)), "many-comments"


def _comments(count: int, since: datetime, words: Words) -> Iterator[dict[str, object]]:
    """Some of them answers, to answers too, some without a name, from the author, or by another blog."""
    for number in range(count):
        said = f"<p>{words.paragraph()}</p>"
        if number % 13 == 5:
            said += f'<p><a href="{LONG_ADDRESS}" rel="nofollow ugc noopener">{LONG_ADDRESS}</a></p>'
        row: dict[str, object] = {
            "id": f"comment-{number + 1}", "name": words.one(_READERS[: number % 8 + 1]), "html": said,
            "date": f"{since + timedelta(hours=number * 3 + 1):%Y-%m-%dT%H:%M:%S}+00:00",
        }  # fmt: skip
        if number % 3:
            row["parent"] = f"comment-{number}"
        if number % 7 == 4:
            row |= {"name": _AUTHORS[0], "author": True}
        if number % 11 == 9:
            row |= {"name": words.title(), "kind": "pingback", "link": "https://elsewhere.example/"}
        yield row


def write(target: Path) -> Path:
    """Write the blog as a site of its own into the new folder `target`."""
    _empty_site(target)
    pictures = [photograph(*size, seed=seed, quality=85) for seed, size in enumerate(PICTURES)]
    for post in posts():
        file = target / f"posts/{post.path}.md"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(_source(post), encoding="utf-8")
        if post.comments:
            comments = {"format": 1, "comments": post.comments}
            file.with_suffix(".comments.json").write_text(json.dumps(comments), encoding="utf-8")
        for number, picture in enumerate(pictures):
            if f"picture-{number}.jpg" in post.text:
                (file.parent / f"picture-{number}.jpg").write_bytes(picture)
    return target


def _source(post: BlogPost) -> str:
    fields = {"date": f"{post.date:%Y-%m-%dT%H:%M}+00:00", **post.fields, "title": _quoted(post.title)}
    header = [f"{name}: {value}\n" for name, value in fields.items() if value]
    if post.tags:
        header += ["tags:\n", *(f"  - {_quoted(tag)}\n" for tag in post.tags)]
    return f"---\n{''.join(header)}---\n\n{post.text}\n"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def bring(target: Path) -> Path:
    """Write a site into the new folder `target` that holds what the exports do."""
    _empty_site(target)
    for name in EXPORTS:
        settings = Settings(target / "posts", quiet=True, now=datetime(2026, 1, 1, tzinfo=UTC))
        Import(open_source(SHARED / name), settings).run()
    return target


def _empty_site(target: Path) -> None:
    """Templates and settings of the project, two standing pages and no post."""
    for name in ("_ext", "_templates", "_static"):
        shutil.copytree(PROJECT / name, target / name, ignore=LEFT_OUT)
    shutil.copyfile(PROJECT / "conf.py", target / "conf.py")
    for name, text in _STANDING.items():
        (target / f"{name}.md").write_text(text, encoding="utf-8")


def found(out: Path, pages: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """The page of each kind in `pages`, from the root of the built site `out`; each is there."""
    first = {kind: min(out.glob(pattern), default=None) for kind, pattern in pages.items()}
    assert None not in first.values(), first
    return tuple((kind, path.relative_to(out).as_posix()) for kind, path in first.items() if path)
