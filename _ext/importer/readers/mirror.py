"""Where a page of a mirror stood: the address that a file's place among the others tells.

A mirror as ``wget --mirror`` makes it has the blog's paths as folders, below the host's name or without it; queries
stay in the names (``x.html?m=1``, or ``@`` for the question mark), ``-K`` adds ``.orig``, and a mirror of the web
archive has its wrapping as folders. A page that was saved by hand stands anywhere, and its place tells nothing.
"""

from __future__ import annotations

import posixpath
import re
from urllib.parse import quote, unquote, urljoin

from importer.addresses import path_of
from importer.links import unwrapped

_WRAPPED = re.compile(r"(?:^|/)web/\d{4,14}[a-z_]*/https?:?/{1,2}([^/]+)/(.*)$")
_HOST = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}(?::\d+)?")
#: Endings of files, which a folder's name does not have though a host's name could.
_NO_HOSTS = (".html", ".htm", ".xml", ".jpg", ".png", ".gif", ".orig", ".zip", ".gz", ".warc", ".wacz")
_BLOG_PATH = re.compile(
    r"(?:^|/)(\d{4}/\d\d/[^/]+|p/[^/]+|search(?:/label/[^/]+)?|feeds/.+|\d{4}_\d\d_\d\d_archive\.html)$"
)
_POST = re.compile(r"/(?:\d{4}/\d\d/(?:\d\d/)?|p/)[^/]+\.html?$")
_LISTING = re.compile(
    r"/(?:index\.html?)?$|/search(?:$|[/?])|/(?:label|tag|category|author|feeds?)/|/\d{4}_\d\d(?:_\d\d)?_archive\.html$"
    r"|/\d{4}(?:/\d\d){0,2}(?:/(?:index\.html?)?)?$|/archives?(?:\.html?|/)?$"
)


def is_post(address: str) -> bool:
    """True for an address that Blogger gives to posts and standing pages."""
    return bool(_POST.match(path_of(address))) and not _LISTING.match(path_of(address))


def is_listing(address: str) -> bool:
    """True for the address of a page that shows any number of posts: front page, month, label, search."""
    path = path_of(address)
    return not path or bool(_LISTING.match(path))


def home_of(address: str) -> str:
    """Scheme and host of a full address; empty where it has none."""
    match = re.match(r"https?://[^/?#\s]+", address)
    return match[0] if match else ""


def place_of(member: str, home: str = "") -> str:
    """The address that a file of a mirror had: full where its place tells the host or `home` is known, else a path from
    the blog's root; empty where the place tells nothing."""
    member = unquote(member)
    wrapped = _WRAPPED.search(member)
    if wrapped:
        return f"http://{wrapped[1]}/{_path(wrapped[2])}"
    parts = member.split("/")
    for number, part in enumerate(parts[:-1]):
        if _HOST.fullmatch(part.lower()) and not part.lower().endswith(_NO_HOSTS):
            return f"http://{part}/{_path('/'.join(parts[number + 1 :]))}"
    found = _BLOG_PATH.search(_path(member))
    return f"{home}/{found[1]}" if found else ""


def _path(name: str) -> str:
    """A file's name as the path of an address: without query and what programs add."""
    name = name.removesuffix(".orig")
    name = re.sub(r"[?].*$|(?<=\.html)@.*$|(?<=/search)@.*$", "", name)
    return re.sub(r"(?:(?<=/)|^)index\.html?$", "", re.sub(r"\.html?\.html?$", ".html", name))


class Resolver:
    """Links of one page made full: by its own address, or by its place where links lead from file to file."""

    def __init__(self, member: str, canonical: str, home: str) -> None:
        self._member, self._home = member, home
        self._place = place_of(member, home)
        self.base = self._place if "://" in self._place else canonical or self._place

    def full(self, href: str) -> str:
        """The address that `href` leads to; as it is where that cannot be told."""
        href = unwrapped(href.strip())
        try:
            if href.startswith("/web/"):
                return unwrapped(urljoin("https://web.archive.org/", href))
            if not href or href.startswith(("#", "//")) or re.match(r"[a-z][a-z0-9+.-]*:", href, re.I):
                return href if not href.startswith("//") else f"http:{href}"
            if self._place and not href.startswith("/"):
                return self._file(href)
            return unwrapped(urljoin(self.base, href)) if "://" in self.base else href
        except ValueError:
            return ""

    def _file(self, href: str) -> str:
        """The address of another file of the mirror."""
        name, _, fragment = href.partition("#")
        name = unquote(name)
        joined = posixpath.normpath(posixpath.join(posixpath.dirname(unquote(self._member)), name))
        found = place_of(joined, self._home)
        if not found or joined.startswith(".."):
            return unwrapped(urljoin(self.base, href)) if "://" in self.base else href
        return quote(found, safe="/:%@!$&'()*+,;=~") + (f"#{fragment}" if fragment else "")
