"""Look at a built site before it is published: ``python -m publish OUT`` says what would break, and gives advice.

With ``--news FILE`` it writes instead what there will be to tell to a hub and to search engines, which `notify` sends.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from archive.cli import print_any_name
from archive.core import dates
from archive.core.outfiles import write
from archive.source import configuration, scanning

from . import findings, notify, published
from .findings import Finding
from .published import Published

#: Findings of one kind that are named one by one; of more, a blog with thousands of posts has too many to read.
SHOWN = 20


def main(arguments: Sequence[str] | None = None) -> int:
    """Print what is found, what breaks first; give 1 if anything does, or if the site cannot be looked at."""
    options = _options(arguments)
    print_any_name()
    try:
        return _news(options) if options.news else _check(options)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 1


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m publish", description=__doc__)
    parser.add_argument("out", nargs="?", default="_build/html", type=Path, help="the folder of the built site")
    parser.add_argument("--site", default=".", type=Path, help="the folder of its source")
    parser.add_argument("--fetch", action="store_true", help="ask the published site what it has, over the network")
    parser.add_argument("--record", action="store_true", help="note this build as what is published")
    parser.add_argument("--news", type=Path, help="write to this file what is to be told once it is published")
    return parser.parse_args(arguments)


def _check(options: argparse.Namespace) -> int:
    record = options.site / published.RECORD
    now = published.of_folder(options.out)
    before = published.of_address(now.root) if options.fetch else published.read_record(record)
    found = list(_findings(options.site, options.out, before, now))
    found.sort(key=lambda finding: (not finding.breaks, finding))
    for _, group in groupby(found, key=lambda finding: finding.kind):
        _show(list(group))
    breaking = sum(finding.breaks for finding in found)
    print(_summary(now, before, breaking, len(found) - breaking))
    if options.record and breaking:
        print(f"{record}: is left as it was, since something would break")
    elif options.record or (options.fetch and before):
        write(record, published.record(now if options.record else before or now))
        print(f"{record}: holds what is published; keep it in git")
    return 1 if breaking else 0


def _findings(root: Path, out: Path, before: Published | None, now: Published) -> Iterator[Finding]:
    zone, pages = configuration.zone_and_pages(root)
    scan = scanning.scan(root, zone=zone, now=dates.now(zone), pages=pages)
    yield from findings.address(now.root)
    if before:
        yield from findings.lost(out, before, now)
        yield from findings.renamed(out, before, now)
    yield from findings.hidden(out, scan)
    yield from findings.posts(out, scan)
    yield from findings.links(scan)


def _show(group: list[Finding]) -> None:
    for finding in group[:SHOWN]:
        print(f"{'' if finding.breaks else 'advice: '}{finding}")
    if len(group) > SHOWN:
        print(f"… and {len(group) - SHOWN:,} more like this")


def _summary(now: Published, before: Published | None, breaking: int, advice: int) -> str:
    unknown = "nothing to compare with: RECORD=1 notes this build"
    compared = f"{len(before.entries):,} published before" if before else unknown
    addresses = f"{len(now.entries):,} {'address' if len(now.entries) == 1 else 'addresses'}"
    pieces = f"{advice} {'piece' if advice == 1 else 'pieces'}"
    return f"{addresses} ({compared}), {breaking} would break, {pieces} of advice"


def _news(options: argparse.Namespace) -> int:
    """Write what is to be told, by what is published now. Nobody is asked where nobody is to be told."""
    values = configuration.read(options.site / "conf.py")
    hub, key = (values.get(name, ("", 0))[0] or "" for name in ("websub_hub", "indexnow_key"))
    news: dict[str, Any] = {}
    if hub or key:
        now = published.of_folder(options.out)
        try:
            before = published.of_address(now.root)
        except ValueError as error:  # as the first time
            print(f"{error}; all addresses count as new")
            before = None
        news = notify.news(now.root, findings.changed(before, now), hub=hub, key=key)
    write(options.news, json.dumps(news))
    print(f"{options.news}: {len(news.get('changed', ())):,} addresses to tell of")
    return 0


if __name__ == "__main__":
    sys.exit(main())
