"""`make livehtml`: the page in the browser follows what an author writes, and nothing is built without reason."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext, Page
from preview.conftest import blog
from preview.running import Preview

from browser.waiting import until


@pytest.fixture(scope="module")
def preview(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Preview]:
    preview = Preview(blog(tmp_path_factory.mktemp("live") / "tests" / ".blog (new+)"))
    try:
        yield preview
    finally:
        preview.stop()


def test_an_edit_is_seen_without_reloading_and_nothing_is_built_twice(
    preview: Preview, tab: Callable[..., Page]
) -> None:
    url = preview.url
    preview.wait_for_rest(1)
    page = tab()
    page.goto(f"{url}/2020/05/a-draft.html")
    assert "draft" in page.locator(".draft-banner").inner_text().lower()
    page.goto(f"{url}/2020/05/a-post.html")
    assert "as it was" in page.locator("article").inner_text()
    before = preview.wait_for_rest(1)

    post = preview.folder / "posts/2020/05/a-post.md"
    text = post.read_text(encoding="utf-8")
    preview.after(lambda: post.write_text(text.replace("as it was", "as it is"), encoding="utf-8"))
    page.get_by_text("Its text as it is.").wait_for()

    # Nothing that the build writes makes it build again: not in the time in which it would.
    page.evaluate("window.stayed = true")
    assert preview.wait_for_rest(3) == before + 1, preview.said
    assert page.evaluate("window.stayed")

    # A page that no build changed stays, and is told what is wrong.
    conf = preview.folder / "conf.py"
    settings = conf.read_text(encoding="utf-8")
    preview.after(lambda: conf.write_text(settings + "\npage_size = 'many'\n", encoding="utf-8"))
    problem = page.get_by_role("alert")
    problem.wait_for()
    assert "page_size" in problem.inner_text() and page.evaluate("window.stayed")
    preview.after(lambda: conf.write_text(settings, encoding="utf-8"))
    problem.wait_for(state="detached")
    assert page.evaluate("window.stayed")

    style = preview.folder / "_static/archive.css"
    words = style.read_text(encoding="utf-8") + "\narticle h1 { letter-spacing: 7px; }\n"
    preview.after(lambda: style.write_text(words, encoding="utf-8"))
    until(page, "[...document.querySelectorAll('article h1')].some(h1 => getComputedStyle(h1).letterSpacing === '7px')")
    assert preview.wait_for_rest(1) == before + 4, preview.said


def test_more_tabs_than_a_browser_has_connections_are_all_reloaded(
    preview: Preview, context: Callable[..., BrowserContext]
) -> None:
    url, reader = preview.url, context()
    pages = [reader.new_page() for _ in range(8)]
    for page in pages:
        page.goto(f"{url}/2020/05/a-post.html")
    post = preview.folder / "posts/2020/05/a-post.md"
    text = post.read_text(encoding="utf-8")
    preview.after(lambda: post.write_text(f"{text}\nAnd more of it.\n", encoding="utf-8"))
    for page in pages:
        page.bring_to_front()
        page.get_by_text("And more of it.").wait_for()
