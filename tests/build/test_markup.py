"""What the guide says that a post can use: each is shown on the guide's page itself, and works in a post."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from importlib.util import find_spec

import pytest

from build.built import Built
from build.sites import ROOT, Site, differences

GUIDE = (ROOT / "guide/markup.md").read_text(encoding="utf-8")
#: By MyST's option, what is there where it works.
OPTIONS = {
    "dollarmath": "math msup",
    "amsmath": "math msup",
    "colon_fence": ".admonition.tip p:not(.admonition-title)",
    "deflist": "dl dt + dd",
    "fieldlist": "dl.field-list dt + dd",
    "attrs_inline": "span.highlighted",
    "attrs_block": "p.lead#first-words",
    "strikethrough": "s",
    "tasklist": 'li input[type="checkbox"][checked]',
    "gfm_autolink": 'a[href="https://www.legislation.gov.uk/"]',
    "replacements": "p:-soup-contains('©')",
    "smartquotes": "p:-soup-contains('“It was so”')",
    "substitution": "p:-soup-contains('the Office of the Children’s Commissioner')",
    "html_admonition": ".admonition.warning .admonition-title",
    "html_image": 'img[alt="The mark of this site"][width="48"]',
}
ALWAYS = [
    "a.footnote-reference", "td.text-right", "blockquote", ".admonition.note", "table caption", ".code-block-caption",
    ".highlight-python .nb", 'img[alt="The mark, small"][width="48"]', ".eqno", "a[href='#equation-growth']",
]  # fmt: skip
#: By extension, what is there where it works in a post, and what it puts into the head or the end of the page.
EXTENSIONS = {
    "sphinx_design": (".sd-tab-set input + label + .sd-tab-content", "link[href*='sphinx-design']"),
    "sphinx_tabs.tabs": (".sphinx-tabs [role=tab][aria-controls]", "link[href*='tabs.css']"),
    "sphinxcontrib.mermaid": (".mermaid", "script:-soup-contains('mermaid')"),
    "sphinx_copybutton": (".highlight-python", "script[src*='copybutton.js']"),
    "myst_nb": (".post-text", "link[href*='mystnb'], script[src*='furo']"),
    "sphinxext.opengraph": (".post-text", "meta[property='og:description']"),
    "notfound.extension": (".post-text", "title"),
}
TRIED = "\n".join(f'extensions += ["{name}"]' for name in EXTENSIONS)


def sections() -> Iterator[tuple[str, str]]:
    """Of each section of the guide's page: its heading, and what it shows as it is written."""
    for section in re.split(r"^### ", GUIDE, flags=re.MULTILINE)[1:]:
        for _, source in re.findall(r"^(`{3,})text\n(.*?)^\1$", section, re.DOTALL | re.MULTILINE):
            yield section.partition("\n")[0], source


def written(name: str) -> str:
    (source,) = (source for heading, source in sections() if f"`{name}`" in heading)
    return source


def alone(text: str) -> str:
    """The same with names of its own: no two texts may give one."""
    return text.replace("(euler)", "(euler-alone)").replace("#first-words", "#first-words-alone")


def test_the_page_is_about_all_that_is_tried_here() -> None:
    headings = re.findall(r"^### (.*)", GUIDE, re.MULTILINE)
    said = {name for heading in headings for name in re.findall("`(.*?)`", heading)}
    assert said == OPTIONS.keys() | EXTENSIONS.keys()


@pytest.fixture(scope="module")
def guide(tmp_path_factory: pytest.TempPathFactory) -> Built:
    site = Site(tmp_path_factory.mktemp("guide"), "empty")
    site.write("guide/index.md", GUIDE)
    site.write("index.md", "# A blog\n\n```{toctree}\nguide/index\n```\n")
    enabled = ", ".join(f'"{name}"' for name in OPTIONS)
    settings = f'myst_enable_extensions = [{enabled}]\nhighlight_language = "default"\nhtml_baseurl ='
    site.edit("conf.py", "html_baseurl =", settings)
    substitutions = "  substitutions:\n    office: the Office of the Children’s Commissioner\n"
    for number, name in enumerate(OPTIONS, start=1):
        fields = f"date: 2012-10-{number:02}\ntitle: Of {name}\nmyst:\n  enable_extensions: [{name}]\n{substitutions}"
        site.write(f"posts/2012/{name}.md", f"---\n{fields}---\n\n{alone(written(name))}")
    site.post("2012/untold", "```\nimport this  # as Python has it\n```", date="2012-11-01")
    for picture in ("_static", "posts/_static"):
        site.write(f"{picture}/logo.svg", (ROOT / "_static/logo.svg").read_bytes())
    result = site.build("-W", "--keep-going")
    assert (result.status, result.stderr) == (0, "")
    return Built(site.out)


@pytest.mark.parametrize("name", OPTIONS)
def test_an_option_works_on_the_page_and_alone_in_a_post(guide: Built, name: str) -> None:
    assert guide.page("guide/index.html").select_one(f"article {OPTIONS[name]}")
    assert guide.page(f"2012/{name}.html").select_one(f".post-text {alone(OPTIONS[name])}")


@pytest.mark.parametrize("selector", ALWAYS)
def test_what_is_always_there_is_shown(guide: Built, selector: str) -> None:
    assert guide.page("guide/index.html").select_one(f"article {selector}")


def test_code_without_a_language_has_no_colours(guide: Built) -> None:
    """Where `conf.py` says nothing of it."""
    assert guide.page("2012/untold.html").select(".post-text pre span[class]") == []


@pytest.fixture(scope="module")
def extended(tmp_path_factory: pytest.TempPathFactory) -> tuple[Site, Built]:
    """A site with every extension that the guide names, after an edit of a post."""
    missing = [name for name in EXTENSIONS if not find_spec(name.partition(".")[0]) or not find_spec(name)]
    if missing:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(f"not installed: {', '.join(missing)}")
    site = Site(tmp_path_factory.mktemp("extended"), "empty")
    settings = [
        'extensions = ["archive"]', TRIED, 'nb_execution_mode = "off"', 'ogp_site_url = "https://blog.example/"',
        "content_security_policy = False", "html_baseurl =",
    ]  # fmt: skip
    site.edit("conf.py", "html_baseurl =", "\n".join(settings))
    for number, name in enumerate(EXTENSIONS, start=1):
        source = next((source for heading, source in sections() if f"`{name}`" in heading), "Words.\n")
        site.write(f"posts/2012/10/{name}.md", f"---\ndate: 2012-10-{number:02}\n---\n\n# Of {name}\n\n{source}")
    site.post("2012/10/plain", "Nothing but words.", date="2012-10-20")
    site.post("2012/10/changing", "Words at first.", date="2012-10-21")
    assert site.build("-W", "--keep-going").stderr == ""
    text = f"Other words.\n\n{written('sphinx_tabs.tabs')}"
    site.post("2012/10/changing", text, title="Another title", date="2012-10-21")
    result = site.build("-W", "--keep-going")
    assert (result.status, result.stderr) == (0, "")
    return site, Built(site.out)


@pytest.mark.parametrize("name", EXTENSIONS)
def test_an_extension_adds_what_it_adds(extended: tuple[Site, Built], name: str) -> None:
    _, built = extended
    page, (in_text, added) = built.page(f"2012/10/{name}.html"), EXTENSIONS[name]
    assert page.select_one(in_text) and page.select_one(added)


def test_another_button_for_copying_takes_the_place_of_ours(extended: tuple[Site, Built], guide: Built) -> None:
    _, built = extended
    assert guide.page("guide/index.html").select("script[src*='code.js']")
    assert not built.page("2012/10/sphinx_copybutton.html").select("script[src*='code.js']")


def test_what_extensions_add_follows_the_page(extended: tuple[Site, Built]) -> None:
    site, built = extended
    assert built.property("2012/10/changing.html", "og:title") == ["Another title"]
    assert built.property("2012/10/changing.html", "og:description")[0].startswith("Other words")
    assert built.page("2012/10/changing.html").select_one("link[href*='tabs.css']")
    assert not built.page("2012/10/plain.html").select_one("link[href*='tabs.css']")
    assert differences(site.tree(), site.clean()) == []


def test_pages_with_extensions_say_nothing_twice(extended: tuple[Site, Built]) -> None:
    _, built = extended
    for path in built.pages:
        metas = built.page(path).select("meta[property^=og], meta[name=description]")
        named = [one for meta in metas for one in (meta.get("property"), meta.get("name")) if one]
        assert sorted(set(named)) == sorted(named), path
        ids = [element["id"] for element in built.page(path).select("[id]")]
        assert sorted(set(ids)) == sorted(ids), path


def test_tabs_stay_whole_where_posts_stand_in_full(extended: tuple[Site, Built]) -> None:
    page = extended[1].page("blog/2012/10.html")
    labels = page.select(".sd-tab-set label")
    assert labels and all(page.find(id=label["for"]).name == "input" for label in labels)
