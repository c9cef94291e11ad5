"""Atom documents: valid, complete, and true to the model."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import feedparser
import pytest
from archive.feeds.documents import feeds
from archive.model.archive import Archive
from archive.model.posts import Post
from lxml import etree

from unit.archives import CPP, MAGGIE, NEWS, SITE, ZOE, ZONE, archive, archive_of, post
from unit.feeds.feed_rules import ATOM, XML, atom_problems

ARCHIVE = "{http://purl.org/syndication/history/1.0}archive"
BODY = (
    '<p>Text &amp; <a href="site:2012/10/post-1.html#part">link</a> <img alt="" src="site:_images/a.png"></p>'
)


def documents(archive: Archive, body: str = BODY) -> Iterator[tuple[str, str]]:
    for output in feeds(archive, lambda post: body):
        if output.path.startswith(("blog/atom/", "blog/atom.xml")) or output.path.endswith("/atom.xml"):
            yield output.path, output.render()


def whole(*posts: Post, body: str = BODY, **site: Any) -> str:
    return dict(documents(archive(*posts, site=replace(SITE, **site)), body))["blog/atom.xml"]


def entry(**fields: Any) -> Any:
    """The one entry of an archive of one post."""
    return etree.fromstring(whole(post(1, **fields)).encode()).find(f"{ATOM}entry")


def test_documents_are_valid() -> None:
    rich = post(
        90,
        title="Löve & <music>\x0c",
        updated=datetime(2013, 7, 1, 12, tzinfo=ZONE),
        tags=(CPP,),
        authors=(MAGGIE, ZOE),
        language="fr",
        original="http://old.example/a b/é?x=[1]",
        id="tag:blogger.com,1999:blog-1.post-2",
        description="Says “hello”",
    )
    full = archive(rich, post(91, excerpt="", authors=()), *archive_of(80).posts)
    found = [problem for path, text in documents(full) for problem in atom_problems(text, SITE.url + path)]
    assert found == []


def test_empty_archive_has_a_valid_feed_with_a_date_that_is_not_the_clocks() -> None:
    text = whole()
    assert list(atom_problems(text, f"{SITE.url}blog/atom.xml")) == [
        "implausible date 1970-01-01T00:00:00+00:00"
    ]


def test_feed_says_what_the_site_is() -> None:
    feed = feedparser.parse(whole(post(1))).feed
    assert (feed.title, feed.subtitle) == ("Tea & Toast", "Notes <from> a kitchen")
    assert (feed.author, feed.language) == ("Maggie Steed", "en-GB")
    assert feed.rights == "CC BY 4.0 https://creativecommons.org/licenses/by/4.0/"
    assert {each.rel: each.href for each in feed.links} == {
        "self": "https://blog.example/blog/atom.xml",
        "alternate": "https://blog.example/blog/",
        "license": "https://creativecommons.org/licenses/by/4.0/",
    }


def test_site_without_author_licence_or_tagline() -> None:
    text = whole(post(1, authors=()), author="", licence="", licence_url="", tagline="")
    assert list(atom_problems(text, f"{SITE.url}blog/atom.xml")) == []
    assert feedparser.parse(text).feed.author == "Tea & Toast"


def test_feed_of_a_term_leads_to_its_page() -> None:
    text = dict(documents(archive(post(1, tags=(CPP,)))))["blog/tag/c-plus-plus/atom.xml"]
    feed = feedparser.parse(text).feed
    assert (feed.title, feed.link) == ("Tea & Toast: C++", "https://blog.example/blog/tag/c-plus-plus.html")


def test_ids_of_feeds_are_their_own_save_those_of_archive_documents() -> None:
    ids = {path: feedparser.parse(text).feed.id for path, text in documents(archive_of(80))}
    assert ids.pop("blog/atom/1.xml") == ids.pop("blog/atom/2.xml") == ids["blog/atom.xml"]
    assert ids["blog/atom.xml"] == "tag:blog.example,2005-12:/blog/atom.xml"
    assert len(set(ids.values())) == len(ids)


def test_full_text_with_absolute_links() -> None:
    content = entry().find(f"{ATOM}content")
    assert content.get("type") == "html"
    assert content.text == BODY.replace("site:", "https://blog.example/")
    assert content.get(f"{XML}base") == "https://blog.example/2012/10/post-1.html"


def test_roles_are_left_out_of_the_text_but_not_of_what_it_says() -> None:
    body = '<p role="note" class="x" aria-label="y">say role="note"</p>'
    found = etree.fromstring(whole(post(1), body=body).encode()).findtext(f"{ATOM}entry/{ATOM}content")
    assert found == '<p class="x">say role="note"</p>'


def test_archive_documents_alone_are_marked_as_such() -> None:
    marked = {
        path
        for path, text in documents(archive_of(80))
        if etree.fromstring(text.encode()).find(ARCHIVE) is not None
    }
    assert marked == {"blog/atom/1.xml", "blog/atom/2.xml"}


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"description": "One <b>bold</b> sentence."}, "One <b>bold</b> sentence."),
        ({"excerpt": "<p>Ex<em>cerpt</em> &amp; more.</p><p>Next</p>"}, "Excerpt & more. Next"),
        ({"excerpt": ""}, None),
    ],
)
def test_summary(fields: dict[str, str], expected: str | None) -> None:
    assert entry(**fields).findtext(f"{ATOM}summary") == expected


def test_every_author_and_where_they_are_listed() -> None:
    authors = [
        [child.text for child in author] for author in entry(authors=(ZOE, MAGGIE)).findall(f"{ATOM}author")
    ]
    assert authors == [
        ["Zoë", "https://blog.example/blog/author/zoe.html"],
        ["Maggie Steed", "https://blog.example/blog/author/maggie-steed.html"],
    ]


def test_categories_and_tags() -> None:
    found = [dict(each.attrib) for each in entry(categories=(NEWS,), tags=(CPP,)).findall(f"{ATOM}category")]
    assert found == [
        {"term": "news", "label": "News", "scheme": "https://blog.example/blog/category.html"},
        {"term": "c-plus-plus", "label": "C++", "scheme": "https://blog.example/blog/tag.html"},
    ]


@pytest.mark.parametrize("number", [1, 40])
def test_dates_are_the_models_with_its_offset(number: int) -> None:
    updated = datetime(2013, 7, 1, 12, tzinfo=ZONE)
    text = whole(post(number, updated=updated))
    (found,) = etree.fromstring(text.encode()).iterfind(f"{ATOM}entry")
    for name, expected in {"published": post(number).date, "updated": updated}.items():
        given = datetime.fromisoformat(found.findtext(f"{ATOM}{name}"))
        assert (given, given.utcoffset()) == (expected, expected.utcoffset())


def test_offsets_with_seconds_become_utc() -> None:
    date = datetime(1834, 5, 6, 12, tzinfo=timezone(-timedelta(minutes=1, seconds=15)))
    given = datetime.fromisoformat(entry(date=date).findtext(f"{ATOM}published"))
    assert (given, given.tzinfo) == (date, UTC)


def test_feed_is_as_new_as_its_newest_post_shown_or_not() -> None:
    updated = datetime(2020, 1, 1, tzinfo=ZONE)
    posts = [post(1, updated=updated), *(post(number) for number in range(2, 30))]
    texts = dict(documents(archive(*posts)))
    for path, shown in (("blog/atom.xml", 20), ("blog/tag/lean/atom.xml", 10)):
        root = etree.fromstring(texts[path].encode())
        assert datetime.fromisoformat(root.findtext(f"{ATOM}updated")) == updated
        assert len(root.findall(f"{ATOM}entry")) == shown


def test_language_and_original_of_a_post() -> None:
    found = entry(language="nl", original="http://old.example/1")
    assert found.get(f"{XML}lang") == "nl"
    assert [each.get("href") for each in found.findall(f"{ATOM}link[@rel='via']")] == ["http://old.example/1"]


def test_id_outlives_the_title_and_is_the_imported_one_where_there_is_one() -> None:
    assert entry(title="A").findtext(f"{ATOM}id") == entry(title="B").findtext(f"{ATOM}id")
    assert entry().findtext(f"{ATOM}id") == "tag:blog.example,2012-10-01:/2012/10/post-1.html"
    assert entry(id="tag:blogger.com,1999:p-2").findtext(f"{ATOM}id") == "tag:blogger.com,1999:p-2"


def test_control_characters_break_nothing() -> None:
    text = whole(post(1, title="a\x00b\x0b\ud800", excerpt="<p>c\x01d</p>"), body="<p>e\x1ff\ufffe\x85</p>")
    (found,) = feedparser.parse(text.encode()).entries
    assert (found.title, found.summary, found.content[0].value) == ("ab", "cd", "<p>ef</p>")


def test_a_post_without_title_has_its_slug() -> None:
    assert entry(title=" ").findtext(f"{ATOM}title") == "post-1"


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        ("<subtitle>", "<subtitle/><subtitle>"),
        ('rel="self"', 'rel="home"'),
        ('href="https://blog.example/blog/atom.xml"', 'href="https://blog.example/other.xml"'),
        ("<name>Maggie Steed</name>", "<name/>"),
        ("tag:blog.example,2005-12:", "tag:blog.example,Dec 2005:"),
        ("-02:/2012/10/post-2.html</id>", "-01:/2012/10/post-1.html</id>"),
        ("2012-10-02T09:30:00+01:00", "2012-10-02T09:30:00"),
        ("2012-10-02T09:30:00+01:00", "1870-10-02T09:30:00+01:00"),
        ("&lt;p&gt;", "&lt;p onclick=''&gt;&lt;script&gt;"),
        ("&lt;p&gt;", "&lt;a href='/x'&gt;"),
        ("<title>Post 2", "<title>Post \x80 &lt;b&gt;2&lt;/b&gt;"),
        ('<link href="https://blog.example/2012/10/post-2.html"/>', '<link href="2012/10/post 2.html"/>'),
        ('href="https://blog.example/2012/10/post-2.html"', 'href="https://blog.example/"'),
        ("</feed>", "<rights>x</rights></feed>"),
    ],
)
def test_the_rules_themselves_find_what_is_wrong(good: str, bad: str) -> None:
    text = whole(post(1), post(2), body="<p>x</p>")
    assert list(atom_problems(text, f"{SITE.url}blog/atom.xml")) == []
    assert good in text
    assert list(atom_problems(text.replace(good, bad), f"{SITE.url}blog/atom.xml"))
