"""Listings: their order, their pages, what they count, and the way from one to the next."""

from collections.abc import Callable
from itertools import pairwise

import pytest
from bs4 import BeautifulSoup

from build.built import Built, words
from build.sites import ROOTS, Site

NEWEST_FIRST = [
    "2012/11/linking.html", "2012/11/corrected.html",
    "2012/10/dusk.html", "2012/10/dawn.html", "2012/10/calcutta.html",
    "2012/10/dinner.html", "2012/10/lunch.html", "2012/10/breakfast.html",
    "2012/10/notes.html", "2012/09/notes.html", "2011/12/eve-in-auckland.html",
]  # fmt: skip


def listed(blog: Built, first: str, selector: str = ".entry-title a") -> list[str]:
    """The posts of a listing, all its pages together."""
    found, path = [], first
    while path:
        found += blog.addresses(path, selector)
        path = next(iter(blog.addresses(path, '.pager a[rel="next"]')), "")
    return found


def test_all_posts_stand_newest_first(blog: Built) -> None:
    """By time where one is known, in the site's own zone; by `order` where only the day is."""
    assert listed(blog, "blog/index.html") == NEWEST_FIRST


def test_the_front_page_shows_the_newest(blog: Built) -> None:
    assert blog.addresses("index.html", ".entry-title a") == NEWEST_FIRST[:3]
    assert blog.addresses("index.html", ".more a") == ["blog/page-2.html"]


def test_neighbours_are_the_posts_before_and_after(blog: Built) -> None:
    for newer, post, older in zip(NEWEST_FIRST, NEWEST_FIRST[1:], NEWEST_FIRST[2:], strict=False):
        assert blog.addresses(post, '.neighbours [rel="next"]') == [newer]
        assert blog.addresses(post, '.neighbours [rel="prev"]') == [older]
    assert blog.addresses(NEWEST_FIRST[0], '.neighbours [rel="next"]') == []
    assert blog.addresses(NEWEST_FIRST[-1], '.neighbours [rel="prev"]') == []


def test_a_neighbour_is_named_by_its_title(blog: Built) -> None:
    assert blog.texts("2012/10/lunch.html", ".neighbour-title") == ["Breakfast", "Dinner"]


def test_a_listing_of_eleven_has_four_pages_of_three(blog: Built) -> None:
    pages = ["blog/index.html", "blog/page-2.html", "blog/page-3.html", "blog/page-4.html"]
    assert [len(blog.addresses(page, ".entry-title a")) for page in pages] == [3, 3, 3, 2]
    assert "blog/page-5.html" not in blog and "blog/page-1.html" not in blog
    for number, page in enumerate(pages, start=1):
        assert blog.text(page, ".pager-place") == f"Page {number} of 4"
        assert blog.text(page, ".count").startswith("11 posts")
        assert blog.addresses(page, ".pager ol a") == pages
        assert blog.addresses(page, ".pager [aria-current=page]") == [page]
        assert blog.addresses(page, '.pager [rel="prev"]') == pages[:number - 1][-1:]
        assert blog.addresses(page, '.pager [rel="next"]') == pages[number:][:1]


@pytest.mark.parametrize(
    ("page", "canonical"),
    [
        ("index.html", ""),
        ("blog/index.html", "blog/"),
        ("blog/page-2.html", "blog/page-2.html"),
        ("blog/2012/10.html", "blog/2012/10.html"),
        ("blog/2012/10/page-2.html", "blog/2012/10/page-2.html"),
        ("blog/tag/c-plus-plus.html", "blog/tag/c-plus-plus.html"),
    ],
)
def test_each_page_of_a_listing_has_an_address_of_its_own(blog: Built, page: str, canonical: str) -> None:
    (link,) = blog.page(page).select('link[rel="canonical"]')
    assert link["href"] == f"https://blog.example/{canonical}"


def test_years_hold_the_posts_of_the_site_s_own_time_zone(blog: Built) -> None:
    """New Year's Eve at home, though it was New Year where the post was written."""
    assert listed(blog, "blog/2011.html") == ["2011/12/eve-in-auckland.html"]
    assert listed(blog, "blog/2012.html") == NEWEST_FIRST[:-1]
    assert listed(blog, "blog/2011/12.html") == ["2011/12/eve-in-auckland.html"]


def test_a_month_reads_as_its_page_did(blog: Built) -> None:
    """Day headings, newest first, and beneath each the day's posts in full."""
    assert listed(blog, "blog/2012/10.html") == NEWEST_FIRST[2:9]
    first, second, third = "blog/2012/10.html", "blog/2012/10/page-2.html", "blog/2012/10/page-3.html"
    assert blog.texts(first, ".day-heading") == ["Sunday, 21 October 2012"]
    assert blog.texts(second, ".day-heading") == ["Saturday, 20 October 2012"]
    assert blog.texts(third, ".day-heading") == ["Friday, 5 October 2012"]
    assert "After the mark." in blog.text(first, ".day-post:nth-of-type(2) .e-content")
    assert blog.text(first, ".count").startswith("7 posts")


def test_the_days_of_a_month_lead_to_their_headings(blog: Built) -> None:
    pages = ["blog/2012/10.html", "blog/2012/10/page-2.html", "blog/2012/10/page-3.html"]
    for page in pages:
        assert blog.texts(page, ".month-days a") == ["21", "20", "5"]
        led = [blog.resolve(page, link["href"]) for link in blog.page(page).select(".month-days a")]
        assert [path for path, _ in led] == pages
        for path, fragment in led:
            assert blog.page(path).find(id=fragment).select_one(".day-heading")
    assert blog.page("blog/2012/09.html").select(".month-days") == []


def test_a_month_shows_pictures_and_links_of_its_posts(blog: Built) -> None:
    october = (ROOTS / "test-blog/posts/2012/10/pictures/square.png").read_bytes()
    (picture,) = blog.page("blog/2012/10/page-3.html").select(".e-content img")
    place, _ = blog.resolve("blog/2012/10/page-3.html", picture["src"])
    assert place in blog and (blog.folder / place).read_bytes() == october


@pytest.mark.parametrize(
    ("listing", "posts"),
    [
        ("category/diary", ["2012/11/corrected.html", "2012/10/notes.html", "2012/09/notes.html"]),
        ("category/essays", ["2012/11/linking.html", "2012/11/corrected.html"]),
        ("tag/lean", ["2012/11/corrected.html", "2012/10/dawn.html"]),
        ("tag/lean-to", ["2012/10/dusk.html"]),
        ("tag/c", ["2012/11/corrected.html", "2011/12/eve-in-auckland.html"]),
        ("tag/c-plus-plus", ["2012/09/notes.html"]),
        ("tag/c-sharp", ["2012/10/notes.html"]),
        ("author/ann-author", NEWEST_FIRST),
        ("author/zoe-bell", ["2012/11/corrected.html"]),
    ],
)
def test_terms_list_their_posts(blog: Built, listing: str, posts: list[str]) -> None:
    assert listed(blog, f"blog/{listing}.html") == posts
    assert blog.text(f"blog/{listing}.html", ".count").split()[0] == str(len(posts))


@pytest.mark.parametrize(
    ("kind", "terms"),
    [
        ("category", ["Diary 3", "Essays 2", "Food 3", "Travel 4"]),
        ("tag", ["c 2", "C# 1", "C++ 1", "Lean 2", "lean-to 1"]),
        ("author", ["Ann Author 11", "Zoë Bell 1"]),
    ],
)
def test_overviews_count_posts(blog: Built, kind: str, terms: list[str]) -> None:
    assert blog.texts(f"blog/{kind}.html", ".terms li") == terms


def test_the_archive_counts_years_and_months(blog: Built) -> None:
    assert blog.texts("blog/archive.html", ".year h2") == ["2012 10 posts", "2011 1 post"]
    assert blog.texts("blog/archive.html", ".year li") == ["November 2", "October 7", "September 1", "December 1"]
    assert blog.text("blog/archive.html", ".count").startswith("11 posts")


@pytest.mark.parametrize(
    ("page", "crumbs"),
    [
        ("2012/10/dawn.html", ["index.html", "blog/archive.html", "blog/2012.html", "blog/2012/10.html"]),
        ("2011/12/eve-in-auckland.html", ["index.html", "blog/archive.html", "blog/2011.html", "blog/2011/12.html"]),
        ("blog/2012/10.html", ["index.html", "blog/archive.html", "blog/2012.html"]),
        (
            "blog/2012/10/page-2.html",
            ["index.html", "blog/archive.html", "blog/2012.html", "blog/2012/10.html"],
        ),
        ("blog/tag/lean.html", ["index.html", "blog/tag.html"]),
    ],
)
def test_breadcrumbs_lead_back(blog: Built, page: str, crumbs: list[str]) -> None:
    assert blog.addresses(page, ".breadcrumbs a") == crumbs
    steps = blog.linked_data(page)["BreadcrumbList"]["itemListElement"]
    assert [blog.resolve(page, step["item"])[0] for step in steps[:-1]] == crumbs
    assert "item" not in steps[-1]  # that of the page itself
    assert [step["position"] for step in steps] == list(range(1, len(crumbs) + 2))


def test_a_post_leads_to_its_month(blog: Built) -> None:
    assert blog.addresses("2012/10/dawn.html", ".neighbours .month") == ["blog/2012/10.html"]


def test_an_excerpt_ends_at_the_mark_or_is_the_description_or_the_first_paragraph(blog: Built) -> None:
    excerpts = {
        blog.addresses(page, ".entry-title a")[i]: text
        for page in ("blog/index.html", "blog/page-2.html")
        for i, text in enumerate(blog.texts(page, ".entry-text"))
    }
    assert excerpts["2012/10/dawn.html"] == "Before the mark. And still before."
    assert excerpts["2012/10/dusk.html"] == "How the day ended."
    assert excerpts["2012/10/dinner.html"] == "What there was for dinner."


def test_a_title_may_stand_in_the_front_matter(blog: Built) -> None:
    assert blog.text("2012/10/dusk.html", "h1") == "Dusk"
    assert blog.text("2012/10/dusk.html", ".post-text") == "The text has no heading of its own."


def skipped(levels: list[int]) -> list[tuple[int, int]]:
    """The steps of the outline that leave out a level."""
    return [(one, other) for one, other in pairwise(levels) if other > one + 1]


def test_headings_of_every_page_are_an_outline(site: Callable[[str], Site]) -> None:
    """A text's own headings stand under its title, wherever it is shown: in its page, in its month, in a listing."""
    blog = site("blog")
    headed = "## A part\n\n### A part of it\n\n- of a list\n\n  <!-- more -->\n\n  and more\n\n## Another"
    blog.post("2012/12/headed", headed, date="2012-12-01", tags="headed")
    assert blog.build("-W").stderr == ""
    found = Built(blog.out)
    for page in sorted(set(found.pages) - set(found.leads)):
        headings = found.page(page).select("article :is(h1, h2, h3, h4, h5, h6)")
        levels = [int(heading.name[1]) for heading in headings]
        assert levels[:1] == [1] and levels.count(1) == 1 and not skipped(levels), (page, levels)
    month = found.page("blog/2012/12.html").select(".day-post :is(h2, h3, h4, h5, h6)")
    assert [(heading.name, words(heading)) for heading in month] == [
        ("h3", "Headed"), ("h4", "A part"), ("h5", "A part of it"), ("h4", "Another"),
    ]  # fmt: skip
    (entry,) = found.page("blog/tag/headed.html").select(".entry")
    assert [heading.name for heading in entry.select("h2, h3, h4, h5, h6")] == ["h2", "h3", "h4"]
    assert "and more" not in words(entry) and entry.parent.select(".entry") == [entry]
    assert found.page("blog/tag/headed.html").select_one(".entry .tags").find_parent("li") is None


def test_a_post_may_stand_in_a_tree_of_contents(site: Callable[[str], Site]) -> None:
    empty = site("empty")
    empty.post("2012/10/one", title="One & only", date="2012-10-01")
    empty.post("2012/10/two", "## Below\n\nWords.", title="*Two*", date="2012-10-02")
    tree = "```{toctree}\nposts/2012/10/one\nposts/2012/10/two\n```\n"
    empty.write("tree.md", f"---\norphan: true\n---\n\n# Tree\n\n{tree}")
    assert empty.build("-D", "include_patterns=*.md,posts/**.md").stderr == ""
    for _ in range(2):  # read with the posts, and after them
        page = BeautifulSoup((empty.out / "tree.html").read_text(encoding="utf-8"), "lxml")
        links = {link.text: link["href"] for link in page.select(".toctree-wrapper a")}
        assert links == {"One & only": "2012/10/one.html", "Two": "2012/10/two.html", "Below": "2012/10/two.html#below"}
        empty.edit("tree.md", "# ", "# A ")
        assert empty.build("-D", "include_patterns=*.md,posts/**.md").stderr == ""


@pytest.mark.parametrize(
    ("path", "part", "exactly"),
    [
        ("index.html", "Home", "page"),
        ("about.html", "About", "page"),
        ("2012/10/breakfast.html", "Archive", "true"),
        ("blog/2012/10.html", "Archive", "true"),
        ("blog/archive.html", "Archive", "page"),
        ("blog/category.html", "Categories", "page"),
        ("blog/category/food.html", "Categories", "true"),
        ("blog/tag.html", "Tags", "page"),
        ("blog/tag/lean.html", "Tags", "true"),
        ("on/10-21.html", "On this day", "true"),
        ("subscribe.html", "Subscribe", "page"),
    ],
)
def test_the_sidebar_says_in_which_part_of_the_site_a_page_is(blog: Built, path: str, part: str, exactly: str) -> None:
    marked = blog.page(path).select(".sidebar-tree [aria-current]")
    assert [(one.get_text(), one["aria-current"]) for one in marked] == [(part, exactly)]


def test_a_page_in_a_folder_of_standing_pages_stands_below_its_index(site: Callable[[str], Site]) -> None:
    blog = site("blog")
    front = (blog.src / "index.md").read_text(encoding="utf-8")
    blog.write("index.md", f"{front}\n```{{toctree}}\n:hidden:\n\nguide/index\n```\n")
    blog.write("guide/index.md", "# How to\n")
    blog.write("guide/more.md", "---\norphan: true\n---\n# More\n")
    assert blog.build().stderr == ""
    built = Built(blog.out)
    assert built.texts("guide/more.html", ".breadcrumbs a") == ["Home", "How to"]
    assert built.texts("guide/index.html", ".breadcrumbs a") == []
    assert built.texts("guide/more.html", ".sidebar-tree [aria-current=true]") == ["How to"]
    blog.edit("guide/index.md", "# How to", "# The guide")
    assert blog.build().stderr == ""
    assert Built(blog.out).texts("guide/more.html", ".breadcrumbs a") == ["Home", "The guide"]


def test_the_archive_leads_to_its_figures(blog: Built) -> None:
    assert "figures.html" in blog.addresses("blog/archive.html", "article p a")
    totals = dict(zip(blog.texts("figures.html", ".totals dt"), blog.texts("figures.html", ".totals dd"), strict=True))
    assert (totals["Posts"], totals["Comments"]) == (str(len(NEWEST_FIRST)), "3")
    table = [words(row) for row in blog.page("figures.html").select(".chart-of-posts tbody tr")]
    assert table == ["2011 1", "2012 10"]
    pause = [words(said) for said in blog.page("figures.html").select(".count")][1]
    assert pause.startswith("The longest pause lasted ")
    assert blog.addresses("figures.html", ".count:nth-of-type(2) a") == NEWEST_FIRST[:-3:-1]


def test_the_sidebar_leads_to_those_lists_that_there_are(site: Callable[[str], Site]) -> None:
    def led(path: str) -> list[str]:
        return Built(blog.out).texts(path, ".sidebar-tree ul:first-child a")

    blog = site("empty")
    blog.build()
    assert led("index.html") == ["Home", "Archive", "Categories"]
    for name, fields in (("one", {}), ("two", {"follows": "one"}), ("three", {"tags": "Lean"})):
        blog.post(f"2012/10/{name}", date=f"2012-10-{len(name):02}", **fields)
    assert blog.build().stderr == ""
    lists = ["Home", "Archive", "Categories", "Tags", "Threads", "On this day", "Random post"]
    assert led("index.html") == led("2012/10/one.html") == lists
    assert blog.tree() == blog.clean()
    blog.edit("posts/2012/10/three.md", "tags: Lean\n", "")
    assert blog.build().stderr == ""
    assert led("2012/10/one.html") == [name for name in lists if name != "Tags"]
    assert blog.tree() == blog.clean()
