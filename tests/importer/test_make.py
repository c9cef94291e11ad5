"""``make import`` and ``make new`` as an author types them: names of any kind, and what is said without one."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from archive.source import configuration
from exports import item, wxr
from starting import checkout

PROJECT = Path(__file__).resolve().parents[2]


def make(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the project's Makefile in `folder`, where its environment counts as installed."""
    for name in ("Makefile", "_ext", "requirements.txt", "conf.py"):
        if not (folder / name).exists():
            (folder / name).symlink_to(PROJECT / name)
    stamp = folder / ".venv" / "site.txt"
    if not stamp.exists():
        python = stamp.parent / "bin/python"
        python.parent.mkdir(parents=True)
        python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
        python.chmod(0o755)
        stamp.write_bytes((PROJECT / "requirements.txt").read_bytes())
    # Nor is it told that it runs beneath `make test`, of which it would speak.
    others = ("SRC", "TITLE", "MAKEFLAGS", "MAKELEVEL", "MFLAGS")
    environment = {key: value for key, value in os.environ.items() if key not in others} | environment
    return subprocess.run(
        ["make", *arguments], cwd=folder, env=environment, capture_output=True, text=True, timeout=120, check=False
    )


@pytest.mark.parametrize(("arguments", "said"), [(["import"], "make import SRC="), (["new"], "make new TITLE=")])
def test_without_a_name_it_says_how_it_is_used(tmp_path, arguments, said):
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests/export.xml").write_text(wxr(item(1)))
    done = make(tmp_path, *arguments)
    assert done.returncode == 2 and said in done.stderr and "Traceback" not in done.stderr and not done.stdout
    assert not (tmp_path / "posts").exists()


@pytest.mark.parametrize(
    ("python", "said"),
    [
        ('case "$1" in -c) ;; *) exit 1; esac', "Installing what the site needs into .venv"),
        (f'exec "{sys.executable}" -c "import sys; sys.version_info = (3, 9, 6); exec(sys.argv[1])" "$2"',
         "is Python 3.9, and 3.11 or later is wanted"),
    ],
)  # fmt: skip
def test_the_first_run_says_what_it_does_or_wants(tmp_path, python, said):
    (tmp_path / "export.xml").write_text(wxr(item(1)))
    assert make(tmp_path, "import", "SRC=export.xml", "IMPORTOPTS=--quiet").stderr == ""
    (tmp_path / ".venv/site.txt").write_text("other pins\n")
    os.utime(tmp_path / ".venv/site.txt", (0, 0))
    (tmp_path / "python").write_text(f"#!/bin/sh\n{python}\n")
    (tmp_path / "python").chmod(0o755)
    done = make(tmp_path, "import", "SRC=export.xml", "PYTHON=./python")
    assert done.returncode == 2 and said in done.stderr and not done.stdout
    assert (tmp_path / ".venv/site.txt").exists() is ("3.9" in said), "what is there is not taken away in vain"


def test_an_upgrade_names_an_old_python(tmp_path):
    python = f'exec "{sys.executable}" -c "import sys; sys.version_info = (3, 9, 6); exec(sys.argv[1])" "$2"'
    (tmp_path / "python").write_text(f"#!/bin/sh\n{python}\n")
    (tmp_path / "python").chmod(0o755)
    done = make(tmp_path, "upgrade", "PYTHON=./python")
    assert done.returncode == 2 and "is Python 3.9, and 3.11 or later is wanted" in done.stderr
    assert "Traceback" not in done.stderr


NAMES = ("a b.xml", "it's \"so\".xml", "$HOME $(x) `y` $$.xml", "a#b;c&d.xml", "-n.xml", "é%20\\.xml")


@pytest.mark.parametrize("name", NAMES)
def test_a_name_of_any_kind(tmp_path, name):
    (tmp_path / name).write_text(wxr(item(1)))
    done = make(tmp_path, "import", f"SRC={name}" if name[0] != "-" else f"SRC=./{name}", "IMPORTOPTS=--quiet")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "posts/2015/03/p1.md").is_file()


def test_the_home_folder(tmp_path):
    (tmp_path / "home").mkdir()
    (tmp_path / "home/export.xml").write_text(wxr(item(1)))
    done = make(tmp_path, "import", "SRC=~/export.xml", "POSTS=~/posts", "IMPORTOPTS=--quiet", HOME=f"{tmp_path}/home")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "home/posts/2015/03/p1.md").is_file()


@pytest.mark.skipif(not (PROJECT / ".sample").exists(), reason="the sample has left this checkout")
def test_what_names_a_new_archive_is_said_to_make_alone(tmp_path):
    """Shells set LANGUAGE, for gettext; a title may hold what make and shells take for their own."""
    title = "-n $HOME $(x) `y` \"q\" 'it' #1 \\"
    folder = checkout(tmp_path / "site")
    shell = {"LANGUAGE": "tlh", "AUTHOR": "Sh", "TZ": "Asia/Tokyo"}
    done = make(folder, "start", "NEW=1", f"TITLE={title}", "IMPORTOPTS=--no-build", **shell)
    assert done.returncode == 0, done.stderr
    found = {name: value for name, (value, _) in configuration.read(folder / "conf.py").items()}
    assert [found[name] for name in ("project", "language", "time_zone")] == [title, "en", "Asia/Tokyo"]
    assert found["author"] != "Sh"
