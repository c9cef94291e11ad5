"""Firefox shows the site too: looked at where it, Node and what `make lighthouse` installs are at hand."""

from __future__ import annotations

import json
import os
import shutil
import subprocess

import pytest

from browser.sites import PROJECT, BuiltSite

PROGRAMS = PROJECT / ".venv/lighthouse"


@pytest.fixture(scope="module")
def firefox() -> str:
    path = os.environ.get("FIREFOX") or shutil.which("firefox-esr") or shutil.which("firefox")
    if path and shutil.which("node") and (PROGRAMS / "node_modules/puppeteer-core").is_dir():
        return path
    missing = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
    missing("there is no Firefox or no Node, or `make lighthouse` has not installed what drives it")


def test_firefox_reads_and_searches_without_a_complaint(firefox: str, rich: BuiltSite) -> None:
    pages = [rich.page("post"), "search.html?q=quokkagraph", rich.page("front page"), rich.page("month")]
    command = ["node", PROJECT / "tests/lighthouse/firefox.mjs", firefox, *(f"{rich.url}{page}" for page in pages)]
    done = subprocess.run(command, cwd=PROGRAMS, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout)
    assert [page["faults"] for page in seen] == [[]] * len(pages)
    assert all(page["styled"] and page["heading"] and page["theme"] == "auto" for page in seen), seen
    assert seen[1]["results"] == 1
