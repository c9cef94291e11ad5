"""A picture as HTML, and as machines are told of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from archive.core.addresses import rebase
from archive.feeds.feed import entry_of
from archive.files import pictures
from archive.model.posts import Picture, Size
from archive.pages import documents, metadata
from archive.store.pictures import SourceFile

from unit.archives import SITE, archive, post

LARGE = Picture("a b-1234.jpg", 2000, 1000, (Size("a b-1234-480.webp", 480), Size("a b-1234-1312.webp", 1312)))
SMALL = Picture("s-1234.png", 90, 60)


@pytest.mark.parametrize(
    ("asked", "shown"),
    [((0, 0), (2000, 1000)), ((320, 0), (320, 160)), ((0, 50), (100, 50)), ((10, 90), (10, 90))],
)
def test_both_sides_are_told_in_the_picture_s_proportions(asked: tuple[int, int], shown: tuple[int, int]) -> None:
    assert pictures.shown_size(LARGE, *asked) == shown
    html = pictures.image(LARGE, "", width=asked[0], height=asked[1])
    assert f' width="{shown[0]}" height="{shown[1]}"' in html


def test_every_address_of_a_picture_gets_the_root_of_the_site() -> None:
    html = rebase(pictures.image(LARGE, 'An "a", site:b'), "../../")
    assert "../../_images/a%20b-1234-480.webp 480w, ../../_images/a%20b-1234-1312.webp 1312w" in html
    assert 'src="../../_images/a%20b-1234-1312.webp"' in html and "site:_images" not in html
    assert 'alt="An &quot;a&quot;, site:b"' in html


def test_one_file_alone_leaves_a_browser_no_choice() -> None:
    assert "srcset" not in pictures.image(SMALL, "") and 'src="site:_images/s-1234.png"' in pictures.image(SMALL, "")


@pytest.mark.parametrize(
    ("url", "image", "told"),
    [
        ("https://blog.example/", "", "https://blog.example/_images/a%20b-1234.jpg"),
        ("", "", ""),
        ("", "https://elsewhere.example/a.jpg", "https://elsewhere.example/a.jpg"),
    ],
)
def test_a_site_without_an_address_tells_nobody_where_its_pictures_are(url: str, image: str, told: str) -> None:
    site = replace(SITE, url=url)
    one = post(image=image or LARGE.address, picture=None if image else LARGE)
    page = documents.post_page(archive(one, site=site), one, None)
    head = metadata.of_post(site, page, "")
    assert (f'property="og:image" content="{told}"' in head) == bool(told) and head.count("og:image:width") == bool(url)
    thumbnail = entry_of(site, one, lambda post: "").thumbnail
    assert (thumbnail.width, thumbnail.height) == (1312, 656) if thumbnail else not url


def test_a_file_that_is_no_picture_is_named() -> None:
    """Of what is drawn nobody need know how large it is."""
    sizes = {"posts/cat.png": (400, 300), "posts/note.png": (0, 0), "posts/drawn.svg": (0, 0)}
    known = SimpleNamespace(of=lambda root, path: SourceFile("", "", *sizes[path]))
    store: Any = SimpleNamespace(source_files=known, scaled=SimpleNamespace(keep_only=lambda keys: None))
    preparation = pictures.Preparation(Path(), store, scale=False)
    preparation.prepare({path: path for path in sizes}, lambda make, todo: iter(()))
    assert list(preparation.faults) == ["posts/note.png"]
