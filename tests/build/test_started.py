"""The site of an archive that was begun with an export: all of it is the blog's own, and nothing is the sample's."""

from __future__ import annotations

import gzip
import html
import os
import re
import sys
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest
import yaml

from build.built import Built
from build.sites import ROOT, Site, run

sys.path.insert(0, str(ROOT / "tests/importer"))
from random_blogs import TRAPS
from starting import EXPORT, checkout, sample_files, start

pytestmark = pytest.mark.skipif(not (ROOT / ".sample").exists(), reason="the sample has left this checkout")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    return begun(tmp_path_factory.mktemp("started"), EXPORT)


def begun(base: Path, text: str) -> Built:
    """The site of an archive that is begun in a new checkout with an export of that text."""
    folder, export = checkout(base / "site"), base / "export.xml"
    export.write_text(text, encoding="utf-8")
    done = start(folder, str(export))
    assert (done.status, done.stderr, len(done.stdout.splitlines())) == (0, "", 5), done
    out = folder / "_build/html"
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "_ext"), "SOURCE_DATE_EPOCH": "1577880000", "NO_COLOR": "1"}
    result = run(["-b", "html", "-d", f"{out}.doctrees", "-W", "--keep-going", str(folder), str(out)], environment)
    assert (result.status, result.stderr) == (0, ""), result.stderr
    return Built(out)


def said_by_the_sample() -> Iterator[str]:
    """Titles, names, sentences and addresses of the sample, and words for posts that tell others' anew."""
    yield from ("Mills", "child protection", "chrismillsblog", "archive.example", "The Chris Mills archive")
    yield from ("Retold from", "retold from", "Told anew", "whose words these are", "creativecommons.org")
    for name in sample_files():
        text = (ROOT / name).read_text(encoding="utf-8") if name.endswith((".md", ".yaml", ".bib")) else ""
        if name.endswith(".yaml"):
            yield from (entry for entry in yaml.safe_load(text) if " " in entry)
        yield from re.findall(r"(?m)^# (.+)", text) if name.endswith(".md") else ()
        yield from re.findall(r"https?://[^\s)>\"]+\w", text) if name.startswith(("posts/", "references")) else ()
        if name.startswith(("posts/", "about", "index")):
            prose = re.sub(r"[`\[\]*{}<>]|\([^()]*\)", "\n", text.split("\n---\n")[-1])
            yield from (line.strip() for line in prose.splitlines() if len(line.strip()) > 40)


def texts(folder: Path) -> Iterator[tuple[str, str]]:
    """All files of the output, unpacked, as their readers see them."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            data = path.read_bytes()
            if data[:2] == b"\x1f\x8b":
                data = gzip.decompress(data)
            elif path.name == "objects.inv":
                data = zlib.decompress(data[data.index(b"zlib.\n") + 6 :])
            yield path.relative_to(folder).as_posix(), html.unescape(data.decode("utf-8", "replace"))


def test_nothing_of_the_sample_is_in_any_file(built: Built) -> None:
    said = sorted(set(said_by_the_sample()) - {"About this archive"})
    assert len(said) > 100  # titles of nine posts, names, and the longer pieces of their texts
    found = [f"{path}: {words}" for path, text in texts(built.folder) for words in said if words in text]
    assert found == []


def test_what_is_looked_for_is_said_by_the_sample() -> None:
    names = (*sample_files(), "conf.py", "_templates/site.html", "_templates/macros.html")
    sources = "\n".join((ROOT / name).read_text(encoding="utf-8") for name in names if not name.endswith(".png"))
    assert [words for words in said_by_the_sample() if words not in sources] == []


def test_the_sidebar_leads_to_standing_pages_in_the_order_of_the_old_menu(built: Built) -> None:
    links = built.page("2007/04/p1.html").select(".sidebar-tree a")
    shown = [(link.text, built.resolve("2007/04/p1.html", link["href"])[0]) for link in links]
    pages = [pair for pair in shown if pair[1].startswith("p/") or pair[1] == "about.html"]
    assert [name for name, _ in pages[:3]] == ["Moi", "Adresse", "Bruits"]
    assert [path for _, path in pages] == ["p/page-4.html", "p/page-3.html", "p/page-5.html", "about.html"]
    current = built.page("p/page-3.html").select_one(".sidebar-tree [aria-current=page]")
    assert current is not None and current.text == "Adresse"


def test_of_many_standing_pages_the_front_page_has_those_that_the_sidebar_has_no_room_for(
    site: Callable[[str], Site],
) -> None:
    blog = site("empty")
    for number in range(20):
        blog.write(f"p/n{number:02}.md", f"---\norphan: true\n---\n\n# Page <{number:02}> & on\n\nWords.\n")
    assert blog.build("-W", "--keep-going").status == 0
    made = Built(blog.out)
    sidebar, front = made.addresses("p/n03.html", ".sidebar-tree a"), made.addresses("index.html", "#more-pages a")
    pages = [path for path in sidebar if path.startswith("p/")]
    assert pages + front == [f"p/n{number:02}.html" for number in range(20)]
    assert ("index.html", "more-pages") in [made.resolve("p/n03.html", link["href"])
                                            for link in made.page("p/n03.html").select(".sidebar-tree a")]  # fmt: skip
    assert made.texts("index.html", "#more-pages a")[0] == "Page <12> & on" and made.broken() == []
    # One more is led to on every page.
    blog.write("p/a.md", "---\norphan: true\n---\n\n# A first one\n")
    blog.build()
    assert "A first one" in made.read("p/n03.html") and blog.tree() == blog.clean()


def test_without_a_licence_no_page_names_one(built: Built) -> None:
    assert built.page("index.html").select("[rel=license]") == []
    foot = built.page("index.html").select_one(".site-footer p")
    assert foot is not None and foot.find(string=True, recursive=False) == "Le lavoir & la rue "
    assert "licen" not in built.read("2007/04/p1.html").lower()


def test_the_language_and_the_author_are_the_blog_s(built: Built) -> None:
    page = built.page("2007/04/p1.html")
    assert page.html is not None and page.html["lang"] == "fr" and not page.select(".post[lang]")
    assert built.texts("2007/04/p1.html", ".p-author") == ["Mathilde Duroc"]
    assert built.feed("blog/atom.xml").feed.author == "Mathilde Duroc"


def test_without_the_site_s_address_every_link_leads_somewhere(built: Built) -> None:
    assert built.broken() == []
    assert "sitemap.xml" not in built and "Sitemap" not in built.read("robots.txt")


#: What the made-up export is called, and what stands in it for others to call something else.
NAMED = ("Le lavoir &amp;amp; la rue", "Petites choses d’un “village”", ">m.duroc</wp:author_display", "Le bateau",
         "L’hiver", "Adresse", "Qui suis-je ?", "Bruits", "Moi")  # fmt: skip


def any_names(seed: int, base: Path) -> None:
    """Begin and build an archive whose names mean something to Python, YAML, Markdown or Sphinx."""
    random, text = Random(seed), EXPORT
    for name in NAMED:
        trap = html.escape(" ".join(random.choices(TRAPS, k=random.randint(1, 3))))
        assert name in text
        text = text.replace(name, f">{trap}</wp:author_display" if name[0] == ">" else trap, 1)
    begun(base, re.sub("[\x00-\x08\x0b-\x1f]", "", text))


@pytest.mark.parametrize("seed", range(2))
def test_any_names_make_a_site(seed: int, tmp_path: Path) -> None:
    any_names(seed, tmp_path)


@pytest.mark.fuzz
@pytest.mark.parametrize("seed", range(100, 300))
def test_many_names_make_a_site(seed: int, tmp_path: Path) -> None:
    any_names(seed, tmp_path)
