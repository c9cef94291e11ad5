"""Related posts and days of the year: what readers see of them, and that an incremental build keeps them right."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable
from contextlib import closing

import pytest

from build.built import Built, words
from build.sites import Site, differences

RARE = "Munro’s review of Frontline, says Munro, will not make Frontline or its graduates graduates of care."


def blog(make: Callable[[str], Site], count: int = 24) -> Site:
    """A blog of posts that have nothing to do with one another, a day apart over the years."""
    site = make("empty")
    for number in range(count):
        site.post(f"{2010 + number % 3}/03/post-{number}", f"Wholly{chr(97 + number)} of itself.",
                  date=f"{2010 + number % 3}-03-{number + 1:02}")  # fmt: skip
    return site


def related(site: Site, path: str) -> list[str]:
    return Built(site.out).addresses(path, ".related a")


def test_posts_that_share_what_is_rare_name_one_another(site: Callable[[str], Site]) -> None:
    made = blog(site)
    made.post("2012/02/one", RARE, date="2012-02-01", tags="Frontline, Munro review", title="One & only")
    made.post("2012/10/two", RARE, date="2012-10-05", tags="Frontline, Munro review")
    made.post("2012/10/three", "As was said [before](../02/one.md).", date="2012-10-09")
    made.post("2012/11/four", RARE, date="2012-11-09", tags="Frontline, Munro review")
    assert made.build("-W").status == 0
    built = Built(made.out)
    assert set(related(made, "2012/02/one.html")) == {"2012/10/two.html", "2012/11/four.html"}
    assert built.addresses("2012/02/one.html", ".backlinks a") == ["2012/10/three.html"]
    assert words(built.page("2012/10/two.html").select(".related li")[-1]) == "One & only 1 February 2012"
    assert not built.page("2010/03/post-0.html").select(".related")


def test_what_is_hidden_relates_nothing(site: Callable[[str], Site]) -> None:
    made = blog(site)
    made.post("2012/10/one", RARE, date="2012-10-01", tags="Frontline, Munro review")
    fields = {"draft": {"draft": "true"}, "withheld": {"withhold": "at request"}, "ahead": {}}
    for name, hidden in fields.items():
        made.post(f"2012/10/{name}", RARE, date="2012-10-02" if hidden else "2030-10-02",
                  tags="Frontline, Munro review", **hidden)  # fmt: skip
    assert made.build("-W").status == 0
    assert related(made, "2012/10/one.html") == []
    assert "on/10-01.html" in Built(made.out) and "on/10-02.html" not in Built(made.out)


def test_an_incremental_build_relates_as_a_clean_one(site: Callable[[str], Site]) -> None:
    """A random walk: posts come, go, change their words, tags, titles and dates, on one and two processes."""
    chance = random.Random(4)
    made = blog(site, 18)
    names = [f"2012/0{month}/walk-{month}" for month in range(1, 9)]
    subjects = ["Munro", "Frontline", "Coleridge", "Toyota", "Scandinavia", "Radnor"]

    def step() -> None:
        for name in chance.sample(names, 3):
            file = made.src / "posts" / f"{name}.md"
            if file.exists() and chance.random() < 0.3:
                file.unlink()
                continue
            said = chance.sample(subjects, 3)
            other = chance.choice(names).rpartition("/")[2]
            text = f"So said {said[0]}, and {said[1]}, and {said[2]}." + f" {other}" * 2
            day, tags = chance.randint(10, 12), ", ".join(chance.sample(subjects, 2))
            made.post(name, text, date=f"{name[:4]}-{name[5:7]}-{day}", tags=tags, title=f"Title {chance.randrange(3)}")

    seen = set()
    for turn in range(6):
        step()
        processes = ("-j", str(1 + turn % 2))
        assert made.build("-W", *processes).status == 0
        assert not differences(made.tree(), made.clean("-j", str(2 - turn % 2)))
        seen |= {tuple(related(made, f"{name}.html")) for name in names if (made.out / f"{name}.html").exists()}
    assert len(seen) > 5


def test_an_edit_of_the_text_alone_relates_anew(site: Callable[[str], Site]) -> None:
    made = blog(site)
    made.post("2012/10/one", RARE, date="2012-02-01", tags="Frontline, Munro review")
    made.post("2012/10/two", "Words.", date="2012-10-05", tags="Frontline")
    for text, found in (("Other words.", []), (RARE, ["2012/10/two.html"]), (f"{RARE} {RARE}", ["2012/10/two.html"])):
        made.post("2012/10/two", text, date="2012-10-05", tags="Frontline")
        assert made.build("-W").status == 0
        assert related(made, "2012/10/one.html") == found
        assert not differences(made.tree(), made.clean())


def test_one_edit_among_many_rewrites_few_pages(site: Callable[[str], Site]) -> None:
    made = blog(site)
    made.post("2012/10/one", RARE, date="2012-10-01")
    assert made.build("-W").status == 0
    before = made.tree()
    made.edit("posts/2012/10/one.md", "Munro’s", "The minister’s")
    assert made.build("-W").status == 0
    changed = {path for path, digest in made.tree().items() if before.get(path) != digest}
    assert {path for path in changed if path.startswith("201") and "/page-" not in path} == {"2012/10/one.html"}


def test_a_day_lists_its_posts_across_the_years_and_they_lead_to_it(site: Callable[[str], Site]) -> None:
    made = site("empty")
    for year in (2010, 2012, 2016):
        made.post(f"{year}/02/leap-{year}", date=f"{year}-02-{28 + (year > 2010)}")
    made.post("2012/02/twin", date="2012-02-29")
    assert made.build("-W").status == 0
    built = Built(made.out)
    leap = ["2016/02/leap-2016.html", "2012/02/twin.html", "2012/02/leap-2012.html"]
    assert sorted(built.addresses("on/02-29.html", ".entry-title a")) == sorted(leap)
    assert built.text("on/02-29.html", "h1") == "29 February"
    assert built.addresses("on/02-29.html", ".breadcrumbs a")[1:] == ["blog/archive.html", "on/index.html"]
    assert built.addresses("on/index.html", ".days a") == ["on/02-28.html", "on/02-29.html"]
    assert built.texts("on/index.html", ".days h2") == ["February"]
    assert built.texts("on/index.html", ".days li") == [str(day) for day in range(1, 30)]
    assert "on/02-29.html" in built.addresses("2012/02/leap-2012.html", ".neighbours a")
    # There is a page of a day that only one post has, but nothing else to read there.
    assert "on/02-28.html" in built
    assert "on/02-28.html" not in built.addresses("2010/02/leap-2010.html", ".neighbours a")
    assert not built.broken()


def test_no_posts_no_days_no_charts(site: Callable[[str], Site]) -> None:
    made = site("empty")
    assert made.build("-W").status == 0
    built = Built(made.out)
    assert not [path for path in built.pages if path.startswith("on/")]
    assert not [path for path in built.pages if built.page(path).select(".chart, .related")]


def test_charts_stand_on_their_pages(blog: Built) -> None:
    places = {"blog/archive.html": "months", "blog/2012.html": "calendar", "blog/2011.html": "calendar"}
    for path, name in places.items():
        assert len(blog.page(path).select(f"figure.chart-{name} > svg")) == 1
    assert not blog.page("blog/2012/page-2.html").select(".chart")
    months = ["blog/2012/09.html", "blog/2012/10.html", "blog/2012/11.html"]
    assert blog.addresses("blog/2012.html", ".chart svg a") == months


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_what_was_found_is_kept_and_of_a_post_that_is_gone_nothing(site: Callable[[str], Site], jobs: str) -> None:
    """One process keeps it at the end of a build, several while documents are written."""
    empty = site("empty")
    names = {f"posts/2012/10/post-{number}" for number in range(1, 29)}
    for number in range(1, 29):
        empty.post(f"2012/10/post-{number}", "Hedges, hedges.", date=f"2012-10-{number:02}")

    def kept() -> list[set[str]]:
        with closing(sqlite3.connect(empty.doctrees / "archive/archive.sqlite")) as state:
            tables = ("related", "word")
            return [{name for (name,) in state.execute(f"SELECT docname FROM {table}")} for table in tables]

    assert empty.build("-W", "-j", jobs).status == 0
    assert kept() == [names, names]
    (empty.src / "posts/2012/10/post-5.md").unlink()
    assert empty.build("-W", "-j", jobs).status == 0
    assert kept() == [names - {"posts/2012/10/post-5"}] * 2
