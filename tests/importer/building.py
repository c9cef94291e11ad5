"""A copy of the project without its own posts, into which exports are imported, and which is then checked and built."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import archive.cli.check
from conftest import NOW
from forked import forked
from importer.report import Report
from importer.run import Import, Settings
from importer.source import open_source
from sphinx.cmd.build import main

ROOT = Path(__file__).resolve().parents[2]


def empty_site(folder: Path) -> Path:
    """The project's settings, templates and front page in `folder`, a guide of one page, and no post."""
    folder.mkdir(parents=True)
    for name in ("conf.py", "index.md", "about.md"):
        shutil.copyfile(ROOT / name, folder / name)
    for name in ("_templates", "_static"):
        shutil.copytree(ROOT / name, folder / name)
    (folder / "guide").mkdir()
    (folder / "guide/index.md").write_text("# Guide\n", encoding="utf-8")
    (folder / "references.bib").touch()
    return folder


def bring(source: Path, site: Path, **settings: object) -> Report:
    """Import `source` into `site`."""
    given = {"quiet": True, "now": NOW, **settings}
    return Import(open_source(source), Settings(site / "posts", **given)).run()  # type: ignore[arg-type]


def faults(site: Path) -> list[str]:
    """What `make check` and `make html`, warnings as errors, say of `site`: nothing, if all is well."""
    with tempfile.TemporaryDirectory() as folder:
        return build(site, Path(folder))


def build(site: Path, folder: Path) -> list[str]:
    """The same; what was built is left in ``out`` in `folder`."""
    result = forked(lambda: _check_and_build(site, folder))
    lines = [line.replace(f"{site}/", "") for line in result.stderr.splitlines()]
    return lines or ([f"ended with {result.status}"] if result.status else [])


def _check_and_build(site: Path, folder: Path) -> int:
    os.environ["SOURCE_DATE_EPOCH"] = str(int(NOW.timestamp()))
    os.environ["NO_COLOR"] = "1"
    os.chdir(site)
    if archive.cli.check.main([str(site)]):
        sys.stdout.seek(0)
        print(*(line for line in sys.stdout if not line.startswith("hint")), sep="", file=sys.stderr)
    return main(_options(site, folder))


def _options(site: Path, folder: Path) -> Sequence[str]:
    """What `make html` gives Sphinx, without the search."""
    options = ["-q", "-W", "--keep-going", "-b", "html", "-D", "search_index=0", "-d", f"{folder}/doctrees"]
    return [*options, str(site), f"{folder}/out"]
