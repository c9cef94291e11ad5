"""How pages look: pictures of some, small enough to keep, and how far two of a page differ.

Machines draw letters otherwise, so pages are drawn in one font with its edges blurred by scaling down, and compared by
blocks: a word that stands a pixel further says nothing, while a colour, a margin or a missing part does.
"""

from __future__ import annotations

import io
from pathlib import Path

from PIL import Image, ImageChops
from playwright.sync_api import Page

REFERENCES = Path(__file__).with_name("references")
#: Site, kind of page, width of the window, scheme: twelve of a large blog, and what that has none of.
LOOKS = (
    ("large", "front page", 1280, "light"), ("large", "front page", 390, "dark"), ("large", "all posts", 390, "light"),
    ("large", "month", 1280, "dark"), ("large", "archive", 1280, "light"), ("large", "tags", 1280, "light"),
    ("large", "tags", 390, "dark"), ("large", "thread", 390, "light"), ("large", "many comments", 390, "light"),
    ("large", "missing pictures", 1280, "dark"), ("large", "wide table", 390, "light"),
    ("large", "headings", 1280, "light"),
    ("rich", "post", 1280, "light"), ("rich", "post", 1280, "dark"), ("rich", "post", 390, "light"),
    ("rich", "name", 390, "light"), ("rich", "search", 1280, "dark"), ("rich", "not found", 390, "light"),
)  # fmt: skip
#: A page is shown to this height, and its picture is this many times smaller.
HEIGHT, SCALE = 1600, 2
#: Fonts that CI has, the same for all.
_FONTS = "body, article, h1, h2, h3, input, button { font-family: 'Liberation Serif', 'DejaVu Serif' !important; } " \
         "code, pre, kbd, samp { font-family: 'Liberation Mono' !important; }"  # fmt: skip
#: Side of a block, in pixels of the small picture, and by how much the mean of one may differ, of 255.
BLOCK, TOLERANCE = 10, 14
#: So many blocks of a thousand may differ more.
FEW = 2


def name(site: str, kind: str, width: int, scheme: str) -> str:
    return f"{site}-{kind.replace(' ', '-')}-{width}-{scheme}.png"


def picture(page: Page) -> Image.Image:
    """The page as it is shown now, small and in few colours."""
    page.evaluate(f"""() => {{
        const sheet = new CSSStyleSheet();
        sheet.replaceSync({_FONTS!r});
        document.adoptedStyleSheets.push(sheet);
    }}""")
    size = page.viewport_size
    assert size
    page.set_viewport_size({"width": size["width"], "height": HEIGHT})
    shot = Image.open(io.BytesIO(page.screenshot(animations="disabled"))).convert("RGB")
    small = shot.resize((shot.width // SCALE, shot.height // SCALE), Image.Resampling.BOX)
    return small.quantize(64, dither=Image.Dither.NONE)


def difference(one: Image.Image, other: Image.Image) -> float:
    """How many blocks of a thousand differ; 1000 where the sizes do."""
    if one.size != other.size:
        return 1000
    apart = ImageChops.difference(*(image.convert("RGB").resize(
        (image.width // BLOCK, image.height // BLOCK), Image.Resampling.BOX) for image in (one, other)))  # fmt: skip
    blocks = list(apart.get_flattened_data())
    return 1000 * sum(max(block) > TOLERANCE for block in blocks) / len(blocks)
