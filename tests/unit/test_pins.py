"""What is installed is exactly what was pinned: each with its hashes, one version for the site and for the tests."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
_PIN = re.compile(
    r"^([a-z0-9-]+)(?:\[[a-z,]+\])?==(\S+)((?: ;[^\\]*)? \\\n(?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)",
    re.MULTILINE,
)


def pins(file: str) -> dict[str, str]:
    """The versions in a file of pins; every line of it is part of a pin, or a comment."""
    text = (ROOT / file).read_text(encoding="utf-8")
    rest = _PIN.sub("", text)
    assert [line for line in rest.splitlines() if not line.startswith("#")] == []
    return {found[1]: found[2] for found in _PIN.finditer(text)}


@pytest.mark.parametrize("folder", ["", "tests/"])
def test_what_is_asked_for_is_pinned_with_hashes(folder: str) -> None:
    asked = (ROOT / f"{folder}requirements.in").read_text(encoding="utf-8").splitlines()
    names = [re.split(r"[\[=<>\s#]", line)[0].lower().replace("_", "-") for line in asked if line[:1].isalnum()]
    assert names and set(names) <= set(pins(f"{folder}requirements.txt"))


def test_the_site_is_tested_with_what_it_is_built_with() -> None:
    site, tests = pins("requirements.txt"), pins("tests/requirements.txt")
    both = site.keys() & tests.keys()
    assert both and {name: site[name] for name in both} == {name: tests[name] for name in both}
