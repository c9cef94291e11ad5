"""What is known of links to other sites: how each was answered, which copy a web archive has, what is to be said of it;
and where, then, a link on a page leads."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import cached_property
from urllib.parse import unquote

from ..core import addresses

#: The web archive that is asked for copies, and whose addresses hold the moment of each.
WEB_ARCHIVE = "https://web.archive.org"
#: Hosts of web archives: what they hold is a copy already.
ARCHIVES = (
    "web.archive.org", "archive.org", "archive.today", "archive.is", "archive.ph", "archive.li", "archive.fo",
    "archive.md", "archive.vn", "perma.cc", "webcitation.org", "webarchive.org.uk",
    "webarchive.nationalarchives.gov.uk", "arquivo.pt", "megalodon.jp",
)  # fmt: skip
_WITHIN_ARCHIVES = tuple(f".{host}" for host in ARCHIVES)
#: Answers by which a page is gone for good, whenever they are given.
GONE = frozenset({"404", "410", "soft 404"})
#: Words for a failure in the place of an answer; it may pass, as answers of the five hundreds do.
FAILURES = frozenset({"no host", "refused", "timeout", "tls", "loop", "broken"})
#: Answers that say nothing about the page: whoever asks is kept out, or told to come again.
CLOSED = frozenset({"401", "402", "403", "407", "429", "451", "robots", "private"})
#: Days that a link must fail for, without an answer between, before it counts as dead.
PATIENCE = 30
#: How many characters of an address are shown at most.
LONGEST_NAME = 60
_MOMENT = re.compile(r"/web/([0-9]{14}|[0-9]{8})(?:[a-z]{2}_)?/")


class LinkState(StrEnum):
    """What is to be said of a link; each value is the word for it in a report."""

    LIVE = "live"
    MOVED = "moved"
    REPLACED = "replaced"
    CLOSED = "closed"
    FAILING = "failing"
    COPIED = "dead, with a copy"
    LOST = "dead, without a copy"
    UNKNOWN = "not asked yet"


@dataclass(frozen=True, slots=True)
class OutboundLink:
    """One address of another site, with all that the file of links says of it. Days are those of ISO 8601, by UTC."""

    address: str
    """Without what stands behind a ``#``."""
    used: tuple[str, ...] = ()
    """The files that it stands in, by their paths from the source folder, the oldest post first."""
    status: str = ""
    """A status code of HTTP, or a word of `GONE`, `FAILURES` or `CLOSED`; empty: it was never asked."""
    checked: str = ""
    """The day of that."""
    since: str = ""
    """Of what fails, the day on which it first did."""
    moved: str = ""
    """Where it leads to for good, as its host says."""
    copy: str = ""
    """The address of its copy in a web archive."""
    sought: str = ""
    """The day on which a copy was last looked for."""
    saved: str = ""
    """The day on which a web archive was asked to make one."""
    instead: str = ""
    """What its author puts in its place."""
    verdict: str = ""
    """``live`` or ``dead``, where its author knows better."""
    check: bool = True
    """Whether it is to be asked at all."""
    note: str = ""
    """The author's own words about it."""

    @property
    def is_dead(self) -> bool:
        """Whether the page is there no more."""
        if self.verdict:
            return self.verdict == "dead"
        if self.status in GONE:
            return True
        return self.fails and days_between(self.since, self.checked) >= PATIENCE

    @property
    def fails(self) -> bool:
        """Whether it failed when it was last asked, in a way that may pass."""
        return self.status in FAILURES or self.status.startswith("5")

    @property
    def is_lost(self) -> bool:
        """Whether it is dead, and nothing stands in for it, as a web archive or its author said."""
        return self.is_dead and not self.copy and not self.instead and bool(self.sought or self.verdict)

    @property
    def state(self) -> LinkState:
        """What is to be said of it."""
        if self.instead:
            return LinkState.REPLACED
        if self.is_dead:
            return LinkState.COPIED if self.copy else LinkState.LOST
        if self.fails:
            return LinkState.FAILING
        if self.moved:
            return LinkState.MOVED
        if not self.status and not self.verdict:
            return LinkState.UNKNOWN
        return LinkState.LIVE if self.verdict or self.status.startswith("2") else LinkState.CLOSED

    @property
    def by_hand(self) -> bool:
        """Whether its author wrote anything about it."""
        return bool(self.instead or self.verdict or self.note or not self.check)


@dataclass(frozen=True)
class OutboundLinks:
    """All links of which anything is known, in the order of their addresses."""

    links: tuple[OutboundLink, ...] = field(default=())

    @cached_property
    def by_address(self) -> Mapping[str, OutboundLink]:
        return {link.address: link for link in self.links}

    def get(self, address: str) -> OutboundLink | None:
        """What is known of an address as it stands in a text."""
        return self.by_address.get(link_key(address))


@dataclass(frozen=True, slots=True)
class LinkTarget:
    """Where a link on a page leads, and what it says of itself: https://robustlinks.mementoweb.org/spec/"""

    address: str
    """To be followed: what its author wrote or put in its place, or the copy of a page that is gone."""
    original: str = ""
    """What its author wrote; this and what follows is empty for a link that has nothing to say."""
    version: str = ""
    """The address of the copy, or the dated address that leads on to the nearest."""
    day: date | None = None
    """That of the state of the page which is meant."""
    note: str = ""
    """``copied`` or ``lost``, where readers are to be told."""


def link_target(known: OutboundLinks, address: str, day: date | None = None) -> LinkTarget:
    """Where a link to `address` leads; `day` is the one of the page that it stands on, if that has one."""
    address = address.strip()
    key = link_key(address)
    link = known.by_address.get(key) or OutboundLink(key)
    version_day = day or (day_of_copy(link.copy) if link.copy else None)
    has_something_to_say = version_day or link.copy or link.instead or link.is_lost
    if not key or is_copy(key) or not has_something_to_say:
        return LinkTarget(address)
    version = link.copy or (dated_copy(key, version_day) if version_day else "")
    _, hash_, fragment = address.partition("#")
    version += hash_ + fragment
    if link.instead:
        return LinkTarget(link.instead, address, version, version_day)
    if link.is_dead and link.copy:
        return LinkTarget(version, address, version, version_day, "copied")
    return LinkTarget(address, address, version, version_day, "lost" if link.is_lost else "")


@dataclass(frozen=True)
class ArchivedCopy:
    """The copy of a page in a web archive, as readers are shown it."""

    name: str
    """What stands for the page: its address in short."""
    address: str
    """That of the copy."""
    day: date | None
    """Of which it is, where that is known."""


def archived_copies(known: OutboundLinks, addresses: Iterable[str]) -> tuple[ArchivedCopy, ...]:
    """The copies that there are of the pages at `addresses`, each once."""
    copies = []
    for address in dict.fromkeys(addresses):
        link = known.get(address)
        if link and link.copy:
            copies.append(ArchivedCopy(short_address(link.address), link.copy, day_of_copy(link.copy)))
    return tuple(copies)


def short_address(address: str) -> str:
    """An address as it is shown: without ``https://www.``, and cut to `LONGEST_NAME` characters."""
    short = re.sub(r"^https?://(www\.)?", "", unquote(address)).rstrip("/")
    return short if len(short) <= LONGEST_NAME else f"{short[: LONGEST_NAME - 1]}…"


def link_key(address: str) -> str:
    """The address by which a link is known, without its fragment; empty if it is none of the web."""
    scheme = addresses.scheme(address)
    if scheme not in ("http", "https", "//"):
        return ""
    whole = address.strip().partition("#")[0]
    return f"https:{whole}" if scheme == "//" else whole


def is_copy(address: str) -> bool:
    """Whether an address is that of a web archive."""
    return f".{addresses.host(address)}".endswith(_WITHIN_ARCHIVES)


def dated_copy(address: str, day: date) -> str:
    """The address at which the web archive leads on to its copy nearest to a day, if it has any; nothing is asked."""
    return f"{WEB_ARCHIVE}/web/{day.year:04}{day:%m%d}/{address}"


def day_of_copy(copy: str) -> date | None:
    """The day of a copy, where its address tells it."""
    match = _MOMENT.search(copy)
    try:
        return datetime.strptime(match[1][:8], "%Y%m%d").replace(tzinfo=UTC).date() if match else None
    except ValueError:
        return None


def days_between(first: str, last: str) -> int:
    """Days from one to another, both in ISO 8601; 0 where either is empty."""
    return (date.fromisoformat(last) - date.fromisoformat(first)).days if first and last else 0


def by_year(links: Iterable[OutboundLink], years: Mapping[str, int]) -> dict[int, list[OutboundLink]]:
    """Links by the year of the first post that has them: 0 where none has. `years` are those of files."""
    links_of: dict[int, list[OutboundLink]] = {}
    for link in links:
        year = min((years[path] for path in link.used if path in years), default=0)
        links_of.setdefault(year, []).append(link)
    return dict(sorted(links_of.items()))
