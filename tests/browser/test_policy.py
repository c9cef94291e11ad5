"""Pages run nothing but the site's own scripts, and their policy stands in the way of nothing that they do.

That no page breaks its own policy is seen by every test here: a browser complains of it, and `Watch` notes that.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import html5lib  # type: ignore[import-untyped]
import pytest
from playwright.sync_api import BrowserContext

from browser.sites import BuiltSite
from browser.watch import Watch


def test_every_page_carries_one_policy_before_all_that_it_rules(site: BuiltSite) -> None:
    said = set()
    for path in sorted(site.out.rglob("*.html")):
        tree = html5lib.parse(path.read_text(encoding="utf-8"), namespaceHTMLElements=False)
        if tree.find(".//meta[@http-equiv='refresh']") is not None:
            assert tree.find(".//script") is None, f"{path} only leads on"
            continue
        head = list(tree.find("head"))
        (at,) = [i for i, element in enumerate(head) if element.get("http-equiv") == "Content-Security-Policy"]
        assert {element.tag for element in head[:at]} <= {"meta"}, path
        said.add(head[at].get("content"))
        assert not [element for element in tree.iter() if isinstance(element.tag, str) and element.get("style")], path
    (policy,) = said
    assert "unsafe-inline" not in policy and "style" not in policy
    # What hosts say is as strict, and says besides what no page can.
    (line,) = [line for line in Path(site.out, "_headers").read_text().splitlines() if "Content-Security" in line]
    assert line.partition(": ")[2] == f"{policy}; frame-ancestors 'none'"


@pytest.mark.parametrize("kind", ["post", "search"])
def test_a_script_that_stole_in_does_not_run(
    kind: str, real: BuiltSite, context: Callable[..., BrowserContext], watch: Watch
) -> None:
    path = real.page(kind)
    assert path
    page = context().new_page()
    html = Path(real.out, path).read_text(encoding="utf-8")
    ways = (
        "<script>window.stole = 1</script>", '<img src="data:," onerror="window.stole = 2">',
        '<script src="data:text/javascript,window.stole=3"></script>',
        '<base href="https://elsewhere.example/">', "<style>h1 { letter-spacing: 99px }</style>",
        '<form action="https://elsewhere.example/"><button id="send">Send</button></form>',
        '<iframe src="https://elsewhere.example/"></iframe>', '<img src="https://elsewhere.example/seen.png">',
    )  # fmt: skip
    html = html.replace("</h1>", "</h1>" + "".join(ways), 1)
    page.route(real.url + path, lambda route: route.fulfill(body=html, content_type="text/html; charset=utf-8"))
    page.goto(real.url + path)
    page.locator("#send").dispatch_event("click")
    page.wait_for_load_state("networkidle")
    assert page.evaluate("window.stole") is None
    assert page.evaluate("document.baseURI") == page.url == real.url + path
    assert page.evaluate("getComputedStyle(document.querySelector('article h1')).letterSpacing") != "99px"
    # What Chromium was asked to load and refused counts as asked.
    sent = [address for address in watch.asked if "elsewhere" in address]
    assert not [address for address in sent if not any(f"{address} fails: csp" in fault for fault in watch.faults)]
    refused = {fault for fault in watch.faults if "Content Security Policy" in fault}
    assert len(refused) >= len(ways) - 1, watch.faults
    watch.faults.clear()
