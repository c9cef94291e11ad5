"""What each kind of source tells of its blog."""

from __future__ import annotations

import json
from html import escape
from pathlib import Path

import pytest
from exports import atom_entry, blogger, item, wxr
from importer.run import Import, Settings
from importer.source import open_source
from importer.start.identity import Identity, StandingPage, identity_of

CC = "https://creativecommons.org/licenses/by-sa/4.0/"


def identity(tmp_path: Path, text: str, name: str = "export.xml") -> Identity:
    (tmp_path / "source").mkdir(exist_ok=True)
    (tmp_path / "source" / name).write_text(text, encoding="utf-8")
    run = Import(open_source(tmp_path / "source" / name), Settings(tmp_path / "site/posts", quiet=True))
    run.read()
    assert run.report.tally.entries and not (tmp_path / "site").exists()
    return identity_of(run)


def setting(name: str, value: str) -> str:
    return (
        f"<entry><id>tag:blogger.com,1999:blog-7.settings.{name}</id><category "
        "scheme='http://schemas.google.com/g/2005#kind' term='http://schemas.google.com/blogger/2008/kind#settings'/>"
        f"<title>{name}</title><content type='text'>{escape(value)}</content></entry>"
    )


def author(login: str, shown: str = "", first: str = "", last: str = "") -> str:
    parts = {"login": login, "display_name": shown, "first_name": first, "last_name": last}
    inner = "".join(f"<wp:author_{part}>{value}</wp:author_{part}>" for part, value in parts.items())
    return f"<wp:author>{inner}</wp:author>"


def by(login: str) -> str:
    return f"<dc:creator>{login}</dc:creator>"


def test_of_blogger_s_older_export(tmp_path: Path) -> None:
    settings = {"BLOG_TIME_ZONE": "Asia/Tokyo", "BLOG_DESCRIPTION": "Of <b>jam</b> &amp; more", "BLOG_LOCALE": "pt_BR"}
    found = identity(tmp_path, blogger(*(setting(*one) for one in settings.items()), atom_entry(1)))
    assert (found.title, found.tagline, found.language) == ("Larder", "Of jam & more", "pt-BR")
    assert (found.time_zone, found.service, found.author) == ("Asia/Tokyo", "blogger", "")


TAKEOUT = (
    "<feed xmlns='http://www.w3.org/2005/Atom' xmlns:blogger='http://schemas.google.com/blogger/2018'>"
    "<title>Larder</title><entry><id>tag:blogger.com,1999:blog-7.post-1</id><blogger:type>POST</blogger:type>"
    "<blogger:status>LIVE</blogger:status><author><name>Ann Bell</name></author><title>One</title>"
    "<content type='html'>Words.</content><published>2015-03-01T23:30:00Z</published>"
    "<blogger:filename>/2015/03/one.html</blogger:filename></entry></feed>"
)
TABLES = (
    'blog_description,blog_time_zone,blog_custom_domain\n"Of jam, and more",Asia/Tokyo,larder.example\n',
    'BLOG_DESCRIPTION,"Of jam, and more"\nBLOG_TIME_ZONE,Asia/Tokyo\nBLOG_CUSTOM_DOMAIN,larder.example\n',
)
UNTOLD = (None, "", "\n", '"', "a\n", "BLOG_TIME_ZONE,Middle-earth/Shire\nBLOG_CUSTOM_DOMAIN,\n")


@pytest.mark.parametrize("table", TABLES)
def test_of_takeout_with_its_table_of_settings(tmp_path: Path, table: str) -> None:
    (tmp_path / "source").mkdir()
    (tmp_path / "source/settings.csv").write_text(table)
    found = identity(tmp_path, TAKEOUT, "feed.atom")
    assert (found.tagline, found.time_zone) == ("Of jam, and more", "Asia/Tokyo")
    assert (found.address, found.author, found.service) == ("http://larder.example", "Ann Bell", "blogger")


@pytest.mark.parametrize("table", UNTOLD)
def test_of_takeout_that_tells_neither_zone_nor_address(tmp_path: Path, table: str | None) -> None:
    (tmp_path / "source").mkdir()
    if table is not None:
        (tmp_path / "source/settings.csv").write_text(table)
    found = identity(tmp_path, TAKEOUT, "feed.atom")
    assert (found.title, found.tagline, found.time_zone, found.address) == ("Larder", "", "", "")


@pytest.mark.parametrize(
    ("accounts", "posts", "authors"),
    [
        (author("a.bell", "Ann Bell"), ["a.bell"], ("Ann Bell",)),
        (author("a.bell", "a.bell", "Ann", "Bell"), ["a.bell"], ("Ann Bell",)),
        (author("a.bell", "a.bell"), ["a.bell"], ("a.bell",)),
        (author("a", "Ann Bell") + author("c", "Cem Kaya"), ["a", "c", "a"], ("Ann Bell", "Cem Kaya")),
        (author("a", "Ann Bell") + author("c", "Cem Kaya"), ["a"] * 9 + ["c"], ("Ann Bell",)),
        (author("a", "Anonymous"), ["a"], ()),
    ],
)
def test_who_wrote_a_blog(tmp_path: Path, accounts: str, posts: list[str], authors: tuple[str, ...]) -> None:
    items = (item(number, extra=by(login)) for number, login in enumerate(posts, 1))
    assert identity(tmp_path, wxr(*items, channel=accounts)).authors == authors


@pytest.mark.parametrize(
    ("tagline", "kept"),
    [("Of jam", "Of jam"), ("Just another WordPress site", ""), ("Ещё один сайт на WordPress", ""), ("", ""),
     ("Un site utilisant WordPress", ""), ("Tips for WordPress", "Tips for WordPress"), ("A &amp; b", "A & b")],
)  # fmt: skip
def test_a_tagline_that_wordpress_wrote_is_none(tmp_path: Path, tagline: str, kept: str) -> None:
    assert identity(tmp_path, wxr(item(1), channel=f"<description>{tagline}</description>")).tagline == kept


def test_of_feeds_that_name_a_licence(tmp_path: Path) -> None:
    when = "<updated>2015-03-01T23:30:00Z</updated>"
    entry = f"<entry><id>urn:1</id><title>One</title><content>Words.</content>{when}</entry>"
    head = f"<title>Larder</title><subtitle>Of jam</subtitle><link rel='license' href='{CC}'/>"
    found = identity(tmp_path, f"<feed xmlns='http://www.w3.org/2005/Atom'>{head}{entry}</feed>")
    assert (found.tagline, found.licence, found.licence_url) == ("Of jam", "CC BY-SA 4.0", CC)
    assert found.time_zone == ""  # all times of feeds are often in UTC
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "Larder", "description": "Of jam",
            "items": [{"id": "1", "content_text": "Words.", "date_published": "2015-03-01T23:30:00Z"}]}  # fmt: skip
    assert identity(tmp_path, json.dumps(feed), "feed.json").tagline == "Of jam"


def page(number: int, title: str, order: int = 0) -> str:
    made = item(number, title, extra=f"<wp:menu_order>{order}</wp:menu_order>").replace(">post<", ">page<")
    return made.replace(f"/2015/03/p{number}/", f"/page-{number}/")


def block_menu(number: int, *links: dict[str, object]) -> str:
    body = "".join(f"<!-- wp:navigation-link {json.dumps(link)} /-->" for link in links)
    body += "<!-- wp:navigation-link {broken} /--><!-- wp:navigation-link [1] /-->"
    return item(number, "Menu", body).replace(">post<", ">wp_navigation<")


def test_pages_in_the_order_of_a_menu_of_blocks_and_then_of_their_own(tmp_path: Path) -> None:
    menu = block_menu(
        9, {"label": "Me", "type": "page", "id": 3, "url": "/x/", "kind": "post-type"},
        {"label": "Elsewhere", "url": "https://other.example/"},
        {"label": "Two", "url": "https://larder.example/page-2"}, {"label": "Lost", "type": "page", "id": 77},
    )  # fmt: skip
    pages = (page(1, "Écluse", 1), page(2, "Two"), page(3, "Three"), page(4, "Zoo", 1), page(5, "Early"))
    found = identity(tmp_path, wxr(item(8), *pages, menu)).pages
    assert found == (
        StandingPage("wordpress:3", "Me"), StandingPage("wordpress:2", ""), StandingPage("wordpress:5", ""),
        StandingPage("wordpress:1", ""), StandingPage("wordpress:4", ""),
    )  # fmt: skip
