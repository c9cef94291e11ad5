"""A checkout that holds the sample, and the made-up export of a French blog with which tests begin an archive there."""

from __future__ import annotations

import os
import shutil
import subprocess
from contextlib import redirect_stderr, redirect_stdout
from html import escape
from io import StringIO
from pathlib import Path

import pytest
from exports import NAMESPACES
from forked import Result
from importer.start.cli import main

PROJECT = Path(__file__).resolve().parents[2]
#: What of the project a checkout needs, beside the files of the sample.
_SOFTWARE = ("conf.py", "LICENSE", "_templates", "_static", "guide")
GIT = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull, "GIT_AUTHOR_NAME": "A",
        "GIT_AUTHOR_EMAIL": "a@b", "GIT_COMMITTER_NAME": "A", "GIT_COMMITTER_EMAIL": "a@b"}  # fmt: skip

_PROSE = (
    "Le lavoir est au bout de la rue, et les enfants du village y vont avec des bateaux de papier. "
    "Nous avons vu que ce n’est pas une eau pour boire, mais elle est plus claire que dans les puits."
)


def sample_files() -> list[str]:
    """The files that the project's own list names."""
    lines = (PROJECT / ".sample").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def checkout(folder: Path, *more: str) -> Path:
    """A clean checkout in the new folder `folder`, with `more` of the project's files."""
    folder.mkdir(parents=True)
    for name in (*_SOFTWARE, *more, ".sample", *sample_files()):
        source, target = PROJECT / name, folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target)
        elif not target.exists():
            shutil.copyfile(source, target)
    (folder / ".gitignore").write_text("/_build/\n/import-report.txt\n/posts/.importing/\n")
    git(folder, "init", "--quiet")
    commit(folder)
    return folder


def git(folder: Path, *arguments: str, ok: int = 0) -> str:
    """What git says, which may end with `ok` too."""
    done = subprocess.run(["git", *arguments], cwd=folder, env={**os.environ, **GIT}, capture_output=True, text=True)
    assert done.returncode in (0, ok), done.stderr
    return done.stdout


def commit(folder: Path) -> None:
    """Commit all that is there."""
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "All")


def start(folder: Path, *arguments: str) -> Result:
    """``python -m importer.start`` there, without the build, in this process."""
    stdout, stderr = StringIO(), StringIO()
    with (pytest.MonkeyPatch.context() as patch, redirect_stdout(stdout), redirect_stderr(stderr)):
        patch.chdir(folder)
        for name, value in {**GIT, "TZ": "Europe/Lisbon"}.items():
            patch.setenv(name, value)
        status = main(["--no-build", "--quiet", *arguments])
    return Result(status, stdout.getvalue(), stderr.getvalue())


def tree(folder: Path) -> dict[str, bytes]:
    """All files of a checkout but git's own, and the report."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() and ".git" not in path.parts)
    files = (path for path in files if path.name != "import-report.txt")
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def _item(kind: str, number: int, title: str, when: str, gmt: str, body: str = "", extra: str = "") -> str:
    address = f"https://lavoir.example/{when[:10].replace('-', '/')}/p{number}/"
    address = address if kind == "post" else f"https://lavoir.example/page-{number}/"
    return (
        f"\n<item><title>{escape(title)}</title><link>{address}</link><dc:creator>m.duroc</dc:creator>"
        f"<content:encoded><![CDATA[{body}]]></content:encoded><wp:post_id>{number}</wp:post_id>"
        f"<wp:post_date>{when}</wp:post_date><wp:post_date_gmt>{gmt}</wp:post_date_gmt>"
        f"<wp:post_name>p{number}</wp:post_name><wp:status>publish</wp:status><wp:post_type>{kind}</wp:post_type>"
        f"{extra}</item>"
    )


def _menu_line(number: int, page: int, order: int, title: str = "") -> str:
    metas = {"_menu_item_type": "post_type", "_menu_item_object": "page", "_menu_item_object_id": str(page)}
    extra = "".join(f"<wp:postmeta><wp:meta_key>{key}</wp:meta_key><wp:meta_value>{value}</wp:meta_value></wp:postmeta>"
                    for key, value in metas.items())  # fmt: skip
    extra += f'<wp:menu_order>{order}</wp:menu_order><category domain="nav_menu" nicename="haut">Haut</category>'
    return _item("nav_menu_item", number, title, "2011-01-01 10:00:00", "2011-01-01 09:00:00", extra=extra)


#: WordPress's export of a blog in French that was never told its language, with a menu in an order of its own.
EXPORT = (
    f'<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" {NAMESPACES}>\n<channel>'
    "<title>Le lavoir &amp;amp; la rue</title><link>https://lavoir.example</link>"
    "<description>Petites choses d’un “village”</description><language>en-US</language>"
    "<wp:author><wp:author_id>2</wp:author_id><wp:author_login>m.duroc</wp:author_login>"
    "<wp:author_display_name>m.duroc</wp:author_display_name><wp:author_first_name>Mathilde</wp:author_first_name>"
    "<wp:author_last_name>Duroc</wp:author_last_name></wp:author>"
    + _item("post", 1, "Le bateau", "2007-04-26 23:30:00", "2007-04-26 21:30:00", _PROSE)
    + _item("post", 2, "L’hiver", "2009-01-05 08:00:00", "2009-01-05 07:00:00", _PROSE)
    + _item("page", 3, "Adresse", "2007-04-26 10:00:00", "2007-04-26 08:00:00", "La rue du Lavoir.")
    + _item("page", 4, "Qui suis-je ?", "2007-04-26 10:00:00", "2007-04-26 08:00:00", "Une voisine.")
    + _item("page", 5, "Bruits", "2007-04-26 10:00:00", "2007-04-26 08:00:00", "Ce que l’on entend.")
    + _menu_line(11, 4, 1, "Moi")
    + _menu_line(12, 3, 2)
    + "\n</channel>\n</rss>\n"
)
