"""What the importer writes is what the site's own contract accepts, and reads back as it was meant."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import PurePosixPath

import pytest
from archive.source import frontmatter
from conftest import FIXTURES
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from importer.addresses import redirect_of
from importer.convert import heading
from importer.fields import distinct, front_matter_of
from importer.markup.clean import controls_removed
from importer.model import Entry
from importer.place import Place, Places, Redirects
from markdown_it import MarkdownIt

PLACE = Place(PurePosixPath("posts/2012/10/a.md"), "/2012/10/a.html")
ENTRY = Entry("k", "post", "T", "", "w", published=datetime(2012, 10, 31, 9, 30, tzinfo=UTC))
words = st.text(max_size=30) | st.sampled_from(
    [
        "yes",
        "null",
        "~",
        "- a",
        "a: b",
        "a #b",
        "# c",
        "&a",
        "*b",
        "!c",
        "@d",
        "`e`",
        "%f",
        "{g}",
        "[h]",
        "'i'",
        '"j"',
        "a,b",
        "1",
        "1.0",
        "2012-10-31",
        "|",
        ">",
        "?",
        "---",
        "...",
        "\u2028",
        "\x85",
        "\ufeff",
        "😀",
        "\\",
        "\\n",
        "a\tb",
        "<<",
        "=",
        "0x1f",
        "on",
        "C#",
        "a:",
        "é",
    ]
)
SOME = settings(
    max_examples=300, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)


def read(text: str) -> frontmatter.FrontMatter:
    found, problems = frontmatter.read(text.encode(), "p.md", UTC)
    assert found, problems
    return found


@pytest.mark.parametrize(
    "source",
    [
        "takeout",
        "blog-11-02-2012.xml",
        "wordpress.xml",
        "feeds/atom.xml",
        "feeds/rss.xml",
        "feeds/feed.json",
        "pages",
        "archive.txt",
    ],
)
def test_every_post_keeps_the_contract(imported, source):
    outcome = imported(FIXTURES / source, site_url="https://steady-on.blogspot.com")
    for name in outcome.files():
        if name.startswith("posts/") and name.endswith(".md"):
            assert read((outcome.root / name).read_text()).heading


@SOME
@example("", "", [])
@example("", "\u2028", [])
@given(words, words, st.lists(words, max_size=4))
def test_any_words_are_read_back(description, title, names):
    entry = replace(ENTRY, description=description, location=title, labels=tuple(names), authors=tuple(names))
    text = front_matter_of(entry, PLACE, "") + f"\n# {heading(title) or 'Untitled'}\n"
    found = read(text)
    clean = lambda value: " ".join(controls_removed(value).split())  # noqa: E731
    assert clean(found.description) == clean(description) and clean(found.location) == clean(title)
    assert [clean(tag) for tag in found.tags] == [clean(tag) for tag in distinct(tuple(names))]


def test_names_that_differ_in_case_alone_are_one():
    assert distinct(("Lean", "lean", " LEAN ", "É", "E\u0301", "")) == ["Lean", "É"]


def settle(old: str, served: tuple[str, ...] = (), led: tuple[str, ...] = ()) -> tuple[tuple[str, ...], list[str]]:
    """Which old addresses a post keeps, and what is said of the others."""
    place, said = Redirects([PLACE.served[1:], *served], led).of(replace(PLACE, redirects=(old,)))
    return place.redirects, said


@pytest.mark.parametrize("old", ["/2012/10/old.html", "/old", "/a%25b/", "/é/", "/a b/", "/blog/old/", "/?p=5"])
def test_an_old_address_that_a_site_can_answer_is_kept_and_the_archive_takes_it(old):
    assert settle(old) == ((old,), [])
    assert read(front_matter_of(ENTRY, replace(PLACE, redirects=(old,)), "") + "\n# T\n").redirects


@pytest.mark.parametrize(
    ("old", "why"),
    [
        ("/x.php", "only an address that ends in"),
        ("/_x/", "nor the first begin with `_`"),
        ("//x", "write a path from the site's root"),
        ("/x/index.html", "/x/index.html stands there"),
        ("/X/", "/x/index.html stands there"),
        ("/blog/", "the archive makes a page of its own there"),
        ("/names/x/", "the archive makes a page of its own there"),
        ("/search.html", "the archive makes a page of its own there"),
        ("/taken", "/taken/index.html leads to another post"),
        ("/2012/10/a.html/x.html", "what would be a page is a folder too"),
        ("/old.html", "what would be a page is a folder too"),
        ("/Odd.html", "what would be a page is a folder too"),
    ],
)
def test_an_old_address_that_cannot_be_kept_is_said(old, why):
    kept, said = settle(old, ("x/index.html", "odd.html/x.html"), ("taken/index.html", "old.html/y.html"))
    assert kept == () and len(said) == 1 and why in said[0] and "a.md: its old address" in said[0]


@pytest.mark.parametrize("old", ["/2012/10/a.html", "/2012/10/A.html", "/"])
def test_a_post_s_own_address_and_the_front_page_are_no_old_addresses(old):
    assert settle(old) == ((), [])


@pytest.mark.parametrize(
    ("address", "wanted"),
    [
        ("http://b.example/wordpress/?p=7&utm_source=x", "/wordpress/?p=7"),
        ("http://b.example/x.html?showComment=1", "/x.html"),
        ("http://b.example/100%25/", "/100%25/"),
        ("http://b.example/why%3F/", "/why%3F/"),
        ("http://b.example", ""),
        ("http://[", ""),
    ],
)
def test_of_a_query_that_stays_which_tells_the_post(address, wanted):
    assert redirect_of(address) == wanted


def test_a_post_without_a_date_is_a_draft(imported, tmp_path):
    text = (FIXTURES / "wordpress.xml").read_text().replace("2012-11-02 09:30:00", "0000-00-00 00:00:00")
    (tmp_path / "w.xml").write_text(text.replace("<pubDate>Sun, 04 Nov 2012 09:30:00 +0000</pubDate>", ""))
    post = imported(tmp_path / "w.xml").post("posts/2012/11/classic.md")
    assert post.fields["draft"] is True and "no date; add one to publish it" in post.text


class TestPlaces:
    def place(self, address: str, **more) -> Place:
        place = Places("posts", {}).of(replace(ENTRY, address=address, **more))
        return Redirects([place.served[1:]], []).of(place)[0]

    @pytest.mark.parametrize(
        ("address", "file", "redirects"),
        [
            ("http://b.example/2011/05/slug_6.html", "posts/2011/05/slug_6.md", ()),
            ("http://b.example/2011/05/slug.html?m=1", "posts/2011/05/slug.md", ()),
            ("https://b.example/2011/05/31/slug/", "posts/2011/05/slug.md", ("/2011/05/31/slug/",)),
            ("https://b.example/?p=5", "posts/2012/10/t.md", ("/?p=5",)),
            ("https://b.example/wordpress/?p=5", "posts/2012/10/t.md", ("/wordpress/?p=5",)),
            ("https://b.example/2011/05/com0.html", "posts/2011/05/com0-1.md", ("/2011/05/com0.html",)),
            ("https://b.example/2011/05/lpt0/", "posts/2011/05/lpt0-1.md", ("/2011/05/lpt0/",)),
            ("https://b.example/2011/05/page.html", "posts/2011/05/page-1.md", ("/2011/05/page.html",)),
            ("https://b.example/blog/slug", "posts/2012/10/slug.md", ("/blog/slug",)),
            ("https://b.example/2011/05/caf%C3%A9.html", "posts/2011/05/café.md", ()),
            ("https://b.example/2011/05/%2e%2e%2fx.html", "posts/2012/10/t.md", ()),
            ("https://b.example/2011/05/index.html", "posts/2011/05/index-1.md", ("/2011/05/index.html",)),
            ("https://b.example/2011/05/con.html", "posts/2011/05/con-1.md", ("/2011/05/con.html",)),
        ],
    )
    def test_the_old_path_is_kept(self, address, file, redirects):
        place = self.place(address)
        assert (str(place.file), place.redirects) == (file, redirects)

    @pytest.mark.parametrize(("file", "kept"), [("notes/v1.2/a.md", True), ("notes/v.html/a.md", False)])
    def test_the_path_of_a_file_is_kept_unless_a_folder_could_be_a_page(self, file, kept):
        assert (str(self.place("", file=file).file) == f"posts/{file}") == kept

    def test_two_entries_never_share_a_file(self):
        places = Places("posts", {})
        made = [
            str(places.of(replace(ENTRY, key=key, address=f"http://b/2011/05/{name}.html")).file)
            for key, name in ("a1", "bX", "cx", "dx")
        ]
        assert len({name.casefold() for name in made}) == 4

    def test_pages_and_drafts(self):
        assert str(self.place("http://b/p/about.html", kind="page").file) == "p/about.md"
        assert str(self.place("http://b/p/about.html", kind="page", state="draft").file) == "posts/2012/10/about.md"
        assert str(self.place("", state="draft", published=None, title="To do").file) == "posts/drafts/to-do.md"
        assert str(self.place("", published=None, day=date(2012, 1, 2)).file) == "posts/2012/01/t.md"


@pytest.mark.parametrize("title", ["#", "##", "a #", "a ##", "# a", "a#", "# #", "\\#", "* #"])
def test_hashes_of_a_title_are_words_of_it(title):
    (shown,) = MarkdownIt().parse(f"# {heading(title)}\n")[1].children
    assert shown.content == title
