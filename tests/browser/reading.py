"""Writes the source of a blog of 45 posts, in which everything stands that a post may hold."""

from __future__ import annotations

import shutil
from datetime import date, timedelta
from pathlib import Path

from browser.photographs import photograph
from browser.sites import copy_project

POSTS = Path(__file__).parent / "reading_posts"
#: The pages to look at: those with most on them.
NAMED = (
    ("post", "2021/03/everything.html"),
    ("all posts", "blog/page-2.html"),
    ("month", "blog/2021/03.html"),
    ("year", "blog/2021.html"),
    ("tag", "blog/tag/c-plus-plus.html"),
    ("name", "names/person/ada-example.html"),
    ("withheld", "2021/03/taken-down.html"),
)
_DEFINITIONS = {
    "people": "Ada Example:\n  about: She writes of [everything](https://example.org/).\n  links: {Her page: https://example.org/}\n",
    "organisations": "Society of Tests:\n  aliases: [SoT]\n  about: It tests.\n  dates: since 1999\n",
    "works": "Another Work:\n  about: A book by Ada Example.\n",
}
#: Of a blog that moved from Blogger, as `conf.py` is told for it, to WordPress, and then here.
_OLD_ADDRESSES = """# Where addresses of https://old.example/ lead
/                          wordpress
/category/all/             category
/category/all/diary/       category   Diary
/?cat=3                    category   Diary
/tag/%d9%85%d8%ab%d8%a7%d9%84/  tag   Zürich
/tag/a%20%22b%22{d};$e'f%23g%25/  tag   Zürich
/author/ada/               author     Ada Example
/2021/03/old/crust/        file       posts/2021/03/everything.md
/?attachment_id=7          file       posts/2021/03/everything.md
/?p=12                     file       posts/2021/03/everything.md
/?page_id=2                file       about.md
"""
#: What is known of some that `everything.md` leads to.
_LINKS = """https://example.org/:
  status: 200
  copy: https://web.archive.org/web/20210401000000/https://example.org/
https://example.org/notes:
  status: 404
  copy: https://web.archive.org/web/20210315063000/https://example.org/notes
https://example.org/a/long/source/of/numbers.csv:
  status: 410
  sought: 2026-11-28
"""
_TEXT = "Some words of an ordinary post, which go on for a line or two and then come to their end. "
_NAMED = "\n\nOf {person}`Ada Example` there is more to say."


def write(target: Path) -> Path:
    """Copy the project to `target` with the posts of this blog in the place of its own."""
    copy_project(target, posts=False)
    shutil.rmtree(target / "definitions")
    for kind, text in _DEFINITIONS.items():
        (target / "definitions").mkdir(exist_ok=True)
        (target / f"definitions/{kind}.yaml").write_text(text, encoding="utf-8")
    (target / "links.yaml").write_text(_LINKS, encoding="utf-8")
    (target / "old-addresses").mkdir()
    (target / "old-addresses/old.example.txt").write_text(_OLD_ADDRESSES, encoding="utf-8")
    everything = target / "posts/2021/03"
    everything.mkdir(parents=True)
    for path in sorted(POSTS.iterdir()):
        shutil.copyfile(path, everything / path.name)
    (everything / "garden.jpg").write_bytes(photograph(1600, 1067, quality=88))
    (everything / "tower.jpg").write_bytes(photograph(900, 1600, seed=2, quality=88))
    # Enough in one month for its second page, the others over some months before.
    first = date(2021, 3, 7)
    for number in range(44):
        day = first + timedelta(days=number - 22 if number >= 22 else 5 * (number - 22))
        # One of a year before, on a day that has posts in this one.
        day = day if number else date(2020, 3, 14)
        path = target / f"posts/{day:%Y/%m}/filler-{number}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(_filler(number, day), encoding="utf-8")
    return target


def _filler(number: int, day: date) -> str:
    fields = {
        "date": f"{day} 07:{number:02}",
        "category": ("Diary", "Reference", "")[number % 3],
        "tags": ", ".join(("C", "Zürich", "every third")[: number % 4]),
        "author": ("Ada Example", "")[number % 2],
        "language": "cy" if number % 10 == 0 else "",
        "redirect": f"/{day:%Y/%m/%d}/filler-{number}/",
        "follows": f"filler-{number - 1}" if number in (24, 25) else "",
    }
    front = "".join(f"{name}: {value}\n" for name, value in fields.items() if value)
    text = _TEXT * (1 + number % 4) + _NAMED * (number % 7 == 0)
    return f"---\n{front}---\n\n# Filler {number} & its &lt;title&gt;\n\n{text}\n"
