"""Permalinks: posts are served where they always were, and every link of the output leads somewhere."""

import pytest
from archive.core.addresses import is_generated

from build.built import Built

POSTS = [
    "2011/12/eve-in-auckland", "2012/09/notes", "2012/10/notes", "2012/10/breakfast", "2012/10/lunch",
    "2012/10/dinner", "2012/10/calcutta", "2012/10/dawn", "2012/10/dusk", "2012/11/corrected", "2012/11/linking",
]  # fmt: skip


def test_posts_stand_at_their_permalinks_and_nowhere_else(blog: Built) -> None:
    assert {f"{post}.html" for post in POSTS} <= blog.paths
    assert not [path for path in blog.paths if path.startswith("posts/") or path.endswith((".md", ".md.txt"))]


@pytest.mark.parametrize("post", POSTS)
def test_a_post_says_that_its_permalink_is_canonical(blog: Built, post: str) -> None:
    (canonical,) = blog.page(f"{post}.html").select('link[rel="canonical"]')
    assert canonical["href"] == f"https://blog.example/{post}.html"
    assert blog.property(f"{post}.html", "og:url") == [canonical["href"]]


def test_every_link_of_the_output_leads_to_a_file_and_an_anchor_that_are_there(blog: Built) -> None:
    assert len(blog.pages) > 30
    assert blog.broken() == []


def test_the_link_checker_finds_what_is_broken(blog: Built) -> None:
    assert not blog._leads("2012/10/dawn.html", "no-such.html")
    assert not blog._leads("2012/10/dawn.html", "#no-such")
    assert not blog._leads("2012/10/dawn.html", "https://blog.example/no-such.html")
    assert blog._leads("index.html", "2012/10/dawn.html#a-heading-within")


def test_links_of_a_text_lead_where_their_author_meant(blog: Built) -> None:
    page, inside = "2012/11/linking.html", ".post-text a:not(.headerlink)"
    assert dict(zip(blog.texts(page, inside), blog.addresses(page, inside), strict=True)) == {
        "lunch": "2012/10/lunch.html",
        "a heading of dawn": "2012/10/dawn.html",
        "about": "about.html",
        "notes of September": "2012/09/notes.html",
        "of October": "2012/10/notes.html",
        "Dinner": "2012/10/dinner.html",
        "A heading within": "2012/10/dawn.html",
        "dinner named": "2012/10/dinner.html",
        "Calcutta": "2012/10/calcutta.html",
        "Dusk": "2012/10/dusk.html",
        "Breakfast": "2012/10/breakfast.html",
        "what is lean": "blog/tag/lean.html",
        "Food": "blog/category/food.html",
        "all months": "blog/archive.html",
        "C++": "blog/tag/c-plus-plus.html",
        "A place of its own": "p/topics.html",
        "elsewhere": "https://elsewhere.example/a?b=c&d=e#f",
        "down this page": "2012/11/linking.html",
    }


def test_images_and_downloads_of_one_name_stay_apart(blog: Built) -> None:
    september, october, linking = (
        blog.resolve(f"{page}.html", blog.page(f"{page}.html").select_one(".post-text img")["src"])[0]
        for page in ("2012/09/notes", "2012/10/notes", "2012/11/linking")
    )
    assert october == linking != september
    assert (blog.folder / september).read_bytes() != (blog.folder / october).read_bytes()


@pytest.mark.parametrize("old", ["2012/11/misspelt.html", "archive/1/index.html", "älter/ß.htm.html"])
def test_old_addresses_lead_to_the_post(blog: Built, old: str) -> None:
    assert blog.leads[old] == "2012/11/corrected.html"
    (canonical,) = blog.page(old).select('link[rel="canonical"]')
    assert canonical["href"] == "https://blog.example/2012/11/corrected.html"
    assert blog.addresses(old, "a") == ["2012/11/corrected.html"]


@pytest.mark.parametrize("root", ["blog", "names"])
def test_what_the_build_makes_by_itself_stands_at_addresses_that_it_keeps_for_itself(built, root: str) -> None:
    """What an author or an import is told of reserved addresses is what the build makes."""
    site = built(root)
    documents = {address for name, address in site.inventory().items() if name.startswith("std:doc ")}
    made = site.paths - documents - site.leads.keys()
    assert len(made) > 50 and not [path for path in made if not is_generated(path)]


@pytest.mark.parametrize(
    ("old", "new"), [("2012/10/index.html", "blog/2012/10.html"), ("2011/index.html", "blog/2011.html")]
)
def test_months_and_years_lead_on_from_where_they_stood(blog: Built, old: str, new: str) -> None:
    assert blog.leads[old] == new


def test_the_inventory_gives_other_sites_the_permalinks(blog: Built) -> None:
    inventory = blog.inventory()
    assert {inventory[f"std:doc posts/{post}"] for post in POSTS} == {f"{post}.html" for post in POSTS}
    assert inventory["std:label a-place-of-its-own"] == "p/topics.html#a-place-of-its-own"
    ours = {name: address for name, address in inventory.items() if not name.endswith(("genindex", "modindex"))}
    assert not [address for address in ours.values() if address.partition("#")[0] not in blog.paths]
