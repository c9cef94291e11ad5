"""Old addresses that no post names: of lists of posts, pages of pictures, and numbers, on old services."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

Service = Literal["blogger", "wordpress"]
#: Services whose addresses of months, labels and feeds are known.
SERVICES: tuple[Service, ...] = get_args(Service)

TermKind = Literal["category", "tag", "author"]
Period = Literal["year", "month", "day"]
Kind = Literal["file", TermKind, Period, Service]
#: What an old address may lead to; that of a service is the front page of a blog that stood there.
KINDS: tuple[Kind, ...] = get_args(Literal["file"]) + get_args(TermKind) + get_args(Period) + SERVICES


@dataclass(frozen=True, slots=True)
class OldAddress:
    """A line of a file in `FOLDER`: an old address, and what it leads to."""

    path: str
    """In the form of permalinks, unquoted and without the first slash, with its query as it is asked for: ``?p=5``."""
    kind: Kind
    name: str
    """Of a file its path; of a term its name, or nothing for the page of all terms; of a time ``2007-04-26``, cut to
    what counts; of a service the whole address of the blog, or nothing."""
    line: int = 1


#: Where the files with old addresses stand, one for each old blog.
FOLDER = "old-addresses"


@dataclass(frozen=True, slots=True)
class OldBlog:
    """One file of `FOLDER`: what is known of the addresses of an old blog."""

    path: str
    addresses: tuple[OldAddress, ...]

    @property
    def homes(self) -> tuple[str, ...]:
        """The whole addresses at which it stood, as far as they are known."""
        return tuple(address.name for address in self.addresses if address.kind in SERVICES and address.name)

    @property
    def roots(self) -> tuple[tuple[Service, str], ...]:
        """The services that it stood at, each with the path of its front page: empty, or with a slash at its end."""
        roots: list[tuple[Service, str]] = []
        for service in SERVICES:
            paths = (address.path for address in self.addresses if address.kind == service)
            roots += [(service, path.removesuffix("index.html")) for path in paths]
        return tuple(roots)
