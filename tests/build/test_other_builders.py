"""The builders that are not HTML: what they make of a blog."""

import posixpath
import re
import zipfile
from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup
from sites import Site
from test_listings import NEWEST_FIRST


class Book:
    """An e-book: its files by their names, and its chapters in the order in which it is read."""

    def __init__(self, site: Site) -> None:
        (path,) = site.out.glob("*.epub")
        with zipfile.ZipFile(path) as archive:
            self.files = {name: archive.read(name) for name in archive.namelist()}
        package = self.files["content.opf"].decode()
        files = dict(re.findall(r'<item id="([^"]+)" href="([^"]+)"', package))
        self.chapters = [files[name] for name in re.findall(r'<itemref idref="([^"]+)"', package)]

    def links(self, name: str) -> dict[str, str]:
        page = BeautifulSoup(self.files[name], "lxml")
        return {link.text: link["href"] for link in page.select("a:not(.headerlink)")}


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    site = Site(tmp_path_factory.mktemp("book"), "blog")
    result = site.build("-W", "--keep-going", builder="epub")
    assert (result.status, result.stderr) == (0, "")
    return Book(site)


def test_the_builder_that_gives_other_addresses_is_refused(site: Callable[[str], Site]) -> None:
    result = site("blog").build(builder="dirhtml")
    assert result.status != 0 and "use the builder `html`" in result.stderr and "Traceback" not in result.stderr


def test_an_e_book_holds_the_posts_oldest_first(book: Book) -> None:
    posts = [chapter for chapter in book.chapters if chapter.startswith("posts/")]
    assert [posixpath.splitext(post)[0] for post in posts] == [
        f"posts/{post.removesuffix('.html')}" for post in reversed(NEWEST_FIRST)
    ]


def test_an_e_book_leads_to_its_own_posts_and_to_the_listings_of_the_site(book: Book) -> None:
    links = book.links("posts/2012/11/linking.xhtml")
    assert links["lunch"] == "../10/lunch.xhtml"
    assert links["all months"] == "https://blog.example/blog/archive.html"
    assert links["C++"] == "https://blog.example/blog/tag/c-plus-plus.html"


def test_an_e_book_holds_its_pictures_and_the_days_of_its_posts(book: Book) -> None:
    page = BeautifulSoup(book.files["posts/2012/10/notes.xhtml"], "lxml")
    picture = posixpath.normpath(posixpath.join("posts/2012/10", page.img["src"]))
    assert book.files[picture].startswith(b"\x89PNG")
    assert "Friday, 5 October 2012" in page.text


def test_an_e_book_stays_behind_the_wall(site: Callable[[str], Site]) -> None:
    wall = site("wall")
    assert wall.build("-W", builder="epub").stderr == ""
    assert not [name for name, data in Book(wall).files.items() if b"zz" in data and not name.endswith(".css")]


def test_the_link_checker_reads_every_link(site: Callable[[str], Site]) -> None:
    blog = site("blog")
    blog.write("about.md", "# About\n\n[Nobody](http://127.0.0.1:9/) and [somebody](https://elsewhere.example/).\n")
    result = blog.build("-D", "linkcheck_ignore=https://.*", "-D", "linkcheck_retries=1", builder="linkcheck")
    assert "Traceback" not in result.stderr
    assert "about.md:3: [broken] http://127.0.0.1:9/" in (blog.out / "output.txt").read_text()


def test_builders_without_pages_stay_behind_the_wall(site: Callable[[str], Site]) -> None:
    wall = site("wall")
    result = wall.build("-W", builder="text")
    assert (result.status, result.stderr) == (0, "")
    texts = [path.read_text(encoding="utf-8") for path in wall.out.rglob("*.txt")]
    assert any("Seen by all." in text for text in texts) and not any("zz" in text for text in texts)


def test_another_builder_leaves_the_site_to_its_own(site: Callable[[str], Site]) -> None:
    """Though they share doctrees, as `sphinx-build -M` has it."""
    blog = site("blog")
    blog.build()
    out, blog.out = blog.out, blog.out.with_name("text")
    blog.build(builder="text")
    blog.out = out
    (blog.src / "posts/2012/10/dusk.md").unlink()
    blog.build("-W")
    assert blog.tree() == blog.clean()


def test_what_another_builder_has_read_is_read_again(site: Callable[[str], Site]) -> None:
    """Sphinx then takes it for read, while our doctrees are those of before."""
    blog = site("blog")
    blog.build()
    blog.edit("posts/2012/10/dawn.md", "# Dawn", "# Daybreak")
    out, blog.out = blog.out, blog.out.with_name("text")
    blog.build(builder="text")
    blog.out = out
    blog.build()
    assert "Daybreak" in (blog.out / "2012/10/dawn.html").read_text(encoding="utf-8")
    assert blog.tree() == blog.clean()


def test_a_page_is_read_again_where_its_doctree_is_gone(site: Callable[[str], Site]) -> None:
    blog = site("blog")
    blog.build()
    (blog.doctrees / "archive/doctrees.sqlite").unlink()
    blog.write("_static/archive.css", "body { color: teal }\n")
    assert blog.build().status == 0
    assert blog.tree() == blog.clean()
