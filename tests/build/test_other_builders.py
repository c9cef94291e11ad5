"""The builders that are not HTML: what they make of a blog."""

import posixpath
import re
import zipfile
from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup

from build.sites import Site
from build.test_listings import NEWEST_FIRST


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


def test_an_e_book_of_a_blog_whose_author_is_not_known_is_the_blog_s(site: Callable[[str], Site]) -> None:
    blog = site("blog")
    blog.write("conf.py", (blog.src / "conf.py").read_text() + '\nauthor = epub_copyright = ""\n')
    result = blog.build("-W", "--keep-going", builder="epub")
    assert (result.status, result.stderr) == (0, "")
    package = Book(blog).files["content.opf"].decode()
    assert re.findall("<dc:(?:creator|rights).*?>(.*?)</dc", package) == ["A tiny blog"] * 2


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
    assert links["what is lean"] == "https://blog.example/blog/tag/lean.html"


def test_an_e_book_holds_its_pictures_and_the_days_of_its_posts(book: Book) -> None:
    page = BeautifulSoup(book.files["posts/2012/10/notes.xhtml"], "lxml")
    picture = posixpath.normpath(posixpath.join("posts/2012/10", page.img["src"]))
    assert book.files[picture].startswith(b"\x89PNG")
    assert "Friday, 5 October 2012" in page.text


def test_an_e_book_stays_behind_the_wall(site: Callable[[str], Site]) -> None:
    wall = site("wall")
    assert wall.build("-W", builder="epub").stderr == ""
    assert not [name for name, data in Book(wall).files.items() if b"zz" in data and not name.endswith(".css")]


def test_an_e_book_takes_nothing_that_an_earlier_one_left(site: Callable[[str], Site]) -> None:
    """Doctrees that Sphinx puts into the output are none of its files, nor is a post that is a draft by now."""
    blog = site("blog")
    blog.post("2012/10/brief", date="2012-10-30")
    beside = ("-W", "-d", str(blog.out / ".doctrees"))
    assert blog.build(*beside, builder="epub").stderr == ""
    assert "posts/2012/10/brief.xhtml" in Book(blog).files
    blog.edit("posts/2012/10/brief.md", "---\n", "---\ndraft: true\n")
    assert blog.build(*beside, builder="epub").stderr == ""
    assert [name for name in Book(blog).files if "brief" in name or "doctree" in name] == []


@pytest.fixture(scope="module")
def read_as_texts(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """That books share doctrees with a builder of files, which have no table of contents of all posts, is no harm."""
    blog = Site(tmp_path_factory.mktemp("books"), "blog")
    assert blog.build("-W", builder="text").stderr == ""
    return blog


@pytest.mark.parametrize(
    ("builder", "file"),
    [("latex", "atinyblog.tex"), ("man", "atinyblog.1"), ("texinfo", "atinyblog.texi"), ("singlehtml", "index.html")],
)
def test_a_book_of_one_file_holds_the_posts_oldest_first(read_as_texts: Site, builder: str, file: str) -> None:
    result = read_as_texts.build("-W", "--keep-going", builder=builder)
    assert (result.status, result.stderr) == (0, "")
    text = (read_as_texts.out / file).read_text(encoding="utf-8").replace("\\", "")
    if builder == "singlehtml":
        text = BeautifulSoup(text, "lxml").article.text
    if builder == "latex":  # it is of the day of its newest post
        assert r"date{Saturday, 3 November 2012}" in text
    days = ["Friday, 5 October 2012", "Saturday, 20 October 2012", "Sunday, 21 October 2012"]
    places = [text.rindex(day) for day in days]
    assert places == sorted(places)
    assert text.index("Before the mark.") < text.index("After the mark.")


def test_a_site_of_one_page_leads_to_what_is_there(site: Callable[[str], Site]) -> None:
    blog = site("blog")
    blog.build(builder="singlehtml")
    page = BeautifulSoup((blog.out / "index.html").read_text(encoding="utf-8"), "lxml")
    places = [element.get("href") or element.get("src") or element.get("action") for element in page.find_all()]
    own = [place for place in places if place and "://" not in place and not place.startswith("mailto:")]
    ids = {element["id"] for element in page.select("[id]")}
    files = {path.relative_to(blog.out).as_posix() for path in blog.out.rglob("*")}
    for place in own:
        path, _, id = place.partition("#")
        assert path.partition("?")[0] in files | {""} and (not id or id in ids), place
    assert "#a-heading-within" in own


@pytest.mark.parametrize(
    ("language", "option"), [("en-GB", "british"), ("de-AT", "naustrian"), ("pt_BR", "brazil"), ("fr", "french")]
)
def test_a_language_tag_is_a_locale_to_books(site: Callable[[str], Site], language: str, option: str) -> None:
    empty = site("empty")
    empty.write("conf.py", (empty.src / "conf.py").read_text(encoding="utf-8") + f'language = "{language}"\n')
    empty.post("2012/10/one", date="2012-10-31")
    result = empty.build("-W", builder="latex")
    assert (result.status, result.stderr) == (0, "")
    (book,) = empty.out.glob("*.tex")
    assert f",{option}]" in book.read_text(encoding="utf-8").partition("\n")[2].partition("{sphinxmanual}")[0]


def test_messages_to_translate_are_those_of_posts_too(site: Callable[[str], Site]) -> None:
    blog = site("blog")
    assert blog.build("-W", builder="gettext").stderr == ""
    assert 'msgid "After the mark."' in (blog.out / "posts.pot").read_text(encoding="utf-8")


def test_the_link_checker_reads_every_link(site: Callable[[str], Site]) -> None:
    blog = site("blog")
    blog.write("about.md", "# About\n\n[Nobody](http://127.0.0.1:9/) and [somebody](https://elsewhere.example/).\n")
    result = blog.build("-D", "linkcheck_ignore=https://.*", "-D", "linkcheck_retries=1", builder="linkcheck")
    assert "Traceback" not in result.stderr
    assert "about.md:3: [broken] http://127.0.0.1:9/" in (blog.out / "output.txt").read_text()


@pytest.mark.parametrize(("builder", "suffix"), [("text", "txt"), ("latex", "tex"), ("gettext", "pot")])
def test_builders_without_pages_stay_behind_the_wall(site: Callable[[str], Site], builder: str, suffix: str) -> None:
    wall = site("wall")
    result = wall.build("-W", builder=builder)
    assert (result.status, result.stderr) == (0, "")
    texts = [path.read_text(encoding="utf-8") for path in wall.out.rglob(f"*.{suffix}")]
    assert any("Seen by all." in text for text in texts) and not any(re.search(r"\bzz", text) for text in texts)


def test_texts_of_posts_that_are_gone_go(site: Callable[[str], Site]) -> None:
    blog = site("blog")
    blog.build(builder="text")
    assert (blog.out / "posts/2012/10/dusk.txt").is_file()
    (blog.src / "posts/2012/10/dusk.md").unlink()
    blog.build(builder="text")
    assert not (blog.out / "posts/2012/10/dusk.txt").exists()


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
    (blog.doctrees / "archive/archive.sqlite").unlink()
    blog.write("_static/archive.css", "body { color: teal }\n")
    assert blog.build().status == 0
    assert blog.tree() == blog.clean()
