"""Posts in other languages than the site's say so, and are read from the side from which they are written."""

from collections.abc import Callable

import pytest

from build.built import Built
from build.sites import Site

PERSIAN = "سلام دنیا. این یک نوشته است."


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    site = Site(tmp_path_factory.mktemp("languages"), "blog")
    site.post("2012/10/farsi", PERSIAN, title="نوشته", date="2012-10-29", language="fa-IR")
    site.post("2012/10/cymraeg", "Geiriau.", title="Cymraeg", date="2012-10-29", language="cy")
    fields = "orphan: true\nlanguage: fa\nredirect: ['/about,us/']"
    site.write("p/about-us.md", f"---\n{fields}\n---\n\n# درباره\n\n{PERSIAN}\n")
    result = site.build("-W", "--keep-going")
    assert (result.status, result.stderr) == (0, "")
    return Built(site.out)


@pytest.mark.parametrize(
    ("path", "selector"),
    [("2012/10/farsi.html", ".post"), ("blog/2012/10.html", ".day-post"), ("blog/2012.html", ".entry")],
)
def test_a_post_is_read_its_own_way_wherever_it_is_shown(built: Built, path: str, selector: str) -> None:
    found = {element["lang"]: element["dir"] for element in built.page(path).select(f"{selector}[lang]")}
    assert found["fa-IR"] == "rtl" and found.get("cy", "ltr") == "ltr"
    assert all("dir" not in element.attrs for element in built.page(path).select(f"{selector}:not([lang])"))


@pytest.mark.parametrize(
    ("path", "selector"),
    [("2012/10/farsi.html", ".byline"), ("2012/10/farsi.html", ".permalink"), ("blog/2012/10.html", ".byline"),
     ("blog/2012.html", ".byline")],
)  # fmt: skip
def test_what_the_site_says_about_it_is_in_the_language_of_the_site(built: Built, path: str, selector: str) -> None:
    said = built.page(path).select(f'[lang="fa-IR"] {selector}')
    assert said and {(element["lang"], element["dir"]) for element in said} == {("en-GB", "ltr")}


def test_a_title_that_is_elsewhere_is_in_its_own_language(built: Built) -> None:
    for path, selector in {"2012/10/cymraeg.html": ".neighbours [lang]", "404.html": "li [lang]"}.items():
        titles = built.page(path).select(selector)
        assert ("fa-IR", "rtl", "نوشته") in {(one["lang"], one["dir"], one.get_text(strip=True)) for one in titles}


def test_feeds_say_the_language_of_each_entry(built: Built) -> None:
    text = built.read("blog/atom.xml") + built.read("blog/rss.xml")
    assert '<entry xml:lang="fa-IR">' in text and "<dc:language>fa-IR</dc:language>" in text


def test_a_standing_page_has_a_language_too(built: Built) -> None:
    (element,) = built.page("p/about-us.html").select('[lang="fa"]')
    assert element["dir"] == "rtl" and PERSIAN in element.text and element.select_one("h1").text == "درباره"
    assert built.leads["about,us/index.html"] == "p/about-us.html"


def test_a_language_that_is_none_is_named(site: Callable[[str], Site]) -> None:
    blog = site("empty")
    blog.write("about.md", "---\norphan: true\nlanguage: fa_IR\n---\n\n# About\n")
    assert "about.md: WARNING: `language` is `fa_IR`, which is not a language tag" in blog.build().stderr


@pytest.mark.parametrize(("language", "direction"), [("ar", "rtl"), ("de", None)])
def test_a_site_is_read_as_its_language_is(site: Callable[[str], Site], language: str, direction: str | None) -> None:
    """Pages that lead on from old addresses too; a text in another language is read as that is."""
    blog = site("empty")
    blog.write("conf.py", (blog.src / "conf.py").read_text() + f"language = '{language}'\n")
    blog.post("2012/10/cymraeg", "Geiriau.", date="2012-10-29", language="cy", redirect="/old.html")
    assert blog.build().status == 0
    built = Built(blog.out)
    for path in ("2012/10/cymraeg.html", "index.html", "search.html", "old.html"):
        html = built.page(path).html
        assert (html["lang"], html.get("dir")) == (language, direction), path
    assert built.page("2012/10/cymraeg.html").select_one(".post")["dir"] == "ltr"
