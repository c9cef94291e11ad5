"""All forms of copies, in the order in which they are made, and what is said of each where they lie together."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from archive.core.localization import gettext_noop

from . import database, epub, pdf, records, sources, warc, website
from .bag import PAYLOAD
from .site import Site


class Copy(NamedTuple):
    """One form of copy."""

    path: str
    """The file or folder that it is, from the folder of all; ``{name}`` stands for that of the site."""
    about: str
    """What it is for, in a sentence, as a message that is translated."""
    write: Callable[[Site, Path], None]
    """Writes it, from nothing, the same bytes for the same site. Raises OSError."""


COPIES: tuple[Copy, ...] = (
    Copy("site", gettext_noop("The site. Open the file index.html in it with a browser."), website.write),
    Copy("source", gettext_noop("What the site is made of, posts and software: from it, it can be built again."),
         sources.write),
    Copy("books", gettext_noop("Books for e-readers: one of the whole, and one for each year."), epub.write),
    *((Copy("{name}.pdf", gettext_noop("The whole as a book to print."), pdf.write),) if pdf.is_possible() else ()),
    # Translators: what files are for. Names of formats stand in brackets.
    Copy("posts.jsonl",
         gettext_noop("Each post on a line, with its source and its comments, for programs (JSON Lines)."),
         records.write_posts),
    Copy("archive.json", gettext_noop("What else the archive is made of: its pages and old addresses (JSON Feed)."),
         records.write_rest),
    Copy("archive.db", gettext_noop("Posts, comments, tags, links and people as a database to search in (SQLite)."),
         database.write),
    Copy("{name}.warc.gz", gettext_noop("The site as web archives keep one, for programs such as pywb (WARC)."),
         warc.write),
)  # fmt: skip


def introduction(site: Site) -> str:
    """What somebody reads first who finds a copy of the whole: what is where, in the language of the site."""
    local, about = site.archive.site.localization, site.archive.site
    newest = max((post.day for post in site.archive.posts), default=None)
    lines = [about.title, about.url, ""]
    if newest:
        words = local.ngettext(
            "A copy of the whole archive: %(number)s post, of %(day)s.",
            "A copy of the whole archive: %(number)s posts, the newest of %(day)s.", len(site.archive.posts),
        )  # fmt: skip
        lines += [words % {"number": local.number(len(site.archive.posts)), "day": local.full_day(newest)}, ""]
    for copy in COPIES:
        lines += [f"{PAYLOAD}/{copy.path.format(name=site.name)}", f"    {local.gettext(copy.about)}"]
    # Translators: `sha256sum` and `bagit` are names of programs, the other a name of a file.
    manifest = local.gettext(
        "The file manifest-sha256.txt has a digest of each file: “sha256sum -c manifest-sha256.txt”, or any program "
        "for the format BagIt, tells whether all of it is as it was."
    )
    return "\n".join([*lines, "", manifest, ""])
