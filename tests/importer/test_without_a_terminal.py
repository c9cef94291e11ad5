"""What the workflow does in a repository made from the template: `gh` is a stand-in, all else is as it is."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from exports import item
from starting import EXPORT, GIT, PROJECT, checkout, git

pytestmark = pytest.mark.skipif(not (PROJECT / ".sample").exists(), reason="the sample has left this checkout")
WORKFLOWS = PROJECT / ".github/workflows"
#: A stand-in for GitHub's command line: it lists what is in a folder as attached to a draft, and notes what it is told.
GH = """#!/bin/sh
echo "$@" >> "$GH_TOLD"
case "$*" in
  *releases/assets/*) cat "$GH_ATTACHED/$(basename "$4")" ;;
  *template_repository*) echo https://software.example/archive.git ;;
  *releases*) ls "$GH_ATTACHED" | sed 's/.*/& &/' ;;
esac
"""


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A checkout of a repository, with a remote one to push to, and what the workflow's machine has."""
    folder = checkout(tmp_path / "site", ".ci", "Makefile", "requirements.txt")
    (folder / "_ext").symlink_to(PROJECT / "_ext")
    (folder / ".gitignore").write_text((PROJECT / ".gitignore").read_text() + "/_ext\n__pycache__\n")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "Template")
    git(tmp_path, "init", "--quiet", "--bare", "remote.git")
    git(folder, "remote", "add", "origin", str(tmp_path / "remote.git"))
    git(folder, "push", "--quiet", "--set-upstream", "origin", "HEAD")
    python = folder / ".venv/bin/python"
    python.parent.mkdir(parents=True)
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    python.chmod(0o755)
    (folder / ".venv/site.txt").write_bytes((PROJECT / "requirements.txt").read_bytes())
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/gh").write_text(GH)
    (tmp_path / "bin/gh").chmod(0o755)
    (tmp_path / "attached").mkdir()
    return folder


def bring(folder: Path, **inputs: str) -> subprocess.CompletedProcess[str]:
    """Run the workflow's own step, with what it is given by the one who begins it."""
    base = folder.parent
    steps = yaml.safe_load((WORKFLOWS / "bring.yml").read_text())["jobs"]["bring"]["steps"]
    (step,) = (step for step in steps if "run" in step)
    environment = {
        **{key: value for key, value in os.environ.items() if not key.startswith("MAKE")}, **GIT,
        **dict.fromkeys(step["env"], ""), **inputs, "PATH": f"{base}/bin:{os.environ['PATH']}",
        "GITHUB_REPOSITORY": "someone/archive", "GITHUB_STEP_SUMMARY": str(base / "summary"),
        "GH_TOLD": str(base / "told"), "GH_ATTACHED": str(base / "attached"),
    }  # fmt: skip
    return subprocess.run(["bash", "-c", step["run"]], cwd=folder, env=environment, capture_output=True, text=True,
                          timeout=300, check=False)  # fmt: skip


def test_an_export_attached_to_a_draft_becomes_a_site(repository: Path) -> None:
    attached = repository.parent / "attached"
    private = item(9, "Only for me").replace("<wp:status>publish", "<wp:status>private")
    (attached / "export.xml").write_text(EXPORT.replace("\n</channel>", f"{private}\n</channel>"), encoding="utf-8")
    done = bring(repository, TITLE="Le lavoir, gardé")
    assert done.returncode == 0, done.stderr
    remote = repository.parent / "remote.git"
    pushed = git(remote, "ls-tree", "-r", "--name-only", "HEAD").splitlines()
    assert {"posts/2007/04/p1.md", "p/page-3.md", "index.md"} <= set(pushed)
    assert not [path for path in pushed if "export" in path or path.startswith(("posts/2012", ".sample", "_build"))]
    assert "https://software.example/archive.git\n" in git(remote, "show", "HEAD:.software")
    assert 'project = "Le lavoir, gardé"' in git(remote, "show", "HEAD:conf.py")
    assert "Only for me" not in git(repository, "grep", "--ignore-case", "for me", "HEAD", "--", ":!guide", ok=1)
    summary = (repository.parent / "summary").read_text(encoding="utf-8")
    assert "“Le lavoir, gardé” by Mathilde Duroc: 2 posts" in summary and "Left out, not published: 1" in summary
    assert (repository.parent / "told").read_text().splitlines()[-1] == "workflow run pages.yml"
    # A second one is imported beside the first.
    (attached / "export.xml").write_bytes((PROJECT / "tests/importer/fixtures/blog-11-02-2012.xml").read_bytes())
    assert bring(repository, IS_PRIVATE="true").returncode == 0
    assert "posts/2012/10/steady-on-maggie.md" in git(remote, "ls-tree", "-r", "--name-only", "HEAD")


def test_without_an_export_it_says_how_to_give_one(repository: Path) -> None:
    done = bring(repository)
    assert done.returncode == 1 and "Draft a new release" in done.stdout
    assert git(repository, "status", "--porcelain") == ""


def test_of_an_archive_that_was_begun_the_software_is_not_tested(repository: Path) -> None:
    """What CI runs, with a `make` that notes what it is asked for."""
    (repository / ".sample").unlink()
    base = repository.parent
    (base / "bin/make").write_text('#!/bin/sh\necho "$@" >> "$TOLD"\n')
    (base / "bin/make").chmod(0o755)
    environment = {**os.environ, "PATH": f"{base}/bin:{os.environ['PATH']}", "TOLD": str(base / "made")}
    assert subprocess.run([".ci/run"], cwd=repository, env=environment, check=False).returncode == 0
    assert (base / "made").read_text().splitlines() == ["check", "linkcheck NETWORK=0"]


def test_a_workflow_may_do_what_it_does() -> None:
    """Pages are published by a workflow that another may begin, from the branch that this one pushes to."""
    bringing, pages = (yaml.safe_load((WORKFLOWS / name).read_text()) for name in ("bring.yml", "pages.yml"))
    assert bringing["permissions"] == {"contents": "write", "actions": "write"}
    # YAML 1.1 reads `on` as true.
    assert "workflow_dispatch" in pages[True] and "workflow_dispatch" in bringing[True]


def test_in_an_archive_of_one_s_own_ci_runs_no_tests_of_the_software(tmp_path: Path) -> None:
    jobs = yaml.safe_load((WORKFLOWS / "ci.yml").read_text())["jobs"]
    (tmp_path / "make").write_text('#!/bin/sh\necho "make $*"\n')
    (tmp_path / "make").chmod(0o755)
    shutil.copytree(PROJECT / ".ci", tmp_path / ".ci")
    environment = {**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}"}
    steps = [step["run"] for job in jobs.values() for step in job["steps"] if "run" in step]
    said = "".join(
        subprocess.run(["bash", "-e", "-c", step], cwd=tmp_path, env=environment, capture_output=True, text=True).stdout
        for step in steps
    )
    assert "make html check" in said and "test" not in said
