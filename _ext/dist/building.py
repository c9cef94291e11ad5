"""Taking up the site that Sphinx has built, with its model: the one module here that knows Sphinx."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from archive.cli import print_any_name
from archive.core import dates
from archive.html import failures
from archive.reading.build import build_of
from archive.store.output import BUILD_INFO
from sphinx.application import Sphinx
from sphinx.cmd.build import get_parser
from sphinx.environment import BuildEnvironment
from sphinx.util.docutils import docutils_namespace, patch_docutils

from .site import Site, SourceFile, StandingPage

#: The first and the last moment that a ZIP can give for a file.
EARLIEST, LATEST = datetime(1980, 1, 1, tzinfo=UTC), datetime(2107, 12, 31, tzinfo=UTC)


class BuildFailed(Exception):
    """The site could not be built; the message is a line that says why."""


def finished(command: Callable[[], None]) -> int:
    """Do what a `command` is for; give 0, or 1 after a line that says why it cannot be done."""
    print_any_name()
    try:
        command()
    except BuildFailed as error:
        print(error, file=sys.stderr)
    except OSError as error:
        place = f"{os.path.relpath(error.filename)}: " if isinstance(error.filename, str) else ""
        hint = "make room there, or see who may write, and try again"
        print(f"{place}{error.strerror or error}: {hint}", file=sys.stderr)
    except KeyboardInterrupt:
        print("stopped before its end: run it again", file=sys.stderr)
    else:
        return 0
    return 1


def site(source: Path, builddir: Path, options: Sequence[str]) -> Site:
    """Build the site in `source` into ``builddir/html`` as `make html` does, and give it; after `make html` this only
    takes up what that left. `options` are those of ``sphinx-build``. Raises BuildFailed.
    """
    parsed = get_parser().parse_args([*options, str(source), str(builddir / "html")])
    settings = dict(setting.partition("=")[::2] for setting in parsed.define)
    for setting in parsed.htmldefine:
        name, _, value = setting.partition("=")
        settings[f"html_context.{name}"] = value
    try:
        with patch_docutils(parsed.confdir or source), docutils_namespace():
            app = Sphinx(
                srcdir=source, confdir=parsed.confdir or source, outdir=builddir / "html",
                doctreedir=builddir / "doctrees" / "html", buildername="html", confoverrides=settings,
                status=None, warning=sys.stderr, tags=parsed.tags, parallel=parsed.jobs, warningiserror=True,
            )  # fmt: skip
            app.build()
    except Exception as error:
        raise BuildFailed(failures.error_line(error)) from error
    if app.statuscode:
        raise BuildFailed("the site has faults: mend what `make html` says")
    if app.config.show_drafts:
        raise BuildFailed("drafts are in no copy: leave out `show_drafts`")
    built = _taken_up(app, source, builddir / "html")
    check_pages(built.html, [post.path for post in built.archive.posts])
    check_pages(built.html, [page.path for page in built.standing])
    return built


def check_pages(html: Path, paths: Iterable[str]) -> None:
    """Raise BuildFailed if one of the pages below the folder `html` lost its end since it was written, which builds do
    not look for."""
    for path in paths:
        with (html / path).open("rb") as page:
            size = page.seek(0, os.SEEK_END)
            page.seek(max(0, size - 20))
            if not page.read().rstrip().endswith(b"</html>"):
                shown = os.path.relpath(html / path)
                raise BuildFailed(f"{shown}: was changed after it was built, and has no end: remove it and try again")


def _taken_up(app: Sphinx, source: Path, html: Path) -> Site:
    build = build_of(app.env)
    archive = build.archive
    assert archive is not None, "the builder makes it"
    changes = [post.last_changed for post in archive.posts]
    given = os.environ.get("SOURCE_DATE_EPOCH")
    moment = dates.now(UTC) if given else max(changes, default=EARLIEST).astimezone(UTC)
    made = {*app.builder.keys, *build.store.output.others} - {BUILD_INFO}  # type: ignore[attr-defined]
    others = sorted(app.env.found_docs - archive.by_docname.keys())
    return Site(
        source=source,
        html=html,
        files=tuple(sorted(path for path in made if (html / path).is_file())),
        archive=archive,
        body=build.store.fragments.body,
        discussed=frozenset(build.scan.comment_files.keys() & archive.by_docname.keys()),
        standing=tuple(
            StandingPage(name, app.env.titles[name].astext(), "no-search" not in app.env.metadata[name])
            for name in others
        ),
        needed_files=_needed_files(app.env),
        bibliographies=tuple(getattr(app.config, "bibtex_bibfiles", ())),
        hidden=frozenset(build.scan.hidden),
        moment=min(LATEST, max(EARLIEST, moment)),
    )


def _needed_files(env: BuildEnvironment) -> dict[str, tuple[SourceFile, ...]]:
    """The files that each document needs, as reading it noted them; what lies outside the source folder is not told."""
    images = {str(path): f"_images/{name}" for path, (_, name) in env.images.items()}
    published = images | {str(path): f"_downloads/{name}" for path, (_, name) in env.dlfiles.items()}
    needed = {docname: {_within(env, path) for path in noted} for docname, noted in env.dependencies.items()}
    for path, (docnames, _) in (*env.images.items(), *env.dlfiles.items()):
        for docname in docnames:
            needed.setdefault(docname, set()).add(str(path))
    return {
        docname: tuple(SourceFile(path, published.get(path, "")) for path in sorted(paths - {""}))
        for docname, paths in sorted(needed.items())
    }


def _within(env: BuildEnvironment, path: str | os.PathLike[str]) -> str:
    """A path from the source folder, whichever way Sphinx noted it; empty for one outside."""
    path = os.path.relpath(os.path.join(env.srcdir, path), env.srcdir)
    return "" if path.startswith("..") else path.replace(os.sep, "/")
