"""An author's own HTML: its files are found and can be named anew, and what readers will not get of it is told."""

from pathlib import Path

import pytest
from archive.check import ownhtml

POST = "posts/2012/10/a"


@pytest.mark.parametrize(
    ("html", "files"),
    [
        ('<img src="desk.png">', ["posts/2012/10/desk.png"]),
        ("<IMG SRC=desk.png>", ["posts/2012/10/desk.png"]),
        ("<img src='two%20words.png?x=1#y'>", ["posts/2012/10/two words.png"]),
        ('<video src="/films/a.mp4" poster="../p.png"><track src="a.vtt"></video>',
         ["films/a.mp4", "posts/2012/p.png", "posts/2012/10/a.vtt"]),
        ('<picture><source srcset="a.png 2x, b.png"><img src="b.png"></picture>',
         ["posts/2012/10/a.png", "posts/2012/10/b.png"]),
        ('<a href="report.pdf">', ["posts/2012/10/report.pdf"]),
        ('<a href="later.html"><a href="../11/"><a href="#x"><a href="?q"><a href="">', []),
        ('<a href="/cite/2012.bib"><a href="../../cite/2012.bib"><img src="/_static/logo.svg">', []),
        ('<a href="https://a.example/a.pdf"><img src="//a.example/a.png"><img src="data:image/png;base64,x">', []),
        ('<!-- <img src="a.png"> --> <p title="<img src=a.png>">', []),
        ("<img src=", []),
        ("< img src='a.png'", []),
    ],
)  # fmt: skip
def test_files_of_the_source_are_found(html: str, files: list[str]) -> None:
    assert [path for one in ownhtml.references(html) if (path := one.file(POST))] == files


def test_each_gets_the_address_of_its_copy_and_nothing_else_changes() -> None:
    html = "<p>a &lt; b\n<video controls POSTER=p.png src='a.mp4'></video>"
    html += "<a href=\"x.html\">y</a> <img alt='src' src=\"b.png\"/>"
    made = ownhtml.with_file_addresses(html, POST, lambda one, path: f"to/{path.rpartition('/')[2]}?{one.attribute}&")
    assert made == (
        '<p>a &lt; b\n<video controls POSTER="to/p.png?poster&amp;" src="to/a.mp4?src&amp;"></video>'
        "<a href=\"x.html\">y</a> <img alt='src' src=\"to/b.png?src&amp;\"/>"
    )


@pytest.mark.parametrize(
    ("html", "line", "said"),
    [
        ('\n<img src="gone.png">', 1, "the picture gone.png is not there"),
        ('<a href="gone.pdf">', 0, "the file gone.pdf is not there"),
        ('<img src="../../../../secret.png">', 0, "lies outside the site's folder"),
        ('<a href="JavaScript:x()">', 0, "a page may not lead to `javascript:`"),
        ('<a href=" java\nscript:x()">', 0, "a page may not lead to `javascript:`"),
        ('<a href="&Tab;java&#9;script:x()">', 0, "a page may not lead to `javascript:`"),
        ('<a href="&#106;avascript:x()">', 0, "a page may not lead to `javascript:`"),
        ('<a href="foo:x">', 0, "`foo:x` is no link that readers can follow"),
        ('<iframe src="data:text/html,x">', 0, "a page loads nothing from `data:`"),
        ('<img src="file:///etc/passwd">', 0, "a page loads nothing from `file:`"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(tmp_path: Path, html: str, line: int, said: str) -> None:
    ((at, message),) = ownhtml.problems(html, str(tmp_path), POST, ())
    assert at == line and said in message


@pytest.mark.parametrize("href", ["tel:+44", "MAILTO:a@b.example", "wiki:x", "//a.example", "https://a.example"])
def test_an_address_that_readers_can_follow_is_right(tmp_path: Path, href: str) -> None:
    assert list(ownhtml.problems(f'<a href="{href}">', str(tmp_path), POST, ["Wiki"])) == []


@pytest.mark.parametrize(
    ("html", "said"),
    [
        ('<img src="https://a.example/x.png">', "the picture https://a.example/x.png"),
        ('<img src="//a.example/x.png">', "the picture //a.example/x.png"),
        ('<iframe src="HTTPS://a.example/"></iframe>', "the frame HTTPS://a.example/"),
        ('<script src="https://a.example/x.js"></script>', "the script https://a.example/x.js"),
        ("<script>alert(1)</script>", "the script will not run"),
        ('<p onclick="x()">', "what stands in `onclick` will not run"),
        ('<object data="x.swf">', "`<object>`"),
        ('<form action="https://a.example/">', "the form"),
        ('<link rel="stylesheet" href="https://a.example/x.css">', "the style sheet"),
        ('<img srcset="a.png, b.png 2x">', "only the first is kept"),
    ],
)
def test_what_readers_will_not_get_is_told(html: str, said: str) -> None:
    ((line, message),) = ownhtml.hints(f"<p>\n{html}")
    assert line == 1 and said in message


def test_nothing_is_told_of_what_they_get() -> None:
    html = '<img src="a.png"><a href="https://a.example/"><link rel="me" href="https://a.example/"><p title="on">'
    assert list(ownhtml.hints(html)) == []
