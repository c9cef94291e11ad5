"""The links of an archive, found in its sources: the same as a build finds in its pages."""

from __future__ import annotations

from pathlib import Path

import pytest
from archive.model.outlinks import OutboundLink
from archive.source import linkfile
from outlinks import collecting
from outlinks.collecting import Collected

CONF = """\
html_baseurl = "https://blog.example/"
include_patterns = ["index.md", "about.md", "posts/**.md"]
bibtex_bibfiles = ["works.bib"]
myst_enable_extensions = ["attrs_inline"]
"""


@pytest.fixture
def site(tmp_path: Path) -> Path:
    (tmp_path / "conf.py").write_text(CONF)
    (tmp_path / "index.md").write_text("# Home\n")
    return tmp_path


def post(site: Path, name: str, text: str, head: str = "") -> None:
    file = site / f"posts/{name}.md"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"---\ndate: {name[:4]}-{name[5:7]}-16\n{head}---\n\n# A post\n\n{text}\n")


def collect(site: Path) -> Collected:
    return collecting.collect(site)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("[It](https://a.example/x#part)", "https://a.example/x"),
        ("<https://a.example/x>", "https://a.example/x"),
        ("[It][1]\n\n[1]: https://a.example/x 'Title'", "https://a.example/x"),
        ("A note.[^1]\n\n[^1]: See [it](https://a.example/x).", "https://a.example/x"),
        ("> * [It](https://a.example/x){.embed}", "https://a.example/x"),
        ("# [It](https://a.example/x)", "https://a.example/x"),
        ("```{figure} a.png\n:target: https://a.example/x\n```", "https://a.example/x"),
        ("```{card} Title\n:link: https://a.example/x\n```", "https://a.example/x"),
        ("```{eval-rst}\n`It <https://a.example/x>`_ and it_\n\n.. _it: https://a.example/x\n```", "https://a.example/x"),
        ("```{note}\n[It](https://a.example/x)\n```", "https://a.example/x"),
        ("<a href='https://a.example/x?a=1&amp;b=é'>It</a>", "https://a.example/x?a=1&b=%C3%A9"),
        ("[It](//a.example/x)", "https://a.example/x"),
        ("`<https://a.example/x>`", ""),
        ("```\nhttps://a.example/x\n```", ""),
        ("https://a.example/x in so many words", ""),
        ("[It](https://blog.example/2012/10/other.html)", ""),
        ("[It](https://web.archive.org/web/2012/https://a.example/x)", ""),
        ("[It](mailto:me@a.example)", ""),
        ("![It](https://a.example/x.png)", ""),
    ],
)
def test_the_links_of_a_text(site: Path, text: str, found: str) -> None:
    post(site, "2012/10/a", text)
    assert list(collect(site).uses) == ([found] if found else [])


def test_each_address_is_known_once_with_its_files_the_oldest_post_first(site: Path) -> None:
    post(site, "2013/01/late", "[It](https://a.example/#x)")
    post(site, "2012/10/early", "[It](https://a.example/)", "original: https://old.example/e.html\n")
    (site / "about.md").write_text("# About\n\n[It](https://a.example/)\n")
    (site / "definitions").mkdir()
    (site / "definitions/people.yaml").write_text("Ann:\n  links:\n    Hers: https://a.example/\n")
    (site / "works.bib").write_text("@misc{a,\n  title = {A},\n  url = {https://work.example/a}\n}\n")
    found = collect(site)
    assert found.uses == {
        "https://a.example/": (
            "posts/2012/10/early.md", "posts/2013/01/late.md", "about.md", "definitions/people.yaml",
        ),
        "https://old.example/e.html": ("posts/2012/10/early.md",),
        "https://work.example/a": ("works.bib",),
    }  # fmt: skip
    link = OutboundLink("https://a.example/", found.uses["https://a.example/"])
    assert str(found.day(link)) == "2012-10-16"


def test_what_is_not_published_is_not_asked_for(site: Path) -> None:
    post(site, "2012/10/draft", "[It](https://a.example/)", "draft: true\n")
    post(site, "2012/10/withheld", "[It](https://b.example/)", "withhold: a court says so\n")
    assert collect(site).uses == {}


def test_what_is_no_address_is_named(site: Path) -> None:
    post(site, "2012/10/a", "[It](http://a.example:port/) and [that](http://)")
    found = collect(site)
    assert found.uses == {}
    assert found.unreadable == ["posts/2012/10/a.md: http://a.example:port/", "posts/2012/10/a.md: http://"]


def test_what_is_known_stays_and_what_nothing_uses_goes_unless_its_author_wrote_something(site: Path) -> None:
    post(site, "2012/10/a", "[It](https://a.example/) and [new](https://new.example/)")
    known = [
        OutboundLink("https://a.example/", ("posts/gone.md",), "404", "2026-01-01", instead="https://i.example/"),
        OutboundLink("https://mine.example/", ("posts/gone.md",), "200", note="my own"),
        OutboundLink("https://unused.example/", ("posts/gone.md",), "200"),
    ]
    (site / linkfile.NAME).write_text(linkfile.text(known))
    links, gone, kept = collecting.merged(collect(site))
    assert [(link.address, link.used, link.status) for link in links] == [
        ("https://a.example/", ("posts/2012/10/a.md",), "404"),
        ("https://i.example/", ("posts/2012/10/a.md",), ""),
        ("https://mine.example/", (), "200"),
        ("https://new.example/", ("posts/2012/10/a.md",), ""),
    ]
    assert [link.address for link in gone] == ["https://unused.example/"]
    assert [link.address for link in kept] == ["https://mine.example/"]
