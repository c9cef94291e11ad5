"""Begin a post: ``python -m archive.cli.new "The title"`` makes its file, as a draft dated today."""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from ..core import dates
from ..core.addresses import POSTS
from ..core.slugs import slugify
from ..source import configuration
from . import print_any_name

#: What Markdown would take for markup in a heading: always, between words only, as an entity, or at the end.
_MARKUP = re.compile(r"[\\`*\[\]<{}$~|^]|(?<![^\W_])_+|_+(?![^\W_])|&(?=#?\w+;)|#+$")


def main(arguments: Sequence[str] | None = None) -> int:
    """Make the file and print its path; give 1, and the reason, if it cannot be made."""
    parser = argparse.ArgumentParser(prog="python -m archive.cli.new", description=__doc__)
    parser.add_argument("title")
    parser.add_argument("folder", nargs="?", default=".", help="the site's folder, which holds conf.py")
    words = list(sys.argv[1:] if arguments is None else arguments)
    if words and words[0].startswith("-") and words[0] not in ("-h", "--help", "--"):
        words.insert(0, "--")  # a title may begin with a hyphen
    options = parser.parse_args(words)
    if not options.title.strip():
        print('the title is empty: write it in quotes, as in make new TITLE="Steady on, Maggie"', file=sys.stderr)
        return 2
    print_any_name()
    root = Path(options.folder)
    try:
        zone, _ = configuration.zone_and_pages(root)
        path = create(root, options.title, dates.now(zone))
    except FileExistsError as error:
        print(f"{error.filename}: there is such a post already: give the new one another title", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"{error.filename}: cannot be written ({error.strerror})", file=sys.stderr)
        return 1
    except ValueError as error:
        print(error, file=sys.stderr)
        return 1
    print(path)
    return 0


def create(root: Path, title: str, moment: datetime) -> Path:
    """Write a draft of that title under the month of `moment`; give its path.

    Raises ValueError if the title is empty, and FileExistsError rather than write over a file.
    """
    title = " ".join(title.split())
    if not title:
        raise ValueError('the title is empty: write it in quotes, as in "Steady on, Maggie"')
    folder = root / POSTS / f"{moment.year:04}" / f"{moment.month:02}"
    path = folder / f"{slugify(title)}.md"
    folder.mkdir(parents=True, exist_ok=True)
    new = path.open("x", encoding="utf-8", newline="\n")
    try:
        with new as file:
            file.write(draft(title, moment))
    except OSError as error:  # as of a full disk, which does not say of which file
        path.unlink()
        error.filename = os.fspath(path)
        raise
    return path


def draft(title: str, moment: datetime) -> str:
    """The text of a new post."""
    date = f"{moment.date().isoformat()} {dates.clock_time(moment)}"
    return f"---\ndate: {date}\ndraft: true\n---\n\n# {escape(title)}\n\n"


def escape(title: str) -> str:
    """Plain text as the Markdown of a heading."""
    return _MARKUP.sub(lambda found: "".join(f"\\{char}" for char in found[0]), title)


if __name__ == "__main__":
    sys.exit(main())
