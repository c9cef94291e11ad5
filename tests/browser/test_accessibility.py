"""WCAG 2.2, levels A and AA, as far as axe-core can judge: https://github.com/dequelabs/axe-core"""

from __future__ import annotations

from typing import Any, Literal

import pytest
from axe_playwright_python.base import AXE_SCRIPT  # type: ignore[import-untyped]
from playwright.sync_api import Page

from browser.conftest import Opener
from browser.sites import KINDS, BuiltSite

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
#: Of the richer site, the pages whose contents differ most from those of this project's own.
RICH = ("post", "month", "all posts", "not found")


def violations(page: Page) -> list[str]:
    """What axe finds against WCAG in the page as it is shown now: rule, element, reason."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    options = {"runOnly": {"type": "tag", "values": WCAG}, "resultTypes": ["violations"]}
    found: list[dict[str, Any]] = page.evaluate("options => axe.run(options)", options)["violations"]
    return [f"{rule['id']}: {node['html'][:160]}: {node['failureSummary']}" for rule in found for node in rule["nodes"]]


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("kind", KINDS)
def test_real_site_has_no_violation(kind: str, width: int, real: BuiltSite, open_page: Opener) -> None:
    in_light_and_dark(open_page(kind, real, width=width))


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("kind", RICH)
def test_rich_site_has_no_violation(kind: str, width: int, rich: BuiltSite, open_page: Opener) -> None:
    in_light_and_dark(open_page(kind, rich, width=width))


def in_light_and_dark(page: Page) -> None:
    schemes: tuple[Literal["light", "dark"], ...] = ("light", "dark")
    for scheme in schemes:
        page.emulate_media(color_scheme=scheme)
        found = violations(page)
        assert not found, f"in {scheme}:\n" + "\n".join(found)
