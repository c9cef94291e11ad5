"""Addresses as keys that are equal where they lead to the same, however they are written."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from urllib.parse import unquote, urljoin, urlsplit

_BLOGSPOT = re.compile(r"(?:.+\.)?([\w-]+)\.blogspot\.[a-z]{2,3}(?:\.[a-z]{2})?$")
_FILMS = (
    re.compile(
        r"(?:youtube(?:-nocookie|\.googleapis)?\.com/(?:embed/|v/|e/|shorts/|live/|watch\?(?:[^\s?]{0,300}&)?v=)"
        r"|youtu\.be/)(?!videoseries)([\w-]{6,20})"
    ),
    re.compile(r"vimeo\.com/(?:video/|moogaloop\.swf\?clip_id=)?(\d+)"),
    re.compile(r"dailymotion\.com/(?:embed/|swf/)?(?:video/)?([a-zA-Z0-9]+)"),
)
_SIZES = re.compile(r"/[swh]\d[\w-]*+(?=/[^/]*+$)|=[swh]\d[\w-]*+$|-\d+x\d+(?=\.\w+$)|(?:_thumb|-scaled)(?=\.\w+$)")
#: What browsers follow, or hand on to a program.
_FOLLOWED = frozenset(
    "bitcoin ftp ftps geo http https im irc ircs magnet mailto matrix mms news nntp openpgp4fpr sftp sip sips sms "
    "smsto ssh tel urn webcal wtai xmpp".split()
)
_HOST = re.compile(r"(?:[^@]*@)?(?:\[[\da-fA-F:.]+\]|[^\s#/:<>?@\[\\\]^|{}]+)(?::\d*)?")
_IMAGE = re.compile(r"\.(?:jpe?g|png|gif|webp|avif|bmp|svg)(?:$|[?#])", re.I)


def key(address: str) -> str:
    """`address` with all that may be written in two ways written in one."""
    address = "".join(unquote(address).split())
    address = address[:-1] if address.endswith("#") and len(address) > 1 else address
    address = f"https:{address}" if address.startswith("//") else address
    scheme, colon, rest = address.partition(":")
    if not colon or not rest.startswith("//"):
        return f"{scheme.lower()}:{rest}" if colon else address
    host, _, path = rest.removeprefix("//").partition("/")
    return f"{scheme.lower()}:{host.lower()}/{path}"


def film(address: str) -> str:
    """The number of a film on a site of films; else the key of its address."""
    for number, pattern in enumerate(_FILMS):
        found = pattern.search(address)
        if found:
            return f"film {number}: {found[1]}"
    return key(address).rstrip("/")


def is_larger(linked: str, address: str) -> bool:
    """True if a link around a picture only shows that picture, larger."""
    if not linked:
        return False
    if key(linked) == key(address) or _last(linked) == _last(address):
        return True
    return bool(_IMAGE.search(linked)) or "googleusercontent.com/" in linked or ".bp.blogspot.com/" in linked


def _last(address: str) -> str:
    return _SIZES.sub("", key(address)).rpartition("/")[2]


def leads(address: str) -> bool:
    """True where a reader who follows `address` comes to something: not to a script, nor by a scheme that is none, nor
    to a host that none can be (WHATWG's URL Standard, forbidden domain code points)."""
    address = address.strip()
    scheme = re.match(r"[a-z][a-z0-9+.-]*(?=:)", address, re.I)
    if not address.strip("#") or (scheme and scheme[0].lower() not in _FOLLOWED):
        return False
    web = re.match(r"(?:https?:)?//([^/?#\\]*)", address, re.I)
    return web is None or bool(_HOST.fullmatch(web[1]))


@dataclass
class Site:
    """Which addresses each file of the blog's own answers to."""

    home: str = ""
    _keys: dict[str, set[str]] = field(default_factory=dict)
    _hosts: set[str] = field(default_factory=set)

    def add(self, file: str, addresses: tuple[str, ...]) -> None:
        """Let `file` (``posts/2012/10/slug.md``) answer to `addresses`, full ones and paths."""
        self._hosts.update(host for one in addresses if (host := _host(one)))
        keys = {_path(one) for one in addresses if one.startswith(("/", "http://", "https://"))}
        self._keys.setdefault(file, set()).update(keys)

    def answers(self, file: str, address: str) -> bool:
        """True if a reader who followed `address`, a full one, came to what is now `file`."""
        host = _host(address)
        own = not host or host in self._hosts or host == _host(self.home)
        return own and _path(address) in self._keys.get(file, set())


def _host(address: str) -> str:
    try:
        host = (urlsplit(address).hostname or "").removeprefix("www.")
    except ValueError:
        return ""
    found = _BLOGSPOT.match(host)
    return f"{found[1]}.blogspot" if found else host


def _path(address: str) -> str:
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    path = unquote(parts.path).rstrip("/").removesuffix("/amp") or "/"
    number = re.search(r"(?:^|&)(?:p|page_id)=(\d+)", parts.query)
    return f"?p={number[1]}" if path in ("/", "/index.php") and number else path


@dataclass(frozen=True)
class Page:
    """One post: where it stood, where its file is."""

    site: Site
    address: str
    """Its full address, or empty."""
    file: str
    copies: Callable[[str], str] = lambda address: ""
    """Path of the copy of an address's file, or empty."""

    def full(self, address: str) -> str:
        """An address as the source has it, full where that can be known."""
        address = "".join(address.splitlines()).strip()
        if address.startswith("//"):
            return f"https:{address}"
        home = f"{self.site.home}/" if self.site.home else ""
        try:
            base = self.address if "://" in self.address else home and urljoin(home, self.address)
            return urljoin(base, address) if base and not address.startswith("#") else address
        except ValueError:
            return address

    def same(self, written: str, address: str) -> bool:
        """True if the link `written` in the file leads where `address` led on the source's page."""
        full = self.full(address)
        if key(written) == key(full) or key(written) == key(address):
            return True
        file, _, fragment = self.local(written).partition("#")
        return self.site.answers(file, full) and fragment in ("", full.partition("#")[2])

    def local(self, written: str) -> str:
        """A path from the post's file, as one from the folder of all posts."""
        if re.match(r"[a-z][a-z0-9+.-]*:|//", written, re.I):
            return written
        return posixpath.normpath(posixpath.join(PurePosixPath(self.file).parent.as_posix(), unquote(written)))
