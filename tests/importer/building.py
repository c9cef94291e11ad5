"""A copy of the project without its own posts, into which exports are imported, and which is then checked and built."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import traceback
from collections.abc import Sequence
from pathlib import Path

# Imported once, here, so that every forked build has them.
import ablog  # noqa: F401
import archive.builder
import archive.check
import furo  # noqa: F401
import myst_parser.sphinx_ext.main  # noqa: F401
import sphinx.cmd.build
from conftest import NOW
from importer.report import Report
from importer.run import Import, Settings
from importer.source import open_source

ROOT = Path(__file__).resolve().parents[2]


def empty_site(folder: Path) -> Path:
    """The project's settings, templates and standing pages in `folder`, and no post."""
    folder.mkdir(parents=True)
    for name in ("conf.py", "index.md", "about.md"):
        shutil.copyfile(ROOT / name, folder / name)
    for name in ("_templates", "_static", "guide"):
        shutil.copytree(ROOT / name, folder / name)
    (folder / "references.bib").touch()
    return folder


def bring(source: Path, site: Path, **settings: object) -> Report:
    """Import `source` into `site`."""
    given = {"quiet": True, "now": NOW, **settings}
    return Import(open_source(source), Settings(site / "posts", **given)).run()  # type: ignore[arg-type]


def faults(site: Path) -> list[str]:
    """What `make check` and `make html`, warnings as errors, say of `site`: nothing, if all is well."""
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryFile("w+") as said:
        child = os.fork()
        if not child:
            os._exit(_checked_and_built(site, Path(folder), said))
        _, status = os.waitpid(child, 0)
        said.seek(0)
        lines = [line.replace(f"{site}/", "").rstrip("\n") for line in said]
        code = os.waitstatus_to_exitcode(status)
        return lines or ([f"ended with {code}"] if code else [])


def _checked_and_built(site: Path, folder: Path, said: object) -> int:
    """In a forked process: nothing that Sphinx does to Python outlives it."""
    sys.stderr = said  # type: ignore[assignment]
    sys.stdout = open(folder / "checked", "w+")  # noqa: SIM115 - for as long as the process is
    code = 70
    try:
        os.environ["SOURCE_DATE_EPOCH"] = str(int(NOW.timestamp()))
        os.environ["NO_COLOR"] = "1"
        os.chdir(site)
        if archive.check.main([str(site)]):
            sys.stdout.seek(0)
            print(*(line for line in sys.stdout if not line.startswith("hint")), sep="", file=sys.stderr)
        code = sphinx.cmd.build.main(_options(site, folder))
    except BaseException:
        traceback.print_exc()
    sys.stderr.flush()
    return code


def _options(site: Path, folder: Path) -> Sequence[str]:
    """What `make html` gives Sphinx, without the search."""
    options = ["-q", "-W", "--keep-going", "-b", "html", "-D", "search_index=0", "-d", f"{folder}/doctrees"]
    return [*options, str(site), f"{folder}/out"]
