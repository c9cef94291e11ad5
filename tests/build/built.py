"""What was built, as meaning: parsed pages, feeds, metadata, the inventory, and where every link leads."""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Iterator
from functools import cache, cached_property
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urldefrag, urljoin, urlsplit

import feedparser
from bs4 import BeautifulSoup, Tag
from lxml import etree

#: The attributes by which a page refers to another file.
ADDRESSES = ("href", "src", "action", "poster")


class Built:
    """The output of a build; paths count from its root."""

    def __init__(self, folder: Path, url: str = "https://blog.example/") -> None:
        self.folder, self.url = folder, url
        self.page = cache(self._page)

    def __contains__(self, path: str) -> bool:
        return (self.folder / path).is_file()

    def read(self, path: str) -> str:
        return (self.folder / path).read_text(encoding="utf-8")

    def _page(self, path: str) -> BeautifulSoup:
        return BeautifulSoup(self.read(path), "lxml")

    @cached_property
    def paths(self) -> set[str]:
        return {file.relative_to(self.folder).as_posix() for file in self.folder.rglob("*") if file.is_file()}

    @property
    def pages(self) -> list[str]:
        return sorted(path for path in self.paths if path.endswith(".html") and not path.startswith("_"))

    @cached_property
    def leads(self) -> dict[str, str]:
        """Where each page that only leads on leads to."""
        found = ((path, self.page(path).select_one('meta[http-equiv="refresh"]')) for path in self.pages)
        return {path: self.resolve(path, meta["content"].partition("url=")[2])[0] for path, meta in found if meta}

    def text(self, path: str, selector: str) -> str:
        """The words of the first element that fits, on one line."""
        found = self.page(path).select_one(selector)
        assert found is not None, f"{path} has no {selector}"
        return words(found)

    def texts(self, path: str, selector: str) -> list[str]:
        return [words(found) for found in self.page(path).select(selector)]

    def addresses(self, path: str, selector: str) -> list[str]:
        """Where the links that fit lead: paths of files in the output, or whole addresses."""
        return [self.resolve(path, found["href"])[0] for found in self.page(path).select(selector)]

    def resolve(self, path: str, address: str) -> tuple[str, str]:
        """The file that `address` on the page at `path` means, or an address elsewhere, and the fragment."""
        whole = urljoin(self.url + quote(path), address)
        if not whole.startswith(self.url):
            return address, ""
        place, fragment = urldefrag(whole.removeprefix(self.url))
        place = unquote(urlsplit(place).path)
        return f"{place}index.html" if place == "" or place.endswith("/") else place, unquote(fragment)

    def broken(self) -> list[str]:
        """Every link and every source of every page that leads to nothing in the output."""
        return [
            f"{path}: {address}"
            for path in self.pages
            for address in self._referred(path)
            if not self._leads(path, address)
        ]

    def _referred(self, path: str) -> Iterator[str]:
        for element in self.page(path).find_all(True):
            if element.name == "use" and element.find_parent(class_="no-toc"):
                continue  # an icon that the page hides, and so does not carry
            yield from (element[name] for name in ADDRESSES if element.has_attr(name))

    def _leads(self, path: str, address: str) -> bool:
        place, fragment = self.resolve(path, address)
        if urlsplit(place).scheme:
            return True
        if place not in self.paths:
            return False
        return not fragment or not place.endswith(".html") or self.page(place).find(id=fragment) is not None

    def property(self, path: str, name: str) -> list[str]:
        """Contents of the page's ``<meta>`` elements of that name or property."""
        return [meta["content"] for meta in self.page(path).select(f'meta[name="{name}"], meta[property="{name}"]')]

    def linked_data(self, path: str) -> dict[str, dict[str, Any]]:
        """The page's JSON-LD, by type."""
        scripts = (json.loads(found.string) for found in self.page(path).select('script[type="application/ld+json"]'))
        items = (item for data in scripts for item in (data if isinstance(data, list) else [data]))
        return {item["@type"]: item for item in items}

    def feed(self, path: str) -> Any:
        kind = "rss" if path.endswith("rss.xml") else "atom"
        headers = {"content-type": f"application/{kind}+xml; charset=utf-8"}
        parsed = feedparser.parse((self.folder / path).read_bytes(), response_headers=headers)
        assert not parsed.bozo, parsed.bozo_exception
        return parsed

    def sitemap(self) -> dict[str, str]:
        """Every address of the sitemap, and when it last changed."""
        space = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
        urls = etree.fromstring(self.read("sitemap.xml").encode()).findall("s:url", space)
        return {url.findtext("s:loc", None, space): url.findtext("s:lastmod", "", space) for url in urls}

    def inventory(self) -> dict[str, str]:
        """The addresses of ``objects.inv`` by ``domain:type name``."""
        data = (self.folder / "objects.inv").read_bytes()
        lines = zlib.decompress(data[data.index(b"zlib.\n") + 6 :]).decode().splitlines()
        rows = (re.fullmatch(r"(.+?) (\S+:\S+) (-?\d+) (\S*) (.*)", line) for line in lines)
        return {f"{row[2]} {row[1]}": row[4].replace("$", row[1]) for row in rows if row}


def words(element: Tag) -> str:
    return " ".join(element.get_text(" ").split())
