"""What a source tells of its blog, and what can be told from its posts: all that names an archive."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from archive.core.localization import Localization
from archive.source import fields

from importer.addresses import host_of, path_of, redirect_of
from importer.fields import one_line, sound
from importer.model import Entry, MenuLink
from importer.oldblog import SERVICES_OF_FORMATS
from importer.placeholders import is_anonymous, is_default_tagline
from importer.recognise import COPIES
from importer.run import Import
from importer.start.zones import with_region, zone_of
from importer.words import decoded

_HOSTS = (("blogger", re.compile(r"\.blogspot\.")), ("wordpress", re.compile(r"\.wordpress\.com$")))
#: A blog that one wrote nearly all of is that one's.
_MOSTLY = 0.8
#: Who wrote less of it was a guest.
_GUEST = 0.05
#: So many names stand for the blog's authors together.
_TOGETHER = 3
_CC = re.compile(r"creativecommons\.org/(?:licenses/([a-z-]+)|publicdomain/(zero|mark))/(\d\.\d)", re.I)


@dataclass(frozen=True, slots=True)
class StandingPage:
    """A page of the blog that is no post."""

    key: str
    """`Entry.key`."""
    title: str
    """What the blog's menu called it; empty if that is its own title."""


@dataclass(frozen=True, slots=True)
class Identity:
    """What names an archive. What is not known is empty."""

    title: str
    tagline: str = ""
    authors: tuple[str, ...] = ()
    """Who wrote the blog, the first the most of it."""
    language: str = ""
    """A tag of BCP 47."""
    time_zone: str = ""
    """Its IANA name."""
    address: str = ""
    """Where the blog stood."""
    host: str = ""
    """The host of that, or of its posts."""
    site: str = ""
    """Where the archive is to stand."""
    service: str = ""
    """``blogger``, ``wordpress`` or empty."""
    licence: str = ""
    licence_url: str = ""
    pages: tuple[StandingPage, ...] = ()
    """Its standing pages, in the order of its menu, then those that are in none."""

    @property
    def author(self) -> str:
        """Who wrote the blog, as one text: nobody where there are too many to name."""
        return " & ".join(self.authors) if len(self.authors) <= _TOGETHER else ""


def identity_of(run: Import, zone: str = "") -> Identity:
    """What the source of `run`, which has read it, tells; `zone` is what its author says of the time zone."""
    contents, blog, writers = run.contents, run.contents.blog, Counter[str]()
    moments: list[datetime] = []
    pages: list[Entry] = []
    for entry in contents.entries():
        if entry.state == "live" and entry.kind == "page":
            pages.append(replace(entry, html=""))
        elif entry.state == "live" and entry.published:
            moments.append(entry.published)
        writers.update({name for one in entry.authors if (name := one_line(decoded(one))) and not is_anonymous(name)})
    licence, licence_url = _licence(blog.licence_url)
    zone = zone or blog.zone or _zone(run.report.format, moments, blog.language or "en")
    address, is_copy = sound(fields.address, run.address), run.report.format in COPIES
    return Identity(
        title=one_line(decoded(blog.title)),
        host=host_of(run.address) or next(filter(None, (host_of(entry.address) for entry in contents.entries())), ""),
        tagline="" if is_default_tagline(blog.tagline) else one_line(blog.tagline),
        authors=_authors(writers),
        language=with_region(blog.language, zone),
        time_zone=zone,
        address="" if is_copy else address,
        site=f"{address.rstrip('/')}/" if is_copy and address else "",
        service=SERVICES_OF_FORMATS.get(run.report.format) or blog.service or _service(run.address),
        licence=licence,
        licence_url=licence_url,
        pages=tuple(_ordered(pages, contents.menu, blog.language or "en")),
    )


def _authors(writers: Counter[str]) -> tuple[str, ...]:
    """Who wrote the blog: one, where nearly all is by that one."""
    ordered = sorted((name for name in writers if writers[name] >= writers.total() * _GUEST),
                     key=lambda name: (-writers[name], name))  # fmt: skip
    return tuple(ordered[:1] if ordered and writers[ordered[0]] >= writers.total() * _MOSTLY else ordered)


def _zone(format: str, moments: Sequence[datetime], language: str) -> str:
    """The zone in which posts were dated: feeds and Takeout give all times in UTC, which says nothing."""
    told = format not in ("takeout", "feed") or any(moment.utcoffset() for moment in moments)
    return zone_of(moments, language) if told else ""


def _service(address: str) -> str:
    host = host_of(address)
    return next((service for service, names in _HOSTS if names.search(host)), "")


def _licence(address: str) -> tuple[str, str]:
    """The name of a licence of Creative Commons, and its address."""
    match = _CC.search(address)
    if not match:
        return "", ""
    named = {"zero": "CC0", "mark": "Public Domain Mark"}.get((match[2] or "").lower())
    return f"{named or f'CC {match[1].upper()}'} {match[3]}", sound(fields.address, address.strip())


def _ordered(pages: Iterable[Entry], links: Iterable[MenuLink], language: str) -> Iterable[StandingPage]:
    """Standing pages in the order of the blog's menu, and then those that stand in none, by title."""
    collated = Localization(language).collation.key
    left = {page.key: page for page in sorted(pages, key=lambda page: (page.rank, collated(page.title), page.key))}
    by_address = {_place(page.address): page.key for page in left.values() if page.address}
    for link in _main_menu(links, left.keys() | by_address.keys()):
        key = link.entry if link.entry in left else by_address.get(_place(link.address), "") if link.address else ""
        if key in left:
            page = left.pop(key)
            yield StandingPage(key, "" if link.title == page.title else one_line(decoded(link.title)))
    yield from (StandingPage(key, "") for key in left)


def _main_menu(links: Iterable[MenuLink], known: set[str]) -> list[MenuLink]:
    """The lines of the menu that has the most pages: which of them the blog showed at its head no export says."""
    menus: dict[str, list[MenuLink]] = {}
    for link in links:
        menus.setdefault(link.menu, []).append(link)
    if not menus:
        return []
    pages = {menu: len({link.entry or _place(link.address) for link in found} & known) for menu, found in menus.items()}
    best = min(menus, key=lambda menu: (-pages[menu], menu))
    return sorted(menus[best], key=lambda link: link.order)


def _place(address: str) -> str:
    """What two addresses of one page have in common."""
    return f"{host_of(address)} {path_of(address).rstrip('/')} {redirect_of(address).partition('?')[2]}"
