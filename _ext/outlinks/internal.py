"""Whether every link within a built site leads to something that is there: pages, files, and places on pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, unquote, urljoin, urlsplit

from archive.files.redirects import redirected_paths
from lxml import html

#: The attributes by which a page refers to another file: https://html.spec.whatwg.org/multipage/indices.html#attributes-3
_ADDRESSES = ("href", "src", "action", "poster", "data", "srcset")
#: Where a page leads on to by itself.
_REFRESH = re.compile(r"url\s*=\s*(.*)", re.IGNORECASE | re.DOTALL)
#: Elements whose address nothing is loaded from.
_NO_LINKS = frozenset({"base"})


@dataclass
class _Page:
    """What there is on a page of the site that links have to do with."""

    path: str
    """From the site's folder."""
    places: set[str] = field(default_factory=set)
    """The ids and names that a fragment may name."""
    links: list[tuple[int, str]] = field(default_factory=list)
    """Each with its line."""
    base: str = ""
    """The address of its `<base>`."""


def broken(folder: Path, url: str = "") -> Iterator[str]:
    """The links of the site in `folder` that lead to nothing: ``page:line: what is wrong``, in order.

    `url` is where the site stands; where that is empty, what its front page says of it.
    """
    url = url or _canonical(folder)
    files = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    pages = {path: _read(folder, path) for path in sorted(files) if path.endswith((".html", ".htm"))}
    redirected = redirected_paths(folder, url)
    for page in pages.values():
        for line, address in dict.fromkeys(page.links):
            if problem := _problem(page, address, url, files, pages, redirected):
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
            refresh = _REFRESH.search(element.get("content") or "")
            if refresh:
                page.links.append((element.sourceline or 0, refresh[1].strip("'\" ")))
        for key in _ADDRESSES:
            value = element.get(key)
            if value is not None and not (key == "href" and element.get("rel") in ("preconnect", "dns-prefetch")):
                addresses = _of_srcset(value) if key == "srcset" else [value]
                page.links += [(element.sourceline or 0, address.strip()) for address in addresses]
    return page


def _of_srcset(value: str) -> list[str]:
    """The addresses of a list of pictures, each of which a description may follow."""
    candidates = (candidate.split() for candidate in value.split(","))
    return [words[0] for words in candidates if words]


def _canonical(folder: Path) -> str:
    """The address that the front page says is its own."""
    front = folder / "index.html"
    data = front.read_bytes() if front.is_file() else b""
    if not data.strip():
        return ""
    page = html.document_fromstring(data, parser=html.HTMLParser(encoding="utf-8"))
    addresses = page.xpath("//link[@rel='canonical']/@href")
    return addresses[0] if addresses and addresses[0].endswith("/") else ""


def _problem(
    page: _Page, address: str, url: str, files: set[str], pages: dict[str, _Page], redirected: frozenset[str]
) -> str:
    """What is wrong with an address of a page; empty if nothing, or if it leads out of the site."""
    root = url or "https://site.invalid/"
    try:
        target = urlsplit(urljoin(urljoin(root + quote(page.path), page.base), address))
        site = urlsplit(root)
    except ValueError:
        return f"`{address}` is no address"
    if (target.scheme, target.netloc) != (site.scheme, site.netloc) or not target.path.startswith(site.path):
        return ""
    path, place = unquote(target.path.removeprefix(site.path)), unquote(target.fragment)
    file = f"{path}index.html" if path == "" or path.endswith("/") else path
    if file not in files:
        return "" if path in redirected else f"`{address}` leads to nothing"
    # `top` is of every page, and what follows `:~:` is for the browser: https://wicg.github.io/scroll-to-text-fragment/
    is_there = place in ("", "top") or place.startswith(":~:")
    if not is_there and file in pages and place not in pages[file].places:
        return f"`{address}` leads to no place `{place}` on that page"
    return ""
