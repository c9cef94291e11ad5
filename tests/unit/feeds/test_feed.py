"""What feeds of all formats say alike of a post: its id, its summary, and addresses."""

from dataclasses import replace

import pytest
from archive.feeds.feed import entry_id, entry_summary, iri, tag_uri

from unit.archives import SITE, post


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://blog.example/", "tag:blog.example,2012-10-01:/2012/10/post-1.html"),
        ("https://Blog.Example:8000/", "tag:blog.example,2012-10-01:/2012/10/post-1.html"),
        ("https://host.example/en/latest/", "tag:host.example,2012-10-01:/en/latest/2012/10/post-1.html"),
        ("https://bücher.example/", "tag:xn--bcher-kva.example,2012-10-01:/2012/10/post-1.html"),
    ],
)
def test_id_is_made_of_the_sites_address_the_day_and_the_path(url: str, expected: str) -> None:
    assert entry_id(replace(SITE, url=url), post(1)) == expected


def test_id_is_a_uri_whatever_the_path() -> None:
    assert (
        tag_uri(SITE, "2012-10-01", "2012/10/é à.html") == "tag:blog.example,2012-10-01:/2012/10/%C3%A9%20%C3%A0.html"
    )


def test_summary_is_the_description_else_the_excerpt() -> None:
    assert entry_summary(post(1, description=" One sentence. ")) == "One sentence."
    assert entry_summary(post(1)) == "Excerpt of post 1."


def test_address_that_an_author_wrote_becomes_a_uri_and_stays_one() -> None:
    assert iri("http://a.example/b c/é?q=[1]&x#y") == "http://a.example/b%20c/%C3%A9?q=%5B1%5D&x#y"
    assert iri("http://a.example/b%20c") == "http://a.example/b%20c"
