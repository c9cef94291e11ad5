"""The builders that are not HTML: what they make of a blog."""

import re
import zipfile
from collections.abc import Callable
from pathlib import Path

from sites import Site
from test_listings import NEWEST_FIRST


def chapters(out: Path) -> list[str]:
    """The documents of the book in the order in which it is read."""
    (book,) = out.glob("*.epub")
    with zipfile.ZipFile(book) as archive:
        package = archive.read("content.opf").decode()
    files = dict(re.findall(r'<item href="([^"]+)" id="([^"]+)"', package))
    names = {name: file for file, name in files.items()}
    return [names[name] for name in re.findall(r'<itemref idref="([^"]+)"', package)]


def test_an_e_book_holds_the_posts_oldest_first(site: Callable[[str], Site]) -> None:
    blog = site("blog")
    result = blog.build("-W", "--keep-going", builder="epub")
    assert (result.status, result.stderr) == (0, "")
    posts = [path.removesuffix(".html").removesuffix(".xhtml") for path in chapters(blog.out) if "20" in path]
    assert posts == [f"posts/{path.removesuffix('.html')}" for path in reversed(NEWEST_FIRST)]


def test_the_link_checker_reads_every_link(site: Callable[[str], Site]) -> None:
    blog = site("blog")
    blog.write("about.md", "# About\n\n[Nothing listens here](http://127.0.0.1:9/) and [here](https://elsewhere.example/).\n")
    result = blog.build("-D", "linkcheck_ignore=https://.*", "-D", "linkcheck_retries=1", builder="linkcheck")
    assert "Traceback" not in result.stderr
    assert "about.md:3: [broken] http://127.0.0.1:9/" in (blog.out / "output.txt").read_text()


def test_the_whole_blog_as_one_text_for_machines(site: Callable[[str], Site]) -> None:
    """Builders without pages of their own read the posts too, and stay behind the wall."""
    wall = site("wall")
    result = wall.build("-W", builder="text")
    assert (result.status, result.stderr) == (0, "")
    texts = [path.read_text(encoding="utf-8") for path in wall.out.rglob("*.txt")]
    assert any("Seen by all." in text for text in texts) and not any("zz" in text for text in texts)
