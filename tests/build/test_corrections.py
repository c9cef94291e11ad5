"""Corrections: a dated update shows wherever a reader may look."""

from collections.abc import Callable

import pytest

from build.built import Built
from build.sites import Site

POST = "2012/11/corrected.html"


def test_the_post_shows_each_update_under_its_date(blog: Built) -> None:
    assert blog.texts(POST, ".update .admonition-title") == [
        "Updated on Friday, 2 November 2012", "Updated on Monday, 5 November 2012",
    ]  # fmt: skip
    assert "It was £1,200." in blog.texts(POST, ".update")[1]


def test_the_post_says_when_it_was_last_updated(blog: Built) -> None:
    assert blog.page(POST).select_one(".dt-updated")["datetime"] == "2012-11-05T08:00:00+00:00"


def test_the_latest_of_updates_and_front_matter_counts(site: Callable[[str], Site]) -> None:
    blog = site("blog")
    blog.edit("posts/2012/11/corrected.md", "updated: 2012-11-03", "updated: 2013-02-01 10:00")
    assert blog.build("-W").status == 0
    built = Built(blog.out)
    assert built.linked_data(POST)["BlogPosting"]["dateModified"] == "2013-02-01T10:00:00+00:00"
    assert built.sitemap()[f"https://blog.example/{POST}"] == "2013-02-01T10:00:00+00:00"
    assert built.feed("blog/atom.xml").feed.updated == "2013-02-01T10:00:00+00:00"


@pytest.mark.parametrize("date", ["soon", "", "3/4/2012"])
def test_an_update_without_a_date_that_can_be_read_is_an_error(site: Callable[[str], Site], date: str) -> None:
    blog = site("blog")
    blog.post("2012/11/wrong", f"Text.\n\n```{{update}} {date}\nMore.\n```", date="2012-11-04")
    result = blog.build("-W", "--keep-going")
    assert result.status == 1 and "Traceback" not in result.stderr
    assert "posts/2012/11/wrong.md:9: " in result.stderr
    assert "2012/11/wrong.html" in Built(blog.out)
