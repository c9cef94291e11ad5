"""Links between the blog's own entries, told by address whatever the country domain, scheme or query."""

from __future__ import annotations

import posixpath
import re
from pathlib import PurePosixPath
from urllib.parse import quote, urljoin

from importer import addresses
from importer.model import Entry

_BLOGSPOT = re.compile(r"^(.+\.)?([\w-]+)\.blogspot\.[a-z]{2,3}(\.[a-z]{2})?$")
_ARCHIVED = re.compile(r"^https?://web\.archive\.org/web/\d+[a-z_]*/(.+)$", re.I)
_LISTING = re.compile(
    r"^/(?:search(?:/|$)|(?:label|tag|category|author)/|\d{4}_\d\d_\d\d_archive\.html$|\d{4}(?:/\d\d){0,2}/?$|feeds?/|$)"
)


def unwrapped(address: str) -> str:
    """An address without the web archive's wrapping."""
    match = _ARCHIVED.match(address)
    if not match:
        return address
    return match[1] if "://" in match[1][:8] else f"http://{match[1]}"


def same_host(host: str) -> str:
    """One name for all hosts of one Blogger blog."""
    match = _BLOGSPOT.match(host.removeprefix("www."))
    return f"{match[2]}.blogspot" if match else host.removeprefix("www.")


class Links:
    """Where each of the blog's addresses leads."""

    def __init__(self, home: str) -> None:
        self._home = home
        self._hosts = {same_host(addresses.host_of(home))} if home else set()
        self._files: dict[str, str] = {}

    def add(self, entry: Entry, file: PurePosixPath) -> None:
        """Let the addresses of `entry` lead to its file."""
        host = addresses.host_of(entry.address)
        if host:
            self._hosts.add(same_host(host))
        for address in (entry.address, *entry.aliases):
            if address.startswith(("/", "http://", "https://")):
                self._files.setdefault(_key(address), str(file))

    def resolve(self, href: str, base: str, file: PurePosixPath) -> tuple[str, str]:
        """The destination to write in `file` for `href`, and what is worth counting about it.

        `base` is the address of the entry, for relative links. Empty where the link leads nowhere.
        """
        href = unwrapped(href.strip())
        if href.startswith("#"):
            return "", "link within a page let go"
        if href.startswith("mailto:"):
            return href, ""
        try:
            full = unwrapped(urljoin(base if "://" in base else self._home + "/" if self._home else base, href))
        except ValueError:
            return "", "link that is no address let go"
        host = addresses.host_of(full)
        if not host or same_host(host) in self._hosts:
            found = self._files.get(_key(full))
            if found:
                return quote(posixpath.relpath(found, file.parent)), "link to another entry"
            if host and _LISTING.match(addresses.path_of(full)):
                return full, "link to a label, an archive or a feed kept as it was"
            return (
                (full, "link to a page of the blog that is not in the source")
                if host
                else ("", "relative link without a known address let go (say --site-url)")
            )
        return (full, "") if re.match(r"https?://", full) else ("", "link that is no address let go")


def _key(address: str) -> str:
    """Path, and WordPress's ``?p=`` where that is all there is."""
    path = addresses.path_of(address).rstrip("/") or "/"
    path = path.removesuffix("/amp")
    number = re.search(r"(?:^|&)(p|page_id)=(\d+)", addresses.query_of(address))
    return f"?p={number[2]}" if path in ("/", "/index.php") and number else path
