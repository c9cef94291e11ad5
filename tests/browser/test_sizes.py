"""Sizes that an author gave hold, though no page allows a style in an element."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page

from browser.reading import POSTS
from browser.server import serving
from browser.sites import BuiltSite, build, copy_project, once

TEXT = """---
date: 2021-03-14
---

# Sized

![exact](wide.svg){width=120px}

![low](wide.svg){height=30px}

![share](wide.svg){width="50%"}

```{figure} wide.svg
:figwidth: 400px

A caption.
```

```{list-table}
:widths: 10 30 60
:width: 75%

* - a
  - b
  - c
```

<div class="drawn" style="width: 25%">By hand.</div>
"""


@pytest.fixture(scope="module")
def sized(workshop: Path) -> Iterator[BuiltSite]:
    def make(out: Path) -> None:
        source = copy_project(workshop / "sized-source", posts=False)
        folder = source / "posts/2021/03"
        folder.mkdir(parents=True)
        (folder / "sized.md").write_text(TEXT, encoding="utf-8")
        shutil.copyfile(POSTS / "wide.svg", folder / "wide.svg")
        build(source, out)

    out = once(workshop / "sized", make)
    with serving(out) as url:
        yield BuiltSite(out, url)


def width(part: Locator) -> float:
    box = part.bounding_box()
    assert box
    return box["width"]


@pytest.mark.parametrize("path", ["2021/03/sized.html", "blog/2021/03.html"])
def test_sizes_hold(path: str, sized: BuiltSite, tab: Callable[..., Page]) -> None:
    page = tab()
    page.goto(sized.url + path)
    text = page.locator(".e-content").first
    whole = width(text)
    assert width(text.get_by_alt_text("exact")) == 120
    low = text.get_by_alt_text("low").bounding_box()
    assert low and low["height"] == 30 and low["width"] < 200
    assert width(text.get_by_alt_text("share")) == pytest.approx(whole / 2, abs=1)
    assert width(text.locator("figure")) == 400
    assert width(text.locator("table")) == pytest.approx(0.75 * whole, abs=2)
    cells = [width(cell) / width(text.locator("table")) for cell in text.locator("td").all()]
    assert cells == pytest.approx([0.1, 0.3, 0.6], abs=0.03)
    assert width(text.locator(".drawn")) == pytest.approx(whole / 4, abs=1)
    assert "style=" not in Path(sized.out, path).read_text(encoding="utf-8")


def test_on_a_telephone_nothing_is_wider_than_the_page(
    sized: BuiltSite, tab: Callable[..., Page]
) -> None:
    page = tab(width=320)
    page.goto(f"{sized.url}2021/03/sized.html")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_only_pages_with_sizes_load_their_stylesheet(sized: BuiltSite) -> None:
    loading = [path.relative_to(sized.out).as_posix() for path in sized.out.rglob("*.html")
               if "archive-sizes.css" in path.read_text(encoding="utf-8")]  # fmt: skip
    assert {"2021/03/sized.html", "blog/2021/03.html"} <= set(loading)
    assert "index.html" not in loading and "404.html" not in loading
