"""nginx, Apache and Caddy, set up as the guide says, with the files that the build leaves, answer as they should."""

from __future__ import annotations

import asyncio
import gzip
import os
import shutil
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from urllib.parse import quote, urlsplit

import brotli
import pytest
from dist.website import compress

from browser import hosts
from browser.sites import BuiltSite

SERVERS = {"nginx": (hosts.nginx, "nginx"), "Apache": (hosts.apache, "apache2"), "Caddy": (hosts.caddy, "caddy")}


#: What `make dist` compressed; all else, the server does.
COMPRESSED = ("index.html", "404.html", "blog/atom.xml", "_static/keys.js", "2021/03/noted.html", "2021/03/a b.html")


@pytest.fixture(scope="module", params=SERVERS)
def served(request: pytest.FixtureRequest, rich: BuiltSite) -> Iterator[BuiltSite]:
    serve, name = SERVERS[request.param]
    program = shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if program is None:
        missing = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
        missing(f"there is no {request.param}: install it (on Debian, `nginx-light`, `apache2-bin`, `caddy`)")
    # Whoever the server runs as must be able to read all of it, which no folder of pytest's allows.
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        out = Path(shutil.copytree(rich.out, f"{folder}/out"))
        shutil.copyfile(out / "about.html", out / "2021/03/a b.html")
        for path in COMPRESSED:
            compress(out, path)
        (Path(folder) / "server").mkdir()
        with serve(program, out, Path(folder) / "server") as url:
            yield BuiltSite(out, url, rich.named)


def ask(site: BuiltSite, path: str, method: str = "GET", **headers: str) -> tuple[HTTPResponse, bytes]:
    connection = HTTPConnection(urlsplit(site.url).netloc, timeout=30)
    connection.request(method, f"/{path}", headers=headers or {"Accept-Encoding": "gzip"})
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer, gzip.decompress(body) if answer.headers["Content-Encoding"] == "gzip" else body


@pytest.mark.parametrize("path", ["", "2021/03/everything.html", "blog/atom.xml", "sitemap.xml", "no-such-page.html"])
def test_the_headers_of_the_build_are_sent_once_with_everything(path: str, served: BuiltSite) -> None:
    answer, _ = ask(served, path)
    (policy,) = answer.headers.get_all("Content-Security-Policy") or [""]
    told = (served.out / "_headers").read_text(encoding="utf-8")
    assert f"  Content-Security-Policy: {policy}\n" in told
    assert "default-src 'self'" in policy and policy.endswith("frame-ancestors 'none'")
    assert answer.headers.get_all("X-Content-Type-Options") == ["nosniff"]


def test_what_is_not_there_is_said_to_be_so(served: BuiltSite) -> None:
    # A folder without a page of its own is not to be listed, nor to be told of.
    for path in ("no-such-page.html", "2021/03/no/such", "_static/"):
        answer, body = ask(served, path)
        assert answer.status == 404, path
        assert body == (served.out / "404.html").read_bytes(), path


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        ("2021/03/everything.html", "max-age=300"),
        ("pagefind/segments.json", "max-age=300"),
        ("_static/archive.css", "max-age=300"),
        ("_static/archive.css?v=1234", "public, max-age=31536000, immutable"),
    ],
)
def test_a_browser_keeps_what_the_guide_says(path: str, kept: str, served: BuiltSite) -> None:
    answer, _ = ask(served, path)
    assert answer.status == 200
    assert answer.headers.get_all("Cache-Control") == [kept]


@pytest.mark.parametrize("path", ["2021/03/everything.html", "_static/archive.css", "_static/keys.js", "blog/atom.xml"])
def test_texts_are_compressed(path: str, served: BuiltSite) -> None:
    answer, body = ask(served, path)
    assert answer.headers["Content-Encoding"] == "gzip"
    assert body == (served.out / path).read_bytes()


@pytest.mark.parametrize("path", [*COMPRESSED, "no-such-page.html", ""])
@pytest.mark.parametrize("accepted", ["br, gzip", "gzip", "identity", ""])
def test_what_was_compressed_before_is_sent_as_it_is(path: str, accepted: str, served: BuiltSite) -> None:
    connection = HTTPConnection(urlsplit(served.url).netloc, timeout=30)
    connection.request("GET", f"/{quote(path)}", headers={"Accept-Encoding": accepted})
    answer = connection.getresponse()
    body = answer.read()
    encoding, file = answer.headers["Content-Encoding"], served.out / (path or "index.html")
    if not file.is_file():
        file = served.out / "404.html"
    assert encoding in {"br, gzip": ("br", "gzip"), "gzip": ("gzip",)}.get(accepted, (None,))
    # Caddy sends the page for what is not there as it has it, or compresses it anew.
    if encoding and answer.status == 200:
        assert body == Path(f"{file}.{'br' if encoding == 'br' else 'gz'}").read_bytes()
        assert "accept-encoding" in (answer.headers["Vary"] or "").lower()
    plain = {"br": brotli.decompress, "gzip": gzip.decompress}.get(encoding or "", bytes)(body)
    assert plain == file.read_bytes()
    kind = {".html": "text/html", ".xml": "xml", ".js": "javascript"}[file.suffix]
    assert kind in answer.headers["Content-Type"]
    assert answer.status == 404 or len(answer.headers.get_all("Cache-Control") or ()) == 1


def test_old_addresses_are_answered_with_a_redirect(served: BuiltSite) -> None:
    lines = (served.out / "_redirects").read_text(encoding="utf-8").splitlines()
    asked = [line for line in lines if len(line.split()) > 3]  # those with a query
    assert len(asked) > 20 and len(lines) - len(asked) > 200
    # Of as many alike, some.
    for line in (*asked[::3], *[line for line in lines if line not in asked][::5]):
        old, *query, new, _ = line.split()
        answer, _ = ask(served, f"{old[1:]}?{'&'.join(query)}" if query else old[1:])
        to = urlsplit(answer.headers["Location"])
        assert (answer.status, to.path, to.query) == (301, new, ""), line
        # The site says that it stands below /sub/; its files are served at the host's root.
        assert ask(served, new.removeprefix("/sub/"))[0].status == 200, line


ARABIC = "%d9%85%d8%ab%d8%a7%d9%84"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("category/all/diary/", "blog/category/diary.html"),
        ("category/all/diary/feed/", "blog/category/diary/rss.xml"),
        ("category/all/", "blog/category.html"),
        (f"tag/{ARABIC}/", "blog/tag/zurich.html"),
        (f"tag/{ARABIC.upper()}/", "blog/tag/zurich.html"),
        (f"tag/{ARABIC}/feed/atom/", "blog/tag/zurich/atom.xml"),
        (f"?tag={ARABIC}", "blog/tag/zurich.html"),
        ("tag/a%20%22b%22%7Bd%7D;$e'f%23g%25/", "blog/tag/zurich.html"),
        ("author/ada/page/2/", "blog/author/ada-example.html"),
        ("2021/03/07/", "2021/03/filler-22.html"),
        ("?m=20210307", "2021/03/filler-22.html"),
        ("2021/", "blog/2021.html"),
        ("2021/page/3/", "blog/2021/page-2.html"),
        ("page/4/", "blog/page-2.html"),
        ("feed/", "blog/rss.xml"),
        ("comments/feed/", "blog/rss.xml"),
        ("?feed=atom", "blog/atom.xml"),
        ("2021/03/old/feed/", "2021/03/everything.html"),
        ("2021/03/old/crust/", "2021/03/everything.html"),
        ("?attachment_id=7", "2021/03/everything.html"),
        ("?cat=3&utm_source=letter", "blog/category/diary.html"),
        ("?utm_source=letter&p=12", "2021/03/everything.html"),
        ("?page_id=2", "about.html"),
    ],
)
def test_a_reader_of_the_old_blog_arrives(old: str, new: str, served: BuiltSite) -> None:
    answer, _ = ask(served, f"sub/{old}")
    assert (answer.status, urlsplit(answer.headers["Location"]).path) == (301, f"/sub/{new}")


@pytest.mark.parametrize("old", ["rss", "feed", "category/all/diary", "2021/03"])
def test_who_leaves_out_the_last_slash_arrives_too(old: str, served: BuiltSite) -> None:
    answer, _ = ask(served, old)
    assert answer.status in (301, 302, 308)
    then = urlsplit(answer.headers["Location"]).path
    # The page there, since the lists count from /sub/.
    assert then == f"/{old}/" and b"http-equiv" in ask(served, then[1:])[1]


@pytest.mark.parametrize("query", ["p=55", "q=p=5", "feed=no", "map=12", "q=1"])
def test_another_query_is_not_led_astray(query: str, served: BuiltSite) -> None:
    assert ask(served, f"sub/?{query}")[0].status == 404  # where no page stands, since the files are at the root
    assert ask(served, f"sub/2021/03/everything.html?{query}")[0].status == 404
    assert ask(served, f"?{query}")[0].status == 200


@pytest.mark.parametrize("path", ["2021/03/everything.html", "blog/atom.xml", "_static/archive.css"])
def test_what_a_reader_has_already_is_not_sent_again(path: str, served: BuiltSite) -> None:
    whole, _ = ask(served, path, **{"Accept-Encoding": "identity"})
    tag, changed = whole.headers["ETag"], whole.headers["Last-Modified"]
    assert (answer := ask(served, path, **{"If-None-Match": tag}))[0].status == 304 and answer[1] == b""
    assert ask(served, path, **{"If-Modified-Since": changed})[0].status == 304
    assert ask(served, path, **{"If-None-Match": '"another"'})[0].status == 200


@pytest.mark.parametrize(
    ("asked", "status", "part"),
    [("bytes=0-99", 206, slice(0, 100)), ("bytes=-50", 206, slice(-50, None)), ("bytes=99999999-", 416, None)],
)
def test_a_part_of_a_file_can_be_asked_for(asked: str, status: int, part: slice | None, served: BuiltSite) -> None:
    path = "2021/03/everything.html"
    answer, body = ask(served, path, Range=asked, **{"Accept-Encoding": "identity"})
    assert answer.status == status
    if part:
        assert body == (served.out / path).read_bytes()[part]


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("", "text/html"), ("blog/atom.xml", "xml"), ("blog/rss.xml", "xml"), ("blog/feed.json", "application/json"),
        ("sitemap.xml", "xml"), ("robots.txt", "text/plain"), ("_static/keys.js", "javascript"),
        ("addresses.txt", "text/plain"),
    ],
)  # fmt: skip
def test_files_say_what_they_are(path: str, kind: str, served: BuiltSite) -> None:
    answer, _ = ask(served, path, "HEAD")
    assert answer.status == 200
    assert kind in (answer.headers["Content-Type"] or "")


@pytest.mark.parametrize(
    "path",
    [
        "../server/said", "..%2fserver%2fsaid", "%2e%2e/%2e%2e/etc/passwd", "2021/..%2f..%2f..%2f..%2f..%2fetc/passwd",
        "..%5c..%5cetc%5cpasswd", "//etc/passwd", "%c0%ae%c0%ae/etc/passwd", "2021/03/everything.html%00.txt",
        "2021/03/everything.html/..%252f", ".git/config", "_redirects/", "%ff%fe", "a" * 4000,
    ],
)  # fmt: skip
def test_what_leads_out_of_the_site_gets_nothing(path: str, served: BuiltSite) -> None:
    answer, body = ask(served, path)
    assert answer.status >= 400
    assert body == (served.out / "404.html").read_bytes() or (len(body) < 500 and b"root:" not in body)


def test_many_readers_at_once_are_all_answered(served: BuiltSite) -> None:
    """200 at a time, for several files each."""
    paths = ["", "2021/03/everything.html", "blog/atom.xml", "_static/archive.css", "no-such-page.html"]
    sizes = {path: len((served.out / (path or "index.html")).read_bytes()) for path in paths[:-1]}

    async def reader() -> list[tuple[int, int]]:
        answers = []
        for path in paths:
            incoming, outgoing = await asyncio.open_connection("127.0.0.1", urlsplit(served.url).port)
            outgoing.write(f"GET /{path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".encode())
            head, _, body = (await incoming.read(-1)).partition(b"\r\n\r\n")
            answers.append((int(head.split()[1]), len(body)))
            outgoing.close()
        return answers

    async def readers() -> list[list[tuple[int, int]]]:
        async with asyncio.timeout(120):
            return await asyncio.gather(*(reader() for _ in range(200)))

    missing = (404, (served.out / "404.html").stat().st_size)
    # A thread of its own: Playwright has a loop in this one.
    with ThreadPoolExecutor(1) as thread:
        answered = thread.submit(asyncio.run, readers()).result()
    assert all(each == [*((200, size) for size in sizes.values()), missing] for each in answered)
