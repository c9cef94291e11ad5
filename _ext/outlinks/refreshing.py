"""Bringing what is known of links up to date: what is due is asked, host by host, and what is learnt is kept at once.

A run that is ended half-way has lost nothing: what it had not come to is still due at the next.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from pathlib import Path
from queue import Empty, Queue
from threading import Event, Thread
from urllib.parse import urlsplit

from archive.core.problems import Problem
from archive.model.outlinks import LinkState, OutboundLink, days_between, is_copy
from archive.source import linkfile
from webclient.pace import Clock
from webclient.wayback import ArchiveError, NoCopy, Wayback

from .asking import UNREACHED, Asker, Finding

#: Days after which a link is asked again, by its state.
AGES: Mapping[LinkState, int] = {
    LinkState.UNKNOWN: 0, LinkState.FAILING: 3, LinkState.LIVE: 90, LinkState.MOVED: 90, LinkState.CLOSED: 90,
    LinkState.REPLACED: 180, LinkState.COPIED: 180, LinkState.LOST: 180,
}  # fmt: skip
#: Days after which a copy is looked for again that was not there, and after which a new one is asked for.
COPY_AGE, SAVE_AGE = 180, 365
#: Hosts that are asked at the same time.
AT_ONCE = 8
#: Seconds between two writings of the file.
EVERY = 10.0
#: Failures of the web archive in a row after which it is left alone.
GIVEN_UP = 3
#: If of so many hosts not one can be reached, it is this machine that is cut off.
ALONE = 3


class Offline(OSError):
    """Nothing answers, so nothing was learnt of any link."""


@dataclass
class Tally:
    """What a run did."""

    asked: int = 0
    copies_found: int = 0
    copies_made: int = 0
    left: list[str] = field(default_factory=list)
    """The addresses that are left for another run, each with why."""


@dataclass
class Ledger:
    """What is known while a run lasts, and the file that it stands in."""

    path: Path
    links: dict[str, OutboundLink]
    clock: Clock = field(default_factory=Clock)
    dry: bool = False
    """Whether the file stays as it is."""
    faults: tuple[Problem, ...] = ()
    """What is wrong in the file, if its author has broken it meanwhile; what is learnt then stands at `aside`."""
    _written: float = 0.0
    _text_before: str = ""
    """What the file held when it was last read or written here."""
    _base: Mapping[str, OutboundLink] = field(default_factory=dict)
    """The same, read."""

    def __post_init__(self) -> None:
        self._text_before, self._base = self._text(), linkfile.read(self.path.parent).links.by_address

    @property
    def aside(self) -> Path:
        """Where the file is written before it takes the place of the other."""
        return self.path.with_name(f".{self.path.name}.new")

    def _text(self) -> str:
        try:
            return self.path.read_text(encoding="utf-8")
        except (FileNotFoundError, UnicodeDecodeError):
            return ""

    def put(self, link: OutboundLink) -> None:
        """Know something else of a link; it is written soon."""
        self.links[link.address] = link
        if self.clock.now() - self._written >= EVERY:
            self.write()

    def learn(self, findings: Iterable[tuple[str, Finding]]) -> None:
        """Know what came of asking for some addresses."""
        for address, finding in findings:
            self.put(learnt(self.links[address], finding, self.clock.today()))

    def write(self) -> None:
        """Write the file, whole or not at all, if it is another. What its author wrote in it meanwhile stays."""
        self._written = self.clock.now()
        if self.dry:
            return
        there = self._text()
        if there != self._text_before:
            self._take_up(there)
        text = linkfile.text(self.links.values())
        if text == there or (not self.links and not self.path.exists()):
            return
        self.aside.write_text(text, encoding="utf-8", newline="\n")
        if not self.faults:
            os.replace(self.aside, self.path)
            self._text_before, self._base = text, dict(self.links)

    def _take_up(self, text: str) -> None:
        """Take from the file what is another there than it was, as a run can last for hours."""
        read = linkfile.read(self.path.parent)
        self.faults = read.problems
        if self.faults:
            return
        for address, theirs in read.links.by_address.items():
            ours, base = self.links.get(address, theirs), self._base.get(address, OutboundLink(address))
            names = [field.name for field in fields(OutboundLink)]
            changed = {name: getattr(theirs, name) for name in names if getattr(theirs, name) != getattr(base, name)}
            self.links[address] = replace(ours, **changed)
        self._text_before, self._base = text, read.links.by_address


def due(links: Iterable[OutboundLink], today: date, everything: bool = False) -> list[OutboundLink]:
    """The links to ask: those whose last answer is older than their state lets it be."""
    return [link for link in links if link.check and (everything or _is_due(link, today))]


def _is_due(link: OutboundLink, today: date) -> bool:
    return not link.checked or days_between(link.checked, today.isoformat()) >= AGES[link.state]


def learnt(link: OutboundLink, finding: Finding, today: date) -> OutboundLink:
    """What is known of a link once it was asked."""
    now = replace(link, status=finding.status, checked=today.isoformat(), moved=finding.moved)
    if not _is_bad(now):
        return replace(now, since="")
    return replace(now, since=(link.since if _is_bad(link) else "") or now.checked)


def _is_bad(link: OutboundLink) -> bool:
    """Whether there is no page, by what its host says and not by what an author says of it."""
    return link.fails or (link.is_dead and not link.verdict)


def ask(
    ledger: Ledger, asker: Asker, links: Iterable[OutboundLink], tally: Tally,
    progress: Callable[[int], None] = lambda done: None,
) -> None:  # fmt: skip
    """Ask for `links`, several hosts at a time and each host's one after the other.

    Raises Offline, and nothing is written, where no host can be reached.
    """
    held: list[tuple[str, Finding]] = []
    """What is not learnt until one host was reached."""
    reached, hosts = False, set()
    for link, finding in _answers(asker, links):
        tally.asked += not finding.put_off
        progress(tally.asked + len(tally.left))
        if finding.put_off:
            minutes = finding.retry_after / 60
            tally.left.append(f"{link.address}: its host wants to be asked again in {minutes:.0f} minutes")
            continue
        hosts.add(urlsplit(link.address).netloc)
        reached = reached or finding.status not in UNREACHED
        held.append((link.address, finding))
        if reached:
            ledger.learn(held)
            held.clear()
    if held and len(hosts) >= ALONE:
        raise Offline(f"none of {len(hosts)} hosts can be reached: is this machine online? Nothing was written.")
    ledger.learn(held)


def _answers(asker: Asker, links: Iterable[OutboundLink]) -> Iterator[tuple[OutboundLink, Finding]]:
    """Each link with what came of asking for it, as it comes."""
    hosts: defaultdict[str, list[OutboundLink]] = defaultdict(list)
    for link in links:
        hosts[urlsplit(link.address).netloc].append(link)
    waiting: Queue[list[OutboundLink]] = Queue()
    for host in sorted(hosts, key=lambda host: (-len(hosts[host]), host)):  # the longest row first
        waiting.put(hosts[host])
    answers: Queue[tuple[OutboundLink, Finding] | BaseException] = Queue()
    stop = Event()

    def ask_hosts() -> None:
        try:
            while not stop.is_set():
                for link in waiting.get_nowait():
                    if stop.is_set():
                        return
                    answers.put((link, asker.ask(link.address)))
        except Empty:
            pass
        except BaseException as error:  # which would else be told to nobody
            answers.put(error)

    # Daemons, so that a host which keeps one waiting does not keep a run that was ended.
    for number in range(min(AT_ONCE, len(hosts))):
        Thread(target=ask_hosts, name=f"asking-{number}", daemon=True).start()
    try:
        for _ in range(sum(map(len, hosts.values()))):
            answer = answers.get()
            if isinstance(answer, BaseException):
                raise answer
            yield answer
    finally:
        stop.set()


def wanting_copies(links: Iterable[OutboundLink], today: date, everything: bool = False) -> list[OutboundLink]:
    """The links of which a copy is to be looked for: first those that are dead."""
    wanting = [
        link for link in links
        if not link.copy and link.used and link.check and not is_copy(link.address) and link.status != "private"
        and (everything or not link.sought or days_between(link.sought, today.isoformat()) >= COPY_AGE)
    ]  # fmt: skip
    return sorted(wanting, key=lambda link: (not link.is_dead, not link.fails))


def find_copies(
    ledger: Ledger, wayback: Wayback, links: Iterable[OutboundLink], day: Callable[[OutboundLink], date | None],
    tally: Tally, progress: Callable[[int], None] = lambda done: None,
) -> None:  # fmt: skip
    """Look for the copy of each that is nearest to the day of its first post, or to the present."""
    today = ledger.clock.today()

    def find(link: OutboundLink) -> None:
        copy = ledger.links[link.address].copy or wayback.nearest(link.address, day(link) or today)
        tally.copies_found += bool(copy)
        ledger.put(replace(ledger.links[link.address], copy=copy, sought=today.isoformat()))

    _for_each(links, find, "no copy was looked for", tally, progress)


def wanting_saves(links: Iterable[OutboundLink], today: date) -> list[OutboundLink]:
    """The live links of which a copy of today is to be asked for."""
    return [
        link for link in links
        if link.state in (LinkState.LIVE, LinkState.MOVED) and link.check and link.used
        and (not link.saved or days_between(link.saved, today.isoformat()) >= SAVE_AGE)
    ]  # fmt: skip


def save_copies(
    ledger: Ledger, wayback: Wayback, links: Iterable[OutboundLink], tally: Tally,
    progress: Callable[[int], None] = lambda done: None,
) -> None:  # fmt: skip
    """Have the web archive make a copy of each."""
    today = ledger.clock.today()

    def save(link: OutboundLink) -> None:
        copy = wayback.save(link.address)
        tally.copies_made += 1
        known = ledger.links[link.address]
        ledger.put(replace(known, saved=today.isoformat(), copy=known.copy or copy))

    _for_each(links, save, "no copy was asked for", tally, progress)


def _for_each(
    links: Iterable[OutboundLink], ask_archive: Callable[[OutboundLink], None], not_asked: str, tally: Tally,
    progress: Callable[[int], None],
) -> None:  # fmt: skip
    """Ask the web archive about each link; what fails is named. Where it fails `GIVEN_UP` times in a row, and not for
    the pages' sake, the others are named with `not_asked`, and it is left alone."""
    failures = 0
    for number, link in enumerate(links, 1):
        progress(number)
        if failures >= GIVEN_UP:
            tally.left.append(f"{link.address}: {not_asked}")
            continue
        try:
            ask_archive(link)
        except ArchiveError as error:
            failures += not isinstance(error, NoCopy)
            tally.left.append(f"{link.address}: {error}")
        else:
            failures = 0
