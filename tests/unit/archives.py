"""Archives made by hand, for the tests of what is written from them."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from archive.core.localization import Localization
from archive.model.archive import Archive
from archive.model.posts import Post, Site, Term

ZONE = ZoneInfo("Europe/London")
ENGLISH = Localization("en-GB")
SITE = Site(
    title="Tea & Toast",
    tagline="Notes <from> a kitchen",
    url="https://blog.example/",
    author="Maggie Steed",
    language="en-GB",
    licence="CC BY 4.0",
    licence_url="https://creativecommons.org/licenses/by/4.0/",
    localization=ENGLISH,
)
NEWS = Term("category", "News", "news")
LEAN = Term("tag", "Lean", "lean")
CPP = Term("tag", "C++", "c-plus-plus")
MAGGIE = Term("author", "Maggie Steed", "maggie-steed")
ZOE = Term("author", "Zoë", "zoe")


def post(number: int = 1, **fields: Any) -> Post:
    """The post of the `number`th day from 1 October 2012, 09:30; it crosses the change of the clocks."""
    date = datetime(2012, 10, 1, 9, 30, tzinfo=ZONE) + timedelta(days=number - 1)
    path = f"{date:%Y/%m}/post-{number}.html"
    given = {
        "docname": f"posts/{path.removesuffix('.html')}",
        "path": path,
        "title": f"Post {number}",
        "date": date,
        "timed": True,
        "authors": (MAGGIE,),
        "categories": (NEWS,),
        "tags": (LEAN,),
        "excerpt": f"<p>Excerpt of <em>post {number}</em>.</p>",
        "body_digest": f"body {number}",
    }
    return Post(**(given | fields))


def archive(*posts: Post, site: Site = SITE) -> Archive:
    """An archive of the given posts, whatever their order."""
    return Archive(site, tuple(sorted(posts, key=lambda each: (each.date, each.path), reverse=True)))


def archive_of(count: int, site: Site = SITE) -> Archive:
    """An archive of `count` posts, one a day."""
    return archive(*(post(number) for number in range(1, count + 1)), site=site)
