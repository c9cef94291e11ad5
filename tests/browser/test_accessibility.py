"""Nothing stands in the way of any reader, as far as axe-core can judge: https://github.com/dequelabs/axe-core

Its rules for WCAG 2.2, levels A and AA, and its best practices. Every kind of page is looked at on a wide screen and on
a telephone, in light and in dark; `test_targets` does so in forced colours.
"""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

import pytest
from axe_playwright_python.base import AXE_SCRIPT  # type: ignore[import-untyped]
from playwright.sync_api import Page

from browser.conftest import Opener
from browser.sites import KINDS, BuiltSite


class Look(NamedTuple):
    """How a reader sees a page."""

    width: int
    scheme: Literal["light", "dark"] = "light"


LOOKS = (Look(1280), Look(1280, "dark"), Look(390), Look(390, "dark"))
#: Where the contents of this project's own site differ from those of the richer one, this will do.
FEW = (Look(390),)
OPTIONS = {"resultTypes": ["violations"]}
#: Contrast takes axe most of its time.
BUT_CONTRAST = {"rules": {"color-contrast": {"enabled": False}}}


def violations(page: Page, contrast: bool = True) -> list[str]:
    """What axe finds in the page as it is shown now: rule, element, reason."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    options = OPTIONS if contrast else OPTIONS | BUT_CONTRAST
    run = "async options => (await axe.run(options)).violations"
    found: list[dict[str, Any]] = page.evaluate(run, options)
    return [
        f"{rule['id']}: {node['html'][:160]}: {node['failureSummary']}" for rule in found for node in rule["nodes"]
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_rich_site_has_no_violation(kind: str, rich: BuiltSite, open_page: Opener) -> None:
    check(open_page(kind, rich), LOOKS)


@pytest.mark.parametrize("kind", KINDS)
def test_real_site_has_no_violation(kind: str, real: BuiltSite, open_page: Opener) -> None:
    check(open_page(kind, real), FEW)


@pytest.mark.parametrize("kind", ["front page", "post", "year", "archive", "names", "search"])
def test_a_site_that_is_read_from_the_right_has_no_violation(kind: str, mirrored: BuiltSite, open_page: Opener) -> None:
    check(open_page(kind, mirrored), (Look(1280), Look(390)))


def test_the_open_drawer_has_no_violation(rich: BuiltSite, open_page: Opener) -> None:
    page = open_page("post", rich, width=320)
    page.locator("label[for=__navigation]").locator("visible=true").first.click()
    check(page, (Look(320), Look(320, "dark")))


def check(page: Page, looks: tuple[Look, ...]) -> None:
    faults = []
    for look in looks:
        page.set_viewport_size({"width": look.width, "height": 900})
        page.emulate_media(color_scheme=look.scheme)
        faults += [f"{look}: {fault}" for fault in violations(page)]
    assert not faults, "\n".join(faults)
