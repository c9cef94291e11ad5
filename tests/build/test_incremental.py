"""Incremental builds: after any edit the output is that of a clean build, and no more is written than must be."""

import importlib.metadata
import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from copy import copy
from pathlib import Path

import pytest

from build.built import Built
from build.sites import Site, differences

OLD = "posts/2012/10/breakfast.md"
NOTES = "posts/2012/09/notes.md"
DUSK = "posts/2012/10/dusk.md"
DINNER = "posts/2012/10/dinner.md"
EDITS: dict[str, Callable[[Site], object]] = {
    "text": lambda blog: blog.edit(OLD, "What there was", "What there still was"),
    "text of a post in a postlist": lambda blog: blog.edit(NOTES, "September's", "Autumn's"),
    "title": lambda blog: blog.edit(OLD, "# Breakfast", "# Brunch"),
    "title of what is linked to by path": lambda blog: blog.edit(DINNER, "# Dinner", "# Supper"),
    "title of what is named": lambda blog: blog.edit("posts/2012/10/calcutta.md", "# Calcutta", "# Kolkata"),
    "heading that is linked to": lambda blog: blog.edit("posts/2012/10/dawn.md", "## A heading", "## Another heading"),
    "date": lambda blog: blog.edit(NOTES, "2012-09-05", "2012-12-05"),
    "order": lambda blog: blog.edit(OLD, "order: 1", "order: 9"),
    "year": lambda blog: blog.edit("posts/2011/12/eve-in-auckland.md", "2012-01-01T11", "2012-01-01T23"),
    "tag": lambda blog: blog.edit("posts/2012/10/dawn.md", "tags: Lean", "tags: Lean, Early"),
    "last of a tag": lambda blog: blog.edit(DUSK, "tags: lean-to\n", ""),
    "tag of another's slug": lambda blog: blog.edit("posts/2012/10/lunch.md", "order", "tags: C Sharp\norder"),
    "category": lambda blog: blog.edit("posts/2012/10/notes.md", "category: Diary", "category: Travel"),
    "author": lambda blog: blog.edit("posts/2012/10/notes.md", "tags:", "author: Zoë Bell\ntags:"),
    "description": lambda blog: blog.edit(DUSK, "How the day", "Thus the day"),
    "update": lambda blog: blog.edit(DUSK, "of its own.", "of its own.\n\n```{update} 2013-01-01\nNo.\n```"),
    "addition": lambda blog: blog.post("2012/10/tea", date="2012-10-20 17:00", tags="Tea, Lean"),
    "addition before all": lambda blog: blog.post("2010/01/first", date="2010-01-01", category="Diary"),
    "addition of a name that was one post's": lambda blog: blog.post("2012/12/dinner", date="2012-12-01"),
    "rename": lambda blog: move(blog, OLD, "posts/2012/10/early.md"),
    "move to another month": lambda blog: move(blog, DUSK, "posts/2012/09/dusk.md"),
    "deletion": lambda blog: (blog.src / OLD).unlink(),
    "deletion of what is linked to": lambda blog: (blog.src / "posts/2012/10/lunch.md").unlink(),
    "deletion of the newest": lambda blog: (blog.src / "posts/2012/11/linking.md").unlink(),
    "deletion of all": lambda blog: shutil.rmtree(blog.src / "posts"),
    "draft": lambda blog: blog.edit(OLD, "order:", "draft: true\norder:"),
    "withholding": lambda blog: blog.edit(OLD, "order:", "withhold: an order\norder:"),
    "withholding of what is linked to": lambda blog: blog.edit(DINNER, "order", "withhold: an order\norder"),
    "standing page": lambda blog: blog.edit("about.md", "Who writes", "Of who writes"),
    "title of a standing page": lambda blog: blog.edit("about.md", "# About", "# Who"),
    "label of a standing page": lambda blog: blog.edit("p/topics.md", "## A place of its own", "## A place"),
    "front page": lambda blog: blog.edit("index.md", "Welcome.", "Come in."),
    "standing page of the frame goes": lambda blog: (blog.src / "about.md").unlink(),
    "guide in the frame": lambda blog: blog.write("guide/index.md", "---\norphan: true\n---\n# Guide\n"),
    "another standing page": lambda blog: blog.write("p/more.md", "---\norphan: true\n---\n# More\n"),
    "template": lambda blog: blog.edit("_templates/macros.html", "</article>", "<!-- end --></article>"),
    "stylesheet": lambda blog: blog.write("_static/archive.css", "body { color: teal }\n"),
    "new static file": lambda blog: blog.write("_static/new/more.txt", "More.\n"),
    "deleted static file": lambda blog: (blog.src / "_static/feed.css").unlink(),
    "title of the site": lambda blog: blog.edit("conf.py", "A tiny blog", "A small blog"),
    "time zone": lambda blog: blog.edit("conf.py", "Europe/London", "Pacific/Auckland"),
    "address of the site": lambda blog: blog.edit("conf.py", "https://blog.example/", "https://other.example/sub/"),
    "size of pages": lambda blog: blog.edit("conf.py", "page_size = 3", "page_size = 5"),
    "setting of the Markdown parser": lambda blog: blog.edit("conf.py", "page_size = 3", "myst_heading_anchors = 1"),
    "picture": lambda blog: picture(blog, "2012/09"),
    "deleted picture": lambda blog: (
        blog.edit(NOTES, "![a red square](pictures/square.png)", "nothing"),
        (blog.src / "posts/2012/09/pictures/square.png").unlink(),
    ),
    "third picture of one name": lambda blog: (
        picture(blog, "2012/08"),
        blog.post("2012/08/seen", "![](pictures/square.png)", date="2012-08-08"),
    ),
    "file that is shown": lambda blog: blog.write("posts/2012/10/pictures/list.csv", "three,four\n"),
    "many additions": lambda blog: [
        blog.post(f"2012/08/more-{number}", date=f"2012-08-{number:02}", category="Food") for number in range(1, 31)
    ],
}


def move(blog: Site, source: str, target: str) -> None:
    (blog.src / target).parent.mkdir(parents=True, exist_ok=True)
    (blog.src / source).rename(blog.src / target)


def picture(blog: Site, month: str) -> None:
    """Have the picture of October stand in another month, in the place of its own or beside it."""
    target = blog.src / f"posts/{month}/pictures/square.png"
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(blog.src / "posts/2012/10/pictures/square.png", target)


def stamps(out: Path) -> dict[str, tuple[int, int]]:
    """What tells that a file was written, though it may hold the same."""
    files = (path for path in out.rglob("*") if path.is_file())
    return {str(path.relative_to(out)): (path.stat().st_mtime_ns, path.stat().st_ino) for path in files}


def written(blog: Site, before: dict[str, tuple[int, int]]) -> list[str]:
    return sorted(path for path, stamp in stamps(blog.out).items() if before.get(path) != stamp)


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Site:
    blog = Site(tmp_path_factory.mktemp("incremental") / "blog", "blog")
    assert blog.build().stderr == ""
    blog.keep()
    return blog


@pytest.fixture
def blog(original: Site) -> Site:
    """The blog, built and not edited since."""
    original.restore()
    return original


@pytest.mark.parametrize("edit", EDITS)
def test_after_an_edit_the_output_is_that_of_a_clean_build(blog: Site, edit: str) -> None:
    before = blog.tree()
    EDITS[edit](blog)
    result = blog.build()
    assert "Traceback" not in result.stderr
    assert differences(blog.tree(), blog.clean()) == []
    assert blog.tree() != before


def test_after_an_edit_that_is_undone_the_output_is_as_it_was(blog: Site) -> None:
    before = blog.tree()
    for edit in ("title", "deletion", "tag", "addition"):
        source = blog.src / "posts"
        shutil.copytree(source, blog.src / "kept")
        EDITS[edit](blog)
        blog.build()
        shutil.rmtree(source)
        (blog.src / "kept").rename(source)
    blog.build()
    assert differences(blog.tree(), before) == []


def test_when_nothing_changed_nothing_is_written(blog: Site) -> None:
    before = stamps(blog.out)
    assert blog.build("-j", "2").status == 0
    assert written(blog, before) == []


def test_an_edit_of_an_old_text_writes_few_files(blog: Site) -> None:
    for number in range(60):
        blog.post(f"2013/{number % 12 + 1:02}/later-{number}", date=f"2013-{number % 12 + 1:02}-01", category="Food")
    blog.build()
    before = stamps(blog.out)
    EDITS["text"](blog)
    blog.build()
    assert {"2012/10/breakfast.html", "figures.html"} <= set(written(blog, before)), "its words are counted"
    assert len(written(blog, before)) <= 11


def test_an_edit_that_shows_nowhere_else_writes_one_page(blog: Site) -> None:
    before = stamps(blog.out)
    blog.edit("about.md", "Who writes this", "Who wrote this")
    blog.build()
    assert [path for path in written(blog, before) if path.endswith(".html")] == ["about.html"]


@pytest.mark.parametrize("speed", ["0", "1"])
def test_new_times_alone_change_nothing(blog: Site, speed: str) -> None:
    """As after a fresh checkout, in which every file is new."""
    blog.build("-D", f"speedups={speed}")
    before = stamps(blog.out)
    for path in blog.src.rglob("*"):
        os.utime(path, (2_000_000_000, 2_000_000_000))
    result = blog.build("-D", f"speedups={speed}")
    assert "0 added, 0 changed, 0 removed" in result.stdout
    assert written(blog, before) == []


def test_an_old_time_does_not_hide_a_change(blog: Site) -> None:
    for path, old, new in ((OLD, "What there was", "All there was"), ("_templates/macros.html", "</nav>", "</nav >")):
        stat = (blog.src / path).stat()
        blog.edit(path, old, new)
        os.utime(blog.src / path, ns=(stat.st_atime_ns, stat.st_mtime_ns))
        blog.build()
        assert differences(blog.tree(), blog.clean()) == []
    assert "All there was" in Built(blog.out).text("2012/10/breakfast.html", ".post-text")


def test_in_another_folder_all_is_read_again_and_nothing_written(blog: Site, tmp_path: Path) -> None:
    moved = copy(blog)
    before = stamps(blog.out)
    moved.move(tmp_path / "moved")
    assert moved.build().status == 0
    assert written(moved, before) == []


def test_files_of_others_in_the_output_are_left_alone(blog: Site) -> None:
    others = {"CNAME": "blog.example", ".git/HEAD": "ref: main", "2012/10/by-hand.html": "Hello.", ".nojekyll": ""}
    for path, text in others.items():
        (blog.out / path).parent.mkdir(exist_ok=True)
        (blog.out / path).write_text(text)
    EDITS["deletion of all"](blog)
    blog.build()
    blog.build("-E")
    assert {path: (blog.out / path).read_text() for path in others} == others


def test_an_edit_of_a_text_is_no_reason_to_make_the_inventory_again(blog: Site) -> None:
    """Though what Sphinx knows of a document that is read again stands behind that of all others then."""

    def stamp() -> str:
        with closing(sqlite3.connect(blog.doctrees / "archive/archive.sqlite")) as db:
            return str(db.execute("SELECT key FROM file WHERE path = 'objects.inv'").fetchone()[0])

    before = stamp()
    EDITS["text"](blog)
    blog.build()
    assert stamp() == before
    EDITS["title"](blog)
    blog.build()
    assert stamp() != before


def test_what_a_build_left_is_the_same_in_whatever_order_python_has_its_sets(site: Callable[[str], Site]) -> None:
    """Else each build of a site with names would make again what did not change."""
    names, left = site("names"), set()
    for seed in ("1", "2", "3"):
        assert names.spawn("-q", env={"PYTHONHASHSEED": seed}).status == 0
        left.add((names.doctrees / "archive/archive.sqlite").read_bytes())
    assert len(left) == 1


def test_a_file_that_went_missing_is_written_again(blog: Site) -> None:
    before = blog.tree()
    for path in ("2012/10/dawn.html", "blog/atom.xml", "_static/archive.css", "objects.inv", "sitemap.xml"):
        (blog.out / path).unlink()
    shutil.rmtree(blog.out / "_images")
    blog.build()
    assert differences(blog.tree(), before) == []


def test_with_another_version_of_a_package_all_is_read_and_written_again(blog: Site) -> None:
    """As after an edit of requirements.txt."""
    before, version = stamps(blog.out), importlib.metadata.version

    def upgrade() -> None:
        importlib.metadata.version = lambda name: version(name) + "1" * (name == "docutils")

    result = blog.build(first=upgrade)
    pages = [path for path in blog.tree() if path.endswith(".html")]
    assert "config changed ('archive_code')" in result.stdout
    assert set(pages) <= set(written(blog, before))


def test_a_page_that_is_wrong_stays_an_error_until_it_is_mended(blog: Site) -> None:
    blog.edit(OLD, "What there was", "{ref}`nowhere`, where there was")
    said = [blog.build("-W", "--keep-going") for _ in range(2)]
    assert [result.status for result in said] == [1, 1]
    assert said[0].stderr == said[1].stderr and "nowhere" in said[0].stderr
    blog.edit(OLD, "{ref}`nowhere`, where", "There, where")
    assert blog.build("-W").status == 0


def test_settings_that_are_caught_half_saved_leave_nothing(site: Callable[[str], Site]) -> None:
    """Many editors empty a file before they write it. Without settings Sphinx takes the output for its own site's."""
    blog = site("blog")
    blog.build()
    settings = (blog.src / "conf.py").read_text(encoding="utf-8")
    blog.write("conf.py", "")
    assert blog.build().status != 0
    blog.write("conf.py", settings)
    assert blog.build().status == 0
    assert differences(blog.tree(), blog.clean()) == []
