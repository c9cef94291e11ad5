"""Authors of whom a definition tells: on their page, and under posts where there are several."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from archive.source import definitionfiles

from build.built import Built
from build.sites import ROOTS, Site

PEOPLE = """Ann Author:
  aliases: [A. A.]
  about: She writes of <lunch>.
  image: ann.png
  links: {Her page: https://ann.example/}
Nobody Named:
  image: nobody.png
"""
PICTURE = (ROOTS / "test-blog/posts/2012/10/pictures/square.png").read_bytes()


@pytest.fixture(scope="module")
def blog(tmp_path_factory: pytest.TempPathFactory) -> Site:
    site = Site(tmp_path_factory.mktemp("authors"), "blog")
    site.write("definitions/people.yaml", PEOPLE)
    for name in ("ann", "nobody"):
        site.write(f"definitions/{name}.png", PICTURE)
    assert site.build("-W").stderr == ""
    return site


def test_an_author_s_page_says_who_it_is(blog: Site) -> None:
    page = Built(blog.out).page("blog/author/ann-author.html")
    assert page.select_one(".profile .about").get_text() == "She writes of <lunch>."
    assert [link.get_text() for link in page.select(".profile a")] == ["Her page"], "no post mentions her"
    picture = page.select_one(".profile img")
    source = Built(blog.out).resolve("blog/author/ann-author.html", picture["src"])[0]
    assert (blog.out / source).read_bytes() == PICTURE and picture["alt"] == ""
    assert Built(blog.out).page("blog/author/zoe-bell.html").select(".profile") == []


def test_a_post_says_who_wrote_it_where_there_are_several_authors(blog: Site) -> None:
    built = Built(blog.out)
    shown = built.page("2012/11/corrected.html").select(".profiles .profile")
    assert [one.select_one("a").get_text() for one in shown] == ["Ann Author"], "of Zoë Bell nothing is said"
    assert built.addresses("2012/11/corrected.html", ".profiles a") == ["blog/author/ann-author.html"]


def test_a_picture_that_no_page_shows_is_not_published(blog: Site) -> None:
    names = [path.name.partition("-")[0] for path in (blog.out / "_images").iterdir()]
    assert names.count("ann") == 1 and "nobody" not in names


def test_under_the_posts_of_one_author_nothing_is_said(site: Callable[[str], Site]) -> None:
    lone = site("empty")
    lone.post("2012/10/one", "Words.", date="2012-10-01", author="Ann Author")
    lone.write("definitions/people.yaml", "Ann Author:\n  about: She writes.\n")
    assert lone.build("-W").stderr == ""
    assert Built(lone.out).page("2012/10/one.html").select(".profile") == []
    assert Built(lone.out).text("blog/author/ann-author.html", ".profile .about") == "She writes."


def test_a_picture_that_is_not_there_is_named(site: Callable[[str], Site]) -> None:
    lone = site("empty")
    lone.write("definitions/people.yaml", "Ann:\n  about: She writes.\nBen:\n  image: ben.png\n")
    read = definitionfiles.read(lone.src)
    problems = [str(one) for one in definitionfiles.missing_pictures(lone.src, read.definitions)]
    assert problems == [
        "definitions/people.yaml:3: `Ben`: `image`: the picture definitions/ben.png is not there: mend the path"
    ]
