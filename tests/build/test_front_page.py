"""The front page of a small blog, and of none."""

from collections.abc import Callable

from build.built import Built
from build.sites import Site, differences


def test_it_says_what_the_archive_is_at_a_glance(blog: Built) -> None:
    said = blog.text("index.html", ".glance > p")
    assert said == "11 posts, 31 December 2011 to 3 November 2012"
    assert blog.addresses("index.html", ".glance > p a") == ["2011/12/eve-in-auckland.html", "2012/11/linking.html"]
    assert blog.texts("index.html", ".glance dt") == ["Categories", "Tags"]
    assert blog.texts("index.html", ".glance dd > span") == [
        "Travel 4",
        "Diary 3",
        "Food 3",
        "Essays 2",
        "c 2",
        "Lean 2",
    ]
    assert {"blog/2012/11.html", "blog/2011/12.html", "blog/category.html", "blog/category/travel.html"} <= set(
        blog.addresses("index.html", ".glance a")
    )


def test_the_newest_post_comes_before_all_that_leads_elsewhere(blog: Built) -> None:
    assert blog.texts("index.html", "h2.newest") == ["Newest posts"]
    parts = blog.page("index.html").select(".home > *")
    assert [part["class"][0] for part in parts] == ["intro", "newest", "entry", "glance", "entries"]
    assert blog.addresses("index.html", ".home > .entry .entry-title a") == ["2012/11/linking.html"]


def test_an_archive_without_posts_has_nothing_to_say(built: Callable[[str], Built]) -> None:
    empty = built("empty")
    assert empty.page("index.html").select(".glance, .newest, .chart") == []
    assert "There are no posts yet." in empty.text("index.html", "article")
    assert empty.page("404.html").select("#nearest, script[src*=not-found]") == []


def test_it_follows_posts_that_it_does_not_list(site: Callable[[str], Site]) -> None:
    blog = site("blog")
    blog.build()
    before = blog.tree()
    blog.edit("posts/2011/12/eve-in-auckland.md", "category: Travel", "category: Food")
    blog.build()
    assert Built(blog.out).texts("index.html", ".glance dd > span")[:3] == ["Food 4", "Diary 3", "Travel 3"]
    assert blog.tree() == blog.clean(), differences(blog.tree(), blog.clean())
    between = blog.tree()
    assert between["index.html"] != before["index.html"]
    blog.edit("posts/2011/12/eve-in-auckland.md", "\n\n#", "\n\n# Anew: ")
    blog.build()
    assert blog.tree()["index.html"] == between["index.html"]
    assert blog.tree()["addresses.txt"] == before["addresses.txt"]
