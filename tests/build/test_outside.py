"""What lies outside the source folder is not published, nothing is fetched, and nothing keeps a build waiting."""

import os
import signal
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote

import pytest
from forked import Result

from build.built import Built
from build.sites import ROOTS, Site

SECRET = "zzsecret"
#: Ways to name a file, each `{}`, in the text of a post.
WAYS = {
    "picture": "![words]({})",
    "figure": "```{{figure}} {}\n```",
    "include": "```{{include}} {}\n```",
    "literally": "```{{literalinclude}} {}\n```",
    "diff": "```{{literalinclude}} /posts/own.txt\n:diff: {}\n```",
    "link": "[words]({})",
    "path": "[words](path:{})",
    "download": "{{download}}`words <{}>`",
    "raw": "```{{raw}} html\n:file: {}\n```",
    "table": "```{{csv-table}}\n:file: {}\n```",
    "rst-include": "```{{eval-rst}}\n.. include:: {}\n```",
    "rst-raw": "```{{eval-rst}}\n.. raw:: html\n   :file: {}\n```",
    "rst-table": "```{{eval-rst}}\n.. csv-table::\n   :file: {}\n```",
    "rst-picture": "```{{eval-rst}}\n.. image:: {}\n```",
    "rst-download": "```{{eval-rst}}\n:download:`words <{}>`\n```",
}
#: Names of the same file, or of one as bad: from a post in `posts/`.
NAMES = {
    "above": "../../secret.png",
    "absolute": "{outside}/secret.png",
    "linked": "linked.png",
    "through": "folder/secret.png",
    "hidden": "/.git/secret.png",
    "pipe": "pipe.png",
    "socketless": "/dev/zero",
}


def in_time() -> None:
    """Ends the build that is to call it after a minute, by a signal that nothing catches."""
    signal.alarm(60)


@pytest.fixture(scope="module")
def leaky(tmp_path_factory: pytest.TempPathFactory) -> tuple[Site, Result]:
    """A site whose posts name, each in another way, what is not the site's."""
    blog = Site(tmp_path_factory.mktemp("leaky"), "empty")
    outside = blog.src.parent
    (outside / "secret.png").write_text(SECRET)
    (outside / "notes").mkdir()
    (outside / "notes/secret.png").write_text(SECRET)
    (outside / "notes/post.md").write_text(f"---\ndate: 2012-10-01\n---\n\n# {SECRET}\n")
    blog.write(".git/secret.png", SECRET)
    blog.write("posts/own.txt", "own")
    for place, target in {"linked.png": "secret.png", "folder": "notes", "linked.md": "notes/post.md"}.items():
        (blog.src / "posts" / place).symlink_to(outside / target)
    (blog.src / "p").mkdir()
    (blog.src / "p/linked.md").symlink_to(outside / "notes/post.md")
    for pipe in ("posts/pipe.png", "posts/pipe.md", "p/pipe.md", "posts/good.comments.json", "definitions/people.yaml"):
        (blog.src / pipe).parent.mkdir(exist_ok=True)
        os.mkfifo(blog.src / pipe)
    for way, text in WAYS.items():
        for name, path in NAMES.items():
            blog.post(f"{way}-{name}", text.format(path.format(outside=outside)), date="2012-10-01")
    blog.post("good", "Good words.", date="2012-10-02")
    blog.post("named", "Words.", date="2012-10-03", image="linked.png")
    return blog, blog.build("-W", "--keep-going", first=in_time)


def test_nothing_of_it_is_in_the_output(leaky: tuple[Site, Result]) -> None:
    blog, _ = leaky
    found = [path for path in blog.out.rglob("*") if path.is_file() and SECRET.encode() in path.read_bytes()]
    assert found == []
    assert "Good words." in Built(blog.out).text("good.html", ".post-text")


@pytest.mark.parametrize("way", WAYS)
def test_it_is_named_however_it_is_asked_for(leaky: tuple[Site, Result], way: str) -> None:
    _, result = leaky
    assert result.status == 1 and "Traceback" not in result.stderr
    for name in NAMES:
        (line,) = (one for one in result.stderr.splitlines() if f"posts/{way}-{name}.md:" in one)
        assert f"-{name}.md:{8 if way.startswith('rst') else 7}: " in line
        # A name that begins with a slash counts from the root of the source, where there is no such file.
        why = {"above": "outside", "linked": "link", "through": "link", "hidden": "hidden", "pipe": "pipe"}
        assert why.get(name, "not there" if way != "link" else "") in line


@pytest.mark.parametrize(
    ("place", "why"),
    [
        ("posts/folder:1", "the folder leads out of the site's folder by a link"),
        ("posts/linked.md:1", "the file leads out of the site's folder by a link"),
        ("p/linked.md:1", "the file leads out of the site's folder by a link"),
        ("posts/pipe.md:1", "the file is no file but a pipe"),
        ("p/pipe.md:1", "the file is no file but a pipe"),
        ("posts/good.comments.json:1", "the file of comments is no file but a pipe"),
        ("definitions/people.yaml:1", "the file is no file but a pipe"),
        ("posts/named.md:3", "`image`: the picture linked.png leads out of the site's folder"),
    ],
)
def test_a_source_that_is_no_file_of_the_site_is_named(leaky: tuple[Site, Result], place: str, why: str) -> None:
    (line,) = (one for one in leaky[1].stderr.splitlines() if one.startswith(f"{place}: "))
    assert why in line


@pytest.mark.parametrize("directive", ["{csv-table}\n:url: {}", "{raw} html\n:url: {}"])
def test_nothing_is_fetched(site: Callable[[str], Site], directive: str) -> None:
    blog = site("empty")
    address = blog.write("table.csv", SECRET).as_uri()
    blog.post("fetching", f"```{directive.replace('{}', address)}\n```", date="2012-10-01")
    result = blog.build("-W", "--keep-going")
    assert result.status == 1 and "posts/fetching.md:7: " in result.stderr
    assert "nothing is fetched while a site is built" in result.stderr
    assert SECRET not in Built(blog.out).text("fetching.html", "article")


def test_a_book_fetches_no_picture_but_leads_to_it(site: Callable[[str], Site]) -> None:
    blog = site("empty")
    blog.post("far", "See ![the desk](http://127.0.0.1:9/desk.png).", date="2012-10-01")
    result = blog.build("-W", "--keep-going", builder="epub", first=in_time)
    assert "127.0.0.1" not in result.stderr
    (page,) = blog.out.rglob("far.xhtml")
    assert 'href="http://127.0.0.1:9/desk.png"' in page.read_text() and "<img" not in page.read_text()


def test_a_file_of_the_site_is_inserted_by_its_path_from_the_post_or_from_the_root(
    site: Callable[[str], Site],
) -> None:
    blog = site("empty")
    blog.write("posts/2012/table.csv", "one,two\n")
    blog.write("posts/2012/words.txt", "Included *words*.\n")
    blog.write("posts/2012/two words.png", (ROOTS / "test-blog/posts/2012/10/pictures/square.png").read_bytes())
    paths = ["table.csv", "/posts/2012/table.csv"]
    text = "".join(f"```{{csv-table}}\n:file: {path}\n```\n\n```{{raw}} html\n:file: {path}\n```\n\n" for path in paths)
    text += "```{include} words.txt\n```\n\n```{include} /posts/2012/words.txt\n```\n\n![Two](two%20words.png)\n"
    blog.post("2012/inserting", text, date="2012-10-01")
    assert blog.build("-W", "--keep-going").stderr == ""
    page = Built(blog.out).page("2012/inserting.html")
    assert len(page.select("table")) == 2 and page.select_one("article").get_text().count("one,two") == 2
    assert page.get_text().count("Included words.") == 2
    assert (blog.out / "2012" / unquote(page.select_one(".post-text img")["src"])).is_file()


@pytest.mark.parametrize("folder", ["_static", "extra", "_templates"])
@pytest.mark.parametrize("kind", ["link", "folder", "pipe"])
def test_what_is_copied_whole_may_hold_nothing_else(site: Callable[[str], Site], folder: str, kind: str) -> None:
    blog = site("empty")
    (blog.src / "extra").mkdir()
    blog.edit("conf.py", "html_baseurl", "html_extra_path = ['extra']\nhtml_baseurl")
    place = blog.src / folder / "it"
    if kind == "pipe":
        os.mkfifo(place)
    else:
        (blog.src.parent / "notes").mkdir()
        (blog.src.parent / "notes/secret.txt").write_text(SECRET)
        place.symlink_to(blog.src.parent / ("notes" if kind == "folder" else "notes/secret.txt"))
    result = blog.build(first=in_time)
    assert result.status == 1
    (line,) = result.stderr.splitlines()
    assert line.startswith(f"{folder}/it:1: ") and ("pipe" if kind == "pipe" else "by a link") in line
    assert not Path(blog.out, "index.html").exists()


def test_a_folder_elsewhere_that_the_settings_name_is_copied(site: Callable[[str], Site]) -> None:
    blog = site("empty")
    (blog.src.parent / "theme").mkdir()
    (blog.src.parent / "theme/own.txt").write_text("own")
    (blog.src.parent / "theme/link.txt").symlink_to("own.txt")
    blog.edit("conf.py", "html_baseurl", "html_static_path = ['_static', '../theme']\nhtml_baseurl")
    assert blog.build("-W").stderr == ""
    assert (blog.out / "_static/link.txt").read_text() == "own"
