"""Posts that follow one another: their place in the thread, the pages of threads, and what cannot be followed."""

import json
from collections.abc import Callable

import pytest

from build.built import Built
from build.sites import Site

THREAD = "threads/2012/10/first.html"


@pytest.fixture(scope="module")
def names(built: Callable[[str], Built]) -> Built:
    return built("names")


def test_a_post_shows_its_place_and_at_its_foot_the_parts_around_it(names: Built) -> None:
    second = "2012/10/second.html"
    assert names.text(second, "p.thread") == "2 of 3 in the thread The matter of tea"
    assert names.addresses(second, "p.thread a") == [THREAD]
    assert names.addresses(second, ".in-thread a") == ["2012/10/first.html", "2012/11/third.html"]
    assert names.texts(second, ".in-thread .part") == ["Part 1", "Part 3"]
    assert names.addresses("2012/11/third.html", ".in-thread a") == [second]


def test_a_thread_called_as_its_first_post_is_not_named_beside_that(site: Callable[[str], Site]) -> None:
    names = site("names")
    names.edit("posts/2012/10/first.md", "thread: The matter of tea\n", "")
    assert names.build().stderr == ""
    built = Built(names.out)
    assert built.text("2012/10/second.html", "p.thread") == "2 of 3 in this thread"
    assert built.addresses("2012/10/second.html", "p.thread a") == [THREAD]
    assert built.text("2012/11/third.html", "p.thread") == "3 of 3 in the thread First"


def test_all_threads_are_listed_oldest_post_first(names: Built) -> None:
    assert names.texts("threads.html", "section.thread h2") == ["The matter of tea"]
    assert names.addresses("threads.html", "section.thread li a") == [
        "2012/10/first.html", "2012/10/second.html", "2012/11/third.html"
    ]  # fmt: skip
    assert names.addresses(THREAD, ".entry-title a") == names.addresses("threads.html", "section.thread li a")


def test_the_list_of_all_threads_stands_below_none_as_those_of_all_names_and_tags_do(names: Built) -> None:
    for page in ("threads.html", "names/index.html", "blog/tag.html"):
        assert names.addresses(page, ".breadcrumbs a") == [] and "BreadcrumbList" not in names.linked_data(page)
    assert names.addresses(THREAD, ".breadcrumbs a") == ["index.html", "threads.html"]


def test_a_thread_has_feeds_that_its_page_announces(names: Built) -> None:
    feeds = [link["href"] for link in names.page(THREAD).select('link[rel="alternate"]')][:2]
    assert feeds == [f"https://blog.example/threads/2012/10/first/{name}" for name in ("atom.xml", "feed.json")]
    assert names.feed("threads/2012/10/first/atom.xml").entries[0].title == "Third"
    assert len(json.loads(names.read("threads/2012/10/first/feed.json"))["items"]) == 3


def test_a_thread_without_a_name_bears_its_first_title(site: Callable[[str], Site]) -> None:
    names = site("names")
    names.edit("posts/2012/10/first.md", "thread: The matter of tea\n", "")
    assert names.build("-W").stderr == ""
    assert Built(names.out).text("threads.html", "section.thread h2") == "First"


def test_a_thread_breaks_silently_at_a_withheld_post(site: Callable[[str], Site]) -> None:
    names = site("names")
    names.edit("posts/2012/10/second.md", "follows: first", "follows: first\nwithhold: by order")
    names.edit("posts/2012/11/third.md", "{post}`told before <second>`", "told before, in {post}`second`")
    assert names.build("-W").stderr == ""
    built = Built(names.out)
    assert "threads.html" not in built
    assert built.text("2012/11/third.html", ".post-text p").startswith("It was told before, in a withheld post")
    assert names.tree() == names.clean()


def test_the_preview_shows_drafts_in_their_thread(site: Callable[[str], Site]) -> None:
    names = site("names")
    assert names.build("-D", "show_drafts=1").status == 0
    assert Built(names.out).text("2012/11/third.html", "p.thread").startswith("3 of 4")
    assert Built(names.out).texts("names/person.html", ".letter a")[1] == "Never Named"
    titles = [entry.title for entry in Built(names.out).feed("threads/2012/10/first/atom.xml").entries]
    assert "Zzdraft" not in titles
    assert names.build("-W").status == 0
    assert names.tree() == names.clean()


def test_a_wrong_thread_fails_the_build_and_loses_no_post(site: Callable[[str], Site]) -> None:
    names = site("names")
    names.edit("posts/2012/10/first.md", "thread: The matter of tea", "follows: third")
    for name in ("first", "second", "third"):
        path = next(names.src.glob(f"posts/*/*/{name}.md"))
        names.edit(path.relative_to(names.src).as_posix(), path.read_text().splitlines()[1], "date: 2012-10-01")
    result = names.build()
    assert result.status == 1
    circle = "`follows` goes round in a circle, 2012/10/first → 2012/11/third → 2012/10/second → 2012/10/first"
    assert f"posts/2012/10/first.md:3: WARNING: {circle}" in result.stderr
    assert {"2012/10/first.html", "2012/10/second.html", "2012/11/third.html"} <= Built(names.out).paths
    assert "threads.html" not in Built(names.out)
