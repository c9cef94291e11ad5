"""What stands in a site, by its own lists: addresses by its sitemap, ids by its feed; built here, or published.

A record of it, ``published.txt``, is the author's, to be kept in git. Each line has an address, from the site's root
and quoted; then, with nothing but tabs between, when what stands there last changed, and the id by which feeds know it.
The last two may be empty. Lines are sorted, so that two records compare well.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import unquote, urljoin
from urllib.request import Request, urlopen

from lxml import etree

RECORD = "published.txt"
_ATOM = "{http://www.w3.org/2005/Atom}"
_BASE = "{http://www.w3.org/XML/1998/namespace}base"
#: Of one file that is fetched: a sitemap may have 50 MB (https://www.sitemaps.org/protocol.html).
_MOST, _TIMEOUT = 64 << 20, 30
AGENT = "blog-archive-publish"
_HEAD = "# What was published: address, last change, id in feeds. Written by `make publish-check RECORD=1`.\n"
_ANEW = "mend it, or write the file anew with `make publish-check RECORD=1`"

Reader = Callable[[str], bytes]
"""Gives the bytes of a file by its path from the site's root, or raises `OSError`."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What is known of one address."""

    changed: str = ""
    """When it last changed, as the sitemap says it; may be empty."""
    feed_id: str = ""
    """The id of a post in feeds; empty of other pages."""


@dataclass(frozen=True, slots=True)
class Published:
    """The addresses of a site, from its root and quoted; the front page is the empty one."""

    root: str
    """Address of the site's root; empty in a record."""
    entries: Mapping[str, Entry]


def of_folder(folder: Path) -> Published:
    """What a built site holds. Raises ValueError if it has no lists of its own, or these cannot be read."""

    def read(path: str) -> bytes:
        return (folder / unquote(path)).read_bytes()

    try:
        return of(read)
    except FileNotFoundError as error:
        raise ValueError(
            f"{error.filename}: is not there: set `html_baseurl` in conf.py to the address of the site, and build it"
        ) from None


def of_address(root: str) -> Published:
    """What is published at `root`, the only thing here that asks over the network. Raises ValueError if there is no
    answer to be had."""

    def read(path: str) -> bytes:
        request = Request(urljoin(root, path), headers={"User-Agent": AGENT})
        with urlopen(request, timeout=_TIMEOUT) as answer:
            data: bytes = answer.read(_MOST + 1)
        if len(data) > _MOST:
            raise ValueError(f"{urljoin(root, path)}: is larger than {_MOST:,} bytes")
        return data

    try:
        return of(read)
    except HTTPError as error:
        message = f"the host says {error.code} {error.reason}: was the site published there?"
        raise ValueError(f"{error.url}: {message}") from None
    except OSError as error:  # of which URLError is one
        reason = getattr(error, "reason", error)
        raise ValueError(f"{root}: does not answer ({reason}): try again later, or leave FETCH=1 out") from None


def of(read: Reader) -> Published:
    """What the lists say that `read` gives."""
    root, ids = _feed_ids(read)
    changes = {address.removeprefix(root): changed for address, changed in _sitemap(read, root, "sitemap.xml")}
    return Published(root, {path: Entry(changed, ids.get(path, "")) for path, changed in sorted(changes.items())})


def _sitemap(read: Reader, root: str, path: str, depth: int = 0) -> Iterator[tuple[str, str]]:
    """All addresses, and when each changed; of an index, those of its files (which hold no further index)."""
    for element in _parsed(read(path), path):
        values = {etree.QName(child).localname: (child.text or "").strip() for child in element}
        if etree.QName(element).localname == "url":
            yield values["loc"], values.get("lastmod", "")
        elif depth == 0:
            yield from _sitemap(read, root, values["loc"].removeprefix(root), depth + 1)


def _feed_ids(read: Reader) -> tuple[str, dict[str, str]]:
    """The address of the site's root, and the id of each post: the Atom feed and its archive documents (RFC 5005) hold
    all of them."""
    path, root, seen, ids = "blog/atom.xml", "", set[str](), dict[str, str]()
    while path and path not in seen:
        seen.add(path)
        feed = _parsed(read(path), path)
        root = feed.get(_BASE, "")
        for entry in feed.iterfind(f"{_ATOM}entry"):
            ids[_link(entry, "").removeprefix(root)] = entry.findtext(f"{_ATOM}id", "")
        path = _link(feed, "prev-archive").removeprefix(root)
    return root, ids


def _link(element: etree._Element, relation: str) -> str:
    links = (link for link in element.iterfind(f"{_ATOM}link") if link.get("rel", "") == relation)
    return next((link.get("href", "") for link in links), "")


def _parsed(data: bytes, path: str) -> etree._Element:
    try:
        return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError as error:
        raise ValueError(f"{path}: is no XML ({error}): is this the archive's own site?") from None


def read_record(path: Path) -> Published | None:
    """What was published when `path` was written; None if it never was. Raises ValueError with the line that is
    wrong."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return None
    except UnicodeDecodeError as error:
        raise ValueError(f"{path}:1: is not UTF-8 ({error.reason}): {_ANEW}") from None
    entries: dict[str, Entry] = {}
    for number, line in enumerate(lines, start=1):
        if line and not line.startswith("#"):
            address, *rest = line.split("\t")
            if len(rest) != 2:
                raise ValueError(f"{path}:{number}: is not an address, a date and an id, with tabs between: {_ANEW}")
            entries[address] = Entry(*rest)
    return Published("", entries)


def record(published: Published) -> str:
    """The text of a record."""
    lines = (f"{address}\t{entry.changed}\t{entry.feed_id}\n" for address, entry in sorted(published.entries.items()))
    return "".join((_HEAD, *lines))
