"""Titles: whatever a heading is made of, it stands once on its page, and its words wherever the post is named."""

import sqlite3
from collections.abc import Callable

import pytest
from docutils import nodes

from build.built import Built
from build.sites import ROOTS, Site

PICTURE = (ROOTS / "test-blog/posts/2012/10/pictures/square.png").read_bytes()

#: What stands before the text of a post, and how its title is to be read; by the post's name.
HEADINGS: dict[str, tuple[str, str]] = {
    "plain": ("# Plain words", "Plain words"),
    "class": ("{.lead}\n# With a class", "With a class"),
    "name": ("{#own .lead}\n# With a name", "With a name"),
    "rst-class": ("```{rst-class} lead\n```\n\n# After a directive", "After a directive"),
    "label": ("(a-label)=\n(another)=\n# With labels", "With labels"),
    "underlined": ("Under\n=====", "Under"),
    "comment": ("% a comment\n\n<!-- another -->\n\n# After comments", "After comments"),
    "after-words": ("Words before it.\n\n# After words", "After words"),
    "roles": ("# On {abbr}`NHS (National Health Service)` and {kbd}`Ctrl`", "On NHS and Ctrl"),
    "code": ("# Of `code` and *stress* & <b>bold</b>", "Of code and stress & bold"),
    "maths": ("# Why $a^2 < b$ holds", "Why a^2 < b holds"),
    "note": ("# With a note[^n]", "With a note"),
    "link": ("# To [a place](https://a.example/) and [back](/about.md)", "To a place and back"),
    "picture": ("# ![A square](/posts/2012/10/square.png)", "A square"),
    "numbered": ("# 1. And `{x}`", "1. And {x}"),
    "html": ("# 5 < 6 &amp; 7 > 2", "5 < 6 & 7 > 2"),
}
MARK = "\n\nThe first words.[^n]\n\n## Further down\n\nMore.\n\n[^n]: A note.\n"


@pytest.fixture(scope="module")
def titled(tmp_path_factory: pytest.TempPathFactory) -> Built:
    site = Site(tmp_path_factory.mktemp("titled"), "empty")
    options = 'myst_enable_extensions = ["dollarmath", "attrs_block", "attrs_inline"]'
    site.edit("conf.py", "html_baseurl =", f"{options}\nhtml_baseurl =")
    site.write("posts/2012/10/square.png", PICTURE)
    site.write("index.md", "# A blog to be\n\n```{toctree}\nabout\n```\n")
    site.write("about.md", "{.lead}\n# About *this*\n\nWords.\n")
    for number, (name, (heading, _)) in enumerate(HEADINGS.items(), start=1):
        site.write(f"posts/2012/10/{name}.md", f"---\ndate: 2012-10-{number:02}\n---\n\n{heading}{MARK}")
    result = site.build("-W", "--keep-going")
    assert (result.status, result.stderr) == (0, "")
    return Built(site.out)


@pytest.mark.parametrize("name", HEADINGS)
def test_a_title_stands_once_on_its_page_and_is_read_alike_everywhere(titled: Built, name: str) -> None:
    path, words = f"2012/10/{name}.html", HEADINGS[name][1]
    (heading,) = titled.page(path).select("h1")
    assert words.split()[0] in heading.get_text() or heading.img["alt"] == words
    assert titled.page(path).title.string.partition(" – ")[0] == words
    assert titled.property(path, "og:title") == [words]
    text = titled.text(path, ".post-text")
    assert "The first words." in text and words not in text
    assert words in titled.texts("blog/2012/10.html", ".entry-title")
    assert titled.property(path, "description")[0].startswith(("The first words.", "Words before it."))


def test_a_title_keeps_its_ids_classes_and_marks(titled: Built) -> None:
    h1 = {name: titled.page(f"2012/10/{name}.html").h1 for name in HEADINGS}
    assert "lead" in h1["class"]["class"] and "lead" in h1["rst-class"]["class"]
    assert titled.page("2012/10/name.html").find(id="own") is not None
    for label in ("a-label", "another", "with-labels"):
        assert titled.page("2012/10/label.html").find(id=label) is not None, label
    assert h1["note"].select("a.footnote-reference") and h1["code"].code and h1["maths"].math
    assert h1["link"].a["href"] == "https://a.example/"


def test_a_standing_page_has_its_title_once(titled: Built) -> None:
    assert titled.texts("about.html", "h1") == ["About this"]
    assert titled.page("about.html").title.string.partition(" – ")[0] == "About this"


def test_no_page_has_an_empty_title(titled: Built) -> None:
    assert [path for path in titled.pages if not titled.page(path).title.get_text(strip=True)] == []


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("---\ndate: 2012-10-01\n---\n\nNo heading at all.\n", 4),
        ("---\ndate: 2012-10-01\n---\n\n# ![](/posts/2012/10/square.png)\n\nA picture without words.\n", 5),
        ("---\ndate: 2012-10-01\n---\n\n<!-- -->\n\n# <br>\n\nNothing to read.\n", 7),
    ],
)
def test_a_post_without_words_for_a_title_is_an_error_where_it_stands(
    site: Callable[[str], Site], text: str, line: int
) -> None:
    blog = site("empty")
    blog.write("posts/2012/10/square.png", PICTURE)
    blog.write("posts/2012/10/post.md", text)
    result = blog.build("--keep-going")
    assert result.status != 0
    assert f"posts/2012/10/post.md:{line}: " in result.stderr, result.stderr
    assert "title" in result.stderr


def test_what_is_said_of_a_fault_stands_on_no_page(site: Callable[[str], Site]) -> None:
    """Neither in a title or in what names it, nor in the words by which posts are counted and related."""
    blog = site("blog")
    wrong = "Words {nosuch}`one`.\n\n(wrong-label)=\n## Within {nosuch}`two`\n\nSee {ref}`wrong-label`."
    wrong += "\n\n## Also {nosuch}`five`"
    blog.post("2012/10/wrong", wrong, date="2012-10-09", title="Of {nosuch}`three`", tags="Odd")
    blog.write("p/wrong.md", "# And {nosuch}`four`\n\nSee [](/posts/2012/10/wrong.md).\n")
    result = blog.build()
    assert result.status == 0 and result.stderr.count('text role "nosuch"') == 5
    places = str(blog.src).encode(), nodes.make_id(str(blog.src)).encode()  # as it would stand in an anchor
    for path in blog.tree():
        assert not [place for place in places if place in (blog.out / path).read_bytes()], path
    assert Built(blog.out).text("2012/10/wrong.html", "h1") == "Of"
    with sqlite3.connect(blog.doctrees / "archive/archive.sqlite") as state:
        (count,) = state.execute("SELECT count FROM word WHERE docname = 'posts/2012/10/wrong'").fetchone()
    assert count == 7  # Of; words; within; see, and the label; also
