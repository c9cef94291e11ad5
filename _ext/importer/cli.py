"""The command line: ``python -m importer SRC``. Exit code 0 done, 1 done with a warning, 2 nothing
imported."""

from __future__ import annotations

import argparse
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

from archive.cli import print_any_name
from archive.core import dates
from archive.source import configuration

from importer.dates import zone
from importer.errors import ImportFailure
from importer.report import Report
from importer.run import Import, Settings
from importer.source import open_source
from importer.start.checkout import holds_sample_posts

_ABOUT = """Bring a blog into the archive. SRC is a Blogger Takeout (the zip, the folder or its feed.atom),
Blogger's older export, a WordPress export, an Atom, RSS or JSON feed, saved pages of a Blogger blog (one, a
folder or a web archive), any copy of an archive of this software, or a plain-text copy of an archive page. What
it is, is told from what it holds."""

_USAGE = 'usage: make import SRC=path/to/export [POSTS=posts] [IMPORTOPTS="--zone Europe/London …"]'


def parser() -> argparse.ArgumentParser:
    """The options."""
    made = argparse.ArgumentParser("python -m importer", description=_ABOUT)
    made.add_argument("src", metavar="SRC", type=path_given, help="file or folder to import")
    made.add_argument("--posts", type=path_given, default=Path("posts"), help="folder of the posts (default: posts)")
    made.add_argument("--diff", action="store_true", help="show how posts edited by hand differ from the source")
    add_source_options(made)
    return made


def add_source_options(made: argparse.ArgumentParser) -> None:
    """Add the options that say how a source is to be read, and what to say of it."""
    made.add_argument(
        "--site-url", default="", metavar="URL", help="where the blog stood, where the export does not say"
    )
    made.add_argument("--zone", default="", help="the blog's time zone, such as Europe/London")
    made.add_argument("--blog", default="", metavar="NAME", help="which blog, where the export holds several")
    made.add_argument("--titles", type=path_given, metavar="FILE", help="titles of a plain-text copy, one a line")
    made.add_argument(
        "--markdown",
        choices=("auto", "always", "never"),
        default="auto",
        help="whether posts of WordPress were typed in Markdown (default: told from each text)",
    )
    made.add_argument("--no-drafts", action="store_true", help="leave out what was not published")
    made.add_argument("--fetch", action="store_true", help="download images that the export lacks")
    made.add_argument("--dry-run", action="store_true", help="say what would be done, write nothing")
    made.add_argument("--no-check", action="store_true", help="skip the comparison of each post with its source")
    made.add_argument("--report", type=path_given, metavar="FILE", help="full report (default: import-report.txt)")
    made.add_argument("--quiet", action="store_true", help="no progress bar, and no report on the screen")


def path_given(given: str) -> Path:
    """A path as it was given; ``~`` is the home folder, since not every shell says so within ``SRC=~/x``."""
    path = Path(given)
    try:
        return path if not given.startswith("~") or path.exists() else path.expanduser()
    except (RuntimeError, OSError):
        return path


def main(arguments: list[str] | None = None) -> int:
    """Run one import; gives the exit code."""
    given = sys.argv[1:] if arguments is None else arguments
    if given[:1] == [""]:  # make without SRC
        print(f"{_USAGE}\nWhat SRC may be, and all options: make import SRC=. IMPORTOPTS=--help", file=sys.stderr)
        return 2
    options = parser().parse_args(given)
    print_any_name()
    try:
        return _import(options)
    except ImportFailure as failure:
        print(failure, file=sys.stderr)
    except MemoryError:
        print(f"{options.src}: too large for this machine's memory", file=sys.stderr)
    except KeyboardInterrupt:
        print(f"{options.src}: stopped; run it again to complete it", file=sys.stderr)
    return 2


def _import(options: argparse.Namespace) -> int:
    target = report_file(options)
    settings = settings_of(options)
    if holds_sample_posts(settings.posts):
        raise ImportFailure(
            str(settings.posts),
            "this checkout still holds the sample, among which your posts would stand: `make start SRC=…`, with the "
            "same export, puts your blog in its place",
        )
    run = Import(open_source(options.src), settings)
    report = run.run()
    if options.diff and run.writer.diffs:
        print("\n\n".join(run.writer.diffs), end="\n\n")
    tell(report, target, options.quiet)
    return 0 if report.sound else 1


def report_file(options: argparse.Namespace) -> Path | None:
    """Where the full report goes, if anywhere. Raises `ImportFailure` where it cannot."""
    target: Path | None = options.report or (None if options.dry_run else Path("import-report.txt"))
    if target and (target.is_dir() or not target.parent.is_dir()):
        raise ImportFailure(str(target), "the report cannot be written there: name a file in a folder that is there")
    return target


def tell(report: Report, target: Path | None, quiet: bool) -> None:
    """The report in short on the screen, unless `quiet`, and in full in the file `target`."""
    if not quiet:
        print(report.text(), end="")
    if target:
        try:
            target.write_text(report.text(full=True), encoding="utf-8", errors="backslashreplace")
        except OSError as error:
            raise ImportFailure(str(target), f"the report cannot be written ({error.strerror})") from None
        if not quiet:
            print(f"The full report: {target}")


def settings_of(options: argparse.Namespace) -> Settings:
    """The settings of an import. Raises `ImportFailure` for those that no import can have."""
    local = zone(options.zone) if options.zone else None
    if options.zone and local is None:
        raise ImportFailure("--zone", f"{options.zone!r} is no time zone; write one such as Europe/London")
    site = options.site_url.rstrip("/")
    if site and not site.startswith(("http://", "https://")):
        raise ImportFailure("--site-url", f"{site!r} is no address; write one such as https://blog.example.com")
    posts = Path(os.path.abspath(options.posts))
    if posts.exists() and not posts.is_dir():
        raise ImportFailure(str(posts), "is no folder")
    return Settings(
        posts=posts,
        zone=local,
        site_url=site,
        blog=options.blog,
        titles=_titles(options.titles),
        markdown=options.markdown,
        drafts=not options.no_drafts,
        fetch=options.fetch,
        dry=options.dry_run,
        checked=not options.no_check,
        quiet=options.quiet,
        language=_language(posts.parent / "conf.py"),
        now=_now(),
    )


def _language(conf: Path) -> str:
    """The language of the site; empty where there is no site, or it does not say it in so many words."""
    try:
        value, _ = configuration.read(conf).get("language", ("", 1))
    except ValueError:
        return ""
    return value.replace("_", "-") if isinstance(value, str) else ""


def _titles(path: Path | None) -> tuple[str, ...] | None:
    if path is None:
        return None
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ImportFailure(str(path), f"the list of titles cannot be read ({error})") from None
    return tuple(" ".join(line.split()) for line in lines if line.strip())


def _now() -> datetime:
    try:
        return dates.now(UTC)
    except ValueError as error:
        raise ImportFailure("the environment", str(error)) from None
