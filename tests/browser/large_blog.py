"""Writes the source of a made-up blog of 600 posts, in which everything is as much as real blogs have of it.

Nine posts of one month show no list that is too long, no tag that stands on one post alone and no year without posts.
The counts below are those of three real blogs; the people and all words are made up, and the same each time.
"""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from itertools import permutations
from pathlib import Path

from importer.run import Import, Settings
from importer.source import open_source

from browser.photographs import photograph
from browser.sites import LEFT_OUT, PROJECT

POSTS = 600
TAGS, USED_ONCE = 750, 530
#: Of one month, of all that has posts the fullest.
FULLEST, FULLEST_POSTS = (2006, 5), 52
#: How many posts each year has beside those of that month: none in two of them.
YEARS = {
    2003: 9, 2004: 41, 2005: 83, 2006: 96, 2007: 71, 2008: 44, 2010: 27, 2011: 38, 2012: 52, 2013: 29, 2016: 18,
    2017: 12, 2018: 16, 2019: 7, 2020: 4, 2021: 1,
}  # fmt: skip
#: The comments under one post, and how many posts have any.
MOST_COMMENTS, COMMENTED = 48, 150
#: How many posts each thread has.
THREADS = (24, 3, 3, 2)
LONG_WORD = "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichenverordnungsänderungsentwurfsbesprechung" * 2
LONG_ADDRESS = "https://elsewhere.example/" + "a/very/long/address/without/any/place/to/break/".replace("/", "_") * 3

#: Settings of the site, of `conf.py`.
SETTINGS = (
    "project=The allotment diaries", "html_title=The allotment diaries", "author=Wilma Sedgewick",
    "tagline=Beds\\, boats and a little code\\, from the far side of the canal.", "html_baseurl=https://diaries.example/",
    "old_addresses=wordpress", "retelling=", "original_note=", "time_zone=UTC", "search_index=0",
)  # fmt: skip
STANDING = {
    "index": "# The allotment diaries\n\nWhat grew, what floated and what did neither.\n\n```{toctree}\n:hidden:\n\nabout\n```\n",
    "about": "# About these diaries\n\nThey are about an allotment by a canal, and neither is there.\n",
}
AUTHORS = ("Wilma Sedgewick", "Odd Tarnbacka", "The Committee of the Lower Canal Allotment Holders’ Association")
CATEGORIES = (
    "Beds and borders", "Boats", "Code", "Weather", "Meetings", "Recipes", "Letters", "Walks", "Tools", "Birds",
    "Visitors", "Uncategorized",
)  # fmt: skip
READERS = ("Bo", "Marigold Pym", "anonymous reader", "T. Quill", "Hesper", "Jun", "the man with the wheelbarrow", "")

_NOUNS = (
    "shed", "canal", "spade", "barrow", "hedge", "kettle", "lock", "marrow", "fence", "frost", "path", "gate", "bench",
    "compost", "robin", "tide", "rope", "lantern", "ledger", "map", "orchard", "pump", "quince", "rake", "swift",
    "trellis", "umbrella", "vole", "willow", "yard", "anchor", "bramble", "cellar", "ditch", "elder", "ferry",
    "glasshouse", "heron", "inkwell", "jar",
)  # fmt: skip
_ADJECTIVES = (
    "old", "wet", "borrowed", "green", "stubborn", "quiet", "crooked", "early", "late", "painted", "narrow", "empty",
    "second", "brave", "dusty", "windy", "yellow", "hollow", "patient", "noisy",
)  # fmt: skip
_VERBS = (
    "mended", "found", "lost", "measured", "painted", "lent", "dug out", "counted", "carried home", "forgot",
    "wrote down", "asked about", "gave away", "looked at",
)  # fmt: skip
_TIMES = (
    "before breakfast", "on Sunday", "in the rain", "once more", "for the third time", "after the meeting",
    "when nobody looked", "by lamplight", "as the ferry left", "with both hands",
)  # fmt: skip
_SENTENCES = (
    "We {v} the {a} {n} {t}.",
    "The {n} and the {m} were {a}, and nobody minded.",
    "If the {n} is {a} again {t}, the {m} will have to wait.",
    "Somebody {v} a {n} {t}, which is more than can be said of the {m}.",
    "It was {a}, as a {n} is that somebody {v} {t}; the {m} stood by and said nothing.",
    "Of the {m} there is less to tell.",
    "I {v} it {t}.",
    "Why a {a} {n} should need a {m}, I do not know, but that is what the minutes say, and they have been right before.",
)
_PERSIAN = (
    "امروز باران آمد و باغ سبزتر شد.", "همسایه بیل را پس آورد و چای خوردیم.", "قایق کهنه هنوز کنار آب است.",
    "نامه‌ای رسید که کسی آن را نخواند.", "فردا اگر هوا خوب باشد، نهال‌ها را می‌کاریم.",
)  # fmt: skip
_CHINESE = (
    "今天下雨，菜園比昨天更綠。", "鄰居還了鐵鍬，我們一起喝茶。", "舊船還停在水邊，沒有人去修。",
    "收到一封信，誰也沒有讀完。", "明天如果天氣好，就去種樹。",
)  # fmt: skip


@dataclass(slots=True)
class BlogPost:
    """A post as it is written into its file."""

    date: datetime
    slug: str
    title: str
    text: str
    fields: dict[str, str] = field(default_factory=dict)
    tags: list[str] = field(default_factory=list)
    comments: list[dict[str, object]] = field(default_factory=list)

    @property
    def path(self) -> str:
        """From the folder of the posts, without the suffix."""
        return f"{self.date:%Y/%m}/{self.slug}"


class Words:
    """Made-up words, of one sequence of chance."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance

    def one(self, words: Sequence[str]) -> str:
        return self.chance.choice(words)

    def sentence(self) -> str:
        noun, other = self.chance.sample(_NOUNS, 2)
        filled = self.one(_SENTENCES).format(
            a=self.one(_ADJECTIVES), n=noun, m=other, v=self.one(_VERBS), t=self.one(_TIMES)
        )
        return filled[0].upper() + filled[1:]

    def paragraph(self, sentences: int = 0) -> str:
        return " ".join(self.sentence() for _ in range(sentences or self.chance.randint(2, 7)))

    def paragraphs(self, most: int) -> str:
        return "\n\n".join(self.paragraph() for _ in range(self.chance.randint(1, most)))

    def title(self) -> str:
        """Two to eight words."""
        noun, other = self.chance.sample(_NOUNS, 2)
        form = self.one(("The {a} {n}", "{n} and {m}", "A {n}, a {m} and what we {v} {t}", "On the {a} {n} {t}"))
        filled = form.format(a=self.one(_ADJECTIVES), n=noun, m=other, v=self.one(_VERBS), t=self.one(_TIMES))
        return filled[0].upper() + filled[1:]

    def picture(self, number: int) -> str:
        return f"![The {self.one(_ADJECTIVES)} {self.one(_NOUNS)}](picture-{number % len(PICTURES)}.jpg)"

    def missing(self, name: str, size: str) -> str:
        return f"[Image: {name}](https://old.example/uploads/{name.replace(' ', '%20')}){{.missing-image .size-{size}}}"


#: Width and height of the photographs that posts show, each kept as a file beside each post that does.
PICTURES = ((1500, 1000), (800, 1200), (700, 525), (400, 300))


# What a post holds: each function gives the text of one of its shape.


def plain(words: Words) -> str:
    return words.paragraphs(5)


def one_picture(words: Words) -> str:
    return words.picture(words.chance.randrange(len(PICTURES)))


def one_missing_picture(words: Words) -> str:
    return words.missing(f"IMG_{words.chance.randrange(9999):04} (2).jpeg", words.one(("400x300", "320x320", "1600x1200")))


def pictures_and_words(words: Words) -> str:
    parts = (words.paragraph(), words.picture(0), words.paragraph(), words.picture(1))
    return "\n\n".join((*parts, f"{{.picture-caption}}\nThe {words.one(_NOUNS)} in *{words.one(_ADJECTIVES)}* light"))


def missing_pictures(words: Words) -> str:
    """Without sizes, with them, with a caption, two beside each other, and one in the midst of words."""
    first, second = words.missing("P1000021.JPG", "400x300"), words.missing("P1000022.JPG", "300x400")
    nameless = "[Image: the boat](https://old.example/boat.jpg){.missing-image}"
    return "\n\n".join((
        words.paragraph(), nameless, first, "{.picture-caption}\nThe harvest of a whole year", f"{first}\n{second}",
        f"{words.sentence()} [Image: :-)](https://old.example/smile.gif){{.missing-image .size-15x15}} {words.sentence()}",
    ))  # fmt: skip


def gallery(words: Words) -> str:
    cells = []
    for number in range(7):
        image = words.picture(number)
        if number % 3 == 0:
            alt = image[2 : image.index("]")]
            image = f"```{{figure}} picture-{number % len(PICTURES)}.jpg\n:alt: {alt}\n\n{words.sentence()}\n```"
        cells.append(image)
    return f"{words.paragraph()}\n\n````{{gallery}}\n" + "\n\n".join(cells) + f"\n````\n\n{words.paragraph()}"


def film(words: Words) -> str:
    return f"{words.paragraph()}\n\n[Video: {words.sentence()}](https://films.example/watch?v=1){{.embed}}"


def untitled(words: Words) -> str:
    return words.paragraph(1)


def code(words: Words) -> str:
    lines = "\n".join(f"    {words.one(_NOUNS)}_{number} = {words.one(_NOUNS)}({number})  # {words.sentence()}" for number in range(8))
    return (
        f"{words.paragraph()}\n\n```python\ndef {words.one(_NOUNS)}(rows: list[int]) -> int:\n{lines}\n    return 0\n```\n\n"
        f"{words.sentence()} So says `{'_'.join(_NOUNS[:12])}`.\n\n```\n$ {' '.join(_NOUNS)}\n```\n\n{words.paragraph()}"
    )


def wide_table(words: Words) -> str:
    """One of 14 columns, whose first has no heading, and one of two."""
    head = ["", *(noun.capitalize() for noun in _NOUNS[:13])]
    rows = [[f"Week {number}", *(f"{words.chance.randrange(10**6):,}" for _ in head[1:])] for number in range(1, 9)]
    wide = "\n".join(f"| {' | '.join(row)} |" for row in (head, ["---"] + ["---:"] * 13, *rows))
    small = f"| {words.one(_NOUNS)} | {words.one(_NOUNS)} |\n| --- | --- |\n| {words.sentence()} | {words.sentence()} |"
    return f"{words.paragraph()}\n\n{wide}\n\n{words.paragraph()}\n\n{small}"


def long_words(words: Words) -> str:
    return (
        f"{words.sentence()} {LONG_WORD} {words.sentence()}\n\n> {LONG_WORD}\n\n- {LONG_WORD}\n- <{LONG_ADDRESS}>\n\n"
        f"Said at [{LONG_ADDRESS}]({LONG_ADDRESS}).\n\n| {LONG_WORD} | 2 |\n| --- | --- |\n| 1 | `{LONG_WORD}` |"
    )


def headings(words: Words) -> str:
    """Of all levels, with lists, quotations and notes beneath them."""
    parts = [words.paragraph() + "[^one]"]
    for level in (2, 3, 4, 5, 6, 2, 3):
        parts += [f"{'#' * level} {words.title()}", words.paragraph()]
    parts += [f"> {words.paragraph()}\n>\n> > {words.paragraph()}", f"1. {words.sentence()}\n2. {words.sentence()}\n   - {words.sentence()}"]
    return "\n\n".join((*parts, "---", words.paragraph(), f"[^one]: {words.paragraph(2)}"))


def five_thousand_words(words: Words) -> str:
    parts: list[str] = []
    while sum(len(part.split()) for part in parts) < 5000:
        parts += [f"## {words.title()}"] * (len(parts) % 12 == 11) + [words.paragraph(8)]
    return "\n\n".join(parts)


def persian(words: Words) -> str:
    said = " ".join(words.one(_PERSIAN) for _ in range(12))
    return f"{said}\n\n> {said}\n\n{said} *{words.one(_PERSIAN)}* `print(1)`"


def chinese(words: Words) -> str:
    said = "".join(words.one(_CHINESE) for _ in range(12))
    return f"{said}\n\n> {said}\n\n{said}*{words.one(_CHINESE)}*"


def _slug(shape: Callable[[Words], str]) -> str:
    return shape.__name__.replace("_", "-")


#: How many posts are of each shape; all others are plain. The first of each is called by the name of its function.
SHAPES: dict[Callable[[Words], str], int] = {
    one_picture: 30, one_missing_picture: 24, pictures_and_words: 36, missing_pictures: 20, gallery: 4, film: 5,
    untitled: 24, code: 14, wide_table: 6, long_words: 3, headings: 10, five_thousand_words: 2, persian: 6, chinese: 6,
}  # fmt: skip


#: A page of each kind, and of each shape that posts have: a short one where it need not be long.
PAGES = {
    "front page": "index.html",
    "all posts": "blog/page-12.html",
    "year": "blog/2019.html",
    "month": "blog/2006/05.html",
    "archive": "blog/archive.html",
    "tags": "blog/tag.html",
    "tag": "blog/tag/c-plus-plus.html",
    "category": "blog/category/weather/page-3.html",
    "authors": "blog/author.html",
    "threads": "threads.html",
    "thread": "threads/2004/*/*.html",
    "days": "on/index.html",
    "day": "on/05-1*.html",
    "citations": "cite/2006/05/page-3.html",
    "many comments": "[0-9]*/*/many-comments.html",
    "long title": "[0-9]*/*/long-title.html",
    **{shape.__name__.replace("_", " "): f"[0-9]*/*/{_slug(shape)}.html" for shape in SHAPES},
}
#: Exports that WordPress tries its own importer with, where they lie beside the project, and pages of what they hold.
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


def posts() -> list[BlogPost]:
    """All posts, oldest first."""
    chance = random.Random(600)
    words = Words(chance)
    shapes = [shape for shape, count in SHAPES.items() for _ in range(count)]
    shapes += [plain] * (POSTS - len(shapes))
    chance.shuffle(shapes)
    made = [_post(number, date, shape, words) for number, (date, shape) in enumerate(zip(_dates(chance), shapes, strict=True))]
    for shape in SHAPES:
        made[shapes.index(shape)].slug = _slug(shape)
    ordinary = [post for post, shape in zip(made, shapes, strict=True) if shape is plain]
    _link(ordinary, chance)
    _tag(made, chance)
    _comment(ordinary, words)
    ordinary[70].title, ordinary[70].slug = f"{ordinary[70].title}, {LONG_WORD}", "long-title"
    for post in chance.sample(ordinary, 5):
        post.title = f"{words.title()}: {words.paragraph(4)}".rstrip(".")
    return made


def _dates(chance: random.Random) -> list[datetime]:
    days = [datetime(*FULLEST, chance.randint(1, 31)) for _ in range(FULLEST_POSTS)]
    for year, count in YEARS.items():
        others = [month for month in range(1, 13) if (year, month) != FULLEST]
        days += [datetime(year, chance.choice(others), chance.randint(1, 28)) for _ in range(count)]
    # Each at an hour of its own, so that their order is known.
    return sorted(day + timedelta(hours=7, minutes=number) for number, day in enumerate(days))


def _post(number: int, date: datetime, shape: Callable[[Words], str], words: Words) -> BlogPost:
    text, title = shape(words), words.title()
    if shape is untitled:
        # As an import calls them: by their first words, and by none where there are not any.
        title = " ".join(text.split()[:8]) + " …" if number % 4 else "Untitled"
    if shape in (persian, chinese):
        title = words.one(_PERSIAN if shape is persian else _CHINESE).rstrip(".。")
    fields = {
        "category": words.one(CATEGORIES) if number % 9 else "",
        "author": AUTHORS[number % 3] if number % 7 == 0 else "",
        "language": {persian: "fa", chinese: "zh-CN"}.get(shape, ""),
        "updated": f"{date + timedelta(days=90):%Y-%m-%d}" if number % 31 == 0 else "",
        "original": f"https://old.example/?p={number}" if number % 2 else "",
    }
    return BlogPost(date, f"post-{number}", title, text, fields)


def _link(ordinary: list[BlogPost], chance: random.Random) -> None:
    """Have some posts refer to earlier ones, many to one of them, and have some follow one another."""
    for number, post in enumerate(ordinary[1:], 1):
        if number % 4 == 0:
            other = ordinary[7 if number % 5 == 0 and number > 7 else chance.randrange(number)]
            post.text += f"\n\nMore of this stands in [an earlier post](../../{other.path}.md)."
    free = iter(ordinary[20::11])
    for length in THREADS:
        thread = [next(free) for _ in range(length)]
        thread[0].fields["thread"] = f"The matter of the {chance.choice(_NOUNS)}"
        for earlier, later in zip(thread, thread[1:], strict=False):
            later.fields["follows"] = earlier.path


def _tag(made: list[BlogPost], chance: random.Random) -> None:
    """Give the posts their tags: a few of these stand on very many, and most on one."""
    # Names that are not like others: of another script, with signs, long, without a place to break.
    names = ["C++", "C#", "2006", "écluses", "Österlen", "باغ", "菜園", "a tag that says in ten words what one would have said",
             LONG_WORD[:60]]  # fmt: skip
    names += _NOUNS
    names += chance.sample([f"{noun} {other}" for noun, other in permutations(_NOUNS, 2)], TAGS - len(names))
    for rank, name in enumerate(chance.sample(names, TAGS)):
        uses = 1 if rank >= TAGS - USED_ONCE else max(2, round(70 / (rank + 1) ** 0.7))
        for post in chance.sample(made, uses):
            post.tags.append(name)


def _comment(ordinary: list[BlogPost], words: Words) -> None:
    commented = ordinary[3 :: len(ordinary) // COMMENTED][:COMMENTED]
    for post in commented:
        post.comments = list(_comments(words.chance.randint(1, 6), post.date, words))
    commented[40].comments = list(_comments(MOST_COMMENTS, commented[40].date, words))
    commented[40].slug = "many-comments"


def _comments(count: int, since: datetime, words: Words) -> Iterator[dict[str, object]]:
    """Some of them answers, to answers too, one without a name, one from the author, and one by another blog."""
    for number in range(count):
        said = f"<p>{words.paragraph()}</p>"
        if number % 13 == 5:
            said += f'<p><a href="{LONG_ADDRESS}" rel="nofollow ugc">{LONG_ADDRESS}</a></p>'
        row: dict[str, object] = {
            "id": f"comment-{number + 1}", "name": READERS[number * 5 % len(READERS)], "html": said,
            "date": f"{since + timedelta(hours=number * 3 + 1):%Y-%m-%dT%H:%M:%S}+00:00",
        }  # fmt: skip
        if number % 3:
            row["parent"] = f"comment-{number}"
        if number % 7 == 4:
            row |= {"name": AUTHORS[0], "author": True}
        if number % 11 == 9:
            row |= {"kind": "pingback", "name": words.title(), "link": "https://elsewhere.example/"}
        yield row


def empty_site(target: Path) -> None:
    """Write this project's templates and settings into the new folder `target`, with two standing pages and no post."""
    for name in ("_ext", "_templates", "_static"):
        shutil.copytree(PROJECT / name, target / name, ignore=LEFT_OUT)
    shutil.copyfile(PROJECT / "conf.py", target / "conf.py")
    for name, text in STANDING.items():
        (target / f"{name}.md").write_text(text, encoding="utf-8")


def bring(target: Path) -> Path:
    """Write a site into the new folder `target` that holds what the exports do."""
    empty_site(target)
    for name in EXPORTS:
        settings = Settings(target / "posts", quiet=True, now=datetime(2026, 1, 1, tzinfo=timezone.utc))
        Import(open_source(SHARED / name), settings).run()
    return target


def write(target: Path) -> Path:
    """Write the blog as a site of its own into the new folder `target`."""
    empty_site(target)
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


def found(out: Path, pages: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """The page of each kind in `pages`, from the root of the built site `out`; each is there."""
    return tuple((kind, min(out.glob(pattern)).relative_to(out).as_posix()) for kind, pattern in pages.items())


def _source(post: BlogPost) -> str:
    fields = {"date": f"{post.date:%Y-%m-%dT%H:%M}+00:00", **post.fields, "title": json.dumps(post.title, ensure_ascii=False)}
    header = "".join(f"{name}: {value}\n" for name, value in fields.items() if value)
    if post.tags:
        header += "tags:\n" + "".join(f"  - {json.dumps(tag, ensure_ascii=False)}\n" for tag in post.tags)
    return f"---\n{header}---\n\n{post.text}\n"
