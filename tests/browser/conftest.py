"""A browser, the sites it reads, and a watch over all that a page asks for and complains of."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from browser import large_blog, reading
from browser import many as long_lists
from browser.server import serving
from browser.sites import PROJECT, BuiltSite, build, once
from browser.watch import Watch

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
#: No sandbox, since tests may run as root; no word to anybody but the server under test.
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-first-run", "--disable-quic", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]  # fmt: skip

#: Opens a page: `open_page("front page", site, width=390)`.
Opener = Callable[..., Page]


def chromium() -> str | None:
    """Where the browser is: as CHROMIUM says, or in the usual place, or on the path."""
    if os.environ.get("CHROMIUM"):
        return os.environ["CHROMIUM"]
    return next(filter(None, (shutil.which(name, path="/usr/bin") or shutil.which(name) for name in BROWSERS)), None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = chromium()
    if path is None:
        missing = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
        missing("there is no Chromium: install it (on Debian, the package `chromium`), or name it in CHROMIUM")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all test processes of this run share."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "browser"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def real_out(workshop: Path) -> Path:
    return once(workshop / "real", lambda out: build(PROJECT, out))


@pytest.fixture(scope="session")
def rich_out(workshop: Path) -> Path:
    def make(out: Path) -> None:
        settings = ("html_baseurl=https://archive.example/sub/", "old_addresses=blogger", "pictures_in_lists=1")
        build(reading.write(workshop / "rich-source"), out, *settings)

    return once(workshop / "rich", make)


@pytest.fixture(scope="session")
def mirrored_out(workshop: Path) -> Path:
    def make(out: Path) -> None:
        build(reading.write(workshop / "mirrored-source"), out, "html_baseurl=https://archive.example/", "language=fa")

    return once(workshop / "mirrored", make)


@pytest.fixture(scope="session")
def many(workshop: Path) -> Iterator[BuiltSite]:
    """A blog whose lists are long."""

    def make(out: Path) -> None:
        build(long_lists.write(workshop / "many-source"), out, "page_size=2", "search_index=0")

    out = once(workshop / "many", make)
    with serving(out) as url:
        yield BuiltSite(out, url)


@pytest.fixture(scope="session")
def mirrored(mirrored_out: Path) -> Iterator[BuiltSite]:
    """The same posts on a site in Persian."""
    with serving(mirrored_out) as url:
        yield BuiltSite(mirrored_out, url, reading.NAMED)


@pytest.fixture(scope="session")
def real(real_out: Path) -> Iterator[BuiltSite]:
    """This project's site."""
    with serving(real_out) as url:
        yield BuiltSite(real_out, url)


@pytest.fixture(scope="session")
def rich(rich_out: Path) -> Iterator[BuiltSite]:
    """A site with more posts, and a post with everything, served below a path of its host."""
    with serving(rich_out, "/sub/") as url:
        yield BuiltSite(rich_out, url, reading.NAMED)


@pytest.fixture(scope="session")
def large(workshop: Path) -> Iterator[BuiltSite]:
    """A blog of 600 posts."""

    def make(out: Path) -> None:
        build(large_blog.write(workshop / "large-source"), out, *large_blog.SETTINGS)

    out = once(workshop / "large", make)
    with serving(out) as url:
        yield BuiltSite(out, url, large_blog.found(out, large_blog.PAGES))


@pytest.fixture(scope="session")
def brought(workshop: Path) -> Iterator[BuiltSite]:
    """What exports of others hold that lie beside the project; skips the test where there are none."""
    if not large_blog.SHARED.is_dir():
        pytest.skip(f"there are no exports of others in {large_blog.SHARED}")

    def make(out: Path) -> None:
        build(large_blog.bring(workshop / "brought-source"), out, *large_blog.SETTINGS)

    out = once(workshop / "brought", make)
    with serving(out) as url:
        yield BuiltSite(out, url, large_blog.found(out, large_blog.BROUGHT))


@pytest.fixture(params=["real", "rich"])
def site(request: pytest.FixtureRequest) -> BuiltSite:
    """Each site in turn."""
    return request.getfixturevalue(request.param)  # type: ignore[no-any-return]


@pytest.fixture(scope="session")
def all_watched() -> Watch:
    """The watch over all pages of a process, those of the shared tabs among them."""
    return Watch()


@pytest.fixture
def watch(all_watched: Watch) -> Iterator[Watch]:
    """Notes what pages ask for and complain of in this test; any fault of theirs fails it."""
    all_watched.begin()
    yield all_watched
    assert not all_watched.faults, "\n".join(all_watched.faults)


@pytest.fixture
def context(browser: Browser, watch: Watch) -> Iterator[Callable[..., BrowserContext]]:
    """Gives a reader of the test's own: `context(width=390, scheme="dark", javascript=False)`; `pixels` are those of
    the screen for each of the page's."""
    opened = []

    def make(
        *, width: int = 1280, scheme: str = "light", javascript: bool = True, pixels: float = 1
    ) -> BrowserContext:
        made = browser.new_context(
            device_scale_factor=pixels,
            viewport={"width": width, "height": 900},
            color_scheme=scheme,  # type: ignore[arg-type]
            java_script_enabled=javascript,
            reduced_motion="reduce",
        )
        made.set_default_timeout(30_000)
        watch.over(made)
        opened.append(made)
        return made

    yield make
    for made in opened:
        made.close()


@pytest.fixture(scope="session")
def tabs(browser: Browser, all_watched: Watch) -> Callable[[bool], Page]:
    """Tabs that the tests of a process share, with JavaScript and without: a new one costs a second."""

    @cache
    def tab(javascript: bool) -> Page:
        reader = browser.new_context(java_script_enabled=javascript)
        reader.set_default_timeout(30_000)
        all_watched.over(reader)
        return reader.new_page()

    return tab


@pytest.fixture
def tab(tabs: Callable[[bool], Page], watch: Watch) -> Iterator[Callable[..., Page]]:
    """Gives a shared tab in which nothing is remembered: `tab(width=390, scheme="dark", javascript=False)`.

    Twice in a test it is the same one. What is kept in the browser's cache is not forgotten.
    """
    used = set()

    def take(*, width: int = 1280, scheme: str = "light", javascript: bool = True) -> Page:
        page = tabs(javascript)
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(
            media="null", color_scheme=scheme, reduced_motion="reduce", forced_colors="null", contrast="null"  # type: ignore[arg-type]
        )  # fmt: skip
        used.add(page)
        return page

    yield take
    for page in used:
        page.unroute_all(behavior="ignoreErrors")
        page.mouse.move(-10, -10)
        page.evaluate("if (origin !== 'null') localStorage.clear(), sessionStorage.clear()")
        faults = list(watch.faults)
        page.goto("about:blank")
        watch.faults[:] = faults  # what a page says as it is left is no fault


@pytest.fixture
def open_page(tab: Callable[..., Page]) -> Opener:
    """Opens the page of some kind of a site, all of it loaded; skips the test if the site has none."""

    def open_page(kind: str, site: BuiltSite, **reader: object) -> Page:
        path = site.page(kind)
        if path is None:
            pytest.skip(f"this site has no page of the kind: {kind}")
        page = tab(**reader)
        page.goto(site.url + path, wait_until="load")
        return page

    return open_page
