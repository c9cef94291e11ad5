"""The site looks as it did when its references were made: `make references` makes them anew, to be seen in review."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from PIL import Image

from browser.conftest import Opener
from browser.looks import FEW, LOOKS, REFERENCES, difference, name, picture
from browser.sites import PROJECT, BuiltSite


@pytest.mark.parametrize(("site", "kind", "width", "scheme"), LOOKS)
def test_a_page_looks_as_it_did(
    site: str, kind: str, width: int, scheme: str, open_page: Opener, request: pytest.FixtureRequest
) -> None:
    built: BuiltSite = request.getfixturevalue(site)
    seen = picture(open_page(kind, built, width=width, scheme=scheme))
    reference = REFERENCES / name(site, kind, width, scheme)
    if request.config.getoption("--update-references"):
        REFERENCES.mkdir(exist_ok=True)
        seen.save(reference, optimize=True)
    apart = difference(Image.open(reference), seen)
    if apart > FEW:
        # Side by side, for whoever is to judge.
        folder = Path(PROJECT, "_build/looks")
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(reference, folder / f"was-{reference.name}")
        seen.save(folder / f"is-{reference.name}")
    assert apart <= FEW, f"{apart:.0f} blocks of 1000 differ: see _build/looks, and `make references` if that is meant"


@pytest.mark.parametrize(
    "change",
    ["h1 { margin-top: 3rem !important }", "a { color: #03f !important }", ".sidebar-drawer { display: none }",
     "article p { font-size: 1.3rem !important }", "body { --color-background-primary: #eee }"],
)  # fmt: skip
def test_a_change_is_seen(change: str, rich: BuiltSite, open_page: Opener) -> None:
    page = open_page("post", rich)
    before = picture(page)
    page.evaluate("""css => {
        const sheet = new CSSStyleSheet();
        sheet.replaceSync(css);
        document.adoptedStyleSheets.push(sheet);
    }""", change)  # fmt: skip
    assert difference(before, picture(page)) > 2 * FEW


def test_the_pictures_are_small_and_each_is_of_a_page(request: pytest.FixtureRequest) -> None:
    if request.config.getoption("--update-references"):
        pytest.skip("they are being made")
    kept = {path.name: path.stat().st_size for path in REFERENCES.iterdir()}
    assert kept.keys() == {name(*look) for look in LOOKS}
    assert sum(kept.values()) < 1_000_000
