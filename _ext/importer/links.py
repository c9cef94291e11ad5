"""Links between the blog's own entries, told by address whatever the country domain, scheme or query."""

from __future__ import annotations

import html
import posixpath
import re
from pathlib import PurePosixPath
from urllib.parse import quote, unquote, urljoin

from importer import addresses
from importer.model import Entry

_BLOGSPOT = re.compile(r"^(.+\.)?([\w-]+)\.blogspot\.[a-z]{2,3}(\.[a-z]{2})?$")
_ARCHIVED = re.compile(r"^https?://web\.archive\.org/web/\d+[a-z_]*/(.+)$", re.I)
_LISTING = re.compile(
    r"^/(?:search(?:/|$)|(?:label|tag|category|author)/|\d{4}_\d\d_\d\d_archive\.html$|\d{4}(?:/\d\d){0,2}/?$|feeds?/|$)"
)
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_TO_FRAGMENT = re.compile(r"href\s*=\s*[\"']?([^\"'\s>#]*)#([^\"'\s>]+)", re.I)
_NAMED = re.compile(r"\s(?:id|name)\s*=\s*(?:\"([^\"<>]*)\"|'([^'<>]*)'|([^\s\"'<>]+))", re.I)
#: Fragments of links to comments, to their list or form, and to the rest of a post: they lead to the post by rule.
_COMMENT = re.compile(r"c?\d+|comments?|(?:comment|more|respond)(?:-[\w-]*)?|links|bc_\w+")
#: What the site's own pages call parts of theirs, and what a role cannot hold.
_NO_ANCHOR = re.compile(r"__.*|backlinks|comments|furo-.*|searchbox|svg-.*|c\d+|comment-[\w-]+|.*[\s`\\{}<>\[\]].*")


def unwrapped(address: str) -> str:
    """An address without the wrapping that the web archive puts around those of a page that it plays back."""
    match = _ARCHIVED.match(address)
    if not match:
        return address
    return match[1] if "://" in match[1][:8] else f"http://{match[1]}"


def same_host(host: str) -> str:
    """One name for all hosts of one Blogger blog."""
    match = _BLOGSPOT.match(host.removeprefix("www."))
    return f"{match[2]}.blogspot" if match else host.removeprefix("www.")


class Links:
    """Where each of the blog's addresses leads, and to which places within its entries."""

    def __init__(self, home: str) -> None:
        self._home = home
        self._hosts = {same_host(addresses.host_of(home))} if home else set()
        self._files: dict[str, str] = {}
        self._hidden: dict[str, str] = {}
        """What an address leads to that readers do not see, ``a draft``, by its key."""
        self._anchors: dict[str, frozenset[str]] = {}
        """What links can lead to within each file, where anything can."""
        self._links_to_places: list[tuple[str, str, str, str]] = []
        """Links to a place: file and address of the entry they are in, their address, their fragment."""
        self._linked: dict[str, frozenset[str]] | None = None
        self._linked_from_others: dict[str, frozenset[str]] = {}

    def add(self, entry: Entry, file: PurePosixPath) -> None:
        """Let the addresses of `entry` lead to its file."""
        host = addresses.host_of(entry.address)
        if host:
            self._hosts.add(same_host(host))
        for address in (entry.address, *entry.aliases):
            if address.startswith(("/", "http://", "https://")):
                self._files.setdefault(_key(address), str(file))

    def post_named(self, address: str) -> str:
        """The name by which other posts may follow the one at `address`, such as ``2012/10/slug``; empty if there is
        none."""
        return self._own(address, "").partition("/")[2].removesuffix(".md")

    def hide(self, entry: Entry, what: str) -> None:
        """Take note that the addresses of `entry` lead to something that readers do not see, such as ``a draft``."""
        for address in (entry.address, *entry.aliases):
            if address.startswith(("/", "http://", "https://")):
                self._hidden.setdefault(_key(address), what)

    def is_own(self, address: str) -> bool:
        """Whether an address is one of the blog's own, by its host: that of the blog, or of any of its entries."""
        host = addresses.host_of(address)
        return not host or same_host(host) in self._hosts

    def note(self, entry: Entry, file: PurePosixPath) -> None:
        """Take note of the places within `entry`, and of its links to places."""
        bears = any(word in entry.html for word in ("id=", "name=", "ID=", "NAME=", "id =", "name ="))
        found = (one or other or bare for one, other, bare in (_NAMED.findall(entry.html) if bears else ()))
        names = frozenset(name for name in map(html.unescape, found) if name and not _NO_ANCHOR.fullmatch(name))
        if names:
            self._anchors[str(file)] = names
        for address, fragment in _TO_FRAGMENT.findall(entry.html) if "#" in entry.html else ():
            self._links_to_places.append((str(file), entry.address, html.unescape(address), _fragment(fragment)))

    def anchors(self, file: PurePosixPath) -> frozenset[str]:
        """The places within `file` that links lead to. All entries are noted before this is asked."""
        if self._linked is None:
            self._linked = self._follow()
        return self._linked.get(str(file), frozenset())

    def linked_from_others(self, file: PurePosixPath) -> frozenset[str]:
        """Those of `anchors` that links of other entries lead to, or links by the entry's own full address."""
        self.anchors(file)
        return self._linked_from_others.get(str(file), frozenset())

    def _follow(self) -> dict[str, frozenset[str]]:
        kept: dict[str, set[str]] = {}
        from_others: dict[str, set[str]] = {}
        for source, base, address, fragment in self._links_to_places:
            found = self._own(address, base) if address else source
            if found and fragment in self._anchors.get(found, ()):
                kept.setdefault(found, set()).add(fragment)
                if address:
                    from_others.setdefault(found, set()).add(fragment)
        self._anchors, self._links_to_places = {}, []
        self._linked_from_others = {name: frozenset(fragments) for name, fragments in from_others.items()}
        return {name: frozenset(fragments) for name, fragments in kept.items()}

    def resolve(self, href: str, base: str, file: PurePosixPath) -> tuple[str, str]:
        """The destination to write in `file` for `href`, and what is worth counting about it.

        `base` is the address of the entry, for relative links. Empty where the link leads nowhere.
        """
        href = "".join(href.splitlines()).strip()
        if href.startswith("#"):
            inside = _fragment(href[1:]) in self.anchors(file)
            return (f"#{quote(_fragment(href[1:]))}", "") if inside else ("", "link within a page to nothing")
        scheme = _SCHEME.match(href)
        if scheme and scheme[0][:-1].lower() in addresses.BEYOND_WEB:
            return href, ""
        full = self.full(href, base)
        host = addresses.host_of(full)
        if not host or same_host(host) in self._hosts:
            found = self._files.get(_key(full), "") if full else ""
            if found:
                target = quote(posixpath.relpath(found, file.parent))
                fragment = _fragment(full.partition("#")[2])
                kept = fragment in self.anchors(PurePosixPath(found))
                if fragment and not kept and not _COMMENT.fullmatch(fragment):
                    return target, "link to a place within another entry that is not there: leads to the entry"
                return f"{target}#{quote(fragment)}" if kept else target, "link to another entry"
            key = _key(full) if full else ""
            if what := self._hidden.get(key):
                return (full, f"link to {what} kept as it was") if host else ("", f"link to {what} let go")
            if host and key == "/":
                return full, "link to the blog's front page kept as it was"
            if host and _LISTING.match(addresses.path_of(full)) and not key.startswith("?"):
                return full, "link to a label, an archive or a feed kept as it was"
            if host:
                return full, "link to a page of the blog that is not in the source"
            if not scheme:
                return "", "relative link without a known address let go (say IMPORTOPTS='--site-url https://…')"
        return (full, "") if re.match(r"https?://", full, re.I) else ("", "link that is no address let go")

    def full(self, href: str, base: str) -> str:
        """An address as it leads from the entry at `base`, or from the blog's root; as it is where neither is known,
        empty where it is none."""
        if href.startswith(("http://", "https://")):
            return href
        if href.startswith("//"):
            return f"https:{href}" if re.match(r"//[^/\\]", href) else ""
        try:
            return urljoin(base if "://" in base else urljoin(f"{self._home}/", base) if self._home else base, href)
        except ValueError:
            return ""

    def _own(self, href: str, base: str) -> str:
        """The file of the entry that `href` leads to, or empty."""
        full = self.full(href, base)
        host = addresses.host_of(full)
        return self._files.get(_key(full), "") if full and (not host or same_host(host) in self._hosts) else ""


def _fragment(text: str) -> str:
    return unquote(html.unescape(text))


def _key(address: str) -> str:
    """Path, and WordPress's ``?p=`` where that is all there is."""
    path = addresses.path_of(address).rstrip("/") or "/"
    path = path.removesuffix("/amp")
    number = re.search(r"(?:^|&)(p|page_id)=(\d+)", addresses.query_of(address))
    return f"?p={number[2]}" if path in ("/", "/index.php") and number else path
