"""What those of ABlog's settings do that are followed, and how the others are refused."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from build.built import Built
from build.sites import Site

FOLLOWED = """
blog_title = "Ann's notes"
blog_authors = {"ann": ("Ann O’Neill", None)}
blog_default_author = "ann"
blog_feed_length = 2
blog_feed_subtitle = "Short and seldom."
post_date_format_short = "%d.%m."
post_auto_excerpt = 2
"""


@pytest.fixture(scope="module")
def notes(tmp_path_factory: pytest.TempPathFactory) -> Built:
    site = Site(tmp_path_factory.mktemp("ablog"), "empty")
    site.edit("conf.py", "html_baseurl = blog_baseurl =", "html_baseurl = ''\nblog_baseurl =")
    site.write("conf.py", (site.src / "conf.py").read_text(encoding="utf-8") + FOLLOWED)
    for day in (1, 2, 3):
        site.post(f"2012/05/on-{day}", "One.\n\nTwo.\n\nThree.", date=f"2012-05-0{day}")
    site.post("2012/05/by-bo", date="2012-05-04", author="Bo, ann")
    listed = "```{postlist} 5\n:format: '{date}: {title}'\n:excerpts:\n```\n"
    site.write("about.md", f"---\norphan: true\n---\n\n# About\n\n{listed}")
    result = site.build("-W", "--keep-going")
    assert (result.status, result.stderr) == (0, "")
    return Built(site.out)


def test_title_length_and_subtitle_are_those_of_the_feeds(notes: Built) -> None:
    feed = notes.feed("blog/atom.xml")
    assert (feed.feed.title, feed.feed.subtitle, len(feed.entries)) == ("Ann's notes", "Short and seldom.", 2)
    assert notes.property("2012/05/on-1.html", "og:site_name") == ["Ann's notes"]


def test_the_address_is_that_of_the_site(notes: Built) -> None:
    assert notes.property("2012/05/on-1.html", "og:url") == ["https://blog.example/2012/05/on-1.html"]


def test_keys_of_authors_stand_for_their_names(notes: Built) -> None:
    assert notes.property("2012/05/on-1.html", "author") == ["Ann O’Neill"]
    assert notes.property("2012/05/by-bo.html", "author") == ["Bo", "Ann O’Neill"]


def test_a_list_of_posts_has_the_short_date_and_so_many_paragraphs(notes: Built) -> None:
    items = notes.texts("about.html", "ul.postlist > li")
    assert items[1] == "03.05.: On 3 One. Two."


def test_what_would_be_without_effect_is_refused_with_its_line(site: Callable[[str], Site]) -> None:
    empty = site("empty")
    conf = (empty.src / "conf.py").read_text(encoding="utf-8")
    empty.write("conf.py", f'{conf}blog_path = "news"\nfeed_size = 3\nblog_feed_length = 4\n')
    result = empty.build()
    line = len(conf.splitlines()) + 1
    assert result.status != 0 and "Traceback" not in result.stderr
    assert f"conf.py:{line}: `blog_path` is of no effect here: " in result.stderr
    assert f"conf.py:{line + 2}: `blog_feed_length` is 4, and `feed_size` is 3" in result.stderr


def test_what_a_list_of_posts_shows_follows_the_settings(site: Callable[[str], Site]) -> None:
    blog = site("blog")
    blog.build()
    blog.write("conf.py", (blog.src / "conf.py").read_text(encoding="utf-8") + 'post_date_format_short = "%Y"\n')
    blog.build()
    assert blog.tree() == blog.clean()
