"""Images: found by address, copied once, without place and person; missing ones named; fetched only if
asked."""

from __future__ import annotations

import shlex
import socket
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from conftest import FIXTURES, jpeg
from exports import item, wxr
from importer import pictures, run
from importer.assets import Assets, largest
from importer.fetch import GIVEN_UP, Fetcher
from importer.source import open_source
from importer.writer import Writer

SITE = {"site_url": "https://steady-on.blogspot.com"}


def test_one_copy_of_the_same_image_without_where_it_was_taken(imported, takeout):
    outcome = imported(takeout, **SITE)
    images = [name for name in outcome.files() if name.startswith("posts/images/")]
    data = (outcome.root / images[0]).read_bytes()
    assert len(images) == 1 and b"53.8N" not in data and b"51.5N" not in data and b"MotionPhoto" not in data
    body = outcome.post("posts/2012/10/first-post.md").body
    name = images[0].rsplit("/", 1)[1]
    assert f"![A \\[view\\]](../../images/{name}){{width=320px align=center}}" in body
    assert f"```{{figure}} ../../images/{name}\n:width: 200px\n:align: center\n\nThe \\*caption\\*\n```" in body
    assert list(outcome.report.missing) == ["https://1.bp.blogspot.com/-z/s72-c/gone.jpg"]


def test_an_image_within_the_text_is_copied_too(imported, tmp_path):
    import base64

    held = base64.b64encode(jpeg(gps=b"53.8N")).decode()
    text = (FIXTURES / "blog-11-02-2012.xml").read_text()
    image = f"&lt;img alt='v' src='data:image/jpeg;base64,{held}' /&gt;"
    image += "&lt;img src='data:image/svg+xml;base64,PHN2Zz4='/&gt;"
    (tmp_path / "b.xml").write_text(text.replace("One &lt;i", f"{image}One &lt;i"))
    outcome = imported(tmp_path / "b.xml")
    images = [name for name in outcome.files() if name.startswith("posts/images/")]
    assert len(images) == 1 and b"53.8N" not in (outcome.root / images[0]).read_bytes()
    body = outcome.post("posts/2012/10/steady-on-maggie.md").body
    assert f"![v](../../images/{images[0].rsplit('/', 1)[1]})" in body and "base64" not in body


def test_names_with_spaces_are_found(tmp_path):
    (tmp_path / "my photo.gif").write_bytes(b"GIF89ax")
    written: dict[str, bytes] = {}
    assets = Assets(open_source(tmp_path), frozenset(), "i", written.__setitem__)
    assert assets.copy("https://1.bp.blogspot.com/-a/s320/my%20photo.gif") and not assets.copy("http://[bad")


def test_orientation_stays():
    data = pictures.stripped(jpeg(orientation=6, gps=b"53.8N"))
    assert data.count(b"Exif") == 1 and b"\x01\x12\0\x03\0\0\0\x01\0\x06" in data
    assert b"Exif" not in pictures.stripped(jpeg(orientation=1, gps=b"53.8N"))


def test_the_picture_itself_is_not_touched():
    data = pictures.stripped(jpeg())
    assert data.endswith(b"\xff\xda\0\x08\x01\x01\0\0\x3f\0\x12\xff\0\x34\xff\xd0\x56\xff\xd9") and bytes(65) in data


def test_png_and_webp_lose_their_metadata():
    def chunk(name: bytes, body: bytes) -> bytes:
        return len(body).to_bytes(4, "big") + name + body + b"\0\0\0\0"

    png = (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", bytes(13))
        + chunk(b"eXIf", b"53.8N")
        + chunk(b"IDAT", b"x")
        + chunk(b"IEND", b"")
    )
    assert b"53.8N" not in pictures.stripped(png) and b"IDATx" in pictures.stripped(png)
    body = b"WEBPVP8X\x0a\0\0\0" + bytes([0x0C]) + bytes(9) + b"EXIF\x06\0\0\0" + b"53.8N\0" + b"VP8 \x02\0\0\0ab"
    webp = b"RIFF" + len(body).to_bytes(4, "little") + body
    clean = pictures.stripped(webp)
    assert b"EXIF" not in clean and clean[20] == 0 and int.from_bytes(clean[4:8], "little") == len(clean) - 8


@pytest.mark.parametrize("data", [b"<svg onload=alert(1)>", b"<html>not found</html>", b"", b"\xff\xd8", b"MZ\x90"])
def test_what_is_no_image_is_refused(data):
    assert pictures.kind(data) == ""


@pytest.mark.parametrize("cut", range(0, 200, 3))
def test_a_damaged_image_is_left_alone(cut):
    pictures.stripped(jpeg(6, b"x" * 40)[:cut])


@pytest.mark.parametrize(
    ("address", "wanted"),
    [
        ("https://1.bp.blogspot.com/-a/b/s320/x.jpg", "https://1.bp.blogspot.com/-a/b/s1600/x.jpg"),
        ("https://1.bp.blogspot.com/-a/b/w640-h480/x.jpg", "https://1.bp.blogspot.com/-a/b/s1600/x.jpg"),
        (
            "https://blogger.googleusercontent.com/img/a/AVv=s72-c",
            "https://blogger.googleusercontent.com/img/a/AVv=s1600",
        ),
        ("https://example.com/s320/x.jpg", "https://example.com/s320/x.jpg"),
    ],
)
def test_the_largest_is_asked_for(address, wanted):
    assert largest(address) == wanted


def test_two_files_of_one_name_are_told_apart_by_their_folders(tmp_path):
    for folder, byte in (("2012/10", b"a"), ("2013/11", b"b")):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "v.gif").write_bytes(b"GIF89a" + byte)
    written: dict[str, bytes] = {}
    assets = Assets(open_source(tmp_path), frozenset(), "posts/images", written.__setitem__)
    assert written[assets.copy("http://x.y/up/2013/11/v.gif")] == b"GIF89ab"
    assert assets.copy("http://x.y/other/v.gif") == "" and "several" in assets.missing["http://x.y/other/v.gif"]


class _Server(BaseHTTPRequestHandler):
    seen: list[str] = []
    inside = ""

    def do_GET(self) -> None:
        self.seen.append(self.path)
        busy = self.path == "/busy.jpg" and self.seen.count(self.path) == 1
        pages = {"/a.jpg": jpeg(), "/page.jpg": b"<html>", "/big.jpg": jpeg() + bytes(10000)}
        body = pages.get(self.path, jpeg() if self.path == "/busy.jpg" and not busy else None)
        away = {"/away.jpg": "file:///etc/passwd", "/inside.jpg": self.inside}.get(self.path)
        self.send_response(302 if away else 429 if busy else 200 if body else 404)
        if busy:
            self.send_header("Retry-After", "0")
        if away:
            self.send_header("Location", away)
        self.end_headers()
        self.wfile.write(body or b"")

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def server():
    served = HTTPServer(("127.0.0.1", 0), _Server)
    _Server.seen = []
    threading.Thread(target=served.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{served.server_port}"
    served.shutdown()


def test_fetch_keeps_and_remembers(server, tmp_path):
    written: dict[str, bytes] = {}
    fetch = Fetcher(allowed=lambda host: None, pause=0, archive=f"{server}/web")
    known: dict[str, str] = {}
    Assets(open_source(tmp_path), frozenset(), "i", written.__setitem__, fetch, known).copy(f"{server}/a.jpg")
    again = Assets(open_source(tmp_path), frozenset(), "i", written.__setitem__, fetch, known)
    assert again.copy(f"{server}/a.jpg") == known[f"{server}/a.jpg"] and _Server.seen == ["/a.jpg"]
    for name, why in (("page", "no image"), ("none", "Not Found"), ("away", "not an http address")):
        assert again.copy(f"{server}/{name}.jpg") == "" and why in again.missing[f"{server}/{name}.jpg"]


def test_fetch_has_limits(server):
    fetch = Fetcher(allowed=lambda host: None, pause=0)
    with pytest.raises(OSError, match="larger than"):
        fetch(f"{server}/big.jpg", 500)
    with pytest.raises(OSError, match="not a public"):
        Fetcher(pause=0)(f"{server}/a.jpg", 500)


def test_a_redirect_into_a_local_network_is_not_followed(server):
    def allowed(host: str) -> None:
        if host == "localhost":
            raise OSError("the host is not a public one")

    _Server.inside = server.replace("127.0.0.1", "localhost") + "/a.jpg"
    with pytest.raises(OSError, match="not a public"):
        Fetcher(allowed=allowed, pause=0)(f"{server}/inside.jpg", 10**6)
    assert _Server.seen == ["/inside.jpg"]


def test_the_network_is_never_touched_unasked(imported, takeout, monkeypatch):
    def refuse(*_: object) -> None:
        raise AssertionError("the network was touched")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    assert imported(takeout, **SITE).report.sound


@pytest.mark.parametrize(
    ("image", "classes"),
    [
        ('<img src="{}/a.jpg" width="320" height="240px">', ".size-320x240"),
        ('<img src="{}/a.jpg" width="160" data-original-width="1600" data-original-height="1200">', ".size-160x120"),
        ('<img src="{}/a.jpg" data-original-width="1600" data-original-height="1200">', ".size-1600x1200"),
        ('<img src="{}/a-1024x768.jpg">', ".size-1024x768"),
        ('<img src="{}/a-1024x768.jpg" width="512">', ".size-512x384"),
        ('<img src="{}/s/w640-h480/a.jpg">', ".size-640x480"),
        ('<img src="{}/AVv=w640-h480-no">', ".size-640x480"),
        ('<img src="{}/a.jpg" width="320" align="right">', ".align-right"),
        ('<img src="{}/a.jpg" width="100%" height="x">', ""),
    ],
)
def test_a_missing_picture_keeps_its_proportions(imported, tmp_path, image, classes):
    (tmp_path / "b.xml").write_text(wxr(item(1, body=image.format("https://gone.example/2012"))))
    body = imported(tmp_path / "b.xml").post("posts/2015/03/p1.md").body
    assert body.endswith(f"{{{' '.join(filter(None, ('.missing-image', classes)))}}}")


TWO = '<p><img src="{0}/a.jpg"></p><p><img src="{0}/none.jpg"><a href="{0}/b.pdf">Paper</a></p>'


def test_the_first_line_says_how_many_pictures_are_missing_and_what_brings_them(imported, tmp_path):
    (tmp_path / "my blog.xml").write_text(wxr(item(1, body=TWO.format("https://gone.example"))))
    first = imported(tmp_path / "my blog.xml", zone="Europe/London").report.text().splitlines()[0]
    said, _, command = first.partition("2 pictures are not in the export: `")
    command, _, after = command.partition("`")
    assert said and "as long as" in after
    arguments = dict(part.partition("=")[::2] for part in shlex.split(command.removeprefix("make import ")))
    assert arguments["SRC"] == str(tmp_path / "my blog.xml") and arguments["POSTS"].endswith("site/posts")
    assert shlex.split(arguments["IMPORTOPTS"]) == ["--zone", "Europe/London", "--fetch"]


def test_fetching_goes_on_where_it_was_ended_and_tells_what_it_got(imported, tmp_path, server, monkeypatch):
    """Ended in the middle, as by a kill: what had come is not asked for again."""
    monkeypatch.setattr(run, "Fetcher", lambda: Fetcher(lambda host: None, pause=0, archive=f"{server}/web"))
    (tmp_path / "b.xml").write_text(wxr(item(1, body=TWO.format(server)), item(2, body=TWO.format(f"{server}/x"))))
    save = Writer.save

    def killed(writer: Writer) -> None:
        if _Server.seen[-1:] == ["/a.jpg"]:
            save(writer)
            monkeypatch.setattr(Writer, "save", lambda writer: None)
            raise SystemExit

    monkeypatch.setattr(Writer, "save", killed)
    with pytest.raises(SystemExit):
        imported(tmp_path / "b.xml", fetch=True)
    assert _Server.seen == ["/a.jpg"]
    monkeypatch.setattr(Writer, "save", save)
    report = imported(tmp_path / "b.xml", fetch=True).report
    assert "/a.jpg" not in _Server.seen[1:] and "/none.jpg" in _Server.seen
    text = report.text()
    assert "3 pictures are not in the export and could not be fetched" in text.splitlines()[0]
    assert "Fetched from the old host: 0 (0.0 MB); 1 that an earlier run had fetched" in text
    assert "3 × could not be fetched (Not Found; from the web archive: Not Found)" in text
    assert "![](images/" in (tmp_path / "site/posts/2015/03/p1.md").read_text().replace("../../", "")


def test_a_server_that_wants_to_be_asked_later_is(server):
    fetch = Fetcher(allowed=lambda host: None, pause=0)
    assert fetch(f"{server}/busy.jpg", 10**6) == jpeg() and _Server.seen == ["/busy.jpg"] * 2


def test_where_there_is_no_larger_file_the_one_that_was_shown_is_taken(tmp_path):
    written: dict[str, bytes] = {}
    fetch = _Fetch({"https://1.bp.blogspot.com/-a/s320/x.jpg"})
    assets = Assets(open_source(tmp_path), frozenset(), "i", written.__setitem__, fetch)
    address = "https://1.bp.blogspot.com/-a/s320/x.jpg"
    assert assets.copy(address) in written and fetch.asked == [address.replace("s320", "s1600"), address]


class _Fetch:
    """Has a picture at some addresses, and in the web archive at others."""

    def __init__(self, there: set[str], kept: set[str] = frozenset()) -> None:
        self.there, self.kept, self.asked = there, kept, []

    def __call__(self, address: str, limit: int) -> bytes:
        self.asked.append(address)
        if address not in self.there:
            raise OSError("Not Found")
        return jpeg()

    def archived(self, address: str, day: str, limit: int) -> bytes:
        self.asked.append(f"{day} {address}")
        if address not in self.kept:
            raise OSError("Not Found")
        return jpeg()


def test_what_its_old_host_has_no_more_comes_from_the_web_archive_as_of_the_post(imported, tmp_path, monkeypatch):
    """And the report names it, since an archive may have it smaller."""
    gone, lost = "https://gone.example/2012/a.jpg", "https://gone.example/2012/lost.jpg"
    fetch = _Fetch(set(), {gone})
    monkeypatch.setattr(run, "Fetcher", lambda: fetch)
    body = f'<p><img src="{gone}"></p><p><img src="{lost}"></p>'
    (tmp_path / "b.xml").write_text(wxr(item(1, body=body)))
    outcome = imported(tmp_path / "b.xml", fetch=True)
    assert fetch.asked == [gone, f"20150301 {gone}", lost, f"20150301 {lost}"]
    assert "![](" in outcome.post("posts/2015/03/p1.md").body
    text = outcome.report.text()
    assert "Fetched from the old host: 0 (0.0 MB)" in text
    assert "Fetched from the web archive, as the old host has them no more: 1 (0.0 MB)\n    " + gone in text
    assert f"{lost}: could not be fetched (Not Found; from the web archive: Not Found)" in text
    assert outcome.report.missing.keys() == {lost}


def test_the_web_archive_is_asked_for_the_bytes_as_they_came_from_the_host(server):
    _Server.seen = []
    fetch = Fetcher(allowed=lambda host: None, pause=0, archive=f"{server}/web")
    for day, asked in (("20121016", "20121016id_"), ("", "0id_")):
        with pytest.raises(OSError, match="Not Found"):
            fetch.archived("http://gone.example/a.jpg?x=1", day, 100)
        assert _Server.seen.pop() == f"/web/{asked}/http://gone.example/a.jpg?x=1"


def test_a_host_that_does_not_answer_is_soon_left_alone():
    closed = socket.create_server(("127.0.0.1", 0))
    port = closed.getsockname()[1]
    closed.close()
    fetch = Fetcher(allowed=lambda host: None, pause=0)
    said = []
    for number in range(GIVEN_UP + 2):
        with pytest.raises(OSError) as refused:
            fetch(f"http://127.0.0.1:{port}/{number}.jpg", 100)
        said.append(str(refused.value))
    assert [one == "the host does not answer" for one in said] == [False] * GIVEN_UP + [True] * 2


LI = '<li class="blocks-gallery-item"><figure><img src="{}" alt="{}"/>{}</figure></li>'
CAPTION = '<figcaption class="blocks-gallery-item__caption">One <em>of</em> us</figcaption>'
GALLERIES = {
    "blocks of lists": '<figure class="wp-block-gallery columns-2"><ul class="blocks-gallery-grid">'
    + LI.format("{0}/a.jpg", "A", CAPTION)
    + LI.format("{0}/b.jpg", "B", "")
    + '</ul><figcaption class="blocks-gallery-caption">All of us</figcaption></figure>',
    "blocks of pictures": '<figure class="wp-block-gallery has-nested-images"><figure class="wp-block-image">'
    '<img src="{0}/a.jpg" alt="A"/><figcaption>One <em>of</em> us</figcaption></figure><figure class="wp-block-image">'
    '<img src="{0}/b.jpg" alt="B"/></figure><figcaption class="blocks-gallery-caption">All of us</figcaption></figure>',
    "as pages had them": '<div class="gallery"><dl class="gallery-item"><dt><a href="{0}/a.jpg"><img src="{0}/a.jpg" '
    'alt="A"></a></dt><dd class="wp-caption-text gallery-caption">One <em>of</em> us</dd></dl><dl class="gallery-item">'
    '<dt><img src="{0}/b.jpg" alt="B"></dt></dl></div>',
    "a table without words": '<table><tr><td><img src="{0}/a.jpg" alt="A"></td><td><img src="{0}/b.jpg" alt="B"></td>'
    "</tr></table>",
}


@pytest.mark.parametrize("there", [True, False], ids=["there", "missing"])
@pytest.mark.parametrize("kind", GALLERIES)
def test_pictures_side_by_side_are_a_gallery(imported, tmp_path, kind, there):
    """Each with its caption, whatever laid them out; and nothing else than the source showed."""
    folder = tmp_path / "export"
    folder.mkdir()
    for name in ("a", "b") if there else ():
        (folder / f"{name}.jpg").write_bytes(jpeg() + name.encode())
    (folder / "b.xml").write_text(wxr(item(1, body=f"<p>Before</p>{GALLERIES[kind].format('https://gone.example')}")))
    outcome = imported(folder)
    assert outcome.report.sound, outcome.report.text()
    body = outcome.post("posts/2015/03/p1.md").body
    assert body.count("{gallery}") == 1 and body.count("images/" if there else ".missing-image") == 2
    assert ("One *of* us" in body) == (kind != "a table without words")
    assert body.endswith("\n\n{.picture-caption}\nAll of us") == kind.startswith("blocks")


@pytest.mark.parametrize(
    ("caption", "written"),
    [
        ("<caption>Sums of <em>it</em></caption>", "```{{{}}} Sums of *it*\n"),
        ("<caption><p>One</p><p>Two</p></caption>", "One\n\nTwo\n\n"),
        ("<caption>Of <code>x</code></caption>", "Of `x`\n\n"),
    ],
)
@pytest.mark.parametrize(("cell", "directive"), [("th", "table"), ("td", "list-table")])
def test_the_caption_of_a_table_is_its_caption(imported, tmp_path, caption, written, cell, directive):
    rows = f"<tr><{cell}>a</{cell}><{cell}>b</{cell}></tr><tr><td>1</td><td>2</td></tr>"
    (tmp_path / "b.xml").write_text(wxr(item(1, body=f"<table>{caption}{rows}</table>")))
    outcome = imported(tmp_path / "b.xml")
    assert outcome.report.sound, outcome.report.text()
    assert outcome.post("posts/2015/03/p1.md").body.startswith(written.format(directive))


FILM = '<p><iframe src="https://www.youtube.com/embed/abcdefghijk" title="The talk"></iframe></p>'


@pytest.mark.parametrize(
    ("body", "fetched", "written"),
    [
        ('<video src="https://b.example/f.mp4" poster="https://b.example/still.jpg"></video>', False,
         "[![b.example]({})](https://b.example/f.mp4){{.embed}}"),
        ('<video src="https://b.example/f.mp4" poster="https://b.example/none.jpg"></video>', False,
         "[b.example](https://b.example/f.mp4){{.embed}}"),
        (FILM, False, "[The talk](https://www.youtube.com/watch?v=abcdefghijk){{.embed}}"),
        (FILM, True, "[![The talk]({})](https://www.youtube.com/watch?v=abcdefghijk){{.embed}}"),
    ],
)  # fmt: skip
def test_a_film_has_its_picture_where_there_is_one(imported, tmp_path, monkeypatch, body, fetched, written):
    """And where there is none, that is no picture which is missing; nor is one that was never in the text."""
    fetch = _Fetch({"https://i.ytimg.com/vi/abcdefghijk/hqdefault.jpg"})
    monkeypatch.setattr(run, "Fetcher", lambda: fetch)
    (tmp_path / "export").mkdir()
    (tmp_path / "export/still.jpg").write_bytes(jpeg())
    (tmp_path / "export/b.xml").write_text(wxr(item(1, body=body)))
    outcome = imported(tmp_path / "export", fetch=fetched)
    assert outcome.report.sound and not outcome.report.missing, outcome.report.text()
    copies = [f"../../../{name}" for name in outcome.files() if name.startswith("posts/images")]
    assert outcome.post("posts/2015/03/p1.md").body == written.format(*(one.replace("../posts/", "") for one in copies))
    assert fetch.asked == (["https://i.ytimg.com/vi/abcdefghijk/hqdefault.jpg"] if fetched else [])


@pytest.mark.parametrize(
    ("address", "page"),
    [
        ("//www.youtube.com/embed/abcdefghijk?rel=0", "https://www.youtube.com/watch?v=abcdefghijk"),
        ("https://youtube.googleapis.com/v/abcdefghijk&source=uds", "https://www.youtube.com/watch?v=abcdefghijk"),
        ("https://www.youtube.com/embed/videoseries?list=PLabc", "https://www.youtube.com/embed/videoseries?list=PLabc"),
    ],
)
def test_a_card_leads_to_the_page_of_its_film(imported, tmp_path, address, page):
    (tmp_path / "b.xml").write_text(wxr(item(1, body=f'<p><iframe src="{address}"></iframe></p>')))
    outcome = imported(tmp_path / "b.xml")
    assert outcome.report.sound, outcome.report.text()
    assert f"]({page}){{.embed}}" in outcome.post("posts/2015/03/p1.md").body
