"""Keep links to other sites: ``python -m outlinks`` asks what is due and writes ``links.yaml``.

``python -m outlinks --check OUT`` looks for what is broken in a built site or newly gone, and writes nothing.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from archive.cli import print_any_name
from archive.core.outfiles import write
from archive.model.outlinks import LinkState, OutboundLink
from archive.source import configuration, linkfile
from webclient.client import Client
from webclient.pace import Clock, Pace
from webclient.progress import Progress
from webclient.robots import Robots
from webclient.wayback import OFFICIAL, PAUSE, Places, Wayback

from . import collecting, internal, refreshing, report
from .asking import Asker
from .collecting import Collected
from .refreshing import Ledger, Offline, Tally

#: By what it calls itself; a site that has an address adds that, so that hosts know whom to turn to.
AGENT = "blog-archive-links"
#: Seconds between two requests to one host.
HOST_PAUSE = 1.0
#: Names of one kind that are shown; the rest is on the page.
_SHOWN = 20
_KEYS = ("IA_ACCESS_KEY_ID", "IA_SECRET_ACCESS_KEY")


@dataclass(frozen=True)
class Network:
    """By what a run asks other hosts, and of whom it wants copies."""

    client: Client
    clock: Clock
    places: Places = OFFICIAL


def network(site: str) -> Network:
    """The web, asked in the name of the site at the address `site`, which may be empty."""
    clock = Clock()
    pace = Pace(HOST_PAUSE, dict.fromkeys(OFFICIAL.hosts, PAUSE), clock)
    agent = f"{AGENT} (+{site})" if site.startswith("http") and ".example" not in site else AGENT
    return Network(Client(agent, pace, clock=clock), clock)


def main(arguments: Sequence[str] | None = None, connect: Callable[[str], Network] = network) -> int:
    """Do what is asked for; give 1 for anything wrong or newly broken, 2 where nothing could be done."""
    options = _options(arguments)
    root = Path(options.folder)
    print_any_name()
    try:
        if options.check:
            return _check(root, options, connect)
        return _refresh(root, options, connect)
    except (ValueError, Offline) as error:
        print(error, file=sys.stderr)
        return 2


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m outlinks", description=__doc__)
    parser.add_argument("folder", nargs="?", default=".", help="the site's folder, which holds conf.py")
    parser.add_argument("--all", action="store_true", help="ask all links, and not only those that are due")
    parser.add_argument("--save", action="store_true", help="have the web archive make a copy of each live page")
    parser.add_argument("--no-copies", action="store_true", help="look for no copies")
    parser.add_argument("--report-only", action="store_true", help="ask nobody: write the page anew")
    parser.add_argument("--report", type=Path, default=Path("_build/links.html"), help="where the page for you goes")
    parser.add_argument("--check", type=Path, metavar="OUT", help="say what is broken in the built site, or newly gone")
    parser.add_argument("--no-network", action="store_true", help="with --check: look at links within the site alone")
    return parser.parse_args(arguments)


# Bringing what is known up to date


def _refresh(root: Path, options: argparse.Namespace, connect: Callable[[str], Network]) -> int:
    collected = collecting.collect(root)
    if faults := _unwritable(root, collected):
        print("\n".join(faults), file=sys.stderr)
        return 2
    keys = [os.environ.get(name, "") for name in _KEYS]
    if options.save and not all(keys):
        print(f"copies are made for accounts alone: set {' and '.join(_KEYS)} to the two keys that "
              "https://archive.org/account/s3.php shows", file=sys.stderr)  # fmt: skip
        return 2
    outside = connect(collected.site)
    links, gone, unused = collecting.merged(collected)
    before = {link.address: link.state for link in collected.known}
    ledger = Ledger(root / linkfile.NAME, {link.address: link for link in links}, outside.clock)
    tally, stopped = Tally(), False
    try:
        ledger.write()
        if not options.report_only:
            _ask_and_copy(ledger, collected, options, outside, ":".join(keys), tally)
    except KeyboardInterrupt:
        stopped = True
    finally:
        ledger.write()
    now = sorted(ledger.links.values(), key=lambda link: link.address)
    _print_summary(now, before, tally, collected, gone, unused)
    write(os.fspath(root / options.report), report.page(now, collected.years, _title(root), str(outside.clock.today())))
    print(f"What to do about them: {options.report}")
    if ledger.faults:
        print(*ledger.faults, sep="\n", file=sys.stderr)
        print(f"{linkfile.NAME} was left as it is now: what was learnt is in {ledger.aside.name}", file=sys.stderr)
        return 2
    if stopped:
        print("Stopped: run it again to go on.", file=sys.stderr)
    return 1 if stopped else 0


def _ask_and_copy(
    ledger: Ledger, collected: Collected, options: argparse.Namespace, outside: Network, keys: str, tally: Tally
) -> None:  # fmt: skip
    """Ask what is due, then look for copies, then have some made."""
    progress, today = Progress(), outside.clock.today()
    asker = Asker(outside.client, Robots(outside.client, AGENT))
    wayback = Wayback(outside.client, outside.places, keys)
    links = [link for link in ledger.links.values() if link.used]
    due = refreshing.due(links, today, options.all)
    try:
        refreshing.ask(ledger, asker, due, tally, lambda done: progress.show("Asking", done, len(due)))
        if not options.no_copies:
            wanted = refreshing.wanting_copies(ledger.links.values(), today, options.all)
            refreshing.find_copies(
                ledger, wayback, wanted, collected.day, tally,
                lambda done: progress.show("Looking for copies", done, len(wanted)),
            )  # fmt: skip
        if options.save:
            saves = refreshing.wanting_saves(ledger.links.values(), today)
            refreshing.save_copies(
                ledger, wayback, saves, tally, lambda done: progress.show("Having copies made", done, len(saves))
            )
    finally:
        progress.end()


def _unwritable(root: Path, collected: Collected) -> list[str]:
    """What in the file of links would be lost if it were written anew."""
    if collected.problems:
        return [*map(str, collected.problems), f"{linkfile.NAME} is left as it is: mend these first"]
    lost = linkfile.lost_comments(root)
    message = "the comment would be lost: write it as the field `note` of the link that it is about"
    return [f"{linkfile.NAME}:{line}: {message}" for line in lost]


def _print_summary(
    links: Sequence[OutboundLink], before: dict[str, LinkState], tally: Tally, collected: Collected,
    gone: Sequence[OutboundLink], unused: Sequence[OutboundLink],
) -> None:  # fmt: skip
    """What there is, and what this run did."""
    counts = Counter(link.state for link in links)
    states = ", ".join(f"{counts[state]:,} {state}" for state in LinkState if counts[state])
    print(f"{len(links):,} links: {states or 'none'}.")
    made = f", made: {tally.copies_made:,}" if tally.copies_made else ""
    print(f"Asked now: {tally.asked:,}; copies found: {tally.copies_found:,}{made}")
    bad = (LinkState.COPIED, LinkState.LOST)
    died = [link for link in links if link.state in bad and before.get(link.address) not in bad]
    _print_some("Newly dead", [f"{link.address} ({link.status}; {', '.join(link.used[:2])})" for link in died])
    _print_some("Left for the next run", tally.left)
    _print_some("No address, and so never asked", collected.unreadable)
    _print_some("Taken out, since nothing leads there any more", [link.address for link in gone])
    _print_some("Kept for what you wrote, though nothing leads there any more", [link.address for link in unused])


def _print_some(what: str, names: Sequence[str]) -> None:
    """Print how many there are of something, if any, and the names of the first."""
    if names:
        print(f"{what}: {len(names):,}")
        print("\n".join(f"    {name}" for name in names[:_SHOWN]))
        if len(names) > _SHOWN:
            print(f"    … and {len(names) - _SHOWN:,} more")


def _title(root: Path) -> str:
    value = configuration.read(root / "conf.py").get("project", ("", 1))[0]
    return value if isinstance(value, str) and value else "the archive"


# Checking, as before publishing


def _check(root: Path, options: argparse.Namespace, connect: Callable[[str], Network]) -> int:
    """Say what is broken within the built site, and which links elsewhere died since the file of links was written."""
    collected = collecting.collect(root)
    if not options.check.is_dir():
        raise ValueError(f"{options.check}: there is no built site: run `make html`")
    broken = list(internal.broken(options.check, collected.site))
    print("\n".join(broken) if broken else "Every link within the site leads to something.")
    print("\n".join(map(str, collected.problems)), end="\n" * bool(collected.problems))
    died = [] if options.no_network else _newly_dead(collected, connect)
    return 1 if broken or died or collected.problems else 0


def _newly_dead(collected: Collected, connect: Callable[[str], Network]) -> list[str]:
    """The links that are gone now, and were not when they were last asked; said as they are found."""
    outside, tally, progress = connect(collected.site), Tally(), Progress()
    links, _, _ = collecting.merged(collected)
    asked = [link for link in links if link.used and link.check and not link.is_dead and not link.instead]
    ledger = Ledger(Path(os.devnull), {link.address: link for link in links}, outside.clock, dry=True)
    asker = Asker(outside.client, Robots(outside.client, AGENT))
    try:
        refreshing.ask(ledger, asker, asked, tally, lambda done: progress.show("Asking", done, len(asked)))
    finally:
        progress.end()
    now = [ledger.links[link.address] for link in asked]
    died = [f"{', '.join(link.used[:3])}: {link.address} is gone ({link.status}): `make links` finds its copy"
            for link in now if link.is_dead]  # fmt: skip
    _print_some("Gone since they were last asked", died)
    _print_some("Without an answer, which may pass", [f"{link.address} ({link.status})" for link in now if link.fails])
    _print_some("Not come to", tally.left)
    links_asked = f"{tally.asked:,} {'link' if tally.asked == 1 else 'links'}"
    print(f"Asked: {links_asked} to other sites; newly gone: {len(died):,}.")
    return died


if __name__ == "__main__":
    sys.exit(main())
