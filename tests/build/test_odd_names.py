"""Files whose names no page can have: each is named and fails the build, hides no other, and is forgotten when gone."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Callable

import pytest

from build.built import Built
from build.sites import ROOTS, Site

LONG = "é" * 125 + "x"
TEXT = "---\ndate: 2012-10-02\n---\n\n# T\n"
PICTURE = (ROOTS / "test-blog/posts/2012/10/pictures/square.png").read_bytes()
#: Names of posts, and what is said of them.
NAMES: dict[str, tuple[str | bytes, str]] = {
    "too long": (LONG, "too long"),
    "decomposed": (unicodedata.normalize("NFD", "café"), "decomposed Unicode"),
    "decomposed folder": (unicodedata.normalize("NFD", "é/tea"), "decomposed Unicode"),
    "blank at the end": ("tea ", "blank"),
    "full stop at the end": ("tea.", "full stop"),
    "folder with a full stop": ("tea./x", "full stop"),
    "no UTF-8": (b"caf\xe9", "is its address"),
    "two lines": ("a\nb", "is its address"),
}


def named(blog: Site, folder: str, name: str | bytes, text: str) -> bytes:
    path = os.fsencode(blog.src / folder) + b"/" + os.fsencode(name) + b".md"
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    return path


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Site:
    blog = Site(tmp_path_factory.mktemp("names") / "blog", "empty")
    blog.post("2012/10/good", date="2012-10-01")
    patterns = "include_patterns = ['*.md', 'p/**.md', 'posts/**.md']\n"
    blog.write("conf.py", (blog.src / "conf.py").read_text() + patterns)
    assert blog.build("-W").status == 0
    blog.keep()
    return blog


@pytest.mark.parametrize("fault", NAMES)
@pytest.mark.parametrize("folder", ["posts/2012/10", "p"])
def test_a_name_that_no_page_can_have_is_an_error(clean: Site, folder: str, fault: str) -> None:
    name, said = NAMES[fault]
    clean.restore()
    before = clean.tree()
    path = named(clean, folder, name, TEXT if folder != "p" else "# T\n")
    result = clean.build("-W")
    assert result.status == 1 and "Traceback" not in result.stderr
    (line,) = result.stderr.splitlines()
    assert line.startswith(f"{clean.src}/{folder}/") or line.startswith(f"{folder}/")
    assert ".md:1: " in line and said in line
    assert "2012/10/good.html" in Built(clean.out)
    os.unlink(path)
    assert clean.build("-W").status == 0
    assert clean.tree() == before


def test_names_that_only_fit_are_served(site: Callable[[str], Site]) -> None:
    blog = site("empty")
    picture, tag = "p" * 250, "t" * 300
    blog.write(f"posts/2012/10/{picture}.png", PICTURE)
    blog.post(f"2012/10/{'é' * 125}", f"![]({picture}.png)", title="T", date="2012-10-01", tags=tag)
    blog.write("definitions/people.yaml", f"{'n' * 400}:\n")
    blog.post("2012/10/tea", f"{{person}}`{'n' * 400}`", date="2012-10-01")
    assert blog.build("-W").stderr == ""
    built = Built(blog.out)
    assert f"2012/10/{'é' * 125}.html" in built and built.broken() == []


def test_an_old_address_that_no_file_can_have_is_named(site: Callable[[str], Site]) -> None:
    blog = site("empty")
    blog.post("2012/10/tea", date="2012-10-01", redirect=f"/{'x' * 256}.html")
    result = blog.build()
    assert result.status == 1 and "posts/2012/10/tea.md:3: " in result.stderr and "so long a name" in result.stderr


def test_a_post_that_sphinx_passes_over_is_named(site: Callable[[str], Site]) -> None:
    blog = site("empty")
    blog.post("2012/10/tea", date="2012-10-01")
    blog.write("conf.py", (blog.src / "conf.py").read_text() + "exclude_patterns = ['posts/2012/10/*']\n")
    result = blog.build()
    assert result.status == 1 and "posts/2012/10/tea.md:1: " in result.stderr
