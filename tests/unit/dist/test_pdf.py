"""The book to print: all chapters as one page, whose links lead within it."""

import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from archive.core.localization import Localization
from dist import books, pdf, xhtml
from dist.books import Book, Chapter, Part, Pictures
from lxml import html
from PIL import Image

ONE = '<h1 id="top">One</h1><p>See <a href="two.html#note">two</a>, <a href="#note">here</a>, <a href="../x.html">x</a>'
NOTE = '<p id="note">A note, <code>&lt;p id="note"&gt;</code>, <a href="one.html#gone">one</a><img src="a.png" alt="A">'


def book(**texts: str) -> Book:
    """A book of chapters by their names."""
    pages = ((f"2012/{name}.html", name, text) for name, text in texts.items())
    chapters = tuple(Chapter(path, name, xhtml.text(text, path)) for path, name, text in pages)
    return Book(
        title="A <book>", subtitle="", authors=("A & B",), language="en", years="2012", newest=None,
        site_url="https://b.example/", licence="", licence_url="", moment=datetime(2012, 10, 31, tzinfo=UTC),
        identifier=books.identifier("b"), front=(), parts=(Part("2012", chapters, "2 posts"),),
        localization=Localization("en"),
    )  # fmt: skip


@pytest.fixture
def pictures(tmp_path: Path) -> Pictures:
    (tmp_path / "2012").mkdir()
    Image.new("RGB", (20, 10)).save(tmp_path / "2012/a.png")
    return Pictures(tmp_path, tmp_path / "made")


def test_where_weasyprint_cannot_be_loaded_there_is_no_book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever it lacks: a library of the system, or a package of its own."""
    for number, fault in enumerate(("OSError('no Pango')", "ModuleNotFoundError('No module named pydyf')")):
        (tmp_path / str(number)).mkdir()
        (tmp_path / str(number) / "weasyprint.py").write_text(f"raise {fault}\n")
        monkeypatch.syspath_prepend(str(tmp_path / str(number)))
        monkeypatch.delitem(sys.modules, "weasyprint", raising=False)
        assert not pdf.is_possible()


def test_links_lead_within_the_book(pictures: Pictures) -> None:
    page = html.document_fromstring(pdf._html(book(one=ONE + NOTE, two=NOTE), pictures))
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    targets = {link.text: link.get("href") for link in page.iterfind(".//section//p/a")}
    assert targets["two"] == "#chapter-2--note" and targets["here"] == "#chapter-1--note"
    assert targets["one"] == "#chapter-1" and targets["x"] == "https://b.example/x.html"
    assert {target[1:] for target in targets.values() if target.startswith("#")} <= set(ids)
    assert [words.text for words in page.iterfind(".//code")] == ['<p id="note">'] * 2
    assert [link.get("href") for link in page.iterfind(".//ol//ol//a")] == ["#chapter-1", "#chapter-2"]
    (picture,) = {image.get("src") for image in page.iterfind(".//img")}
    assert picture == (pictures.html / "2012/a.png").as_uri()


@pytest.mark.skipif(not pdf.is_possible(), reason="WeasyPrint is not installed, which is left to authors")
def test_it_can_be_printed_and_is_the_same_each_time(pictures: Pictures, tmp_path: Path) -> None:
    made = [tmp_path / "one.pdf", tmp_path / "other.pdf"]
    for file in made:
        pdf.bind(book(one=ONE, two=NOTE), pictures, file)
    assert made[0].read_bytes() == made[1].read_bytes()
    assert made[0].read_bytes().startswith(b"%PDF-")
