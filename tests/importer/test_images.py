"""Images: found by address, copied once, without place and person; missing ones named; fetched only if
asked."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from conftest import FIXTURES, jpeg
from importer import pictures
from importer.assets import Assets, largest
from importer.fetch import Fetcher, public
from importer.source import open_source

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
        body = {"/a.jpg": jpeg(), "/page.jpg": b"<html>", "/big.jpg": jpeg() + bytes(10000)}.get(self.path)
        away = {"/away.jpg": "file:///etc/passwd", "/inside.jpg": self.inside}.get(self.path)
        self.send_response(302 if away else 200 if body else 404)
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
    fetch = Fetcher(allowed=lambda host: None, pause=0)
    known: dict[str, str] = {}
    Assets(open_source(tmp_path), frozenset(), "i", written.__setitem__, fetch, known).copy(f"{server}/a.jpg")
    again = Assets(open_source(tmp_path), frozenset(), "i", written.__setitem__, fetch, known)
    assert again.copy(f"{server}/a.jpg") == known[f"{server}/a.jpg"] and _Server.seen == ["/a.jpg"]
    for name, why in (("page", "no image"), ("none", "Not Found"), ("away", "not allowed")):
        assert again.copy(f"{server}/{name}.jpg") == "" and why in again.missing[f"{server}/{name}.jpg"]


def test_fetch_has_limits(server):
    fetch = Fetcher(allowed=lambda host: None, pause=0)
    with pytest.raises(OSError, match="larger than"):
        fetch(f"{server}/big.jpg", 500)
    for host in ("127.0.0.1", "10.0.0.1", "169.254.169.254", "::1"):
        with pytest.raises(OSError, match="not a public"):
            public(host)


def test_a_redirect_into_a_local_network_is_not_followed(server):
    def allowed(host: str) -> None:
        if host == "localhost":
            raise OSError("the host is not a public one")

    _Server.inside = server.replace("127.0.0.1", "localhost") + "/a.jpg"
    with pytest.raises(OSError, match="not a public"):
        Fetcher(allowed=allowed, pause=0)(f"{server}/inside.jpg", 10**6)
    assert _Server.seen == ["/inside.jpg"]


def test_the_network_is_never_touched_unasked(imported, takeout, monkeypatch):
    import socket

    def refuse(*_: object) -> None:
        raise AssertionError("the network was touched")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    assert imported(takeout, **SITE).report.sound
