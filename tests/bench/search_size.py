"""What a first search fetches, in a browser: ``python -m bench.search_size 1000 --folder _build/bench``.

Builds the synthetic blog of N posts, serves it as a host that compresses does, and asks each query in a browser that
knows nothing yet. Of all that comes over the wire, heads of answers included, it counts the search's part: its scripts
and styles, Pagefind's script and engine, the metadata, the words, and the first results; and apart, what comes after
these, which is the facets. The figures are means of a few queries of a kind. Run it from `tests`.
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
from typing import Any

from browser.conftest import FLAGS, chromium
from playwright.sync_api import Browser, sync_playwright

from bench import corpus, run

#: What a host compresses; Pagefind's own files are so already.
_TEXT = (".html", ".js", ".css", ".json", ".txt")
_OURS = re.compile(r"/pagefind/|/_static/search")
#: Queries of a kind.
SOME = 5
#: As which all is counted that is asked for once the first results are there.
AFTER = "after them"


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


def queries(count: int) -> dict[str, list[str]]:
    """A few queries by what they are: words that stand in so many of the posts."""
    texts = [set(" ".join(post.paragraphs).lower().replace(".", "").split()) for post in corpus.posts(count)]
    shares = Counter(word for text in texts for word in text if len(word) > 5)
    common = shares.most_common()

    def near(share: float) -> list[str]:
        nearest = sorted(common, key=lambda pair: (abs(pair[1] - share * count), pair[0]))
        return [word for word, _ in nearest[:SOME]]

    one, ten, half = near(0.01), near(0.1), near(0.5)
    return {
        "in 1 %": one, "in 10 %": ten, "in 50 %": half,
        "two words": [f"{first} {second}" for first, second in zip(one, ten, strict=True)],
        "a phrase that is nowhere": [f'"{first} {second}"' for first, second in zip(one, ten, strict=True)],
    }  # fmt: skip


def weigh(browser: Browser, url: str) -> Counter[str]:
    """Bytes of the search's part of a first visit, by kinds of files."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    asked: dict[str, str] = {}
    kinds: Counter[str] = Counter()

    def sent(event: dict[str, Any]) -> None:
        address = event["request"]["url"].partition("?")[0]
        if _OURS.search(address):
            after = AFTER in asked.values() or address.endswith("/facets.json")
            asked[event["requestId"]] = AFTER if after else _kind(address)

    def finished(event: dict[str, Any]) -> None:
        if event["requestId"] in asked:
            kinds[asked[event["requestId"]]] += int(event["encodedDataLength"])

    session.on("Network.requestWillBeSent", sent)
    session.on("Network.loadingFinished", finished)
    page.goto(url)
    page.locator("#search-status", has_text=re.compile("result|Nothing")).wait_for()
    page.wait_for_load_state("networkidle")
    assert page.locator("#search-results > li").count() or "Nothing" in page.locator("#search-status").inner_text()
    context.close()
    return kinds


def _kind(address: str) -> str:
    _, found, path = address.partition("/pagefind/")
    if not found:
        return "our scripts and styles"
    kinds = {
        "fragment/": "results", "index/": "words", "words/": "spelling",
        ".pf_meta": "metadata", "/wasm.": "engine", "pagefind.js": "Pagefind's script", ".json": "lists",
    }  # fmt: skip
    return next(name for part, name in kinds.items() if part in path)


def _kilobytes(size: int) -> str:
    """In the mean of `SOME`."""
    return f"{size / SOME / 1000:.1f}"


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
        for what, some in queries(given.count).items():
            kinds = sum((weigh(browser, f"{root}?q={query}") for query in some), Counter[str]())
            after, first = kinds.pop(AFTER, 0), kinds.total()
            parts = ", ".join(f"{kind} {_kilobytes(size)}" for kind, size in kinds.most_common())
            total = f"{_kilobytes(first)} kB ({parts}), {_kilobytes(after)} {AFTER}"
            print(f"{given.count:,} posts, {what}: {total}", flush=True)
        browser.close()
    server.shutdown()


if __name__ == "__main__":
    main()
