"""The sitemap, robots.txt, and the list of addresses: what is in it, and what makes it another."""

import urllib.robotparser
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from archive.files import sitemap as module
from archive.files.sitemap import addresses, sitemap
from archive.model.archive import Archive, Output
from archive.model.posts import Post
from lxml import etree

from unit.archives import CPP, LEAN, SITE, ZONE, archive, archive_of, post

S = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
Pages = list[tuple[str, str]]


def made(archive: Archive, pages: Pages | None = None) -> dict[str, Output]:
    outputs = list(sitemap(archive, pages or []))
    assert len({output.path for output in outputs}) == len(outputs)
    return {output.path: output for output in outputs}


def entries(output: Output) -> dict[str, str | None]:
    """The last change of each address, in the document's order."""
    root = etree.fromstring(output.render().encode())
    found = [(each.findtext(f"{S}loc"), each.findtext(f"{S}lastmod")) for each in root]
    assert len(dict(found)) == len(found)
    return dict(found)


def test_posts_and_pages_with_their_last_change() -> None:
    full = archive(
        post(1),
        post(2, updated=datetime(2013, 1, 1, 12, tzinfo=ZONE)),
        post(3, timed=False),
        post(4, timed=False, updated=datetime(2013, 7, 1, 12, tzinfo=ZONE)),
    )
    assert entries(made(full, [("", ""), ("caf%C3%A9.html", "2014-02-03")])["sitemap.xml"]) == {
        "https://blog.example/2012/10/post-1.html": "2012-10-01T09:30:00+01:00",
        "https://blog.example/2012/10/post-2.html": "2013-01-01T12:00:00+00:00",
        "https://blog.example/2012/10/post-3.html": "2012-10-03",
        "https://blog.example/2012/10/post-4.html": "2013-07-01T12:00:00+01:00",
        "https://blog.example/": None,
        "https://blog.example/caf%C3%A9.html": "2014-02-03",
    }


def test_addresses_are_encoded() -> None:
    full = archive(post(1, path="2012/10/café & más.html"))
    text = made(full)["sitemap.xml"].render()
    assert "<loc>https://blog.example/2012/10/caf%C3%A9%20%26%20m%C3%A1s.html</loc>" in text


def test_addresses_are_escaped() -> None:
    found = entries(
        made(archive(post(1), site=replace(SITE, url="https://blog.example/a&b/")))["sitemap.xml"]
    )
    assert list(found) == ["https://blog.example/a&b/2012/10/post-1.html"]


def test_drafts_are_nowhere() -> None:
    found = entries(made(archive(post(1), post(2, draft=True)))["sitemap.xml"])
    assert list(found) == ["https://blog.example/2012/10/post-1.html"]


def test_empty_archive_has_a_sitemap_of_its_pages() -> None:
    assert entries(made(archive(), [("index.html", "")])["sitemap.xml"]) == {
        "https://blog.example/index.html": None
    }


def test_more_addresses_than_a_file_may_hold_stand_in_several(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LIMIT", 4)
    outputs = made(archive_of(9), [("index.html", "")])
    names = list(entries(outputs["sitemap.xml"]))
    assert names == [f"https://blog.example/sitemap-{number}.xml" for number in (1, 2, 3)]
    assert etree.fromstring(outputs["sitemap.xml"].render().encode()).tag == f"{S}sitemapindex"
    parts = [entries(outputs[name.removeprefix(SITE.url)]) for name in names]
    assert [len(part) for part in parts] == [4, 4, 2]
    assert len({address for part in parts for address in part}) == 10


def test_full_files_stay_as_they_are_when_posts_are_added(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LIMIT", 4)
    before, after = made(archive_of(9)), made(archive_of(10))
    for name in ("sitemap-1.xml", "sitemap-2.xml"):
        assert (before[name].key, before[name].render()) == (after[name].key, after[name].render())


def test_the_protocols_limit() -> None:
    assert module.LIMIT == 50_000


def test_key_changes_with_what_is_shown_and_with_nothing_else() -> None:
    before = archive_of(3)
    pages: Pages = [("index.html", "")]
    key = made(before, pages)["sitemap.xml"].key
    same = archive(post(1), post(2, title="Other", body_digest="other"), post(3))
    assert made(same, pages)["sitemap.xml"].key == key
    for other in (
        made(archive_of(4), pages),
        made(before, [("index.html", "2020-01-01")]),
        made(before, [("about.html", "")]),
        made(archive(post(1), post(2), post(3, updated=datetime(2020, 1, 1, tzinfo=UTC))), pages),
        made(archive_of(3, site=replace(SITE, url="https://other.example/")), pages),
    ):
        assert other["sitemap.xml"].key != key


def test_robots_may_go_everywhere_and_find_the_sitemap() -> None:
    robots = urllib.robotparser.RobotFileParser()
    robots.parse(made(archive_of(1))["robots.txt"].render().splitlines())
    assert robots.can_fetch("any", "https://blog.example/2012/10/post-1.html")
    assert robots.site_maps() == ["https://blog.example/sitemap.xml"]


def test_a_key_of_indexnow_stands_where_search_engines_look_for_it() -> None:
    outputs = made(archive_of(1, site=replace(SITE, indexnow_key="0123-abcd")))
    assert outputs["0123-abcd.txt"].render() == "0123-abcd"
    assert not [path for path in made(archive_of(1)) if path.endswith(".txt") and path != "robots.txt"]


def address_list(*posts: Post) -> tuple[str, str]:
    """Key and text of the list of addresses."""
    (output,) = addresses(archive(*posts), ("index", "guide/writing"))
    return output.key, output.render()


def test_every_folder_has_a_line_in_the_list_of_addresses() -> None:
    _, text = address_list(post(1, tags=(LEAN, CPP)), post(2, path="2012/10/größe 2.html"), post(40))
    assert text.splitlines() == [
        "2012/10/ gr%C3%B6%C3%9Fe%202 post-1",
        "2012/11/ post-40",
        "",
        "blog/author/ maggie-steed",
        "blog/category/ news",
        "blog/tag/ c-plus-plus lean",
        "guide/ writing",
        "/ index",
    ]


def test_of_an_empty_archive_its_pages_are_listed() -> None:
    assert address_list()[1] == "\nguide/ writing\n/ index\n"


def test_an_edit_makes_no_other_list_and_a_new_post_does() -> None:
    one = post(1)
    assert address_list(one)[0] == address_list(replace(one, title="Another", excerpt="", body_digest="x"))[0]
    assert address_list(one)[0] != address_list(one, post(2))[0]
