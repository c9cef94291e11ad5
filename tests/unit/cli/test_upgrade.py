"""An older archive is brought to the newest version of the software: what is its author's stays, to the letter."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from archive.cli.upgrade.plan import merge, merge_conf

PROJECT = Path(__file__).resolve().parents[3]
#: The command itself, and what an archive has beside it.
PARTS = ("_ext/archive/__init__.py", "_ext/archive/cli/__init__.py", "_ext/archive/cli/upgrade", "conf.py", "Makefile",
         ".ci/run")  # fmt: skip
GIT = {"GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null", "GIT_AUTHOR_NAME": "A", "HOME": "/",
       "GIT_AUTHOR_EMAIL": "a@x.example", "GIT_COMMITTER_NAME": "A", "GIT_COMMITTER_EMAIL": "a@x.example",
       "GIT_AUTHOR_DATE": "2020-01-01T00:00:00Z", "GIT_COMMITTER_DATE": "2020-01-01T00:00:00Z"}  # fmt: skip
TEMPLATE = "".join(f"<p>Line {number}</p>\n" for number in range(12))
#: What the software had, beside `PARTS`, in its older version; and what it has now.
OLDER = {
    "_templates/post.html": TEMPLATE,
    "_templates/card.html": TEMPLATE,
    "_templates/list.html": TEMPLATE.replace("Line", "Row"),
    "_ext/archive/left.py": "LEFT = 1\n",
    "_ext/archive/lost.py": "LOST = 1\n",
    ".gitignore": "__pycache__/\n",
    "tests/test_one.py": "ONE = 1\n",
    "guide/index.md": "# Guide\n",
    "_static/mark.png": "\0one",
    "posts/2012/10/sample.md": "# Sample\n",
    "definitions/people.yaml": "Sample Person:\n",
    "about.md": "# About the sample\n",
    "index.md": "# The sample\n",
    "README.md": "# The sample\n",
}
NEWER = {
    "_templates/post.html": TEMPLATE.replace("Line 2<", "Line two<").replace("Line 11", "Line eleven"),
    "_templates/card.html": None,
    "_templates/entry.html": TEMPLATE.replace("Line 2<", "Line two<"),
    "_ext/archive/left.py": None,
    "_ext/archive/lost.py": None,
    "_ext/archive/core/new.py": "NEW = 1\n",
    "tests/test_one.py": "ONE = 2\n",
    "tests/test_two.py": "TWO = 2\n",
    "_static/mark.png": "\0two",
    "_templates/mine.html": "<p>The software's</p>\n",
    "posts/2012/10/sample.md": "# Sample, mended\n",
    "posts/2012/11/another.md": "# Another sample\n",
    "definitions/people.yaml": "Sample Person, mended:\n",
    "about.md": "# About the sample, mended\n",
    "README.md": "# The sample, mended\n",
    "contact.md": "# Another page of the sample\n",
    ".sample": "# What is the sample's\nabout.md\ncontact.md\n",
}


def git(folder: Path, *arguments: str) -> str:
    command = ["git", "-C", str(folder), *arguments]
    return subprocess.run(command, env={**os.environ, **GIT}, check=True, capture_output=True, text=True).stdout


def put(folder: Path, files: dict[str, str | None]) -> None:
    for path, text in files.items():
        file = folder / path
        if text is None:
            file.unlink()
        else:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")


def commit(folder: Path, message: str = "x") -> None:
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--allow-empty", "--message", message)


def contents(folder: Path) -> dict[str, bytes]:
    """What the author sees: every file but git's own."""
    files = (path for path in folder.rglob("*") if path.is_file() and ".git" not in path.relative_to(folder).parts)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def conf(**block: str) -> str:
    """The project's `conf.py` with other values in the section of the blog."""
    text = (PROJECT / "conf.py").read_text(encoding="utf-8")
    start, end = text.index("# -- This blog"), text.index("# -- Sources")
    values = "".join(f"{name} = {value}\n" for name, value in block.items())
    return f"{text[:start]}# -- This blog --\n\n{values}\n{text[end:]}"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with `software`, of two versions, and `archive`, begun with the older: its own posts and settings."""
    folder = tmp_path_factory.mktemp("upgrade")
    software, archive = folder / "software", folder / "archive"
    for part in PARTS:
        copy = shutil.copytree if (PROJECT / part).is_dir() else shutil.copy
        (software / part).parent.mkdir(parents=True, exist_ok=True)
        copy(PROJECT / part, software / part)
    shutil.rmtree(software / "_ext/archive/cli/upgrade/__pycache__", ignore_errors=True)
    git(folder, "init", "--quiet", "--initial-branch=main", str(software))
    sample = conf(project='"The sample"', retelling='"Retold"', old="1")
    put(software, {**OLDER, "conf.py": sample.replace("nitpicky = True\n", "")})
    (software / ".ci/run").chmod(0o644)
    commit(software, "older")
    git(folder, "clone", "--quiet", str(software), str(archive))
    for path in ("posts", "definitions"):
        shutil.rmtree(archive / path)
    settings = (archive / "conf.py").read_text(encoding="utf-8")
    block = sample[sample.index("# -- This blog") : sample.index("# -- Sources")]
    mine = '# -- This blog --\n\nproject = "Larder"  # mine\nlanguage = "fr"\nold = 2\n\n'
    put(archive, {
        "conf.py": settings.replace(block, mine).replace('"unsrt"', '"plain"'),
        "posts/2020/01/loaf.md": "# Loaf\n", "about.md": "# About me\n", "README.md": "# Larder\n",
        "NOTES.txt": "Mine\n",
        "_templates/post.html": TEMPLATE.replace("Line 7", "Line seven, mine"),
    })  # fmt: skip
    commit(archive, "mine")
    put(software, {**NEWER, "conf.py": conf(project='"The sample, mended"', novel='"x"')})
    (software / ".ci/run").chmod(0o755)
    commit(software, "newer")
    return folder


@pytest.fixture
def archive(made: Path, tmp_path: Path) -> Path:
    """The archive, to be changed by one test."""
    return Path(shutil.copytree(made / "archive", tmp_path / "archive", symlinks=True))


def test_a_list_of_words_in_one_line_that_both_changed_is_no_conflict() -> None:
    head = "a = 1\n# -- This blog --\nproject = 'x'\n# -- Sources --\n"
    base, mine, newest = (f"{head}include_patterns = {words}\nb = 2\n".encode() for words in (
        '["index.md", "guide/*.md", "p/*.md"]', '["index.md", "p/*.md", "mine.md"]',
        '["index.md", "new.md", "guide/*.md", "p/*.md"]'))  # fmt: skip
    merged, notes = merge_conf(mine, base, newest)
    assert (merged.data or b"").splitlines()[-2:] == [
        b'include_patterns = ["index.md", "new.md", "p/*.md", "mine.md"]', b"b = 2"
    ]  # fmt: skip
    assert not merged.conflicts and not notes


def test_other_ends_of_lines_are_no_change() -> None:
    base = TEMPLATE.encode()
    mine = base.replace(b"Line 7", b"Line seven, mine").replace(b"\n", b"\r\n")
    merged = merge(mine, base, base.replace(b"Line 2<", b"Line two<"))
    assert merged.data == base.replace(b"Line 7", b"Line seven, mine").replace(b"Line 2<", b"Line two<")
    assert not merged.conflicts


@pytest.mark.parametrize("text", ["x = [\n", "\xff\0", "words = [1, 2]\n", ""])
def test_settings_that_are_no_python_are_merged_by_lines(text: str) -> None:
    data = f"# -- This blog --\n# -- Sources --\n{text}".encode(errors="surrogateescape")
    assert merge_conf(data + b"mine\n", data, b"# newest\n" + data)[0].data == (
        b"# newest\n" + data + b"mine\n" if b"\0" not in data else None
    )


Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def upgrade(made: Path) -> Run:
    def run(archive: Path, *options: str, source: str = "") -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "archive.cli.upgrade", str(archive), "--from", source or f"{made}/software"]
        environment = {**os.environ, **GIT, "PYTHONPATH": str(PROJECT / "_ext")}
        return subprocess.run([*command, *options], env=environment, capture_output=True, text=True)

    return run


def test_what_is_the_author_s_stays_and_the_software_is_the_newest(archive: Path, upgrade: Run) -> None:
    before = contents(archive)
    done = upgrade(archive)
    assert (done.returncode, done.stderr) == (0, "")
    after = contents(archive)
    for path in ("posts/2020/01/loaf.md", "about.md", "index.md", "README.md", "NOTES.txt"):
        assert after[path] == before[path], path
    assert after.keys() - before.keys() == {
        ".software", "_ext/archive/core/new.py", "_templates/entry.html", "_templates/mine.html", "tests/test_two.py",
    }  # fmt: skip
    assert before.keys() - after.keys() == {
        "_ext/archive/left.py", "_ext/archive/lost.py", "_templates/card.html"
    }  # fmt: skip
    assert after["_static/mark.png"] == b"\0two" and os.access(archive / ".ci/run", os.X_OK)


def test_what_both_changed_is_merged(archive: Path, upgrade: Run) -> None:
    said = upgrade(archive).stdout
    post = (archive / "_templates/post.html").read_text(encoding="utf-8")
    assert "Line two<" in post and "Line seven, mine" in post and "Line eleven" in post and "<<<" not in post
    settings = (archive / "conf.py").read_text(encoding="utf-8")
    assert 'project = "Larder"  # mine\nlanguage = "fr"\nold = 2\n' in settings and "sample" not in settings
    assert "nitpicky = True\n" in settings and '"plain"' in settings and "retelling" not in settings
    assert "Merged, what you changed with what is new:\n    _templates/post.html\n    conf.py\n" in said
    assert 'conf.py: the software has a new setting, `novel = "x"`' in said
    assert "conf.py: `old` is no setting of the newest version" in said


def test_all_of_it_is_before_git_and_a_second_run_finds_nothing_to_do(archive: Path, upgrade: Run) -> None:
    upgrade(archive)
    assert not git(archive, "diff") and git(archive, "diff", "--cached", "--stat")
    commit(archive, "upgraded")
    before = contents(archive)
    again = upgrade(archive)
    assert again.returncode == 0 and "There is nothing to do." in again.stdout
    assert contents(archive) == before and not git(archive, "status", "--porcelain")


def test_a_dry_run_says_the_same_and_touches_nothing(archive: Path, upgrade: Run) -> None:
    before = contents(archive)
    dry = upgrade(archive, "--dry-run").stdout
    assert contents(archive) == before and not git(archive, "status", "--porcelain")
    told = dry.partition("\nNothing was written.")[0]
    assert upgrade(archive).stdout.startswith(told)
    shown = dry.partition("git diff HEAD ")[2].split()[0]
    assert not git(archive, "diff", "--cached", shown)  # what it showed is what came


@pytest.mark.parametrize("within", [True, False])
def test_make_does_it_in_the_archive_or_from_a_clone_of_the_software(within: bool, made: Path, archive: Path) -> None:
    software = made / "software"
    given = [f"FROM={software}"] if within else [f"ARCHIVE={archive}"]
    command = ["make", "--silent", "-C", str(archive if within else software), "upgrade", f"PYTHON={sys.executable}"]
    # What a shell has under these names is not meant.
    environment = {**os.environ, **GIT, "FROM": "nowhere", "ARCHIVE": "nowhere", "DRYRUN": "1", "MAKEFLAGS": ""}
    done = subprocess.run([*command, *given], env=environment, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "") and "_ext/archive/core/new.py" in contents(archive)
    assert f"\n{software}\n" in (archive / ".software").read_text(encoding="utf-8")


def test_it_can_be_taken_back(archive: Path, upgrade: Run) -> None:
    before = contents(archive)
    upgrade(archive)
    git(archive, "reset", "--quiet", "--hard")
    assert contents(archive) == before


def test_a_conflict_is_named_by_line_and_git_lets_nobody_pass_it_over(archive: Path, upgrade: Run) -> None:
    put(archive, {"_templates/post.html": TEMPLATE.replace("Line 2<", "Line ii<")})
    commit(archive)
    done = upgrade(archive)
    assert done.returncode == 1 and "choose, take the marks out, and `git add` it:\n    _templates/post.html:3\n" in (
        done.stdout
    )
    lines = (archive / "_templates/post.html").read_text(encoding="utf-8").splitlines()
    assert lines[2:9] == ["<<<<<<< yours", "<p>Line ii</p>", "||||||| as it was", "<p>Line 2</p>", "=======",
                          "<p>Line two</p>", ">>>>>>> newest"]  # fmt: skip
    assert "UU _templates/post.html" in git(archive, "status", "--porcelain")
    with pytest.raises(subprocess.CalledProcessError):
        git(archive, "commit", "--message", "too soon")
    assert "not committed" in upgrade(archive).stderr


def test_an_archive_that_shares_no_history_is_told_by_its_files(archive: Path, upgrade: Run) -> None:
    """As one that was begun from a template, or from an archive of files."""
    shutil.rmtree(archive / ".git")
    git(archive, "init", "--quiet")
    commit(archive)
    done = upgrade(archive)
    assert done.returncode == 0
    assert "Merged, what you changed with what is new:\n    _templates/post.html\n" in done.stdout
    assert "sample" not in "".join(contents(archive)) and not (archive / "posts/2012").exists()


@pytest.mark.parametrize(
    ("mine", "said"),
    [
        ({"tests/test_one.py": None}, "2 files stay away, since you took them or their folder away: tests/ (2)"),
        ({"_ext/archive/left.py": "LEFT = 'mine'\n"}, "_ext/archive/left.py: the software has it no longer; yours"),
        ({"_templates/mine.html": "Mine"}, "_templates/mine.html: the software has a file of this name now; yours"),
        ({"_static/mark.png": "\0mine"}, "_static/mark.png: you changed it, and so did the software; as it is no text"),
        ({"_ext/archive/core": "A file"}, "_ext/archive/core/new.py: the software has a file there, and you have a"),
    ],
)
def test_what_an_author_did_otherwise_stays_and_is_named(
    mine: dict[str, str | None], said: str, archive: Path, upgrade: Run
) -> None:
    put(archive, mine)
    commit(archive)
    done = upgrade(archive)
    assert done.returncode == 0 and said in done.stdout
    for path, text in mine.items():
        assert not (archive / path).exists() if text is None else (archive / path).read_text(encoding="utf-8") == text


def test_a_change_follows_its_file_to_another_name(archive: Path, upgrade: Run) -> None:
    put(archive, {"_templates/card.html": TEMPLATE.replace("Line 9", "Line nine, mine")})
    commit(archive)
    said = upgrade(archive).stdout
    entry = (archive / "_templates/entry.html").read_text(encoding="utf-8")
    assert "Line two<" in entry and "Line nine, mine" in entry and not (archive / "_templates/card.html").exists()
    assert "_templates/card.html: it is called _templates/entry.html now; what you changed went there" in said


def test_the_next_upgrade_brings_only_what_is_newer(made: Path, archive: Path, tmp_path: Path, upgrade: Run) -> None:
    upgrade(archive)
    commit(archive)
    software = Path(shutil.copytree(made / "software", tmp_path / "software"))
    put(software, {"_templates/post.html": NEWER["_templates/post.html"].replace("Line 5", "Line five")})
    commit(software)
    done = upgrade(archive, source=str(software))
    assert done.returncode == 0 and sorted(git(archive, "diff", "--cached", "--name-only").split()) == [
        ".software", "_templates/post.html"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda folder: put(folder, {"about.md": "# Not committed\n"}), "not committed, commit them first: about.md"),
        (lambda folder: shutil.rmtree(folder / ".git"), "is in no git repository, so that nothing could be taken back"),
        (lambda folder: (folder / "conf.py").unlink(), "holds no archive: run this in its folder"),
        (lambda folder: put(folder, {"tests/test_two.py": "Mine"}), "nothing was written: git read-tree"),
    ],
)
def test_it_refuses_where_something_could_be_lost(
    spoil: Callable[[Path], None], said: str, archive: Path, upgrade: Run
) -> None:
    spoil(archive)
    before = contents(archive)
    done = upgrade(archive)
    assert done.returncode == 2 and said in done.stderr and "Traceback" not in done.stderr
    assert contents(archive) == before


def test_it_says_what_it_cannot_find(archive: Path, tmp_path: Path, upgrade: Run) -> None:
    assert "the software cannot be had from" in upgrade(archive, source=str(tmp_path / "nowhere")).stderr
    git(tmp_path, "init", "--quiet", "other")
    commit(tmp_path / "other")
    assert "is no archive's software" in upgrade(archive, source=str(tmp_path / "other")).stderr
    git(archive, "remote", "add", "upstream", str(tmp_path / "other"))
    command = [sys.executable, "-m", "archive.cli.upgrade", str(archive)]
    environment = {**os.environ, **GIT, "PYTHONPATH": str(PROJECT / "_ext")}
    asked = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert f"Fetching {tmp_path / 'other'}" in asked.stdout
    git(archive, "remote", "remove", "upstream")
    asked = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert asked.returncode == 2 and "say where the software is from" in asked.stderr
