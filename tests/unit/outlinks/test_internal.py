"""Links within a built site: every one that leads to nothing is named, and no other."""

from __future__ import annotations

from pathlib import Path

import pytest
from outlinks import internal

URL = "https://blog.example/sub/"


def site(folder: Path, body: str) -> list[str]:
    pages = {
        "2012/10/a.html": f"<!doctype html>\n<html><body>\n{body}</body></html>",
        "index.html": '<p id="top-of-all">Home</p>',
        "blog/index.html": "<a name=old></a>",
        "2012/10/é b.html": "",
        "_images/a.png": "",
        "_redirects": "/sub/old/ /sub/new/ 301\n/sub/%C3%A9/ /sub/new/ 301\n",
    }
    for path, text in pages.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return list(internal.broken(folder, URL))


def test_whole_addresses_within_the_site_are_known_by_what_its_front_page_says(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text('<link rel="canonical" href="https://b.example/"><a href="https://b.example/x">')
    assert list(internal.broken(tmp_path)) == ["index.html:1: `https://b.example/x` leads to nothing"]


@pytest.mark.parametrize(
    "good",
    [
        '<a href="../../index.html#top-of-all">', '<a href="../../">', '<a href="../../blog/#old">', '<a href="">',
        '<a href="#here" id="here">', '<a href="#top">', '<a href="%C3%A9%20b.html">',
        '<a href="https://a.example/x">',
        '<a href="mailto:me@a.example">', '<img src="../../_images/a.png" srcset="../../_images/a.png 2x">',
        '<a href="https://blog.example/sub/blog/">', '<a href="https://blog.example/elsewhere">',
        '<a href="../../old/">', '<a href="../../%C3%A9/">',
        '<a href="a.html#:~:text=words">', '<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">',
    ],
)  # fmt: skip
def test_what_leads_to_something_is_not_named(tmp_path: Path, good: str) -> None:
    assert site(tmp_path, good) == []


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        ('<a href="b.html">', "`b.html` leads to nothing"),
        ('<a href="../../index.html#nowhere">', "`../../index.html#nowhere` leads to no place `nowhere`"),
        ('<a href="#nowhere">', "`#nowhere` leads to no place"),
        ('<img src="../../_images/b.png">', "`../../_images/b.png` leads to nothing"),
        ('<img srcset="../../_images/a.png, ../../_images/b.png 2x">', "`../../_images/b.png` leads to nothing"),
        ('<a href="https://blog.example/sub/blog/none.html">', "leads to nothing"),
        ('<a href="../../Blog/">', "leads to nothing"),
        ('<meta http-equiv="refresh" content="0; url=c.html">', "`c.html` leads to nothing"),
        ('<video poster="p.png">', "`p.png` leads to nothing"),
        ('<a href="http://[bad/">', "is no address"),
    ],
)
def test_what_leads_to_nothing_is_named_with_its_page_and_line(tmp_path: Path, bad: str, said: str) -> None:
    (found,) = site(tmp_path, bad)
    assert found.startswith("2012/10/a.html:3: ") and said in found
