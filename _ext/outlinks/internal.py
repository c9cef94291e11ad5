"""Whether every link within a built site leads to something that is there: pages, files, and places on pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, unquote, urljoin, urlsplit

from lxml import html

#: The attributes by which a page refers to another file: https://html.spec.whatwg.org/multipage/indices.html#attributes-3
_ADDRESSES = ("href", "src", "action", "poster", "data", "srcset")
#: Where a page leads on to by itself.
_REFRESH = re.compile(r"url\s*=\s*(.*)", re.IGNORECASE | re.DOTALL)
#: Elements whose address nothing is loaded from.
_NO_LINKS = frozenset({"base"})


@dataclass
class _Page:
    path: str
    places: set[str] = field(default_factory=set)
    links: list[tuple[int, str]] = field(default_factory=list)
    """Each with its line."""
    base: str = ""


def broken(folder: Path, url: str = "") -> Iterator[str]:
    """The links of the site in `folder` that lead to nothing: ``page:line: what is wrong``, in order.

    `url` is where the site stands; where that is empty, what its front page says of it.
    """
    url = url or _canonical(folder)
    files = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    pages = {path: _read(folder, path) for path in sorted(files) if path.endswith((".html", ".htm"))}
    led_on = _led_on(folder)
    for page in pages.values():
        for line, address in dict.fromkeys(page.links):
            if problem := _problem(page, address, url, files, pages, led_on):
                yield f"{page.path}:{line}: {problem}"


def _read(folder: Path, path: str) -> _Page:
    page = _Page(path)
    data = (folder / path).read_bytes()
    if not data.strip():
        return page
    for element in html.document_fromstring(data, parser=html.HTMLParser(encoding="utf-8")).iter():
        name = element.tag
        if not isinstance(name, str):
            continue
        page.places.update(value for key in ("id", "name") if (value := element.get(key)))
        if name == "base":
            page.base = element.get("href") or ""
        if name in _NO_LINKS:
            continue
        if name == "meta" and (element.get("http-equiv") or "").lower() == "refresh":
            to = _REFRESH.search(element.get("content") or "")
            page.links += [(element.sourceline or 0, to[1].strip("'\" "))] if to else []
        for key in _ADDRESSES:
            value = element.get(key)
            if value is not None and not (key == "href" and element.get("rel") in ("preconnect", "dns-prefetch")):
                found = [one.split()[0] for one in value.split(",") if one.split()] if key == "srcset" else [value]
                page.links += [(element.sourceline or 0, one.strip()) for one in found]
    return page


def _canonical(folder: Path) -> str:
    """The address that the front page says is its own."""
    front = folder / "index.html"
    data = front.read_bytes() if front.is_file() else b""
    page = html.document_fromstring(data, parser=html.HTMLParser(encoding="utf-8")) if data.strip() else None
    found = page.xpath("//link[@rel='canonical']/@href") if page is not None else []
    return found[0] if found and found[0].endswith("/") else ""


def _led_on(folder: Path) -> frozenset[str]:
    """The paths from which the host leads on: see https://docs.netlify.com/manage/routing/redirects/overview/"""
    try:
        lines = (folder / "_redirects").read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return frozenset()
    return frozenset(line.split()[0].lstrip("/") for line in lines if len(line.split()) == 3)


def _problem(
    page: _Page, address: str, url: str, files: set[str], pages: dict[str, _Page], led_on: frozenset[str]
) -> str:
    """What is wrong with an address of a page; empty if nothing, or if it leads out of the site."""
    root = url or "https://site.invalid/"
    try:
        whole = urlsplit(urljoin(urljoin(root + quote(page.path), page.base), address))
        inside = urlsplit(root)
    except ValueError:
        return f"`{address}` is no address"
    if (whole.scheme, whole.netloc) != (inside.scheme, inside.netloc) or not whole.path.startswith(inside.path):
        return ""
    path, place = unquote(whole.path.removeprefix(inside.path)), unquote(whole.fragment)
    file = f"{path}index.html" if path == "" or path.endswith("/") else path
    if file not in files:
        return "" if path in led_on else f"`{address}` leads to nothing"
    if place and place != "top" and file in pages and place not in pages[file].places and not place.startswith(":~:"):
        return f"`{address}` leads to no place `{place}` on that page"
    return ""
