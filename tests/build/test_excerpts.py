"""What listings show of a post whose pictures could not be brought."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import html

from build.sites import Site

IMAGE = "[Image: IMG_1.jpeg](http://b.example/IMG_1.jpeg){.missing-image}"
POSTS = {
    "words-after": f"{IMAGE}\n\nWhat was seen.",
    "words-beside": f"{IMAGE}\\\nWhat was *seen*. [→ x.example](http://x.example/){{.image-link}}",
    "caption": f"{IMAGE}\n\n{{.picture-caption}}\nA caption\n\nWhat was seen.",
    "nothing-else": f"{IMAGE} [→ x.example](http://x.example/){{.image-link}}",
}


@pytest.fixture(scope="module")
def listed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The excerpt in the listing, by the name of the post."""
    site = Site(tmp_path_factory.mktemp("excerpts"), "blog")
    for day, (name, text) in enumerate(POSTS.items(), 1):
        site.post(f"2019/01/{name}", text, date=f"2019-01-0{day}")
    done = site.build("-W", "--keep-going")
    assert done.status == 0, done.stderr
    found = {}
    for file in sorted(Path(site.out, "blog/author").glob("**/*.html")):
        page = html.fromstring(file.read_text(encoding="utf-8"))
        for one in page.xpath("//article[.//*[contains(@class, 'entry-title')]]"):
            words = one.xpath("./*[contains(@class, 'entry-text')]//text()")
            for address in one.xpath("./*[contains(@class, 'entry-title')]//a/@href"):
                found[Path(address).stem] = " ".join("".join(words).split())
    return found


@pytest.mark.parametrize("name", POSTS)
def test_an_excerpt_passes_over_what_is_not_there(listed: dict[str, str], name: str) -> None:
    """Pictures, where their links led, and captions; the page itself has them."""
    assert listed[name] == ("" if name == "nothing-else" else "What was seen.")
