"""What is left out of the theme's stylesheet is missed by nothing: every element looks as it does with the whole."""

from __future__ import annotations

import re
from pathlib import Path

import furo
import pytest
from playwright.sync_api import Page

from browser.conftest import Opener
from browser.sites import BuiltSite
from browser.waiting import until

WHOLE = (Path(furo.__file__).parent / "theme/furo/static/styles/furo.css").read_text(encoding="utf-8")
#: The pages with most on them, and with parts of the theme that others have not.
KINDS = ("front page", "post", "month", "archive", "about", "search", "not found")

#: Of every element and what stands before and after it, all properties but variables.
_LOOKS = r"""() => {
    const names = [...getComputedStyle(document.body)].filter(name => !name.startsWith('--'));
    return [...document.querySelectorAll('body, body *')].flatMap(
        element => ['', '::before', '::after'].map(part => {
            const style = getComputedStyle(element, part);
            if (part && style.content === 'none') return '';
            const name = `${element.tagName} ${element.getAttribute('class')} ${part}`;
            return [name, ...names.map(name => `${name}: ${style.getPropertyValue(name)}`)].join('\n');
        })
    );
}"""
#: Whether the whole is what the page has now.
_HAS_ALL = """[...document.styleSheets].some(sheet => [...sheet.cssRules].some(
    rule => rule.selectorText?.includes('.announcement')))"""


def looks(page: Page) -> list[str]:
    """Where a line begins is at the left here, as the theme has it."""
    # A picture may be a little less high than was known before it came.
    page.evaluate("() => document.querySelectorAll('img').forEach(image => image.loading = 'eager')")
    until(page, "[...document.images].every(image => image.complete)")
    found: list[str] = page.evaluate(_LOOKS)
    return [re.sub(r"\b(float|clear): inline-(start|end)", _at_the_left, one) for one in found]


def _at_the_left(found: re.Match[str]) -> str:
    return f"{found[1]}: {'left' if found[2] == 'start' else 'right'}"


@pytest.mark.parametrize(
    ("kind", "width", "media"),
    [*((kind, 1440, {"color_scheme": "light"}) for kind in KINDS),
     *((kind, 390, {"color_scheme": "dark"}) for kind in ("front page", "post", "search")),
     ("post", 1100, {"color_scheme": "dark"}), ("post", 800, {"media": "print", "color_scheme": "dark"})],
)  # fmt: skip
def test_every_element_looks_as_with_the_whole(
    kind: str, width: int, media: dict[str, str], rich: BuiltSite, open_page: Opener
) -> None:
    page = open_page(kind, rich, width=width)
    page.emulate_media(**media)  # type: ignore[arg-type]
    assert not page.evaluate(_HAS_ALL)
    page.wait_for_load_state("networkidle")  # scripts add to the page, and come last
    trimmed = looks(page)
    page.route("**/styles/furo.css*", lambda route: route.fulfill(body=WHOLE, content_type="text/css"))
    page.reload(wait_until="networkidle")
    assert page.evaluate(_HAS_ALL)
    whole = looks(page)
    assert len(whole) == len(trimmed) > 100
    for one, other in zip(trimmed, whole, strict=True):
        assert one == other or set(one.split("\n")) ^ set(other.split("\n")) == set(), one.split("\n")[0]


def test_a_third_is_left_out(rich: BuiltSite) -> None:
    left = (rich.out / "_static/styles/furo.css").read_text(encoding="utf-8")
    assert len(left) < 0.7 * len(WHOLE)
