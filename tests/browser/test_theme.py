"""Light and dark: as the system says, until the reader says otherwise; and text stands out from its ground."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page

from browser.conftest import Opener
from browser.sites import BuiltSite

#: Texts to measure, each with what it is.
TEXTS = {
    "text": "article p", "heading": "article h1", "link": "article p a[href]", "byline": "article .byline",
    "sidebar": "nav.sidebar-tree a", "footer": "footer p", "code": "article pre", "table": "article td",
    "note": "article .admonition p", "quotation": "article blockquote p", "footnote": "article aside p",
}  # fmt: skip

#: The relative luminance of an element's text and of the ground that it stands on, by WCAG's definition.
_LUMINANCES = """element => {
    const parse = colour => {
        const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
        canvas.fillStyle = colour;
        canvas.fillRect(0, 0, 1, 1);
        return [...canvas.getImageData(0, 0, 1, 1).data];
    };
    const luminance = ([r, g, b]) => [r, g, b].map(part => part / 255)
        .map(part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
        .reduce((sum, part, i) => sum + part * [0.2126, 0.7152, 0.0722][i], 0);
    let ground = [255, 255, 255];
    for (let at = element; at; at = at.parentElement) {
        const colour = parse(getComputedStyle(at).backgroundColor);
        if (colour[3] === 255) { ground = colour; break; }
    }
    return [luminance(parse(getComputedStyle(element).color)), luminance(ground)];
}"""


def luminances(page: Page, selector: str) -> tuple[float, float]:
    """Of the first such element in sight: the luminance of its text and of its ground, from 0 to 1."""
    text, ground = page.locator(selector).locator("visible=true").first.evaluate(_LUMINANCES)
    return text, ground


def is_dark(page: Page) -> bool:
    text, ground = luminances(page, "article h1")
    return ground < text


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out(scheme: str, rich: BuiltSite, open_page: Opener) -> None:
    page = open_page("post", rich, scheme=scheme)
    found = {what: luminances(page, selector) for what, selector in TEXTS.items()}
    assert {what for what, (_, ground) in found.items() if not on_its_side(ground, scheme)} == set()
    assert {what for what, (text, ground) in found.items() if contrast(text, ground) < 4.5} == set()


def on_its_side(ground: float, scheme: str) -> bool:
    return ground < 0.2 if scheme == "dark" else ground > 0.7


def contrast(text: float, ground: float) -> float:
    """The ratio of two luminances as WCAG defines it, from 1 to 21."""
    return (max(text, ground) + 0.05) / (min(text, ground) + 0.05)


@pytest.mark.parametrize("javascript", [True, False])
def test_the_system_says_light_or_dark(javascript: bool, real: BuiltSite, open_page: Opener) -> None:
    page = open_page("front page", real, scheme="light", javascript=javascript)
    assert not is_dark(page)
    page.emulate_media(color_scheme="dark")
    assert is_dark(page)


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_reader_chooses_and_the_choice_stays(
    scheme: str, width: int, real: BuiltSite, context: Callable[..., BrowserContext]
) -> None:
    reader = context(scheme=scheme, width=width)
    page = reader.new_page()
    page.goto(real.url)
    toggle = page.locator("button.theme-toggle").locator("visible=true").first
    shown = [is_dark(page)]
    for _ in range(3):
        toggle.click()
        shown.append(is_dark(page))
    # Three choices in a circle: as the system says, dark, light.
    assert shown[0] == shown[3] == (scheme == "dark")
    assert set(shown) == {True, False}
    while is_dark(page) == (scheme == "dark"):
        toggle.click()
    other = reader.new_page()
    other.goto(real.url + "blog/archive.html")
    assert is_dark(other) == (scheme != "dark")
    other.emulate_media(color_scheme="light" if scheme == "dark" else "dark")
    assert is_dark(other) == (scheme != "dark")
