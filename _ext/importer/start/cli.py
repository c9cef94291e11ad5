"""The command line: ``python -m importer.start SRC``, by which an archive of one's own is begun.

Exit code 0 done, 1 done with something to look at in the report, 2 nothing was done, or not all.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from difflib import unified_diff
from pathlib import Path

from archive.cli import print_any_name
from archive.cli.upgrade import RECORD
from archive.core import dates
from archive.core.yamltext import Node
from archive.source import fields

from importer import cli
from importer.errors import ImportFailure
from importer.languages import localization
from importer.report import Report
from importer.run import Import
from importer.source import open_source
from importer.start import pages
from importer.start.checkout import Checkout, sample
from importer.start.identity import Identity, identity_of
from importer.start.settings import rewritten

_ABOUT = """Begin an archive of your own in the place of the sample: of an export (SRC, as `python -m importer --help`
says), or with --new an empty one."""
_USAGE = 'usage: make start SRC=path/to/export, or make start NEW=1 TITLE="…" LANGUAGE=en-GB'
_POSTS = Path("posts")


def parser() -> argparse.ArgumentParser:
    """The options."""
    made = argparse.ArgumentParser("python -m importer.start", description=_ABOUT)
    made.add_argument("src", metavar="SRC", nargs="?", default="", help="file or folder to begin with")
    made.add_argument("--new", action="store_true", help="begin an archive without any posts")
    made.add_argument("--title", default="", help="its title, in the place of the export's")
    made.add_argument("--language", default="", metavar="TAG", help="its language, such as en-GB, likewise")
    made.add_argument("--author", default="", metavar="NAME", help="who writes it, likewise")
    made.add_argument("--address", default="", metavar="URL", help="where the site will stand")
    made.add_argument("--software", default="", metavar="URL", help="where it is from, if not cloned from there")
    made.add_argument("--no-build", action="store_true", help="leave the site unbuilt")
    cli.add_source_options(made)
    return made


def main(arguments: list[str] | None = None) -> int:
    """Begin the archive in the current folder; gives the exit code."""
    options = parser().parse_args(sys.argv[1:] if arguments is None else arguments)
    if bool(options.src) == options.new or (options.new and not options.title.strip()):
        print(_USAGE, file=sys.stderr)
        return 2
    print_any_name()
    try:
        return Start(Path.cwd(), options).run()
    except ImportFailure as failure:
        print(failure, file=sys.stderr)
    except OSError as error:
        print(f"{error.filename}: cannot be written ({error.strerror}); run it again once it can", file=sys.stderr)
    except MemoryError:
        print(f"{options.src}: too large for this machine's memory", file=sys.stderr)
    except KeyboardInterrupt:
        print("stopped; run it again to complete it", file=sys.stderr)
    return 2


class Start:
    """One start, in the order in which nothing is lost: all is read before the sample leaves, and what says that the
    start is not done goes last."""

    def __init__(self, root: Path, options: argparse.Namespace) -> None:
        self._root, self._options = root, options
        self._checkout = Checkout(root)
        self._report: Report | None = None
        self._titled = True
        """Whether anybody says what the archive is called."""

    def run(self) -> int:
        """Begin the archive. Raises `ImportFailure` where nothing can be begun."""
        options = self._options
        if self._checkout.is_started:
            print("This archive has been started: nothing was changed. `make html` builds it, and `make import SRC=…` "
                  "brings more into it.")  # fmt: skip
            return 0
        target = cli.report_file(options) if options.src else None
        begun_with = os.path.abspath(cli.path_given(options.src)) if options.src else f"TITLE={options.title}"
        self._checkout.check(begun_with)
        if options.dry_run:
            with tempfile.TemporaryDirectory() as empty:
                return self._dry(Path(empty))
        run = self._read(self._root / _POSTS) if options.src else None
        identity = self._identity(run)
        conf = self._text("conf.py")
        rewritten(conf, identity)  # which raises before anything is done
        self._checkout.begin(begun_with)
        self._checkout.remove_sample()
        if run:
            self._report = run.write(identity.language)
            cli.tell(self._report, target, options.quiet)
        for path, text in self._texts(identity, run).items():
            self._write(path, text)
        self._checkout.end()
        built = not options.no_build and self._build()
        print("\n".join(self._last_lines(identity, built)))
        if not built and not options.no_build:
            return 2
        return 0 if self._report is None or self._report.sound else 1

    def _dry(self, empty: Path) -> int:
        """Say all that would be done."""
        run = self._read(empty / _POSTS) if self._options.src else None
        identity = self._identity(run)
        leaving = sample(self._root)
        print("A dry run: nothing is written. These files of the sample would leave:", *leaving, sep="\n    ")
        if run:
            print(run.write(identity.language).text(), end="")
        for path, text in self._texts(identity, run).items():
            changes = path == "conf.py"
            lines = _changed(self._text(path), text) if changes else text.splitlines()
            print(f"\nIn {path} would change:" if changes else f"\n{path} would be:")
            print(*(f"    {line}" for line in lines), sep="\n")
        return 0

    def _read(self, posts: Path) -> Import:
        """The source, read; the language of the sample is not that of its posts."""
        settings = cli.settings_of(argparse.Namespace(**{**vars(self._options), "posts": posts}))
        run = Import(open_source(cli.path_given(self._options.src)), replace(settings, language="", named=str(_POSTS)))
        run.read()
        return run

    def _identity(self, run: Import | None) -> Identity:
        """What names the archive: what the author says goes before what the source tells."""
        options = self._options
        for name, form, value in (("LANGUAGE", fields.language, options.language),
                                  ("ADDRESS", fields.address, options.address)):  # fmt: skip
            try:
                form(Node(1, text=value))
            except fields.FieldError as error:
                raise ImportFailure(name, str(error)) from None
        if run:
            found = identity_of(run, options.zone)
        else:
            found = Identity(options.title, time_zone=options.zone or _zone_here())
            found = replace(found, authors=tuple(filter(None, (self._checkout.author(),))))
        self._titled = bool(options.title.strip() or found.title)
        language = options.language or found.language
        if run:
            run.contents.blog = replace(run.contents.blog, language=language)
        return replace(
            found,
            title=" ".join(options.title.split()) or found.title or found.host or Path(options.src).stem,
            language=language,
            authors=(options.author,) if options.author else found.authors,
            site=f"{options.address.rstrip('/')}/" if options.address else found.site,
        )

    def _texts(self, identity: Identity, run: Import | None) -> Mapping[str, str]:
        """What is written beside posts, by paths; ``conf.py`` last, as Sphinx reads all of it by that."""
        local = localization(identity.language or "en")
        texts = pages.written(identity, run.places if run else {}, self._text("LICENSE"), local)
        if software := self._text(RECORD) or self._checkout.software(self._options.software):
            texts[RECORD] = software
        # What the source itself has in their place, as a copy of an archive does, stays.
        own = {str(place.file) for place in run.places.values()} if run else set()
        texts = {path: text for path, text in texts.items() if path not in own}
        return {**texts, "conf.py": rewritten(self._text("conf.py"), identity)}

    def _text(self, path: str) -> str:
        try:
            return (self._root / path).read_text(encoding="utf-8")
        except FileNotFoundError:
            return ""
        except UnicodeDecodeError as error:
            raise ImportFailure(path, f"is not in UTF-8 ({error.reason}): save it in that") from None

    def _write(self, path: str, text: str) -> None:
        """Bring a file to `text`, whole or not at all."""
        file = self._root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        aside = file.with_name(f"{file.name}.new")
        aside.write_text(text, encoding="utf-8", newline="\n")
        os.replace(aside, file)

    def _build(self) -> bool:
        """Build the site, as `make html` does; gives whether it could."""
        make = os.environ.get("MAKE", "make")
        return subprocess.run([make, "--no-print-directory", "html"], cwd=self._root, check=False).returncode == 0

    def _last_lines(self, identity: Identity, built: bool) -> list[str]:
        """What stands where, what is not known, how to publish, what to commit: five lines."""
        whose = f" by {identity.author}" if identity.author else ""
        unknown = [] if self._titled else ["what it was called (`project`)"]
        unknown += [] if identity.site else ["the address where it will stand (`html_baseurl`)"]
        unknown += [] if identity.licence else ["a licence (`licence`), without which pages name none"]
        unknown += [] if identity.time_zone else ["the time zone (`time_zone`), which is UTC until you say so"]
        unknown += [] if identity.author else ["who wrote it (`author`)"]
        unknown += [] if identity.language else ["its language (`language`), which is English until you say so"]
        look = "" if self._report is None or self._report.sound else "; look at import-report.txt first"
        site = "the site in _build/html: open _build/html/index.html" if built else "the site is not built: `make html`"
        return [
            f"“{identity.title}”{whose}: {self._counted()} in posts/ and p/, {site}{look}.",
            "Yours to change: index.md and about.md, the top of conf.py, the mark _static/logo.svg.",
            f"Not known, and to be written there if you like: {'; '.join(unknown) or 'nothing'}.",
            "To publish: push it to GitHub or Read the Docs, or copy _build/html to any host: see guide/publishing.md.",
            f"To keep it: {self._commit()}",
        ]

    def _counted(self) -> str:
        counts = self._report.entries if self._report else Counter[str]()
        named = (f"{counts[kind]:,} {kind.removesuffix('s') if counts[kind] == 1 else kind}"
                 for kind in ("posts", "scheduled posts", "drafts", "standing pages") if kind in counts)  # fmt: skip
        waiting = " (scheduled posts wait for their day)" if counts["scheduled posts"] else ""
        return f"{', '.join(named)}{waiting}" if counts else "nothing yet"

    def _commit(self) -> str:
        """How to commit: without the source, which may hold mail addresses of readers."""
        source = cli.path_given(self._options.src) if self._options.src else None
        command = "git add --all && git commit --message 'Start the archive'"
        if source is None or self._checkout.is_ignored(source):
            return command
        name = source.resolve().relative_to(self._root.resolve()).as_posix()
        return f"take {name} out of this folder, as it may hold mail addresses of your readers; then {command}"


def _changed(before: str, after: str) -> list[str]:
    """The lines that change between two texts, with a sign before each."""
    lines = unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=0)
    return [line for line in lines if not line.startswith(("---", "+++", "@@"))]


def _zone_here() -> str:
    """The zone of this machine, where a new blog is begun; empty where that cannot be told."""
    named = os.environ.get("TZ", "").lstrip(":")
    linked = os.path.realpath("/etc/localtime").rpartition("/zoneinfo/")[2]
    for name in filter(None, (named, linked)):
        try:
            return dates.zone(name).key
        except ValueError:
            continue
    return ""
