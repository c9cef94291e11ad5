"""nginx and Apache, set up as the guide says, with the files that the build leaves for them, answer as they should."""

from __future__ import annotations

import gzip
import os
import shutil
import tempfile
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from browser import hosts
from browser.sites import BuiltSite

SERVERS = {"nginx": (hosts.nginx, "nginx"), "Apache": (hosts.apache, "apache2")}


@pytest.fixture(scope="module", params=SERVERS)
def served(request: pytest.FixtureRequest, rich: BuiltSite) -> Iterator[BuiltSite]:
    serve, name = SERVERS[request.param]
    program = shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if program is None:
        missing = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
        missing(f"there is no {request.param}: install it (on Debian, `nginx-light` and `apache2-bin`)")
    # Whoever the server runs as must be able to read all of it, which no folder of pytest's allows.
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        out = Path(shutil.copytree(rich.out, f"{folder}/out"))
        (Path(folder) / "server").mkdir()
        with serve(program, out, Path(folder) / "server") as url:
            yield BuiltSite(out, url, rich.named)


def ask(site: BuiltSite, path: str) -> tuple[HTTPResponse, bytes]:
    connection = HTTPConnection(urlsplit(site.url).netloc, timeout=30)
    connection.request("GET", f"/{path}", headers={"Accept-Encoding": "gzip"})
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
        ("pagefind/facets", "max-age=300"),
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


def test_old_addresses_are_answered_with_a_redirect(served: BuiltSite) -> None:
    lines = (served.out / "_redirects").read_text(encoding="utf-8").splitlines()
    assert len([line for line in lines if len(line.split()) > 3]) == 2  # those with a query
    for line in lines:
        old, *query, new, _ = line.split()
        answer, _ = ask(served, f"{old[1:]}?{'&'.join(query)}" if query else old[1:])
        to = urlsplit(answer.headers["Location"])
        assert (answer.status, to.path, to.query) == (301, new, ""), line
        # The site says that it stands below /sub/; its files are served at the host's root.
        assert ask(served, new.removeprefix("/sub/"))[0].status == 200, line


def test_another_query_is_not_led_astray(served: BuiltSite) -> None:
    for path in ("?p=55", "?q=p=5", "2021/03/everything.html?p=5"):
        assert ask(served, path)[0].status == 200, path
