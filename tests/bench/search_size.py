"""What a first search fetches, in a browser: ``python -m bench.search_size 1000 --folder _build/bench``.

Builds the synthetic blog of N posts, serves it as a host that compresses does, and asks each query in a browser that
knows nothing yet. Of all that comes over the wire, heads of answers included, it counts the search's part: its scripts
and styles, Pagefind's script and engine, the metadata, the words, the first results, and the facets, which come after
them. Run it from `tests`.
"""

from __future__ import annotations

import argparse
import gzip
import re
from collections import Counter
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

from browser.conftest import FLAGS, chromium
from playwright.sync_api import Browser, sync_playwright

from bench import corpus, run

#: What a host compresses; Pagefind's own files are so already.
_TEXT = (".html", ".js", ".css", ".json", ".txt")
_OURS = re.compile(r"/pagefind/|/_static/search")


class _Host(SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path))
        data = path.read_bytes() if path.is_file() else b""
        self.send_response(200 if data else 404)
        self.send_header("Content-Type", self.guess_type(path))
        if path.suffix in _TEXT:
            data = gzip.compress(data, 6)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


def queries(count: int) -> dict[str, str]:
    """Queries by what they are: words that stand in so many of the posts."""
    texts = [set(" ".join(post.paragraphs).lower().replace(".", "").split()) for post in corpus.posts(count)]
    shares = Counter(word for text in texts for word in text if len(word) > 5)
    common = shares.most_common()

    def near(share: float) -> str:
        return min(common, key=lambda pair: (abs(pair[1] - share * count), pair[0]))[0]

    one, ten, half = near(0.01), near(0.1), near(0.5)
    return {"in 1 %": one, "in 10 %": ten, "in 50 %": half, "two words": f"{one} {ten}", "a phrase": f'"{ten} {half}"'}


def weigh(browser: Browser, url: str) -> tuple[int, Counter[str]]:
    """Bytes of the search's part of a first visit, and of its kinds of files."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    urls: dict[str, str] = {}
    kinds: Counter[str] = Counter()

    def finished(event: dict[str, object]) -> None:
        address = urls[str(event["requestId"])].partition("?")[0]
        if _OURS.search(address):
            kinds[_kind(address)] += int(str(event["encodedDataLength"]).partition(".")[0])

    session.on("Network.requestWillBeSent", lambda event: urls.update({event["requestId"]: event["request"]["url"]}))
    session.on("Network.loadingFinished", finished)
    page.goto(url)
    page.locator("#search-status", has_text=re.compile("result|Nothing")).wait_for()
    page.wait_for_load_state("networkidle")
    assert page.locator("#search-results > li").count() or "Nothing" in page.locator("#search-status").inner_text()
    context.close()
    return kinds.total(), kinds


def _kind(address: str) -> str:
    _, found, path = address.partition("/pagefind/")
    if not found:
        return "our scripts and styles"
    kinds = {
        "fragment/": "results", "index/": "words", "words/": "spelling", "facets.json": "facets",
        ".pf_meta": "metadata", "/wasm.": "engine", "pagefind.js": "Pagefind's script", ".json": "lists",
    }  # fmt: skip
    return next(name for part, name in kinds.items() if part in path)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("count", type=int, help="number of posts")
    options.add_argument("--folder", type=Path, required=True, help="where to build")
    given = options.parse_args()
    site = given.folder / f"site-{given.count}"
    run.prepare(site, given.count)
    run.build(site, "1", search=True)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Host, directory=str(site / "out")))
    Thread(target=server.serve_forever, daemon=True).start()
    root = f"http://127.0.0.1:{server.server_port}/search.html"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        for what, query in queries(given.count).items():
            total, kinds = weigh(browser, f"{root}?q={query}")
            parts = ", ".join(f"{kind} {size / 1000:.1f}" for kind, size in kinds.most_common())
            print(f"{given.count:,} posts, {what}: {total / 1000:.1f} kB ({parts})", flush=True)
        browser.close()
    server.shutdown()


if __name__ == "__main__":
    main()
