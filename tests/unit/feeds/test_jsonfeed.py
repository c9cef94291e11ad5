"""JSON Feed documents: valid, and true to the model."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from archive.feeds.documents import feeds
from archive.model.archive import Archive
from archive.model.posts import Post

from unit.archives import CPP, MAGGIE, NEWS, SITE, ZOE, ZONE, archive, archive_of, post
from unit.feeds.feed_rules import LANGUAGE, repeated, uris

FEED = {"version", "title", "home_page_url", "feed_url", "description", "language", "authors", "items"}
ITEM = {
    "id",
    "url",
    "title",
    "content_text",
    "image",
    "date_published",
    "date_modified",
    "authors",
    "tags",
    "language",
}


def unread(post: Post) -> str:
    raise AssertionError("JSON Feed carries no text")


def documents(archive: Archive) -> Iterator[tuple[str, dict[str, Any]]]:
    for output in feeds(archive, unread):
        if output.path.endswith("feed.json"):
            yield output.path, json.loads(output.render())


def whole(*posts: Post) -> dict[str, Any]:
    return dict(documents(archive(*posts)))["blog/feed.json"]


def item(**fields: Any) -> dict[str, Any]:
    return dict(whole(post(1, **fields))["items"][0])


def problems(feed: dict[str, Any], address: str) -> Iterator[str]:
    """What https://www.jsonfeed.org/version/1.1/ would object to, and dates without offset."""
    if feed.get("version") != "https://jsonfeed.org/version/1.1" or not isinstance(feed.get("items"), list):
        yield "not JSON Feed 1.1"
    if feed.get("feed_url") != address:
        yield f"feed_url is not {address}"
    yield from members(feed, FEED, {"title", "home_page_url"})
    for each in feed.get("items", []):
        yield from members(each, ITEM, {"id", "url"})
        if not isinstance(each.get("content_text"), str):
            yield "an item without content"
        for name in ("date_published", "date_modified"):
            if not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)", each.get(name, "")):
                yield f"{name} is no RFC 3339 date"
    yield from repeated("id", [each.get("id") for each in feed.get("items", [])])


def members(given: dict[str, Any], known: set[str], required: set[str]) -> Iterator[str]:
    """Of a feed or an item."""
    yield from (f"unknown member {name}" for name in sorted(given.keys() - known))
    yield from (f"no {name}" for name in sorted(required) if not given.get(name))
    for name in sorted(given.keys() - {"items", "content_text"}):
        if not given[name]:
            yield f"empty {name}"
        if name in ("home_page_url", "feed_url", "url", "image", "id"):
            yield from uris(given[name])
    for author in given.get("authors", []):
        if not author.get("name") or author.keys() - {"name", "url"}:
            yield f"author {author}"
    if not all(isinstance(tag, str) and tag for tag in given.get("tags", [])):
        yield "tags are not texts"
    if not LANGUAGE.fullmatch(given.get("language", "en")):
        yield "no language"


def test_documents_are_valid() -> None:
    rich = post(
        90,
        title="Löve & <music>\x0c",
        updated=datetime(2013, 7, 1, 12, tzinfo=ZONE),
        tags=(CPP,),
        authors=(MAGGIE, ZOE),
        language="fr",
        image="site:_images/a b.png",
        id="tag:blogger.com,1999:blog-1.post-2",
    )
    full = archive(rich, post(91, excerpt="", authors=()), *archive_of(80).posts)
    assert [problem for path, feed in documents(full) for problem in problems(feed, SITE.url + path)] == []


def test_empty_archive_has_a_valid_feed() -> None:
    assert list(problems(whole(), f"{SITE.url}blog/feed.json")) == []
    assert whole()["items"] == []


def test_site_without_tagline_or_author() -> None:
    feed = dict(documents(archive(post(1), site=replace(SITE, tagline="", author=""))))["blog/feed.json"]
    assert list(problems(feed, f"{SITE.url}blog/feed.json")) == []
    assert feed["authors"] == [{"name": "Tea & Toast"}]


def test_feed_says_what_the_site_is() -> None:
    assert {name: value for name, value in whole().items() if name not in ("version", "items")} == {
        "title": "Tea & Toast",
        "home_page_url": "https://blog.example/blog/",
        "feed_url": "https://blog.example/blog/feed.json",
        "description": "Notes <from> a kitchen",
        "language": "en-GB",
        "authors": [{"name": "Maggie Steed"}],
    }


def test_feed_of_a_term_leads_to_its_page() -> None:
    feed = dict(documents(archive(post(1, tags=(CPP,)))))["blog/tag/c-plus-plus/feed.json"]
    assert feed["title"] == "Tea & Toast: C++"
    assert feed["home_page_url"] == "https://blog.example/blog/tag/c-plus-plus.html"


def test_item_says_what_the_model_does() -> None:
    updated = datetime(2013, 1, 1, 12, tzinfo=ZONE)
    given = item(updated=updated, authors=(ZOE, MAGGIE), categories=(NEWS,), tags=(CPP,), language="nl")
    assert given == {
        "id": "tag:blog.example,2012-10-01:/2012/10/post-1.html",
        "url": "https://blog.example/2012/10/post-1.html",
        "title": "Post 1",
        "date_published": "2012-10-01T09:30:00+01:00",
        "date_modified": "2013-01-01T12:00:00+00:00",
        "authors": [
            {"name": "Zoë", "url": "https://blog.example/blog/author/zoe.html"},
            {"name": "Maggie Steed", "url": "https://blog.example/blog/author/maggie-steed.html"},
        ],
        "tags": ["News", "C++"],
        "language": "nl",
        "content_text": "Excerpt of post 1.",
    }


def test_content_is_the_description_as_plain_text_and_may_be_empty() -> None:
    assert item(description="1 < 2 & <b>")["content_text"] == "1 < 2 & <b>"
    assert item(excerpt="")["content_text"] == ""


@pytest.mark.parametrize(
    ("given", "address"),
    [
        ("https://pictures.example/a.png", "https://pictures.example/a.png"),
        ("site:_images/a%20b c.png", "https://blog.example/_images/a%20b%20c.png"),
    ],
)
def test_image_is_absolute(given: str, address: str) -> None:
    assert item(image=given)["image"] == address


def test_control_characters_break_nothing() -> None:
    given = item(title="a\x00b\ud800", excerpt="<p>c\x01d\x85</p>")
    assert (given["title"], given["content_text"]) == ("ab", "cd")


@pytest.mark.parametrize(
    "wrong",
    [
        {"version": "https://jsonfeed.org/version/1"},
        {"feed_url": "https://blog.example/other.json"},
        {"title": ""},
        {"author": {"name": "x"}},
        {"authors": [{"url": "https://blog.example/"}]},
        {"items": [{"id": "1", "url": "/x", "content_text": ""}]},
        {"items": [item() | {"date_published": "2012-10-01"}]},
        {"items": [item(), item()]},
        {"items": [item() | {"content_text": None}]},
        {"items": [item() | {"tags": [1]}]},
        {"language": "en_GB"},
    ],
)
def test_the_rules_themselves_find_what_is_wrong(wrong: dict[str, Any]) -> None:
    assert list(problems(whole(post(1)) | wrong, f"{SITE.url}blog/feed.json"))
