"""RSS documents: valid, and true to the model."""

from collections.abc import Iterator
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any

import feedparser
import pytest
from archive.feeds.documents import feeds
from archive.model.archive import Archive
from archive.model.posts import Post
from lxml import etree

from unit.archives import CPP, MAGGIE, NEWS, SITE, ZOE, ZONE, archive, archive_of, post
from unit.feeds.feed_rules import ATOM, DC, rss_problems

ADDRESS = f"{SITE.url}blog/rss.xml"


def unread(post: Post) -> str:
    raise AssertionError("RSS carries no text")


def documents(archive: Archive) -> Iterator[tuple[str, str]]:
    for output in feeds(archive, unread):
        if output.path.endswith("rss.xml"):
            yield output.path, output.render()


def whole(*posts: Post) -> str:
    return dict(documents(archive(*posts)))["blog/rss.xml"]


def item(**fields: Any) -> Any:
    return etree.fromstring(whole(post(1, **fields)).encode()).find("channel/item")


def test_documents_are_valid() -> None:
    rich = post(
        90,
        title="Löve & music\x0c",
        updated=datetime(2013, 7, 1, 12, tzinfo=ZONE),
        tags=(CPP,),
        authors=(MAGGIE, ZOE),
        language="fr",
        id="tag:blogger.com,1999:blog-1.post-2",
        description='Says "1 < 2" & so on',
    )
    full = archive(rich, post(91, excerpt="", authors=()), *archive_of(80).posts)
    found = [problem for path, text in documents(full) for problem in rss_problems(text, SITE.url + path)]
    assert found == []


def test_empty_archive_has_a_valid_feed() -> None:
    assert list(rss_problems(whole(), ADDRESS)) == ["implausible date Thu, 01 Jan 1970 00:00:00 +0000"]


def test_channel_says_what_the_site_is() -> None:
    feed = feedparser.parse(whole(post(1))).feed
    assert (feed.title, feed.link) == ("Tea & Toast", "https://blog.example/blog/")
    assert (feed.language, feed.rights) == ("en-GB", "CC BY 4.0 https://creativecommons.org/licenses/by/4.0/")
    channel = etree.fromstring(whole(post(1)).encode()).find("channel")
    assert channel.findtext("description") == "Notes <from> a kitchen"
    assert channel.find(f"{ATOM}link").get("href") == ADDRESS
    assert not {"ttl", "generator", "docs", "pubDate"} & {child.tag for child in channel}


def test_feed_of_a_term_leads_to_its_page() -> None:
    text = dict(documents(archive(post(1, tags=(CPP,)))))["blog/tag/c-plus-plus/rss.xml"]
    feed = feedparser.parse(text).feed
    assert (feed.title, feed.link) == ("Tea & Toast: C++", "https://blog.example/blog/tag/c-plus-plus.html")


def test_item_links_to_its_post_and_has_an_id_that_is_no_address() -> None:
    found = item()
    assert found.findtext("link") == "https://blog.example/2012/10/post-1.html"
    assert found.findtext("guid") == "tag:blog.example,2012-10-01:/2012/10/post-1.html"
    assert found.find("guid").get("isPermaLink") == "false"


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"description": "1 < 2 & <b>"}, "1 &lt; 2 &amp; &lt;b&gt;"),
        ({"excerpt": "<p>a &lt; b</p>"}, "a &lt; b"),
        ({"excerpt": ""}, None),
    ],
)
def test_description_is_html(fields: dict[str, str], expected: str | None) -> None:
    assert item(**fields).findtext("description") == expected


def test_every_author_and_the_sites_where_there_is_none() -> None:
    assert [each.text for each in item(authors=(ZOE, MAGGIE)).findall(f"{DC}creator")] == [
        "Zoë",
        "Maggie Steed",
    ]
    assert [each.text for each in item(authors=()).findall(f"{DC}creator")] == ["Maggie Steed"]


def test_categories_and_tags() -> None:
    found = [
        (each.text, each.get("domain")) for each in item(categories=(NEWS,), tags=(CPP,)).findall("category")
    ]
    assert found == [
        ("News", "https://blog.example/blog/category.html"),
        ("C++", "https://blog.example/blog/tag.html"),
    ]


@pytest.mark.parametrize("number", [1, 40])
def test_date_is_the_models_with_its_offset(number: int) -> None:
    given = parsedate_to_datetime(item(date=post(number).date).findtext("pubDate"))
    assert (given, given.utcoffset()) == (post(number).date, post(number).date.utcoffset())


def test_channel_is_as_new_as_its_newest_post() -> None:
    updated = datetime(2020, 1, 1, tzinfo=ZONE)
    text = whole(post(1, updated=updated), *(post(number) for number in range(2, 30)))
    given = etree.fromstring(text.encode()).findtext("channel/lastBuildDate")
    assert parsedate_to_datetime(given) == updated


def test_language_of_a_post() -> None:
    assert item(language="nl").findtext(f"{DC}language") == "nl"


def test_control_characters_break_nothing() -> None:
    found = item(title="a\x00b\ud800", excerpt="<p>c\x01d\x85</p>")
    assert (found.findtext("title"), found.findtext("description")) == ("ab", "cd")


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        ("<language>", "<ttl>60</ttl><language>"),
        ("<language>en-GB</language>", "<language>English</language>"),
        ("<language>en-GB</language>", ""),
        ('rel="self"', 'rel="other"'),
        ("blog/rss.xml", "blog/other.xml"),
        ('isPermaLink="false"', 'isPermaLink="true"'),
        ("-02:/2012/10/post-2.html</guid>", "-01:/2012/10/post-1.html</guid>"),
        ("Tue, 02 Oct", "Mon, 02 Oct"),
        ("02 Oct 2012", "02 Oct 1812"),
        ("<title>Post 2", "<title>Post &lt;b&gt;2&lt;/b&gt;"),
        ("<description>Excerpt", "<description>&lt;a href='/x'&gt;Excerpt"),
        ("<item>", "<item><author>Maggie</author>"),
        (">Lean</category>", "> </category>"),
        ("</channel>", "<copyright>x</copyright></channel>"),
        ("https://blog.example/2012/10/post-2.html", "/2012/10/post-2.html"),
        ("</link>", "</link><link>https://blog.example/</link>"),
    ],
)
def test_the_rules_themselves_find_what_is_wrong(good: str, bad: str) -> None:
    text = whole(post(1), post(2))
    assert list(rss_problems(text, ADDRESS)) == []
    assert good in text
    assert list(rss_problems(text.replace(good, bad), ADDRESS))
